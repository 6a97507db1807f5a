"""Moments, whatever a clock says: those that no calendar or zone has become the nearest one that every zone has."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A day from the ends of the calendar: no zone is further from UTC than that.
_FIRST = datetime(1, 1, 2, tzinfo=UTC)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)


def moment_of(seconds: float) -> datetime:
    """Return the moment, in UTC, of the time on a file in seconds since 1970."""
    # Not `datetime.fromtimestamp`, which fails before 1970 on Windows, and beyond the calendar everywhere.
    try:
        return min(max(_EPOCH + timedelta(seconds=seconds), _FIRST), _LAST)
    except OverflowError:
        return _FIRST if seconds < 0 else _LAST


def local_moment(moment: datetime) -> datetime:
    """Return the same moment in local time; as it is if the system has no local time for it."""
    try:
        return moment.astimezone()
    except (OverflowError, OSError, ValueError):
        return moment


def local_minute(moment: datetime) -> str:
    """Return the minute in local time as text that sorts by time: `2026-11-29 08:05`."""
    # Not `strftime`, which writes the year 1 as one digit on some systems.
    return local_moment(moment).replace(tzinfo=None).isoformat(" ", "minutes")
