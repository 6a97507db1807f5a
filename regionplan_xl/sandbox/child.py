"""The child process that reads outside files; a parser that crashes takes down only this process.

`process` starts it as `python -m regionplan_xl.sandbox.child`. It answers requests (`protocol`) until its input ends.
If its argument is the descriptor of a socket, it becomes the launcher of such processes instead (`launcher`).
"""

import gc
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import BinaryIO

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.returned.program_texts import is_program_text
from regionplan_xl.locale import catalog
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.confinement.landlock import forbid_paths
from regionplan_xl.sandbox.confinement.privileges import drop_privileges
from regionplan_xl.sandbox.confinement.system_calls import allow_only_reading
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.binary_excel import load_library
from regionplan_xl.sandbox.formats.limits import OF_DOCUMENTS, OF_MAILS, OF_RETURNS
from regionplan_xl.sandbox.formats.marked_file import cells_from_plain, mark_cells
from regionplan_xl.sandbox.formats.read_file import read_file, read_members
from regionplan_xl.sandbox.launcher import launch
from regionplan_xl.sandbox.protocol import SIZE_OF_REQUEST as _SIZE
from regionplan_xl.sandbox.protocol import FrameKind, ProtocolError, receive, send
from regionplan_xl.sandbox.read_return import look_at, read_answers
from regionplan_xl.sandbox.resource_limits import ResourceLimits

AnswerRequest = Callable[[BinaryIO, bytes, str], dict[str, object]]
_TELL_EVERY = 0.05  # seconds


def main() -> None:
    """Answer requests one after another, until the input ends or a file has used too much memory."""
    job = sys.argv[1] if sys.argv[1:] in ([protocol.DOCUMENTS], [protocol.MAILS]) else ""
    if len(sys.argv) > 1 and not job:
        launch_readers(int(sys.argv[1]))
        return
    source, out = os.dup(0), os.dup(1)
    if not job:
        _load_everything()
    requests = {protocol.DOCUMENTS: _load_documents, protocol.MAILS: _load_mails}[job]() if job else {}
    most = {protocol.DOCUMENTS: OF_DOCUMENTS, protocol.MAILS: OF_MAILS}.get(job, OF_RETURNS)
    _answer_requests(source, out, ResourceLimits(most.memory, most.cpu_seconds), requests)


def launch_readers(control: int) -> None:
    """Run as the launcher until its control socket closes; in each new process, answer requests until input ends."""
    _load_everything()
    # Build this table once here; otherwise each copy builds its own.
    is_program_text("")
    gc.freeze()  # keeps the garbage collector from writing to pages that the copies share
    source, out = launch(control)
    _answer_requests(source, out, ResourceLimits(OF_RETURNS.memory, OF_RETURNS.cpu_seconds), {})


def _answer_requests(
    source_fd: int, out_fd: int, limits: ResourceLimits, requests: Mapping[FrameKind, AnswerRequest]
) -> None:
    os.dup2(2, 0)
    os.dup2(2, 1)  # output that a library prints must not end up among the answers
    source, out = os.fdopen(source_fd, "rb"), os.fdopen(out_fd, "wb")
    send(out, FrameKind.READY, protocol.to_json(_confine(limits)))
    out.flush()
    answering = _Answering(out, limits, requests)
    while True:
        try:
            _, name = receive(source)
            request, data = receive(source)
        except ProtocolError:
            return
        limits.renew_cpu_time()
        ends = answering.answer(request, name.decode("utf-8", "replace"), data)
        out.flush()
        if ends:
            return


def _load_everything() -> None:
    """Load everything that is normally loaded on first use, while files can still be opened."""
    import rapidfuzz.fuzz  # noqa: F401

    load_library()
    for language in LANGUAGES:
        known = catalog(language)
        known.moment(datetime(2000, 1, 1))
        known.number(0.5)
        known.percent(0.5)


def _load_documents() -> Mapping[FrameKind, AnswerRequest]:
    """Load the libraries that read plan documents. Returned workbooks need none of them."""
    from regionplan_xl.sandbox.plan_document import answer_request, load_all

    load_all()
    return {FrameKind.DOCUMENT: lambda _, data, name: answer_request(data, name)}


def _load_mails() -> Mapping[FrameKind, AnswerRequest]:
    """Load the libraries that parse mail messages. Nothing else needs them."""
    from regionplan_xl.sandbox.read_mail import load_all, send_mail

    load_all()
    return {FrameKind.MAIL: send_mail}


def _confine(limits: ResourceLimits) -> dict[str, bool]:
    """Give up for good all rights that reading does not need; return which protections hold, by name (`protection`)."""
    # Order matters: Landlock needs a file handle, which the limits forbid; the limits need a system call, which seccomp
    # forbids.
    rights = drop_privileges()
    landlock = forbid_paths()
    limited = limits.restrict()
    return {
        "rights": rights,
        "landlock": landlock > 0,
        "limits": limited,
        "lessened": limits.lessened,
        "seccomp": allow_only_reading(),
    }


