"""Work that is done is reported as done, even if the output of the command is lost."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import pytest

from tests.paths import PROJECT
from tests.rounds.answers import ROUND, answer, measure
from tests.rounds.commands import open_round
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.master_by_hand import master

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.skipif(os.name != "posix", reason="streams and encodings of POSIX systems"),
]
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}
LATIN_1 = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_round(tmp_path_factory.mktemp("plan") / "hallingdal")


@pytest.fixture
def answered(once: Path, tmp_path: Path) -> Path:
    """A project whose round is out, with one answer in the inbox."""
    folder = Path(shutil.copytree(once, tmp_path / "hallingdal"))
    answer(folder, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    return folder


def run(
    folder: Path,
    *words: str,
    out: int | IO[Any] = subprocess.PIPE,
    variables: Mapping[str, str] | None = None,
) -> Any:
    """Run a command as people do; `out` is its stdout."""
    command = [sys.executable, "-m", "regionplan_xl", "--project", str(folder), "--lang", "en", *words]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **(variables or {})}
    return subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=environment, check=False)


@pytest.mark.parametrize("variables", [ASCII, LATIN_1])
def test_a_merge_in_a_place_without_utf_8_is_done_and_told_with_its_files(
    answered: Path, variables: dict[str, str]
) -> None:
    for words in (("collect",), ("merge",), ("status",), ("history", "1.1.1"), ("report",)):
        done = run(answered, *words, variables=variables)
        assert done.returncode in (0, 1), (words, done.stderr)
        assert done.stderr == b"", words
    assert measure(master(answered), "1.1.1")["Status"] == "Gjennomført"
    assert (answered / "workbooks" / "archive" / ROUND / "Næringsforum svar.xlsx").is_file()
    assert run(answered, "undo", variables=variables).returncode == 0
    assert measure(master(answered), "1.1.1")["Status"] is None
    assert run(answered, "send", "--round", "2025-2", variables=variables).returncode == 0
    assert (answered / "workbooks" / "outbox" / "2025-2" / "Næringsforum.xlsx").is_file()


def in_encoding(name: str) -> dict[str, str]:
    return {**LATIN_1, "PYTHONIOENCODING": name}


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "latin-1"])
def test_a_console_of_windows_shows_tables_and_signs_in_plainer_ones_that_it_has(
    answered: Path, encoding: str
) -> None:
    shown = run(answered, "status", variables=in_encoding(encoding)).stdout.decode(encoding)
    assert "Næringsutvikling" in shown
    assert "?" not in shown


def test_json_for_a_program_that_reads_another_encoding_loses_no_character(
    once: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(once, tmp_path / "hallingdal"))
    answer(folder, "Næringsforum", {"1.1.1": {"Kommentar": "Møte → vår ✓ Áŋŋel"}})
    for words in (("--json", "merge"), ("--json", "history", "1.1.1")):
        printed = run(folder, *words, variables=in_encoding("cp1252")).stdout.decode("cp1252")
        assert "Møte → vår ✓ Áŋŋel" in str(json.loads(printed)), words


def full_disk() -> IO[Any]:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    return Path("/dev/full").open("wb")


def nobody_reading() -> IO[Any]:
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "wb")


NOT_PRINTED = b"regionplan: The command is done, but what it says could not be printed"


@pytest.mark.parametrize("stdout", [full_disk, nobody_reading])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_command_that_is_done_says_so_where_stdout_takes_no_more(
    answered: Path, stdout: Callable[[], IO[Any]], as_json: bool
) -> None:
    first = ("--json",) if as_json else ()
    with stdout() as out:
        for words in (
            ("collect",),
            ("merge",),
            ("status",),
            ("undo",),
            ("merge",),
            ("send", "--new"),
            ("report",),
        ):
            done = run(answered, *first, *words, out=out)
            assert done.returncode == 1, (words, done.stderr)
            assert done.stderr.startswith(NOT_PRINTED), words
            assert b"Traceback" not in done.stderr
    assert measure(master(answered), "1.1.1")["Status"] == "Gjennomført"
    assert regionplan("--json", "status", folder=answered).data["waiting_returns"] == 0
    assert list((answered / "workbooks" / "reports").iterdir())


def test_a_merge_without_any_stream_to_print_on_is_done(answered: Path) -> None:
    words = [sys.executable, "-m", "regionplan_xl", "--project", str(answered), "merge"]
    done = subprocess.run(["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *words], check=False)
    assert done.returncode == 0
    assert measure(master(answered), "1.1.1")["Status"] == "Gjennomført"


def test_a_merge_that_did_not_happen_keeps_its_status_on_a_full_disk(answered: Path) -> None:
    master(answered).with_name("~$master.xlsx").write_bytes(b"\x05Kari" + b" " * 50)
    with full_disk() as out:
        done = run(answered, "--json", "merge", out=out)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert b"Kari" in done.stderr
