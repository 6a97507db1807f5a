"""The interface of engines: one kind of work on many things, done here or elsewhere, with the same result.

What is done elsewhere is given as bytes and answered as bytes, so no object of ours is pickled.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Task(Generic[Given, Made]):
    """One kind of work. `unpack(elsewhere(*pack(given)))` equals `here(given)`.

    `elsewhere` is a function of a module, which another machine finds by its name; `pack` returns raw bytes (a file, or
    nothing) and JSON.
    """

    here: Callable[[Given], Made]
    pack: Callable[[Given], tuple[bytes, bytes]]
    elsewhere: Callable[[bytes, bytes], bytes]
    unpack: Callable[[bytes], Made]


class Engine(Protocol):
    """Does work."""

    def map(self, task: Task[Given, Made], given: Iterable[Given]) -> Iterator[Made]:
        """Yield what the task makes of each thing given, in their order; what it raises is passed on."""
        ...


class LocalEngine:
    """Does everything in this process, one thing at a time."""

    def map(self, task: Task[Given, Made], given: Iterable[Given]) -> Iterator[Made]:
        """Yield what the task makes of each thing given, in their order."""
        return map(task.here, given)
