"""Split a sheet into the tables below and beside each other on it.

They are separated by empty rows, by their headers, and by empty columns.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.documents.understanding.columns.header import Header, header_at
from regionplan_xl.text import normalise

_APART = 2  # empty rows, or columns, between two tables
_CERTAIN = 0.95


def divided(table: Table, given: dict[str, str]) -> list[Table]:
    """Return the tables within a table, each with the headings right above it; the table itself if it is only one.

    `given` is the user's meaning of headings (normalised with `normalise`).
    """
    return [one for part in _side_by_side(table) for one in _below_each_other(part, given)]


def _side_by_side(table: Table) -> list[Table]:
    """Return the tables separated by empty columns; a single empty column may be just a wide border."""
    width = len(table.rows[0].cells) if table.rows and table.place.sheet else 0
    filled = [at for at in range(width) if any(row.cells[at].text.strip() for row in table.rows)]
    begins = [right for left, right in pairwise(filled) if right - left > _APART]
    bounds = [0, *begins, width]
    if len(bounds) == 2:
        return [table]
    return [
        replace(table, rows=tuple(replace(row, cells=row.cells[first:last]) for row in table.rows))
        for first, last in pairwise(bounds)
    ]


def _below_each_other(table: Table, given: dict[str, str]) -> list[Table]:
    begins: list[int] = []
    known: tuple[str, ...] | None = None
    below = 0
    for at, row in enumerate(table.rows):
        if _is_empty(row) or at < below:
            continue
        header = _certain_header(table, at, given)
        if header is not None and header.headings != known:
            if known is not None:
                begins.append(_with_headings_above(table.rows, at))
            known, below = header.headings, header.end
        elif (at >= _APART and all(_is_empty(one) for one in table.rows[at - _APART : at])) or (
            known is not None and at and _is_empty(table.rows[at - 1]) and _is_narrow(table.rows, at, below)
        ):
            begins.append(at)
    bounds = [0, *sorted(set(begins) - {0}), len(table.rows)]
    parts = [table.rows[first:last] for first, last in pairwise(bounds)]
    joined = _headings_with_what_is_below(parts)
    return [replace(table, rows=rows) for rows in joined if not all(map(_is_empty, rows))] or [table]


def _is_narrow(rows: Sequence[Row], at: int, below: int) -> bool:
    """Return whether a narrower table begins below an empty row: a title, and rows at most half as wide.

    `below` is the first row below the header of the table above.
    """
    end = next((n for n in range(at, len(rows)) if _is_empty(rows[n])), len(rows))
    widths = [_filled(row) for row in rows[at:end]]
    usual = Counter(_filled(row) for row in rows[below:at] if not _is_empty(row)).most_common(1)
    several = sum(width > 1 for width in widths) > 1
    return several and widths[0] == 1 and bool(usual) and 2 * max(widths) <= usual[0][0]


def _filled(row: Row) -> int:
    return sum(bool(cell.text.strip()) for cell in row.cells)


def _certain_header(table: Table, at: int, given: dict[str, str]) -> Header | None:
    """Return the header in a row if its words leave no doubt."""
    if sum(bool(cell.text.strip()) for cell in table.rows[at].cells) < 2:
        return None
    header = header_at(table, at, given)
    if header is None:
        return None
    certain = {field for one in header.columns if one.certainty >= _CERTAIN for field in one.means}
    unknown = sum(bool(one.heading) and not one.means for one in header.columns)
    return header if len(certain) > 1 and unknown <= len(certain) else None


def _with_headings_above(rows: Sequence[Row], at: int) -> int:
    """Return the first of the single-text rows right above a header, which are its headings."""
    while at > 0 and _is_single(rows[at - 1]):
        at -= 1
    return at


def _headings_with_what_is_below(parts: Sequence[tuple[Row, ...]]) -> list[tuple[Row, ...]]:
    joined: list[tuple[Row, ...]] = []
    above: tuple[Row, ...] = ()
    for part in parts:
        above = (*above, *part)
        if not all(_is_empty(row) or _is_single(row) for row in part):
            joined.append(above)
            above = ()
    return [*joined, above] if above else joined


def _is_empty(row: Row) -> bool:
    return not any(cell.text.strip() for cell in row.cells)


def _is_single(row: Row) -> bool:
    return len({normalise(cell.text) for cell in row.cells if cell.text.strip()}) == 1
