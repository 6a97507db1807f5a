"""Open, edit and save an actor's workbook, and read it as a return."""

import io
from collections.abc import Callable
from datetime import datetime

from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Submission, Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import STANDARD
from tests.excel.actor.dispatches import DISPATCH, book

RECEIVED = datetime.fromisoformat("2025-03-01T08:30")
Edit = Callable[[Worksheet], None]


def read(data: bytes, dispatch: Dispatch = DISPATCH) -> Submission:
    return read_returned(
        read_xlsx(data), dispatch, scale=STANDARD, source_hash="f" * 64, file="svar.xlsx",
        received=RECEIVED, facts=("Regionplan for Hallingdal", "Regionrådet <plan@example.org>"),
    )  # fmt: skip


def returned(*edits: Edit, dispatch: Dispatch = DISPATCH, language: str = "nn") -> Submission:
    """Return the submission read after somebody opened the workbook, made `edits` on Tiltak and saved."""
    workbook = load_workbook(io.BytesIO(book(dispatch, language)))
    for edit in edits:
        edit(workbook.worksheets[1])
    return read(saved(workbook), dispatch)


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def write(cell: str, value: object) -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet[cell] = value  # type: ignore[assignment]

    return edit


def paint(cell: str, colour: Color) -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet[cell].fill = PatternFill("solid", fgColor=colour)

    return edit


def values_by_field(submission: Submission) -> dict[tuple[str, Field], object]:
    """Return (measure, field) -> value; `?` for a value to ask about."""
    return {
        (a.measure, a.field): "?" if isinstance(a.value, Unclear) else a.value for a in submission.answers
    }
