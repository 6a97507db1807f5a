"""Oversikt: what is done, what has changed, what is late, who has answered, on one page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from regionplan_xl.excel.areas.create import column_of, count_measures
from regionplan_xl.excel.common.cell_formats import ACCENT, symbol, with_symbol
from regionplan_xl.excel.common.cells import write_text
from regionplan_xl.excel.common.columns import OVERVIEW
from regionplan_xl.excel.common.input_rules import letters
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_builder import HINT_ROW, TITLE_ROW, MasterBuilder
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.overview import blocks as blocks
from regionplan_xl.excel.overview.blocks import Response
from regionplan_xl.excel.overview.chart import write_chart
from regionplan_xl.excel.overview.layout import FIRST_STATUS, HEADER, MEASURES, NAME, Grid
from regionplan_xl.excel.overview.lists import write_answers, write_overdue
from regionplan_xl.excel.trend.create import before_cell, trend_range
from regionplan_xl.plan.model import FocusArea, Plan
from regionplan_xl.plan.overdue import is_overdue
from regionplan_xl.text import phrase

_ROW_HEIGHT = 21
_HEADLINE = phrase("{done}: {count} of {all} measures  ·  Overdue: {overdue}  ·  Without status: {without}")
_TREND = phrase("Share done over time")


def labels_range(plan: Plan, name: str) -> str:
    """Where the status labels stand, as a validation's list."""
    grid = Grid(plan.scale)
    row = HEADER + 1
    return f"={quoted_sheet_name(name)}!${letters(FIRST_STATUS)}${row}:${letters(grid.without - 1)}${row}"


def write_overview(
    builder: MasterBuilder,
    sheet: Any,
    today: date,
    places: Mapping[str, tuple[str, int]],
    responses: Sequence[Response],
) -> None:
    """Fill the sheet, which has to be the first; `places` is where each measure stands."""
    grid = Grid(builder.plan.scale)
    _set_up(builder, sheet, grid, today)
    last = _write_counts(builder, sheet, grid, today)
    if builder.plan.areas:
        _write_development(builder, sheet, grid, today)
    below = write_chart(builder, sheet, grid, last) if builder.plan.areas else last + 2
    write_answers(builder, sheet, grid, last + 2, responses)
    write_overdue(builder, sheet, grid, below, today, places)
    sheet.activate()
    sheet.set_first_sheet()
    sheet.set_selection(0, 0, 0, 0)


def _set_up(builder: MasterBuilder, sheet: Any, grid: Grid, today: date) -> None:
    formats, translate = builder.formats, builder.translate
    # What a merge adds below takes the column's formats.
    looks = {grid.overdue: "line_link", grid.trend: "line", grid.target: "line"}
    for column in range(grid.target):
        numbers = grid.trend < column
        style = formats[looks.get(column, "line_count" if numbers else "line")]
        sheet.set_column(column, column, grid.width(column), style)
    sheet.set_column(grid.target, grid.target, grid.width(grid.target), formats["line"], {"hidden": True})
    write_text(sheet, TITLE_ROW, 0, builder.plan.name, formats["title"])
    write_text(sheet, HINT_ROW, 0, translate(blocks.as_of(today)), formats["hint"])
    builder.name_cell(blocks.AS_OF, translate(OVERVIEW), HINT_ROW, 0)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(HINT_ROW + 1, 0)
    builder.numbers_are_text(sheet, grid.target)


def _write_counts(builder: MasterBuilder, sheet: Any, grid: Grid, today: date) -> int:
    """The table of counts; the result is its last row."""
    formats, translate, plan = builder.formats, builder.translate, builder.plan
    labels = [status.label(plan.language) for status in plan.scale.statuses]
    tall = height([(f"○ {label}", grid.width(grid.right)) for label in labels], bold=True, least=36)
    sheet.set_row(HEADER, tall)
    write_text(sheet, HEADER, 0, "", formats["header"])
    for column, heading in (
        (NAME, blocks.AREA),
        (MEASURES, blocks.MEASURE_COUNT),
        (grid.without, blocks.WITHOUT_STATUS),
        (grid.share, blocks.SHARE_DONE),
        (grid.overdue, blocks.OVERDUE_COUNT),
    ):
        style = formats["header"] if column == NAME else formats.variant("header", align="center")
        write_text(sheet, HEADER, column, translate(heading), style)
    for index, label in enumerate(labels):
        write_text(sheet, HEADER, FIRST_STATUS + index, label, _status_heading(builder, index))

    row = HEADER
    sums: Counter[int] = Counter()
    for position, area in enumerate(plan.areas, start=1):
        row += 1
        link = f"Area_{position}"
        builder.name_cell(link, area.sheet, 0, 0)
        sheet.set_row(row, _ROW_HEIGHT)
        write_text(sheet, row, 0, area.number, formats.variant("number", valign="vcenter"))
        # To a defined name, which follows a sheet that is renamed or moved.
        tip = translate(phrase("Go to the sheet"))
        style = formats.variant("link", valign="vcenter", text_wrap=False)
        sheet.write_url(row, NAME, f"internal:{link}", style, area.name[:32_767], tip)
        sums.update(_write_area_counts(builder, sheet, grid, row, area, today))
    if not plan.areas:
        return row
    _write_sums(builder, sheet, grid, row + 1, sums)
    _write_headline(builder, sheet, grid, row + 1, sums)
    builder.mark_headings(translate(OVERVIEW), 1, (HEADER, 0), (row + 1, grid.overdue))
    return row + 1


