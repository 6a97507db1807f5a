"""Tables with lines between their rows but none between their columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SAME_LINE = 2.0  # points
_SAME_EDGE = 4.0  # points
_LEAST_RULES = 4  # around three rows: the headings, and two measures
_LEAST_WIDTH = 150.0  # points
_BETWEEN_COLUMNS = 0.5  # of a letter's size


@dataclass(frozen=True)
class Ruled:
    """The heights of the lines of a table, from top to bottom, and its left and right edges."""

    heights: tuple[float, ...]
    left: float
    right: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.heights[0], self.right, self.heights[-1]


def ruled_tables(rules: Iterable[tuple[float, float, float]]) -> list[Ruled]:
    """Return the tables that horizontal lines (left, right, height) of the same width make; the topmost first."""
    found: list[list[tuple[float, float, float]]] = []
    for rule in sorted(rules, key=lambda one: one[2]):
        left, right, _ = rule
        if right - left < _LEAST_WIDTH:
            continue
        same = next(
            (
                one
                for one in found
                if abs(one[0][0] - left) < _SAME_EDGE and abs(one[0][1] - right) < _SAME_EDGE
            ),
            None,
        )
        if same is None:
            found.append([rule])
        elif rule[2] - same[-1][2] > _SAME_LINE:
            same.append(rule)
    return [
        Ruled(tuple(height for _, _, height in one), one[0][0], one[0][1])
        for one in found
        if len(one) >= _LEAST_RULES
    ]


def columns_of(rows: Sequence[Sequence[tuple[float, float]]], size: float) -> list[tuple[float, float]]:
    """Return left and right of each column: what the pieces (left, right) of all rows cover, between empty strips.

    Rows of one piece are headings, which may go over all columns. `size` is that of a letter, in points.
    """
    pieces = sorted(piece for row in rows if len(row) > 1 for piece in row)
    covered: list[tuple[float, float]] = []
    for left, right in pieces:
        if covered and left - covered[-1][1] < _BETWEEN_COLUMNS * size:
            covered[-1] = (covered[-1][0], max(covered[-1][1], right))
        else:
            covered.append((left, right))
    return covered


def bands_of(ruled: Ruled) -> list[tuple[float, float]]:
    """Return top and bottom of each row."""
    return list(pairwise(ruled.heights))
