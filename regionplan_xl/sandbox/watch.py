"""Watch a process from outside: end it when it takes too much time or memory."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto

import psutil

from regionplan_xl.sandbox.formats.limits import CPU_SECONDS, PEAK

_BUSY_AT_MOST = 5  # times as many seconds, for a process that shares its processor with many
_WAITING = 0.05  # of the time; a process that computes less than that waits for something
_LOOK_EVERY = 0.1  # seconds
_LOOKS_FOR_NOTHING = 20  # after which the thread ends, until there is something to watch again
_NEARLY = 0.8
_ENOUGH = 0.9  # of the seconds it may compute; a system's clocks of processes are coarse


class Ended(Enum):
    """Why the watch ended a process."""

    COMPUTED_TOO_LONG = auto()
    TOO_MUCH_MEMORY = auto()
    NO_ANSWER = auto()


class Watch:
    """Watches the process `pid`, and calls `kill` when it must end; `ended` says why, None if it did not.

    The kernel limits it too where it can (`resource_limits`). One thread watches as long as there is anything to watch,
    so that an answer which comes at once costs neither a thread nor a look at the process.
    """

    def __init__(
        self, pid: int, kill: Callable[[], None], most_memory: int = PEAK, cpu_seconds: int = CPU_SECONDS
    ) -> None:
        self.ended: Ended | None = None
        self._kill = kill
        self._most_memory = most_memory
        self._cpu_seconds = cpu_seconds
        self._lock = threading.Lock()
        self._watched: _Watched | None = None
        self._is_watching = False
        self._highest = 0
        self._process: psutil.Process | None = None
        with suppress(psutil.Error):
            self._process = psutil.Process(pid)

    @property
    def saw_much_memory(self) -> bool:
        """Whether the process was once seen with nearly as much memory as it may have."""
        return self._highest > _NEARLY * self._most_memory

    @contextmanager
    def within(self, seconds: float, computing: float | None = None) -> Iterator[None]:
        """Kill the process if the block takes longer than `seconds`, which ends any wait for it.

        On a busy machine it may take several times as long, but compute for no more than `computing` seconds.
        """
        most = self._cpu_seconds + 1 if computing is None else computing
        with self._lock:
            self._watched = _Watched(seconds, most, time.monotonic() + seconds)
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._watch, daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._watched = None

    def begin_again(self) -> None:
        """Begin to count again in the block that is being watched: an answer came, and the next is waited for."""
        with self._lock:
            if (now := self._watched) is not None:
                until = time.monotonic() + now.seconds
                self._watched = _Watched(now.seconds, now.computing, until)

    def _watch(self) -> None:
        """Look at the process every now and then, until nothing has been watched for a while."""
        for_nothing = 0
        while self.ended is None:
            time.sleep(_LOOK_EVERY)
            with self._lock:
                watched = self._watched
                for_nothing = 0 if watched else for_nothing + 1
                if for_nothing > _LOOKS_FOR_NOTHING:
                    self._is_watching = False
                    return
            why = self._why_to_end(watched) if watched else None
            with self._lock:
                # An answer that came meanwhile has come in time.
                if why is not None and self._watched is watched:
                    self.ended = why
                    self._kill()

    def _why_to_end(self, watched: "_Watched") -> Ended | None:
        computed = self._computed()
        if watched.begun is None:
            watched.begun = watched.before = computed
        if self._memory() > self._most_memory:
            return Ended.TOO_MUCH_MEMORY
        if computed - watched.begun > watched.computing:
            return Ended.COMPUTED_TOO_LONG
        if time.monotonic() < watched.until:
            return None
        watched.turns += 1
        is_waiting = computed - watched.before < _WAITING * watched.seconds
        if watched.turns < _BUSY_AT_MOST and not is_waiting:
            watched.before, watched.until = computed, time.monotonic() + watched.seconds
            return None
        busy = computed - watched.begun >= _ENOUGH * self._cpu_seconds
        return Ended.COMPUTED_TOO_LONG if busy else Ended.NO_ANSWER

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
            memory = int(self._process.memory_info().rss) if self._process else 0
        except psutil.Error:
            return 0
        self._highest = max(self._highest, memory)
        return memory


@dataclass
class _Watched:
    """A block that is watched: how long it may take and compute, and what was seen of it.

    `begun`, `before`: what the process had computed when it was first looked at, and when its `turns` last changed.
    """

    seconds: float
    computing: float
    until: float
    turns: int = 0
    begun: float | None = None
    before: float = 0.0
