"""The interface of engines: one kind of work on many things, done here or elsewhere, with the same result.

What is done elsewhere is given as bytes and answered as bytes, so no object of ours is pickled.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from regionplan_xl.engine.forks import can_fork, in_forks

Given = TypeVar("Given")
Made = TypeVar("Made")

_LEAST = 50  # things that a fork is worth


@dataclass(frozen=True)
class Task(Generic[Given, Made]):
    """One kind of work. `unpack(elsewhere(*pack(given)))` equals `here(given)`.

    `elsewhere` is a function of a module, which another machine finds by its name; `pack` returns raw bytes (a file, or
    nothing) and JSON. `in_a_fork` makes what `unpack` takes too; only for work on our own data, which needs neither
    files nor the ledger.
    """

    here: Callable[[Given], Made]
    pack: Callable[[Given], tuple[bytes, bytes]]
    elsewhere: Callable[[bytes, bytes], bytes]
    unpack: Callable[[bytes], Made]
    in_a_fork: Callable[[Given], bytes] | None = None


class Engine(Protocol):
    """Does work."""

    def map(self, task: Task[Given, Made], given: Iterable[Given]) -> Iterator[Made]:
        """Yield what the task makes of each thing given, in their order; what it raises is passed on.

        Work may begin before anything is asked for.
        """
        ...


class LocalEngine:
    """Does everything on this machine: in up to so many forks of this process what may be done there."""

    def __init__(self, forks: int = 1) -> None:
        self._forks = forks

    def map(self, task: Task[Given, Made], given: Iterable[Given]) -> Iterator[Made]:
        """Yield what the task makes of each thing given, in their order."""
        if task.in_a_fork is None or self._forks <= 1 or not can_fork():
            return map(task.here, given)
        things = tuple(given)
        forks = min(self._forks, len(things) // _LEAST)
        if forks <= 1:
            return map(task.here, things)
        return _of_forks(task, things, in_forks(task.in_a_fork, things, forks))


def _of_forks(
    task: Task[Given, Made], given: Iterable[Given], made: Iterator[bytes | None]
) -> Iterator[Made]:
    """Yield what was made; what a fork could not make is made here."""
    for one, data in zip(given, made, strict=True):
        yield task.here(one) if data is None else task.unpack(data)
