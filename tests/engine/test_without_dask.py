"""If Dask is not installed or not used, nothing needs it."""

from pathlib import Path

import pytest

from tests.engine.rounds import files, ledger, master, with_engine
from tests.rounds.answers import answer, measure
from tests.rounds.commands import regionplan


@pytest.fixture
def without_dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide Dask from commands even if it is installed on this machine."""
    for name in ("dask", "distributed"):
        (tmp_path / "missing" / name).mkdir(parents=True)
        (tmp_path / "missing" / name / "__init__.py").write_text(f"raise ImportError({name!r})\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "missing"))


@pytest.mark.parametrize("command", ["merge", "send"])
def test_a_machine_without_dask_says_what_to_install_and_changes_nothing(
    sent: Path, without_dask: None, command: str
) -> None:
    with_engine(sent, "{kind: dask, address: 'tcp://127.0.0.1:8786'}")
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    before = files(sent), ledger(sent), master(sent).read_bytes()
    run = regionplan("--lang", "en", command, folder=sent)
    assert run.status == 2
    assert "config.yaml, engine.kind: Dask is not installed on this machine." in run.err
    assert "pip install 'regionplan_xl[dask]'" in run.err
    assert (files(sent), ledger(sent), master(sent).read_bytes()) == before


@pytest.mark.parametrize("kind", ["inline", "processes"])
def test_the_other_engines_need_no_dask(sent: Path, without_dask: None, kind: str) -> None:
    with_engine(sent, f"{{kind: {kind}}}")
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    run = regionplan("merge", folder=sent)
    assert run.status == 0, run.err
    assert measure(master(sent), "1.1.1")["Status"] == "Gjennomført"
