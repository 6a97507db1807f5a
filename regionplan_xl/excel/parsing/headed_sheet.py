"""A sheet of the master found again by its headings, and its rows as cells by column key."""

import difflib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.columns import HEADER_WITHIN_ROWS, Column, find_columns
from regionplan_xl.excel.parsing.grid import BLANK, GridCell
from regionplan_xl.ooxml.reading.cells import Cell
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.text import Phrase, bare, squeeze

# Never a column that answers are written in: it might be somebody's own.
_ONLY_READ = ("number", "text", "timeframe", "responsible", "involved")
_SHORTEST, _LIKE = 4, 0.8

Cells = Mapping[int, Cell]


@dataclass(frozen=True)
class HeadedRow:
    """One row below the header."""

    number: int
    cells: Cells
    sheet: "HeadedSheet"

    def cell(self, key: str, *, painted: bool = False) -> GridCell:
        """The cell under our column `key`, with its colour if asked for; blank where there is none."""
        return self.at(self.sheet.columns.get(key, 0), painted=painted)

    def at(self, column: int, *, painted: bool = False) -> GridCell:
        """The cell in a column, with its colour if asked for."""
        cell = self.cells.get(column)
        if cell is None:
            return BLANK
        return GridCell(cell.value, self.sheet.colour(cell.style) if painted else None)

    def text(self, key: str) -> str:
        """The cell under `key` as text with its line breaks, nothing at the ends."""
        return self.cell(key).text.replace("\r\n", "\n").strip()

    def line(self, key: str) -> str:
        """The cell under `key` as text on one line."""
        return squeeze(self.cell(key).text)

    def place(self, key: str = "") -> Place:
        """This row, and the heading of one of its columns, for a person to find."""
        return Place(self.sheet.name, self.number, self.sheet.heading(key))

    def problem(self, key: str, what: Phrase, fix: Phrase) -> Problem:
        """Something to look at in this row."""
        return Problem(self.place(key), what, fix)


@dataclass(frozen=True)
class HeadedSheet:
    """A sheet with a header row. `headings` has every heading by column, `columns` ours by key."""

    workbook: Workbook
    name: str
    header: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    above: tuple[tuple[int, Cells], ...] = ()

    def heading(self, key: str) -> str:
        """What the column `key` is called on this sheet."""
        return self.headings.get(self.columns.get(key, 0), "")

    def rows(self) -> Iterator[HeadedRow]:
        """The rows below the header; what stands in a row of totals says nothing of the plan."""
        for number, cells in self.workbook.rows_without_totals(self.name):
            if number > self.header:
                yield HeadedRow(number, cells, self)

    def totals(self) -> frozenset[int]:
        """The rows that are totals of a table, and no room for anything else."""
        areas = (table.totals for table in self.workbook.tables(self.name))
        return frozenset(row for area in areas if area for row in range(area.top, area.bottom + 1))

    def colour(self, style: int) -> str | None:
        """The fill of a cell with that style."""
        if style not in self._colours:
            self._colours[style] = self.workbook.fill(style)
        return self._colours[style]

    @cached_property
    def _colours(self) -> dict[int, str | None]:
        return {}


@dataclass(frozen=True)
class SheetTop:
    """The first rows of a sheet, in which a header row is looked for."""

    workbook: Workbook
    name: str
    rows: tuple[tuple[int, Cells], ...] = field(repr=False)

    @classmethod
    def read(cls, workbook: Workbook, name: str) -> "SheetTop":
        """Read as far as a header row may stand."""
        rows = itertools.takewhile(lambda row: row[0] <= HEADER_WITHIN_ROWS, workbook.rows(name))
        return cls(workbook, name, tuple(rows))

    def find(self, columns: Sequence[Column], *needed: Sequence[str]) -> HeadedSheet | None:
        """The sheet by its header row: the first that has all keys of one of `needed`."""
        for index, (number, cells) in enumerate(self.rows):
            headings = {at: squeeze(cell.value) for at, cell in cells.items() if isinstance(cell.value, str)}
            found = find_columns(headings, tuple(columns))
            if any(all(key in found for key in keys) for keys in needed):
                return HeadedSheet(
                    self.workbook, self.name, number, found, self._headings(cells), self.rows[:index]
                )
        return None

    def find_nearly(self, columns: Sequence[Column], *needed: Sequence[str]) -> HeadedSheet | None:
        """Like `find`, but headings of columns that are only read may be worded a little otherwise."""
        for index, (number, cells) in enumerate(self.rows):
            headings = {at: squeeze(cell.value) for at, cell in cells.items() if isinstance(cell.value, str)}
            found = find_columns(headings, tuple(columns))
            free = {at: bare(text) for at, text in headings.items() if at not in found.values()}
            for column in columns:
                if column.key not in found and column.key in _ONLY_READ:
                    at = next((at for at, text in free.items() if _is_nearly(text, column)), None)
                    if at is not None:
                        found[column.key] = at
                        del free[at]
            if any(all(key in found for key in keys) for keys in needed):
                return HeadedSheet(
                    self.workbook, self.name, number, found, self._headings(cells), self.rows[:index]
                )
        return None

    def _headings(self, cells: Cells) -> dict[int, str]:
        texts = {at: squeeze(GridCell(cell.value).text) for at, cell in cells.items()}
        return {at: text for at, text in texts.items() if text}


def _is_nearly(heading: str, column: Column) -> bool:
    """True for «Tiltak og ansvar» or «Tiltakk», where the column is «Tiltak»."""
    return any(
        heading.startswith(name) or difflib.SequenceMatcher(None, heading, name).ratio() >= _LIKE
        for name in column.names()
        if len(name) >= _SHORTEST
    )
