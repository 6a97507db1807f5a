"""Drop the rights of root and the gain of rights through setuid programs."""

import os
import sys
from contextlib import suppress

from regionplan_xl.sandbox.confinement import kernel

_NOBODY = 65534
_NO_NEW_PRIVILEGES, _DROP_FROM_BOUNDING_SET = 38, 24  # prctl(2)
_CAPABILITIES = 64  # more than any kernel has (some 40); the kernel refuses numbers that it does not know


def drop_privileges() -> bool:
    """Switch from root to user nobody and drop all capabilities; return whether this process has no rights of root.

    In a container that knows no user but root, the process stays root, without capabilities.
    """
    if sys.platform == "win32":
        return False
    if sys.platform == "linux":
        with suppress(OSError):
            kernel.control(_NO_NEW_PRIVILEGES, 1)
        with suppress(OSError):
            for capability in range(_CAPABILITIES):
                kernel.control(_DROP_FROM_BOUNDING_SET, capability)
    if os.geteuid() == 0:
        with suppress(OSError):
            os.setgroups([])
        with suppress(OSError):
            os.setgid(_NOBODY)
        with suppress(OSError):
            os.setuid(_NOBODY)
    if sys.platform == "linux":
        with suppress(OSError):
            kernel.drop_capabilities()
    return os.geteuid() != 0
