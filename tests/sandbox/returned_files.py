"""Returned workbooks, filled in."""

import io
from collections.abc import Callable
from datetime import datetime

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch
from regionplan_xl.sandbox.return_protocol import ReturnedFile
from tests.excel.actor.dispatches import DISPATCH, book
from tests.excel.returned.returns import RECEIVED, saved

Fill = Callable[[Workbook], None]


def file_with(fill: Fill, name: str = "svar.xlsx") -> ReturnedFile:
    """A returned workbook, filled in."""
    workbook = load_workbook(io.BytesIO(book()))
    fill(workbook)
    return ReturnedFile(name, name.ljust(64, "f"), saved(workbook), RECEIVED)


def everything(workbook: Workbook) -> None:
    """Fill in one of everything that a return can contain."""
    tiltak, framlegg = workbook.worksheets[1], workbook.worksheets[2]
    tiltak["E5"], tiltak["F6"], tiltak["G6"] = "Gjennomført", 0.75, "Møte på Ål\x7f «😀»"
    tiltak["H8"] = datetime.fromisoformat("2026-06-30")
    tiltak["E6"] = "nesten ferdig"
    tiltak["G8"] = "(tøm)"
    tiltak["E8"].comment = Comment("Ring meg", "Kari")
    tiltak["A30"], tiltak["B30"], tiltak["E30"] = "9.9.9", "Eit ukjent tiltak", "Gjennomført"
    tiltak["G32"] = "Kven eig dette?"
    top = next(row for row in range(1, 20) if str(framlegg.cell(row, 1).value or "").startswith("Kva"))
    framlegg.cell(top + 1, 1).value = "Ny bru over elva"


def from_first(_: ReturnedFile, clues: Clues) -> Dispatch:
    assert DISPATCH.code in clues.codes
    return DISPATCH
