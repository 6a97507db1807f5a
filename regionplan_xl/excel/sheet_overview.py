"""Oversikt: what is done, what is late, who has answered, on one page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from regionplan_xl.excel import overview_blocks as blocks
from regionplan_xl.excel.answer_cells import letters
from regionplan_xl.excel.cells import put
from regionplan_xl.excel.frame import HINT_ROW, TITLE_ROW, Making
from regionplan_xl.excel.layout import OVERVIEW
from regionplan_xl.excel.look import UNREPORTED, ink
from regionplan_xl.excel.overview_blocks import OverdueRow, Response
from regionplan_xl.excel.row_height import height
from regionplan_xl.excel.sheet_area import column_of, count_measures
from regionplan_xl.excel.sheet_names import quoted
from regionplan_xl.plan.model import FocusArea, Plan
from regionplan_xl.plan.overdue import done_key, is_overdue
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import say

HEADER = 3
"""The row of the counts' headings (from 0): the status labels stand there, and the counts refer to them."""

_NAME, _MEASURES, _FIRST_STATUS = 1, 2, 3
_PIXELS_PER_ROW = 20
# More would print empty pages: a formula that shows nothing still counts as content.
_SPARE_LINKS = 15
_ROW_HEIGHT = 20
_NAME_WIDTH = 46.0


@dataclass(frozen=True)
class _Grid:
    """Which column holds what (from 0), for a scale of any length."""

    scale: Scale

    @cached_property
    def without(self) -> int:
        return _FIRST_STATUS + len(self.scale.statuses)

    @property
    def done(self) -> int:
        return _FIRST_STATUS + self.scale.keys().index(done_key(self.scale))

    @property
    def share(self) -> int:
        return self.without + 1

    @property
    def overdue(self) -> int:
        return self.without + 2

    @property
    def answers(self) -> int:
        return self.without + 4

    @property
    def target(self) -> int:
        return self.answers + len(blocks.ANSWER_COLUMNS)


def labels_range(plan: Plan, name: str) -> str:
    """Where the status labels stand, as a validation's list."""
    grid = _Grid(plan.scale)
    row = HEADER + 1
    return f"={quoted(name)}!${letters(_FIRST_STATUS)}${row}:${letters(grid.without - 1)}${row}"


def write_overview(
    making: Making,
    sheet: Any,
    today: date,
    places: Mapping[str, tuple[str, int]],
    responses: Sequence[Response],
) -> None:
    """Fill the sheet, which has to be the first; `places` is where each measure stands."""
    grid = _Grid(making.plan.scale)
    _set_up(making, sheet, grid, today)
    last = _write_counts(making, sheet, grid, today)
    below = _write_chart(making, sheet, grid, last) if making.plan.areas else last + 1
    _write_overdue(making, sheet, grid, below, blocks.overdue_rows(making.plan, today, places))
    _write_answers(making, sheet, grid, responses)
    sheet.activate()
    sheet.set_first_sheet()
    sheet.set_selection(0, 0, 0, 0)


def _set_up(making: Making, sheet: Any, grid: _Grid, today: date) -> None:
    look, said = making.look, making.said
    widths = {0: 8.0, _NAME: _NAME_WIDTH, grid.answers - 1: 3.0, grid.answers: 30.0}
    for column in range(grid.target):
        width = widths.get(column, 13.0)
        sheet.set_column(column, column, width)
    sheet.set_column(grid.target, grid.target, 30, None, {"hidden": True})
    put(sheet, TITLE_ROW, 0, making.plan.name, look["title"])
    put(sheet, HINT_ROW, 0, said(blocks.as_of(today)), look["hint"])
    name = quoted(said(OVERVIEW))
    making.workbook.define_name("AsOf", f"={name}!$A${HINT_ROW + 1}")
    sheet.hide_gridlines(2)
    sheet.freeze_panes(HINT_ROW + 1, 0)
    making.numbers_are_text(sheet, grid.target)


