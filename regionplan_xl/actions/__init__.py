"""One file per command: gather, decide, write. What each gives back is a `Result`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from regionplan_xl.errors import Problem
from regionplan_xl.text import Translate

T = TypeVar("T")


@dataclass(frozen=True)
class Table:
    """Rows for a person to read; every cell is text."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""


@dataclass(frozen=True)
class Result:
    """What a command did: `data` for programs (JSON), `said` for people.

    `waits` is True where something now waits for a person (exit status 1).
    """

    data: Mapping[str, Any]
    lines: Sequence[str | Table] = field(default_factory=tuple)
    waits: bool = False


# progress("Writing workbooks", items, total) -> the items again, with a bar on stderr where it is a terminal.
Progress = Callable[[str, Iterable[T], int], AbstractContextManager[Iterable[T]]]


def problem_data(problem: Problem, translate: Translate) -> dict[str, Any]:
    """A problem as JSON: sheet, row, column, file, what, fix."""
    return {
        "sheet": problem.place.sheet,
        "row": problem.place.row,
        "column": problem.place.column,
        "file": problem.place.file,
        "what": translate(problem.what),
        "fix": translate(problem.fix),
    }


def problem_table(problems: Iterable[Problem], translate: Translate, title: str = "") -> Table:
    """Problems as a table: where, what, fix."""
    return Table(
        ("Where", "What", "Cure"),
        [(str(problem.place), translate(problem.what), translate(problem.fix)) for problem in problems],
        title,
    )
