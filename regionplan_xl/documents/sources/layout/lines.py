"""Lines of text as laid out on a page, and the running text that they form."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from regionplan_xl.documents.vocabulary.lookup import is_joining_word
from regionplan_xl.documents.wording import Vocabulary, join_lines
from regionplan_xl.letter_widths import text_width

_LONG_WORD = 11  # letters
_SHORT_WORD = 3
_INEXACT = 0.5  # points
_BETWEEN_COLUMNS = 0.5  # of a letter's size
_SPACE = 0.28  # of the size of letters
_MARKS = ".,;:()«»\"'!?"
_NO_ENDINGS = frozenset(("av", "og", "på", "of", "to", "by", "vi", "we", "i"))  # short words
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_BULLET = re.compile(r"^([•●▪◦‣·–\uf0b7\u2212-])(?=\s|$)")


@dataclass(frozen=True)
class TextLine:
    """A line on a page: its words as (text, left, right) from left to right, in points or character columns.

    `ends_in_space`: whether a space is printed after its last word; None if the page has no printed spaces.
    """

    words: tuple[tuple[str, float, float], ...]
    top: float = 0.0
    bottom: float = 0.0
    size: float = 10.0
    bold: bool = False
    ends_in_space: bool | None = None
    order: float | None = None  # where it is read, if that is not where it is on the page

    @cached_property
    def text(self) -> str:
        """The words with single spaces between."""
        return " ".join(word for word, _, _ in self.words)

    @property
    def read_at(self) -> float:
        """Where it is read among what is on the page, from the top."""
        return self.top if self.order is None else self.order

    @property
    def left(self) -> float:
        """The left edge of the first word."""
        return self.words[0][1]

    @property
    def right(self) -> float:
        """The right edge of the last word."""
        return self.words[-1][2]

    @property
    def key(self) -> str:
        """The text with every number as «0», so that page headers match although page numbers differ."""
        return re.sub(r"\d+", "0", self.text)

    @property
    def bullet(self) -> str:
        """The bullet of a list item; "" for other lines."""
        found = _BULLET.match(self.text)
        return found[1] if found else ""


def whole_words(texts: Iterable[Sequence[TextLine]]) -> frozenset[str]:
    """Return the words, in lower case, that are no parts of a broken word; the lines of each text are in order.

    A word is broken only if it is alone on its line, and its rest begins the next one, which may be on the next page.
    It is whole if a space is printed after it; where none are, if different words follow it that are no endings.
    """
    found: set[str] = set()
    followed_by: dict[str, set[str]] = {}
    has_spaces = False
    for lines in texts:
        before: TextLine | None = None
        for line in lines:
            words = [word.strip(_MARKS).casefold() for word, _, _ in line.words]
            may_be_rest = _may_go_on(before) if before else line.text[:1].islower()
            whole = words if len(words) > 1 or line.ends_in_space else []
            found.update(whole[1:] if may_be_rest else whole)
            has_spaces = has_spaces or line.ends_in_space is not None
            if before and len(before.words) == 1 and not _may_be_ending(words[0]):
                followed_by.setdefault(before.text.strip(_MARKS).casefold(), set()).add(words[0])
            before = line
    return frozenset(
        found | {word for word, after in followed_by.items() if len(after) > (2 if has_spaces else 1)}
    )


def _may_go_on(line: TextLine) -> bool:
    return len(line.words) == 1 and not line.ends_in_space


def _may_be_ending(word: str) -> bool:
    return len(word) < _SHORT_WORD and word not in _NO_ENDINGS


def joined_lines(
    lines: Sequence[TextLine],
    right: float,
    whole: Collection[str] | None = None,
    exact: float | None = None,
    *,
    is_guessed: bool = False,
) -> str:
    """Return the running text of lines whose right limit is `right`.

    A line is joined to the next one if the first word of the next did not fit; otherwise the break was deliberate. A
    single word that fills its line was broken at the edge without a hyphen, unless a space is printed after it. With
    the `whole` words of the document, it was only if its next letter did not fit and neither part of it is a word.
    `exact` is the limit less the margin of a cell; names below each other may seem to have had no room by it, words of
    a sentence, and the year below a season, have not. `is_guessed`: the limit is only where the longest line ends, so
    that a word is broken only if the document has the whole one.
    """
    edge = right if exact is None else exact
    paragraphs: list[list[str]] = []
    before: TextLine | None = None
    for line in lines:
        goes_on = before is not None and _may_be_one_sentence(before, line)
        is_broken = before is not None and _is_broken_word(before, line, edge, whole, is_guessed)
        if is_broken and not line.bullet:
            paragraphs[-1][-1] += line.text
        elif before is None or line.bullet or not had_no_room(before, line, edge if goes_on else right):
            paragraphs.append([line.text])
        else:
            paragraphs[-1].append(line.text)
        before = line
    vocabulary = Vocabulary(line.text for line in lines)
    return "\n".join(join_lines(part, vocabulary) for part in paragraphs)


def unsure_words(
    lines: Sequence[TextLine], right: float, whole: Collection[str], *, is_guessed: bool = False
) -> Iterator[str]:
    """Yield the words before and after each line break of which nothing says whether it is within a word, as read."""
    for line, following in pairwise(lines):
        before, after = line.text, following.words[0][0]
        parts = [part.strip(_MARKS).casefold() for part in (before, after)]
        is_joining = len(after) >= _SHORT_WORD and is_joining_word(after)
        is_known = parts[0] + parts[1] in whole or all(part in whole for part in parts)
        if is_known or is_joining or not _may_be_broken(line, following):
            continue
        if _fills_its_line(line, following, right) and not _had_room_for_space(line, right):
            is_broken = _is_broken_word(line, following, right, whole, is_guessed)
            yield before + ("" if is_broken else " ") + after


def had_no_room(line: TextLine, following: TextLine, right: float) -> bool:
    """Return whether the first word of the next line did not fit, so that the text continues there."""
    first = following.words[0]
    return line.right + line.size * _SPACE + (first[2] - first[1]) > right - line.size * 0.25


def _may_be_one_sentence(line: TextLine, following: TextLine) -> bool:
    is_begun = len(line.words) > 1
    return (is_begun and following.text[:1].islower()) or (
        line.text[-1:].isalpha() and _YEAR.match(following.text) is not None
    )


def _is_broken_word(
    line: TextLine, following: TextLine, right: float, whole: Collection[str] | None, is_guessed: bool
) -> bool:
    first = following.words[0][0]
    if not _may_be_broken(line, following):
        return False
    if is_guessed:
        return f"{line.text}{first}".strip(_MARKS).casefold() in (whole or ())
    if not _fills_its_line(line, following, right, is_exact=whole is not None):
        return False
    if _had_room_for_space(line, right):
        return True
    if len(first) >= _SHORT_WORD and is_joining_word(first):
        return False  # shorter ones are also endings: «Skogsstyrels», «en»
    is_typed = line.right - line.left == len(line.text)  # in character columns the right edge is unknown
    if is_typed and len(line.text) < _LONG_WORD:
        return False
    return whole is None or not _is_of_two_words(line.text, first, whole)


def _may_be_broken(line: TextLine, following: TextLine) -> bool:
    letters = line.text[-1:].isalpha() and following.text[:1].islower()
    return letters and len(line.words) == 1 and not line.ends_in_space


def _fills_its_line(line: TextLine, following: TextLine, right: float, is_exact: bool = True) -> bool:
    """Return whether the first letter of the next line had no room on this one; `is_exact`: the right limit is."""
    if not is_exact:
        return line.right > right - line.size * 0.9
    first, left, end = following.words[0]
    return line.right > right - (end - left) * text_width(first[:1]) / text_width(first) - _INEXACT


def _had_room_for_space(line: TextLine, right: float) -> bool:
    """Return whether a space after a line would have been printed, and is not."""
    return line.ends_in_space is False and line.right + line.size * _SPACE + _INEXACT < right


def _is_of_two_words(before: str, after: str, whole: Collection[str]) -> bool:
    """Return whether the two parts of a text are words, not a word and its rest («Skogsstyrels», «en»)."""
    parts = [part.strip(_MARKS).casefold() for part in (before, after)]
    if parts[0] + parts[1] in whole:
        return False
    known = [part in whole for part in parts]
    return parts[1] in _NO_ENDINGS or (all(known) if _may_be_ending(parts[1]) else any(known))


def covered(spans: Iterable[tuple[float, float]], size: float) -> list[tuple[float, float]]:
    """Return what spans (left, right) cover, between empty strips; `size` is that of letters, in points."""
    found: list[tuple[float, float]] = []
    for left, right in sorted(spans):
        if found and left - found[-1][1] < _BETWEEN_COLUMNS * size:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found
