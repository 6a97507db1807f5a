"""Rows of a table that are headings only by their order, as in a .csv, which has no bold."""

from itertools import pairwise

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.documents.understanding.columns.header import Header

_LEAST_CELLS = 3  # filled cells of each measure


def has_plain_bands(table: Table, header: Header) -> bool:
    """Return whether the rows with only a text are headings over the rows below them.

    That is so if the first row is one, there are several, each has fuller rows below it, and those have enough cells.
    """
    at = header.at("text")[:1]
    rows = [filled for row in table.rows[header.end :] if (filled := _filled(row))]
    alone = [filled == at for filled in rows]
    fewest = min((len(filled) for filled in rows if filled != at), default=0)
    in_turn = not any(above and below for above, below in pairwise([*alone, True]))
    return sum(alone) > 1 and alone[0] and in_turn and fewest >= _LEAST_CELLS


def _filled(row: Row) -> tuple[int, ...]:
    return tuple(n for n, cell in enumerate(row.cells) if cell.text.strip())
