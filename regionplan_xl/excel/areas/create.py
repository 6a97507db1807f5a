"""Create the sheet of a focus area: a band per goal, a row per measure."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from regionplan_xl.excel.common.cell_formats import WAITING
from regionplan_xl.excel.common.cells import write_number_or_day, write_text
from regionplan_xl.excel.common.columns import MEASURE_COLUMNS, WAITING_MEASURES
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_builder import (
    FIRST_ROW,
    HEADER_ROW,
    MasterBuilder,
    last_prepared_row,
    print_columns,
)
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.model import FocusArea, Goal, Measure
from regionplan_xl.plan.own_columns import BY_HEADING, REMARK_KINDS
from regionplan_xl.text import phrase

_AT = {column.key: index for index, column in enumerate(MEASURE_COLUMNS)}
_WIDTHS = {column.key: column.width for column in MEASURE_COLUMNS}
_STYLES = {
    "number": "number", "timeframe": "number", "progress": "progress",
    "expected": "day", "reported_on": "day", "id": "number",
}  # fmt: skip
_LAST = len(MEASURE_COLUMNS) - 1
_OWN_WIDTH = 18.0  # characters, of the secretariat's own column
# A goal's text overflows into the empty cells to its right; a longer one is wrapped.
_LONGEST_UNWRAPPED = 200


def write_area(builder: MasterBuilder, area: FocusArea) -> None:
    """Write the sheet of `area`."""
    hint = phrase(
        "A row per measure under its goal. Choose the status from the list; "
        "you may add rows and columns, move them, sort and filter."
    )
    sheet = builder.add_sheet(area.sheet, title=area.number, subject=area.name, hint=hint)
    builder.set_columns(sheet, MEASURE_COLUMNS, _STYLES)
    builder.write_header(sheet, MEASURE_COLUMNS)
    own = {heading: _LAST + 1 + at for at, heading in enumerate(own_headings(area))}
    _head_own_columns(builder, sheet, own)
    sheet.outline_settings(symbols_below=False)

    row = FIRST_ROW
    for goal in area.goals:
        _write_goal(builder, sheet, row, goal)
        row += 1
        for measure in goal.measures:
            _write_measure(builder, sheet, row, measure, own)
            row += 1

    last = max(row - 1, FIRST_ROW)
    end = last_prepared_row(last)
    builder.answers.status(sheet, FIRST_ROW, end, _AT["status"])
    builder.answers.progress(sheet, FIRST_ROW, end, _AT["progress"])
    builder.answers.expected(sheet, FIRST_ROW, end, _AT["expected"])
    _mark_waiting(builder, sheet, end)
    builder.numbers_are_text(sheet, _LAST + len(own))
    sheet.autofilter(HEADER_ROW, 0, last, _LAST + len(own))
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.repeat_rows(HEADER_ROW)
    print_columns(sheet, _AT["comment"])
    builder.mark_headings(area.sheet, 1, (HEADER_ROW, 0), (end, _LAST - 1))


def _mark_waiting(builder: MasterBuilder, sheet: Any, end: int) -> None:
    """Colour number and text of each measure with an open question on Konfliktar."""
    own_id = f"${column_letters(_AT['id'] + 1)}{FIRST_ROW + 1}"
    rule = {
        "type": "formula",
        "criteria": f'=AND({own_id}<>"",ISNUMBER(MATCH({own_id},{WAITING_MEASURES},0)))',
        "format": builder.formats.overlay(bg_color=WAITING, bold=True),
    }
    sheet.conditional_format(FIRST_ROW, _AT["number"], end, _AT["text"], rule)


def _write_goal(builder: MasterBuilder, sheet: Any, row: int, goal: Goal) -> None:
    long = len(goal.text) > _LONGEST_UNWRAPPED or "\n" in goal.text
    band = builder.formats["wrapped_band" if long else "band"]
    for column in range(_LAST + 1):
        sheet.write_blank(row, column, None, band)
    write_text(sheet, row, _AT["number"], goal.number, band)
    write_text(sheet, row, _AT["text"], goal.text, band)
    write_text(sheet, row, _AT["id"], goal.id, builder.formats["band"])
    cells = [(goal.text, _WIDTHS["text"])] if long else []
    sheet.set_row(row, height(cells, bold=True, least=22))


def own_headings(area: FocusArea) -> tuple[str, ...]:
    """Return the headings of the area's own columns, to the right of ours.

    They are in an order that agrees with every measure, as far as possible.
    """
    found = dict.fromkeys(tuple(heading for heading, _ in measure.own) for measure in area.measures)
    before: dict[str, dict[str, None]] = {}
    for headings in found:
        for at, heading in enumerate(headings):
            before.setdefault(heading, {}).update(dict.fromkeys(headings[max(at - 1, 0) : at]))
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError:
        return tuple(before)


def _head_own_columns(builder: MasterBuilder, sheet: Any, own: Mapping[str, int]) -> None:
    for heading, column in own.items():
        style = builder.formats.variant("text", bottom=0)
        sheet.set_column(column, column, _OWN_WIDTH, style)
        known = BY_HEADING.get(heading)
        shown = builder.translate(known.heading) if known else heading
        write_text(sheet, HEADER_ROW, column, shown, builder.formats["header"])


def _write_measure(
    builder: MasterBuilder, sheet: Any, row: int, measure: Measure, own: Mapping[str, int]
) -> None:
    formats, plan = builder.formats, builder.plan
    report = measure.report
    texts = {
        "number": measure.number,
        "text": measure.text,
        "timeframe": measure.timeframe.written,
        "responsible": ", ".join(measure.responsible),
        "involved": ", ".join(measure.involved),
        "status": plan.scale[report.status].label(plan.language) if report.status else "",
        "comment": report.comment,
        "reported_by": measure.reported_by,
        "remark": measure.remark,
        "id": measure.id,
    }
    fitted = height(
        (
            *((text, _WIDTHS[key]) for key, text in texts.items() if _WIDTHS[key]),
            *((text, _OWN_WIDTH) for _, text in measure.own),
        )
    )
    sheet.set_row(row, fitted, None, {"level": 1})
    for key, text in texts.items():
        write_text(sheet, row, _AT[key], text, formats[_STYLES.get(key, "text")])
    for heading, text in measure.own:
        # Remark kinds from an import are stored in English.
        words = text.split(", ") if heading == str(REMARK_KINDS.heading) else []
        shown = ", ".join(builder.translate(phrase(word)) for word in words) or text
        write_text(sheet, row, own[heading], shown, formats["text"])
    write_number_or_day(sheet, row, _AT["progress"], report.progress, formats["progress"])
    write_number_or_day(sheet, row, _AT["expected"], report.expected, formats["day"])
    write_number_or_day(sheet, row, _AT["reported_on"], measure.reported_on, formats["day"])
