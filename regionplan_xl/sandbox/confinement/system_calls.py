"""seccomp: allow only the system calls that a parser needs; all others fail with EPERM (seccomp(2))."""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterator
from typing import NamedTuple

from regionplan_xl.sandbox.confinement import kernel


class _Machine(NamedTuple):
    """A CPU architecture: its number in audit.h, and the numbers of the calls in `_ALLOWED` and `_OF_ITSELF` there."""

    audit: int
    seccomp: int
    calls: tuple[int, ...]
    of_itself: tuple[int, ...]


# Memory, time, files already open, signals to itself, exit. None of these calls takes a path or another process.
_ALLOWED = (
    "read", "write", "readv", "writev", "pread64", "close", "lseek", "fstat",
    "mmap", "mprotect", "munmap", "mremap", "madvise", "brk",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
    "sched_yield", "sched_getaffinity", "getcpu", "futex", "set_robust_list", "rseq",
    "nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday",
    "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid",
    "getrlimit", "setrlimit", "getrusage", "sysinfo", "getrandom", "exit", "exit_group",
)  # fmt: skip
# Allowed only on this process or thread. For `prlimit64` that is also 0; for the others 0 is a process group.
_OF_ITSELF = ("prlimit64", "tgkill", "tkill")

_MACHINES = {
    "x86_64": _Machine(
        0xC000003E, 317,
        (0, 1, 19, 20, 17, 3, 8, 5, 9, 10, 11, 25, 28, 12, 13, 14, 15, 131, 219, 24, 204, 309, 202, 273, 334,
         35, 230, 228, 229, 96, 39, 186, 102, 107, 104, 108, 97, 160, 98, 99, 318, 60, 231),
        (302, 234, 200),
    ),
    "aarch64": _Machine(
        0xC00000B7, 277,
        (63, 64, 65, 66, 67, 57, 62, 80, 222, 226, 215, 216, 233, 214, 134, 135, 139, 132, 128, 124, 123, 168, 98, 99,
         293, 101, 115, 113, 114, 169, 172, 178, 174, 175, 176, 177, 163, 164, 165, 179, 278, 93, 94),
        (261, 131, 130),
    ),
}  # fmt: skip

_SET_FILTER, _ALL_THREADS = 1, 1
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # `_REFUSE` returns errno 1, EPERM
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K
_NUMBER, _AUDIT, _FIRST_ARGUMENT = (
    0,
    4,
    16,
)  # offsets in struct seccomp_data; both architectures are little-endian


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def allow_only_reading() -> bool:
    """Allow this process only the calls in `_ALLOWED`, for good; return False if this machine does not support it."""
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if machine is None:
        return False
    instructions = [struct.pack("HBBI", *one) for one in _filter(machine)]
    program = _Program(len(instructions), b"".join(instructions))
    try:
        kernel.call(machine.seccomp, _SET_FILTER, _ALL_THREADS, ctypes.byref(program))
    except OSError:
        return False
    return True


def _filter(machine: _Machine) -> Iterator[tuple[int, int, int, int]]:
    """Yield the filter as (code, jump if true, jump if false, value), struct sock_filter."""
    refuse, allow = (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)
    yield from ((_LOAD, 0, 0, _AUDIT), (_IF_EQUAL, 1, 0, machine.audit), (_RETURN, 0, 0, _KILL))
    yield (_LOAD, 0, 0, _NUMBER)
    for number in machine.calls:
        yield from ((_IF_EQUAL, 0, 1, number), allow)
    for name, number in zip(_OF_ITSELF, machine.of_itself, strict=True):
        mine = 0 if name == "prlimit64" else os.getpid()
        yield from (
            (_IF_EQUAL, 0, 4, number),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_IF_EQUAL, 0, 1, mine),
            allow,
            refuse,
        )
    yield refuse
