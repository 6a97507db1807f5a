"""What the child may use: memory, time, files. On Windows there is only the parent's clock."""

import codecs
import math
import os
import sys
from contextlib import suppress

from regionplan_xl.sandbox.bounds import CPU_SECONDS, MEMORY, WORN

# Alphabets that old files are written in; Python looks for them on disk when they are first needed.
_ENCODINGS = (
    "ascii", "cp437", "cp850", "cp865", "cp1250", "cp1251", "cp1252", "cp1257", "iso8859-1", "iso8859-2",
    "iso8859-4", "iso8859-10", "iso8859-15", "mac-roman", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
)  # fmt: skip


class Confinement:
    """The limits of this process: `close_doors` once, `allow_one_file` before each file.

    No file or socket can be opened after the first; the kernel ends the process that computes for too long.
    """

    def __init__(self) -> None:
        for name in _ENCODINGS:
            codecs.lookup(name)
        self._status: int | None = None
        with suppress(OSError):
            self._status = os.open("/proc/self/status", os.O_RDONLY)

    def close_doors(self) -> None:
        """From now on nothing can be opened, no file written, and only so much memory taken."""
        if sys.platform == "win32":
            return
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        kilobytes = self._kilobytes()
        if kilobytes:
            # Whatever is taken from here on lies in new pages, so this also bounds what is in memory.
            room = kilobytes["VmSize"] * 1024 + MEMORY
            resource.setrlimit(resource.RLIMIT_AS, (room, room))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))

    def allow_one_file(self) -> None:
        """So many seconds of computing more, for the file that comes now."""
        if sys.platform == "win32":
            return
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        until = math.ceil(spent.ru_utime + spent.ru_stime) + CPU_SECONDS
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))

    @property
    def worn(self) -> bool:
        """Whether a file once took so much memory that the next should not have to live with what is left."""
        return self._kilobytes().get("VmHWM", 0) * 1024 > WORN

    def _kilobytes(self) -> dict[str, int]:
        """What the kernel says of this process; empty where it says nothing."""
        if self._status is None:
            return {}
        lines = os.pread(self._status, 8192, 0).decode("ascii", "replace").splitlines()
        words = [line.split() for line in lines if line.startswith("Vm")]
        return {word[0].rstrip(":"): int(word[1]) for word in words}
