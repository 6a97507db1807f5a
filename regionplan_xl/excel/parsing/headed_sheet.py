"""Find sheets of the master by their headings, and their rows as cells by column key."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.columns import HEADER_WITHIN_ROWS, Column, columns_among, find_columns
from regionplan_xl.excel.parsing.grid import BLANK, GridCell
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.reading.cells import Cell
from regionplan_xl.ooxml.reading.tables import ExcelTable
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.plan.ids import has_form_of_id
from regionplan_xl.similarity import is_similar
from regionplan_xl.text import ILLEGAL, Phrase, bare, comparison_key, squeeze, writable

# Columns without answers; an inexact heading above answers might be that of a column the secretariat added.
_INEXACT_HEADINGS = ("number", "text", "timeframe", "responsible", "involved")
_SHORTEST_HEADING, _LEAST_SIMILAR = 4, 0.8

Cells = Mapping[int, Cell]


@dataclass(frozen=True)
class HeadedRow:
    """One row below the header."""

    number: int
    cells: Cells
    sheet: "HeadedSheet"

    def cell(self, key: str) -> GridCell:
        """Return the cell in our column `key` without its colour; a blank cell if there is no such column."""
        return self.at(self.sheet.columns.get(key, 0))

    def at(self, column: int, *, with_colour: bool = False) -> GridCell:
        """Return the cell in a column, with its colour if asked for; a blank cell if there is none."""
        cell = self.cells.get(column)
        if cell is None:
            return BLANK
        cell = _writable(cell)
        return GridCell(cell.value, self.sheet.workbook.styles.fill(cell.style) if with_colour else None)

    def is_blank(self, key: str) -> bool:
        """Return whether the cell under `key` has no value, or only white space."""
        cell = self.cells.get(self.sheet.columns.get(key, 0))
        value = cell.value if cell is not None else None
        return value is None or (isinstance(value, str) and not value.strip())

    def text(self, key: str) -> str:
        """Return the cell under `key` as text with line feeds, stripped."""
        return self._written(key).replace("\r\n", "\n").strip()

    def line(self, key: str) -> str:
        """Return the cell under `key` as text on one line."""
        return squeeze(self._written(key))

    def _written(self, key: str) -> str:
        cell = self.cells.get(self.sheet.columns.get(key, 0))
        if cell is None or cell.value is None:
            return ""
        # Nearly all values are texts without illegal characters, and there are many.
        if isinstance(cell.value, str):
            return cell.value if ILLEGAL.search(cell.value) is None else writable(cell.value)
        return GridCell(cell.value).text

    def place(self, key: str = "") -> Place:
        """Return the place of this row, with the heading of one of its columns."""
        return Place(self.sheet.name, self.number, self.sheet.heading(key))

    def problem(self, key: str, what: Phrase, fix: Phrase) -> Problem:
        """Return a problem in this row."""
        return Problem(self.place(key), what, fix)


@dataclass(frozen=True)
class HeadedSheet:
    """A sheet with a header row.

    `headings`: every heading by column number. `columns`: the numbers of our columns by key. `above`: the rows above
    the header.
    """

    workbook: Workbook
    name: str
    header: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    above: tuple[tuple[int, Cells], ...] = ()

    def heading(self, key: str) -> str:
        """Return the heading that the column `key` has on this sheet."""
        return self.headings.get(self.columns.get(key, 0), "")

    def rows(self) -> Iterator[HeadedRow]:
        """Yield the rows below the header, without the cells of a table's totals row."""
        for number, cells in self.workbook.rows_without_totals(self.name):
            if number > self.header:
                yield HeadedRow(number, cells, self)

    def list_rows(self) -> Iterator[HeadedRow]:
        """Yield the rows below the header like `rows`, but without the cells of other tables."""
        for row in self.rows():
            others = [area for area in self.other_tables if area.top <= row.number <= area.bottom]
            if others:
                own = {
                    at: cell
                    for at, cell in row.cells.items()
                    if not any(area.left <= at <= area.right for area in others)
                }
                row = HeadedRow(row.number, own, self)
            yield row

    @cached_property
    def other_tables(self) -> tuple[Area, ...]:
        """The areas of other tables below the header: tables with none of our headings above our columns.

        A table right below the header, with IDs, or (on a sheet without IDs) without headings of its own is our list
        that somebody has formatted as a table. Excel may have put «Column1» above its rows; that row is no row of ours.
        """
        tables = [table for table in self.workbook.tables(self.name) if not self._has_our_headings(table)]
        with_id = (
            [row.number for row in self.rows() if has_form_of_id(row.line("id").upper())] if tables else []
        )
        return tuple(filter(None, (self._without_own_rows(table, with_id) for table in tables)))

    def _has_our_headings(self, table: ExcelTable) -> bool:
        ours = {at: bare(self.headings.get(at, "")) for at in self.columns.values()}
        names = enumerate(map(bare, table.columns), table.area.left)
        return table.area.top <= self.header or any(ours.get(at) == name for at, name in names)

    def _without_own_rows(self, table: ExcelTable, with_id: Sequence[int]) -> Area | None:
        """Return the area of a table without rows of our list, of which `with_id` have an ID; None if none is left."""
        area, has_own_headings = table.area, not table.is_without_headings
        is_below = area.top == self.header + 1
        has_ids = any(area.top <= row <= area.bottom for row in with_id)
        if has_own_headings and (is_below or area.top in with_id):
            return None
        is_ours = is_below or has_ids or not (has_own_headings or "id" in self.columns)
        return area.down_to(area.top) if is_ours else area

    def totals(self) -> frozenset[int]:
        """Return the numbers of the totals rows of tables; nothing else can be written there."""
        areas = (table.totals for table in self.workbook.tables(self.name))
        return frozenset(row for area in areas if area for row in range(area.top, area.bottom + 1))


