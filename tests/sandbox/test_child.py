"""Whatever happens to the reading process, the round loses at most one file."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.errors import NotNow, Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.process import Child, Died
from regionplan_xl.sandbox.reader import open_reader, read_grids
from tests.paths import PROJECT
from tests.sandbox.hostile import HOSTILE, ods, ods_cell
from tests.sandbox.old_books import xls, xlsb
from tests.sandbox.parsers import unpack_with
from tests.sandbox.small_files import ABORTING, FAR, GOOD, numbered

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def first(grid: Grid | Rejected) -> object:
    assert isinstance(grid, Grid)
    return grid.sheets[0].rows[1][1].value


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
    before, hostile, after = read_grids([("a.xlsx", GOOD), ("b.xlsb", ABORTING), ("c.xlsx", GOOD)])
    assert first(before) == first(after) == "Kode: HX7-4KQ"
    assert isinstance(hostile, Rejected)
    assert hostile.reason == rejections.NOT_SURVIVED


@posix
def test_a_reader_that_hangs_is_ended_and_the_file_not_condemned() -> None:
    child = Child(seconds=0.5)
    os.kill(child._process.pid, signal.SIGSTOP)
    begun = time.monotonic()
    read = child.read(GOOD, "a.xlsx")
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
    read = child.read(GOOD, "a.xlsx")
    killer.join()
    assert isinstance(read, Died)
    assert read.reason == rejections.NOT_NOW
    assert child.gone


@posix
def test_a_file_that_computes_for_too_long_is_ended_by_the_kernel() -> None:
    child = Child(seconds=60)
    read = child.read(HOSTILE["zip bomb of rows.xlsx"](), "a.xlsx")
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
        (read,) = read_grids([("a.xlsx", GOOD)])
        assert isinstance(read, Rejected)
        assert read.reason == reason


@posix
def test_a_file_that_crashes_its_reader_where_memory_is_short_is_not_at_fault() -> None:
    code = (
        "from regionplan_xl.sandbox.reader import read_grids\n"
        "from tests.sandbox.small_files import ABORTING\n"
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_AS, (160_000_000, 160_000_000))\n"
        "(read,) = read_grids([('b.xlsb', ABORTING)])\n"
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
    (read,) = read_grids([("a.csv", bytes(65 * 1024 * 1024))])
    assert isinstance(read, Rejected)


def test_many_files_are_read_side_by_side_and_come_in_their_order() -> None:
    files = [(f"{n}.xlsx", numbered(n) if n % 7 else ABORTING) for n in range(40)]
    read = list(read_grids(files, EngineSettings(workers=3)))
    for number, grid in enumerate(read):
        assert (first(grid) if number % 7 else isinstance(grid, Rejected)) == (number if number % 7 else True)


def test_inline_reads_the_same_without_a_process() -> None:
    files = [("a.xlsx", GOOD), ("b.xlsx", b"rusk\0\1\2"), ("c.csv", b"a;b\n1;2\n")]
    inline, apart = (list(read_grids(files, EngineSettings(kind=kind))) for kind in ("inline", "processes"))
    assert [g if isinstance(g, Grid) else g.reason for g in inline] == [
        g if isinstance(g, Grid) else g.reason for g in apart
    ]


KINDS = {
    "a.xlsx": GOOD,
    "a.xls": xls({(0, 0): "Kode: HX7-4KQ", (3, 2): 1.5}),
    "a.xlsb": xlsb({(0, 0): 1.0, (3, 2): 2.0}),
    "a.ods": ods(
        f'<table:table table:name="A"><table:table-row>{ods_cell("Kode")}</table:table-row></table:table>'
    ),
    "a.csv": "Kode;HX7-4KQ\nÅl;1\n".encode("cp1252"),
    "b.csv": "Kode\tHX7-4KQ\n".encode("utf-16"),
    "c.csv": "Kode;Ål\n".encode("utf-8-sig"),
    "damaged.xlsx": GOOD[:-300],
}


@pytest.mark.parametrize("name", KINDS)
def test_a_fresh_process_reads_every_kind_of_file_although_it_can_load_nothing_more(name: str) -> None:
    inline, apart = (
        next(read_grids([(name, KINDS[name])], EngineSettings(kind=kind))) for kind in ("inline", "processes")
    )
    assert isinstance(inline, Grid) == (name != "damaged.xlsx")
    if isinstance(inline, Grid):
        assert apart == inline
    else:
        assert isinstance(apart, Rejected)
        assert apart.reason == inline.reason


@posix
def test_no_process_is_left_when_reading_is_given_up_midway() -> None:
    with open_reader(EngineSettings(workers=2)) as reader:
        grids = reader.grids((f"{n}.xlsx", numbered(n)) for n in range(40))
        next(grids)
        pids = [child._process.pid for child in reader._all]  # type: ignore[attr-defined]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
