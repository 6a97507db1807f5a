"""Small returns are passed to a process several at a time; what one does to it harms no other."""

import os
import signal
import sys
from pathlib import Path

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.errors import Rejected
from regionplan_xl.excel.returned.workbook import NO_TABLE
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Submission
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.process import Child
from regionplan_xl.sandbox.reader import open_reader
from regionplan_xl.sandbox.return_protocol import ReturnedFile
from tests.excel.returned.returns import RECEIVED
from tests.sandbox.hostile import HOSTILE
from tests.sandbox.parsers import unpack_with
from tests.sandbox.reading import INLINE, ONE_BY_ONE, RULES
from tests.sandbox.returned_files import everything, file_with, from_first
from tests.sandbox.small_files import ABORTING

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
GOOD = file_with(everything)


def returned(name: str, data: bytes = GOOD.data) -> ReturnedFile:
    return ReturnedFile(name, name.ljust(64, "f"), data, RECEIVED)


def read(files: list[ReturnedFile], settings: EngineSettings = ONE_BY_ONE) -> list[Submission | Rejected]:
    with open_reader(settings) as reader:
        return list(reader.returns(files, RULES, from_first))


def names_read(answers: list[Submission | Rejected]) -> list[str]:
    return [one.file for one in answers if isinstance(one, Submission)]


def test_returns_read_together_say_what_each_says_alone_and_come_in_their_order() -> None:
    files = [returned(f"{n}.xlsx", GOOD.data[:-300] if n == 11 else GOOD.data) for n in range(20)]
    together, inline = read(files, EngineSettings(workers=2)), read(files, INLINE)
    pairs = zip(together, inline, strict=True)
    assert [one.reason == other.reason if isinstance(one, Rejected) and isinstance(other, Rejected) else one == other
            for one, other in pairs] == [True] * 20  # fmt: skip
    assert len(names_read(together)) == 19


@posix
@pytest.mark.parametrize(
    ("data", "reasons"),
    [
        (lambda: ABORTING, [rejections.NOT_SURVIVED]),
        (HOSTILE["zip bomb of rows.xlsx"], [rejections.TOO_SLOW, rejections.NOT_NOW]),
    ],
    ids=["aborts the process", "computes without end"],
)
def test_a_return_that_brings_the_process_down_costs_only_itself(data: object, reasons: list[object]) -> None:
    files = [returned(f"{n}.xlsx") for n in range(10)]
    files[4] = returned("4.xlsb", data())  # type: ignore[operator]
    answers = read(files)
    assert names_read(answers) == [f"{n}.xlsx" for n in range(10) if n != 4]
    assert isinstance(answers[4], Rejected)
    assert answers[4].reason in reasons


@posix
def test_a_process_that_somebody_kills_while_it_has_several_returns_costs_none_of_them() -> None:
    killed: list[int] = []

    def kill(file: ReturnedFile, clues: Clues) -> Dispatch:
        if file.name == "3.xlsx" and not killed:
            for child in tuple(reader._all):  # type: ignore[attr-defined]
                killed.append(child._process.pid)
                os.kill(child._process.pid, signal.SIGKILL)
        return from_first(file, clues)

    with open_reader(ONE_BY_ONE) as reader:
        answers = list(reader.returns([returned(f"{n}.xlsx") for n in range(10)], RULES, kill))
    assert killed
    assert names_read(answers) == [f"{n}.xlsx" for n in range(10)]


def test_processes_that_are_told_to_rest_end_and_others_read_what_comes_then() -> None:
    files = [returned(f"{n}.xlsx") for n in range(20)]
    with open_reader(EngineSettings(workers=2)) as reader:
        first = list(reader.returns(files, RULES, from_first))
        children = [child._process for child in tuple(reader._all)]  # type: ignore[attr-defined]
        reader.rest()
        assert children
        assert all(process.returncode is not None for process in children)
        reader.rest()
        assert list(reader.returns(files, RULES, from_first)) == first
    assert len(names_read(first)) == 20


@posix
def test_after_a_return_that_takes_much_memory_the_next_is_read_by_a_fresh_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was taken is given back; too little may be left for the next all the same.
    unpack_with(monkeypatch, tmp_path, "def run(_):\n    kept = [b'x' * 1_000_000 for _ in range(115)]\n")
    files = [returned(f"{n}.xlsx") for n in range(4)]
    assert names_read(read(files)) == [file.name for file in files]


def test_a_doubt_about_who_answers_costs_that_return_only() -> None:
    reason = NO_TABLE

    def identify(file: ReturnedFile, clues: Clues) -> Dispatch:
        if file.name == "2.xlsx":
            raise Rejected(reason)
        return from_first(file, clues)

    with open_reader(ONE_BY_ONE) as reader:
        answers = list(reader.returns([returned(f"{n}.xlsx") for n in range(6)], RULES, identify))
    assert names_read(answers) == [f"{n}.xlsx" for n in range(6) if n != 2]
    assert isinstance(answers[2], Rejected)
    assert answers[2].reason == reason


def test_of_several_returns_a_process_that_ends_condemns_none() -> None:
    child = Child()
    files = [returned("a.xlsx"), returned("b.xlsb", ABORTING), returned("c.xlsx")]
    try:
        answers = child.read_returns(files, RULES, from_first)
    finally:
        child.end()
    assert answers[1:] == [None, None]


def test_what_goes_wrong_besides_is_told_to_whoever_asked() -> None:
    def identify(_: ReturnedFile, __: Clues) -> Dispatch:
        raise OSError("the ledger is gone")

    with open_reader(ONE_BY_ONE) as reader, pytest.raises(OSError, match="ledger is gone"):
        list(reader.returns([returned(f"{n}.xlsx") for n in range(6)], RULES, identify))
    assert not Path("/proc/self/task").exists() or len(list(Path("/proc/self/task").iterdir())) < 20
