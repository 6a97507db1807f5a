"""Do work in forks of this process, which share everything that it has in memory; results come back as bytes."""

import gc
import os
import select
import struct
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, suppress
from typing import NoReturn, TypeVar

from regionplan_xl.engine.freed_memory import return_freed_memory

Given = TypeVar("Given")

_Fork = tuple[int, int]
"""The pid of a fork, and our end of its pipe."""

_HEAD = struct.Struct("<Q")
_FAILED = 2**64 - 1
_AHEAD = 8 * 1024 * 1024  # bytes that a fork produces before they are read
_STEP = 1024 * 1024


def can_fork() -> bool:
    """Return whether forks are safe here. On macOS, its own libraries stop a fork."""
    return hasattr(os, "fork") and os.uname().sysname == "Linux"


def in_forks(
    make: Callable[[Given], bytes], given: Sequence[Given], forks: int
) -> Generator[bytes | None, None, None]:
    """Start at once to make the bytes of each item, in `forks` forks; yield them in order.

    Yields None if `make` failed for an item, or its fork was refused or lost. The forks end with the iterator.
    """
    return_freed_memory()  # otherwise each fork would hold it too
    received = _received([_begin(make, given[at::forks]) for at in range(forks)], len(given))
    next(received)  # enters the `with` block, so that closing the iterator always ends the forks
    return received


def _received(begun: Sequence[_Fork | None], count: int) -> Generator[bytes | None, None, None]:
    with ExitStack() as ends:
        forks = [fork for fork in begun if fork is not None]
        # Wait for the last fork first: later forks hold copies of the pipes of earlier ones.
        for pid, _ in forks:
            ends.callback(os.waitpid, pid, 0)
        for _, pipe in forks:
            ends.callback(os.close, pipe)
        yield None
        for at in range(count):
            fork = begun[at % len(begun)]
            yield None if fork is None else _take(fork[1])


def _take(pipe: int) -> bytes | None:
    """Return the next result of a fork, or None if it failed."""
    head = _read(pipe, _HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    data = _read(pipe, size) if size != _FAILED else b""
    return data if len(data) == size else None


def _read(pipe: int, size: int) -> bytes:
    pieces: list[bytes] = []
    while size and (piece := os.read(pipe, min(size, _STEP))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _begin(make: Callable[[Given], bytes], given: Sequence[Given]) -> _Fork | None:
    """Start a fork; None if the system has no pipe, process or memory for it."""
    try:
        here, there = os.pipe()
    except OSError:
        return None
    try:
        pid = os.fork()
    except OSError:
        os.close(here)
        os.close(there)
        return None
    if not pid:
        os.close(here)
        _work(make, given, there)
    os.close(there)
    return pid, here


def _work(make: Callable[[Given], bytes], given: Sequence[Given], pipe: int) -> NoReturn:
    """Make and send all results, then exit without running this process's exit handlers."""
    with suppress(BaseException):
        gc.freeze()  # a garbage collection would copy the pages shared with the parent
        os.set_blocking(pipe, False)
        waiting = bytearray()
        for one in given:
            try:
                made = make(one)
                waiting += _HEAD.pack(len(made)) + made
            except Exception:  # the parent does it again and reports the error
                waiting += _HEAD.pack(_FAILED)
            _send(pipe, waiting, _AHEAD)
        _send(pipe, waiting, 0)
    os._exit(0)


def _send(pipe: int, waiting: bytearray, keep: int) -> None:
    """Send what can be sent; wait only while more than `keep` bytes are waiting."""
    while waiting:
        try:
            sent = os.write(pipe, memoryview(waiting)[:_STEP])
        except BlockingIOError:
            if len(waiting) <= keep:
                return
            select.select((), (pipe,), ())
        else:
            del waiting[:sent]
