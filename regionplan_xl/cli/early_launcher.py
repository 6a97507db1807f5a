"""Start the launcher as a copy of the command itself, at the very start: what both have loaded is loaded once.

The copy is made before the command has read anything: neither settings, ledger, master nor any outside file is in its
memory. It keeps no file open but its control socket, and the environment, which may have passwords, is overwritten.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from regionplan_xl.sandbox.launcher import READERS_NEED, Launcher, keep_for_later

_READS_A_PROJECT = ("regionplan_xl.project", "regionplan_xl.ledger")
# What the command uses later, and the launcher too, is loaded before the copy is made: for both.
_BOTH_USE = (
    "rapidfuzz.fuzz", "regionplan_xl.excel.common.actor_marks",
    "regionplan_xl.excel.parsing.status_parser", "regionplan_xl.ooxml.reading.workbook",
    "regionplan_xl.plan.indicator_reports", "regionplan_xl.plan.merging.questions", "regionplan_xl.plan.overdue",
    "regionplan_xl.sandbox.process",
)  # fmt: skip
# Of `/proc/self/stat`, after the name of the program: where the environment begins and ends (man proc_pid_stat).
_ENVIRONMENT_FROM, _ENVIRONMENT_TO = 47, 48
_OURS = 3  # references to a text that only `_forget_environment` has


def start_early_launcher() -> None:
    """Start the launcher that the first reader takes, if nothing has been read yet; else it starts when needed."""
    read = any(module in sys.modules for module in _READS_A_PROJECT)
    if sys.platform != "linux" or read or threading.active_count() > 1:
        return
    for module in _BOTH_USE:
        import_module(module)
    with suppress(OSError):
        keep_for_later(Launcher(_Copy))


class _Copy:
    """A copy of this process that is a launcher and nothing else, to be used as a `Popen`."""

    def __init__(self, control: int) -> None:
        self.returncode: int | None = None
        self._pid = os.fork()
        if not self._pid:
            _be_launcher(control)

    def poll(self) -> int | None:
        """Return how it has ended; None if it runs."""
        return self._wait(os.WNOHANG)

    def kill(self) -> None:
        """End it."""
        if self.poll() is None:
            os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        """Return how it has ended, once it has."""
        code = self._wait(0)
        return 0 if code is None else code

    def _wait(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self._pid, options)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


def _be_launcher(control: int) -> NoReturn:
    """Be the launcher; in its copies, read. The frames of the command below this one are never returned to."""
    try:
        os.setsid()  # a Ctrl-C is for the command, which then ends its processes itself
        _close_all_but(control)
        _forget_environment()
        from regionplan_xl.sandbox.child import launch_readers

        launch_readers(control)
    finally:
        os._exit(0)


def _close_all_but(control: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.closerange(3, control)
    os.closerange(control + 1, os.sysconf("SC_OPEN_MAX"))


def _forget_environment() -> None:
    """Overwrite the environment wherever it is in memory, but for what processes that read are given."""
    import ctypes

    known: dict[bytes, bytes] = os.environ._data  # type: ignore[attr-defined]
    kept = {name: known[name] for name in map(os.fsencode, READERS_NEED) if name in known}
    others = [text for name, value in known.items() if name not in kept for text in (name, value)]
    for name in list(known):
        os.unsetenv(name)
    known.clear()
    for text in others:
        # What Python made of it at its start. A text that others use too, as that of one letter, is no secret.
        if sys.getrefcount(text) <= _OURS:
            ctypes.memset(id(text) + bytes.__basicsize__ - 1, 0, len(text))
    fields = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
    begin, end = int(fields[_ENVIRONMENT_FROM]), int(fields[_ENVIRONMENT_TO])
    if 0 < begin < end:
        ctypes.memset(begin, 0, end - begin)
    for name, value in kept.items():
        os.environ[os.fsdecode(name)] = os.fsdecode(value)