def _status_heading(builder: MasterBuilder, index: int) -> Any:
    status = builder.plan.scale.statuses[index]
    shape = with_symbol(symbol(builder.plan.scale, status.key))
    return builder.formats.filled("header", status.colour, align="center", num_format=shape)


def _write_area_counts(
    builder: MasterBuilder, sheet: Any, grid: Grid, row: int, area: FocusArea, today: date
) -> Counter[int]:
    formats, scale = builder.formats, builder.plan.scale
    count = formats["count"]
    reported = Counter(m.report.status for m in area.measures)
    values: Counter[int] = Counter({MEASURES: len(area.measures)})
    sheet.write_formula(row, MEASURES, f"={count_measures(area)}", count, values[MEASURES])
    for index, key in enumerate(scale.keys()):
        column = FIRST_STATUS + index
        values[column] = reported[key]
        formula = f"=COUNTIF({column_of(area, 'status')},{letters(column)}${HEADER + 1})"
        sheet.write_formula(row, column, formula, count, values[column])
    values[grid.without] = reported[None]
    values[grid.overdue] = sum(1 for m in area.measures if is_overdue(m, scale, today))
    _write_derived(sheet, grid, row, values, count, formats["share"])
    sheet.write_number(row, grid.overdue, values[grid.overdue], count)
    return values


def _write_sums(builder: MasterBuilder, sheet: Any, grid: Grid, row: int, sums: Counter[int]) -> None:
    formats = builder.formats
    sheet.set_row(row, _ROW_HEIGHT)
    write_text(sheet, row, 0, "", formats["sum_name"])
    write_text(sheet, row, NAME, builder.translate(blocks.TOTAL), formats["sum_name"])
    for column in (*range(MEASURES, grid.without), grid.overdue):
        cells = f"{letters(column)}{HEADER + 2}:{letters(column)}{row}"
        sheet.write_formula(row, column, f"=SUM({cells})", formats["sum"], sums[column])
    _write_derived(sheet, grid, row, sums, formats["sum"], formats["sum_share"])


def _write_derived(
    sheet: Any, grid: Grid, row: int, values: Mapping[int, int], count: Any, share: Any
) -> None:
    """Without status, and the share that is done."""

    def cell(column: int) -> str:
        return f"{letters(column)}{row + 1}"

    total, done = cell(MEASURES), cell(grid.done)
    reported = f"SUM({cell(FIRST_STATUS)}:{cell(grid.without - 1)})"
    sheet.write_formula(row, grid.without, f"={total}-{reported}", count, values[grid.without])
    ratio = values[grid.done] / values[MEASURES] if values[MEASURES] else 0
    sheet.write_formula(row, grid.share, f"=IF({total}=0,0,{done}/{total})", share, ratio)


def _write_headline(
    builder: MasterBuilder, sheet: Any, grid: Grid, sums_row: int, sums: Counter[int]
) -> None:
    """The plan in one line, from the sums below it."""
    columns = {"count": grid.done, "all": MEASURES, "overdue": grid.overdue, "without": grid.without}
    done = builder.plan.scale.statuses[grid.done - FIRST_STATUS].label(builder.plan.language)
    values: dict[str, object] = {name: sums[column] for name, column in columns.items()}
    text = builder.translate(phrase(_HEADLINE.template, done=done, **values))
    marked = builder.translate(
        phrase(_HEADLINE.template, done=done, **{name: f"\0{name}\0" for name in columns})
    )
    pieces = [
        f"{letters(columns[piece])}{sums_row + 1}" if index % 2 else '"' + piece.replace('"', '""') + '"'
        for index, piece in enumerate(marked.split("\0"))
        if piece
    ]
    sheet.set_row(HEADER - 1, 24)
    sheet.write_formula(HEADER - 1, 0, "=" + "&".join(pieces), builder.formats["headline"], text)


def _write_development(builder: MasterBuilder, sheet: Any, grid: Grid, today: date) -> None:
    """A sparkline per area, and how many more or fewer have each status than at the end of the round before."""
    formats, translate, plan = builder.formats, builder.translate, builder.plan
    write_text(sheet, HEADER - 1, grid.trend, translate(blocks.change_since(today)), formats["heading"])
    builder.name_cell(blocks.CHANGE_SINCE, translate(OVERVIEW), HEADER - 1, grid.trend)
    write_text(sheet, HEADER, grid.trend, translate(_TREND), formats["header"])
    statuses = range(len(plan.scale.statuses))
    for index in statuses:
        label = plan.scale.statuses[index].label(plan.language)
        write_text(sheet, HEADER, grid.trend + 1 + index, label, _status_heading(builder, index))
    rows = range(len(plan.areas) + 1)
    for position in rows:
        row = HEADER + 1 + position
        whole = position == len(plan.areas)
        sheet.write_blank(row, grid.trend, None, formats["sum_name" if whole else "text"])
        for index in statuses:
            now = f"{letters(FIRST_STATUS + index)}{row + 1}"
            formula = f"={now}-{before_cell(builder, position, index)}"
            style = formats["sum_change" if whole else "change"]
            sheet.write_formula(row, grid.trend + 1 + index, formula, style, 0)
    first = f"{letters(grid.trend)}{HEADER + 2}"
    sheet.add_sparkline(
        first,
        {
            "location": [f"{letters(grid.trend)}{HEADER + 2 + position}" for position in rows],
            "range": [trend_range(builder, position) for position in rows],
            "type": "column",
            "min": 0,
            "max": 1,
            "series_color": ACCENT,
            "show_hidden": True,
        },
    )
    builder.mark_headings(
        translate(OVERVIEW), 2, (HEADER, grid.trend), (HEADER + len(rows), grid.trend + len(statuses))
    )
