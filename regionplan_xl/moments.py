"""Times: converted safely, also outside the range of `datetime`, and written as text that sorts by time."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A day from the ends of the range, since no time zone is further from UTC.
_FIRST = datetime(1, 1, 2, tzinfo=UTC)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)


def moment_of(seconds: float) -> datetime:
    """Return a file's timestamp (seconds since 1970) as a time in UTC, within the range of every time zone."""
    # Not `datetime.fromtimestamp`, which fails before 1970 on Windows, and outside the range of `datetime` everywhere.
    try:
        return min(max(_EPOCH + timedelta(seconds=seconds), _FIRST), _LAST)
    except OverflowError:
        return _FIRST if seconds < 0 else _LAST


def local_moment(moment: datetime) -> datetime:
    """Return the same time in the local zone; unchanged if the system cannot convert it."""
    try:
        return moment.astimezone()
    except (OverflowError, OSError, ValueError):
        return moment


def file_stamp(moment: datetime) -> str:
    """Return a local time for the name of a file, to the second: `2026-11-29 08.05.00`."""
    # Not `strftime`, which writes the year 1 as one digit on some systems.
    return moment.replace(microsecond=0, tzinfo=None).isoformat(" ").replace(":", ".")


def local_minute(moment: datetime) -> str:
    """Return a time in the local zone, to the minute, as text that sorts by time: `2026-11-29 08:05`."""
    # Not `strftime`, which writes the year 1 as one digit on some systems.
    return local_moment(moment).replace(tzinfo=None).isoformat(" ", "minutes")
