"""Jobs of the service that fail: what the secretariat is told, and what `check` and `status` say until they go well."""

import logging
from collections.abc import Iterable, Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.ledger.entries import JobRecord
from regionplan_xl.moments import local_minute
from regionplan_xl.plan.checks import Finding
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, phrase

_LOG = logging.getLogger("regionplan_xl")


def tell_secretariat(project: Project, job: JobRecord) -> None:
    """Tell the secretariat that a job fails. It is called once per cause, after that is on record.

    Today the log is all that can tell; `check` and `status` say it as long as it lasts.
    """
    _LOG.error("To the secretariat of «%s»: %s", project.config.plan.name, failure_words(job))


def failing(jobs: Iterable[JobRecord]) -> Iterator[JobRecord]:
    """Yield the jobs whose last run failed."""
    return (job for job in jobs if job.failures)


def failure_words(job: JobRecord) -> Phrase:
    """Return that a job fails, since when, and why."""
    return phrase(
        "The job «{job}» of the service has failed since {moment}: {why}",
        job=job.name, moment=local_minute(job.failing_since or job.since), why=job.cause,
    )  # fmt: skip


def failure_findings(jobs: Iterable[JobRecord]) -> list[Finding]:
    """Return a finding for each job that fails."""
    fix = phrase("It is tried again by itself, and «regionplan status» says when.")
    return [
        Finding(
            "job_fails",
            Problem(Place(column=f"schedule.{job.name}", file="config.yaml"), failure_words(job), fix),
        )
        for job in failing(jobs)
    ]
