"""Sjekkliste, what a person should check in an imported plan: create and read."""

from collections.abc import Iterator, Sequence

from regionplan_xl.errors import Doubt, Place, Problem
from regionplan_xl.excel.common.columns import CHECKLIST, CHECKLIST_COLUMNS, YES
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, MasterBuilder, last_prepared_row
from regionplan_xl.excel.lists.list_sheet import write_list_sheet
from regionplan_xl.excel.parsing.headed_sheet import SheetTop
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml import Workbook
from regionplan_xl.text import LONGEST_TEXT, Phrase, Translate, bare, phrase, shortened, writable


def write_checklist(builder: MasterBuilder, doubts: Sequence[Problem]) -> None:
    """Write a row per doubt."""
    translate = builder.translate
    hint = phrase(
        "What was not certain when the plan was read. Mark what you have checked; delete the sheet when done."
    )
    # A doubt without a place concerns the whole document and need not be checked off.
    rows = [
        (
            doubt.place.words(translate),
            *(writable(text, LONGEST_TEXT) for text in _said(doubt, translate)),
            translate(doubt.what),
            translate(doubt.fix),
            "" if doubt.place != Place() else "–",
        )
        for doubt in doubts
    ]
    sheet = write_list_sheet(builder, CHECKLIST, hint, CHECKLIST_COLUMNS, rows, "ToCheck", printed="done")
    done = len(CHECKLIST_COLUMNS) - 1
    title = CHECKLIST_COLUMNS[done].heading
    builder.answers.choice(sheet, FIRST_ROW, last_prepared_row(len(rows)), done, [translate(YES)], title)


def _said(doubt: Problem, translate: Translate) -> tuple[str, str]:
    """Return the text in the document, and how it was interpreted."""
    if not isinstance(doubt, Doubt):
        return "", ""
    return doubt.said, translate(doubt.understood)


def unchecked_rows(book: bytes) -> Iterator[Problem]:
    """Yield the rows that nobody has checked off, each with its place in the document."""
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
                said = shortened(row.line("said"))
                text = ": ".join(part for part in (place, said and f"«{said}»", what) if part)
                yield Problem(Place(info.name, row.number), Phrase(text), Phrase(row.line("fix")))
