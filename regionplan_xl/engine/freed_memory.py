"""Give memory that is no longer used back to the system."""

import sys


def return_freed_memory() -> None:
    """Let the C library return what was freed; glibc keeps it, and Python's own small objects never use it again.

    Where the library has nothing of the kind, nothing is done.
    """
    if sys.platform != "linux":
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
