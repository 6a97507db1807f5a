"""The interface of engines: apply one task to many items, here or on other machines, with the same result.

Items that are processed elsewhere are sent and answered as bytes, so none of our objects is pickled.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from regionplan_xl.engine.forks import can_fork, in_forks

Given = TypeVar("Given")
Made = TypeVar("Made")

_LEAST = 50  # items that justify a fork


@dataclass(frozen=True)
class Task(Generic[Given, Made]):
    """One kind of work. `unpack(elsewhere(*pack(given)))` equals `here(given)`.

    `elsewhere` is a module-level function, which another machine finds by its name. `pack` returns raw bytes (a file,
    or nothing) and JSON. `in_a_fork` also makes what `unpack` takes; set it only for work on our own data that needs
    neither files nor the ledger.
    """

    here: Callable[[Given], Made]
    pack: Callable[[Given], tuple[bytes, bytes]]
    elsewhere: Callable[[bytes, bytes], bytes]
    unpack: Callable[[bytes], Made]
    in_a_fork: Callable[[Given], bytes] | None = None


class Engine(Protocol):
    """Does work."""

    def map(self, task: Task[Given, Made], given: Iterable[Given]) -> Iterator[Made]:
        """Yield the result of the task for each item, in order; pass its exceptions on.

        Work may begin before the first result is requested.
        """
        ...


class LocalEngine:
    """Does all work on this machine; tasks that allow it run in up to `forks` forks of this process."""

    def __init__(self, forks: int = 1) -> None:
        self._forks = forks

    def map(self, task: Task[Given, Made], given: Iterable[Given]) -> Iterator[Made]:
        """Yield the result of the task for each item, in order."""
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
    """Yield the results of the forks; do here what a fork could not do."""
    for one, data in zip(given, made, strict=True):
        yield task.here(one) if data is None else task.unpack(data)
