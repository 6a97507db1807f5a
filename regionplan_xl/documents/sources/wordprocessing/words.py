"""The words of a paragraph or cell of a Word document, with the formatting of some of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from regionplan_xl.documents.blocks import Highlight
from regionplan_xl.documents.sources.wordprocessing.numbering import BULLET
from regionplan_xl.documents.sources.wordprocessing.styles import RunLook
from regionplan_xl.text import squeeze

_BLANKS_AT_BREAK = re.compile(r"[ \t\xa0]*\n[ \t\xa0]*")


@dataclass(frozen=True)
class StyledWords:
    """Some words with the same look."""

    text: str
    look: RunLook = field(default_factory=RunLook)


@dataclass(frozen=True)
class Words:
    """The words of one or more paragraphs, with the fields of the blocks made from them.

    `continued`: a tracked change deletes the end of this paragraph, so the next one continues it, after the blank
    `tail`.
    """

    text: str = ""
    bullet: str = ""
    bold: bool = False
    struck: bool = False
    struck_words: tuple[str, ...] = ()
    marks: tuple[Highlight, ...] = ()
    notes: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    fill: str = ""
    continued: bool = False
    tail: str = ""

    @property
    def line(self) -> str:
        """The text after its bullet or number; without text, a bullet is nothing but a number counts."""
        if not self.text:
            return "" if self.bullet == BULLET or len(self.bullet) < 2 else self.bullet
        return f"{self.bullet} {self.text}" if self.bullet else self.text


def joined_words(
    pieces: Sequence[StyledWords], notes: Iterable[str], added: Iterable[str], removed: Iterable[str]
) -> Words:
    """Return the words of consecutive pieces."""
    text = "".join(piece.text for piece in pieces)
    said = [piece for piece in pieces if piece.text.strip()]
    struck = bool(said) and all(piece.look.struck for piece in said)
    return Words(
        text=_tidy(text),
        bold=bool(said) and all(piece.look.bold for piece in said),
        struck=struck,
        struck_words=() if struck else tuple(words for _, words in _runs(pieces, _is_struck)),
        marks=tuple(Highlight(words, colour) for colour, words in _runs(pieces, _colour)),
        notes=_said(notes),
        added=_said(added),
        removed=_said(removed),
        tail=" " if text[-1:].isspace() else "",
    )


def joined(lines: Iterable[Words]) -> Words:
    """Return several paragraphs as one, with a line per non-empty one."""
    all_ = _continued(lines)
    said = [words for words in all_ if words.text]
    struck = bool(said) and all(words.struck for words in said)
    own = [words.struck_words or ((words.text,) if words.struck else ()) for words in said]
    fills = {words.fill for words in said or all_}
    return Words(
        text="\n".join(line for words in all_ if (line := words.line)),
        bold=bool(said) and all(words.bold for words in said),
        struck=struck,
        struck_words=() if struck else tuple(one for words in own for one in words),
        marks=tuple(mark for words in all_ for mark in words.marks),
        notes=tuple(note for words in all_ for note in words.notes),
        added=tuple(one for words in all_ for one in words.added),
        removed=tuple(one for words in all_ for one in words.removed),
        fill=fills.pop() if len(fills) == 1 else "",
    )


def _continued(lines: Iterable[Words]) -> list[Words]:
    """Return the paragraphs, with those that a tracked change joins merged."""
    found: list[Words] = []
    for words in lines:
        if found and found[-1].continued:
            first = found.pop()
            both = joined([replace(first, continued=False), replace(words, continued=False)])
            text = f"{first.text}{first.tail}{words.text}"
            words = replace(both, text=text, bullet=first.bullet, continued=words.continued, tail=words.tail)
        found.append(words)
    return found


def _runs(pieces: Sequence[StyledWords], kind: Callable[[StyledWords], str]) -> Iterator[tuple[str, str]]:
    """Yield runs of words of the same kind, skipping those of kind ""."""
    for found, run in groupby(pieces, kind):
        words = squeeze("".join(piece.text for piece in run))
        if found and words:
            yield found, words


def _is_struck(piece: StyledWords) -> str:
    return "struck" if piece.look.struck else ""


def _colour(piece: StyledWords) -> str:
    return piece.look.ground or piece.look.letters or ""


def _tidy(text: str) -> str:
    return _BLANKS_AT_BREAK.sub("\n", text.replace("\xad", "")).strip()


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for one in texts if (text := _tidy(one)))
