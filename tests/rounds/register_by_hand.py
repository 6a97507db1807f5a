"""Edit the sheet Aktørar by hand."""

from typing import Any

from tests.rounds.desk import Desk
from tests.workbooks import load_workbook


def rename(desk: Desk, name: str, new: str, alias: bool = True, everywhere: bool = False) -> None:
    """Give an actor another name; `alias`: it keeps the old one as another name; `everywhere`: also in other sheets."""
    book = load_workbook(desk.master)
    register: Any = book["Aktørar"]
    row = _row(register, name)
    for sheet in book if everywhere else ():
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.value == name:
                    cell.value = new
    register.cell(row, 1).value = new
    register.cell(row, 3).value = name if alias else None
    book.save(desk.master)


def merge_into(desk: Desk, gone: str, kept: str) -> None:
    """Remove an actor, and let another one be called by its name too."""
    book = load_workbook(desk.master)
    register: Any = book["Aktørar"]
    register.cell(_row(register, kept), 3).value = gone
    register.delete_rows(_row(register, gone))
    book.save(desk.master)


def _row(register: Any, name: str) -> int:
    return next(row for row in range(4, 60) if register.cell(row, 1).value == name)
