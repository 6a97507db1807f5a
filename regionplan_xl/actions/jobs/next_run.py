"""When a job runs next: a rule about its timetable and its record, not about how long a program has been running."""

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
    """Return a job's record as of now: a new one if it has none or its timetable (`text`) was edited since.

    When a clock that was ahead says that it began is forgotten: the job would wait for that moment.
    """
    if found is None:
        return JobRecord(name=name, timetable=text, since=now)
    if found.timetable != text:
        found = replace(found, timetable=text, since=now)
    ahead = max(found.since, found.begun or found.since) - now
    # A clock that is put right by a little makes no run a second one.
    return replace(found, since=now, begun=None) if ahead > (timetable.interval or _DAY) else found


def next_run(job: JobRecord, timetable: Timetable) -> datetime:
    """Return when a job is to run next, in UTC; a moment that has passed means now.

    However many runs were missed, one is made up for. A run that was stopped, or could not be made then, is tried again
    after a minute, and later with longer pauses.
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
    """Return when a run that failed for the moment is tried again, if it is."""
    doublings = min(max(job.failures - 1, 0), 10)
    pause: timedelta = min(_RETRY_AFTER * (1 << doublings), _LONGEST_RETRY)
    if was_stopped(job) and job.begun is not None:
        return job.begun + pause
    return job.ended + pause if job.failures and job.status == NotNow.exit_status and job.ended else None


def _next_time(timetable: Timetable, after: datetime) -> datetime:
    """Return the first time of day on the timetable after a moment, by the local clock."""
    hour, _, minute = timetable.at.partition(":")
    day = after.astimezone().date()
    while True:
        # As the local clock shows it on that day: the offset from UTC may be another one than now.
        moment = datetime.combine(day, time(int(hour), int(minute))).astimezone(UTC)
        if moment > after and DAYS[day.weekday()] in timetable.days:
            return moment
        day += _DAY
