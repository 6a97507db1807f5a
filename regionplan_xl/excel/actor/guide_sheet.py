"""Write Rettleiing: what an actor is asked, the deadline, and how to answer; and the page setup of all sheets."""

from typing import Any

from regionplan_xl.colour import text_colour
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.common import actor_marks, columns
from regionplan_xl.excel.common.cell_formats import CellFormats
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

ALLOWED = {
    "sort": False,  # Excel sorts only unlocked cells, which would separate answers from their measures
    "autofilter": True,
    "format_cells": True,  # painting a status is also an answer
    "format_columns": True,
    "format_rows": True,
    "objects": True,
}
"""What people can still do on a locked sheet."""

_A4 = 9
_TEXT_WIDTH = 92
_AIR = 5.0  # extra points of height per row

# The instructions in order: heading -> text.
STEPS = {
    phrase("Choose a status"): phrase(
        "Open the sheet «{measures}». Each row is one of your measures. Click the blue cell under "
        "«{status}» and choose from the list."
    ),
    phrase("Tell how it goes"): phrase(
        "Write how far you have come in per cent (40 %), a short comment if something should be known, "
        "and the day you expect to be done. Fill in what you know; the rest may stay blank."
    ),
    phrase("Nothing new?"): phrase(
        "Leave the row as it is. An unchanged or blank cell changes nothing. To empty a cell of what it "
        "said before, write «(clear)» in it."
    ),
    phrase("Propose something"): phrase(
        "Corrections and new measures are welcome on the sheet «{proposals}»."
    ),
    phrase("Send it back"): phrase(
        "Save the file and send it as an attachment, in reply to the e-mail it came with. "
        "The file may have any name."
    ),
}
GOOD_TO_KNOW = {
    phrase("Protected View"): phrase(
        "If Excel shows «Protected View» at the top, click «Enable Editing» first. "
        "The workbook holds no macros."
    ),
    phrase("Any program"): phrase(
        "You may use any spreadsheet program: Excel, LibreOffice, Google Sheets or Numbers, also on a phone."
    ),
    phrase("Locked cells"): phrase(
        "Only the blue cells can be filled in. The others are locked without a password, so that every "
        "answer stays with its measure. You can still filter, change widths and heights, colour cells "
        "and print."
    ),
    phrase("Sorting"): phrase(
        "Excel does not sort a locked sheet. Use the filter arrows in the header instead; they work "
        "without unlocking anything."
    ),
    phrase("The code"): phrase(
        "The code says which workbook this is. Please leave it, it tells us whose answers these are."
    ),
}


def write_guide(sheet: Any, formats: CellFormats, translate: Catalog, scale: Scale) -> str:
    """Write the sheet; return the formula of the range with the status labels, for a drop-down."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, _TEXT_WIDTH)
    sheet.set_row(layout.GUIDE_TITLE - 1, 32)
    sheet.set_row(layout.GUIDE_SUBTITLE - 1, 22)
    sheet.set_row(layout.GUIDE_FOR_WHOM - 1, 22)
    # Styled blank cells, to be filled in later.
    sheet.write_blank(layout.GUIDE_TITLE - 1, 1, None, formats.variant("title", font_size=20))
    sheet.write_blank(layout.GUIDE_SUBTITLE - 1, 1, None, formats.variant("heading", bold=False))
    sheet.write_blank(layout.GUIDE_FOR_WHOM - 1, 1, None, formats.variant("heading", font_size=11))
    _write_facts(sheet, formats, translate)
    row = _heading(sheet, formats, layout.GUIDE_CODE + 1, translate(phrase("How to do it")))
    names = {
        "measures": translate(columns.MEASURES),
        "status": translate(columns.STATUS.heading),
        "proposals": translate(columns.PROPOSALS),
    }
    for count, (what, how) in enumerate(STEPS.items(), 1):
        row = _line(sheet, formats, row, f"{count}. {translate(what)}", translate(how.with_values(**names)))
    row = _heading(sheet, formats, row + 1, translate(phrase("Which status?")))
    first = row
    for status in scale.statuses:
        label, meaning = status.label(translate.language), layout.STATUS_MEANINGS.get(status.key, "")
        row = _line(sheet, formats, row, label, translate(meaning), status.colour)
    labels_range = f"={quoted_sheet_name(translate(columns.GUIDE))}!$B${first + 1}:$B${row}"
    row = _heading(sheet, formats, row + 1, translate(phrase("Good to know")))
    for what, how in GOOD_TO_KNOW.items():
        row = _line(sheet, formats, row, translate(what), translate(how))
    set_up_page(sheet, translate, landscape=False)
    sheet.protect("", ALLOWED)
    return labels_range


def set_up_page(sheet: Any, translate: Catalog, *, landscape: bool) -> None:
    """Set up A4, one page wide, with the workbook's code and the page number in the footer."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    page = translate(phrase("Page {page} of {pages}", page="&P", pages="&N"))
    sheet.set_footer(f"&L&9{translate(actor_marks.CODE)}: {layout.PLACEHOLDER_CODE}&R&9{page}")


def _write_facts(sheet: Any, formats: CellFormats, translate: Catalog) -> None:
    fact = {"bg_color": actor_marks.INPUT, "bottom_color": "#FFFFFF", "valign": "vcenter", "align": "left"}
    for row, name in (
        (layout.GUIDE_DEADLINE, phrase("Deadline")),
        (layout.GUIDE_COUNT, phrase("You are asked about")),
        (layout.GUIDE_SENDER, phrase("Send it to")),
        (layout.GUIDE_CODE, actor_marks.CODE),
    ):
        strong = row in (layout.GUIDE_DEADLINE, layout.GUIDE_CODE)
        sheet.set_row(row - 1, 22)
        sheet.write_string(row - 1, 1, translate(name), formats.variant("text", bold=True, indent=1, **fact))
        sheet.write_blank(
            row - 1, 2, None, formats.variant("text", num_format="@", bold=strong, indent=1, **fact)
        )


def _heading(sheet: Any, formats: CellFormats, row: int, text: str) -> int:
    sheet.set_row(row, 26)
    sheet.write_string(row, 1, text, formats["heading"])
    return row + 1


def _line(sheet: Any, formats: CellFormats, row: int, what: str, how: str, colour: str = "") -> int:
    """Write a row with a term and its explanation, counted from 0. Return the number of the next row."""
    sheet.set_row(row, height([(how, _TEXT_WIDTH)]) + _AIR)
    plain: dict[str, object] = {"bottom": 0, "align": "left", "indent": 1}
    first: dict[str, object] = {"bold": True}
    if colour:
        plain["valign"] = "vcenter"
        first = {"num_format": "@", "bg_color": colour, "font_color": text_colour(colour)}
        first |= {"bottom": 1, "bottom_color": "#FFFFFF"}
    sheet.write_string(row, 1, what, formats.variant("text", **{**plain, **first}))
    sheet.write_string(row, 2, how, formats.variant("text", **plain))
    return row + 1
