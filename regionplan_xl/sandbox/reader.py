"""Read outside files in confined child processes: return the content of each, or why it is not read.

A parser may hang, crash or use all memory on a hostile file. So each is read in a child process under limits; if the
child crashes, that one file is rejected and the round goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.delivery.mail.incoming.mail import Mail, looks_like_mail
from regionplan_xl.errors import NotNow, Rejected
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Submission
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.limits import SECONDS
from regionplan_xl.sandbox.protocol import MAILS
from regionplan_xl.sandbox.reading_ahead import ReadingAhead
from regionplan_xl.sandbox.return_protocol import (
    ReadingRules,
    ReturnedFile,
    clues_from_plain,
    submission_from_plain,
    task_to_plain,
)

if TYPE_CHECKING:
    from regionplan_xl.sandbox.formats.marked_file import Found, WantedCell
    from regionplan_xl.sandbox.launcher import Launcher
    from regionplan_xl.sandbox.process import Child
    from regionplan_xl.sandbox.protection import Protection

_Answer = TypeVar("_Answer")
File = tuple[str, bytes]
Identify = Callable[[ReturnedFile, Clues], Dispatch]
_STANDARD = EngineSettings()
_TRIES = 3  # for a file whose process dies; each later try uses a fresh process

# The first entry of a workbook's zip has one of these names; any other zip may hold several returns.
_OF_A_WORKBOOK = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"mimetype")
_NAME_IN_ZIP = 30  # offset of the name in the first local header (PKWARE APPNOTE section 4.3.7)


class ReturnsReader(Protocol):
    """Reads what returned files answer."""

    def returns(
        self, files: Iterable[ReturnedFile], rules: ReadingRules, identify: Identify
    ) -> Iterator[Submission | Rejected]:
        """Yield what each returned file answers, or why it is not read, in order.

        `identify` returns the dispatch that a file answers. If it raises `Rejected`, the file is rejected for that
        reason. It is never called concurrently.
        """
        ...

    def reading_ahead(
        self, rules: ReadingRules, identify: Identify
    ) -> AbstractContextManager[ReadingAhead | None]:
        """Read returned files in the background while the command does something else; give None if impossible."""
        ...


class Reader:
    """Reads outside files in this process, without limits. Use it to debug the reading itself."""

    def returns(
        self, files: Iterable[ReturnedFile], rules: ReadingRules, identify: Identify
    ) -> Iterator[Submission | Rejected]:
        """Yield what each returned file answers, or why it is not read, in order."""
        return (self._read_return(file, rules, identify) for file in files)

    @contextmanager
    def reading_ahead(self, rules: ReadingRules, identify: Identify) -> Iterator[ReadingAhead | None]:
        """Yield None: this process does nothing in the background."""
        del rules, identify
        yield None

    def files_in(self, name: str, data: bytes) -> tuple[File, ...]:
        """Return the files in a zip of returns, named `zip/file`; the file itself if it is not such a zip.

        A zip that cannot be trusted is also returned as it is; reading it then reports why. Raises `Rejected` if it
        cannot be unpacked now.
        """
        found = self._unpack(data, name)
        if isinstance(found, Rejected) and found.reason == rejections.NOT_NOW:
            raise found
        members = () if isinstance(found, Rejected) else found
        return tuple((f"{name}/{member}", content) for member, content in members) or ((name, data),)

    def mail_in(self, name: str, data: bytes) -> Mail | Rejected | None:
        """Return the file parsed as a message, or why that fails; None if it is not a message.

        Raises `Rejected` if it cannot be parsed now.
        """
        if not looks_like_mail(data):
            return None
        found = self._take_apart(data, name)
        if isinstance(found, Rejected) and found.reason == rejections.NOT_NOW:
            raise found
        return found

    def mark(self, name: str, data: bytes, cells: Sequence[WantedCell]) -> tuple[list[Found], bytes]:
        """Return the places of cells in a returned file, and the file with the cells that have a note marked.

        The file is b"" if it cannot be marked; the places are None if it cannot be read.
        """
        found = self._mark(data, name, cells)
        return ([None] * len(cells), b"") if isinstance(found, Rejected) else found

    def rest(self) -> None:
        """End idle processes to free their memory; new ones start when needed."""

    def protections(self) -> tuple[Protection, ...]:
        """Return each protection of this machine and whether it is active; empty if this process does the reading."""
        return ()

    def _read_return(
        self, file: ReturnedFile, rules: ReadingRules, identify: Identify
    ) -> Submission | Rejected:
        from regionplan_xl.sandbox.formats.read_file import read_file
        from regionplan_xl.sandbox.read_return import look_at, read_answers

        try:
            grid = read_file(file.data, file.name)
            # Serialise as for a child, so that the result does not depend on the setting.
            dispatch = identify(file, clues_from_plain(look_at(grid)))
            answers = read_answers(grid, task_to_plain(file, dispatch, rules))
            return submission_from_plain(answers, file, dispatch, rules)
        except Rejected as rejection:
            return rejection

    def _unpack(self, data: bytes, _name: str) -> tuple[File, ...] | Rejected:
        from regionplan_xl.sandbox.formats.read_file import read_members

        try:
            return tuple(read_members(data))
        except Rejected as rejection:
            return rejection

    def _mark(
        self, data: bytes, name: str, cells: Sequence[WantedCell]
    ) -> tuple[list[Found], bytes] | Rejected:
        from regionplan_xl.sandbox.formats.marked_file import mark_cells

        try:
            return mark_cells(data, name, cells)
        except Rejected as rejection:
            return rejection

    def _take_apart(self, data: bytes, _name: str) -> Mail | Rejected:
        from regionplan_xl.sandbox.read_mail import read_mail

        try:
            return read_mail(data)
        except Rejected as rejection:
            return rejection


@contextmanager
def open_reader(settings: EngineSettings = _STANDARD) -> Iterator[Reader]:
    """Open the reader that `engine` in config.yaml asks for; its processes end with the block."""
    if settings.kind == "inline":
        yield Reader()
        return
    children = _ChildReader(settings.most_workers)
    try:
        yield children
    finally:
        children.end()


class _ChildReader(Reader):
    """Reads in child processes, which are started when needed and reused."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._identifying = Lock()
        self._starting = Lock()
        self._launcher: Launcher | None = None
        self._idle: list[Child] = []
        self._all: set[Child] = set()
        self._reading: set[ReadingAhead] = set()
        self._for_mails: Child | None = None
        self._has_started = False
        self._no_more = False  # some children have started, but the system refuses more

    def end(self) -> None:
        """Stop reading, and end every process."""
        for ahead in tuple(self._reading):
            ahead.end()
        for child in (*self._all, *filter(None, [self._for_mails])):
            child.end()
        self._all.clear()
        if self._launcher is not None:
            self._launcher.end()

    def rest(self) -> None:
        """End the idle processes; new ones start when needed."""
        while self._idle:
            child = self._idle.pop()
            self._all.discard(child)
            child.end()
        if self._launcher is not None and not self._all:
            self._launcher.end()
            self._launcher = None

    def protections(self) -> tuple[Protection, ...]:
        """Return each protection of this machine, and whether it is active in a child."""
        child = self._new_child()
        with self._lent(child):
            return child.protections

    def returns(
        self, files: Iterable[ReturnedFile], rules: ReadingRules, identify: Identify
    ) -> Iterator[Submission | Rejected]:
        """Yield what each returned file answers, or why it is not read, in order."""
        with self.reading_ahead(rules, identify) as ahead:
            for read in [ahead.add(file) for file in files]:
                yield read.result()

    @contextmanager
    def reading_ahead(self, rules: ReadingRules, identify: Identify) -> Iterator[ReadingAhead]:
        """Read returned files in the background while the command does something else."""

        def one_at_a_time(file: ReturnedFile, clues: Clues) -> Dispatch:
            with self._identifying:
                return identify(file, clues)

        ahead = ReadingAhead(lambda files: self._read_together(files, rules, one_at_a_time), self._workers)
        self._reading.add(ahead)
        try:
            yield ahead
        finally:
            ahead.end()
            self._reading.discard(ahead)

    def _read_together(
        self, files: Sequence[ReturnedFile], rules: ReadingRules, identify: Identify
    ) -> list[Submission | Rejected]:
        """Read several files with few messages to one child; read a file by itself if that fails."""
        read: Sequence[Submission | Rejected | None] = [None] * len(files)
        child = self._take_child(fresh=False) if len(files) > 1 else None
        if child is not None:
            with self._lent(child):
                read = child.read_returns(files, rules, identify)
        return [
            self._read_return(file, rules, identify) if answer is None else answer
            for file, answer in zip(files, read, strict=True)
        ]

    def _read_return(
        self, file: ReturnedFile, rules: ReadingRules, identify: Identify
    ) -> Submission | Rejected:
        def read(child: Child) -> Submission | Rejected:
            (answer,) = child.read_returns([file], rules, identify)
            return Rejected(rejections.NOT_NOW) if answer is None else answer

        return self._ask(read)

    def _unpack(self, data: bytes, name: str) -> tuple[File, ...] | Rejected:
        if not data.startswith(b"PK") or data.startswith(_OF_A_WORKBOOK, _NAME_IN_ZIP):
            return ()
        return self._ask(lambda child: child.unpack(data, name))

    def _mark(
        self, data: bytes, name: str, cells: Sequence[WantedCell]
    ) -> tuple[list[Found], bytes] | Rejected:
        return self._ask(lambda child: child.mark(data, name, cells))

    def _take_apart(self, data: bytes, name: str) -> Mail | Rejected:
        from regionplan_xl.sandbox.process import Child, Died, start_patiently

        for _ in range(_TRIES):
            if self._for_mails is None or self._for_mails.gone:
                self._for_mails = start_patiently(lambda: Child(job=MAILS))
            answer = self._for_mails.mail(data, name)
            if not isinstance(answer, Died):
                break
        return answer

    def _ask(self, request: Callable[[Child], _Answer | Rejected]) -> _Answer | Rejected:
        """Return the answer of a child; if it dies, the answer of a fresh one.

        A file is at fault only if it crashes the parser in every child; otherwise it just could not be read now.
        """
        from regionplan_xl.sandbox.process import Died

        until = time.monotonic() + SECONDS
        deaths: list[Died] = []
        while len(deaths) < _TRIES and (not deaths or time.monotonic() < until):
            child = self._take_child(fresh=bool(deaths))
            if child is None:
                return Rejected(rejections.NOT_NOW)
            with self._lent(child):
                answer = request(child)
            if not isinstance(answer, Died):
                return answer
            deaths.append(answer)
        reasons = {died.reason for died in deaths}
        at_fault = len(deaths) == _TRIES and rejections.NOT_NOW not in reasons
        return Rejected(rejections.NOT_SURVIVED if at_fault else rejections.NOT_NOW)

    def _take_child(self, fresh: bool) -> Child | None:
        """Return an idle child or a new one; None if no more start. Raises `NotNow` if not even the first starts."""
        if self._idle and not fresh:
            return self._idle.pop()
        try:
            return self._new_child()
        except NotNow:
            if not self._has_started:
                raise
            self._no_more = True
            return None

    @contextmanager
    def _lent(self, child: Child) -> Iterator[None]:
        """Make a child idle again after the block, unless it has ended."""
        yield
        if child.gone:
            self._all.discard(child)
        else:
            self._idle.append(child)

    def _new_child(self) -> Child:
        """Return a new child, a copy of the launcher's process where there is one."""
        from regionplan_xl.sandbox.process import Child, start_patiently

        def start() -> Child:
            return Child(launcher=self._launched())

        child = start() if self._no_more else start_patiently(start)
        self._all.add(child)
        self._has_started = True
        return child

    def _launched(self) -> Launcher | None:
        """Return the launcher, started or restarted if needed; None on systems without one."""
        from regionplan_xl.sandbox.process import start_launcher

        with self._starting:
            if self._launcher is None or not self._launcher.runs:
                if self._launcher is not None:
                    self._launcher.end()
                self._launcher = start_launcher()
            return self._launcher
