"""Cells over several rows, of which no line shows where they begin: a goal beside its measures.

Their texts are at the top of their rows, or in the middle of them. In the middle, the rows of a text end as far below
it as they begin above it, and there those of the next text begin. A cell that goes on on the next page has its text at
the top even if others have it in the middle; that page begins with its rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_SAME_TOP = 0.35  # of a letter's size
_SAME_EDGE = 0.6  # of a letter's size


@dataclass(frozen=True)
class RowEdges:
    """The edges of a row, and the upper edge of its highest text in other columns, in points from the top."""

    top: float
    bottom: float
    text_top: float


def first_rows(
    texts: Sequence[tuple[float, float]], rows: Sequence[RowEdges], size: float
) -> tuple[int, ...] | None:
    """Return the number of the first row of each text (top, bottom); None if their places do not tell it.

    `size` is that of letters, in points.
    """
    return _from_tops(texts, rows, size) or _from_middles(texts, rows, size)


def _from_tops(
    texts: Sequence[tuple[float, float]], rows: Sequence[RowEdges], size: float
) -> tuple[int, ...] | None:
    found: list[int] = []
    for top, _ in texts:
        same = [n for n, row in enumerate(rows) if abs(row.text_top - top) < _SAME_TOP * size]
        if not same or same[0] in found:
            return None
        found.append(same[0])
    return tuple(found) if found[:1] == [0] else None


def _from_middles(
    texts: Sequence[tuple[float, float]], rows: Sequence[RowEdges], size: float
) -> tuple[int, ...] | None:
    starts = (_chain(first, texts, rows, size) for first in range(len(rows)))
    return next((found for found in starts if found), None)


def _chain(
    first: int, texts: Sequence[tuple[float, float]], rows: Sequence[RowEdges], size: float
) -> tuple[int, ...] | None:
    """Return the first rows of all texts if the rows of the first text begin with this one."""
    found = [first]
    for top, bottom in texts[:-1]:
        end = top + bottom - rows[found[-1]].top
        ends = [n for n, row in enumerate(rows) if abs(row.bottom - end) < _SAME_EDGE * size]
        if not ends or not found[-1] <= ends[0] < len(rows) - 1:
            return None
        found.append(ends[0] + 1)
    (top, bottom), begins = texts[-1], rows[found[-1]]
    ends_table = abs(top + bottom - begins.top - rows[-1].bottom) < _SAME_EDGE * size
    goes_on = len(found) > 1 and abs(top - begins.text_top) < _SAME_EDGE * size
    return tuple(found) if ends_table or goes_on else None


def nearest_rows(texts: Sequence[tuple[float, float]], rows: Sequence[RowEdges]) -> tuple[int, ...]:
    """Return the row in which each text begins."""
    return tuple(max((n for n, row in enumerate(rows) if row.top <= top + 1), default=0) for top, _ in texts)
