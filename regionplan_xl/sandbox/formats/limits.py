"""Limits: how much one returned file may hold, and what reading it may cost."""

from typing import NamedTuple

from regionplan_xl.ooxml.common.limits import Limits

MEBIBYTE = 1024 * 1024

SECONDS = 4.3  # by the clock; each file has an answer within five, also if a child must be started first
CPU_SECONDS = 3  # of computing, up to one more: the kernel counts whole seconds
PEAK = 200 * MEBIBYTE  # of the child in memory, with what it has loaded itself
MEMORY = 145 * MEBIBYTE  # for a file, besides what is loaded; more of that comes into memory while it is used
REPLACE_ABOVE = 100 * MEBIBYTE  # a child that once used so much is replaced: the next file needs the rest

# A plan document is read and understood once, by libraries that take more than the reading of a returned workbook.
# With the command that asks for it there is a plan, or a reason why not, within 20 seconds and 500 MiB.
DOCUMENT_SECONDS = 18.0
DOCUMENT_CPU_SECONDS = 16
DOCUMENT_PEAK = 430 * MEBIBYTE
DOCUMENT_MEMORY = 340 * MEBIBYTE

# A message holds its files half as large again, and Python's parser makes a text of each line of it.
MAIL_SECONDS = 14.0
MAIL_CPU_SECONDS = 12
MAIL_PEAK = 900 * MEBIBYTE
MAIL_MEMORY = 810 * MEBIBYTE


class JobLimits(NamedTuple):
    """What one process that reads may take for one file: seconds by the clock and of computing, bytes of memory."""

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
    # A sheet whose every row is formatted takes 100 MiB; its blank cells are never kept.
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
"""A zip of several returns."""
