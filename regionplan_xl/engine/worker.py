"""What a worker does: one piece of work, if it runs the same program as whoever asks."""

import platform
import zlib
from enum import Enum
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import regionplan_xl

# They decide what is read in a file or written in a workbook.
_LIBRARIES = ("Babel", "python-calamine", "rapidfuzz", "XlsxWriter")


class Reply(Enum):
    """How a piece of work went: the first byte of a worker's answer."""

    DONE = b"d"
    FAILED = b"f"
    OTHER_PROGRAM = b"o"


@cache
def program() -> str:
    """Return what this program is, down to its source and what packs its bytes; equal programs do equal work."""
    source = sha256()
    home = Path(regionplan_xl.__file__).parent
    for path in sorted((*home.rglob("*.py"), *home.rglob("*.po"), *home.rglob("*.csv"))):
        source.update(f"{path.relative_to(home).as_posix()}\n".encode())
        # Git may have written the ends of lines as Windows does.
        source.update(path.read_bytes().replace(b"\r\n", b"\n"))
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"regionplan_xl {regionplan_xl.__version__} ({source.hexdigest()[:12]}), "
        f"Python {'.'.join(platform.python_version_tuple()[:2])}, zlib {zlib.ZLIB_RUNTIME_VERSION}, {libraries}"
    )


def run_task(name: str, asking: str, data: bytes, request: bytes) -> bytes:
    """Do the work that the function called `name` (`package.module:function`) does, and return a reply.

    `asking` is the program of whoever asks. A reply is one byte, `Reply`, and what the function returns (`DONE`), or
    which program this is.
    """
    if asking != program():
        return Reply.OTHER_PROGRAM.value + program().encode()
    module, _, function = name.partition(":")
    try:
        done: bytes = getattr(import_module(module), function)(data, request)
    except Exception:  # whoever asks does it again there, and meets what is wrong
        return Reply.FAILED.value
    return Reply.DONE.value + done
