"""The interface for showing the progress of work."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

# progress("Writing workbooks", items, total) gives the same items, counted on the terminal as they are consumed. If the
# total is None, because it is not known or the work has no items, it shows only that the work goes on.
Progress = Callable[[str, Iterable[Any], int | None], AbstractContextManager[Iterable[Any]]]


@contextmanager
def no_progress(what: str, items: Iterable[Any], total: int | None) -> Iterator[Iterable[Any]]:
    """Give the items and show nothing."""
    yield items
