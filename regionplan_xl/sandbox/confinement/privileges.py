"""Give up the rights of root and of programs that run as another user."""

import os
import sys
from contextlib import suppress

from regionplan_xl.sandbox.confinement import kernel

_NOBODY = 65534
_NO_NEW_PRIVILEGES, _DROP_FROM_BOUNDING_SET = 38, 24  # prctl(2)
_CAPABILITIES = 64  # the kernel has some 40, and refuses the number of one that it has not


def drop_privileges() -> bool:
    """Become nobody if started as root, without capabilities; return whether this process has no rights of root.

    A container may know no other user than root; then it stays root, with no capability.
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
