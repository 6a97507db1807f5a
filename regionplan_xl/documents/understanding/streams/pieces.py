"""Split the lines of a stream into pieces: a number, a time and names on one line are separate pieces."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from regionplan_xl.documents.blocks import StreamLine
from regionplan_xl.documents.understanding.streams.looks import LinePiece, number_before
from regionplan_xl.documents.understanding.words.cell_shapes import leading_time
from regionplan_xl.documents.understanding.words.numbers import figures_in
from regionplan_xl.plan.timeframe import leading
from regionplan_xl.text import bare, squeeze

_AND = frozenset(("og", "and", "och", "und", "for", "i"))
_HYPHENS = ("-", "\u00ad", "\u2010", "\u2011", ",", "/", "&")


@dataclass(frozen=True)
class SectionBody:
    """The lines below headings.

    `topics`: the lines that are topics of the measures' column. `tops`: the lines right above a row of headings; None
    if there is only one such row, so that headings over measures may be anywhere. `ordinals`: the lines that are
    headings only by their number.
    """

    lines: tuple[StreamLine, ...]
    topics: frozenset[int] = frozenset()
    tops: frozenset[int] | None = None
    by_columns: bool = False
    ordinals: frozenset[int] = frozenset()

    @cached_property
    def _numbers(self) -> list[str]:
        numbers = (number_before(squeeze(line.text)) for line in self.lines)
        alone = (squeeze(line.text) for line in self.lines)
        return [
            *(number[0] for number in numbers if number),
            *(text for text in alone if LinePiece(text, 0).is_number),
        ]

    @cached_property
    def _figures(self) -> int:
        """The number of figures in the numbers of most measures."""
        counts = Counter(figures_in(number) for number in self._numbers)
        return max(counts, key=lambda count: (counts[count], count), default=0)

    @cached_property
    def _have_letters(self) -> bool:
        """Whether the numbers of most measures begin with letters."""
        return 2 * sum(number[:1].isalpha() for number in self._numbers) > len(self._numbers)

    def pieces(self, known: Collection[str], *, has_statuses: bool = False) -> list[LinePiece]:
        """Return the pieces of all lines: a number, a time and known names on one line are separate pieces.

        A status at the end of a line with a time is also separate, if there is a status column.
        """
        found: list[LinePiece] = []
        last = ""
        for at, line in enumerate(self.lines):
            text = squeeze(line.text)
            following = squeeze(self.lines[at + 1].text) if at + 1 < len(self.lines) else ""
            apart = self.tops is not None and at not in self.tops
            whole = LinePiece(text, at, True, line.gap, at in self.topics, apart)
            number = number_before(text)
            if at in self.ordinals:
                whole = replace(whole, is_shorter=True)
            elif self._is_odd(at, number, last):
                whole = replace(whole, is_odd_number=True)
            elif number and 0 < figures_in(number[0]) < self._figures:
                whole = replace(whole, is_shorter=True)
            parts = [whole] if whole.is_topic or whole.is_shorter else _divided(whole, following, known)
            parts = _with_status_apart(parts) if has_statuses else parts
            last = parts[0].text if parts[0].is_number else last
            found += [
                replace(part, first=nth == 0, gap=0 if nth else line.gap) for nth, part in enumerate(parts)
            ]
        return found

    def _is_odd(self, at: int, number: tuple[str, str] | None, last: str) -> bool:
        """Return whether an apparent measure number is none: «Team 2», or «2.3.1 of the old plan» after «see»."""
        line = self.lines[at]
        text = squeeze(line.text)
        if number is None:
            return len(self._numbers) > 1 and text[:1].isalpha() and not self._have_letters
        above = squeeze(self.lines[at - 1].text) if at else ""
        if line.gap or not above or above.endswith((".", ":")) or not number[1][:1].islower():
            return False
        begins = re.findall(r"\d+", number[0])[:-1] == re.findall(r"\d+", last)[:-1]
        return not begins and not LinePiece(above, 0).label


def _divided(whole: LinePiece, following: str, known: Collection[str]) -> list[LinePiece]:
    if not whole.is_odd_number and (numbered := number_before(whole.text)):
        rest = replace(whole, text=numbered[1])
        return [replace(whole, text=numbered[0]), *_divided_at_time(rest, following, known)]
    return _divided_at_time(whole, following, known)


def _divided_at_time(whole: LinePiece, following: str, known: Collection[str]) -> list[LinePiece]:
    """Return a text split at the time that it begins with, or that is between other texts and names."""
    if found := leading_time(whole.text):
        time, rest = replace(whole, text=found[0]), replace(whole, text=found[1])
        if not rest.text:
            return [time]
        if rest.looks_like_names() or _are_known(rest.text, known):
            return [time, *_divided_names(rest, known, after_time=True)]
        return [whole]
    words = whole.text.split()
    for at in range(1, len(words)):
        found = leading(" ".join(words[at:])) if words[at][0].isdigit() else None
        if found and _begin_known(found[1] or following, known):
            parts = [replace(whole, text=text) for text in (" ".join(words[:at]), *found) if text]
            return [*parts[:2], *(name for part in parts[2:] for name in _divided_names(part, known))]
    return _divided_names(whole, known)


def _divided_names(whole: LinePiece, known: Collection[str], after_time: bool = False) -> list[LinePiece]:
    """Return names of two columns on one line, split where both sides are names known from elsewhere.

    After a time, one known side is enough if the other looks like a name.
    """
    if bare(whole.text) in known:
        return [whole]
    words = whole.text.split()
    sure: list[list[LinePiece]] = []
    likely: list[list[LinePiece]] = []
    for at in range(1, len(words)):
        left, right = " ".join(words[:at]), " ".join(words[at:])
        around = {words[at].casefold(), words[at - 1].casefold()}
        if words[at - 1].endswith(_HYPHENS) or words[at][:1].islower() or around & _AND:
            continue
        both = [_are_known(left, known), _are_known(right, known)]
        parts = [replace(whole, text=left), replace(whole, text=right, unsure=not all(both))]
        if all(both):
            sure.append(parts)
        elif any(both) and after_time and all(part.looks_like_names() for part in parts):
            likely.append(parts)
    if sure:
        # Three names in a row may be split into two columns in two ways.
        first, second = sure[0]
        return [first, replace(second, unsure=len(sure) > 1)]
    return likely[0] if len(likely) == 1 and not _are_known(whole.text, known) else [whole]


def _with_status_apart(parts: list[LinePiece]) -> list[LinePiece]:
    """Return the pieces of a line, with the last one split if it is names and a status after a time."""
    last, words = parts[-1], parts[-1].text.split()
    if last.is_status or not any(part.is_time for part in parts[:-1]):
        return parts
    for at in range(1, len(words)):
        names, status = (replace(last, text=" ".join(some)) for some in (words[:at], words[at:]))
        if status.is_status and names.looks_like_names():
            return [*parts[:-1], names, status]
    return parts


def _begin_known(text: str, known: Collection[str]) -> bool:
    """Return whether a text is a list of names that begins with known ones."""
    words = text.split()
    return LinePiece(text, 0).looks_like_names() and any(
        _are_known(" ".join(words[:at]), known) for at in range(1, len(words) + 1)
    )


def _are_known(text: str, known: Collection[str]) -> bool:
    names = LinePiece(text, 0).names
    return bool(names) and all(_is_run_of_known(name.split(), known) for name in names)


def _is_run_of_known(words: Sequence[str], known: Collection[str]) -> bool:
    """Return whether words are a sequence of known names."""
    ends = {0}
    for end in range(1, len(words) + 1):
        if any(bare(" ".join(words[start:end])) in known for start in ends):
            ends.add(end)
    return len(words) in ends
