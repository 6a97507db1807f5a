"""A table as lines of cells in reading order: a line may continue its cell, begin a cell, or begin a row."""

from collections.abc import Collection, Sequence

from regionplan_xl.documents.understanding.streams.decoding import (
    BAND,
    IMPOSSIBLE,
    MORE,
    OUTSIDE,
    TEXTLESS,
    Step,
    column_of,
)
from regionplan_xl.documents.understanding.streams.looks import (
    FAR,
    NAMES,
    TEXTS,
    LinePiece,
    band_fit,
    fit,
)

_TEXTLESS_ROW = 5.0  # penalty for a row without a text


def _fit_outside_columns(piece: LinePiece) -> float:
    """Return how well a piece fits outside numbers and texts: the other columns have times and names."""
    if piece.is_shorter or piece.is_time:
        return 4.0
    return 2.0 if piece.words < 4 and not piece.is_low else 0.0


class Flow:
    """Scores the lines of a table whose columns hold `fields`, in this order.

    A place is a column, plus `TEXTLESS` until the row has a text: a row without one is hardly a measure.
    """

    def __init__(
        self,
        fields: Sequence[str],
        known: Collection[str],
        pieces: Sequence[LinePiece],
        by_columns: bool = False,
    ) -> None:
        self.fields = tuple(fields)
        self.known = known
        self.by_columns = by_columns
        self.text = next((at for at, field in enumerate(fields) if field in TEXTS), 0)
        times = [piece for piece in pieces if piece.first and piece.is_time]
        self.spaced = 2 * sum(piece.gap > 0 for piece in times) > len(times)  # empty lines separate its cells
        self.numbered = "number" in fields
        columns = range(len(fields))
        self.places = (*columns, *(TEXTLESS + at for at in columns if at != self.text), BAND, MORE, OUTSIDE)

    def fit(self, piece: LinePiece, place: int) -> float:
        """Return how well a piece fits a place."""
        if place == OUTSIDE and self.by_columns:
            return -5.0 if piece.is_number else _fit_outside_columns(piece)
        if place == OUTSIDE:
            return -9.0 if piece.is_number or piece.is_topic else 1.5 if piece.words > 3 else 0.0
        if place == BAND:
            return band_fit(piece)
        if place == MORE:
            return (
                -9.0
                if piece.is_number or piece.is_time or piece.is_topic
                else 2.5
                if piece.words > 2
                else 0.3
            )
        return -9.0 if piece.is_topic else fit(piece, self.fields[place % TEXTLESS], self.known)

    def step(self, before: LinePiece | None, here: int, piece: LinePiece, there: int) -> Step:
        """Return the step from one place to the next."""
        textless, lacks = here >= TEXTLESS, there >= TEXTLESS
        if before is None or here < 0:
            if there >= 0 and lacks == (there % TEXTLESS == self.text):
                return Step(IMPOSSIBLE)
            return self._from_outside(before, here, piece, column_of(there))
        here = here % TEXTLESS
        if there < 0:
            found = self._to_no_row(before, here, piece, there)
            return Step(found.points - (_TEXTLESS_ROW if textless else 0.0), found.begins)
        there = there % TEXTLESS
        within = self._within_row(before, here, piece, there)
        if lacks != (textless and there != self.text):
            within = Step(IMPOSSIBLE)
        alone = self.fields[here] == "number"  # several numbers in a row, before all the texts
        new = self._row(
            piece, there, self._end_of_row(here) - (_TEXTLESS_ROW if textless and not alone else 0.0)
        )
        if not piece.first or lacks == (there == self.text):
            new = Step(IMPOSSIBLE)
        return within if within.points >= new.points else new

    def _to_no_row(self, before: LinePiece, here: int, piece: LinePiece, there: int) -> Step:
        if not piece.first or there == MORE:
            return Step(IMPOSSIBLE)
        if there == OUTSIDE:
            return Step(-1.5 if piece.gap or self.by_columns else -3.0, True)
        return self._to_band(here, piece)

    def _from_outside(self, before: LinePiece | None, here: int, piece: LinePiece, there: int) -> Step:
        if not piece.first:
            return Step(0.0) if there == (MORE if here in (BAND, MORE) else OUTSIDE) else Step(IMPOSSIBLE)
        if there == OUTSIDE:
            return Step(0.0 if here == OUTSIDE else -1.5 if piece.gap else -3.0, True)
        if before is None or here == OUTSIDE:
            if there == MORE:
                return Step(IMPOSSIBLE)
            return Step(0.0, True) if there == BAND else self._row(piece, there, -1.0)
        if there == MORE:
            return Step(self._on_from_band(before, here, piece))
        return Step(-0.5, True) if there == BAND else self._row(piece, there, 0.0)

    def _within_row(self, before: LinePiece, here: int, piece: LinePiece, there: int) -> Step:
        return self._within(before, here, piece, there) if piece.first else self._along_the_line(here, there)

    def _along_the_line(self, here: int, there: int) -> Step:
        if there == here and self.fields[here] in NAMES:
            return Step(-1.0)  # two names in one cell
        return Step(-self._skipped(here, there)) if there > here else Step(-8.0)

    def _to_band(self, here: int, piece: LinePiece) -> Step:
        cost = -5.0 if self.fields[here] == "number" else -0.5 if here == self.text else 0.0
        return Step(cost + (0.3 if piece.gap else -0.3), True)

    def _on_from_band(self, before: LinePiece, here: int, piece: LinePiece) -> float:
        """Score a heading that continues on the lines below («Mål 1.1:», then the goal's text)."""
        if here == MORE:
            return (-2.0 if piece.gap else 0.0) - (0.0 if self.numbered or piece.is_low else 2.0)
        if here != BAND or piece.label:
            return IMPOSSIBLE
        if before.is_bare_label:
            return 1.0
        if before.is_capitals and piece.is_capitals and not piece.gap:
            return 3.0
        if not before.label:
            return -3.0
        return 0.0 if self.numbered or piece.is_low else -2.0

    def _row(self, piece: LinePiece, there: int, points: float) -> Step:
        """Score a row that begins with a piece, in one of its first columns."""
        if there > self.text:
            return Step(IMPOSSIBLE)
        points += 0.3 if piece.gap else -0.3
        if self.numbered and self.fields[there] != "number":
            points -= 14.0
        elif piece.is_low and there == self.text:
            points -= 4.0
        return Step(points - 0.4 * there, True)

    def _end_of_row(self, here: int) -> float:
        field = self.fields[here]
        return -4.0 if field == "number" else -1.0 if here == self.text and len(self.fields) > 1 else 0.0

    def _within(self, before: LinePiece, here: int, piece: LinePiece, there: int) -> Step:
        if self.fields[here] in NAMES and piece.gap >= FAR and not piece.is_bullet:
            return Step(-12.0)
        if there == here:
            return Step(self._wrapped(before, piece, self.fields[here]))
        if there > here:
            apart = 0.3 if piece.gap else -1.0 if self.spaced else 0.0
            if self.by_columns and self.fields[here] == "number" and piece.gap:
                apart = -4.0
            return Step(apart - self._skipped(here, there))
        if self.fields[there] == "number" or (piece.gap and not piece.is_bullet):
            return Step(-6.0 if piece.gap < 2 else -9.0)
        goes_on = there == self.text and piece.is_low
        return Step(-0.7 if goes_on else -2.5)

    def _skipped(self, here: int, there: int) -> float:
        """Return a penalty for the empty cells between two columns; a measure nearly always has an owner."""
        return sum(1.2 if self.fields[at] == "responsible" else 0.4 for at in range(here + 1, there))

    def _wrapped(self, before: LinePiece, piece: LinePiece, field: str) -> float:
        """Score a cell that continues on the next line."""
        if field == "number":
            return -9.0
        if before.goes_on == "word" and piece.is_low:
            return 4.0  # the rest of a word
        if before.goes_on:
            return 1.0
        if field in TEXTS:
            return (-1.5 if piece.gap else 0.0) + (0.5 if piece.is_low or piece.is_bullet else 0.0)
        if field in NAMES:
            return -3.5 if piece.gap else 0.3 if piece.is_low or self.spaced else -0.7
        return -4.0 if piece.gap else -1.5
