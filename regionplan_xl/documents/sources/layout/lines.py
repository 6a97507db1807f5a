"""Lines of text as they are on a page, and the running text that they make."""

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
    """A line on a page: its words as (text, left, right) from left to right, in points or columns of characters."""

    words: tuple[tuple[str, float, float], ...]
    top: float = 0.0
    bottom: float = 0.0
    size: float = 10.0
    bold: bool = False

    @cached_property
    def text(self) -> str:
        """The words with single spaces between."""
        return " ".join(word for word, _, _ in self.words)

    @property
    def left(self) -> float:
        """Where the first word begins."""
        return self.words[0][1]

    @property
    def right(self) -> float:
        """Where the last word ends."""
        return self.words[-1][2]

    @property
    def key(self) -> str:
        """The text with every number as «0»: page numbers differ, the rest of a page's header does not."""
        return re.sub(r"\d+", "0", self.text)

    @property
    def bullet(self) -> str:
        """The sign that the line begins with, if it is an item of a list; else ""."""
        found = _BULLET.match(self.text)
        return found[1] if found else ""


def joined_lines(lines: Sequence[TextLine], right: float) -> str:
    """Return the running text of lines that had room until `right`.

    A line is joined to the next if the next line's first word had no room on it: else somebody ended it there. A
    single word that fills its line is broken without a hyphen where it meets the edge.
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
    """True if the next line's first word had no room on a line, so that the text goes on in it."""
    first = following.words[0]
    space = line.size * 0.28
    return line.right + space + (first[2] - first[1]) > right - line.size * 0.25


def _is_broken_word(line: TextLine, following: TextLine, right: float) -> bool:
    first = following.words[0][0]
    letters = line.text[-1:].isalpha() and first[:1].islower()
    if len(first) >= _SHORT_WORD and is_joining_word(first):
        return False  # shorter ones are endings too: «Skogsstyrels», «en»
    is_typed = line.right - line.left == len(line.text)  # in columns of characters the edge is not known
    if is_typed and len(line.text) < _LONG_WORD:
        return False
    alone = len(line.words) == 1 and line.right > right - line.size * 0.9
    return letters and alone
