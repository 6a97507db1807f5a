"""Measure the minimum cost of reading the returned workbooks, whatever the program."""

import re
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from python_calamine import CalamineWorkbook

_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)


def floors(inbox: Path, runs: int) -> dict[str, float]:
    """Return the median seconds of each way to read all returned workbooks, in this process."""
    files = sorted(inbox.glob("*.xlsx"))
    return {
        name: statistics.median(_seconds(work, files) for _ in range(runs)) for name, work in WAYS.items()
    }


def _seconds(work: Callable[[list[Path]], None], files: list[Path]) -> float:
    start = time.perf_counter()
    work(files)
    return time.perf_counter() - start


def _parts(files: list[Path], within: str = "") -> Iterator[bytes]:
    for path in files:
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                if name.startswith(within):
                    yield book.read(name)


def _inflate(files: list[Path]) -> None:
    for _ in _parts(files):
        pass


def _match(files: list[Path]) -> None:
    for part in _parts(files, "xl/worksheets/sheet"):
        for _ in _CELL.finditer(part):
            pass


def _parse(files: list[Path]) -> None:
    for part in _parts(files, "xl/worksheets/sheet"):
        expat.ParserCreate().Parse(part, True)


def _values(files: list[Path]) -> None:
    for path in files:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


WAYS: dict[str, Callable[[list[Path]], None]] = {
    "inflate": _inflate,
    "inflate, one regular expression over all cells": _match,
    "inflate, bare expat": _parse,
    "calamine's values": _values,
}
