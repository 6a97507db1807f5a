"""The limits on the child: memory, time, files. Windows and macOS support only some of them."""

import codecs
import math
import os
import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

from regionplan_xl.sandbox.formats.limits import CPU_SECONDS, MEMORY, REPLACE_ABOVE

# Encodings of old files. Python loads them from disk on first use.
_ENCODINGS = (
    "ascii", "cp437", "cp850", "cp865", "cp1250", "cp1251", "cp1252", "cp1257", "iso8859-1", "iso8859-2",
    "iso8859-4", "iso8859-10", "iso8859-15", "mac-roman", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
)  # fmt: skip


class ResourceLimits:
    """The limits of this process: call `restrict` once, and `renew_cpu_time` before each file.

    `lessened`: the parent environment allows this process less memory than a file may take.
    """

    def __init__(
        self, memory: int = MEMORY, cpu_seconds: int = CPU_SECONDS, replace_above: int = REPLACE_ABOVE
    ) -> None:
        self._memory, self._cpu_seconds, self._replace_above = memory, cpu_seconds, replace_above
        for name in _ENCODINGS:
            codecs.lookup(name)
        self.lessened = False
        self._status: int | None = None
        with suppress(OSError):
            self._status = os.open("/proc/self/status", os.O_RDONLY)

    def restrict(self) -> bool:
        """Forbid opening files and sockets, writing, starting processes, and using more memory than allowed.

        Returns False on systems without such limits.
        """
        if sys.platform == "win32":
            return False

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        kilobytes = self._kilobytes()
        if kilobytes:
            # From here on every allocation is in new pages, so this also limits resident memory.
            most = kilobytes["VmSize"] * 1024 + self._memory
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            self.lessened = hard != resource.RLIM_INFINITY and hard < most
            if not self.lessened:
                resource.setrlimit(resource.RLIMIT_AS, (most, most))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        return True

    def renew_cpu_time(self) -> None:
        """Allow CPU time for the next file; the kernel ends a process that uses more."""
        if sys.platform == "win32":
            return

        spent = resource.getrusage(resource.RUSAGE_SELF)
        until = math.ceil(spent.ru_utime + spent.ru_stime) + self._cpu_seconds
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))

    @property
    def needs_replacing(self) -> bool:
        """Whether a file has used so much memory that too little may be left for the next."""
        return self._kilobytes().get("VmHWM", 0) * 1024 > self._replace_above

    def _kilobytes(self) -> dict[str, int]:
        """Return the memory figures of this process by the kernel's names; empty if unavailable."""
        if self._status is None:
            return {}
        lines = os.pread(self._status, 8192, 0).decode("ascii", "replace").splitlines()
        words = [line.split() for line in lines if line.startswith("Vm")]
        return {word[0].rstrip(":"): int(word[1]) for word in words}
