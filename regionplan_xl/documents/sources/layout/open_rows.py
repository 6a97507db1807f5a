"""Rows that a page break divides: their upright lines end there, without a line across."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NEAR = 2.0  # points
_LEAST_ACROSS = 2  # lines across two upright ones that show that they are of one table


@dataclass(frozen=True)
class _Line:
    """An upright line (`at` from the left, from `start` to `end` down) or one across (`at` from the top)."""

    at: float
    start: float
    end: float

    def reaches(self, place: float) -> bool:
        return self.start - _NEAR <= place <= self.end + _NEAR


def missing_lines(edges: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines across that are missing where upright lines end, as lines of a page."""
    known = list(edges)
    upright = _whole((one["x0"], one["top"], one["bottom"]) for one in known if one["orientation"] == "v")
    across = _whole((one["top"], one["x0"], one["x1"]) for one in known if one["orientation"] == "h")
    return [
        {"object_type": "line", "x0": left, "x1": right, "top": at, "bottom": at}
        for at, left, right in dict.fromkeys(_missing(upright, across))
    ]


def _missing(upright: Sequence[_Line], across: Sequence[_Line]) -> Iterator[tuple[float, float, float]]:
    for left, right in _beside_each_other(upright):
        shared = [
            line
            for line in across
            if line.start <= left.at + _NEAR
            and line.end >= right.at - _NEAR
            and left.reaches(line.at)
            and right.reaches(line.at)
        ]
        if len(shared) < _LEAST_ACROSS:
            continue
        for one, other in ((left.start, right.start), (left.end, right.end)):
            if abs(one - other) < _NEAR and not any(abs(line.at - one) < _NEAR for line in shared):
                yield one, left.at, right.at


def _beside_each_other(upright: Sequence[_Line]) -> Iterator[tuple[_Line, _Line]]:
    """Yield the upright lines, each with the next to the right that is beside it."""
    for n, left in enumerate(upright):
        for right in upright[n + 1 :]:
            if right.at > left.at + _NEAR and min(left.end, right.end) > max(left.start, right.start):
                yield left, right
                break


def _whole(pieces: Iterable[tuple[float, float, float]]) -> list[_Line]:
    """Return the lines that pieces (at, start, end) make, since many programs draw them cell by cell."""
    found: list[_Line] = []
    by_place: list[list[tuple[float, float, float]]] = []
    for piece in sorted(pieces):
        if by_place and piece[0] - by_place[-1][-1][0] < _NEAR:
            by_place[-1].append(piece)
        else:
            by_place.append([piece])
    for group in by_place:
        starts = sorted((start, end) for _, start, end in group)
        run = list(starts[0])
        for start, end in starts[1:]:
            if start <= run[1] + _NEAR:
                run[1] = max(run[1], end)
            else:
                found.append(_Line(group[0][0], *run))
                run = [start, end]
        found.append(_Line(group[0][0], *run))
    return found
