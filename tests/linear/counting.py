"""Count operations: the lines of our code that run, per function, and the SQL statements sent, per text."""

import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import sqlalchemy as sa

Counts = Counter[str]

_LITTLE = 200  # operations; a few more of one kind are not growth
_FACTOR = 1.25  # doubling batches and digits are not exactly proportional


def operations(work: Callable[[], object], *folders: Path) -> Counts:
    """Return how often each operation ran: lines per function in `folders`, and SQL statements.

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
    """Return the operations that grow by more than `times` from the small to the large plan, with both counts."""
    return {
        name: (small[name], count)
        for name, count in large.most_common()
        if count > times * _FACTOR * small[name] + _LITTLE
    }
