"""Replace the libraries of a child as if a file had taken it over, or the machine failed: python-calamine and zlib."""

import os
from pathlib import Path

import pytest

# `run(data)` runs when a file is read; it may return the texts of the cells, one a row. `STARTED` is the number of the
# child (1, 2, ...).
_BEGUN = """
import ctypes, os, signal, socket, sys, time
from pathlib import Path

HERE = Path(__file__).parent
STARTED = 0

def begin():
    global STARTED
    STARTED = len(list(HERE.glob("started *"))) + 1
    (HERE / f"started {STARTED}").touch()

# The launcher reads nothing; each copy of it does.
if sys.orig_argv[-1].isdigit():
    os.register_at_fork(after_in_child=begin)
else:
    begin()

"""
_CALAMINE = '''
import python_calamine
REAL = python_calamine.CalamineWorkbook

class Sheet:
    """A sheet that tells what was found, a row for each."""
    visible, typ = python_calamine.SheetVisibleEnum.Visible, python_calamine.SheetTypeEnum.WorkSheet
    name, start = "Ark1", (0, 0)
    def __init__(self, found):
        self.found = found
    def iter_rows(self):
        return [[one] for one in self.found]

class Telling:
    def __init__(self, found):
        self.sheet = Sheet(found)
        self.sheets_metadata = [self.sheet]
    def get_sheet_by_name(self, _):
        return self.sheet

class Book:
    @staticmethod
    def from_filelike(file):
        found = run(file.read())
        file.seek(0)
        return REAL.from_filelike(file) if found is None else Telling(found)

python_calamine.CalamineWorkbook = Book
'''
_ZLIB = """
import zlib
real = zlib.decompressobj

def decompressobj(*given):
    run(b"")
    return real(*given)

zlib.decompressobj = decompressobj
"""


def write_parser(folder: Path, code: str, hook: str = _CALAMINE) -> Path:
    """Write a module that Python imports at start with `folder` in PYTHONPATH; `code` defines `run(data)`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_BEGUN + code + hook, encoding="utf-8")
    return folder


def unpack_with(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Make every child started from now on call `run(data)` of `code` before it unpacks anything."""
    monkeypatch.setenv("PYTHONPATH", os.fspath(write_parser(folder, code, _ZLIB)))


def children_started(folder: Path) -> int:
    """Return how many children have started with the module in `folder`."""
    return len(list(folder.glob("started *")))
