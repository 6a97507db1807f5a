"""The choices in the rows of Konfliktar, and a file put aside by one."""

from collections.abc import Sequence
from typing import Any

from tests.rounds.desk import Desk
from tests.workbooks import load_workbook


def offered(desk: Desk, row: int) -> Sequence[str]:
    """Return the words of the single drop-down for the cell «Avgjerd» of a row."""
    sheet: Any = load_workbook(desk.master)["Konfliktar"]
    at = next(c for c in sheet[3] if c.value == "Avgjerd").column
    (found,) = [v for v in sheet.data_validations.dataValidation if sheet.cell(row, at).coordinate in v.sqref]
    return str(found.formula1).strip('"').split(",")


def assert_can_be_put_aside(desk: Desk) -> None:
    """Put the first file on Konfliktar aside; nothing waits afterwards."""
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    assert desk.run("status")["waiting_returns"] == 0
    assert desk.run("merge")["held"] == []
    assert desk.status == 0
