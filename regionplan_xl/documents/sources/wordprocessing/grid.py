"""Lay out the rows of a Word table on one grid (ECMA-376 part 1 section 17.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.blocks import EMPTY, TableCell
from regionplan_xl.ooxml.common import refusals

WIDEST = 500
"""The most grid columns; Word itself has at most 63."""


@dataclass(frozen=True)
class Laid:
    """A cell as written: the number of grid columns, and whether it continues the cell above."""

    cell: TableCell
    span: int = 1
    goes_on: bool = False


def laid_out(rows: Iterable[tuple[int, Sequence[Laid]]]) -> list[list[TableCell]]:
    """Return rows (free columns before the first cell, cells) as grid cells, all rows equally wide.

    A merged cell is repeated in each place. Columns in which no cell begins are dropped.
    """
    grid: list[list[TableCell]] = []
    above: list[TableCell] = []
    for before, cells in rows:
        row = [EMPTY] * before
        for laid in cells:
            row += _places(laid, above[len(row)] if len(row) < len(above) else None)
            if len(row) > WIDEST:
                raise refusals.too_many("word/document.xml", WIDEST)
        grid.append(row)
        above = row
    width = max(map(len, grid), default=0)
    grid = [row + [EMPTY] * (width - len(row)) for row in grid]
    used = [
        at for at in range(width) if any(row[at].continues != "left" and row[at] is not EMPTY for row in grid)
    ]
    return [[row[at] for at in used] for row in grid]


def _places(laid: Laid, above: TableCell | None) -> list[TableCell]:
    cell = laid.cell
    if laid.goes_on and above is not None:
        # Word does not show the own content of such a cell.
        hidden = (cell.text,) if cell.text else ()
        first = replace(above, continues="above", notes=(*hidden, *cell.notes), added=(), removed=())
    else:
        first = cell
    going_on = replace(first, continues=first.continues or "left", notes=(), added=(), removed=())
    return [first, *[going_on] * (laid.span - 1)]
