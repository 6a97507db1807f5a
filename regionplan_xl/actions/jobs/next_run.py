"""Decide when a job runs next, from its timetable and its record, independently of when the service was started."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from regionplan_xl.config.timetable import DAYS, Timetable
from regionplan_xl.errors import NotNow
from regionplan_xl.ledger.entries import JobRecord

_RETRY_AFTER = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(minutes=15)
_DAY = timedelta(days=1)
_LAST = datetime.max.replace(tzinfo=UTC)  # beyond the calendar


def known_job(
    name: str, text: str, timetable: Timetable, found: JobRecord | None, now: datetime
) -> JobRecord:
    """Return a job's record as of `now`; it starts over if it is new or its timetable (`text`) was edited.

    Times far in the future, recorded while the clock was ahead, are dropped, since the job would wait for them.
    """
    if found is None:
        return JobRecord(name=name, timetable=text, since=now)
    if found.timetable != text:
        found = replace(found, timetable=text, since=now)
    ahead = max(found.since, found.begun or found.since) - now
    # Tolerate small corrections of the clock, so that they do not cause a second run.
    return replace(found, since=now, begun=None) if ahead > (timetable.interval or _DAY) else found


def next_run(job: JobRecord, timetable: Timetable) -> datetime:
    """Return when a job runs next, in UTC; a time in the past means now.

    Of several missed runs, only one is made up for. A run that was interrupted, or failed temporarily, is retried after
    a minute, then after longer pauses.
    """
    try:
        regular = _regular(job, timetable)
    except OverflowError:
        regular = _LAST
    again = _again(job)
    return regular if again is None else min(regular, again)


def was_stopped(job: JobRecord) -> bool:
    """Return whether the last run began and never ended."""
    return job.begun is not None and (job.ended is None or job.ended < job.begun)


def _regular(job: JobRecord, timetable: Timetable) -> datetime:
    if timetable.interval:
        return job.since if job.begun is None else job.begun + timetable.interval
    return _next_time(timetable, job.since if job.begun is None else max(job.since, job.begun))


def _again(job: JobRecord) -> datetime | None:
    """Return when to retry a run that was interrupted or failed temporarily; None if there is nothing to retry."""
    doublings = min(max(job.failures - 1, 0), 10)
    pause: timedelta = min(_RETRY_AFTER * (1 << doublings), _LONGEST_RETRY)
    if was_stopped(job) and job.begun is not None:
        return job.begun + pause
    return job.ended + pause if job.failures and job.status == NotNow.exit_status and job.ended else None


def _next_time(timetable: Timetable, after: datetime) -> datetime:
    """Return the first scheduled time after `after`, by the local clock."""
    hour, _, minute = timetable.at.partition(":")
    day = after.astimezone().date()
    while True:
        # Use the UTC offset of that day, which may differ from today's.
        moment = datetime.combine(day, time(int(hour), int(minute))).astimezone(UTC)
        if moment > after and DAYS[day.weekday()] in timetable.days:
            return moment
        day += _DAY
