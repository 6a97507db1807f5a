"""How work is shown as it goes on."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

# progress("Writing workbooks", items, total) -> the items again, counted on the terminal as they pass.
Progress = Callable[[str, Iterable[Any], int], AbstractContextManager[Iterable[Any]]]


@contextmanager
def no_progress(what: str, items: Iterable[Any], total: int) -> Iterator[Iterable[Any]]:
    """Return the items and show nothing."""
    yield items
