"""The service's jobs as `status` shows them: the last run, its result, and the next run."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from regionplan_xl.actions.jobs.next_run import known_job, next_run, was_stopped
from regionplan_xl.config.timetable import parse_timetable
from regionplan_xl.ledger.entries import JobRecord
from regionplan_xl.moments import local_minute
from regionplan_xl.text import Phrase, Translate, phrase


def jobs_data(
    timetable: Mapping[str, str], records: Mapping[str, JobRecord], now: datetime, translate: Translate
) -> list[dict[str, Any]]:
    """Return the jobs on the timetable, including those never run, as JSON-compatible data; times are in UTC."""
    return [
        {
            "name": name,
            "timetable": text,
            "last_run": job.begun,
            "ended": None if was_stopped(job) else job.ended,
            "outcome": _outcome(job),
            "error": translate(job.cause) if job.failures else None,
            "failing_since": job.failing_since,
            "last_done": job.done,
            "next_run": max(next_run(job, parse_timetable(text)), now),
        }
        for name, text, job in _on_timetable(timetable, records, now)
    ]


HEADINGS = (phrase("Job"), phrase("Timetable"), phrase("Last run"), phrase("Result"), phrase("Next run"))


def jobs_rows(
    timetable: Mapping[str, str], records: Mapping[str, JobRecord], now: datetime
) -> list[tuple[Phrase | str, ...]]:
    """Return a row per job, under `HEADINGS`; none if the service has never run."""
    jobs = list(_on_timetable(timetable, records, now))
    if not any(job.begun for _, _, job in jobs):
        return []
    return [
        (
            name,
            text,
            local_minute(job.begun) if job.begun else "",
            _OUTCOMES[_outcome(job)],
            _when(next_run(job, parse_timetable(text)), now),
        )
        for name, text, job in jobs
    ]


_OUTCOMES: Mapping[str, Phrase | str] = {
    "": "",
    "running": phrase("Under way, or stopped"),
    "failed": phrase("Failed"),
    "waits": phrase("Something waits for a person"),
    "done": phrase("Done"),
}


def _on_timetable(
    timetable: Mapping[str, str], records: Mapping[str, JobRecord], now: datetime
) -> Iterator[tuple[str, str, JobRecord]]:
    for name, text in timetable.items():
        parsed = parse_timetable(text)
        if not parsed.off:
            yield name, text, known_job(name, text, parsed, records.get(name), now)


def _outcome(job: JobRecord) -> str:
    if was_stopped(job):
        return "running"
    if job.failures:
        return "failed"
    if job.done is None:
        return ""
    return "waits" if job.status else "done"


def _when(moment: datetime, now: datetime) -> Phrase | str:
    return phrase("As soon as it runs") if moment <= now else local_minute(moment)
