"""Parse days and time spans as people write them."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from regionplan_xl.plan.timeframe import Timeframe, names_a_time
from regionplan_xl.text import normalise

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
# A day, a month or season, or a year, between other words.
_IN_A_TEXT = re.compile(
    r"(?<![\w.,/-])(?:"
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./ -]\s?(?:20)?\d\d"
    r"|(?:\d{1,2}\.?\s+)?[^\W\d]{3,}\.?\s+20\d\d|20\d\d"
    r")(?![\w/%-]|[.,]\d|\s*%|\s*prosent)"
)
# A time as programs write it, also with the date of day 0.
_TIME = re.compile(
    r"(?:1899[-/]12[-/]30[t ])?(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)(?:[.,]0+)?"
    r"(?: ?(?P<half>[ap])m)?"
)
_DAY_ZERO = date(1899, 12, 30)


@dataclass(frozen=True)
class Span:
    """A time span, both days inclusive."""

    start: date
    end: date


def parse_written_day(text: str) -> date | None:
    """Return the day in `text` (from `text.normalise`); None for no day and for the ambiguous `03/04/2026`."""
    days = written_days(text)
    return days[0] if len(days) == 1 else None


def written_days(text: str) -> tuple[date, ...]:
    """Return every day that `text` (as returned by `text.normalise`) may mean: two for the ambiguous `03/04/2026`."""
    if found := _ISO.fullmatch(text):
        return _dates((int(found["year"]), int(found["month"]), int(found["day"])))
    if found := _DAY_FIRST.fullmatch(text):
        return _numbered_days(found)
    if found := _NAMED_MONTH.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        month = Timeframe.parse(f"{found['month']} {found['year']}")
        if month.start and month.end and month.start.month == month.end.month:
            return _dates((month.start.year, month.start.month, int(found["day"])))
    return ()


def with_month_as_day(day: date) -> date | None:
    """Swap day and month, as programs with another date order do; None if that gives the same day or no date."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 and day.day != day.month else None


def seconds_of_time(value: object) -> float | None:
    """Return the seconds since midnight of a time, a duration or a text as programs write times; else None."""
    if isinstance(value, datetime) and value.date() == _DAY_ZERO:
        value = value.time()
    if isinstance(value, time):
        value = timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
    if isinstance(value, timedelta):
        return value.total_seconds()
    found = _TIME.fullmatch(normalise(value)) if isinstance(value, str) else None
    if found is None:
        return None
    hours, half = int(found["hours"]), found["half"]
    if half:
        hours = hours % 12 + 12 * (half == "p")
    return hours * 3600.0 + int(found["minutes"]) * 60 + int(found["seconds"])


def replace_spans(text: str, mark: str) -> tuple[list[Span], str]:
    """Return the days, months, seasons and years in `text` (folded), and the text with `mark` in place of each."""
    spans: list[Span] = []

    def replaced(found: re.Match[str]) -> str:
        span = _span(found[0])
        if span is not None:
            spans.append(span)
            return f" {mark} "
        words, _, year = found[0].rpartition(" ")
        if words and not words[0].isdigit() and (span := _span(year)) is not None:
            spans.append(span)
            return f"{words} {mark} "  # «ferdig 2025»: the word before the year is not a month
        return found[0]

    return spans, _IN_A_TEXT.sub(replaced, text)


def _span(text: str) -> Span | None:
    if (day := parse_written_day(text)) is not None:
        return Span(day, day)
    if not names_a_time(text):
        return None
    timeframe = Timeframe.parse(text)
    return Span(timeframe.start, timeframe.end) if timeframe.start and timeframe.end else None


def _numbered_days(found: re.Match[str]) -> tuple[date, ...]:
    day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
    if len(found["year"]) == 2:
        year += 2000
    slashes = found["mark"].strip() == "/" and found[0].count("/") == 2
    # 12/31/2026 is American; 03/04/2026 may be in March or in April.
    return _dates((year, month, day), *([(year, day, month)] if slashes and day != month else []))


def _dates(*written: tuple[int, int, int]) -> tuple[date, ...]:
    found = []
    for year, month, day in written:
        with suppress(ValueError):
            found.append(date(year, month, day))
    return tuple(found)
