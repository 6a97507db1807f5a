"""Make the table of a sheet: a grid without empty edges, with merged cells repeated in each place."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from regionplan_xl.documents.blocks import EMPTY, Row, Table, TableCell
from regionplan_xl.errors import Place
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import Area

_CELLS_AT_MOST = 600_000
_TEXT_AT_MOST = 20_000_000
_KEPT_EMPTY = 2  # empty rows or columns kept from a gap, so that adjacent tables stay apart

Cells = Mapping[int, Mapping[int, TableCell]]
"""Rows by number and cells by column, both from 1."""


def sheet_table(
    name: str, cells: Cells, merged: Iterable[Area] = (), *, hidden: bool = False
) -> Table | None:
    """Return the table of a sheet; None if it is empty. Raises `Rejected` if it is too large."""
    filled = {
        row: here for row, here in cells.items() if any(cell.text or cell.notes for cell in here.values())
    }
    if not filled:
        return None
    rows = list(_with_gaps(sorted(filled)))
    columns = list(_with_gaps(_columns(filled)))
    if len(rows) * len(columns) > _CELLS_AT_MOST:
        raise refusals.too_many_cells(_CELLS_AT_MOST)
    grid = {row: {at: filled.get(row, {}).get(at, EMPTY) for at in columns} for row in rows}
    for area in merged:
        _merge(grid, rows, columns, area)
    if sum(len(cell.text) for here in grid.values() for cell in here.values()) > _TEXT_AT_MOST:
        raise refusals.too_large(_TEXT_AT_MOST)
    made = tuple(Row(tuple(here.values()), Place(name, row)) for row, here in grid.items())
    return Table(made, Place(name), name, hidden=hidden)


def _columns(rows: Cells) -> list[int]:
    """Return the columns with texts or fills; of columns with fills outside the texts, only the adjacent ones."""
    said = {at for here in rows.values() for at, cell in here.items() if cell.text or cell.notes}
    painted = {at for here in rows.values() for at, cell in here.items() if cell.fill}
    first, last = min(said) - 1, max(said) + 1
    return sorted(said | {at for at in painted if first <= at <= last})


def _with_gaps(numbers: Iterable[int]) -> Iterator[int]:
    """Yield the numbers in order, with a few of the missing ones in each gap."""
    before = None
    for number in numbers:
        if before is not None:
            yield from range(max(before + 1, number - _KEPT_EMPTY), number)
        yield number
        before = number


def _between(numbers: Sequence[int], first: int, last: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _merge(
    grid: dict[int, dict[int, TableCell]], rows: Sequence[int], columns: Sequence[int], area: Area
) -> None:
    """Repeat the first cell of a merged area in each place; other content of the area becomes notes."""
    first = grid.get(area.top, {}).get(area.left)
    if first is None:
        return
    for row in _between(rows, area.top, area.bottom):
        for at in _between(columns, area.left, area.right):
            if (row, at) != (area.top, area.left):
                own = grid[row][at]
                notes = (*own.notes, *filter(None, (own.text,)))
                grid[row][at] = replace(first, continues="left" if row == area.top else "above", notes=notes)
