"""The parent's side of a child process: it is started, asked, and ended when its time is up."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import regionplan_xl
from regionplan_xl.errors import NotNow, Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Submission
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.limits import ARCHIVE, LARGEST_FILE, MEMBERS, RETURNED, SECONDS
from regionplan_xl.sandbox.protocol import FrameKind, GridBuilder, ProtocolError
from regionplan_xl.sandbox.return_protocol import (
    ReadingRules,
    ReturnedFile,
    clues_from_plain,
    submission_from_plain,
    task_to_plain,
)
from regionplan_xl.text import phrase

_START_SECONDS = 60.0
_BUSY_AT_MOST = 5  # times as many seconds, for a child that shares its processor with many
_WAITING = 0.05  # of the time; a process that computes less than that waits for something
# The child must find Python and this program; the rest of the environment (passwords) is not for it.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LANG", "LC_ALL", "LD_LIBRARY_PATH")

_Answer = TypeVar("_Answer")
Files = tuple[tuple[str, bytes], ...]


class Child:
    """A process that reads files. If it is `gone` after an answer, start another for the next file.

    `NotNow` if the process cannot be started.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.gone = False
        self._seconds = seconds
        self._late = False
        self._process = process = subprocess.Popen(
            [sys.executable, "-P", "-m", "regionplan_xl.sandbox.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            # A Ctrl-C is for the command, which then ends its children itself.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert process.stdin is not None  # noqa: S101  (asked for above)
        assert process.stdout is not None  # noqa: S101
        self._in, self._out = process.stdin, process.stdout
        try:
            with self._within(_START_SECONDS):
                started = protocol.receive(self._out)[0] is FrameKind.READY
        except ProtocolError:
            started = False
        if not started:
            self.end()
            raise NotNow(
                phrase("The process that reads returned files could not be started."),
                phrase(
                    "Nothing was changed. Try again; if it never works, write «{setting}» in config.yaml.",
                    setting="engine: {kind: inline}",
                ),
            )

    def read(self, data: bytes, name: str) -> Grid | Rejected:
        """Return the cells of one file, or why it is not read, whatever happens in the child."""
        builder = GridBuilder(RETURNED.cells)
        return self._ask(
            FrameKind.READ,
            data,
            name,
            builder.add,
            lambda end: builder.grid(end.get("codes"), end.get("texts", ())),
        )

    def read_return(
        self, file: ReturnedFile, rules: ReadingRules, identify: Callable[[Clues], Dispatch]
    ) -> Submission | Rejected:
        """Return what one returned file answers to the dispatch that `identify` finds, or why it is not read.

        What `identify` raises is passed on.
        """
        clues = self._ask(
            FrameKind.LOOK, file.data, file.name, _no_frame, lambda end: clues_from_plain(end["clues"])
        )
        if isinstance(clues, Rejected):
            return clues
        dispatch = identify(clues)
        return self._ask(
            FrameKind.ANSWERS,
            protocol.to_json(task_to_plain(file, dispatch, rules)),
            file.name,
            _no_frame,
            lambda end: submission_from_plain(end["return"], file, dispatch, rules),
        )

    def unpack(self, data: bytes, name: str) -> Files | Rejected:
        """Return the files in a zip as (path within it, bytes), none if it is no such zip; or why it is not read."""
        names: list[str] = []
        contents: list[bytes] = []

        def add(kind: FrameKind, content: bytes) -> None:
            if kind is FrameKind.NAME and len(names) == len(contents) < MEMBERS:
                names.append(content.decode("utf-8", "replace"))
            elif kind is FrameKind.MEMBER and len(names) == len(contents) + 1:
                contents.append(content)
            else:
                raise ProtocolError
            if sum(map(len, contents)) > ARCHIVE.inflated_bytes:
                raise ProtocolError

        return self._ask(
            FrameKind.UNPACK, data, name, add, lambda _: tuple(zip(names, contents, strict=True))
        )

    def end(self) -> None:
        """End the process."""
        self.gone = True
        self._kill()
        for pipe in (self._in, self._out):
            with suppress(OSError):
                pipe.close()
        self._process.wait()

    def _ask(
        self,
        request: FrameKind,
        data: bytes,
        name: str,
        add: Callable[[FrameKind, bytes], None],
        finish: Callable[[dict[str, Any]], _Answer],
    ) -> _Answer | Rejected:
        """Give each frame of the answer to `add` and return `finish` of the last one, or why there is no answer."""
        if len(data) > LARGEST_FILE:
            return refusals.too_large(LARGEST_FILE)
        try:
            with self._within(self._seconds):
                protocol.send(self._in, FrameKind.NAME, name.encode("utf-8", "replace"))
                protocol.send(self._in, request, data)
                self._in.flush()
                while True:
                    kind, content = protocol.receive(self._out)
                    if kind in (FrameKind.END, FrameKind.REJECTED):
                        break
                    add(kind, content)
            end = protocol.from_json(content)
            answer = finish(end) if kind is FrameKind.END else protocol.rejection_from_plain(end)
            ends = bool(end["ends"])
        except (ProtocolError, OSError, LookupError, ValueError, TypeError, AttributeError):
            self.end()
            # The kernel ends it with SIGXCPU if it computed for too long.
            late = self._late or self._process.returncode == -getattr(signal, "SIGXCPU", 0) != 0
            return Rejected(rejections.TOO_SLOW if late else rejections.NOT_SURVIVED)
        if ends:
            self.end()
        return answer

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Kill the process if the block takes longer, which ends any wait for it."""
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(seconds, done), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()

    def _watch(self, seconds: float, done: threading.Event) -> None:
        """Kill the process after so many seconds; on a busy machine once it has computed for about as long.

        How long it computes is limited by the kernel too (`resource_limits`).
        """
        for _ in range(_BUSY_AT_MOST):
            before = self._computed()
            if done.wait(seconds):
                return
            if self._computed() - before < _WAITING * seconds:
                break
        self._late = True
        self._kill()

    def _computed(self) -> float:
        """Return for how many seconds it has computed; 0 if the system does not tell."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_bytes().rpartition(b") ")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _kill(self) -> None:
        if os.name == "nt":
            self._process.kill()
            return
        # Its whole session, should it have managed to start something.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _no_frame(_kind: FrameKind, _content: bytes) -> None:
    raise ProtocolError


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    home = Path(regionplan_xl.__file__).parent.parent
    path = [str(home), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**kept, "PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
