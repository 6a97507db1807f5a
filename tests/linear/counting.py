"""Count what a piece of work does: lines of our code run, per function, and SQL statements sent, per text."""

import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import sqlalchemy as sa

Counts = Counter[str]

_LITTLE = 200  # operations; what a command does a few times more often is no growth
_FACTOR = 1.25  # batches that double, and digits, are not exactly in proportion


def operations(work: Callable[[], object], *folders: Path) -> Counts:
    """Return how often each operation was done: a line of a function in `folders`, an SQL statement.

    Work inside a C function counts as the one line that calls it.
    """
    lines: Counter[CodeType] = Counter()
    counts: Counts = Counter()
    wanted = tuple(f"{folder}/" for folder in folders)

    def line(frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            lines[frame.f_code] += 1
        return line

    def entered(frame: FrameType, _event: str, _argument: object) -> Any:
        return line if frame.f_code.co_filename.startswith(wanted) else None

    def statement(_connection: object, _cursor: object, text: str, *_more: object) -> None:
        counts[f"SQL: {' '.join(text.split())[:120]}"] += 1

    sa.event.listen(sa.Engine, "before_cursor_execute", statement)
    before = sys.gettrace()
    sys.settrace(entered)
    threading.settrace(entered)
    try:
        work()
    finally:
        sys.settrace(before)
        threading.settrace(before)
        sa.event.remove(sa.Engine, "before_cursor_execute", statement)
    for code, count in lines.items():
        counts[f"{Path(code.co_filename).name}: {code.co_qualname}"] += count
    return counts


def more_than_linear(small: Counts, large: Counts, times: int) -> dict[str, tuple[int, int]]:
    """Return the operations that grow by more than `times` from the small to the large plan: how often in each."""
    return {
        name: (small[name], count)
        for name, count in large.most_common()
        if count > times * _FACTOR * small[name] + _LITTLE
    }
