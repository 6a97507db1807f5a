"""The chart of Oversikt: a bar per area, divided by status."""

from typing import Any

from regionplan_xl.colour import text_colour
from regionplan_xl.excel.common.cell_formats import UNREAD, UNREPORTED, status_symbol, with_symbol
from regionplan_xl.excel.common.cells import write_text
from regionplan_xl.excel.common.columns import OVERVIEW
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.overview.layout import FIRST_STATUS, HEADER, LINE, NAME, OverviewColumns
from regionplan_xl.text import phrase

_PIXELS_PER_POINT = 96 / 72
_EDGE = "#8C8C8C"


def write_chart(builder: MasterBuilder, sheet: Any, at: OverviewColumns, last: int) -> int:
    """Draw the chart below the last row of the counts, `last`; return the first row below the chart."""
    translate, plan = builder.translate, builder.plan
    chart = builder.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    name, first = translate(OVERVIEW), HEADER + 1
    # Each part of a bar shows its symbol, for colour-blind readers.
    parts = [(status.colour, status_symbol(plan.scale, status.key)) for status in plan.scale.statuses]
    parts += [(UNREPORTED, ""), (UNREAD, "?")]
    for index, (colour, shape) in enumerate(parts):
        column = FIRST_STATUS + index
        chart.add_series(
            {
                "name": [name, HEADER, column],
                "categories": [name, first, NAME, last - 1, NAME],
                "values": [name, first, column, last - 1, column],
                "fill": {"color": colour},
                "border": {"color": "#FFFFFF" if colour != UNREPORTED else _EDGE, "width": 0.75},
                "gap": 40,
                # The third section of the number format hides zeros.
                "data_labels": {
                    "value": True,
                    "num_format": with_symbol(shape, "0;;;") if shape else "0;;;",
                    "font": {"color": text_colour(colour), "size": 11},
                },
            }
        )
    font = {"size": 11, "color": "#000000"}
    title = translate(phrase("Measures by status"))
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_chartarea({"border": {"none": True}})
    tall = max(180, 80 + 26 * len(plan.areas))
    width = round(at.total_width(range(at.overdue + 1)) * 7 + (at.overdue + 1) * 5)
    chart.set_size({"width": width, "height": tall})
    top = last + 2
    rows = -(-tall // round(LINE * _PIXELS_PER_POINT)) + 1
    for row in range(top, top + rows):
        sheet.set_row(row, LINE)
    write_text(sheet, top, 0, "", builder.formats["line"])
    sheet.insert_chart(
        top, 0, chart,
        {"object_position": 2, "description": translate(_DESCRIPTION), "x_offset": 2, "y_offset": 2},
    )  # fmt: skip
    return top + rows


_DESCRIPTION = phrase(
    "Bars: for each focus area, how many measures have each status. The table above has the same figures."
)
