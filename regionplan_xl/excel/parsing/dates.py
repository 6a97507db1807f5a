"""Parse days and spans of time as people write them."""

import re
from dataclasses import dataclass
from datetime import date

from regionplan_xl.plan.timeframe import Timeframe

_ISO = re.compile(
    r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?(?:z|[+-]\d\d:?\d\d)?)?"
)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?P<mark>\s*[./-]\s*|\s+)(?P<month>\d{1,2})(?:\s*[./-]\s*|\s+)(?P<year>\d{4}|\d{2})\.?"
)
_NAMED_MONTH = re.compile(
    r"(?P<day>\d{1,2})\s*(?:[.-]|st|nd|rd|th|of)?\s*(?P<month>[^\W\d]{3,})[.,-]?\s*(?P<year>\d{4})"
)
_MONTH_FIRST = re.compile(r"(?P<month>[^\W\d]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})")
# A day, a month or season, or a year, in the middle of other words.
_IN_A_TEXT = re.compile(
    r"(?<![\w.,/-])(?:"
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./ -]\s?(?:20)?\d\d"
    r"|(?:\d{1,2}\.?\s+)?[^\W\d]{3,}\.?\s+20\d\d|20\d\d"
    r")(?![\w/%-]|[.,]\d|\s*%|\s*prosent)"
)
_DEADLINE = ("innan", "innen", "within", "by ")


@dataclass(frozen=True)
class Span:
    """A span of time, both days inclusive."""

    start: date
    end: date


def parse_written_day(text: str) -> date | None:
    """Return the day in `text` (as `text.fold` returns it); None for no day and for the ambiguous `03/04/2026`."""
    if found := _ISO.fullmatch(text):
        return _date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _DAY_FIRST.fullmatch(text):
        return _numbered_day(found)
    if found := _NAMED_MONTH.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        month = Timeframe.parse(f"{found['month']} {found['year']}")
        if month.start and month.end and month.start.month == month.end.month:
            return _date(month.start.year, month.start.month, int(found["day"]))
    return None


def replace_spans(text: str, mark: str) -> tuple[list[Span], str]:
    """Return the days, months, seasons and years in `text` (folded), and the text with each replaced by `mark`."""
    spans: list[Span] = []

    def replaced(found: re.Match[str]) -> str:
        span = _span(found[0])
        if span is not None:
            spans.append(span)
            return f" {mark} "
        words, _, year = found[0].rpartition(" ")
        if words and not words[0].isdigit() and (span := _span(year)) is not None:
            spans.append(span)
            return f"{words} {mark} "  # «ferdig 2025»: the word is not a month
        return found[0]

    return spans, _IN_A_TEXT.sub(replaced, text)


def _span(text: str) -> Span | None:
    if (day := parse_written_day(text)) is not None:
        return Span(day, day)
    timeframe = Timeframe.parse(text)
    if text.startswith(_DEADLINE):
        return None
    return Span(timeframe.start, timeframe.end) if timeframe.start and timeframe.end else None


def _numbered_day(found: re.Match[str]) -> date | None:
    day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
    if len(found["year"]) == 2:
        year += 2000
    slashes = found["mark"].strip() == "/" and found[0].count("/") == 2
    if slashes and month > 12:
        day, month = month, day  # 12/31/2026, as Americans write
    elif slashes and day != month and day <= 12:
        return None  # 03/04/2026: March or April
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
