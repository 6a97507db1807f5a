"""What a command returns: data for programs, lines and tables for people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionplan_xl.errors import Problem
from regionplan_xl.text import Translate


@dataclass(frozen=True)
class TextTable:
    """A table for a person to read; every cell is text."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""


@dataclass(frozen=True)
class Result:
    """What a command did: `data` for programs (JSON), `lines` for people.

    `waits` is True if something now waits for a person (exit status 1).
    """

    data: Mapping[str, Any]
    lines: Sequence[str | TextTable] = ()
    waits: bool = False


def problem_data(problem: Problem, translate: Translate) -> dict[str, Any]:
    """Return a problem as JSON: sheet, row, column, file, what, fix."""
    return {
        "sheet": problem.place.sheet,
        "row": problem.place.row,
        "column": translate(problem.place.column),
        "file": problem.place.file,
        "what": translate(problem.what),
        "fix": translate(problem.fix),
    }


def problem_table(problems: Iterable[Problem], translate: Translate, title: str = "") -> TextTable:
    """Return problems as a table: where, what, fix."""
    return TextTable(
        ("Where", "What", "Fix"),
        [(str(problem.place), translate(problem.what), translate(problem.fix)) for problem in problems],
        title,
    )