@dataclass(frozen=True)
class SheetTop:
    """The first rows of a sheet, which may include the header row."""

    workbook: Workbook
    name: str
    rows: tuple[tuple[int, Cells], ...] = field(repr=False)

    @classmethod
    def read(cls, workbook: Workbook, name: str) -> "SheetTop":
        """Read the rows that may include a header row."""
        rows = itertools.takewhile(lambda row: row[0] <= HEADER_WITHIN_ROWS, workbook.rows(name))
        return cls(
            workbook,
            name,
            tuple((number, {at: _writable(cell) for at, cell in cells.items()}) for number, cells in rows),
        )

    @cached_property
    def _texts(self) -> list[dict[int, str]]:
        """The texts of each row, by column."""
        return [
            {at: squeeze(cell.value) for at, cell in cells.items() if isinstance(cell.value, str)}
            for _, cells in self.rows
        ]

    @cached_property
    def _keys(self) -> frozenset[str]:
        """The comparison keys of every text in the rows."""
        return frozenset(comparison_key(text) for texts in self._texts for text in texts.values())

    def find(
        self, columns: Sequence[Column], *needed: Sequence[str], inexact: bool = False
    ) -> HeadedSheet | None:
        """Return the sheet with its header row, the first row with all keys of one of `needed`; None if there is none.

        `inexact`: headings of columns without answers may be worded slightly differently.
        """
        ours = tuple(columns)
        if not inexact and not _has_all(columns_among(self._keys, ours), needed):
            return None  # true of most sheets
        least = min(map(len, needed))
        for index, ((number, cells), texts) in enumerate(zip(self.rows, self._texts, strict=True)):
            if len(texts) < least:
                continue
            found = find_columns(texts, ours)
            if inexact:
                _add_inexact(found, texts, columns)
            if _has_all(found, needed):
                headings = {at: squeeze(GridCell(cell.value).text) for at, cell in cells.items()}
                headings = {at: text for at, text in headings.items() if text}
                return HeadedSheet(self.workbook, self.name, number, found, headings, self.rows[:index])
        return None


def _has_all(found: Collection[str], needed: Sequence[Sequence[str]]) -> bool:
    """Return whether all keys of one of `needed` are found."""
    return any(all(key in found for key in keys) for keys in needed)


def _writable(cell: Cell) -> Cell:
    """Return the cell with a text that can be written to another workbook; the cell in the file is unchanged."""
    if not isinstance(cell.value, str) or ILLEGAL.search(cell.value) is None:
        return cell
    return cell._replace(value=writable(cell.value))


def _add_inexact(found: dict[str, int], texts: Mapping[int, str], columns: Sequence[Column]) -> None:
    """Add to `found` the columns whose headings are worded slightly differently."""
    free = {at: bare(text) for at, text in texts.items() if at not in found.values()}
    for column in columns:
        if column.key not in found and column.key in _INEXACT_HEADINGS:
            at = next((at for at, text in free.items() if _is_similar(text, column)), None)
            if at is not None:
                found[column.key] = at
                del free[at]


def _is_similar(heading: str, column: Column) -> bool:
    """Return whether a heading resembles the column's, as «Tiltak og ansvar» or «Tiltakk» resembles «Tiltak»."""
    return any(
        heading.startswith(name) or is_similar(heading, name, least=_LEAST_SIMILAR)
        for name in column.names()
        if len(name) >= _SHORTEST_HEADING
    )
