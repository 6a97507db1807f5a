"""Timeframes: a text in the plan and the days that it means."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from regionplan_xl.plan.times.grammar import understand_timeframe
from regionplan_xl.plan.times.words import WORDS, WordKind
from regionplan_xl.text import normalise, squeeze

Kind = Literal["span", "yearly", "continuous", "none", "unclear"]

# «2025.-» at the end of a line and «2026» on the next are one span.
_WRAPPED_DASH = re.compile(r"(?<=[\d.])([-–—])[^\S\n]*\n\s*(?=\d)")
_OPENING_KINDS: frozenset[WordKind] = frozenset(("month", "season", "within", "before", "repeats"))
_OPENING_NUMBER = re.compile(r"\d|[qkht][1-4]\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 8  # words: «innan utgangen av 1. halvår 2026»
_KEPT_WITHIN = 200  # characters


@dataclass(frozen=True, slots=True)
class Timeframe:
    """A timeframe: `written` is the text, on one line; `start` and `end` are inclusive days, or None.

    Kinds: `span` (both days are known; for a deadline, `end` counts), `yearly` (repeated within each year),
    `continuous` (ongoing, or without an end), `none` (no text) and `unclear` (not understood). `yearly` and
    `continuous` have a day only if the text names it.
    """

    written: str
    kind: Kind
    start: date | None = None
    end: date | None = None

    @classmethod
    def parse(cls, written: str) -> "Timeframe":
        """Parse the text of a timeframe: `2025`, `2025.-2026`, `årleg`, `Q1 2026`, `innan mai 2026`, `31.12.2026`."""
        return _parse(written) if len(written) <= _KEPT_WITHIN else _parse.__wrapped__(written)

    def ends_before(self, day: date) -> bool:
        """Return whether the timeframe ended before `day`."""
        return self.end is not None and self.end < day

    def ends_within(self, first: date, last: date) -> bool:
        """Return whether the timeframe ends on a day from `first` to `last`, both inclusive."""
        return self.end is not None and first <= self.end <= last

    @property
    def lacks_year(self) -> bool:
        """Whether only the year is missing for the text to be understood: «innan juni»."""
        if self.kind != "unclear" or _YEAR.search(self.written):
            return False
        return Timeframe.parse(f"{self.written} 2000").kind == "span"


# A plan has many measures but few different timeframes.
@lru_cache(maxsize=4096)
def _parse(written: str) -> Timeframe:
    line = squeeze(_WRAPPED_DASH.sub(r"\1", written))
    text = normalise(line)
    if not text:
        return Timeframe(line, "none")
    found = understand_timeframe(text) if len(text) <= _KEPT_WITHIN else None
    return Timeframe(line, found.kind, found.start, found.end) if found else Timeframe(line, "unclear")


def leading(text: str) -> tuple[str, str] | None:
    """Return the longest timeframe at the beginning of `text`, and the rest; None if there is none."""
    words = text.split()
    if not words or not _may_begin(normalise(words[0])):
        return None
    for count in range(min(_LONGEST, len(words)), 0, -1):
        written = " ".join(words[:count])
        if Timeframe.parse(written.rstrip(",:;")).kind not in ("none", "unclear"):
            return written.rstrip(",:;"), " ".join(words[count:])
    return None


def _may_begin(word: str) -> bool:
    found = WORDS.get(word.rstrip(".,:;"))
    return found.kind in _OPENING_KINDS if found else _OPENING_NUMBER.match(word) is not None


def names_a_time(text: str) -> bool:
    """Return whether the first word of `text` names a month or a season, or is a number."""
    word = normalise(text).partition(" ")[0].rstrip(".,")
    return word[:1].isdigit() or (
        (found := WORDS.get(word)) is not None and found.kind in ("month", "season")
    )
