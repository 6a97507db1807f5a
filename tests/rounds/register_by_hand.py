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


def pass_on_the_name_of(desk: Desk, body: str, new: str, other: str) -> None:
    """Rename a body, also in its groups, and after a merge give its former name to another one."""
    rename(desk, body, new)
    desk.run("merge")
    book = load_workbook(desk.master)
    register: Any = book["Aktørar"]
    register.cell(_row(register, new), 3).value = None
    for cells in register.iter_rows(min_row=4):
        for cell in cells:
            names = str(cell.value or "").split(", ")
            if len(names) > 1 and body in names:
                cell.value = ", ".join(new if name == body else name for name in names)
    book.save(desk.master)
    rename(desk, other, body)
    desk.run("merge")


def merge_into(desk: Desk, gone: str, kept: str) -> None:
    """Remove an actor, and let another one be called by its name too."""
    book = load_workbook(desk.master)
    register: Any = book["Aktørar"]
    register.cell(_row(register, kept), 3).value = gone
    register.delete_rows(_row(register, gone))
    book.save(desk.master)


def _row(register: Any, name: str) -> int:
    return next(row for row in range(4, 60) if register.cell(row, 1).value == name)
