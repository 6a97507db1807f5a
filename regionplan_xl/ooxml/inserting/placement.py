"""Find where new rows of a list go: below its last row, inside its own columns, in no table of somebody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regionplan_xl.ooxml.common.references import LAST_ROW, Area
from regionplan_xl.ooxml.reading.tables import Table
from regionplan_xl.ooxml.reading.workbook import Workbook

_FAR = 1_000  # blank rows after which a row is no longer one of the list


@dataclass(frozen=True)
class ListHead:
    """Where a list begins: its `header` row (0: none), its `columns`, and among these the one of its keys (0: none)."""

    header: int
    columns: tuple[int, ...]
    key: int = 0


@dataclass(frozen=True)
class Placement:
    """Where `count` new rows of a list go: from row `start` on.

    `last` is the list's last row now, and `block` its columns. `blocked_by` is the row of what is in the way if
    there was no room right below `last`: `start` is then below that. `wanted` is how many rows it must go down.
    """

    start: int
    last: int
    block: range
    table: Table | None = None
    blocked_by: int = 0
    wanted: int = 0


def place_rows(workbook: Workbook, sheet: str, head: ListHead, count: int) -> Placement:
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
        return Placement(last + 1, last, block, own)
    gap = 0 if totals and taken[0][0] == totals.top else 1
    room = taken[0][0] - last - 1
    if room >= count + gap:
        return Placement(last + 1, last, block, own)
    start = _free_stretch(taken, count)
    return Placement(start, last, block, own, taken[0][0], count + gap - room)


def own_table(tables: Sequence[Table], head: ListHead) -> Table | None:
    """Return the table that has its headings in the list's header row and covers most of its columns, if any."""
    for table in tables:
        area = table.area
        covered = sum(area.left <= column <= area.right for column in head.columns)
        if table.header_rows and area.top == head.header and 2 * covered > len(head.columns):
            return table
    return None


def _contents(workbook: Workbook, sheet: str, head: ListHead) -> Mapping[int, frozenset[int]]:
    """The columns with content of every row from the header on; equal sets are kept once."""
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
    workbook: Workbook, sheet: str, head: ListHead, own: Table | None, others: Sequence[Area]
) -> range:
    """The list's columns: those of its table, else its own and the headed ones next to them."""
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
    own: Table | None,
    others: Sequence[Area],
    block: range,
) -> int:
    """The last row of the list: of its table, or one with a key; without a table also those that follow at once."""
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
        # What follows a table at once may be a list of somebody else's.
        adjacent = row == last + 1 and own is None
        if row <= bottom or (totals is None and (adjacent or (head.key in filled and head.key))):
            last = row
    return last


def _free_stretch(taken: Sequence[tuple[int, int]], count: int) -> int:
    """The first row below some of what is `taken` with room for `count` rows, and a blank one above and below."""
    bottom = taken[0][1]
    for top, end in taken[1:]:
        if top - bottom > count + 2:
            break
        bottom = max(bottom, end)
    return min(bottom + 2, LAST_ROW)
