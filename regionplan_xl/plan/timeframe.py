"""Timeframes: the text in the plan, and the span of time that it means."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from regionplan_xl.text import fold, squeeze

Kind = Literal["span", "yearly", "continuous", "none", "unclear"]

_MONTHS = {
    month: (number, number)
    for number, names in enumerate(
        (
            "januar january jan",
            "februar february feb",
            "mars march mar",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "desember december des dec",
        ),
        start=1,
    )
    for month in names.split()
}
_SEASONS = {
    "vår": (3, 5), "våren": (3, 5), "spring": (3, 5),
    "sommar": (6, 8), "sommaren": (6, 8), "sommer": (6, 8), "sommeren": (6, 8), "summer": (6, 8),
    "haust": (9, 11), "hausten": (9, 11), "høst": (9, 11), "høsten": (9, 11), "autumn": (9, 11),
}  # fmt: skip
_YEARLY = {"årleg", "årlig", "årleg.", "årlig.", "kvart år", "hvert år", "yearly", "annually", "each year"}
_CONTINUOUS = {
    "kont", "kont.", "kontinuerleg", "kontinuerlig", "løpande", "løpende", "fortløpande", "fortløpende",
    "continuous", "continuously", "ongoing",
}  # fmt: skip
_YEARS = re.compile(
    r"(?P<first>(?:19|20)\d\d)\.?"
    r"(?:\s*(?:[-–—/]\s*(?P<short>\d\d)|(?:[-–—/,]|til|to|og|and|\s)\s*(?P<last>(?:19|20)\d\d))\.?)?"
)
# «2025.-» at the end of a line and «2026» on the next are printed as one.
_WRAPPED_DASH = re.compile(r"(?<=[\d.])([-–—])[^\S\n]*\n\s*(?=\d)")
_NAMED = re.compile(r"(?P<name>[^\W\d]+)\.?\s+(?P<year>(?:19|20)\d\d)\.?")
# Day before month, as Norwegian has it; «12/2026» may as well be the number of a case, and stays unclear.
_DAY = re.compile(r"(?P<day>\d\d?)\.\s?(?P<month>\d\d?|[^\W\d]+\.?)[.\s]\s?(?P<year>(?:19|20)\d\d)\.?")
_ISO_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)")
_HALF = re.compile(r"(?P<half>[12])\.?\s*(?:halvår|half)\s+(?P<year>(?:19|20)\d\d)")
_OPENING_WORDS = frozenset(
    word.split()[0].rstrip(".")
    for word in (*_MONTHS, *_SEASONS, *_YEARLY, *_CONTINUOUS, "innan", "innen", "within", "by")
)
_LONGEST = 5  # words: «innan 1. halvår 2026»
_KEPT_WITHIN = 200  # characters
_BEFORE = re.compile(r"(?:innan|innen|within|by)\s+(?P<rest>.+)")


@dataclass(frozen=True)
class Timeframe:
    """A timeframe: `written` is the text, on one line; `start` and `end` are inclusive days, or None.

    Kinds: `span` (both days known), `yearly` and `continuous` (no end), `none` (no text), `unclear` (a text that
    is not understood).
    """

    written: str
    kind: Kind
    start: date | None = None
    end: date | None = None

    @classmethod
    def parse(cls, written: str) -> "Timeframe":
        """Parse the text of a timeframe: `2025`, `2025.-2026`, `årleg`, `Kont`, `Vår 2021`, `31.12.2026`."""
        return _parse(written) if len(written) <= _KEPT_WITHIN else _parse.__wrapped__(written)

    def ends_before(self, day: date) -> bool:
        """True if the measure should have been done by the day before `day`."""
        return self.end is not None and self.end < day


# A plan has many measures, and few timeframes.
@lru_cache(maxsize=4096)
def _parse(written: str) -> Timeframe:
    line = squeeze(_WRAPPED_DASH.sub(r"\1", written))
    text = fold(line)
    if not text:
        return Timeframe("", "none")
    if text in _YEARLY:
        return Timeframe(line, "yearly")
    if text in _CONTINUOUS:
        return Timeframe(line, "continuous")
    if before := _BEFORE.fullmatch(text):
        text = before["rest"]
    span = _span(text)
    return Timeframe(line, "span", *span) if span else Timeframe(line, "unclear")


def leading(text: str) -> tuple[str, str] | None:
    """Return the longest timeframe that `text` begins with, and the rest; None if it begins with none."""
    words = text.split()
    if not words or not (words[0][0].isdigit() or fold(words[0].rstrip(".,:;")) in _OPENING_WORDS):
        return None
    for count in range(min(_LONGEST, len(words)), 0, -1):
        written = " ".join(words[:count])
        if Timeframe.parse(written.rstrip(",:;")).kind not in ("none", "unclear"):
            return written.rstrip(",:;"), " ".join(words[count:])
    return None


def _span(text: str) -> tuple[date, date] | None:
    if years := _YEARS.fullmatch(text):
        first = int(years["first"])
        last = int(years["last"] or (years["first"][:2] + years["short"] if years["short"] else first))
        return (date(first, 1, 1), date(last, 12, 31)) if first <= last else None
    if (found := _DAY.fullmatch(text) or _ISO_DAY.fullmatch(text)) and not _HALF.fullmatch(text):
        return _day(found["day"], found["month"].rstrip("."), found["year"])
    months: tuple[int, int] | None = None
    if found := _HALF.fullmatch(text):
        months = (1, 6) if found["half"] == "1" else (7, 12)
    elif found := _NAMED.fullmatch(text):
        months = _MONTHS.get(found["name"]) or _SEASONS.get(found["name"])
    if found is None or months is None:
        return None
    year, (first, last) = int(found["year"]), months
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _day(day: str, month: str, year: str) -> tuple[date, date] | None:
    """Return the span of one day; None if the calendar has no such day."""
    number = int(month) if month.isdigit() else _MONTHS.get(month, (0, 0))[0]
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        return None
    return found, found
