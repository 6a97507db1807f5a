"""Find cells of a returned file and mark those to be corrected, if it is an .xlsx that can be changed."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from typing import Any

from regionplan_xl.excel.common.actor_marks import (
    INPUT,
    INPUT_BORDER,
    MARK,
    MARK_BORDER,
    MARK_IN_COPY,
    is_mark_note,
)
from regionplan_xl.excel.common.columns import HEADER_WITHIN_ROWS
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridSheet
from regionplan_xl.ooxml.marking.marks import Look, Mark, Unmarked, with_marks
from regionplan_xl.sandbox.formats.read_file import read_file
from regionplan_xl.text import squeeze

Found = tuple[int, int] | None
"""Row and column of a cell; None if it is not found."""

_FORMER = Unmarked((MARK, MARK_IN_COPY), MARK_BORDER, is_mark_note, Look(INPUT, INPUT_BORDER))


@dataclass(frozen=True)
class WantedCell:
    """A cell under `heading` in a given row, or (`row` 0) in the row of a measure. It is marked if it has a `note`.

    `year`: which of an indicator's rows. `written`: what was read from the cell, with its colour if that counted.
    `in_copy`: the cell is in a fresh copy, not in the returned file.
    """

    sheet: str
    row: int
    heading: str
    measure: str = ""
    year: str = ""
    written: str = ""
    note: str = ""
    in_copy: bool = False


def mark_cells(data: bytes, name: str, wanted: Sequence[WantedCell]) -> tuple[list[Found], bytes]:
    """Return the place of each cell, and the file with only the cells that have a note marked (b"": not possible).

    Raises `Rejected` if the file cannot be read.
    """
    grid = read_file(data, name)
    found = [_find(grid, one) for one in wanted]
    marks: dict[str, dict[tuple[int, int], Mark]] = {}
    for one, place in zip(wanted, found, strict=True):
        if place is not None and one.note:
            # The mark must not replace a fill colour that was read as an answer.
            text = _cell_text(grid, one.sheet, place)
            marks.setdefault(one.sheet, {})[place] = Mark(one.note, keeps_fill=one.written != excerpt(text))
    book = b""
    if marks and sum(map(len, marks.values())) == sum(bool(one.note) for one in wanted):
        with suppress(Exception):  # whatever prevents it, a fresh copy is marked instead
            fill = MARK_IN_COPY if any(one.in_copy for one in wanted) else MARK
            book = with_marks(data, marks, Look(fill, MARK_BORDER), _FORMER)
    return found, book


def cells_to_plain(cells: Sequence[WantedCell]) -> list[tuple[Any, ...]]:
    """Return cells as plain data."""
    return [astuple(cell) for cell in cells]


def cells_from_plain(plain: Any) -> list[WantedCell]:
    """Return the cells from the plain data that `cells_to_plain` made."""
    return [WantedCell(*cell) for cell in plain]


def _find(grid: Grid, wanted: WantedCell) -> Found:
    sheet = next((one for one in grid.sheets if one.name == wanted.sheet), None)
    column = _column(sheet, wanted.heading) if sheet else 0
    row = wanted.row or (_row(sheet, wanted) if sheet else 0)
    return (row, column) if row and column else None


def _column(sheet: GridSheet, heading: str) -> int:
    for number in sorted(sheet.rows)[:HEADER_WITHIN_ROWS] if heading else ():
        for column, cell in sheet.rows[number].items():
            if squeeze(cell.text) == heading:
                return column
    return 0


def _row(sheet: GridSheet, wanted: WantedCell) -> int:
    for number, cells in sheet.rows.items():
        texts = {squeeze(cell.text) for cell in cells.values()}
        if wanted.measure in texts and (not wanted.year or wanted.year in texts):
            return number
    return 0


def _cell_text(grid: Grid, name: str, place: tuple[int, int]) -> str:
    sheet = next(one for one in grid.sheets if one.name == name)
    return sheet.rows.get(place[0], {}).get(place[1], BLANK).text
