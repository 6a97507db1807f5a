"""Dates as Excel keeps them: serial numbers, shown as days by a number format."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

# Built-in formats with a day in them (ECMA-376 part 1 section 18.8.30); 27-36 and 50-58 are dates in East
# Asian editions, but for the times 32-35 and 55-56.
_BUILT_IN = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58})

_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NO_SYMBOLS = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?|general', re.IGNORECASE)

_DAY_ZERO = datetime(1899, 12, 30)
_DAY_ZERO_1904 = datetime(1904, 1, 1)
_LEAP_DAY_THAT_NEVER_WAS = 60
_SERIALS_END = 2_958_466
_MILLISECONDS = 86_400_000


def is_date_format(number: int, code: str | None) -> bool:
    """Return whether a number format shows days; elapsed time (`[h]:mm`) and a time of day alone do not.

    `code` is the workbook's own format with that number, if there is one.
    """
    return number in _BUILT_IN if code is None else shows_a_day(code)


def shows_a_day(code: str) -> bool:
    """Return whether the number format `code` has a day, month or year in it; only its first section counts."""
    quoteless = re.sub(r'"[^"]*"?|\\.', "", code).partition(";")[0]
    if _ELAPSED.search(quoteless):
        return False
    symbols = _NO_SYMBOLS.sub("", quoteless).lower()
    if "d" in symbols or "y" in symbols:
        return True
    # An m next to hours or seconds is minutes.
    return "m" in symbols and not any(c in symbols for c in "hs0#?")


@lru_cache(maxsize=16_384)
def from_serial(serial: float, date1904: bool = False) -> datetime | None:
    """Return the moment of a serial number, to the millisecond; None if there is no such day.

    No such day: below 1 (a time of day alone), beyond the year 9999, and 60, which is the 29 February 1900
    that Excel believes in.
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
    """Return the serial number of a moment (section 18.17.4.1); below 1 if it is too early for a workbook."""
    serial = (moment - (_DAY_ZERO_1904 if date1904 else _DAY_ZERO)) / timedelta(days=1)
    is_before_leap_day = not date1904 and serial < _LEAP_DAY_THAT_NEVER_WAS + 1
    return serial - 1 if is_before_leap_day else serial


def from_iso(text: str) -> datetime | None:
    """Return the moment of an ISO 8601 date (cells of type `d`); None for something else, such as a time alone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=None)
