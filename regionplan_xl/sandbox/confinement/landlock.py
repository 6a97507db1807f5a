"""Landlock: cut this process off from paths, network connections and other processes (landlock(7))."""

import ctypes
import os
import sys

from regionplan_xl.sandbox.confinement import kernel

_CREATE, _RESTRICT = 444, 446
_VERSION = 1  # a flag of `_CREATE`: return the version of the ABI
# How many file rights (bits) each version of Landlock knows.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_BIND_AND_CONNECT = 0b11  # since version 4
_SOCKETS_AND_SIGNALS = 0b11  # since version 6: abstract sockets of, and signals to, processes outside


class _Ruleset(ctypes.Structure):
    """struct landlock_ruleset_attr. Older kernels accept a longer struct if the rest is zeros."""

    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scope", ctypes.c_uint64)]


def forbid_paths() -> int:
    """Forbid this process everything that Landlock can, for good; return the Landlock version, 0 if none."""
    if sys.platform != "linux":
        return 0
    try:
        version = kernel.call(_CREATE, None, 0, _VERSION)
        rights = (1 << _FILE_RIGHTS.get(version, max(_FILE_RIGHTS.values()))) - 1
        rules = _Ruleset(
            rights, _BIND_AND_CONNECT if version >= 4 else 0, _SOCKETS_AND_SIGNALS if version >= 6 else 0
        )
        ruleset = kernel.call(_CREATE, ctypes.byref(rules), ctypes.sizeof(rules), 0)
        try:
            kernel.call(_RESTRICT, ruleset, 0)
        finally:
            os.close(ruleset)
    except OSError:
        return 0
    return version
