"""What a command returns: data for programs, lines and tables for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionplan_xl.errors import Problem
from regionplan_xl.plan.model import Plan
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


def plan_size(plan: Plan) -> dict[str, int]:
    """Return how much a plan holds, as JSON."""
    return {"areas": len(plan.areas), "goals": len(plan.goals), "measures": len(plan.measures)}


def plan_size_words(plan: Plan) -> str:
    """Return how much a plan holds, in words."""
    return f"{len(plan.areas)} focus areas, {len(plan.goals)} goals, {len(plan.measures)} measures."


def waiting_lines(questions: int, proposals: int) -> Iterator[str]:
    """Return what waits for the secretariat in the master, a line per sheet."""
    if questions:
        yield f"Waiting for you on the sheet Konfliktar of the master: {questions}."
    if proposals:
        yield f"Waiting for you on the sheet Framlegg of the master: {proposals}."
