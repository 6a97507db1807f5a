"""Run a command and measure its time, and the memory of it and its children together."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from threading import Event, Thread

import psutil

_EVERY = 0.05  # seconds between memory samples


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time, and of CPU time of the process and the children it has waited for."""

    wall: float
    cpu: float


def run(words: list[str], environment: dict[str, str] | None = None) -> Cost:
    """Run a command; raise `SystemExit` with its messages if it fails. Status 1 (something waits) is no failure."""
    return _run(words, environment, None)[0]


def peak_memory(words: list[str]) -> float:
    """Run a command and return the peak memory of it and its children together, in MiB.

    Shared memory is counted once (PSS) where the system reports it, otherwise in every process (RSS). Sampling takes
    time, so this run is not timed.
    """
    return _run(words, None, Event())[1]


def _run(words: list[str], environment: dict[str, str] | None, ended: Event | None) -> tuple[Cost, float]:
    # Messages go to a file, because nothing reads a pipe while we wait, and a process blocks once its pipe is full.
    with tempfile.TemporaryFile() as messages:
        start = time.perf_counter()
        process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=messages, env={**os.environ, **(environment or {})}
        )
        seen: list[float] = [0.0]
        watch = Thread(target=_watch, args=(process.pid, ended, seen)) if ended else None
        if watch:
            watch.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if ended and watch:
            ended.set()
            watch.join()
        if process.returncode not in (0, 1):
            messages.seek(0)
            raise SystemExit(f"{words} failed: {messages.read().decode(errors='replace')}")
    return Cost(wall, used.ru_utime + used.ru_stime), max(seen)


def _watch(pid: int, ended: Event, seen: list[float]) -> None:
    while not ended.wait(_EVERY):
        seen.append(_memory_of_family(pid))


def _memory_of_family(pid: int) -> float:
    """Return the memory of a process and all its children in MiB; 0 if it has ended."""
    try:
        process = psutil.Process(pid)
        return _memory(process) + sum(map(_memory, process.children(recursive=True)))
    except psutil.Error:
        return 0.0


def _memory(process: psutil.Process) -> float:
    try:
        try:
            used: int = process.memory_full_info().pss
        except (psutil.AccessDenied, AttributeError):
            used = process.memory_info().rss
    except psutil.Error:
        return 0.0
    return used / 2**20
