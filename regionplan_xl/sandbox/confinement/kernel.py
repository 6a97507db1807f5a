"""Call the Linux kernel directly where Python has no function for it."""

import ctypes
import functools
import os


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


def call(number: int, *arguments: object) -> int:
    """Make the system call with this number; integers are passed as 64 bits. Raises `OSError`."""
    return _checked(_library().syscall(ctypes.c_long(number), *map(_as_long, arguments)))


def control(option: int, *arguments: object) -> int:
    """Call prctl(2). Raises `OSError`."""
    words = [*map(_as_long, arguments), *[ctypes.c_ulong(0)] * 4][:4]
    return _checked(_library().prctl(ctypes.c_int(option), *words))


def drop_capabilities() -> None:
    """Empty this process's sets of capabilities (capset(2), version 3). Raises `OSError`."""
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _checked(_library().capset(ctypes.byref(header), ctypes.byref(none)))


def _as_long(argument: object) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
