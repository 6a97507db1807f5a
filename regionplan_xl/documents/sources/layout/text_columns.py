"""Find two columns of text on a page, by the empty strip between them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from regionplan_xl.documents.sources.layout.lines import TextLine
from regionplan_xl.documents.vocabulary.lookup import field_of

_LEAST_LINES = 5  # with text on both sides of the strip
_MIDDLE = (0.35, 0.65)  # of the text's width, where the strip may be
_STEP = 2.0  # points
_APART = 0.9  # of a letter's size, between two pieces of a line
_NEW_PARAGRAPH = 0.55  # of a letter's size, above a line
_SAME_HEIGHT = 2.5  # points
_LEAST_STARTS = 3
_FILLED = 0.8  # of a column's width
_LOWER = 0.5  # of a letter's size, below the line beside it
_MOST_WIDER = 1.7  # times, one column than the other


@dataclass(frozen=True)
class TextColumns:
    """Two columns of text: the middle of the strip between them, and their top and bottom on the page."""

    middle: float
    top: float
    bottom: float
    shift: float  # from the left edge of the second column to that of the first

    def is_second(self, left: float, top: float) -> bool:
        """Return whether what begins there is in the second column."""
        return left > self.middle and self.top <= top <= self.bottom

    def moved(self, line: TextLine) -> TextLine:
        """Return a line of the second column as if it were in the first, below everything there."""
        words = tuple((text, left - self.shift, right - self.shift) for text, left, right in line.words)
        return replace(line, words=words, order=self.bottom + (line.top - self.top) / 1000)


def text_columns(lines: Sequence[TextLine]) -> TextColumns | None:
    """Return the two columns of text on a page; None if there is one column, or a table.

    Table rows begin at the same height in all columns; paragraphs do not. Two cards beside each other do as well, but
    have the same labels («Ansvar: Hol  Ansvar: Gol»).
    """
    if len(lines) < _LEAST_LINES:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    first, last = (left + share * (right - left) for share in _MIDDLE)
    places = [first + n * _STEP for n in range(int((last - first) / _STEP) + 1)]
    pieces = _beside_each_other([pieces_of(line) for line in lines])
    runs = [run for place in places for run in _runs(pieces, place)]
    best = max(runs, key=lambda run: len(_both(*run)), default=None)
    if best is None or len(_both(*best)) < _LEAST_LINES or not _are_columns(*best):
        return None
    run, middle = best
    sides = _sides(run, middle)
    edges = [min(piece.left for piece in side) for side in sides]
    tops = [piece.top for one in run for piece in one]
    return TextColumns(middle, min(tops), max(tops), edges[1] - edges[0])


def pieces_of(line: TextLine) -> list[TextLine]:
    """Return a line divided where there is more than a space between two words."""
    found = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word[1] - before[2] > _APART * line.size:
            found.append([])
        found[-1].append(word)
    return [replace(line, words=tuple(words)) for words in found]


def _beside_each_other(lines: Sequence[list[TextLine]]) -> list[list[TextLine]]:
    """Return the lines with those of one piece that are beside each other, or little below, joined."""
    found: list[list[TextLine]] = []
    for line in lines:
        last = found[-1] if found else []
        if len(last) == len(line) == 1 and _is_beside(last[0], line[0]):
            found[-1] = sorted((*last, *line), key=lambda piece: piece.left)
        else:
            found.append(line)
    return found


def _is_beside(one: TextLine, other: TextLine) -> bool:
    gap = max(one.top, other.top) - min(one.bottom, other.bottom)
    return gap < _LOWER * one.size and (one.right < other.left or other.right < one.left)


def _runs(lines: Sequence[list[TextLine]], place: float) -> list[tuple[list[list[TextLine]], float]]:
    """Return the runs of consecutive lines with nothing at a place."""
    groups = groupby(lines, key=lambda one: any(piece.left <= place <= piece.right for piece in one))
    return [(list(group), place) for crosses, group in groups if not crosses]


def _both(run: Sequence[list[TextLine]], middle: float) -> list[list[TextLine]]:
    return [one for one in run if one[0].left < middle < one[-1].left]


def _sides(run: Sequence[list[TextLine]], middle: float) -> tuple[list[TextLine], list[TextLine]]:
    pieces = [piece for one in run for piece in one]
    return [one for one in pieces if one.left < middle], [one for one in pieces if one.left > middle]


def _are_columns(run: Sequence[list[TextLine]], middle: float) -> bool:
    both = _both(run, middle)
    whole = [one for one in both if len(one) == 2]
    widths = [max(p.right for p in side) - min(p.left for p in side) for side in _sides(run, middle)]
    if 10 * len(whole) < 9 * len(both) or max(widths) > _MOST_WIDER * min(widths):
        return False
    if all(field_of(piece.text) for piece in whole[0]):
        return False
    if sum(_label(one[0]) == _label(one[1]) != "" for one in whole) >= 2:
        return True
    starts, others = (_starts(side) for side in _sides(run, middle))
    if min(len(starts), len(others)) < _LEAST_STARTS:
        return all(map(_is_filled, _sides(run, middle)))
    same = sum(any(abs(top - other) < _SAME_HEIGHT for other in starts) for top in others)
    return 5 * same <= 3 * len(others)


def _is_filled(side: Sequence[TextLine]) -> bool:
    """True if most lines are about as long as the column is wide, as in running text."""
    left, right = min(piece.left for piece in side), max(piece.right for piece in side)
    return statistics.median(piece.right - left for piece in side) > _FILLED * (right - left)


def _label(piece: TextLine) -> str:
    return piece.text.partition(":")[0] if ":" in piece.text else ""


def _starts(side: Sequence[TextLine]) -> list[float]:
    """Return where paragraphs begin that have more room above them than the lines within one."""
    return [
        line.top for above, line in pairwise(side) if line.top - above.bottom > _NEW_PARAGRAPH * line.size
    ]
