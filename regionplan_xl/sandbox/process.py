"""The parent's side of a child process: start it, send it requests, and end it when its time is up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import regionplan_xl
from regionplan_xl.delivery.mail.incoming.mail import Mail
from regionplan_xl.errors import NotNow, Rejected, system_reason
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Submission
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.confinement.job_object import close_job, put_in_job
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.limits import (
    ARCHIVE,
    LARGEST_FILE,
    MEMBERS,
    OF_DOCUMENTS,
    OF_MAILS,
    OF_RETURNS,
    SECONDS,
)
from regionplan_xl.sandbox.launcher import READERS_NEED, Launched, Launcher, take_kept
from regionplan_xl.sandbox.mail_protocol import mail_from_plain
from regionplan_xl.sandbox.protection import protections
from regionplan_xl.sandbox.protocol import FrameKind, PipeClosedError, ProtocolError
from regionplan_xl.sandbox.return_protocol import (
    ReadingRules,
    ReturnedFile,
    clues_from_plain,
    submission_from_plain,
    task_to_plain,
)
from regionplan_xl.sandbox.watch import Ended, Watch
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.sandbox.formats.marked_file import Found, WantedCell

_START_SECONDS = 60.0
_START_AGAIN_AFTER = (0.2, 1.0)  # seconds; a system that is short of a resource often has it again soon
_END_SECONDS = 1.0  # for a process to exit after it has closed its pipe
# The exit statuses of a process that its parser crashed. On Windows they are the numbers from `_WINDOWS_CRASH`.
_CRASHES = {-getattr(signal, name, 0) for name in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE")} - {0}
_WINDOWS_CRASH = 0xC0000000
_LIMITS = {protocol.DOCUMENTS: OF_DOCUMENTS, protocol.MAILS: OF_MAILS}

_Answer = TypeVar("_Answer")
Files = tuple[tuple[str, bytes], ...]


class Died(Rejected):
    """The process ended before it answered; another process may succeed with the file."""


class Child:
    """A process that reads files. It reads plan documents or messages only if started for that `job`.

    If it is `gone` after an answer, start another for the next file. With a launcher, it is a copy of the launcher's
    process. Raises `NotNow` if the process cannot be started.
    """

    def __init__(self, seconds: float = SECONDS, launcher: Launcher | None = None, *, job: str = "") -> None:
        self.gone = False
        most = _LIMITS.get(job, OF_RETURNS)
        self._seconds = most.seconds if job else seconds
        arguments = [job] if job else []
        self._process = process = _start(arguments) if launcher is None else _launch(launcher)
        assert process.stdin is not None  # noqa: S101  (asked for in `_start`)
        assert process.stdout is not None  # noqa: S101
        self._in, self._out = process.stdin, process.stdout
        self._job = 0 if isinstance(process, Launched) else put_in_job(process, most.peak)
        self._watch = Watch(process.pid, self._kill, most.peak, most.cpu_seconds)
        try:
            with self._watch.within(_START_SECONDS, computing=_START_SECONDS):
                kind, content = protocol.receive(self._out)
            if kind is not FrameKind.READY:
                raise ProtocolError
            told = protocol.from_json(content)
            self.protections = protections(told, bool(self._job))
            self._lessened = told.get("lessened") is not False
        except ProtocolError:
            self.end()
            raise _not_started() from None

    def read_returns(
        self,
        files: Sequence[ReturnedFile],
        rules: ReadingRules,
        identify: Callable[[ReturnedFile, Clues], Dispatch],
    ) -> list[Submission | Rejected | None]:
        """Return what each returned file answers to the dispatch that `identify` finds, or why it is not read.

        None means: read this file again by itself, because the process has ended or has no memory left for it.
        Exceptions from `identify` other than `Rejected` are passed on.
        """
        names = protocol.to_json([(file.name, len(file.data)) for file in files]).decode()
        clues = self._ask_all(
            FrameKind.LOOK,
            b"".join(file.data for file in files),
            names,
            [lambda end: clues_from_plain(end["clues"])] * len(files),
        )
        answers: list[Submission | Rejected | None] = [None] * len(files)
        dispatches: dict[int, Dispatch] = {}
        for at, (file, found) in enumerate(zip(files, clues, strict=True)):
            if found is None or isinstance(found, Rejected):
                answers[at] = found
            elif not self.gone:
                try:
                    dispatches[at] = identify(file, found)
                except Rejected as rejection:
                    answers[at] = rejection
        if dispatches:
            for at, answer in zip(dispatches, self._read_all(files, rules, clues, dispatches), strict=True):
                answers[at] = answer
        return answers

    def _read_all(
        self,
        files: Sequence[ReturnedFile],
        rules: ReadingRules,
        looked_at: Sequence[object],
        dispatches: Mapping[int, Dispatch],
    ) -> list[Submission | Rejected | None]:
        """Return the answers of each file that the child has just looked at and that has a dispatch."""
        tasks = [
            task_to_plain(file, dispatches[at], rules) if at in dispatches else None
            for at, (file, found) in enumerate(zip(files, looked_at, strict=True))
            if found is not None
        ]

        def finish(file: ReturnedFile, dispatch: Dispatch, end: dict[str, Any]) -> Submission:
            return submission_from_plain(end["return"], file, dispatch, rules)

        finishes = [partial(finish, files[at], dispatch) for at, dispatch in dispatches.items()]
        return self._ask_all(FrameKind.ANSWERS, protocol.to_json(tasks), "", finishes, alone=len(files) == 1)

    def unpack(self, data: bytes, name: str) -> Files | Rejected:
        """Return the files in a zip as (path within it, bytes), () if it is not such a zip; or why it is not read."""
        files = _FileFrames()
        return self._ask(FrameKind.UNPACK, data, name, files.add, lambda _: files.all())

    def mail(self, data: bytes, name: str) -> Mail | Rejected:
        """Return a parsed message with the files in its zips, or why it is not read."""
        files = _FileFrames()
        return self._ask(
            FrameKind.MAIL, data, name, files.add, lambda end: mail_from_plain(end["mail"], files.all())
        )

    def mark(
        self, data: bytes, name: str, cells: Sequence[WantedCell]
    ) -> tuple[list[Found], bytes] | Rejected:
        """Return the places of cells and the file with some marked (b"": not possible), or why it is not read."""
        from regionplan_xl.sandbox.formats.marked_file import cells_to_plain

        request = protocol.to_json(cells_to_plain(cells))
        head = len(request).to_bytes(protocol.SIZE_OF_REQUEST, "big")
        files = _FileFrames()

        def finish(end: dict[str, Any]) -> tuple[list[Found], bytes]:
            places = [None if one is None else (int(one[0]), int(one[1])) for one in end["places"]]
            if len(places) != len(cells):
                raise ProtocolError
            ((_, book),) = files.all()
            return places, book

        return self._ask(FrameKind.MARK, head + request + data, name, files.add, finish)

    def document(self, request: bytes, name: str, finish: Callable[[Any], _Answer]) -> _Answer | Rejected:
        """Return `finish` of the plan in a document (`plan_document._request`), or why it is not read."""
        return self._ask(FrameKind.DOCUMENT, request, name, _no_frame, finish)

    def end(self) -> None:
        """End the process."""
        self.gone = True
        self._kill()
        for pipe in (self._in, self._out):
            with suppress(OSError):
                pipe.close()
        self._process.wait()
        close_job(self._job)
        self._job = 0

    def _ask(
        self,
        request: FrameKind,
        data: bytes,
        name: str,
        add: Callable[[FrameKind, bytes], None],
        finish: Callable[[dict[str, Any]], _Answer],
    ) -> _Answer | Rejected:
        """Pass each frame of the answer to `add` and return `finish` of the last one, or why there is no answer."""
        (answer,) = self._ask_all(request, data, name, [finish], add)
        assert answer is not None  # noqa: S101  (there is one for each request of a single file)
        return answer

    def _ask_all(
        self,
        request: FrameKind,
        data: bytes,
        name: str,
        finishes: Sequence[Callable[[dict[str, Any]], _Answer]],
        add: Callable[[FrameKind, bytes], None] | None = None,
        alone: bool | None = None,
    ) -> list[_Answer | Rejected | None]:
        """Return one answer per function in `finishes`, made from its last frame; other frames go to `add`.

        Unless the request is about a single file (`alone`), a process that ends says nothing about any file: None.
        """
        if len(data) > LARGEST_FILE:
            return [refusals.too_large(LARGEST_FILE)]
        alone = len(finishes) == 1 if alone is None else alone
        answers: list[_Answer | Rejected | None] = []
        try:
            with self._watch.within(self._seconds):
                protocol.send(self._in, FrameKind.NAME, name.encode("utf-8", "replace"))
                protocol.send(self._in, request, data)
                self._in.flush()
                for finish in finishes:
                    answer, stops = self._receive(finish, add or _no_frame)
                    answers.append(
                        None if self.gone and isinstance(answer, Rejected) and not alone else answer
                    )
                    if self.gone or stops:
                        break
                    self._watch.begin_again()
        except (PipeClosedError, OSError):
            fate = self._fate()
            answers += [fate] if alone else []
        except protocol.NONSENSE:
            self.end()
            answers += [Rejected(rejections.NOT_SURVIVED)] if alone else []
        return answers + [None] * (len(finishes) - len(answers))

    def _receive(
        self, finish: Callable[[dict[str, Any]], _Answer], add: Callable[[FrameKind, bytes], None]
    ) -> tuple[_Answer | Rejected, bool]:
        """Return one answer, and whether the process stops there. If the process must end, it has ended by then."""
        while True:
            kind, content = protocol.receive(self._out)
            if kind in (FrameKind.END, FrameKind.REJECTED):
                break
            add(kind, content)
        end = protocol.from_json(content)
        answer = finish(end) if kind is FrameKind.END else protocol.rejection_from_plain(end)
        if end["ends"]:
            self.end()
        if isinstance(answer, Rejected) and answer.reason == rejections.NOT_NOW:
            return Died(answer.reason), False
        return answer, bool(end.get("stops"))

    def _fate(self) -> Rejected:
        """Return the rejection that follows from how the process ended."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)
        self.end()
        code, ended = self._process.returncode, self._watch.ended
        # The kernel sends SIGXCPU to a process that uses too much CPU time.
        if ended is Ended.COMPUTED_TOO_LONG or code == -getattr(signal, "SIGXCPU", 0) != 0:
            return Rejected(rejections.TOO_SLOW)
        # A process that is refused memory may end before it can report it.
        if ended is Ended.TOO_MUCH_MEMORY or (self._watch.saw_much_memory and not self._lessened):
            return Rejected(rejections.TOO_DEMANDING)
        crashed = code is not None and (code in _CRASHES or code >= _WINDOWS_CRASH) and not self._lessened
        return Died(rejections.NOT_SURVIVED if crashed else rejections.NOT_NOW)

    def _kill(self) -> None:
        process = self._process
        if process.returncode is not None:
            return  # another process may have the same pid by now
        if os.name == "nt" and not isinstance(process, Launched):
            process.kill()
            return
        # Kill the whole session, in case it managed to start something. A new copy may have no session of its own yet.
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(process.pid, signal.SIGKILL)
                return