class _Answering:
    """Answers requests. The grids from a LOOK request are kept for the ANSWERS request, dropped at any other."""

    def __init__(
        self, out: BinaryIO, limits: ResourceLimits, others: Mapping[FrameKind, AnswerRequest]
    ) -> None:
        self._out = out
        self._limits = limits
        self._others = others
        self._looked_at: list[Grid | None] = []
        self._told = 0.0

    def answer(self, request: FrameKind, name: str, data: bytes) -> bool:
        """Answer one request; return True if this process must end after it."""
        looked_at, self._looked_at = self._looked_at, []
        if request is FrameKind.LOOK:
            return self._look(protocol.from_json(name.encode()), data)
        if request is FrameKind.ANSWERS:
            tasks = zip(looked_at, protocol.from_json(data), strict=True)
            return self._read([(grid, task) for grid, task in tasks if task is not None])
        return self._tell(lambda: self._answer(request, name, data))

    def _look(self, files: list[tuple[str, int]], data: bytes) -> bool:
        """Look for clues in several returns; stop after one that used much memory."""
        stops = False

        def look(name: str, content: bytes) -> dict[str, object]:
            nonlocal stops
            self._looked_at[-1] = grid = read_file(content, name)
            clues, stops = look_at(grid), self._limits.needs_replacing
            return {"clues": clues, "stops": stops}

        place = 0
        for name, size in files:
            content = data[place : place + size]
            place += size
            self._looked_at.append(None)
            # The process must not end between the two requests for one return.
            if self._tell(partial(look, name, content), may_end=False):
                return True
            if stops:
                break
            self._flush_at_times()
        return False

    def _read(self, wanted: list[tuple[Grid | None, object]]) -> bool:
        """Send what each return answers, for returns that a LOOK request has already read."""

        def read(grid: Grid | None, task: object) -> dict[str, object]:
            if grid is None:
                raise ProtocolError
            return {"return": read_answers(grid, task)}

        for grid, task in wanted:
            if self._tell(partial(read, grid, task)):
                return True
            self._flush_at_times()
        return False

    def _flush_at_times(self) -> None:
        """Flush now and then, so that the parent, which times each file, soon sees that one is done."""
        self._limits.renew_cpu_time()
        now = time.monotonic()
        if now - self._told > _TELL_EVERY:
            self._out.flush()
            self._told = now

    def _tell(self, answer: Callable[[], dict[str, object]], may_end: bool = True) -> bool:
        """Send one answer; return True if this process must end after it."""
        try:
            last = answer()
            ends = may_end and self._limits.needs_replacing
            send(self._out, FrameKind.END, protocol.to_json({**last, "ends": ends}))
            return ends
        except Rejected as rejection:
            rejected, ends = rejection, self._limits.needs_replacing
        except MemoryError:
            # Blame the file only if this process used much memory; otherwise the machine may have run out.
            mine = self._limits.needs_replacing and not self._limits.lessened
            rejected, ends = Rejected(rejections.TOO_DEMANDING if mine else rejections.NOT_NOW), True
        except (KeyboardInterrupt, SystemExit, BrokenPipeError):
            raise
        except OSError:
            rejected, ends = Rejected(rejections.NOT_NOW), True
        except (
            BaseException
        ):  # a panic in calamine is not an Exception, and may itself come from lack of memory
            reason = rejections.NOT_NOW if self._limits.lessened else rejections.NOT_SURVIVED
            rejected, ends = Rejected(reason), True
        plain = {**protocol.rejection_to_plain(rejected), "ends": ends}
        send(self._out, FrameKind.REJECTED, protocol.to_json(plain))
        return ends

    def _answer(self, request: FrameKind, name: str, data: bytes) -> dict[str, object]:
        """Send the requested frames, and return the content of the END frame."""
        match request:
            case FrameKind.UNPACK:
                for member, content in read_members(data):
                    send(self._out, FrameKind.NAME, member.encode())
                    send(self._out, FrameKind.MEMBER, content)
                return {}
            case FrameKind.MARK:
                size = int.from_bytes(data[:_SIZE], "big")
                cells = cells_from_plain(protocol.from_json(data[_SIZE : _SIZE + size]))
                places, book = mark_cells(data[_SIZE + size :], name, cells)
                send(self._out, FrameKind.NAME)
                send(self._out, FrameKind.MEMBER, book)
                return {"places": places}
            case _ if request in self._others:
                return self._others[request](self._out, data, name)
        raise ProtocolError


if __name__ == "__main__":
    main()
