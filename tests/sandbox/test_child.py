"""Whatever happens to the reading process, the round loses at most one file."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.errors import NotNow, Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.model import Field
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.limits import LARGEST_FILE
from regionplan_xl.sandbox.process import Child, Died
from regionplan_xl.sandbox.reader import open_reader
from regionplan_xl.text import Phrase
from tests.excel.actor.dispatches import DISPATCH
from tests.paths import PROJECT
from tests.sandbox.hostile import HOSTILE, ods, ods_cell
from tests.sandbox.old_books import Place, xls, xlsb
from tests.sandbox.parsers import unpack_with
from tests.sandbox.reading import INLINE, RULES, Asked, read_by, read_files, returned, texts_in
from tests.sandbox.returned_files import everything, file_with
from tests.sandbox.small_files import ABORTING, CODE, FAR, GOOD, WRITTEN, numbered

REPORTED = (Field.STATUS, Field.PROGRESS, Field.COMMENT, Field.EXPECTED)
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def reason(read: Submission | Rejected) -> Phrase:
    assert isinstance(read, Rejected)
    return read.reason


@posix
def test_calamine_does_abort_the_process_that_calls_it(tmp_path: Path) -> None:
    """The reason for all this; the day it fails, calamine has got better, and nothing is lost."""
    file = tmp_path / "far.xlsb"
    file.write_bytes(FAR)
    code = "import sys, python_calamine; python_calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, cwd=PROJECT, check=False
    )
    assert done.returncode == -signal.SIGABRT


def test_a_file_that_aborts_the_reader_costs_only_itself() -> None:
    files = [("a.xlsx", GOOD), ("b.xlsb", ABORTING), ("c.xlsx", numbered(3))]
    before, hostile, after = read_files(files, asked=(asked := Asked()))
    assert texts_in(before) == {(1, 2): WRITTEN}
    assert texts_in(after) == {(1, 1): "3"}
    assert asked.codes_in(GOOD) == {CODE}
    assert reason(hostile) == rejections.NOT_SURVIVED


@posix
def test_a_reader_that_hangs_is_ended_and_the_file_not_condemned() -> None:
    child = Child(seconds=0.5)
    os.kill(child._process.pid, signal.SIGSTOP)
    begun = time.monotonic()
    read = read_by(child, "a.xlsx", GOOD)
    assert isinstance(read, Rejected)
    assert read.reason == rejections.NOT_NOW
    assert time.monotonic() - begun < 5
    assert child.gone


@posix
def test_a_reader_that_somebody_kills_says_nothing_about_the_file() -> None:
    child = Child()
    os.kill(child._process.pid, signal.SIGSTOP)
    killer = threading.Timer(0.2, os.kill, (child._process.pid, signal.SIGKILL))
    killer.start()
    read = read_by(child, "a.xlsx", GOOD)
    killer.join()
    assert isinstance(read, Died)
    assert read.reason == rejections.NOT_NOW
    assert child.gone


@posix
def test_a_file_that_computes_for_too_long_is_ended_by_the_kernel() -> None:
    child = Child(seconds=60)
    read = read_by(child, "a.xlsx", HOSTILE["zip bomb of rows.xlsx"]())
    assert isinstance(read, Rejected)
    assert read.reason == rejections.TOO_SLOW


@posix
def test_a_file_that_takes_all_memory_is_at_fault_and_a_machine_without_memory_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking = "def run(_):\n    kept = [b'x' * 1_000_000 for _ in range(1_000)]\n"
    for code, reason in (
        (taking, rejections.TOO_DEMANDING),
        ("def run(_):\n    raise MemoryError\n", rejections.NOT_NOW),
    ):
        unpack_with(monkeypatch, tmp_path, code)
        (read,) = read_files([("a.xlsx", GOOD)])
        assert isinstance(read, Rejected)
        assert read.reason == reason


@posix
def test_a_file_that_crashes_its_reader_where_memory_is_short_is_not_at_fault() -> None:
    code = (
        "from tests.sandbox.reading import read_files\n"
        "from tests.sandbox.small_files import ABORTING\n"
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_AS, (160_000_000, 160_000_000))\n"
        "(read,) = read_files([('b.xlsb', ABORTING)])\n"
        "print(read.reason.template)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=False
    )
    assert done.stdout.strip() == rejections.NOT_NOW.template, done.stderr


def test_a_process_that_talks_nonsense_is_not_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('tull ' * 1000, flush=True)\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NotNow, match="could not be started"):
        Child()


@pytest.mark.parametrize(
    "told",
    [
        'real(out, kind, b"")', 'real(out, kind, b"[]")', 'real(out, kind, b\'{"ends": false}\')',
        'real(out, kind, b\'{"ends": false, "clues": [[], [], []], "return": {}}\')',
        'real(out, protocol.FrameKind.MEMBER, b"x"); real(out, kind, content)',
        'real(out, protocol.FrameKind.READY, content)', 'out.write(b"E" + b"\\xff" * 8)',
    ],
)  # fmt: skip
def test_a_process_that_answers_nonsense_about_a_file_is_ended(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "from regionplan_xl.sandbox import protocol\n"
        "real = protocol.send\n"
        "def send(out, kind, content=b''):\n"
        "    if kind is not protocol.FrameKind.END:\n        real(out, kind, content)\n"
        f"    else:\n        {told}\n"
        "protocol.send = send\n"
    )
    (tmp_path / "sitecustomize.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    child = Child()
    read = read_by(child, "a.xlsx", GOOD)
    assert isinstance(read, Rejected)
    assert read.reason == rejections.NOT_SURVIVED
    assert child.gone


@posix
def test_the_reader_can_open_no_file_and_no_connection_and_start_nothing() -> None:
    code = (
        "import os, socket, subprocess\n"
        "from regionplan_xl.sandbox.resource_limits import ResourceLimits\n"
        "ResourceLimits().restrict()\n"
        "def refused(do):\n"
        "    try:\n        do()\n"
        "    except OSError:\n        return True\n"
        "    return False\n"
        "tries = [lambda: open('/etc/hostname'), lambda: open('/tmp/x', 'w'), socket.socket, os.pipe]\n"
        "print(all(map(refused, tries)))\n"
        "try:\n    bytearray(400 * 1024 * 1024)\n"
        "except MemoryError:\n    print('no more')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=False
    )
    assert done.stdout.split("\n")[:2] == ["True", "no more"], done.stderr


def test_the_reader_is_given_no_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGIONPLAN_SMTP_PASSWORD", "hemmeleg")
    child = Child()
    try:
        environment = Path(f"/proc/{child._process.pid}/environ")
        if not environment.exists():
            pytest.skip("this system does not show what a process was told")
        assert b"hemmeleg" not in environment.read_bytes()
    finally:
        child.end()


def test_a_file_larger_than_any_return_is_not_even_given_to_a_reader() -> None:
    asked = Asked()
    (read,) = read_files([("a.csv", bytes(LARGEST_FILE + 1))], asked=asked)
    assert reason(read) == refusals.too_large(LARGEST_FILE).reason
    assert not asked.clues


def test_many_files_are_read_side_by_side_and_come_in_their_order() -> None:
    files = [(f"{n}.xlsx", numbered(n) if n % 7 else ABORTING) for n in range(40)]
    for number, read in enumerate(read_files(files, EngineSettings(workers=3))):
        if number % 7:
            assert texts_in(read) == {(1, 1): str(number)}
        else:
            assert reason(read) == rejections.NOT_SURVIVED


def test_inline_reads_the_same_without_a_process() -> None:
    files = [("a.xlsx", GOOD), ("b.xlsx", b"rusk\0\1\2"), ("c.csv", b"a;b\n1;2\n")]
    inline, apart = read_files(files, INLINE), read_files(files)
    assert inline[::2] == apart[::2]
    assert texts_in(apart[2]) == {(1, 1): "a", (1, 2): "b", (2, 1): "1", (2, 2): "2"}
    assert reason(inline[1]) == reason(apart[1])


ROWS = (
    (f"Kode: {DISPATCH.code}",),
    ("Nr", "Tiltak", "Status", "Framdrift", "Kommentar", "Venta ferdig"),
    *((row.number, row.text, "Gjennomført", "75 %", "Møte på Ål", "2026-06-30") for row in DISPATCH.rows[:2]),
)
CELLS: dict[Place, float | str] = {
    (row, column): text for row, texts in enumerate(ROWS) for column, text in enumerate(texts)
}
TABLE = "".join(f"<table:table-row>{''.join(map(ods_cell, texts))}</table:table-row>" for texts in ROWS)
TEXT = "\n".join(";".join(texts) for texts in ROWS)
KINDS = {
    "a.xlsx": file_with(everything).data,
    "a.xls": xls(CELLS),
    "a.xlsb": xlsb({(0, 0): 1.0, (3, 2): 2.0}),
    "a.ods": ods(f'<table:table table:name="A">{TABLE}</table:table>'),
    "a.csv": TEXT.encode("cp1252"),
    "b.csv": TEXT.replace(";", "\t").encode("utf-16"),
    "c.csv": TEXT.encode("utf-8-sig"),
    "damaged.xlsx": GOOD[:-300],
}


@pytest.mark.parametrize("name", KINDS)
def test_a_fresh_process_reads_every_kind_of_file_although_it_can_load_nothing_more(name: str) -> None:
    here, there = Asked(), Asked()
    (inline,) = read_files([(name, KINDS[name])], INLINE, here)
    (apart,) = read_files([(name, KINDS[name])], asked=there)
    assert there.clues == here.clues
    if name == "damaged.xlsx":
        assert reason(apart) == reason(inline)
        return
    assert isinstance(apart, Submission)
    assert apart == inline
    if name == "a.xlsb":
        assert texts_in(apart) == {(1, 1): "1", (4, 3): "2"}
    else:
        assert there.codes_in(KINDS[name]) == {DISPATCH.code}
        assert {answer.field for answer in apart.answers} >= set(REPORTED)


@posix
def test_no_process_is_left_when_reading_is_given_up_midway() -> None:
    with open_reader(EngineSettings(workers=2)) as reader:
        files = [returned(f"{n}.xlsx", numbered(n)) for n in range(400)]
        reads = reader.returns(files, RULES, Asked())
        next(reads)
        pids = [child._process.pid for child in tuple(reader._all)]  # type: ignore[attr-defined]
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(CancelledError):  # nor is another one started for the rest
        list(reads)
    assert not reader._all  # type: ignore[attr-defined]