def _write_counts(making: Making, sheet: Any, grid: _Grid, today: date) -> int:
    """The table of counts; the result is its last row."""
    look, said, plan = making.look, making.said, making.plan
    sheet.set_row(HEADER, 34)
    put(sheet, HEADER, 0, "", look["header"])
    for column, heading in (
        (_NAME, blocks.AREA),
        (_MEASURES, blocks.MEASURE_COUNT),
        (grid.without, blocks.WITHOUT_STATUS),
        (grid.share, blocks.SHARE_DONE),
        (grid.overdue, blocks.OVERDUE_COUNT),
    ):
        style = look["header"] if column == _NAME else look.of("header", align="center")
        put(sheet, HEADER, column, said(heading), style)
    for index, status in enumerate(plan.scale.statuses):
        style = look.painted("header", status.colour, align="center")
        put(sheet, HEADER, _FIRST_STATUS + index, status.label(plan.language), style)

    row = HEADER
    sums: Counter[int] = Counter()
    for position, area in enumerate(plan.areas, start=1):
        row += 1
        link = f"Area_{position}"
        making.workbook.define_name(link, f"={quoted(area.sheet)}!$A$1")
        sheet.set_row(row, _ROW_HEIGHT)
        put(sheet, row, 0, area.number, look.of("number", valign="vcenter"))
        # To a defined name, which follows a sheet that is renamed or moved.
        tip = said(say("Go to the sheet"))
        sheet.write_url(
            row, _NAME, f"internal:{link}", look.of("link", valign="vcenter"), area.name[:32_767], tip
        )
        sums.update(_write_area_counts(making, sheet, grid, row, area, today))
    return _write_sums(making, sheet, grid, row + 1, sums) if plan.areas else row


def _write_area_counts(
    making: Making, sheet: Any, grid: _Grid, row: int, area: FocusArea, today: date
) -> Counter[int]:
    look, scale = making.look, making.plan.scale
    count = look["count"]
    reported = Counter(m.report.status for m in area.measures)
    values: Counter[int] = Counter({_MEASURES: len(area.measures)})
    sheet.write_formula(row, _MEASURES, f"={count_measures(area)}", count, values[_MEASURES])
    for index, key in enumerate(scale.keys()):
        column = _FIRST_STATUS + index
        values[column] = reported[key]
        formula = f"=COUNTIF({column_of(area, 'status')},{letters(column)}${HEADER + 1})"
        sheet.write_formula(row, column, formula, count, values[column])
    values[grid.without] = reported[None]
    values[grid.overdue] = sum(1 for m in area.measures if is_overdue(m, scale, today))
    _write_derived(sheet, grid, row, values, count, look["share"])
    sheet.write_number(row, grid.overdue, values[grid.overdue], count)
    return values


def _write_sums(making: Making, sheet: Any, grid: _Grid, row: int, sums: Counter[int]) -> int:
    look = making.look
    sheet.set_row(row, _ROW_HEIGHT)
    put(sheet, row, 0, "", look["sum_name"])
    put(sheet, row, _NAME, making.said(blocks.TOTAL), look["sum_name"])
    for column in (*range(_MEASURES, grid.without), grid.overdue):
        cells = f"{letters(column)}{HEADER + 2}:{letters(column)}{row}"
        sheet.write_formula(row, column, f"=SUM({cells})", look["sum"], sums[column])
    _write_derived(sheet, grid, row, sums, look["sum"], look["sum_share"])
    return row


def _write_derived(
    sheet: Any, grid: _Grid, row: int, values: Mapping[int, int], count: Any, share: Any
) -> None:
    """Without status, and the share that is done."""

    def cell(column: int) -> str:
        return f"{letters(column)}{row + 1}"

    total, done = cell(_MEASURES), cell(grid.done)
    reported = f"SUM({cell(_FIRST_STATUS)}:{cell(grid.without - 1)})"
    sheet.write_formula(row, grid.without, f"={total}-{reported}", count, values[grid.without])
    ratio = values[grid.done] / values[_MEASURES] if values[_MEASURES] else 0
    sheet.write_formula(row, grid.share, f"=IF({total}=0,0,{done}/{total})", share, ratio)


