"""Limits: how much one returned file may hold, and how much time and memory reading it may take."""

from typing import NamedTuple

from regionplan_xl.ooxml.common.limits import Limits

MEBIBYTE = 1024 * 1024

SECONDS = 4.3  # wall time; each file is answered within five seconds, even if a child must be started first
CPU_SECONDS = 3  # CPU time, plus up to one: the kernel counts whole seconds
PEAK = 200 * MEBIBYTE  # resident memory of the child, including its own modules
MEMORY = (
    145 * MEBIBYTE
)  # for a file, on top of the loaded modules; more of those become resident while they are used
REPLACE_ABOVE = (
    100 * MEBIBYTE
)  # a child that has ever used this much is replaced: the next file needs the rest

# A plan document is imported once, with libraries that take more memory than reading a return does. Within 20 seconds
# and 500 MiB, including the command itself, there is a plan or a reason why not.
DOCUMENT_SECONDS = 18.0
DOCUMENT_CPU_SECONDS = 16
DOCUMENT_PEAK = 430 * MEBIBYTE
DOCUMENT_MEMORY = 340 * MEBIBYTE

# Attachments are half as large again in a message, and Python's parser makes a string of each of its lines.
MAIL_SECONDS = 14.0
MAIL_CPU_SECONDS = 12
MAIL_PEAK = 900 * MEBIBYTE
MAIL_MEMORY = 810 * MEBIBYTE


class JobLimits(NamedTuple):
    """What one child process may use for one file: seconds of wall and CPU time, bytes of memory."""

    seconds: float
    cpu_seconds: int
    peak: int
    memory: int


OF_RETURNS = JobLimits(SECONDS, CPU_SECONDS, PEAK, MEMORY)
OF_DOCUMENTS = JobLimits(DOCUMENT_SECONDS, DOCUMENT_CPU_SECONDS, DOCUMENT_PEAK, DOCUMENT_MEMORY)
OF_MAILS = JobLimits(MAIL_SECONDS, MAIL_CPU_SECONDS, MAIL_PEAK, MAIL_MEMORY)

LARGEST_FILE = 64 * MEBIBYTE
LARGEST_TEXT = 16 * MEBIBYTE
MEMBERS = 1_000

RETURNED = Limits(
    file_bytes=LARGEST_FILE,
    # A sheet with formatting on every row takes 100 MiB; its blank cells are never kept.
    inflated_bytes=300 * MEBIBYTE,
    tree_bytes=6 * MEBIBYTE,
    parts=3_000,
    sheets=500,
    shared_strings=300_000,
    string_bytes=16 * MEBIBYTE,
    cells=400_000,
    merges=50_000,
)
ARCHIVE = Limits(file_bytes=LARGEST_FILE, inflated_bytes=100 * MEBIBYTE, parts=3 * MEMBERS)
"""Limits of a zip of several returns."""
