"""Find the column of each piece of a stream: the sequence of columns that fits the pieces best.

A piece is in a column, in a heading over measures (`BAND`, continued as `MORE`), or in neither (`OUTSIDE`). Each choice
scores points for how well the piece fits there and for the step from the previous piece. The Viterbi algorithm finds
the best total. The loss when a piece is placed elsewhere shows how certain its place is.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from regionplan_xl.documents.understanding.streams.looks import LinePiece

BAND, MORE, OUTSIDE = -1, -2, -3
TEXTLESS = 1000  # added to a column until its row has a text; larger than any number of columns
IMPOSSIBLE = -1000.0


@dataclass(frozen=True)
class Step:
    """The step from one piece's place to the next: its points, and whether a row begins there."""

    points: float
    begins: bool = False


@dataclass(frozen=True)
class Placed:
    """A piece and its place.

    `begins`: a row or heading begins with it. `margin`: the points between its best place and the next best.
    """

    piece: LinePiece
    place: int
    begins: bool
    margin: float


def decode(
    pieces: Sequence[LinePiece],
    places: Sequence[int],
    fit: Callable[[LinePiece, int], float],
    step: Callable[[LinePiece | None, int, LinePiece, int], Step],
) -> list[Placed]:
    """Return the place of each piece; `step` gets the previous piece (None at the start) and its place.

    The result of `step` may depend only on the `shape` of the pieces.
    """
    if not pieces:
        return []
    size = range(len(places))
    known: dict[
        tuple[Hashable, Hashable], list[list[Step]]
    ] = {}  # pieces of the same shapes have the same steps

    def ways_between(before: LinePiece, here: LinePiece) -> list[list[Step]]:
        shapes = before.shape, here.shape
        if shapes not in known:
            known[shapes] = [[step(before, places[m], here, places[n]) for m in size] for n in size]
        return known[shapes]

    fits = [[fit(piece, place) for place in places] for piece in pieces]
    steps: list[list[list[Step]]] = []
    best = [step(None, OUTSIDE, pieces[0], places[n]).points + fits[0][n] for n in size]
    forward, came = [best], [[0] * len(places)]
    for at in range(1, len(pieces)):
        before, here = pieces[at - 1], pieces[at]
        ways = ways_between(before, here)
        steps.append(ways)
        chosen = [max(size, key=lambda m, n=n: forward[-1][m] + ways[n][m].points) for n in size]  # type: ignore[misc]
        forward.append([forward[-1][chosen[n]] + ways[n][chosen[n]].points + fits[at][n] for n in size])
        came.append(chosen)
    backward = [[0.0] * len(places)]
    for at in range(len(pieces) - 1, 0, -1):
        ways, after = steps[at - 1], backward[0]
        backward.insert(0, [max(ways[n][m].points + fits[at][n] + after[n] for n in size) for m in size])
    path = [max(size, key=lambda n: forward[-1][n])]
    for at in range(len(pieces) - 1, 0, -1):
        path.insert(0, came[at][path[0]])
    placed = []
    for at, n in enumerate(path):
        begins = at == 0 or steps[at - 1][n][path[at - 1]].begins
        others = [
            forward[at][m] + backward[at][m] for m in size if column_of(places[m]) != column_of(places[n])
        ]
        margin = forward[at][n] + backward[at][n] - max(others, default=IMPOSSIBLE)
        placed.append(Placed(pieces[at], column_of(places[n]), begins, margin))
    return placed


def column_of(place: int) -> int:
    """Return the column of a place, or the kind of place (below 0)."""
    return place % TEXTLESS if place >= 0 else place
