"""Find the measures on a returned sheet: the header row, the contents of each column, and the rows below."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.common.columns import ANSWERABLE, HEADER_WITHIN_ROWS, Column, find_columns
from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridCell, GridRow, GridSheet
from regionplan_xl.excel.parsing.status_parser import status_of_heading
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import comparison_key, squeeze

LOOKS_LIKE_ID = re.compile(r"[A-Z]-[0-9A-Z]{4,8}")
_IDENTIFYING = ("id", "text", "number")
_LEAST_HEADINGS = 2  # one that identifies a measure, and one for an answer
_MERGED_AT_MOST = 20_000  # cells
_ORDER = tuple(column.key for column in layout.HEADED)


@dataclass(frozen=True)
class TickColumn:
    """A column named after a status, for ticks."""

    heading: str
    status: str


@dataclass(frozen=True)
class MeasureTable:
    """The part of a sheet from the header row on; columns are numbers from 1.

    `columns` and `headings`: by our column keys. `ticks`: the columns named after statuses. `ids`: the
    columns of IDs, whatever their headings, from the left. `unknown`: column -> heading (or "") of every other column.
    `merged`: the value shown by each answer cell that is part of merged cells across several rows. `answers`: our
    columns for answers, whether or not the sheet has them.
    """

    sheet: GridSheet
    header: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    ticks: Mapping[int, TickColumn] = field(default_factory=dict)
    ids: tuple[int, ...] = ()
    unknown: Mapping[int, str] = field(default_factory=dict)
    merged: Mapping[tuple[int, int], tuple[GridCell, Area]] = field(default_factory=dict)
    answers: Sequence[Column] = ANSWERABLE

    def rows(self) -> list["ReturnedRow"]:
        """Return the rows below the header, without repetitions of the header."""
        return [
            ReturnedRow(self, number, cells)
            for number, cells in self.sheet.rows.items()
            if number > self.header and not self._repeats_header(cells)
        ]

    def repeated_headers(self) -> Iterator[tuple[int, GridRow]]:
        """Yield the rows below the header that repeat its headings; they may have more texts beside them."""
        for number, cells in self.sheet.rows.items():
            if number > self.header and self._repeats_header(cells):
                yield number, cells

    def _repeats_header(self, cells: GridRow) -> bool:
        headings = ((self.columns[key], heading) for key, heading in self.headings.items())
        return all(squeeze(cells.get(at, BLANK).text) == heading for at, heading in headings)

    def encloses_answers(self, ids: Collection[int], others: Collection[int]) -> bool:
        """Return whether all answers, and no column in `others`, are between the text and one of `ids`."""
        text = self.columns.get("text", 0)
        answers = [self.columns[column.key] for column in self.answers if column.key in self.columns]
        return any(
            all(low < answer < high for answer in answers) and not any(low < other < high for other in others)
            for low, high in ((min(text, column), max(text, column)) for column in ids)
        )


@dataclass(frozen=True)
class ReturnedRow:
    """One row below the header of a `MeasureTable`."""

    table: MeasureTable
    number: int
    cells: GridRow
    written: GridRow = field(default_factory=dict)

    def cell(self, key: str) -> GridCell:
        """Return the cell in our column `key`; a blank cell if there is no such column."""
        return self.cells.get(self.table.columns.get(key, 0), BLANK)

    def with_merged(self) -> "ReturnedRow":
        """Return the row with each answer cell showing the value of the merged cells that it belongs to."""
        if not self.table.merged:
            return self
        merged = {at: self.table.merged.get((self.number, at)) for at in self.table.columns.values()}
        shown = {at: found[0] for at, found in merged.items() if found}
        return replace(self, cells={**self.cells, **shown}, written=self.cells) if shown else self

    def without_merged(self, measures: Collection[int]) -> "ReturnedRow":
        """Return a row of no measure without the cells that are merged with one of the rows `measures`."""
        if not self.table.merged:
            return self
        taken = {
            at
            for (number, at), (_, area) in self.table.merged.items()
            if number == self.number and any(area.top <= row <= area.bottom for row in measures)
        }
        return replace(self, cells={at: cell for at, cell in self.cells.items() if at not in taken})

    def covered(self) -> Iterator[tuple[str, int, GridCell]]:
        """Yield the contents of answer cells hidden under merged cells, with the column's key and number."""
        for column in self.table.answers if self.written else ():
            at = self.table.columns.get(column.key, 0)
            cell = self.written.get(at, BLANK)
            if not cell.is_blank and cell != self.cells.get(at):
                yield column.key, at, cell

    def text(self, key: str) -> str:
        """Return the text in our column `key`, on one line."""
        return squeeze(self.cell(key).text)

    def ids(self) -> dict[int, str]:
        """Return the texts in the ID columns, by column, without blank ones."""
        texts = {column: squeeze(self.cells.get(column, BLANK).text).upper() for column in self.table.ids}
        return {column: text for column, text in texts.items() if text}


def find_measure_table(sheet: GridSheet, scale: Scale) -> MeasureTable | None:
    """Return the table under the best header among the first 20 rows; None if no row has enough headings."""
    found: dict[int, dict[str, int]] = {}
    for number in sorted(n for n in sheet.rows if n <= HEADER_WITHIN_ROWS):
        texts = {
            column: cell.text for column, cell in sheet.rows[number].items() if isinstance(cell.value, str)
        }
        if len(texts) < _LEAST_HEADINGS:
            continue
        columns = find_columns(texts, layout.HEADED)
        if any(key in columns for key in _IDENTIFYING) and any(c.key in columns for c in ANSWERABLE):
            found[number] = columns
            if len(columns) == len(layout.HEADED):
                break  # no row further down has more headings
    if not found:
        return None
    best = max(found, key=lambda number: (len(found[number]), -number))
    # A header repeated further down may be better preserved; the rows above it count nevertheless.
    header = min(number for number in found if _is_same_header(found[number], found[best]))
    return _table(sheet, header, best, found[best], scale)


