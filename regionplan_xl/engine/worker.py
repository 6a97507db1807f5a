"""Do one piece of work on a worker, if the worker runs the same program as the client."""

import platform
import zlib
from enum import Enum
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import regionplan_xl

# Libraries that affect how a file is read or a workbook is written.
_LIBRARIES = ("Babel", "python-calamine", "rapidfuzz", "XlsxWriter")


class Reply(Enum):
    """The outcome of a piece of work: the first byte of a worker's reply."""

    DONE = b"d"
    FAILED = b"f"
    OTHER_PROGRAM = b"o"


@cache
def program() -> str:
    """Identify this program by a hash of its source, its libraries and its compressor; equal programs do equal work."""
    source = sha256()
    home = Path(regionplan_xl.__file__).parent
    for path in sorted((*home.rglob("*.py"), *home.rglob("*.po"), *home.rglob("*.csv"))):
        source.update(f"{path.relative_to(home).as_posix()}\n".encode())
        # Git on Windows may have changed the line endings.
        source.update(path.read_bytes().replace(b"\r\n", b"\n"))
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"regionplan_xl {regionplan_xl.__version__} ({source.hexdigest()[:12]}), "
        f"Python {'.'.join(platform.python_version_tuple()[:2])}, zlib {zlib.ZLIB_RUNTIME_VERSION}, {libraries}"
    )


def run_task(name: str, asking: str, data: bytes, request: bytes) -> bytes:
    """Run the function `name` (`package.module:function`) and return a reply.

    `asking` identifies the client's program. The reply is one byte, a `Reply`, followed by the function's result
    (`DONE`) or the identity of this program (`OTHER_PROGRAM`).
    """
    if asking != program():
        return Reply.OTHER_PROGRAM.value + program().encode()
    module, _, function = name.partition(":")
    try:
        done: bytes = getattr(import_module(module), function)(data, request)
    except Exception:  # the client does it again and reports the error
        return Reply.FAILED.value
    return Reply.DONE.value + done