def _write_chart(making: Making, sheet: Any, grid: _Grid, last: int) -> int:
    """A bar per area, split by status; the result is the first row below it."""
    said, plan = making.said, making.plan
    areas = len(plan.areas)
    chart = making.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    name, first = said(OVERVIEW), HEADER + 1
    colours = [status.colour for status in plan.scale.statuses] + [UNREPORTED]
    for index, colour in enumerate(colours):
        column = _FIRST_STATUS + index
        chart.add_series(
            {
                "name": [name, HEADER, column],
                "categories": [name, first, _NAME, last - 1, _NAME],
                "values": [name, first, column, last - 1, column],
                "fill": {"color": colour},
                "border": {"color": "#FFFFFF" if colour != UNREPORTED else "#A6A6A6", "width": 0.75},
                "gap": 45,
                # The third part of the number format hides noughts.
                "data_labels": {
                    "value": True,
                    "num_format": "0;;;",
                    "font": {"color": ink(colour), "size": 10},
                },
            }
        )
    font = {"size": 10, "color": "#000000"}
    chart.set_title({"name": said(say("Measures by status")), "name_font": {"size": 13}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_chartarea({"border": {"none": True}})
    tall = max(200, 90 + 32 * areas)
    width = round(sum((8, 46)) * 7 + (grid.overdue - _NAME) * (13 * 7 + 5) + 10)
    chart.set_size({"width": width, "height": tall})
    top = last + 2
    sheet.insert_chart(
        top, 0, chart,
        {"object_position": 2, "description": _described(making), "x_offset": 2, "y_offset": 2},
    )  # fmt: skip
    return top + tall // _PIXELS_PER_ROW + 2


def _described(making: Making) -> str:
    phrase = say(
        "Bars: for each focus area, how many measures have each status. The table above has the same figures."
    )
    return making.said(phrase)


def _write_overdue(making: Making, sheet: Any, grid: _Grid, row: int, rows: Sequence[OverdueRow]) -> None:
    look, said = making.look, making.said
    put(sheet, row, 0, said(blocks.OVERDUE_HEADING), look["heading"])
    if not rows:
        put(sheet, row, _MEASURES, said(blocks.NOTHING_OVERDUE), look["hint"])
    sheet.set_row(row, 24)
    row += 1
    headings = {
        0: say("No."), _NAME: say("Measure"), _MEASURES: say("Timeframe"), _FIRST_STATUS: say("Responsible"),
        grid.overdue: blocks.GO_TO, grid.target: blocks.TARGET,
    }  # fmt: skip
    for column in (*range(grid.overdue + 1), grid.target):
        put(sheet, row, column, said(headings[column]) if column in headings else "", look["header"])
    row += 1
    _write_links(making, sheet, grid, row, rows)
    for line, late in enumerate(rows, start=row):
        sheet.set_row(line, height([(late.text, _NAME_WIDTH)]))
        put(sheet, line, 0, late.number, look["number"])
        put(sheet, line, _NAME, late.text, look["text"])
        put(sheet, line, _MEASURES, late.timeframe, look["number"])
        put(sheet, line, _FIRST_STATUS, late.responsible, look["one_line"])
        for column in range(_FIRST_STATUS + 1, grid.overdue):
            put(sheet, line, column, "", look["one_line"])
        put(sheet, line, grid.target, late.target, look["one_line"])


def _write_links(making: Making, sheet: Any, grid: _Grid, row: int, rows: Sequence[OverdueRow]) -> None:
    """A link per line, with some to spare: it follows the target cell, which a merge rewrites."""
    word = making.said(blocks.GO_TO)
    quoted_word = word.replace('"', '""')
    targets = [late.target for late in rows] + [""] * _SPARE_LINKS
    for line, target in enumerate(targets, start=row):
        cell = f"{letters(grid.target)}{line + 1}"
        formula = f'=IF({cell}="","",HYPERLINK("#"&{cell},"{quoted_word}"))'
        present = line < row + len(rows)
        style = making.look["link"] if present else making.look.of("link", bottom=0)
        sheet.write_formula(line, grid.overdue, formula, style, word if target else "")


def _write_answers(making: Making, sheet: Any, grid: _Grid, responses: Sequence[Response]) -> None:
    look, said = making.look, making.said
    put(sheet, HEADER - 1, grid.answers, said(blocks.ANSWERS_HEADING), look["heading"])
    for offset, heading in enumerate(blocks.ANSWER_COLUMNS):
        style = look.of("header", align="center") if offset else look["header"]
        put(sheet, HEADER, grid.answers + offset, said(heading), style)
    if not responses:
        put(sheet, HEADER - 1, grid.answers + 1, said(blocks.NOBODY_ASKED), look["hint"])
    for row, response in enumerate(blocks.sorted_responses(responses), start=HEADER + 1):
        put(sheet, row, grid.answers, response.actor, look.of("one_line", valign="vcenter"))
        for offset, number in enumerate((response.sent, response.answered, response.open), start=1):
            sheet.write_number(row, grid.answers + offset, number, look["count"])
