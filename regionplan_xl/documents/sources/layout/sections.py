"""Find which lines of a text are below which column headings, which may repeat over many tables and pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.sources.layout.lines import TextLine
from regionplan_xl.documents.vocabulary.lookup import field_of

_LEAST_COLUMNS = 3
_MOST_COLUMNS = 40
_MOST_LINES = 4  # lines of headings
_LEAST_ROWS = 2
_SOON = 15  # lines below headings
_NEAR = 3  # characters that a piece may begin to the left or right of its heading
_MOST_WORDS = 12  # of a title
_MOST_ABOVE = 3  # lines between an empty line and the table headings


@dataclass(frozen=True)
class PageLine:
    """A line of a text in pieces; `gap`: the number of empty lines above it, 1 at the top of a page.

    `is_title`: it is the title of the table right below.
    """

    line: TextLine
    parts: tuple[TextLine, ...]
    page: int
    gap: int
    tops_page: bool
    is_title: bool = False

    @property
    def is_alone(self) -> bool:
        """True if it is a single piece."""
        return len(self.parts) == 1


@dataclass(frozen=True)
class Stretch:
    """Lines below headings, on one page."""

    heads: tuple[PageLine, ...]
    lines: tuple[PageLine, ...]


@dataclass(frozen=True)
class Section:
    """A table: its stretches, on one or more pages, under the same headings."""

    stretches: tuple[Stretch, ...]


def sections(lines: Sequence[PageLine]) -> Iterator[PageLine | Section]:
    """Yield the lines that are below no headings one by one, and those below headings together."""
    heads = _heads(lines)
    at = 0
    while at < len(lines):
        if at not in heads:
            yield replace(lines[at], is_title=at + 1 in heads and _may_be_title(lines[at]))
            at += 1
            continue
        stretches, at = _stretches(lines, at, heads)
        yield Section(tuple(stretches))
        own = stretches[0].heads
        while at < len(lines) and at not in heads and not _is_above_heads(lines, at, heads):
            if lines[at].is_alone:
                yield lines[at]
                at += 1
                continue
            more, at = _rows(lines, at, heads, own)
            yield Section((Stretch(own, tuple(more)),))


def _stretches(lines: Sequence[PageLine], at: int, heads: set[int]) -> tuple[list[Stretch], int]:
    """Return the stretches of the table whose headings begin at a line, and the line after the table."""
    first = lines[at]
    found: list[Stretch] = []
    while at in heads and (not found or _is_repeated(first, lines[at])):
        end = at + _height(lines, at)
        own = tuple(lines[at:end])
        body, at = _rows(lines, end, heads, own)
        found.append(Stretch(own, tuple(body)))
    return found, at


def _is_repeated(heads: PageLine, again: PageLine) -> bool:
    same = heads.line.text == again.line.text and len(heads.parts) == len(again.parts)
    return again.tops_page and same


def _rows(
    lines: Sequence[PageLine], at: int, heads: set[int], own: Sequence[PageLine]
) -> tuple[list[PageLine], int]:
    """Return the lines of a table from a given line on, and the line after the table."""
    body: list[PageLine] = []
    while at < len(lines) and at not in heads:
        if _is_above_heads(lines, at, heads) or _is_apart(lines, at, own):
            break
        body.append(lines[at])
        at += 1
    return body, at


def _heads(lines: Sequence[PageLine]) -> set[int]:
    """Return the heading lines: texts side by side, below an empty line and above lines with the same alignment.

    They must recur, be the first in the text, or have other positions than the previous ones.
    """
    likely = [at for at in range(len(lines)) if _may_be_heads(lines[at]) and _is_below_empty(lines, at)]
    counts = Counter(_key(lines[at]) for at in likely)
    heads: set[int] = set()
    keys: set[tuple[str, ...]] = set()
    above: PageLine | None = None
    for at in likely:
        line = lines[at]
        known = _key(line) in keys
        words = counts[_key(line)] > 1 or not _has_digits(line) or _height(lines, at) > 1
        apart = above is None or (not _is_below(line, above) and not line.tops_page)
        if known or (words and apart and _has_rows(lines, at)):
            heads.add(at)
            keys.add(_key(line))
            above = line
    return heads


def _has_digits(line: PageLine) -> bool:
    return any(map(str.isdigit, line.line.text))


def _has_rows(lines: Sequence[PageLine], at: int) -> bool:
    """Return whether lines with pieces aligned to this one's follow soon: one is enough if its words are headings."""
    rows = lines[at + 1 : at + 1 + _SOON]
    certain = {field_of(part.text) for part in lines[at].parts} - {""}
    least = 1 if "text" in certain and len(certain) >= _LEAST_COLUMNS else _LEAST_ROWS
    return sum(_is_below(row, lines[at]) for row in rows if not row.is_alone) >= least


def _is_below(line: PageLine, above: PageLine) -> bool:
    """Return whether most pieces of a line are aligned with those of another."""
    near = [any(abs(part.left - head.left) <= _NEAR for head in above.parts) for part in line.parts]
    return 2 * sum(near) > len(near)


def _key(line: PageLine) -> tuple[str, ...]:
    """Return the headings without the first, which may be the table's topic."""
    return tuple(part.text for part in line.parts[1:])


def _may_be_heads(line: PageLine) -> bool:
    words = sum(not any(map(str.isdigit, part.text)) for part in line.parts)
    return _LEAST_COLUMNS <= len(line.parts) <= _MOST_COLUMNS and 4 * words >= 3 * len(line.parts)


def _is_below_empty(lines: Sequence[PageLine], at: int) -> bool:
    for n in range(at, max(-1, at - _MOST_ABOVE - 1), -1):
        if n < at and not lines[n].is_alone:
            return False
        if lines[n].gap or n == 0:
            return True
    return False


def _height(lines: Sequence[PageLine], at: int) -> int:
    """Return the number of heading lines: following lines that do not begin in the first column belong to them."""
    second = lines[at].parts[1].left
    end = at + 1
    while end < min(len(lines), at + _MOST_LINES) and not lines[end].gap and lines[end].line.left >= second:
        end += 1
    return end - at


def _may_be_title(line: PageLine) -> bool:
    text = line.line.text
    return (
        line.is_alone and len(line.line.words) <= _MOST_WORDS and not text.endswith(".") and ":" not in text
    )


def _is_above_heads(lines: Sequence[PageLine], at: int, heads: set[int]) -> bool:
    """Return whether a line is the title of the table below it."""
    if not lines[at].is_alone or not lines[at].gap:
        return False
    for n in range(at, min(len(lines), at + _MOST_ABOVE + 1)):
        if n in heads:
            return True
        if not lines[n].is_alone:
            return False
    return False


def _is_apart(lines: Sequence[PageLine], at: int, own: Sequence[PageLine]) -> bool:
    """Return whether a single piece is outside the table: below an empty line, or spanning columns above one."""
    line = lines[at]
    if not line.is_alone or line.line.left >= own[0].parts[1].left:
        return False
    if line.gap and not line.tops_page:
        return True
    below = lines[at + 1] if at + 1 < len(lines) else None
    is_followed = below is not None and below.gap > 0 and not below.tops_page and not below.is_alone
    return is_followed and line.line.right > own[0].parts[1].left
