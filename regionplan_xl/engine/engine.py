"""The interface of engines: one kind of work on many things, done here or elsewhere, with the same result.

What is done elsewhere is given as bytes and answered as bytes, so no object of ours is pickled.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from regionplan_xl.config.settings import EngineSettings

Given = TypeVar("Given")


@dataclass(frozen=True)
class Task(Generic[Given]):
    """One kind of work. `elsewhere(*pack(given))` is the same bytes as `here(given)`.

    `elsewhere` is a function of a module, which another machine finds by its name; `pack` returns raw bytes (a file, or
    nothing) and JSON.
    """

    here: Callable[[Given], bytes]
    pack: Callable[[Given], tuple[bytes, bytes]]
    elsewhere: Callable[[bytes, bytes], bytes]


class Engine(Protocol):
    """Does work."""

    def map(self, task: Task[Given], given: Iterable[Given]) -> Iterator[bytes]:
        """Yield what the task makes of each thing given, in their order; what it raises is passed on."""
        ...


class LocalEngine:
    """Does everything in this process, one thing at a time."""

    def map(self, task: Task[Given], given: Iterable[Given]) -> Iterator[bytes]:
        """Yield what the task makes of each thing given, in their order."""
        return map(task.here, given)


@contextmanager
def open_engine(_settings: EngineSettings, _folder: Path) -> Iterator[Engine]:
    """Open the engine that config.yaml asks for; paths in it are relative to `folder`."""
    yield LocalEngine()
