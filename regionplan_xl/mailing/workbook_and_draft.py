"""The task to make a workbook and its draft: a forked process makes both, a remote worker only the workbook."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from regionplan_xl.engine.engine import Task
from regionplan_xl.excel.actor.workbook_task import STAMP, WorkbookToStamp, stamp_workbook

_SIZE = struct.Struct("<Q")


@dataclass(frozen=True)
class BookToMake:
    """A workbook to stamp, and the function that makes a draft from its bytes (None: no draft)."""

    to_stamp: WorkbookToStamp
    draft: Callable[[bytes], bytes] | None


@dataclass(frozen=True)
class MadeBook:
    """A workbook whose bytes `pack` returns; `draft` is None if no draft was made with it."""

    pack: Callable[[], bytes]
    draft: Callable[[bytes], bytes] | None = None


def make_elsewhere(data: bytes, request: bytes) -> bytes:
    """Make the workbook that `request` describes on a worker; return it as `MAKE` unpacks it."""
    return _joined(stamp_workbook(data, request))


def _in_a_fork(one: BookToMake) -> bytes:
    book = STAMP.here(one.to_stamp)()
    return _joined(book, b"" if one.draft is None else one.draft(book))


def _joined(book: bytes, draft: bytes = b"") -> bytes:
    return _SIZE.pack(len(book)) + book + draft


def _separated(made: bytes) -> MadeBook:
    (size,) = _SIZE.unpack_from(made)
    book, draft = made[_SIZE.size : _SIZE.size + size], made[_SIZE.size + size :]
    return MadeBook(partial(bytes, book), (lambda _book: draft) if draft else None)


MAKE: Task[BookToMake, MadeBook] = Task(
    here=lambda one: MadeBook(STAMP.here(one.to_stamp)),
    pack=lambda one: STAMP.pack(one.to_stamp),
    elsewhere=make_elsewhere,
    unpack=_separated,
    in_a_fork=_in_a_fork,
)
