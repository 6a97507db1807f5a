"""Sjekkliste, what a person should check in an imported plan: create and read."""

from collections.abc import Iterator, Sequence

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.columns import CHECKLIST, CHECKLIST_COLUMNS, YES
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, MasterBuilder, last_prepared_row
from regionplan_xl.excel.lists.list_sheet import write_list_sheet
from regionplan_xl.excel.parsing.headed_sheet import SheetTop
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml import Workbook
from regionplan_xl.text import Phrase, bare, phrase


def write_checklist(builder: MasterBuilder, doubts: Sequence[Problem]) -> None:
    """Write a row per doubt."""
    translate = builder.translate
    hint = phrase(
        "What was not certain when the plan was read. Mark what you have checked; delete the sheet when done."
    )
    # A doubt without a place is about something left out; nobody needs to mark it as checked.
    rows = [
        (_place(builder, d.place), translate(d.what), translate(d.fix), "" if d.place != Place() else "–")
        for d in doubts
    ]
    sheet = write_list_sheet(builder, CHECKLIST, hint, CHECKLIST_COLUMNS, rows, "ToCheck", printed="done")
    done = len(CHECKLIST_COLUMNS) - 1
    title = CHECKLIST_COLUMNS[done].heading
    builder.answers.choice(sheet, FIRST_ROW, last_prepared_row(len(rows)), done, [translate(YES)], title)


def _place(builder: MasterBuilder, place: Place) -> str:
    row = builder.translate(phrase("row {row}", row=place.row)) if place.row else ""
    return ", ".join(part for part in (place.file, place.sheet, row, place.column) if part)


def unchecked_rows(book: bytes) -> Iterator[Problem]:
    """Yield the rows that nobody has marked as checked, each with its place in the document."""
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
                text = f"{place}: {what}" if place else what
                yield Problem(Place(info.name, row.number), Phrase(text), Phrase(row.line("fix")))
