"""The jobs of one plan: run each when it is due by its record; report a failure once, and go on with the others."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from regionplan_xl.actions.jobs.failures import cause_key
from regionplan_xl.actions.jobs.next_run import known_job, next_run
from regionplan_xl.config.timetable import Timetable, parse_timetable
from regionplan_xl.errors import WAITS, InputError, InUse, NotNow, RegionplanError
from regionplan_xl.ledger.entries import NO_REASON, JobRecord
from regionplan_xl.text import Phrase, phrase, squeeze

ORDER = ("collect", "merge", "remind", "report")

Job = Callable[[], object]
"""A job's function; it returns True if something waits for a person afterwards."""
Stopping = Callable[[], bool]

_TOLERANCE = 0.05  # seconds; jobs due this close to each other run together
_IN_USE_FOR = timedelta(hours=1)  # a plan in use counts as a failure to report only after this time
_NO_JOB = 60.0  # seconds to wait if there is no job


class JobRecords(Protocol):
    """Stores the records of jobs, and reports failures."""

    def read(self) -> Mapping[str, JobRecord]:
        """Return the record of each job, by name."""

    def write(self, job: JobRecord) -> None:
        """Store a job's record; it replaces the former one."""

    def tell(self, job: JobRecord, again: bool) -> None:
        """Report to the secretariat that a job fails, and why (`job.cause`), unless that is done.

        `again`: the same cause was already to be reported after an earlier run.
        """


class InMemory:
    """Records in memory only; failures are not reported."""

    def __init__(self) -> None:
        self._jobs: dict[str, JobRecord] = {}

    def read(self) -> Mapping[str, JobRecord]:
        """Return the record of each job, by name."""
        return dict(self._jobs)

    def write(self, job: JobRecord) -> None:
        """Store a job's record."""
        self._jobs[job.name] = job

    def tell(self, job: JobRecord, again: bool) -> None:
        """Do nothing."""


