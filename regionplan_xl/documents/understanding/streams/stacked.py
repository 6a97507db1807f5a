"""A table as LibreOffice writes it as text: one line per cell, row by row, an empty line for an empty cell."""

from collections.abc import Collection, Iterator, Sequence

from regionplan_xl.documents.understanding.streams.decoding import (
    BAND,
    IMPOSSIBLE,
    OUTSIDE,
    Placed,
    Step,
    decode,
)
from regionplan_xl.documents.understanding.streams.looks import (
    NAMES,
    TEXTS,
    TIMES,
    LinePiece,
    band_fit,
    fit,
    number_before,
)
from regionplan_xl.documents.understanding.streams.pieces import SectionBody
from regionplan_xl.text import squeeze

_TYPED = TIMES | {"status", "number"}
_LEAST_ROWS = 2


def _cells_of(body: SectionBody) -> Iterator[LinePiece]:
    """Yield a piece for each line, and an empty one for each empty line."""
    for at, line in enumerate(body.lines):
        if at:
            yield from (LinePiece("", at) for _ in range(line.gap))
        apart = body.tops is not None and at not in body.tops
        topic, ordinal = at in body.topics, at in body.ordinals
        yield LinePiece(squeeze(line.text), at, is_topic=topic, is_apart=apart, is_shorter=ordinal)


class Stack:
    """Scores the cells of a table whose columns hold `fields`, in this order."""

    def __init__(self, fields: Sequence[str], known: Collection[str]) -> None:
        self.fields = tuple(fields)
        self.known = known
        self.places = (*range(len(fields)), BAND, OUTSIDE)

    def fit(self, piece: LinePiece, place: int) -> float:
        """Return how well a cell fits a place."""
        if place == OUTSIDE:
            return 0.0 if not piece.text else -9.0 if piece.is_topic else -1.0 if piece.words > 3 else -2.0
        if not piece.text:
            return -4.0 if place == BAND or self.fields[place] in TEXTS else -0.2
        if place == BAND:
            return band_fit(piece)
        return -9.0 if piece.is_topic else fit(piece, self.fields[place], self.known)

    def step(self, before: LinePiece | None, here: int, piece: LinePiece, there: int) -> Step:
        """Return the step from one cell to the next."""
        last = len(self.fields) - 1
        if here in (BAND, OUTSIDE):
            if there == here:
                return Step(-0.5, there == BAND)
            return Step(0.0 if there <= 0 else IMPOSSIBLE, True)
        if there == here:
            return Step(-3.0 if piece.text else IMPOSSIBLE)  # a second paragraph in a cell
        if there == here + 1:
            return Step(0.0)
        if here == last and there <= 0:
            return Step(0.0, True)
        return Step(IMPOSSIBLE)


def stacked(body: SectionBody, fields: Sequence[str], known: Collection[str]) -> list[Placed] | None:
    """Return the places of the cells in a stacked table; None if the lines are not rows with a cell per field."""
    stack = Stack(fields, known)
    placed = decode(list(_cells_of(body)), stack.places, stack.fit, stack.step)
    rows = sum(1 for one in placed if one.place == 0 and one.begins)
    cells = [one for one in placed if one.place >= 0]
    again = sum(1 for one, before in zip(placed[1:], placed, strict=False) if one.place == before.place >= 0)
    wrong = sum(1 for one in cells if one.piece.text and stack.fit(one.piece, one.place) <= -2.5)
    typed = [one for one in cells if fields[one.place] in _TYPED and one.piece.text]
    right = sum(1 for one in typed if stack.fit(one.piece, one.place) > 0)
    if any(one.piece.is_number != (fields[one.place] == "number") for one in cells if one.piece.text):
        return None
    ats = [at for at, one in enumerate(placed) if one.place >= 0]
    between = placed[ats[0] : ats[-1]] if ats else []
    outside = sum(1 for one in between if one.place == OUTSIDE and one.piece.text)
    first = [number_before(one.piece.text) is not None for one in cells if fields[one.place] in TEXTS]
    if any(first) and not all(first):
        return None
    whole = rows >= _LEAST_ROWS and 10 * again <= len(cells) and 10 * (wrong + outside) <= len(cells)
    if not whole or (typed and 10 * right < 9 * len(typed)):
        return None
    return placed if typed or any(field in NAMES for field in fields) else None
