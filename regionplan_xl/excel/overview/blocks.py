"""Blocks of Oversikt: find each wherever people have moved it, and replace its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from typing import TYPE_CHECKING

from regionplan_xl.excel.common.columns import Column, find_columns
from regionplan_xl.locale import every_wording
from regionplan_xl.text import Phrase, bare

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import CrowdedList, RowColumn, SheetRows
    from regionplan_xl.ooxml import Cell
    from regionplan_xl.ooxml.editing.cell_values import Content, Put

    RowKey = Callable[[Mapping[int, Cell]], str]

RULED_ROWS = 250
"""Rows of a list that get a thin line below when filled."""
_HEAD = 4
"""Most rows from a list's heading to its first line."""


def has_heading(cell: Cell | None, heading: Phrase) -> bool:
    """Return whether the cell has the heading, in any language."""
    return (
        cell is not None
        and isinstance(cell.value, str)
        and bare(cell.value) in {bare(wording) for wording in every_wording(heading)}
    )


def find_header(
    rows: SheetRows, columns: tuple[Column, ...], after: int = 0
) -> tuple[int, dict[str, int]] | None:
    """Return the first row below row `after` with all headings of `columns`, and their column numbers by key."""
    for number in sorted(rows):
        texts = {at: cell.value for at, cell in rows[number].items() if isinstance(cell.value, str)}
        if number > after and len(found := find_columns(texts, columns)) == len(columns):
            return number, found
    return None


def without_hint(rows: SheetRows, among: Iterable[int], hint: Phrase) -> Iterator[tuple[RowColumn, None]]:
    """Yield the cells with the hint in these rows, to be emptied: old masters have no name for its cell."""
    for row in among:
        for at, cell in rows.get(row, {}).items():
            if has_heading(cell, hint):
                yield (row, at), None


@dataclass(frozen=True)
class OldList:
    """A list as it is on the sheet: its first row, its columns, and the `own` rows that the program has written.

    `columns` are those that are written, `block` all that the list covers.
    """

    rows: SheetRows
    first: int
    columns: tuple[int, ...]
    block: frozenset[int]
    own: tuple[int, ...]

    @property
    def cells(self) -> set[RowColumn]:
        """The cells that the list covers, with its headings."""
        rows = (*range(self.first - _HEAD, self.first), *self.own)
        return {(row, at) for row in rows for at in (*self.columns, *self.block)}

    def is_free(self, row: int) -> bool:
        """Return whether a line may be written in the row: nobody else has written in the same columns."""
        cells = self.rows.get(row, {})
        return row in self.own or not any(is_filled(cells.get(at)) for at in self.columns)


@dataclass(frozen=True)
class RewrittenList:
    """The cells of a list that is written again in the place of `old`.

    `missing` lines have no room, because somebody has written in the row `blocked_by`.
    """

    old: OldList
    cells: Mapping[RowColumn, Content | Put]
    missing: int = 0

    @property
    def blocked_by(self) -> int:
        """The first row that is not free."""
        return next(row for row in count(self.old.first) if not self.old.is_free(row))

    def crowded(self, lists: Sequence[RewrittenList]) -> CrowdedList:
        """Return what the list lacks; `lists` are all on the sheet."""
        from regionplan_xl.excel.common.workbook_update import CrowdedList

        before, ours = self.blocked_by, {at for one in lists for at in one.old.cells}

        def others(first: int) -> set[int]:
            """Return the columns in which somebody else has written in one of two rows."""
            cells = (
                (row, at, cell)
                for row in (first, first + 1)
                for at, cell in self.old.rows.get(row, {}).items()
            )
            return {at for row, at, cell in cells if is_filled(cell) and (row, at) not in ours}

        heads = (one.old.first for one in lists if one is not self)
        cuts = any(first - _HEAD < before <= first for first in heads)
        can_move = not cuts and others(before - 2).isdisjoint(others(before))
        return CrowdedList(before, self.missing, can_move)


def own_rows(rows: SheetRows, first: int, columns: Iterable[int], key_of: RowKey) -> tuple[int, ...]:
    """Return the rows of a list from row `first` on that the program has written; people may have inserted blank rows.

    `key_of` returns what identifies a line of the list, "" for a row of something else. A list has no key twice:
    rows from one with such a key on, or below a blank row if they have one, are somebody's copy.
    """
    own: dict[str, int] = {}
    row = first
    while True:
        found: dict[str, int] = {}
        while (key := key_of(rows.get(row, {}))) and key not in found:
            found[key] = row
            row += 1
        if key or own.keys() & found.keys():
            return tuple(own.values()) or tuple(found.values())
        own |= found
        below = row
        while row - below < RULED_ROWS and not any(is_filled(rows.get(row, {}).get(at)) for at in columns):
            row += 1
        if not own or row == below or not key_of(rows.get(row, {})):
            return tuple(own.values())


def replace_rows(old: OldList, texts: Sequence[tuple[Content, ...]]) -> RewrittenList:
    """Return the list with a line for each of `texts`, as far as there is room; empty the rest of its old rows."""
    free = list(takewhile(old.is_free, range(old.first, old.first + len(texts))))
    lines = dict(zip(free, texts, strict=False))
    cells: dict[RowColumn, Content | Put] = {}
    for row in sorted({*old.own, *lines}):
        contents = lines.get(row, (None,) * len(old.columns))
        for column, content in zip(old.columns, contents, strict=True):
            cells[row, column] = None if content == "" else content
    return RewrittenList(old, cells, len(texts) - len(lines))


def is_filled(cell: Cell | None) -> bool:
    """Return whether a cell has a value or a formula."""
    return cell is not None and (cell.value not in (None, "") or cell.formula is not None)


def written(cell: Cell | None) -> str:
    """Return the text of a cell, "" if it has no text."""
    return cell.value if cell is not None and isinstance(cell.value, str) else ""
