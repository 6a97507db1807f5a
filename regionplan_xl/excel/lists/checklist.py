"""Sjekkliste read back: what nobody has marked as checked yet."""

from collections.abc import Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.columns import CHECKLIST, CHECKLIST_COLUMNS
from regionplan_xl.excel.parsing.headed_sheet import SheetTop
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml import Workbook
from regionplan_xl.text import Phrase, bare


def unchecked_rows(book: bytes) -> Iterator[Problem]:
    """The rows of Sjekkliste without a mark in the last column, each with its place in the document."""
    workbook = Workbook.open(book)
    names = {bare(name) for name in every_wording(CHECKLIST)}
    for info in workbook.sheets:
        if bare(info.name) not in names or info.kind != "worksheet":
            continue
        sheet = SheetTop.read(workbook, info.name).find(CHECKLIST_COLUMNS, ("what", "done"))
        for row in sheet.rows() if sheet else ():
            what = row.line("what")
            if what and not row.line("done"):
                place = row.line("place")
                shown = f"{place}: {what}" if place else what
                yield Problem(Place(info.name, row.number), Phrase(shown), Phrase(row.line("fix")))
