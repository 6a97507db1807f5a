"""Reading processes are copies of one with everything loaded, and just as confined and expendable."""

import os
import signal
import sys
from pathlib import Path

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.errors import Rejected
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.process import Child, start_launcher
from regionplan_xl.sandbox.reader import Reader, open_reader
from tests.sandbox.hostile import HOSTILE
from tests.sandbox.reading import read_by, read_with, texts_in
from tests.sandbox.small_files import ABORTING, GOOD, WRITTEN, numbered

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
TWO = EngineSettings(workers=2)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])


def processes(reader: Reader) -> list[int]:
    return [child._process.pid for child in reader._all]  # type: ignore[attr-defined]


def test_everything_is_loaded_once_for_all_processes_of_a_command() -> None:
    with open_reader(TWO) as reader:
        read = read_with(reader, [(f"{n}.xlsx", numbered(n)) for n in range(40)])
        assert [texts_in(one) for one in read] == [{(1, 1): str(n)} for n in range(40)]
        first = {parent_of(pid) for pid in processes(reader)}
        read_with(reader, [("b.xlsb", ABORTING), ("a.xlsx", GOOD)])
        assert {parent_of(pid) for pid in processes(reader)} == first
    (launcher,) = first
    assert launcher != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(launcher, 0)


def test_a_copy_is_as_confined_as_a_process_of_its_own() -> None:
    child = Child()
    child.end()
    with open_reader() as reader:
        assert reader.protections() == child.protections


def test_a_file_that_aborts_or_outlasts_a_copy_is_told_apart_and_costs_only_itself() -> None:
    files = [
        ("a.xlsx", GOOD),
        ("b.xlsb", ABORTING),
        ("c.xlsx", HOSTILE["zip bomb of rows.xlsx"]()),
        ("d.xlsx", GOOD),
    ]
    with open_reader() as reader:
        first, aborting, endless, last = read_with(reader, files)
    assert texts_in(first) == texts_in(last) == {(1, 2): WRITTEN}
    assert isinstance(aborting, Rejected)
    assert aborting.reason == rejections.NOT_SURVIVED
    assert isinstance(endless, Rejected)
    assert endless.reason in (
        rejections.TOO_SLOW,
        rejections.NOT_NOW,
    )  # a busy machine may need the time itself


def test_a_launcher_that_somebody_kills_is_replaced_and_no_file_is_lost() -> None:
    with open_reader() as reader:
        read_with(reader, [("a.xlsx", GOOD)])
        (pid,) = processes(reader)
        os.kill(parent_of(pid), signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        (after,) = read_with(reader, [("a.xlsx", GOOD)])
        assert isinstance(after, Submission)
        (new,) = processes(reader)
        assert parent_of(new) != os.getpid()


def test_a_copy_that_somebody_kills_says_nothing_about_the_file() -> None:
    launcher = start_launcher()
    assert launcher is not None
    child = Child(launcher=launcher)
    try:
        os.kill(child._process.pid, signal.SIGKILL)
        read = read_by(child, "a.xlsx", GOOD)
        assert isinstance(read, Rejected)
        assert read.reason == rejections.NOT_NOW
        assert child._process.wait() == -signal.SIGKILL
    finally:
        child.end()
        launcher.end()
