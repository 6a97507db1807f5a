"""Show on the terminal how far a command has come."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
_shown: list[str] = []  # what the bar on the screen is about


@contextmanager
def progress(what: str, items: Iterable[T], total: int | None) -> Iterator[Iterable[T]]:
    """Give the same items, with a bar on stderr if that is a terminal that has none yet.

    Without a total the bar moves to and fro, beside the time that has passed.
    """
    if sys.stderr is None or not sys.stderr.isatty() or _shown:
        yield items
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    how_far = (TimeElapsedColumn(),) if total is None else (MofNCompleteColumn(), TimeRemainingColumn())
    columns = (TextColumn("{task.description}"), BarColumn(), *how_far)
    _shown.append(what)
    try:
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield bar.track(items, task_id=task)
    finally:
        _shown.remove(what)
