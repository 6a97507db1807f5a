"""Parse timetables such as «every 10 minutes», «weekdays at 08:00» and «off»."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from regionplan_xl.text import normalise, phrase

Unit = Literal["seconds", "minutes", "hours"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
DAYS = (*WEEKDAYS, "saturday", "sunday")
FORMS = "«every 10 minutes», «daily at 08:00», «weekdays at 08:00», «every monday at 07:30» or «off»"

_INTERVAL = re.compile(r"every (?:(\d{1,6}) )?(second|minute|hour)s?")
_AT_TIME = re.compile(r"(daily|weekdays|every [a-z]+) at (\d{1,2})[:.](\d{2})")
_LONGEST = timedelta(days=31)


@dataclass(frozen=True)
class Timetable:
    """When a job runs: every `count` `unit`, or on `days` at the local time `at` (`HH:MM`), or never."""

    count: int = 0
    unit: Unit = "minutes"
    days: tuple[str, ...] = ()
    at: str = ""

    @property
    def off(self) -> bool:
        """Whether the job never runs."""
        return not self.count and not self.days

    @property
    def interval(self) -> timedelta | None:
        """The time between two runs; None if it runs at a time of day."""
        return timedelta(**{self.unit: self.count}) if self.count else None


def parse_timetable(text: str | None) -> Timetable:
    """Parse a timetable; raise `ValueError` with a `Phrase` for people if it is not valid."""
    words = normalise(text or "off")
    if words in ("", "off", "never"):
        return Timetable()
    if interval := _INTERVAL.fullmatch(words):
        return _interval(int(interval[1] or 1), interval[2])
    if at_time := _AT_TIME.fullmatch(words):
        return _at_time(at_time[1], int(at_time[2]), int(at_time[3]))
    raise ValueError(phrase("it is not a time the timetable understands"))


def _interval(count: int, unit: str) -> Timetable:
    units: dict[str, Unit] = {"second": "seconds", "minute": "minutes", "hour": "hours"}
    found = Timetable(count=count, unit=units[unit])
    if not found.interval or found.interval > _LONGEST:
        raise ValueError(phrase("the time between two runs must be from one second to 31 days"))
    return found


def _at_time(days: str, hour: int, minute: int) -> Timetable:
    if hour > 23 or minute > 59:
        raise ValueError(phrase("there is no {time} on the clock", time=f"{hour:02}:{minute:02}"))
    named = {"daily": DAYS, "every day": DAYS, "weekdays": WEEKDAYS, "every weekday": WEEKDAYS}
    named |= {f"every {day}": (day,) for day in DAYS}
    if days not in named:
        raise ValueError(phrase("«{word}» is no day of the week", word=days.removeprefix("every ")))
    return Timetable(days=named[days], at=f"{hour:02}:{minute:02}")
