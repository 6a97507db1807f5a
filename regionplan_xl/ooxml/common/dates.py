"""Dates as Excel stores them: serial numbers, displayed as dates by a number format."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

# Built-in date formats (ECMA-376 part 1 section 18.8.30). In East Asian editions 27-36 and 50-58 are dates, except the
# times 32-35 and 55-56.
_BUILT_IN = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58})

_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NO_SYMBOLS = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?|general', re.IGNORECASE)

_DAY_ZERO = datetime(1899, 12, 30)
_DAY_ZERO_1904 = datetime(1904, 1, 1)
_LEAP_DAY_THAT_NEVER_WAS = 60
_SERIALS_END = 2_958_466
_MILLISECONDS = 86_400_000


def is_date_format(number: int, code: str | None) -> bool:
    """Return whether a number format shows dates; elapsed time (`[h]:mm`) and times of day do not count.

    `code` is the workbook's own format with that number, if there is one.
    """
    return number in _BUILT_IN if code is None else shows_a_day(code)


def shows_a_day(code: str) -> bool:
    """Return whether the number format `code` shows a day, month or year; only its first section counts."""
    quoteless = re.sub(r'"[^"]*"?|\\.', "", code).partition(";")[0]
    if _ELAPSED.search(quoteless):
        return False
    symbols = _NO_SYMBOLS.sub("", quoteless).lower()
    if "d" in symbols or "y" in symbols:
        return True
    # An m next to hours or seconds means minutes.
    return "m" in symbols and not any(c in symbols for c in "hs0#?")


@lru_cache(maxsize=16_384)
def from_serial(serial: float, date1904: bool = False) -> datetime | None:
    """Return the date and time of a serial number, to the millisecond; None if there is no such date.

    There is none below 1 (a time of day), beyond the year 9999, or for 60, Excel's non-existent 29 February 1900.
    """
    if not 1 <= serial < _SERIALS_END:
        return None
    zero = _DAY_ZERO_1904 if date1904 else _DAY_ZERO
    if not date1904 and serial < _LEAP_DAY_THAT_NEVER_WAS + 1:
        if serial >= _LEAP_DAY_THAT_NEVER_WAS:
            return None
        zero += timedelta(days=1)
    try:
        return zero + timedelta(milliseconds=round(serial * _MILLISECONDS))
    except OverflowError:
        return None


def to_serial(moment: datetime, date1904: bool = False) -> float:
    """Return the serial number of a date and time (section 18.17.4.1); below 1 if it is too early for a workbook."""
    serial = (moment - (_DAY_ZERO_1904 if date1904 else _DAY_ZERO)) / timedelta(days=1)
    is_before_leap_day = not date1904 and serial < _LEAP_DAY_THAT_NEVER_WAS + 1
    return serial - 1 if is_before_leap_day else serial


def from_iso(text: str) -> datetime | None:
    """Return the date and time in an ISO 8601 text (cells of type `d`); None for others, such as a time of day."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=None)
