"""Blocks of Oversikt: find each wherever people have moved it, and replace its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from regionplan_xl.excel.common.columns import Column, find_columns
from regionplan_xl.locale import every_wording
from regionplan_xl.text import Phrase, bare

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import RowColumn, SheetRows
    from regionplan_xl.ooxml import Cell
    from regionplan_xl.ooxml.editing.cell_values import Content

RULED_ROWS = 250
"""Rows of a list that get a thin line below when filled."""


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


def replace_rows(
    rows: SheetRows, first: int, columns: Sequence[int], texts: Sequence[tuple[Content, ...]]
) -> Iterator[tuple[RowColumn, Content]]:
    """Yield the cells of a list from row `first` on, with blanks for the rest of a longer old list."""
    end = first
    while any(_is_filled(rows, end, column) for column in columns):
        end += 1
    for offset in range(max(len(texts), end - first)):
        contents = texts[offset] if offset < len(texts) else (None,) * len(columns)
        for column, content in zip(columns, contents, strict=True):
            yield (first + offset, column), None if content == "" else content


def _is_filled(rows: SheetRows, row: int, column: int) -> bool:
    cell = rows.get(row, {}).get(column)
    return cell is not None and cell.value not in (None, "")
