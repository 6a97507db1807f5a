"""Changes on Oversikt: a sparkline per area, and counts compared with the end of the previous round."""

from datetime import date
from typing import Any

from regionplan_xl.excel.common.cell_formats import ACCENT
from regionplan_xl.excel.common.cells import cell_at, write_text
from regionplan_xl.excel.common.columns import OVERVIEW
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.overview.counts import status_heading_format
from regionplan_xl.excel.overview.layout import FIRST_STATUS, HEADER, OverviewColumns
from regionplan_xl.excel.trend.create import earlier_count_cell, trend_range
from regionplan_xl.text import Phrase, phrase

SINCE_CELL = "ChangeSince"
"""The defined name of the heading."""


def since_heading(day: date) -> Phrase:
    """Return the heading: «Endring sidan 15. mars 2026»."""
    return phrase("Change since {day}", day=day)


def write_changes(builder: MasterBuilder, sheet: Any, at: OverviewColumns, today: date) -> None:
    """Write the block to the right of the counts."""
    formats, translate, plan = builder.formats, builder.translate, builder.plan
    write_text(sheet, HEADER - 1, at.trend, translate(since_heading(today)), formats["heading"])
    builder.name_cell(SINCE_CELL, translate(OVERVIEW), HEADER - 1, at.trend)
    write_text(sheet, HEADER, at.trend, translate(phrase("Share done over time")), formats["header"])
    statuses = range(len(plan.scale.statuses))
    for index in statuses:
        label = plan.scale.statuses[index].label(plan.language)
        write_text(sheet, HEADER, at.trend + 1 + index, label, status_heading_format(builder, index))
    positions = range(len(plan.areas) + 1)
    for position in positions:
        row = HEADER + 1 + position
        whole = position == len(plan.areas)
        sheet.write_blank(row, at.trend, None, formats["sum_name" if whole else "text"])
        for index in statuses:
            now = cell_at(row, FIRST_STATUS + index)
            formula = f"={now}-{earlier_count_cell(builder, position, index)}"
            style = formats["sum_change" if whole else "change"]
            sheet.write_formula(row, at.trend + 1 + index, formula, style, 0)
    sheet.add_sparkline(
        cell_at(HEADER + 1, at.trend),
        {
            "location": [cell_at(HEADER + 1 + position, at.trend) for position in positions],
            "range": [trend_range(builder, position) for position in positions],
            "type": "column",
            "min": 0,
            "max": 1,
            "series_color": ACCENT,
            "show_hidden": True,
        },
    )
    last = (HEADER + len(positions), at.trend + len(statuses))
    builder.mark_headings(translate(OVERVIEW), 2, (HEADER, at.trend), last)
