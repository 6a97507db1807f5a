"""Create «Utvikling over tid»: the counts at each merge, and the figures that Oversikt draws and compares with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from regionplan_xl.excel.common import count_headings
from regionplan_xl.excel.common.cells import cell_at, write_number_or_day, write_text
from regionplan_xl.excel.common.columns import NUMBER, OVER_TIME, OVERVIEW, Column
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, HEADER_ROW, MasterBuilder, print_further_pages
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.trend.points import POINTS, Point, current_point
from regionplan_xl.plan.counts import sum_counts
from regionplan_xl.text import Phrase, phrase

TABLE = "OverTime"
"""The name of the table with all counts; it stays when people move the table."""

TREND = "Trend"
"""The defined name of the first heading of the latest points, above the table."""

_COUNT_COLUMNS = (
    Column("without", count_headings.WITHOUT_STATUS, 0), Column("overdue", count_headings.OVERDUE_COUNT, 0),
)  # fmt: skip
_LABEL_COLUMNS = (
    Column("number", NUMBER.heading, 0), Column("area", count_headings.AREA, 0),
    Column("when", phrase("Date"), 0), Column("round", phrase("Round"), 0),
    Column("measures", count_headings.MEASURE_COUNT, 0),
)  # fmt: skip
TABLE_COLUMNS = (*_LABEL_COLUMNS, *_COUNT_COLUMNS)
"""The columns of the table; the status columns are inserted before the last two."""

_NAME, _FIRST_POINT = 1, 2
_NAME_WIDTH, _COUNT_WIDTH = 38, 12
_FIRST_EARLIER = _FIRST_POINT + POINTS


def short_day(day: date) -> str:
    """Format a day as the heading of a point."""
    return day.strftime("%d.%m.%y")


def earlier_heading(status: str) -> Phrase:
    """Return the heading of the number with a status at the end of the round before."""
    return phrase("Before: {status}", status=status)


def trend_range(builder: MasterBuilder, position: int) -> str:
    """Return the range of points of the area at `position` (from 0; the whole plan comes after the areas)."""
    row, sheet = FIRST_ROW + position, quoted_sheet_name(builder.translate(OVER_TIME))
    return f"{sheet}!{cell_at(row, _FIRST_POINT)}:{cell_at(row, _FIRST_EARLIER - 1)}"


def earlier_count_cell(builder: MasterBuilder, position: int, status: int) -> str:
    """Return the cell with the number that had the status (index from 0) at the end of the round before."""
    sheet = quoted_sheet_name(builder.translate(OVER_TIME))
    return f"{sheet}!{cell_at(FIRST_ROW + position, _FIRST_EARLIER + status)}"


def write_over_time(builder: MasterBuilder, today: date) -> None:
    """Write the sheet; its first point is the plan as of `today`."""
    translate, plan, formats = builder.translate, builder.plan, builder.formats
    hint = phrase(
        "The counts at each merge; the sheet «{sheet}» draws and compares with them. Not to be edited.",
        sheet=OVERVIEW,
    )
    sheet = builder.add_sheet(translate(OVER_TIME), title=translate(OVER_TIME), hint=hint)
    point = current_point(plan, today, "")
    statuses = [status.label(plan.language) for status in plan.scale.statuses]
    width = _FIRST_EARLIER + len(statuses)
    widths = (NUMBER.width, _NAME_WIDTH, *[_COUNT_WIDTH] * (width - _FIRST_POINT))
    for column, wide in enumerate(widths):
        # The table below has its counts in the same columns as the points.
        sheet.set_column(column, column, wide, formats["line" if column < _FIRST_POINT else "line_count"])
    below = _write_trend(builder, sheet, point, statuses)
    _write_table(builder, sheet, below + 2, point, statuses)
    builder.numbers_are_text(sheet, width - 1)
    print_further_pages(sheet, widths, repeated=_FIRST_POINT)
    sheet.freeze_panes(HEADER_ROW, _FIRST_POINT)


def _write_trend(builder: MasterBuilder, sheet: Any, point: Point, statuses: Sequence[str]) -> int:
    """Write the latest points of each area and the counts to compare with; return the first row below."""
    translate, plan, formats = builder.translate, builder.plan, builder.formats
    sheet.set_row(HEADER_ROW, 34)
    builder.name_cell(TREND, translate(OVER_TIME), HEADER_ROW, 0)
    headings = [translate(NUMBER.heading), translate(count_headings.SHARE_DONE), *([""] * (POINTS - 1))]
    headings += [short_day(point.day), *(translate(earlier_heading(status)) for status in statuses)]
    for column, heading in enumerate(headings):
        style = formats["header"] if column <= _NAME else formats.variant("header", align="center")
        write_text(sheet, HEADER_ROW, column, heading, style)
    rows = [(area.number, area.name, area) for area in point.areas]
    rows.append(("", translate(count_headings.WHOLE_PLAN), sum_counts(point.areas, plan.scale)))
    for row, (number, area, found) in enumerate(rows, start=FIRST_ROW):
        whole = row == FIRST_ROW + len(point.areas)
        write_text(sheet, row, 0, number, formats["sum_name" if whole else "number"])
        write_text(sheet, row, _NAME, area, formats["sum_name" if whole else "one_line"])
        share, count = formats["sum_share" if whole else "share"], formats["sum" if whole else "count"]
        for column in range(_FIRST_POINT, _FIRST_EARLIER - 1):
            sheet.write_blank(row, column, None, share)
        sheet.write_number(row, _FIRST_EARLIER - 1, found.counts.shown_share_done, share)
        for offset, number_of in enumerate(found.counts.by_status.values()):
            sheet.write_number(row, _FIRST_EARLIER + offset, number_of, count)
    return FIRST_ROW + len(rows)


def _write_table(builder: MasterBuilder, sheet: Any, row: int, point: Point, statuses: Sequence[str]) -> None:
    translate, formats = builder.translate, builder.formats
    write_text(sheet, row - 1, 0, translate(phrase("All counts")), formats["heading"])
    sheet.set_row(row, 34)
    before, after = ([translate(c.heading) for c in part] for part in (_LABEL_COLUMNS, _COUNT_COLUMNS))
    headings = [*before, *statuses, *after]
    builder.add_table(sheet, TABLE, headings, row, row + max(len(point.areas), 1))
    for line, area in enumerate(point.areas, start=row + 1):
        write_text(sheet, line, 0, area.number, formats["line"])
        write_text(sheet, line, 1, area.name, formats["line"])
        write_number_or_day(sheet, line, 2, point.day, formats.variant("day", bottom=0))
        write_text(sheet, line, 3, point.round, formats.variant("line", align="center"))
        counts = (area.counts.total, *area.counts.by_status.values(), area.counts.without, area.overdue)
        for column, count in enumerate(counts, start=4):
            sheet.write_number(line, column, count, formats["line_count"])
