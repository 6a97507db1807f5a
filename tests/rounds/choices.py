"""What may be chosen in the rows of Konfliktar."""

from collections.abc import Sequence
from typing import Any

from tests.rounds.desk import Desk
from tests.workbooks import load_workbook


def offered(desk: Desk, row: int) -> Sequence[str]:
    """The words of the one drop-down that the cell «Avgjerd» of a row has."""
    sheet: Any = load_workbook(desk.master)["Konfliktar"]
    at = next(c for c in sheet[3] if c.value == "Avgjerd").column
    (found,) = [v for v in sheet.data_validations.dataValidation if sheet.cell(row, at).coordinate in v.sqref]
    return str(found.formula1).strip('"').split(",")
