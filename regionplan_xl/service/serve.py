"""Serve one plan, or many in turn, until a stop is requested."""

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
"""Job name -> (timetable text as in config.yaml, the job's function)."""

_LOG = logging.getLogger(__name__)
_STOP_INTERVAL = 0.5  # longest time in seconds until a stop is noticed
_TICK = 1  # seconds between two checks of what is due
_TURN_INTERVAL = 5.0  # longest time in seconds between two passes over many plans


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

    `records` stores when jobs ran (default: only in memory). `edited` returns new jobs if settings were edited, else
    None. A running job is finished before the service stops; a second Ctrl-C interrupts it. The status is 0, or with
    `once` the highest of the jobs (see `PlanJobs.run_all`).
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
    """Calls `ask` once a second. The jobs' records decide what is due, so an extra tick does no harm."""

    def __init__(self, ask: Callable[[], object]) -> None:
        self._ask = ask
        self._scheduler = schedule.Scheduler()
        self._begin()

    def run(self) -> None:
        """Call `ask` if a second has passed."""
        idle = self._scheduler.idle_seconds
        if idle is None or idle > _TICK:
            # `schedule` uses local time: when clocks are set back, the next tick would be an hour away.
            self._begin()
        self._scheduler.run_pending()

    def _begin(self) -> None:
        self._scheduler.clear()
        self._ask()
        self._scheduler.every(_TICK).seconds.do(self._ask)


class Turn(Protocol):
    """One plan among many."""

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
    """Run the due jobs of each plan in turn until `stop`, SIGTERM or Ctrl-C; return the exit status.

    Each pass begins with another plan, and passes are `pause` seconds apart. With `once`, run each plan once, and once
    more if it could not run then; the status is the highest.
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
    """Give a function that returns True once `stop` is set or a signal was received (SIGTERM, Ctrl-C, Ctrl-Break)."""
    signals: list[int] = []

    def stopping() -> bool:
        if signals:
            stop.set()
        return stop.is_set()

    # The handler must not set the event itself, since it may have interrupted code that holds the event's lock.
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
