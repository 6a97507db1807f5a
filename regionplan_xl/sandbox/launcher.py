"""Start one process with all modules for reading loaded; it starts the reading processes as copies of itself.

Loading costs as much as reading a hundred returns; a copy of a process that has loaded costs next to nothing. The
launcher itself never sees an outside file. It has a clean environment and no threads, so copying it is safe.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Protocol

READERS_NEED = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
"""The environment variables that a reading process gets, to find Python and this program. It gets no others."""

_START, _WAIT = b"s", b"w"
_REQUEST, _ANSWER = struct.Struct("<cqd"), struct.Struct("<q")
_RUNNING = -(1 << 40)
_LOOK_EVERY = 0.005  # seconds
_ANSWERS_WITHIN = 120.0  # seconds: longer than it is ever asked to wait for a process


class LauncherGoneError(OSError):
    """The launcher has ended: it can start no process and report no exit status."""


class Process(Protocol):
    """The process of a launcher: the part of `Popen` that we use."""

    def poll(self) -> int | None:
        """Return its exit status, or None while it runs."""

    def kill(self) -> None:
        """Kill it."""

    def wait(self) -> int:
        """Wait for it to end and return its exit status."""


class Launcher:
    """The parent's side of the launcher: starts processes and reports their exit status."""

    def __init__(self, start: Callable[[int], Process]) -> None:
        """Start the launcher by calling `start` with the descriptor of its control socket."""
        self._lock = Lock()
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(_ANSWERS_WITHIN)
        with theirs:
            try:
                self._process = start(theirs.fileno())
            except BaseException:
                self._socket.close()
                raise

    @property
    def runs(self) -> bool:
        """Whether the launcher is still running."""
        return self._process.poll() is None

    def start(self) -> Launched:
        """Return a new process, a copy of the launcher; raise `OSError` if the system refuses."""
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        try:
            pid = self._ask(_START, fds=[theirs_in, theirs_out])
            if pid <= 0:
                raise OSError(-pid, os.strerror(-pid))
        except OSError:
            os.close(ours_out)
            os.close(ours_in)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        return Launched(self, pid, ours_out, ours_in)

    def wait(self, pid: int, seconds: float) -> int | None:
        """Return the exit status of a process, as in `Popen.returncode`; None if it still runs after `seconds`."""
        status = self._ask(_WAIT, pid, seconds)
        return None if status == _RUNNING else status

    def end(self) -> None:
        """End the launcher. The processes that it started end when their input closes."""
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def _ask(self, what: bytes, pid: int = 0, seconds: float = 0.0, fds: list[int] | None = None) -> int:
        with self._lock:
            try:
                socket.send_fds(self._socket, [_REQUEST.pack(what, pid, seconds)], fds or [])
                answer = self._socket.recv(_ANSWER.size, socket.MSG_WAITALL)
            except OSError as error:
                self._process.kill()  # a late answer would be taken for the answer to the next request
                raise LauncherGoneError(*error.args) from error
        if len(answer) != _ANSWER.size:
            raise LauncherGoneError
        return int(_ANSWER.unpack(answer)[0])


def keep_for_later(launcher: Launcher) -> None:
    """Keep a launcher that was started early; end any launcher already kept."""
    if (former := take_kept()) is not None:
        former.end()
    _kept.append(launcher)


def take_kept() -> Launcher | None:
    """Return the kept launcher, which the caller then owns; None if there is none or it has ended."""
    while _kept:
        launcher = _kept.pop()
        if launcher.runs:
            return launcher
        launcher.end()
    return None


_kept: list[Launcher] = []


class Launched:
    """A process that the launcher has started, with the interface of `Popen`."""

    def __init__(self, launcher: Launcher, pid: int, stdin: int, stdout: int) -> None:
        self.pid = pid
        self.stdin, self.stdout = os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb")
        self.returncode: int | None = None
        self._launcher = launcher

    def wait(self, timeout: float = 60.0) -> int:
        """Wait and return the exit status; raise `subprocess.TimeoutExpired` if it still runs."""
        if self.returncode is None:
            try:
                self.returncode = self._launcher.wait(self.pid, timeout)
            except LauncherGoneError:
                self.returncode = -signal.SIGKILL  # its real status can no longer be known
        if self.returncode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return self.returncode


def launch(control: int) -> tuple[int, int]:
    """Run as the launcher until its control socket closes; in each new process, return its input and output."""
    with socket.socket(fileno=control) as ours:
        while True:
            request, fds, _, _ = socket.recv_fds(ours, _REQUEST.size, 2)
            if len(request) != _REQUEST.size:
                sys.exit(0)
            what, pid, seconds = _REQUEST.unpack(request)
            if what == _WAIT:
                ours.sendall(_ANSWER.pack(_status(pid, seconds)))
                continue
            try:
                new = os.fork()
            except OSError as error:
                new = -(error.errno or 1)
            if new == 0:
                os.setsid()
                return fds[0], fds[1]
            for fd in fds:
                os.close(fd)
            ours.sendall(_ANSWER.pack(new))


def _status(pid: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    with suppress(ChildProcessError):
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() >= until:
                return _RUNNING
            time.sleep(_LOOK_EVERY)
    return -signal.SIGKILL
