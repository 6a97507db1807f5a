"""Read and edit the master by hand, as the secretariat does."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.rounds.answers import header
from tests.workbooks import load_workbook


def master(project: Path) -> Path:
    """The master's path."""
    return project / "workbooks" / "master.xlsx"


def look(book: Path) -> Any:
    """Return the workbook for reading only; it is parsed again only when the file has changed."""
    state = book.stat()
    return _parsed(book, state.st_ino, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _parsed(book: Path, *_state: int) -> Any:
    return load_workbook(book)


def conflict_rows(book: Path) -> list[dict[str, object]]:
    """The rows of Konfliktar by heading."""
    sheet = look(book)["Konfliktar"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if "Avgjerd" in row)
    named: list[dict[str, object]] = [
        dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :]
    ]
    return [row for row in named if row["ID"]]


def decide(book: Path, decision: dict[str, str]) -> None:
    """Write a decision in the row of the first question."""
    workbook = load_workbook(book)
    sheet: Any = workbook["Konfliktar"]
    top = next(r for r in range(1, 20) if any(c.value == "Avgjerd" for c in sheet[r]))
    columns = {str(cell.value): cell.column for cell in sheet[top]}
    row = next(r for r in range(top + 1, 100) if sheet.cell(r, columns["ID"]).value)
    for heading, value in decision.items():
        sheet.cell(row, columns[heading]).value = value
    workbook.save(book)


def find_measure(workbook: Any, number: str) -> tuple[Any, int, dict[str, int]]:
    """Return the sheet and row of a measure in an open master, and the sheet's columns by heading."""
    for sheet in workbook.worksheets:
        try:
            top, columns = header(sheet)
        except AssertionError:
            continue
        if "Ansvar" in columns:
            for row in range(top + 1, sheet.max_row + 1):
                if sheet.cell(row, columns["Nr"]).value == number:
                    return sheet, row, columns
    raise AssertionError(number)


def edit(book: Path, number: str, heading: str, value: str) -> None:
    """Change a cell of a measure in the master by hand."""
    workbook = load_workbook(book)
    sheet, row, columns = find_measure(workbook, number)
    sheet.cell(row, columns[heading]).value = value
    workbook.save(book)
