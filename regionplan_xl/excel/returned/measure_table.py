"""Where the measures stand on a returned sheet: its header row, what each column is, and the rows below."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.common.columns import ANSWERABLE, HEADER_WITHIN_ROWS, find_columns, heading_key
from regionplan_xl.excel.parsing.grid import BLANK, GridCell, GridRow, GridSheet
from regionplan_xl.excel.parsing.status_parser import status_of_heading
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import squeeze

LOOKS_LIKE_ID = re.compile(r"[A-Z]-[0-9A-Z]{4,8}")
_LOCKED = ("id", "text", "number")
_ORDER = tuple(column.key for column in layout.HEADED)


@dataclass(frozen=True)
class Table:
    """The part of a sheet under a header row: where each column stands, and the rows.

    `ids`: the columns that hold IDs, headed so or not, from the left. `strange`: columns whose headings say nothing
    to us, or no more than another's; "" where there is none.
    """

    sheet: GridSheet
    header: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    ticks: Mapping[int, str] = field(default_factory=dict)  # column -> status that its heading names
    ids: tuple[int, ...] = ()
    strange: Mapping[int, str] = field(default_factory=dict)

    def rows(self) -> list["TableRow"]:
        """The rows below the header, without headers that somebody repeated."""
        rows = [
            TableRow(self, number, cells) for number, cells in self.sheet.rows.items() if number > self.header
        ]
        return [
            row for row in rows if any(row.text(key) != heading for key, heading in self.headings.items())
        ]

    def encloses_answers(self, ids: Collection[int], others: Collection[int]) -> bool:
        """True where all answers stand between the text and one of `ids`, and none of `others` does."""
        text = self.columns.get("text", 0)
        answers = [self.columns[column.key] for column in ANSWERABLE if column.key in self.columns]
        return any(
            all(low < answer < high for answer in answers) and not any(low < other < high for other in others)
            for low, high in ((min(text, column), max(text, column)) for column in ids)
        )


@dataclass(frozen=True)
class TableRow:
    """One row of a table, its cells by the key of their column."""

    table: Table
    number: int
    cells: GridRow

    def cell(self, key: str) -> GridCell:
        """The cell under a heading; a blank one where there is none."""
        return self.cells.get(self.table.columns.get(key, 0), BLANK)

    def text(self, key: str) -> str:
        """Its text on one line."""
        return squeeze(self.cell(key).text)

    def ids(self) -> dict[int, str]:
        """What its ID columns say, by column; without those that say nothing like an ID."""
        texts = {column: squeeze(self.cells.get(column, BLANK).text).upper() for column in self.table.ids}
        return {column: text for column, text in texts.items() if text}


def find_table(sheet: GridSheet, scale: Scale) -> Table | None:
    """The measures of a sheet: under the best header row among the first 20, if any names enough of them."""
    found: dict[int, dict[str, int]] = {}
    for number in sorted(n for n in sheet.rows if n <= HEADER_WITHIN_ROWS):
        columns = find_columns(_texts(sheet.rows[number]), layout.HEADED)
        if any(key in columns for key in _LOCKED) and any(c.key in columns for c in ANSWERABLE):
            found[number] = columns
    if not found:
        return None
    best = max(found, key=lambda number: (len(found[number]), -number))
    # A header that is repeated further down may be the better kept one; the rows above it count all the same.
    top = min(number for number in found if _same_places(found[number], found[best]))
    return _table(sheet, top, best, found[best], scale)


def _same_places(columns: Mapping[str, int], best: Mapping[str, int]) -> bool:
    shared = [key for key in columns if key in best]
    return len(shared) * 2 >= len(best) and all(columns[key] == best[key] for key in shared)


def _table(sheet: GridSheet, header: int, named: int, columns: dict[str, int], scale: Scale) -> Table:
    """The table from row `header` on, with the headings that row `named` has."""
    texts = {column: squeeze(cell.text) for column, cell in sheet.rows[named].items() if not cell.is_blank}
    ids = _id_columns(sheet, header, set(columns.values()) - {columns.get("id")})
    columns = {**columns, **_ours(texts, columns)}
    known = {*columns.values(), *ids}
    # A column without a heading counts where something stands in it.
    below = {
        column
        for number, row in sheet.rows.items()
        if number > header
        for column, cell in row.items()
        if not cell.is_blank
    }
    strange = {column: texts.get(column, "") for column in sorted({*texts, *below} - known)}
    ticks = {
        column: status
        for column, text in strange.items()
        if (status := status_of_heading(text, scale)) is not None
    }
    strange = {column: text for column, text in strange.items() if column not in ticks}
    found = {**columns, **_by_place(columns, strange)}
    return Table(
        sheet,
        header,
        found,
        {key: texts.get(column, "") for key, column in found.items()},
        ticks,
        tuple(sorted({*ids, *({found["id"]} if "id" in found else ())})),
        {column: text for column, text in strange.items() if column not in found.values()},
    )


def _ours(texts: Mapping[int, str], columns: Mapping[str, int]) -> dict[str, int]:
    """Of several columns headed like one for answers, the one that stands among the others as ours was sent."""
    found: dict[str, int] = {}
    for column in ANSWERABLE:
        alike = [at for at, text in texts.items() if heading_key(text) in column.names()]
        place = _ORDER.index(column.key)
        others = [(_ORDER.index(key) < place, at) for key, at in columns.items() if key != column.key]
        if len(alike) > 1:
            found[column.key] = max(alike, key=lambda at: sum(left == (one < at) for left, one in others))
    return found


def _id_columns(sheet: GridSheet, header: int, known: Collection[int]) -> list[int]:
    """The columns below the header, `known` ones apart, that hold hardly anything but IDs."""
    counted: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for number, row in sheet.rows.items():
        if number > header:
            for column, cell in row.items():
                if column not in known and not cell.is_blank:
                    counts = counted[column]
                    counts[0] += 1
                    counts[1] += LOOKS_LIKE_ID.fullmatch(squeeze(cell.text).upper()) is not None
    return [column for column, (filled, ids) in sorted(counted.items()) if ids * 2 > filled]


def _by_place(columns: Mapping[str, int], strange: Mapping[int, str]) -> dict[str, int]:
    """Columns whose headings somebody changed: between the same neighbours, just as many as are missing there."""
    found: dict[str, int] = {}
    for start, key in enumerate(_ORDER):
        if key in columns or (start and _ORDER[start - 1] not in columns):
            continue
        end = next((n for n in range(start, len(_ORDER)) if _ORDER[n] in columns), len(_ORDER))
        left = columns[_ORDER[start - 1]] if start else 0
        right = columns[_ORDER[end]] if end < len(_ORDER) else 1 << 20
        between = sorted(column for column in strange if left < column < right)
        if len(between) == end - start and end < len(_ORDER):
            found |= dict(zip(_ORDER[start:end], between, strict=True))
    return found


def _texts(cells: GridRow) -> dict[int, str]:
    return {column: cell.value for column, cell in cells.items() if isinstance(cell.value, str)}
