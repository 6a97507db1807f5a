"""The process that reads outside files, so that what goes wrong in a parser ends there.

Started by `process` as `python -m regionplan_xl.sandbox.child`; it answers requests (`protocol`) until its input
ends. With the descriptor of a socket as argument it starts such processes instead (`launcher`).
"""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import BinaryIO

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.locale import catalog
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.confinement.landlock import forbid_paths
from regionplan_xl.sandbox.confinement.privileges import drop_privileges
from regionplan_xl.sandbox.confinement.system_calls import allow_only_reading
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.limits import OF_DOCUMENTS, OF_MAILS, OF_RETURNS
from regionplan_xl.sandbox.formats.read_file import read_file, read_members
from regionplan_xl.sandbox.launcher import launch
from regionplan_xl.sandbox.protocol import FrameKind, ProtocolError, receive, send
from regionplan_xl.sandbox.read_return import look_at, read_answers
from regionplan_xl.sandbox.resource_limits import ResourceLimits

AnswerRequest = Callable[[BinaryIO, bytes, str], dict[str, object]]


def main() -> None:
    """Answer one request after another; end when the input ends, or after a file that took too much."""
    job = sys.argv[1] if sys.argv[1:] in ([protocol.DOCUMENTS], [protocol.MAILS]) else ""
    if len(sys.argv) > 1 and not job:
        _load_everything()
        gc.freeze()  # what all copies share is not written to
        source_fd, out_fd = launch(int(sys.argv[1]))
    else:
        source_fd, out_fd = os.dup(0), os.dup(1)
        if not job:
            _load_everything()
    requests = {protocol.DOCUMENTS: _load_documents, protocol.MAILS: _load_mails}[job]() if job else {}
    os.dup2(2, 0)
    os.dup2(2, 1)  # what a library prints is no answer
    source, out = os.fdopen(source_fd, "rb"), os.fdopen(out_fd, "wb")
    most = {protocol.DOCUMENTS: OF_DOCUMENTS, protocol.MAILS: OF_MAILS}.get(job, OF_RETURNS)
    limits = ResourceLimits(most.memory, most.cpu_seconds)
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
    """Load what is loaded when it is first used, before files can no longer be opened."""
    import python_calamine  # noqa: F401
    import rapidfuzz.fuzz  # noqa: F401

    for language in LANGUAGES:
        known = catalog(language)
        known.moment(datetime(2000, 1, 1))
        known.number(0.5)
        known.percent(0.5)


def _load_documents() -> Mapping[FrameKind, AnswerRequest]:
    """Load the libraries that read plan documents, which no returned workbook needs."""
    from regionplan_xl.sandbox.plan_document import answer_request, load_all

    load_all()
    return {FrameKind.DOCUMENT: lambda _, data, name: answer_request(data, name)}


def _load_mails() -> Mapping[FrameKind, AnswerRequest]:
    """Load the libraries that take messages apart, which nothing else needs."""
    from regionplan_xl.sandbox.read_mail import load_all, send_mail

    load_all()
    return {FrameKind.MAIL: send_mail}


def _confine(limits: ResourceLimits) -> dict[str, bool]:
    """Give up for good what reading does not need; return what holds, by name (`protection`)."""
    # Each step needs what a later one forbids: Landlock a file handle, the limits a system call.
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
    """Answers requests. A return that was looked at is kept until it is read, or the next file comes."""

    def __init__(
        self, out: BinaryIO, limits: ResourceLimits, others: Mapping[FrameKind, AnswerRequest]
    ) -> None:
        self._out = out
        self._limits = limits
        self._others = others
        self._looked_at: Grid | None = None

    def answer(self, request: FrameKind, name: str, data: bytes) -> bool:
        """Answer one request; return True if this process must end after it."""
        try:
            last = self._answer(request, name, data)
            # Between the two halves of a return nothing ends.
            ends = request is not FrameKind.LOOK and self._limits.needs_replacing
            send(self._out, FrameKind.END, protocol.to_json({**last, "ends": ends}))
            return ends
        except Rejected as rejection:
            rejected, ends = rejection, self._limits.needs_replacing
        except MemoryError:
            # The file's own doing only if it has taken much: the machine may have run out of memory.
            mine = self._limits.needs_replacing and not self._limits.lessened
            rejected, ends = Rejected(rejections.TOO_DEMANDING if mine else rejections.NOT_NOW), True
        except (KeyboardInterrupt, SystemExit, BrokenPipeError):
            raise
        except OSError:
            rejected, ends = Rejected(rejections.NOT_NOW), True
        except BaseException:  # a panic of calamine is no Exception, and may be one for want of memory
            reason = rejections.NOT_NOW if self._limits.lessened else rejections.NOT_SURVIVED
            rejected, ends = Rejected(reason), True
        plain = {**protocol.rejection_to_plain(rejected), "ends": ends}
        send(self._out, FrameKind.REJECTED, protocol.to_json(plain))
        return ends

    def _answer(self, request: FrameKind, name: str, data: bytes) -> dict[str, object]:
        """Send what was asked for, and return what belongs to its end."""
        looked_at, self._looked_at = self._looked_at, None
        match request:
            case FrameKind.UNPACK:
                for member, content in read_members(data):
                    send(self._out, FrameKind.NAME, member.encode())
                    send(self._out, FrameKind.MEMBER, content)
                return {}
            case FrameKind.LOOK:
                self._looked_at = read_file(data, name)
                return {"clues": look_at(self._looked_at)}
            case FrameKind.ANSWERS if looked_at is not None:
                return {"return": read_answers(looked_at, protocol.from_json(data))}
            case _ if request in self._others:
                return self._others[request](self._out, data, name)
            case FrameKind.READ:
                return protocol.send_grid(self._out, read_file(data, name))
        raise ProtocolError


if __name__ == "__main__":
    main()
