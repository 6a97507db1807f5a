"""Edit the master by hand between merges, merge, and see what `check` tells of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from tests.rounds.answers import header
from tests.rounds.commands import Run, regionplan_in_process
from tests.rounds.master_by_hand import master


def by_hand(project: Path, edit: Callable[[Any], object]) -> None:
    """Open the master, edit it and save it."""
    book = openpyxl.load_workbook(master(project), rich_text=True)
    edit(book)
    book.save(master(project))


def business(book: Any) -> Any:
    """Return the sheet of the first focus area."""
    return next(sheet for sheet in book.worksheets if sheet.title.startswith("Næringsutvikling"))


def row_of(sheet: Any, number: str) -> int:
    """Return the row of the measure or goal with that number."""
    _, columns = header(sheet)
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, columns["Nr"]).value == number)


def cell(sheet: Any, number: str, heading: str) -> Any:
    """Return the cell of a measure under a heading."""
    return sheet.cell(row_of(sheet, number), header(sheet)[1][heading])


def merge(project: Path, status: int | None = 0) -> Run:
    """Merge, expecting that exit status (None: any)."""
    run = regionplan_in_process("--json", "merge", folder=project)
    assert status is None or run.status == status, run.out + run.err
    return run


def told(project: Path) -> list[str]:
    """Return the findings of `check`, a line each: sheet | row | column | what | fix."""
    run = regionplan_in_process("--json", "check", folder=project)
    assert "Traceback" not in run.err
    return [
        f"{f['sheet']} | {f['row'] or ''} | {f['column']} | {f['what']} | {f['fix']}"
        for f in run.data["findings"]
    ]


def is_told(lines: list[str], *words: str) -> bool:
    """Return whether a line has all of the words."""
    return any(all(word in line for word in words) for line in lines)
