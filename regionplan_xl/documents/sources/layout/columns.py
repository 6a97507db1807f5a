"""The columns under headings, and the column of each piece of a line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.sources.layout.lines import TextLine
from regionplan_xl.documents.sources.layout.sections import PageLine, Stretch

_NEAR = 3  # characters that a column may have moved to the left or right
_NO_WAY: tuple[float, list[int]] = (float("inf"), [])
Cells = list[list[TextLine]]


@dataclass(frozen=True)
class Headings:
    """Column headings: the left edge of each column, and for each heading line the pieces above each column."""

    lefts: tuple[float, ...]
    rows: tuple[tuple[tuple[TextLine, ...], ...], ...]


def headings_of(heads: Sequence[PageLine]) -> Headings:
    """Return the columns of headings; a second line that subdivides some of them is a heading row of its own."""
    tops = list(heads[0].parts)
    spans = [(part.left, part.right) for part in tops]
    below: list[TextLine] = []
    for line in heads[1:]:
        for part in line.parts:
            below.append(part)
            if not any(left - 1 <= part.left < right + 1 for left, right in spans):
                spans.append((part.left, part.right))
    lefts = tuple(sorted(left for left, _ in spans))
    if len(spans) == len(tops):
        return Headings(lefts, (_over([*tops, *below], lefts),))
    return Headings(lefts, (_over(tops, lefts), _over(below, lefts)))


def _over(parts: Sequence[TextLine], lefts: Sequence[float]) -> tuple[tuple[TextLine, ...], ...]:
    cells: Cells = [[] for _ in lefts]
    for part in parts:
        cells[min(range(len(lefts)), key=lambda at: abs(lefts[at] - part.left))].append(part)
    return tuple(map(tuple, cells))


def cells_of(stretch: Stretch, lefts: Sequence[float]) -> list[Cells | None]:
    """Return the content of each line by column; None for a single piece that spans columns.

    Programs shift the columns of a line to the right if a text is wide, so a column is expected where the last line had
    it.
    """
    here, page = list(lefts), list(lefts)
    found: list[Cells | None] = []
    for nth, line in enumerate(stretch.lines):
        if line.tops_page:
            page = _lefts_of_page(stretch.lines[nth:], here)
            here = list(page)
        if line.is_alone and line.line.left < here[1] - 1 and line.line.right > here[1]:
            found.append(None)
            continue
        parts = line.parts if line.is_alone else _divided(line.parts, here)
        columns = _nearest(parts, here)
        cells: Cells = [[] for _ in lefts]
        for part, at in zip(parts, columns, strict=True):
            cells[at].append(_moved(part, lefts[at] - page[at]))
            here[at] = part.left if at and len(parts) > 1 else here[at]
        found.append(cells)
    return found


def _lefts_of_page(lines: Sequence[PageLine], lefts: Sequence[float]) -> list[float]:
    """Return the left edges of columns on the page where `lines` begin, from its first line of several pieces.

    A column that is empty in that line has moved as much as the column before it.
    """
    row = next((line for line in lines if not line.is_alone and line.page == lines[0].page), None)
    if row is None:
        return list(lefts)
    parts = _divided(row.parts, lefts)
    own = {at: part.left for part, at in zip(parts, _nearest(parts, lefts), strict=True)}
    moved, by = [], 0.0
    for at, left in enumerate(lefts):
        by = own.get(at, left + by) - left
        moved.append(left + by)
    return moved


def _moved(part: TextLine, by: float) -> TextLine:
    return (
        replace(part, words=tuple((text, left + by, right + by) for text, left, right in part.words))
        if by
        else part
    )


def _divided(parts: Sequence[TextLine], lefts: Sequence[float]) -> list[TextLine]:
    """Return the pieces split also where a word starts a column after only a single space."""
    found: list[TextLine] = []
    for part in parts:
        words = [part.words[0]]
        for word in part.words[1:]:
            at = min(range(1, len(lefts)), key=lambda n, left=word[1]: abs(lefts[n] - left))  # type: ignore[misc]
            near = _NEAR if word[0][0].isupper() else 1
            is_near = abs(lefts[at] - word[1]) <= near and part.left < lefts[at] - _NEAR
            if is_near and not any(abs(lefts[at] - other.left) <= _NEAR for other in parts):
                found.append(replace(part, words=tuple(words)))
                words = []
            words.append(word)
        found.append(replace(part, words=tuple(words)))
    return found


def _nearest(parts: Sequence[TextLine], lefts: Sequence[float]) -> list[int]:
    """Return the columns of pieces, from left to right, with the least total distance."""
    ways: list[tuple[float, list[int]]] = [(0.0, [])]  # the best assignment that ends in each column
    for nth, part in enumerate(parts):
        costs = [abs(left - part.left) for left in lefts]
        if nth == 0:
            ways = [(cost, [at]) for at, cost in enumerate(costs)]
            continue
        ways = [
            (best[0] + cost, [*best[1], at])
            for at, cost in enumerate(costs)
            for best in [min(ways[:at], default=_NO_WAY, key=lambda way: way[0])]
        ]
    best = min(ways, key=lambda way: way[0])
    return best[1] if best[0] < _NO_WAY[0] else [min(at, len(lefts) - 1) for at in range(len(parts))]
