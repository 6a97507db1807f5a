"""The dispatches: codes of the workbooks that are out, and workbooks that have lost theirs."""

import sqlite3
from pathlib import Path
from typing import Any

from regionplan_xl.ledger.entries import DispatchRecord
from regionplan_xl.project.folder import Project
from tests.rounds.answers import ROUND, header
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook


def codes(desk: Desk) -> dict[str, str]:
    """The code of each body's workbook."""
    ledger = desk.folder / "workbooks" / "records" / "ledger.db"
    with sqlite3.connect(ledger) as connection:
        return dict(connection.execute("SELECT actor, code FROM dispatches"))


def without_code(
    desk: Desk, actor: str, number: str, name: str, round_: str = ROUND, **cells: object
) -> Path:
    """Put an actor's answer in the inbox, in a workbook without its code."""
    book: Any = load_workbook(desk.folder / "workbooks" / "outbox" / round_ / f"{actor}.xlsx")
    tabs: Any = book.worksheets
    for tab in tabs:
        for cell in [cell for cells_of_row in tab.iter_rows(max_row=9) for cell in cells_of_row]:
            if "Kode" in str(cell.value or ""):
                cell.value = None
                tab.cell(cell.row, cell.column + 1).value = None
    book.properties.keywords = book.properties.identifier = None
    for prop in list(book.custom_doc_props.names):
        del book.custom_doc_props[prop]
    sheet: Any = book["Tiltak"]
    top, columns = header(sheet)
    row = next(r for r in range(top, sheet.max_row + 1) if str(sheet.cell(r, 1).value) == number)
    for heading, value in cells.items():
        sheet.cell(row, columns[heading]).value = value
    target = desk.folder / "workbooks" / "inbox" / f"{name}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def dispatches(desk: Desk) -> tuple[DispatchRecord, ...]:
    with Project.open(desk.folder).ledger as ledger:
        return ledger.dispatches(ROUND)
