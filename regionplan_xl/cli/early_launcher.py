"""Fork the launcher from the command at its very start, so that the modules both need are loaded only once.

The fork is made before the command reads anything, so its memory has no settings, ledger, master or outside file. It
keeps no file open except its control socket, and overwrites the environment, which may have passwords.
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
# Modules that both the command and the launcher use; they are loaded before the fork.
_BOTH_USE = (
    "rapidfuzz.fuzz", "regionplan_xl.excel.common.actor_marks",
    "regionplan_xl.excel.parsing.status_parser", "regionplan_xl.ooxml.reading.workbook",
    "regionplan_xl.plan.indicator_reports", "regionplan_xl.plan.merging.questions", "regionplan_xl.plan.overdue",
    "regionplan_xl.sandbox.process",
)  # fmt: skip
# Fields of `/proc/self/stat`, counted after the program's name: start and end of the environment (proc_pid_stat(5)).
_ENVIRONMENT_FROM, _ENVIRONMENT_TO = 47, 48
_OURS = 3  # reference count of a text that only `_forget_environment` refers to


def start_early_launcher() -> None:
    """Fork the launcher for the first reader if nothing has been read yet; otherwise it starts when needed."""
    read = any(module in sys.modules for module in _READS_A_PROJECT)
    if sys.platform != "linux" or read or threading.active_count() > 1:
        return
    for module in _BOTH_USE:
        import_module(module)
    with suppress(OSError):
        keep_for_later(Launcher(_Copy))


class _Copy:
    """A fork of this process that is only a launcher, with the interface of a `Popen`."""

    def __init__(self, control: int) -> None:
        self.returncode: int | None = None
        self._pid = os.fork()
        if not self._pid:
            _be_launcher(control)

    def poll(self) -> int | None:
        """Return the exit code; None if it is running."""
        return self._wait(os.WNOHANG)

    def kill(self) -> None:
        """Kill the process if it is running."""
        if self.poll() is None:
            os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for the process to end and return the exit code."""
        code = self._wait(0)
        return 0 if code is None else code

    def _wait(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self._pid, options)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


def _be_launcher(control: int) -> NoReturn:
    """Run the launcher, and in its forks the readers; never return to the command's frames."""
    try:
        os.setsid()  # so that Ctrl-C goes only to the command, which then ends its processes itself
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
    """Overwrite the environment in memory, except for the variables that the readers need."""
    import ctypes

    known: dict[bytes, bytes] = os.environ._data  # type: ignore[attr-defined]
    kept = {name: known[name] for name in map(os.fsencode, READERS_NEED) if name in known}
    others = [text for name, value in known.items() if name not in kept for text in (name, value)]
    for name in list(known):
        os.unsetenv(name)
    known.clear()
    for text in others:
        # Python's own copies. A text with other references, such as a single letter, is shared and not a secret.
        if sys.getrefcount(text) <= _OURS:
            ctypes.memset(id(text) + bytes.__basicsize__ - 1, 0, len(text))
    fields = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
    begin, end = int(fields[_ENVIRONMENT_FROM]), int(fields[_ENVIRONMENT_TO])
    if 0 < begin < end:
        ctypes.memset(begin, 0, end - begin)
    for name, value in kept.items():
        os.environ[os.fsdecode(name)] = os.fsdecode(value)
