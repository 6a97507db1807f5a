"""The process that reads outside files, so that what goes wrong in a parser ends there.

Started by `process` as `python -m regionplan_xl.sandbox.child`; it answers requests (`protocol`) until its input
ends.
"""

import os
from typing import BinaryIO

from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.read_file import read_file, read_members
from regionplan_xl.sandbox.protocol import (
    FrameKind,
    ProtocolError,
    receive,
    rejection_to_plain,
    send,
    send_grid,
    to_json,
)
from regionplan_xl.sandbox.resource_limits import ResourceLimits


def main() -> None:
    """Answer one request after another; end when the input ends, or after a file that took too much."""
    source, out = _pipes()
    limits = ResourceLimits()
    _import_calamine()
    limits.restrict()
    send(out, FrameKind.READY)
    out.flush()
    while True:
        try:
            _, name = receive(source)
            request, data = receive(source)
        except ProtocolError:
            return
        limits.renew_cpu_time()
        ends = _answer(out, request, name.decode("utf-8", "replace"), data, limits)
        out.flush()
        if ends:
            return


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return where requests come from and where answers go; what a library prints goes elsewhere."""
    source = os.fdopen(os.dup(0), "rb")
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return source, out


def _import_calamine() -> None:
    import python_calamine  # noqa: F401


def _answer(out: BinaryIO, request: FrameKind, name: str, data: bytes, limits: ResourceLimits) -> bool:
    """Answer one request; return True if this process must end after it."""
    try:
        if request is FrameKind.UNPACK:
            for member, content in read_members(data):
                send(out, FrameKind.NAME, member.encode())
                send(out, FrameKind.MEMBER, content)
            ends = limits.needs_replacing
            send(out, FrameKind.END, to_json({"ends": ends}))
            return ends
        grid = read_file(data, name)
        ends = limits.needs_replacing
        send_grid(out, grid, {"ends": ends})
    except Rejected as rejection:
        return _reject(out, rejection, ends=limits.needs_replacing)
    except MemoryError:
        return _reject(out, Rejected(rejections.TOO_DEMANDING), ends=True)
    except (KeyboardInterrupt, SystemExit, BrokenPipeError):
        raise
    except BaseException:  # a panic of calamine is no Exception
        return _reject(out, Rejected(rejections.NOT_SURVIVED), ends=True)
    return ends


def _reject(out: BinaryIO, rejection: Rejected, *, ends: bool) -> bool:
    send(out, FrameKind.REJECTED, to_json({**rejection_to_plain(rejection), "ends": ends}))
    return ends


if __name__ == "__main__":
    main()
