"""The lists of Oversikt that grow and shrink: overdue measures, and who has answered."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from regionplan_xl.excel.common.cell_formats import RULE, with_symbol
from regionplan_xl.excel.common.cells import write_text
from regionplan_xl.excel.common.columns import OVERVIEW
from regionplan_xl.excel.common.input_rules import letters
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.overview import blocks as blocks
from regionplan_xl.excel.overview.blocks import OverdueRow, Response
from regionplan_xl.excel.overview.layout import LINE, NAME, Grid
from regionplan_xl.text import phrase

# Links are formulas, which no merge can add: some to spare, but more would print empty pages.
_SPARE_LINKS = 40
_ROOM = 250
"""Rows that get a thin line below them as soon as something stands there."""


def write_overdue(
    builder: MasterBuilder,
    sheet: Any,
    grid: Grid,
    row: int,
    today: date,
    places: Mapping[str, tuple[str, int]],
) -> None:
    """Write what is overdue from `row` on, a line each."""
    formats, translate = builder.formats, builder.translate
    rows = blocks.overdue_rows(
        builder.plan, today, places,
        room=grid.room(range(NAME, grid.timeframe)),
        room_for_names=grid.room(range(grid.responsible, grid.overdue)),
    )  # fmt: skip
    write_text(sheet, row, 0, translate(blocks.OVERDUE_HEADING), formats["heading"])
    write_text(
        sheet, row, grid.timeframe - 2, translate(blocks.overdue_note(builder.plan, today)), formats["hint"]
    )
    builder.name_cell(blocks.OVERDUE_NOTE_CELL, translate(OVERVIEW), row, grid.timeframe - 2)
    sheet.set_row(row, LINE)
    headings = {
        0: phrase("No."), NAME: phrase("Measure"), grid.timeframe: phrase("Timeframe"),
        grid.responsible: phrase("Responsible"), grid.overdue: blocks.GO_TO, grid.target: blocks.TARGET,
    }  # fmt: skip
    row += 1
    sheet.set_row(row, LINE)
    for column in (*range(grid.overdue + 1), grid.target):
        style = formats.variant("header", align="center") if column == grid.overdue else formats["header"]
        write_text(sheet, row, column, translate(headings[column]) if column in headings else "", style)
    builder.mark_headings(translate(OVERVIEW), 3, (row, 0), (row + _ROOM, grid.overdue))
    row += 1
    for line in range(row, row + max(len(rows), 1) + _SPARE_LINKS):
        sheet.set_row(line, LINE)
    _write_links(builder, sheet, grid, row, rows)
    for line, late in enumerate(rows, start=row):
        for column, text in (
            (0, late.number),
            (NAME, late.text),
            (grid.timeframe, late.timeframe),
            (grid.responsible, late.responsible),
            (grid.target, late.target),
        ):
            if text:
                write_text(sheet, line, column, text, formats["line"])
    _rule_lines(builder, sheet, (row, 0), grid.overdue, f"$A{row + 1}&$B{row + 1}")


def _write_links(
    builder: MasterBuilder, sheet: Any, grid: Grid, row: int, rows: Sequence[OverdueRow]
) -> None:
    """A link per line, with some to spare: it follows the target cell, which a merge rewrites."""
    word = builder.translate(blocks.GO_TO)
    quoted_word = word.replace('"', '""')
    targets = [late.target for late in rows] + [""] * _SPARE_LINKS
    for line, target in enumerate(targets, start=row):
        cell = f"{letters(grid.target)}{line + 1}"
        formula = f'=IF({cell}="","",HYPERLINK("#"&{cell},"{quoted_word}"))'
        sheet.write_formula(line, grid.overdue, formula, builder.formats["line_link"], word if target else "")


def write_answers(
    builder: MasterBuilder, sheet: Any, grid: Grid, row: int, responses: Sequence[Response]
) -> None:
    """Write who has answered from `row` on, those who have not first."""
    formats, translate = builder.formats, builder.translate
    write_text(sheet, row, grid.trend, translate(blocks.ANSWERS_HEADING), formats["heading"])
    write_text(sheet, row, grid.trend + 1, translate(blocks.answers_note(responses)), formats["hint"])
    builder.name_cell(blocks.ANSWERS_NOTE_CELL, translate(OVERVIEW), row, grid.trend + 1)
    row += 1
    for offset, heading in enumerate(blocks.ANSWER_COLUMNS):
        style = formats.variant("header", align="center", text_wrap=False) if offset else formats["header"]
        write_text(sheet, row, grid.trend + offset, translate(heading), style)
    last = grid.trend + len(blocks.ANSWER_COLUMNS) - 1
    builder.mark_headings(translate(OVERVIEW), 4, (row, grid.trend), (row + _ROOM, last))
    row += 1
    for line, response in enumerate(blocks.sorted_responses(responses), start=row):
        write_text(sheet, line, grid.trend, response.actor, formats["line"])
        for offset, number in enumerate((response.sent, response.answered, response.open), start=1):
            sheet.write_number(line, grid.trend + offset, number, formats["line_count"])
    actor, answered, left = (f"${letters(grid.trend + offset)}{row + 1}" for offset in (0, 2, 3))
    for shape, condition in (
        ("○", f'AND({actor}<>"",{answered}=0)'),
        ("◐", f'AND({actor}<>"",{answered}>0,{left}>0)'),
        ("●", f'AND({actor}<>"",{answered}>0,{left}=0)'),
    ):
        sheet.conditional_format(
            row, grid.trend, row + _ROOM, grid.trend,
            {
                "type": "formula",
                "criteria": f"={condition}",
                # The line too: some programs lay only the first rule that holds over a cell.
                "format": formats.overlay(
                    num_format=with_symbol(shape), bottom=1, bottom_color=RULE
                ),
            },
        )  # fmt: skip
    _rule_lines(builder, sheet, (row, grid.trend + 1), last, actor)


def _rule_lines(builder: MasterBuilder, sheet: Any, first: tuple[int, int], last: int, filled: str) -> None:
    """A thin line below every row that is filled, and none below those to spare."""
    line = builder.formats.overlay(bottom=1, bottom_color=RULE)
    rule = {"type": "formula", "criteria": f'={filled}<>""', "format": line}
    sheet.conditional_format(first[0], first[1], first[0] + _ROOM, last, rule)
