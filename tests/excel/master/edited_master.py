"""Masters as read after edits by hand."""

import io
from collections.abc import Callable

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.master.read import read_master
from regionplan_xl.locale import catalog
from regionplan_xl.plan.model import Measure, Plan
from tests.excel.plans import TODAY, small_plan

Edit = Callable[[openpyxl.Workbook], object]
BUSINESS, CULTURE = "Næringsutvikling", "Kultur og oppleving"


def read(book: bytes, plan: Plan | None = None) -> Master:
    plan = plan or small_plan()
    return read_master(book, scale=plan.scale, name=plan.name, language=plan.language)


def after(edit: Edit, plan: Plan | None = None) -> Master:
    """Return the master as read after an edit by hand."""
    book = openpyxl.load_workbook(io.BytesIO(write_master(plan or small_plan(), today=TODAY)))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return read(out.getvalue(), plan)


def said(master: Master) -> list[str]:
    """Return every problem as the secretariat reads it."""
    words = catalog("nn")
    return [
        f"{p.place.sheet}|{p.place.row}|{p.place.column}|{words(p.what)}|{words(p.fix)}"
        for p in master.problems
    ]


def found(master: Master, number: str) -> Measure:
    return next(m for m in master.plan.measures if m.number == number)


def row_of(sheet: Worksheet, number: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == number)
