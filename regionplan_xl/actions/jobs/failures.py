"""Failing jobs of the service: identify their causes, and word them for `check` and `status`."""

from collections.abc import Iterable, Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.ledger.entries import JobRecord
from regionplan_xl.moments import local_minute
from regionplan_xl.plan.checks import Finding
from regionplan_xl.text import Phrase, phrase


def cause_key(cause: Phrase) -> str:
    """Return the key of a cause: the templates of its first sentence, ignoring the values in it."""
    values = dict(cause.values)
    for first in ("words", "part0"):
        if isinstance(found := values.get(first), Phrase):
            return cause_key(found)
    return " ".join(
        [cause.template, *(cause_key(value) for value in values.values() if isinstance(value, Phrase))]
    )


def failing(jobs: Iterable[JobRecord]) -> Iterator[JobRecord]:
    """Yield the jobs whose last run failed."""
    return (job for job in jobs if job.failures)


def failure_words(job: JobRecord) -> Phrase:
    """Return a phrase that a job fails, since when and why."""
    return phrase(
        "The job «{job}» of the service has failed since {moment}: {why}",
        job=job.name, moment=local_minute(job.failing_since or job.since), why=job.cause,
    )  # fmt: skip


def failure_findings(jobs: Iterable[JobRecord]) -> list[Finding]:
    """Return a finding for each failing job."""
    fix = phrase("It is tried again by itself, and «regionplan status» says when.")
    return [
        Finding(
            "job_fails",
            Problem(Place(column=f"schedule.{job.name}", file="config.yaml"), failure_words(job), fix),
        )
        for job in failing(jobs)
    ]