class _FileFrames:
    """Collects files that arrive as pairs of frames: a name, then its bytes."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._contents: list[bytes] = []

    def add(self, kind: FrameKind, content: bytes) -> None:
        """Add one more frame; raise `ProtocolError` if it is out of order or exceeds a limit."""
        names, contents = self._names, self._contents
        if kind is FrameKind.NAME and len(names) == len(contents) < MEMBERS:
            names.append(content.decode("utf-8", "replace"))
        elif kind is FrameKind.MEMBER and len(names) == len(contents) + 1:
            contents.append(content)
        else:
            raise ProtocolError
        if sum(map(len, contents)) > ARCHIVE.inflated_bytes:
            raise ProtocolError

    def all(self) -> Files:
        """Return the files as (name, bytes)."""
        return tuple(zip(self._names, self._contents, strict=True))


def start_patiently(start: Callable[[], Child]) -> Child:
    """Return the child from `start`, with pauses between attempts; raise `NotNow` if the system keeps refusing."""
    for pause in _START_AGAIN_AFTER:
        try:
            return start()
        except NotNow:
            time.sleep(pause)
    return start()


def start_launcher() -> Launcher | None:
    """Return a launcher: the one started early, or a new one.

    Returns None if this system cannot copy processes safely. Raises `NotNow` if the system refuses.
    """
    if sys.platform != "linux":
        return None
    return take_kept() or Launcher(_start_launcher)


def _start_launcher(control: int) -> subprocess.Popen[bytes]:
    process = _start([str(control)], control)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()  # requests go through its socket
    return process


def _launch(launcher: Launcher) -> Launched:
    try:
        return launcher.start()
    except OSError as error:
        raise _not_started(error) from error


def _start(arguments: Sequence[str] = (), *keep_open: int) -> subprocess.Popen[bytes]:
    """Start the process; raise `NotNow` if the system refuses."""
    program, more = sys.executable, dict[str, str]()
    base = getattr(sys, "_base_executable", program)
    if sys.platform == "win32" and base != program:
        # In a virtual environment, python.exe starts another process, which the job object would forbid.
        program, more = base, {"__PYVENV_LAUNCHER__": program}
    try:
        return subprocess.Popen(
            [program, "-P", "-m", "regionplan_xl.sandbox.child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**_environment(), **more},
            # Ctrl-C should reach only the command, which then ends its children itself.
            start_new_session=True,
            pass_fds=keep_open,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise _not_started(error) from error


def _not_started(error: OSError | None = None) -> NotNow:
    what = phrase("The process that reads returned files could not be started.")
    if error is not None:
        what = phrase(
            "The process that reads returned files could not be started ({why}).", why=system_reason(error)
        )
    return NotNow(
        what,
        phrase(
            "Nothing was changed. Try again; if it never works, write «{setting}» in config.yaml.",
            setting="engine: {kind: inline}",
        ),
    )


def _no_frame(_kind: FrameKind, _content: bytes) -> None:
    raise ProtocolError


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in READERS_NEED if name in os.environ}
    home = Path(regionplan_xl.__file__).parent.parent
    path = [str(home), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**kept, "PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
