"""Windows job objects: limits that a process cannot escape (learn.microsoft.com, «Job Objects»)."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from typing import Any

_EXTENDED = 9  # JobObjectExtendedLimitInformation
_ONE_PROCESS, _MEMORY, _DIE_ON_FAULT, _END_ON_CLOSE = 0x8, 0x100, 0x400, 0x2000


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = [
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    ]


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = [
        ("basic", BasicLimits),
        ("transfers", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    ]


def limits(memory: int) -> ExtendedLimits:
    """Return the limits of a job: `memory` bytes, a single process, and its end when the job is closed."""
    wanted = ExtendedLimits()
    wanted.basic.flags = _ONE_PROCESS | _MEMORY | _DIE_ON_FAULT | _END_ON_CLOSE
    wanted.basic.processes = 1
    wanted.process_memory = memory
    return wanted


def put_in_job(process: subprocess.Popen[bytes], memory: int) -> int:
    """Put a process in a job with `limits`; return its handle, or 0. The job stays open until this process ends."""
    if sys.platform != "win32":
        return 0
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    wanted = limits(memory)
    handle = ctypes.c_void_p(int(process._handle))
    if (
        job.value
        and kernel.SetInformationJobObject(job, _EXTENDED, ctypes.byref(wanted), ctypes.sizeof(wanted))
        and kernel.AssignProcessToJobObject(job, handle)
    ):
        return job.value
    close_job(job.value or 0)
    return 0


def close_job(job: int) -> None:
    """Close a job, which ends the process in it."""
    if sys.platform == "win32" and job:
        ctypes.WinDLL("kernel32").CloseHandle(ctypes.c_void_p(job))
