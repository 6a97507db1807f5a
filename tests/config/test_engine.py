"""The engine in config.yaml: other machines only with TLS, and no setting without effect."""

from pathlib import Path

import pytest

from regionplan_xl.config import read_config
from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.errors import InputError

FILES = "ca: nett/ca.pem, cert: nett/plan.pem, key: nett/plan.key"


def engine(folder: Path, text: str) -> EngineSettings:
    path = folder / "config.yaml"
    path.write_text(f"plan: {{name: X}}\nengine:\n  {text}\n", encoding="utf-8")
    return read_config(path).engine


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        engine(folder, text)
    assert caught.value.exit_status == 2
    return str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:8786", "tcp://127.8.0.1:1", "tcp://localhost:8786", "tcp://LOCALHOST:65535", "tcp://[::1]:8786"],
)  # fmt: skip
def test_a_scheduler_on_this_machine_needs_no_tls(tmp_path: Path, address: str) -> None:
    assert engine(tmp_path, f"{{kind: dask, address: '{address}'}}").address == address.lower()


@pytest.mark.parametrize(
    "address",
    [
        "tcp://10.0.0.7:8786",
        "tcp://0.0.0.0:8786",
        "tcp://[::]:8786",
        "tcp://[fe80::1]:8786",
        "tcp://plan.example.org:8786",
        "tcp://localhost.example.org:8786",
        "tcp://127.0.0.1.example.org:8786",
        "tcp://127.1:8786",
        "tcp://2130706433:8786",
    ],
)
def test_another_machine_is_refused_without_tls(tmp_path: Path, address: str) -> None:
    said = complaint(tmp_path, f"{{kind: dask, address: '{address}'}}")
    assert (
        f"config.yaml: line 3, engine.address: «{address}» is another machine; without TLS, anybody" in said
    )
    assert "Write the address with tls://, and name the files «ca», «cert» and «key»." in said


@pytest.mark.parametrize(
    "address",
    ["scheduler:8786", "http://127.0.0.1:8786", "inproc://127.0.0.1/1/1", "tcp://127.0.0.1", "tcp://127.0.0.1:0",
     "tcp://127.0.0.1@plan.example.org:8786", "tcp://127.0.0.1:99999", "tcp://127.0.0.1:8786/../x"],
)  # fmt: skip
def test_what_is_no_address_of_a_scheduler_is_refused(tmp_path: Path, address: str) -> None:
    said = complaint(tmp_path, f"{{kind: dask, address: '{address}'}}")
    assert f"line 3, engine.address: «{address}» is not the address of a Dask scheduler." in said


def test_another_machine_is_used_under_tls_with_files_that_count_from_the_project(tmp_path: Path) -> None:
    found = engine(tmp_path, f"{{kind: dask, address: 'tls://plan.example.org:8786', {FILES}}}")
    assert (found.ca, found.cert, found.key) == (
        tmp_path / "nett" / "ca.pem", tmp_path / "nett" / "plan.pem", tmp_path / "nett" / "plan.key"
    )  # fmt: skip
    assert found.uses_tls


@pytest.mark.parametrize("missing", ["ca", "cert", "key"])
def test_each_file_that_tls_needs_is_asked_for(tmp_path: Path, missing: str) -> None:
    files = ", ".join(part for part in FILES.split(", ") if not part.startswith(missing))
    said = complaint(tmp_path, f"{{kind: dask, address: 'tls://plan.example.org:8786', {files}}}")
    assert f"engine.address: an address with tls:// needs the setting «{missing}» too." in said
    assert f"{missing}: {missing}.pem" in said


@pytest.mark.parametrize(
    ("text", "setting", "without"),
    [
        ("{kind: processes, address: 'tcp://127.0.0.1:8786'}", "address", "kind: dask"),
        ("{kind: inline, key: plan.key}", "key", "kind: dask"),
        ("{cert: plan.pem}", "cert", "kind: dask"),
        ("{kind: dask, address: 'tcp://127.0.0.1:8786', ca: ca.pem}", "ca", "address: tls://…"),
    ],
)
def test_a_setting_that_would_do_nothing_is_refused(
    tmp_path: Path, text: str, setting: str, without: str
) -> None:
    assert f"engine.{setting}: this has no effect without «{without}». Remove it." in complaint(
        tmp_path, text
    )


def test_dask_needs_an_address(tmp_path: Path) -> None:
    said = complaint(tmp_path, "{kind: dask}")
    assert "line 3, engine.kind: there is no address of a Dask scheduler." in said
    assert "address: tcp://127.0.0.1:8786" in said