class PlanJobs:
    """The jobs of one plan and when each is due."""

    def __init__(self, jobs: Mapping[str, tuple[str, Job]], records: JobRecords, log: logging.Logger) -> None:
        self._jobs = jobs
        self._records = records
        self._log = log
        self._timetables = _timetables(jobs)
        self._known: dict[str, JobRecord] = {}
        self._statuses: dict[str, int] = {}
        self.names = tuple(self._timetables)
        """The names of jobs that are not off, in the order in which jobs that are due together run."""

    def run_all(self, stopping: Stopping) -> int:
        """Run every job, due or not; a second call runs only those that could not run. Return the highest exit status.

        It is 3 for a failure other than a `RegionplanError`, and 1 if a job leaves something waiting for a person.
        """
        self._read()
        for name in self.names:
            if self._statuses.get(name, NotNow.exit_status) == NotNow.exit_status and not stopping():
                self._statuses[name] = self._run(name, _now())
        return max(self._statuses.values(), default=0)

    def is_due(self) -> bool:
        """Return whether a job is due, by the records known without reading the ledger."""
        return not self._known or bool(self._due(_now()))

    def run_due(self, stopping: Stopping) -> int:
        """Run the jobs that are due; return their highest exit status."""
        if not self.is_due():
            return 0
        # Another process may have run them meanwhile.
        self._read()
        now = _now()
        return max((self._run(name, now) for name in self._due(now) if not stopping()), default=0)

    def pause(self) -> float:
        """Return the seconds until the next job is due."""
        now = _now()
        waits = [(self._next(name, now) - now).total_seconds() for name in self.names]
        return max(min(waits, default=_NO_JOB) + _TOLERANCE, 0)

    def _due(self, now: datetime) -> list[str]:
        return [name for name in self.names if self._next(name, now) <= now]

    def _next(self, name: str, now: datetime) -> datetime:
        job = known_job(name, self._jobs[name][0], self._timetables[name], self._known.get(name), now)
        return next_run(job, self._timetables[name])

    def _read(self) -> None:
        try:
            found = {**self._known, **self._records.read()}
        except RegionplanError as error:
            self._log.debug("The state of the jobs is not in the ledger now: %s", error)
            found = self._known
        now = _now()
        for name, timetable in self._timetables.items():
            job = known_job(name, self._jobs[name][0], timetable, found.get(name), now)
            if job != found.get(name):
                self._write(job)
            self._known[name] = job

    def _write(self, job: JobRecord) -> None:
        self._known[job.name] = job
        try:
            self._records.write(job)
        except RegionplanError as error:
            # A job that needs the ledger fails too, and reports it.
            self._log.debug("The state of %s cannot be recorded now: %s", job.name, error)

    def _run(self, name: str, moment: datetime) -> int:
        """Run a job and return its exit status; a failure is logged and reported, never raised.

        Jobs that are due together get the same start `moment`, so that they are due together again.
        """
        before = replace(self._known[name], begun=moment)
        self._write(before)
        self._log.debug("%s begins.", name)
        try:
            waits = self._jobs[name][1]() is True
        except Exception as error:
            return self._failed(before, error)
        if before.told:
            self._log.info("%s works again.", name)
        self._log.debug("%s is done.", name)
        now, status = max(_now(), moment), WAITS if waits else 0
        self._write(
            replace(
                before, ended=now, done=now, status=status, cause=NO_REASON, failures=0, failing_since=None,
                told=(),
            )
        )  # fmt: skip
        return status

    def _failed(self, before: JobRecord, error: Exception) -> int:
        cause, message = _cause(error), _message(error)
        failed = replace(
            before,
            ended=max(_now(), before.begun or before.since),
            status=error.exit_status if isinstance(error, RegionplanError) else NotNow.exit_status,
            cause=cause,
            failures=before.failures + 1,
            failing_since=before.failing_since or before.begun,
        )
        again = before.failures and cause_key(cause) == cause_key(before.cause)
        level = logging.INFO if again else logging.ERROR
        self._log.log(
            level, "%s failed%s: %s", before.name, " again" * bool(again), message,
            exc_info=error if self._log.isEnabledFor(logging.DEBUG) else None,
        )  # fmt: skip
        told = cause_key(cause) in failed.told
        if told or _is_to_be_told(failed, error):
            # Record it first, so that it is reported at most once, even after a crash.
            failed = failed if told else replace(failed, told=(*failed.told, cause_key(cause)))
            self._write(failed)
            self._tell(failed, again=told)
        else:
            self._write(failed)
        return failed.status

    def _tell(self, job: JobRecord, again: bool) -> None:
        try:
            self._records.tell(job, again)
        except Exception as fault:
            level = logging.INFO if again else logging.ERROR
            self._log.log(
                level, "The secretariat could not be told that %s fails: %s", job.name, _message(fault)
            )


def _is_to_be_told(job: JobRecord, error: Exception) -> bool:
    """Return whether to report a failure; a master in use counts only if that lasts."""
    since, now = job.failing_since, job.ended
    return not isinstance(error, InUse) or (
        since is not None and now is not None and now - since >= _IN_USE_FOR
    )


def _timetables(jobs: Mapping[str, tuple[str, Job]]) -> dict[str, Timetable]:
    """Return name -> timetable of jobs that are not off, in the order in which jobs that are due together run."""
    known = [name for name in ORDER if name in jobs]
    parsed: dict[str, Timetable] = {}
    for name in known + [name for name in jobs if name not in ORDER]:
        try:
            timetable = parse_timetable(jobs[name][0])
        except ValueError as error:
            what = phrase("{key}: {why}.", key=f"schedule.{name}", why=error.args[0])
            raise InputError(what, phrase("Fix it in config.yaml.")) from error
        if not timetable.off:
            parsed[name] = timetable
    return parsed


def _cause(error: Exception) -> Phrase:
    """Return why a job failed, as it is recorded and reported."""
    if isinstance(error, RegionplanError):
        words, file = error.reason, error.place.file if error.place else ""
        # The template has no words, so it needs no translation.
        return Phrase("{file}: {words}", (("file", file), ("words", words))) if file else words
    return Phrase(_message(error))


def _message(error: Exception) -> str:
    message = squeeze(str(error)) or type(error).__name__
    if isinstance(error, RegionplanError):
        return message
    # The message of an unexpected error may contain SQL with the plan's texts; only the log with -v has it.
    kind = type(error).__name__
    return f"{kind}: {message}" if isinstance(error, OSError) else kind


def _now() -> datetime:
    return datetime.now(UTC)
