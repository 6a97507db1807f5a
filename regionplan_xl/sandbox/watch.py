"""Watch a process from outside, and end it when it uses too much time or memory."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto

import psutil

from regionplan_xl.sandbox.formats.limits import CPU_SECONDS, PEAK

_BUSY_AT_MOST = 5  # times as many seconds, for a process on a busy processor
_WAITING = 0.05  # share of the time; a process that computes less than this is waiting for something
_LOOK_EVERY = 0.1  # seconds
_LOOKS_FOR_NOTHING = 20  # then the thread ends, until there is something to watch again
_NEARLY = 0.8
_ENOUGH = 0.9  # share of the CPU seconds it may use; process clocks are coarse on some systems


class Ended(Enum):
    """Why the watch ended a process."""

    COMPUTED_TOO_LONG = auto()
    TOO_MUCH_MEMORY = auto()
    NO_ANSWER = auto()


class Watch:
    """Watches process `pid` and calls `kill` when it must end; `ended` says why, or None.

    The kernel limits the process too, where it can (`resource_limits`). The watching thread runs only while there is
    something to watch, so an answer that comes at once costs neither a thread nor a look at the process.
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
        """Whether the process was ever seen with nearly as much memory as it may have."""
        return self._highest > _NEARLY * self._most_memory

    @contextmanager
    def within(self, seconds: float, computing: float | None = None) -> Iterator[None]:
        """Kill the process if the block takes longer than `seconds`, which ends any wait for it.

        On a busy machine the block may take several times as long, but no more than `computing` seconds of CPU time.
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
        """Restart the clock of the watched block: an answer came, and the next one is awaited."""
        with self._lock:
            if (now := self._watched) is not None:
                until = time.monotonic() + now.seconds
                self._watched = _Watched(now.seconds, now.computing, until)

    def _watch(self) -> None:
        """Check the process at intervals, until nothing has been watched for a while."""
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
                # An answer may have come in the meantime; then the process is not to blame.
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
        """Return its CPU time in seconds; 0 if unavailable."""
        try:
            times = self._process.cpu_times() if self._process else None
        except psutil.Error:
            return 0.0
        return float(times.user + times.system) if times else 0.0

    def _memory(self) -> int:
        """Return its resident memory in bytes; 0 if unavailable."""
        try:
            memory = int(self._process.memory_info().rss) if self._process else 0
        except psutil.Error:
            return 0
        self._highest = max(self._highest, memory)
        return memory


@dataclass
class _Watched:
    """A watched block: its limits of wall and CPU time, and what was observed.

    `begun`, `before`: the CPU time of the process when first checked, and when `turns` last changed.
    """

    seconds: float
    computing: float
    until: float
    turns: int = 0
    begun: float | None = None
    before: float = 0.0