def find_measure_tables(grid: Grid, scale: Scale) -> list[MeasureTable]:
    """Return the tables of the visible sheets; of all if none is, since somebody hid the sheet after answering."""
    tables = [(table, sheet) for sheet in grid.sheets if (table := find_measure_table(sheet, scale))]
    return [table for table, sheet in tables if sheet.visible] or [table for table, _ in tables]


def _is_same_header(columns: Mapping[str, int], best: Mapping[str, int]) -> bool:
    shared = [key for key in columns if key in best]
    return len(shared) * 2 >= len(best) and all(columns[key] == best[key] for key in shared)


def _table(
    sheet: GridSheet, header: int, headings_row: int, columns: dict[str, int], scale: Scale
) -> MeasureTable:
    """Return the table from row `header` on, with the headings in `headings_row`."""
    headings = {at: squeeze(cell.text) for at, cell in sheet.rows[headings_row].items() if not cell.is_blank}
    filled, ids = _filled_and_id_columns(sheet, header, set(columns.values()) - {columns.get("id")})
    columns = {**columns, **_choose_among_twins(headings, columns)}
    unknown = {at: headings.get(at, "") for at in sorted({*headings, *filled} - {*columns.values(), *ids})}
    ticks = {
        at: TickColumn(text, status)
        for at, text in unknown.items()
        if (status := status_of_heading(text, scale)) is not None
    }
    unknown = {at: text for at, text in unknown.items() if at not in ticks}
    columns |= _find_by_neighbours(columns, unknown)
    return MeasureTable(
        sheet,
        header,
        columns,
        headings={key: headings.get(at, "") for key, at in columns.items()},
        ticks=ticks,
        ids=tuple(sorted({*ids, *({columns["id"]} if "id" in columns else ())})),
        unknown={at: text for at, text in unknown.items() if at not in columns.values()},
        merged=merged_answers(
            sheet, header, [columns[column.key] for column in ANSWERABLE if column.key in columns]
        ),
    )


def merged_answers(
    sheet: GridSheet, header: int, answers: Collection[int]
) -> dict[tuple[int, int], tuple[GridCell, Area]]:
    """Return the value shown by each cell of the columns `answers` that is merged across several rows."""
    found: dict[tuple[int, int], tuple[GridCell, Area]] = {}
    last = max(sheet.rows, default=0)
    for area in sheet.merged:
        shown = sheet.rows.get(area.top, {}).get(area.left, BLANK)
        if area.left in answers and area.top > header and not (shown.is_blank and shown.colour is None):
            rows = range(area.top, min(area.bottom, last) + 1)
            found |= {(number, area.left): (shown, area) for number in rows}
        if len(found) > _MERGED_AT_MOST:
            break
    return found


def _choose_among_twins(headings: Mapping[int, str], columns: Mapping[str, int]) -> dict[str, int]:
    """Choose among columns with the same answer heading the one in the position that ours was sent in."""
    found: dict[str, int] = {}
    for column in ANSWERABLE:
        twins = [at for at, text in headings.items() if comparison_key(text) in column.names()]
        position = _ORDER.index(column.key)
        others = [(_ORDER.index(key) < position, at) for key, at in columns.items() if key != column.key]
        if len(twins) > 1:
            found[column.key] = max(
                twins, key=lambda at: sum(is_left == (other < at) for is_left, other in others)
            )
    return found


def _filled_and_id_columns(
    sheet: GridSheet, header: int, known: Collection[int]
) -> tuple[Collection[int], list[int]]:
    """Return the columns except `known` with content below the header, and those of them that are mostly IDs."""
    filled: dict[int, int] = defaultdict(int)
    ids: dict[int, int] = defaultdict(int)
    below = (row for number, row in sheet.rows.items() if number > header)
    for column, cell in ((column, row[column]) for row in below for column in row.keys() - known):
        if cell.value is not None and not cell.is_blank:
            filled[column] += 1
            ids[column] += isinstance(cell.value, str) and _looks_like_id(cell.value)
    return filled, [column for column in sorted(ids) if ids[column] * 2 > filled[column]]


@lru_cache(maxsize=4096)
def _looks_like_id(text: str) -> bool:
    return LOOKS_LIKE_ID.fullmatch(squeeze(text).upper()) is not None


def _find_by_neighbours(columns: Mapping[str, int], unknown: Mapping[int, str]) -> dict[str, int]:
    """Identify columns with changed headings: between the same neighbours, exactly as many as are missing there."""
    found: dict[str, int] = {}
    for start, key in enumerate(_ORDER):
        if key in columns or (start and _ORDER[start - 1] not in columns):
            continue
        end = next((n for n in range(start, len(_ORDER)) if _ORDER[n] in columns), len(_ORDER))
        left = columns[_ORDER[start - 1]] if start else 0
        right = columns[_ORDER[end]] if end < len(_ORDER) else 1 << 20
        between = sorted(column for column in unknown if left < column < right)
        if len(between) == end - start and end < len(_ORDER):
            found |= dict(zip(_ORDER[start:end], between, strict=True))
    return found
