"""The service: run each job by its timetable, of one plan or of many in turn; one failure stops no other job."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import Protocol

import schedule

from regionplan_xl.config.timetable import DAYS, Timetable, parse_timetable
from regionplan_xl.errors import InputError, NotNow, RegionplanError
from regionplan_xl.text import phrase, squeeze

ORDER = ("collect", "merge", "remind", "report")

Job = Callable[[], object]
Stopping = Callable[[], bool]

_LOG = logging.getLogger(__name__)
_STOP_INTERVAL = 0.5  # seconds until a stop is noticed, at most
_TOLERANCE = 0.05  # seconds between two jobs that are due together, at most
_TURN_INTERVAL = 5.0  # seconds until many plans are asked again what is due, at most
_RETRY_AFTER = 60.0  # seconds until a job is tried again that could not run then


def serve(
    jobs: Mapping[str, tuple[str, Job]],
    *,
    stop: threading.Event,
    log: logging.Logger = _LOG,
    once: bool = False,
) -> int:
    """Run jobs by their timetables (or once, in `ORDER`) until `stop`, SIGTERM or Ctrl-C; return the exit status.

    `jobs`: name -> (timetable text as in config.yaml, what to do). A job with an interval also runs at the
    start. A running job is finished before the service stops; a second Ctrl-C interrupts it. The status is 0;
    with `once`, the highest of the failed jobs' (3 for what is not a `RegionplanError`).
    """
    plan = PlanJobs(jobs, log)
    if not plan.names:
        raise InputError(
            phrase("No job is on the timetable."),
            phrase("Write one under «schedule:» in config.yaml, such as «collect: every hour»."),
        )
    with _stop_requests(stop) as stopping:
        if once:
            return plan.run_all(stopping)
        log.info("The service has started: %s.", ", ".join(f"{name} {jobs[name][0]}" for name in plan.names))
        while not stopping():
            plan.run_due(stopping)
            stop.wait(plan.pause())
        log.info("The service has stopped.")
    return 0


class Turn(Protocol):
    """A plan among many, in its turn."""

    def run_due(self, stopping: Stopping) -> None:
        """Run the jobs that are due."""

    def run_all(self, stopping: Stopping) -> int:
        """Run every job once; return the exit status."""


def serve_many(
    plans: Callable[[], Sequence[Turn]],
    *,
    stop: threading.Event,
    log: logging.Logger = _LOG,
    once: bool = False,
    pause: float = _TURN_INTERVAL,
) -> int:
    """Give each of `plans()` its turn, again and again until `stop`, SIGTERM or Ctrl-C; return the exit status.

    Each pass begins with another plan; between two there are `pause` seconds.
    With `once`: one turn each, a second for those that could not run then, and the status is the highest.
    """
    with _stop_requests(stop) as stopping:
        if once:
            statuses = {plan: plan.run_all(stopping) for plan in plans() if not stopping()}
            for plan, status in statuses.items():
                if status == NotNow.exit_status and not stopping():
                    statuses[plan] = plan.run_all(stopping)
            return max(statuses.values(), default=0)
        log.info("The service has started.")
        first = 0
        while not stopping():
            found = plans()
            for plan in (*found[first:], *found[:first]):
                if not stopping():
                    plan.run_due(stopping)
            first = (first + 1) % max(len(found), 1)
            _wait(stop, stopping, pause)
        log.info("The service has stopped.")
    return 0


def _wait(stop: threading.Event, stopping: Stopping, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not stopping() and time.monotonic() < until:
        stop.wait(_STOP_INTERVAL)


class PlanJobs:
    """The jobs of one plan and when each is due. A job that could not run then is due again after a minute."""

    def __init__(self, jobs: Mapping[str, tuple[str, Job]], log: logging.Logger = _LOG) -> None:
        self._jobs = jobs
        self._log = log
        self._statuses: dict[str, int] = {}
        self._clock = _Clock(_timetables(jobs))
        self.names = self._clock.names
        """The jobs that are not off, in the order in which those due together run."""

    def run_all(self, stopping: Stopping) -> int:
        """Run every job, or those again that could not run then; return the highest exit status of all."""
        for name in self.names:
            if self._statuses.get(name, NotNow.exit_status) == NotNow.exit_status and not stopping():
                self._statuses[name] = self._run(name)
        return max(self._statuses.values(), default=0)

    def run_due(self, stopping: Stopping) -> None:
        """Run the jobs that are due."""
        for name in self._clock.due():
            if not stopping() and self._run(name) == NotNow.exit_status:
                self._clock.again(name)

    def pause(self) -> float:
        """Return the seconds to wait before asking again what is due."""
        return self._clock.pause()

    def _run(self, name: str) -> int:
        return _run(name, self._jobs[name][1], self._log)


def _timetables(jobs: Mapping[str, tuple[str, Job]]) -> dict[str, Timetable]:
    """Return the jobs that are not off, in the order in which those due together run."""
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


def _run(name: str, job: Job, log: logging.Logger) -> int:
    """Run a job and return its exit status; a failure is logged, never raised."""
    log.debug("%s begins.", name)
    try:
        job()
    except Exception as error:
        message = squeeze(str(error)) or type(error).__name__
        if not isinstance(error, RegionplanError):
            # What a fault of ours says may hold SQL with the plan's texts; the log of -v has it.
            kind = type(error).__name__
            message = f"{kind}: {message}" if isinstance(error, OSError) else kind
        log.error("%s failed: %s", name, message, exc_info=log.isEnabledFor(logging.DEBUG))
        return error.exit_status if isinstance(error, RegionplanError) else NotNow.exit_status
    log.debug("%s is done.", name)
    return 0


class _Clock:
    """Knows which jobs are due. `schedule` only marks them, so a job that overruns is due once, not often."""

    def __init__(self, timetables: Mapping[str, Timetable]) -> None:
        self._timetables = timetables
        self._scheduler = schedule.Scheduler()
        self._again: dict[str, float] = {}
        self.names = tuple(timetables)
        self._due = {name for name, timetable in timetables.items() if timetable.interval}
        for name in timetables:
            self._schedule(name)

    def due(self) -> list[str]:
        """Return the jobs due now, in order; each is returned once."""
        self._correct_waits()
        self._scheduler.run_pending()
        self._due |= {name for name, at in self._again.items() if at <= time.monotonic()}
        due = [name for name in self._timetables if name in self._due]
        self._due.clear()
        for name in due:
            self._again.pop(name, None)
        return due

    def again(self, name: str) -> None:
        """Let a job be due again after a while."""
        self._again[name] = time.monotonic() + _RETRY_AFTER

    def pause(self) -> float:
        """Return the seconds to wait before asking again."""
        idle = self._scheduler.idle_seconds
        return _STOP_INTERVAL if idle is None else min(max(idle + _TOLERANCE, 0), _STOP_INTERVAL)

    def _schedule(self, name: str) -> None:
        timetable = self._timetables[name]
        if timetable.interval:
            job = self._scheduler.every(timetable.count)
            getattr(job, timetable.unit).do(self._due.add, name).tag(name)
            return
        for day in ("day",) if timetable.days == DAYS else timetable.days:
            getattr(self._scheduler.every(), day).at(timetable.at).do(self._due.add, name).tag(name)

    def _correct_waits(self) -> None:
        # `schedule` counts in local time: when summer time ends, an interval would wait an hour too long, and when a
        # clock that was ahead is put right, a job would wait for the time at which it was to run by that clock.
        now = datetime.now()  # noqa: DTZ005  (as `schedule` counts)
        for name, timetable in self._timetables.items():
            runs = [job.next_run for job in self._scheduler.get_jobs(name)]
            if any(run is not None and run - now > _longest_wait(timetable) for run in runs):
                self._scheduler.clear(name)
                self._schedule(name)


def _longest_wait(timetable: Timetable) -> timedelta:
    """Return how long it is to the next run at most."""
    if timetable.interval:
        return timetable.interval + timedelta(seconds=1)
    return timedelta(days=1 if timetable.days == DAYS else 7, hours=2)  # clocks change by up to two hours


@contextmanager
def _stop_requests(stop: threading.Event) -> Iterator[Callable[[], bool]]:
    """Return a function that is True once `stop` is set or a signal came (SIGTERM, Ctrl-C, Ctrl-Break)."""
    signals: list[int] = []

    def stopping() -> bool:
        if signals:
            stop.set()
        return stop.is_set()

    # The handler must not set the event itself: it may have interrupted the event's own lock.
    def record(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and number in signals:
            raise KeyboardInterrupt
        signals.append(number)

    if threading.current_thread() is not threading.main_thread():
        yield stopping
        return
    names = [name for name in ("SIGTERM", "SIGINT", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), record) for name in names}
    try:
        yield stopping
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
