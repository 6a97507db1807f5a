"""The process that reads outside files, so that what goes wrong in a parser ends there.

Started by `process` as `python -m regionplan_xl.sandbox.child`; it reads frames (`wire`) until its input ends.
"""

import os
from typing import BinaryIO

from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox import rejections as reasons
from regionplan_xl.sandbox.confinement import Confinement
from regionplan_xl.sandbox.file_reader import read_file, read_members
from regionplan_xl.sandbox.wire import Garbled, Tag, receive, rejected, send, send_grid, to_json


def main() -> None:
    """Answer one request after another; leave when asked no more, or when worn by a file."""
    source, out = _pipes()
    confinement = Confinement()
    _load_what_is_loaded_late()
    confinement.close_doors()
    send(out, Tag.READY)
    out.flush()
    while True:
        try:
            _, name = receive(source)
            what, data = receive(source)
        except Garbled:
            return
        confinement.allow_one_file()
        leaves = _answer(out, what, name.decode("utf-8", "replace"), data, confinement)
        out.flush()
        if leaves:
            return


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Where requests come from and answers go; what a library prints goes elsewhere."""
    source = os.fdopen(os.dup(0), "rb")
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return source, out


def _load_what_is_loaded_late() -> None:
    import python_calamine  # noqa: F401


def _answer(out: BinaryIO, what: Tag, name: str, data: bytes, confinement: Confinement) -> bool:
    """Answer one request; True where this process had better end."""
    try:
        if what is Tag.UNPACK:
            for member, content in read_members(data):
                send(out, Tag.NAME, member.encode())
                send(out, Tag.MEMBER, content)
            leaves = confinement.worn
            send(out, Tag.END, to_json({"leaves": leaves}))
            return leaves
        grid = read_file(data, name)
        leaves = confinement.worn
        send_grid(out, grid, {"leaves": leaves})
    except Rejected as rejection:
        return _reject(out, rejection, leaves=confinement.worn)
    except MemoryError:
        return _reject(out, Rejected(reasons.TOO_DEMANDING), leaves=True)
    except (KeyboardInterrupt, SystemExit, BrokenPipeError):
        raise
    except BaseException:  # a panic of calamine is no Exception
        return _reject(out, Rejected(reasons.NOT_SURVIVED), leaves=True)
    return leaves


def _reject(out: BinaryIO, rejection: Rejected, *, leaves: bool) -> bool:
    send(out, Tag.REJECTED, to_json({**rejected(rejection), "leaves": leaves}))
    return leaves


if __name__ == "__main__":
    main()
