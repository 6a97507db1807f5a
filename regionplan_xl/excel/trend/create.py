"""«Utvikling over tid»: the counts at each merge, and the figures that Oversikt draws and compares with."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from regionplan_xl.excel.common.cells import write_text
from regionplan_xl.excel.common.columns import NUMBER, OVER_TIME, OVERVIEW
from regionplan_xl.excel.common.input_rules import letters
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, HEADER_ROW, MasterBuilder
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.overview import blocks as blocks
from regionplan_xl.excel.trend.points import POINTS, Point, counted, share_done
from regionplan_xl.text import Phrase, phrase

TABLE = "OverTime"
"""The table with every count; known by this name wherever people move it."""

TREND = "Trend"
"""The defined name of the first heading of the last points, above the table."""

WHEN, ROUND = phrase("Date"), phrase("Round")
TABLE_HEADINGS = (NUMBER.heading, blocks.AREA, WHEN, ROUND, blocks.MEASURE_COUNT)
"""Those before the statuses; after them come «without status» and «overdue»."""

_NAME, _FIRST_POINT = 1, 2
_FIRST_BEFORE = _FIRST_POINT + POINTS


def short_day(day: date) -> str:
    """A day as the heading of a point."""
    return day.strftime("%d.%m.%y")


def heading_before(status: str) -> Phrase:
    """The heading over how many had a status at the end of the round before."""
    return phrase("Before: {status}", status=status)


def trend_range(builder: MasterBuilder, position: int) -> str:
    """The last points of the area at `position` (from 0; the whole plan comes after the areas)."""
    row = FIRST_ROW + position + 1
    first, last = letters(_FIRST_POINT), letters(_FIRST_BEFORE - 1)
    return f"{quoted_sheet_name(builder.translate(OVER_TIME))}!{first}{row}:{last}{row}"


def before_cell(builder: MasterBuilder, position: int, status: int) -> str:
    """Where it stands how many had the status, counted from 0, at the end of the round before."""
    return f"{quoted_sheet_name(builder.translate(OVER_TIME))}!{letters(_FIRST_BEFORE + status)}{FIRST_ROW + position + 1}"


def write_over_time(builder: MasterBuilder, today: date) -> None:
    """Write the sheet, with how the plan stands today as its first point."""
    translate, plan, formats = builder.translate, builder.plan, builder.formats
    hint = phrase(
        "The counts at each merge; the sheet «{sheet}» draws and compares with them. Not to be edited.",
        sheet=OVERVIEW,
    )
    sheet = builder.sheet(translate(OVER_TIME), title=translate(OVER_TIME), hint=translate(hint))
    point = counted(plan, today, "")
    statuses = [status.label(plan.language) for status in plan.scale.statuses]
    width = _FIRST_BEFORE + len(statuses)
    sheet.set_column(0, 0, NUMBER.width, formats["line"])
    sheet.set_column(_NAME, _NAME, 44, formats["line"])
    # A point's column is a count's further down.
    sheet.set_column(_FIRST_POINT, width - 1, 12, formats["line_count"])
    below = _write_trend(builder, sheet, point, statuses)
    _write_table(builder, sheet, below + 2, point, statuses)
    builder.numbers_are_text(sheet, width - 1)
    sheet.freeze_panes(HEADER_ROW, _FIRST_POINT)


def _write_trend(builder: MasterBuilder, sheet: Any, point: Point, statuses: Sequence[str]) -> int:
    """The last points of each area and what to compare with; the result is the first row below."""
    translate, plan, formats = builder.translate, builder.plan, builder.formats
    sheet.set_row(HEADER_ROW, 34)
    name = quoted_sheet_name(translate(OVER_TIME))
    builder.workbook.define_name(TREND, f"={name}!$A${HEADER_ROW + 1}")
    headings = [
        translate(NUMBER.heading),
        translate(blocks.SHARE_DONE),
        *([""] * (POINTS - 1)),
        short_day(point.day),
    ]
    headings += [translate(heading_before(status)) for status in statuses]
    for column, heading in enumerate(headings):
        style = formats["header"] if column <= _NAME else formats.variant("header", align="center")
        write_text(sheet, HEADER_ROW, column, heading, style)
    rows = [(area, area.number, area.name) for area in point.areas]
    for row, (counts, number, area) in enumerate(
        [*rows, (point.whole, "", translate(blocks.TOTAL))], start=FIRST_ROW
    ):
        whole = row == FIRST_ROW + len(rows)
        write_text(sheet, row, 0, number, formats["sum_name" if whole else "number"])
        write_text(sheet, row, _NAME, area, formats["sum_name" if whole else "one_line"])
        share, count = formats["sum_share" if whole else "share"], formats["sum" if whole else "count"]
        for column in range(_FIRST_POINT, _FIRST_BEFORE - 1):
            sheet.write_blank(row, column, None, share)
        sheet.write_number(row, _FIRST_BEFORE - 1, share_done(plan, counts), share)
        for offset, key in enumerate(plan.scale.keys()):
            sheet.write_number(row, _FIRST_BEFORE + offset, counts.statuses.get(key, 0), count)
    return FIRST_ROW + len(rows) + 1


def _write_table(builder: MasterBuilder, sheet: Any, row: int, point: Point, statuses: Sequence[str]) -> None:
    translate, formats = builder.translate, builder.formats
    write_text(sheet, row - 1, 0, translate(phrase("All counts")), formats["heading"])
    sheet.set_row(row, 34)
    headings = [
        *map(translate, TABLE_HEADINGS),
        *statuses,
        translate(blocks.WITHOUT_STATUS),
        translate(blocks.OVERDUE_COUNT),
    ]
    last = row + max(len(point.areas), 1)
    sheet.add_table(
        row, 0, last, len(headings) - 1,
        {
            "name": TABLE,
            "style": None,
            "columns": [{"header": heading, "header_format": formats["header"]} for heading in headings],
        },
    )  # fmt: skip
    for line, area in enumerate(point.areas, start=row + 1):
        write_text(sheet, line, 0, area.number, formats["line"])
        write_text(sheet, line, 1, area.name, formats["line"])
        sheet.write_datetime(line, 2, datetime.combine(point.day, time()), formats.variant("day", bottom=0))
        write_text(sheet, line, 3, point.round, formats.variant("line", align="center"))
        counts = (area.measures, *area.statuses.values(), area.without, area.overdue)
        for column, count in enumerate(counts, start=4):
            sheet.write_number(line, column, count, formats["line_count"])
