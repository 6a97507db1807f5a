"""Return unused memory to the system."""

import sys


def return_freed_memory() -> None:
    """Ask the C library to return freed memory. glibc keeps it otherwise, and Python's small objects never reuse it.

    Does nothing where the library has no such function.
    """
    if sys.platform != "linux":
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
