"""Run a command to its end: how long it takes, and how much memory it and its children hold together."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from threading import Event, Thread

import psutil

_EVERY = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time, and of processor time of the process and its children that it has waited for."""

    wall: float
    cpu: float


def run(words: list[str], environment: dict[str, str] | None = None) -> Cost:
    """Run a command; `SystemExit` with its messages if it fails (1 says only that something waits for a person)."""
    return _run(words, environment, None)[0]


def peak_memory(words: list[str]) -> float:
    """Run a command and return the most memory that it and its children held at a time, in MiB.

    What processes share is counted once (PSS) where the system tells, in each (RSS) where it does not. Looking takes
    time, so this run is not timed.
    """
    return _run(words, None, Event())[1]


def _run(words: list[str], environment: dict[str, str] | None, ended: Event | None) -> tuple[Cost, float]:
    # Nobody reads a pipe while we wait, and a process that has filled one waits too: messages go to a file.
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
    """Memory of a process and all its children in MiB; 0 if it has ended."""
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
