"""Lines of text as laid out on a page, and the running text that they form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from regionplan_xl.documents.vocabulary.lookup import is_joining_word
from regionplan_xl.documents.wording import Vocabulary, join_lines

_LONG_WORD = 11  # letters
_SHORT_WORD = 3
_BULLET = re.compile(r"^([•●▪◦‣·–\uf0b7\u2212-])(?=\s|$)")


@dataclass(frozen=True)
class TextLine:
    """A line on a page: its words as (text, left, right) from left to right, in points or character columns."""

    words: tuple[tuple[str, float, float], ...]
    top: float = 0.0
    bottom: float = 0.0
    size: float = 10.0
    bold: bool = False
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


def joined_lines(lines: Sequence[TextLine], right: float) -> str:
    """Return the running text of lines whose right limit is `right`.

    A line is joined to the next one if the first word of the next did not fit; otherwise the break was deliberate. A
    single word that fills its line was broken at the edge without a hyphen.
    """
    paragraphs: list[list[str]] = []
    before: TextLine | None = None
    for line in lines:
        if before is None or line.bullet or not had_no_room(before, line, right):
            paragraphs.append([line.text])
        elif _is_broken_word(before, line, right):
            paragraphs[-1][-1] += line.text
        else:
            paragraphs[-1].append(line.text)
        before = line
    vocabulary = Vocabulary(line.text for line in lines)
    return "\n".join(join_lines(part, vocabulary) for part in paragraphs)


def had_no_room(line: TextLine, following: TextLine, right: float) -> bool:
    """Return whether the first word of the next line did not fit, so that the text continues there."""
    first = following.words[0]
    space = line.size * 0.28
    return line.right + space + (first[2] - first[1]) > right - line.size * 0.25


def _is_broken_word(line: TextLine, following: TextLine, right: float) -> bool:
    first = following.words[0][0]
    letters = line.text[-1:].isalpha() and first[:1].islower()
    if len(first) >= _SHORT_WORD and is_joining_word(first):
        return False  # shorter ones are also endings: «Skogsstyrels», «en»
    is_typed = line.right - line.left == len(line.text)  # in character columns the right edge is unknown
    if is_typed and len(line.text) < _LONG_WORD:
        return False
    alone = len(line.words) == 1 and line.right > right - line.size * 0.9
    return letters and alone
