"""Watch a process from outside: end it when it takes too much time or memory."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto

import psutil

from regionplan_xl.sandbox.formats.limits import CPU_SECONDS, PEAK

_BUSY_AT_MOST = 5  # times as many seconds, for a process that shares its processor with many
_WAITING = 0.05  # of the time; a process that computes less than that waits for something
_LOOK_EVERY = 0.1  # seconds
_ENOUGH = 0.9  # of the seconds it may compute; a system's clocks of processes are coarse


class Ended(Enum):
    """Why the watch ended a process."""

    COMPUTED_TOO_LONG = auto()
    TOO_MUCH_MEMORY = auto()
    NO_ANSWER = auto()


class Watch:
    """Watches the process `pid`, and calls `kill` when it must end; `ended` says why, None if it did not.

    The kernel limits it too where it can (`resource_limits`).
    """

    def __init__(
        self, pid: int, kill: Callable[[], None], most_memory: int = PEAK, cpu_seconds: int = CPU_SECONDS
    ) -> None:
        self.ended: Ended | None = None
        self._kill = kill
        self._most_memory = most_memory
        self._cpu_seconds = cpu_seconds
        self._process: psutil.Process | None = None
        with suppress(psutil.Error):
            self._process = psutil.Process(pid)

    @contextmanager
    def within(self, seconds: float, computing: float | None = None) -> Iterator[None]:
        """Kill the process if the block takes longer than `seconds`, which ends any wait for it.

        On a busy machine it may take several times as long, but compute for no more than `computing` seconds.
        """
        computing = self._cpu_seconds + 1 if computing is None else computing
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(seconds, computing, done), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()

    def _watch(self, seconds: float, computing: float, done: threading.Event) -> None:
        begun = self._computed()
        for _ in range(_BUSY_AT_MOST):
            before = self._computed()
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                if done.wait(min(_LOOK_EVERY, max(0.0, until - time.monotonic()))):
                    return
                if self._memory() > self._most_memory:
                    self._end(Ended.TOO_MUCH_MEMORY)
                    return
                if self._computed() - begun > computing:
                    self._end(Ended.COMPUTED_TOO_LONG)
                    return
            if self._computed() - before < _WAITING * seconds:
                break
        busy = self._computed() - begun >= _ENOUGH * self._cpu_seconds
        self._end(Ended.COMPUTED_TOO_LONG if busy else Ended.NO_ANSWER)

    def _end(self, why: Ended) -> None:
        self.ended = why
        self._kill()

    def _computed(self) -> float:
        """Return for how many seconds it has computed; 0 if the system does not tell."""
        try:
            times = self._process.cpu_times() if self._process else None
        except psutil.Error:
            return 0.0
        return float(times.user + times.system) if times else 0.0

    def _memory(self) -> int:
        """Return how many bytes it has in memory; 0 if the system does not tell."""
        try:
            return int(self._process.memory_info().rss) if self._process else 0
        except psutil.Error:
            return 0
