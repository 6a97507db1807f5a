"""The master read and edited by hand, as the secretariat does."""

from pathlib import Path
from typing import Any

import openpyxl


def master(project: Path) -> Path:
    """The master's path."""
    return project / "workbooks" / "master.xlsx"


def conflict_rows(book: Path) -> list[dict[str, object]]:
    """The rows of Konfliktar by heading."""
    sheet = openpyxl.load_workbook(book)["Konfliktar"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if "Avgjerd" in row)
    named: list[dict[str, object]] = [
        dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :]
    ]
    return [row for row in named if row["ID"]]


def decide(book: Path, decision: dict[str, str]) -> None:
    """Write a decision in the row of the first question."""
    workbook = openpyxl.load_workbook(book)
    sheet: Any = workbook["Konfliktar"]
    top = next(r for r in range(1, 20) if any(c.value == "Avgjerd" for c in sheet[r]))
    columns = {str(cell.value): cell.column for cell in sheet[top]}
    row = next(r for r in range(top + 1, 100) if sheet.cell(r, columns["ID"]).value)
    for heading, value in decision.items():
        sheet.cell(row, columns[heading]).value = value
    workbook.save(book)


def edit(book: Path, number: str, heading: str, value: str) -> None:
    """Change a cell of a measure in the master by hand."""
    workbook = openpyxl.load_workbook(book)
    for sheet in workbook.worksheets:
        for top in range(1, 20):
            columns = {str(cell.value): cell.column for cell in sheet[top] if cell.value}
            if not {"Nr", "Ansvar", "Status"} <= columns.keys():
                continue
            for row in range(top + 1, sheet.max_row + 1):
                if sheet.cell(row, columns["Nr"]).value == number:
                    sheet.cell(row, columns[heading]).value = value
                    workbook.save(book)
                    return
    raise AssertionError(number)
