"""The process that reads outside files, so that what goes wrong in a parser ends there.

Started by `process` as `python -m regionplan_xl.sandbox.child`; it answers requests (`protocol`) until its input
ends.
"""

import os
from typing import BinaryIO

from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.read_file import read_file, read_members
from regionplan_xl.sandbox.protocol import FrameKind, ProtocolError, receive, send
from regionplan_xl.sandbox.resource_limits import ResourceLimits


def main() -> None:
    """Answer one request after another; end when the input ends, or after a file that took too much."""
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    limits = ResourceLimits()
    import python_calamine  # noqa: F401  (before files can no longer be opened)

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


def _answer(out: BinaryIO, request: FrameKind, name: str, data: bytes, limits: ResourceLimits) -> bool:
    """Answer one request; return True if this process must end after it."""
    try:
        if request is FrameKind.UNPACK:
            for member, content in read_members(data):
                send(out, FrameKind.NAME, member.encode())
                send(out, FrameKind.MEMBER, content)
            ends = limits.needs_replacing
            send(out, FrameKind.END, protocol.to_json({"ends": ends}))
        else:
            grid = read_file(data, name)
            ends = limits.needs_replacing
            protocol.send_grid(out, grid, {"ends": ends})
        return ends
    except Rejected as rejection:
        rejected, ends = rejection, limits.needs_replacing
    except MemoryError:
        rejected, ends = Rejected(rejections.TOO_DEMANDING), True
    except (KeyboardInterrupt, SystemExit, BrokenPipeError):
        raise
    except BaseException:  # a panic of calamine is no Exception
        rejected, ends = Rejected(rejections.NOT_SURVIVED), True
    plain = {**protocol.rejection_to_plain(rejected), "ends": ends}
    send(out, FrameKind.REJECTED, protocol.to_json(plain))
    return ends


if __name__ == "__main__":
    main()
