"""Find the place for new rows of a list: below its last row, within its columns, outside other people's tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regionplan_xl.ooxml.common.references import LAST_ROW, Area
from regionplan_xl.ooxml.reading.tables import ExcelTable
from regionplan_xl.ooxml.reading.workbook import Workbook

_FAR = 1_000  # blank rows after which a row no longer belongs to the list


@dataclass(frozen=True)
class ListHead:
    """The head of a list: its `header` row (0: none), its `columns`, and its `key` column (0: none)."""

    header: int
    columns: tuple[int, ...]
    key: int = 0


@dataclass(frozen=True)
class RowInsertion:
    """The place for `count` new rows of a list: from row `start` on.

    `last` is the list's current last row, and `block` its columns. `blocked_by` is the row of an obstacle if there was
    no room right below `last`; `start` is then below the obstacle. `wanted` is how many rows the obstacle would have to
    move.
    """

    start: int
    last: int
    block: range
    table: ExcelTable | None = None
    blocked_by: int = 0
    wanted: int = 0


def place_rows(workbook: Workbook, sheet: str, head: ListHead, count: int) -> RowInsertion:
    """Return where `count` new rows go."""
    tables = workbook.tables(sheet)
    own = own_table(tables, head)
    others = [table.area for table in tables if table is not own]
    contents = _contents(workbook, sheet, head)
    block = _block(workbook, sheet, head, own, others)
    below = {row: columns for row, columns in contents.items() if row > head.header}
    own_columns = range(own.area.left, own.area.right + 1) if own else block
    last = _last_row(below, head, own, others, own_columns)

    areas = [*others, *workbook.merged(sheet), *workbook.pivots(sheet)]
    areas = [a for a in areas if a.bottom > last and a.left <= block[-1] and block[0] <= a.right]
    totals = own.totals if own else None
    taken = sorted(
        [(row, row) for row, columns in below.items() if row > last and not columns.isdisjoint(block)]
        + [(max(a.top, last + 1), a.bottom) for a in areas]
        + ([(totals.top, totals.bottom)] if totals else [])
    )
    if not taken:
        return RowInsertion(last + 1, last, block, own)
    gap = 0 if totals and taken[0][0] == totals.top else 1
    room = taken[0][0] - last - 1
    if room >= count + gap:
        return RowInsertion(last + 1, last, block, own)
    start = _free_stretch(taken, count)
    return RowInsertion(start, last, block, own, taken[0][0], count + gap - room)


def own_table(tables: Sequence[ExcelTable], head: ListHead) -> ExcelTable | None:
    """Return the table whose headings are in the list's header row and which covers most of its columns, if any."""
    for table in tables:
        area = table.area
        covered = sum(area.left <= column <= area.right for column in head.columns)
        if table.header_rows and area.top == head.header and 2 * covered > len(head.columns):
            return table
    return None


def _contents(workbook: Workbook, sheet: str, head: ListHead) -> Mapping[int, frozenset[int]]:
    """Return the columns with content of every row from the header on; equal sets are stored once."""
    known: dict[frozenset[int], frozenset[int]] = {}
    found: dict[int, frozenset[int]] = {}
    for number, cells in workbook.rows(sheet):
        if number >= head.header:
            filled = frozenset(
                at for at, c in cells.items() if c.value not in (None, "") or c.formula is not None
            )
            if filled:
                filled |= found.get(number, frozenset())
                found[number] = known.setdefault(filled, filled)
    return found


def _block(
    workbook: Workbook, sheet: str, head: ListHead, own: ExcelTable | None, others: Sequence[Area]
) -> range:
    """Return the list's columns: those of its table, otherwise its own and adjacent columns with a heading."""
    if own is not None:
        return range(own.area.left, own.area.right + 1)
    left, right = min(head.columns), max(head.columns)
    headings: set[int] = set()
    for number, cells in workbook.rows(sheet):
        if number >= head.header:
            if number == head.header:
                headings = {at for at, cell in cells.items() if cell.value not in (None, "")}
            break
    foreign = {
        at
        for area in others
        if area.top <= head.header <= area.bottom
        for at in range(area.left, area.right + 1)
    }
    while right + 1 in headings - foreign:
        right += 1
    while left - 1 in headings - foreign:
        left -= 1
    return range(left, right + 1)


def _last_row(
    below: Mapping[int, frozenset[int]],
    head: ListHead,
    own: ExcelTable | None,
    others: Sequence[Area],
    block: range,
) -> int:
    """Return the last row of the list: the end of its table, or the last row with a key or directly below the list."""
    columns = frozenset(block)
    foreign = [a for a in others if a.left <= block[-1] and block[0] <= a.right]
    totals = own.totals if own else None
    if totals is not None:
        foreign.append(totals)
    bottom = own.area.bottom if own else 0
    last = head.header
    for row in sorted(below):
        filled = below[row] & columns
        if not filled or row - last > _FAR or any(area.top <= row <= area.bottom for area in foreign):
            continue
        # Rows right below a table may be somebody else's list.
        adjacent = row == last + 1 and own is None
        if row <= bottom or (totals is None and (adjacent or (head.key in filled and head.key))):
            last = row
    return last


def _free_stretch(taken: Sequence[tuple[int, int]], count: int) -> int:
    """Return the first row of the first gap in `taken` with room for `count` rows and a blank row above and below."""
    bottom = taken[0][1]
    for top, end in taken[1:]:
        if top - bottom > count + 2:
            break
        bottom = max(bottom, end)
    return min(bottom + 2, LAST_ROW)
