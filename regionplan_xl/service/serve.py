"""Serve one plan, or many in turn, until the service is told to stop."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

import schedule

from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.service.plan_jobs import InMemory, Job, JobRecords, PlanJobs, Stopping
from regionplan_xl.text import phrase

Jobs = Mapping[str, tuple[str, Job]]
"""The jobs of a plan by name: the timetable of each as in config.yaml, and what it does."""

_LOG = logging.getLogger(__name__)
_STOP_INTERVAL = 0.5  # seconds until a stop is noticed, at most
_TICK = 1  # seconds between two looks at what is due
_TURN_INTERVAL = 5.0  # seconds until many plans are asked again what is due, at most


def serve(
    jobs: Jobs,
    *,
    stop: threading.Event,
    records: JobRecords | None = None,
    log: logging.Logger = _LOG,
    once: bool = False,
    edited: Callable[[], Jobs | None] = lambda: None,
) -> int:
    """Run jobs by their timetables (or once, in `ORDER`) until `stop`, SIGTERM or Ctrl-C; return the exit status.

    `jobs`: name -> (timetable text as in config.yaml, what to do); `records` remembers when they ran (default: only as
    long as the service runs). `edited` returns other jobs to go on with, if there are. A running job is finished before
    the service stops; a second Ctrl-C interrupts it. The status is 0; with `once`, the highest of the jobs' (see
    `PlanJobs.run_all`).
    """
    kept = records or InMemory()
    plan = PlanJobs(jobs, kept, log)
    if not plan.names:
        raise InputError(
            phrase("No job is on the timetable."),
            phrase("Write one under «schedule:» in config.yaml, such as «collect: every hour»."),
        )
    with _stop_requests(stop) as stopping:
        if once:
            return plan.run_all(stopping)
        log.info("The service has started: %s.", _timetable(plan, jobs))

        def ask() -> None:
            nonlocal plan
            if (others := edited()) is not None:
                plan = PlanJobs(others, kept, log)
                log.info(
                    "The settings were edited: %s.", _timetable(plan, others) or "no job is on the timetable"
                )
            plan.run_due(stopping)

        ticks = _Ticks(ask)
        while not stopping():
            ticks.run()
            stop.wait(min(plan.pause(), _STOP_INTERVAL))
        log.info("The service has stopped.")
    return 0


def _timetable(plan: PlanJobs, jobs: Jobs) -> str:
    return ", ".join(f"{name} {jobs[name][0]}" for name in plan.names)


class _Ticks:
    """Asks once a second whether anything is due. What is due is the ledger's to say: a tick too many does nothing."""

    def __init__(self, ask: Callable[[], object]) -> None:
        self._ask = ask
        self._scheduler = schedule.Scheduler()
        self._begin()

    def run(self) -> None:
        """Ask, if a second has passed."""
        idle = self._scheduler.idle_seconds
        if idle is None or idle > _TICK:
            # `schedule` counts in local time: when clocks are put back, the next tick would be an hour away.
            self._begin()
        self._scheduler.run_pending()

    def _begin(self) -> None:
        self._scheduler.clear()
        self._ask()
        self._scheduler.every(_TICK).seconds.do(self._ask)


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
