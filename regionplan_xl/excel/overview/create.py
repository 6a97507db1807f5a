"""Create Oversikt: what is done, changed, overdue and answered, on one page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from regionplan_xl.excel.common.cells import write_text
from regionplan_xl.excel.common.columns import OVERVIEW
from regionplan_xl.excel.common.sheet_builder import HINT_ROW, TITLE_ROW, MasterBuilder
from regionplan_xl.excel.overview.changes import write_changes
from regionplan_xl.excel.overview.chart import write_chart
from regionplan_xl.excel.overview.counts import row_heights, write_counts
from regionplan_xl.excel.overview.layout import OverviewColumns
from regionplan_xl.excel.overview.overdue_list import write_overdue_list
from regionplan_xl.excel.overview.printing import last_printed_row, print_on_one_page
from regionplan_xl.excel.overview.responses import Response, write_responses
from regionplan_xl.plan.counts import undecided_words
from regionplan_xl.text import Phrase, phrase

AS_OF_CELL = "AsOf"
"""The defined name of the line below the title."""


def as_of(today: date, undecided: int = 0) -> Phrase:
    """Return the line below the title: «Status per 15. mars 2025  ·  1 ventar på avgjerd»."""
    day = phrase("Status as of {day}", day=today)
    return phrase("{day}  ·  {waiting}", day=day, waiting=undecided_words(undecided)) if undecided else day


def write_overview(builder: MasterBuilder, sheet: Any, today: date, responses: Sequence[Response]) -> None:
    """Fill the sheet, which must be the first in the workbook."""
    at = OverviewColumns(builder.plan.scale)
    _set_up_columns(builder, sheet, at)
    write_text(sheet, TITLE_ROW, 0, builder.plan.name, builder.formats["title"])
    write_text(sheet, HINT_ROW, 0, builder.translate(as_of(today)), builder.formats["hint"])
    builder.name_cell(AS_OF_CELL, builder.translate(OVERVIEW), HINT_ROW, 0)
    last = write_counts(builder, sheet, at, today)
    below = last + 2
    if builder.plan.areas:
        write_changes(builder, sheet, at, today)
        below = write_chart(builder, sheet, at, last)
    printed = last_printed_row(row_heights(builder.plan, at, last), below)
    write_responses(builder, sheet, at, last + 2, responses, printed)
    write_overdue_list(builder, sheet, at, below, today, printed)
    print_on_one_page(sheet, at, printed)
    sheet.activate()
    sheet.set_first_sheet()
    sheet.set_selection(0, 0, 0, 0)


def _set_up_columns(builder: MasterBuilder, sheet: Any, at: OverviewColumns) -> None:
    """Set column widths, and the column formats that rows added by merges take."""
    formats = builder.formats
    special = {at.overdue: "line_link", at.trend: "line"}
    for column in range(at.link_target):
        style = special.get(column, "line_count" if column > at.trend else "line")
        sheet.set_column(column, column, at.width(column), formats[style])
    hidden = {"hidden": True}
    sheet.set_column(at.link_target, at.link_target, at.width(at.link_target), formats["line"], hidden)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(HINT_ROW + 1, 0)
    builder.numbers_are_text(sheet, at.link_target)
