"""The template of an actor's workbook, per language and scale: everything but what one actor is sent."""

import io
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook

from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.guide_sheet import ALLOWED, set_up_page, write_guide
from regionplan_xl.excel.common import actor_marks, columns
from regionplan_xl.excel.common.cell_formats import QUIET, CellFormats
from regionplan_xl.excel.common.input_rules import AnswerCells, fits_inline
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

_WIDTH = len(layout.COLUMNS)
_ANSWERS = tuple(column.key for column in columns.ANSWERABLE)


@lru_cache(maxsize=16)
def render_template(language: str, scale: Scale) -> bytes:
    """A workbook with guide, headings, rules and one pattern row of each kind; `render_actor_workbook` fills it in.

    Made once per language and scale in a process, the same bytes each time.
    """
    out = io.BytesIO()
    translate = catalog(language)
    with Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        workbook.set_properties(
            {
                "title": layout.PLACEHOLDER_TITLE,
                "author": layout.PLACEHOLDER_CREATOR,
                "created": datetime(2025, 1, 1, tzinfo=UTC),
            }
        )
        workbook.set_custom_property(actor_marks.CODE_PROPERTY, layout.PLACEHOLDER_CODE)
        formats = CellFormats(workbook, language)
        guide = workbook.add_worksheet(translate(columns.GUIDE))
        measures = workbook.add_worksheet(translate(columns.MEASURES))
        proposals = workbook.add_worksheet(translate(columns.PROPOSALS))
        choices = write_guide(guide, formats, translate, scale)
        _write_measures(measures, formats, translate, scale, choices)
        _write_proposals(proposals, formats, translate)
        workbook.calc_on_load = False  # there is no formula, and closing should not ask whether to save
    return _finished(out.getvalue())


def _finished(workbook: bytes) -> bytes:
    """Without the claim to be Excel's own: LibreOffice then trusts its row heights, and there are none."""
    package = Package.open(workbook)
    part = package.workbook_part
    out = io.BytesIO()
    package.save(out, {part: re.sub(rb"<fileVersion [^>]*/>", b"", package.read(part), count=1)})
    return out.getvalue()


def _write_measures(sheet: Any, formats: CellFormats, translate: Catalog, scale: Scale, choices: str) -> None:
    sheet.hide_gridlines(2)
    for number, column in enumerate(layout.COLUMNS):
        width = layout.COLUMN_WIDTHS[column.key]
        sheet.set_column(number, number, width or 12, None, {} if width else {"hidden": True})
    sheet.set_row(layout.TITLE_ROW - 1, 26)
    sheet.set_row(layout.NOTE_ROW - 1, 20)
    sheet.set_row(layout.HEADER_ROW - 1, 32)
    sheet.write_blank(layout.TITLE_ROW - 1, 0, None, formats["title"])
    sheet.write_blank(layout.NOTE_ROW - 1, 0, None, formats.variant("hint", italic=False))
    for number, column in enumerate(layout.COLUMNS):
        more: dict[str, object] = {}
        if column.key in _ANSWERS:
            more = {"bg_color": layout.ANSWER_HEADER, "border_color": layout.ANSWER_HEADER}
        if column.key in ("status", "progress", "expected", "reported_on"):
            more["align"] = "center"
        if column in (layout.ROW_BEFORE, layout.ROW):
            sheet.write_blank(layout.HEADER_ROW - 1, number, None, formats["header"])
            continue
        sheet.write_string(
            layout.HEADER_ROW - 1, number, translate(column.heading), formats.variant("header", **more)
        )
    for offset, kind in enumerate(layout.PATTERN):
        for number, column in enumerate(layout.COLUMNS):
            style = _style(formats, kind, column.key)
            sheet.write_blank(layout.FIRST_ROW - 1 + offset, number, None, style)
    last = layout.FIRST_ROW - 2 + len(layout.PATTERN)
    sheet.autofilter(layout.HEADER_ROW - 1, 0, last, _WIDTH - 1)
    sheet.freeze_panes(layout.HEADER_ROW, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(_WIDTH)}{layout.LAST_ROW}"})
    status = layout.column_number(columns.STATUS) - 1
    colours = AnswerCells(scale, formats, translate, translate.language, choices)
    colours.status_colours(sheet, layout.FIRST_ROW - 1, layout.LAST_ROW - 1, status, status)
    _validate(sheet, translate, scale, choices)
    set_up_page(sheet, translate, landscape=True)
    sheet.repeat_rows(layout.HEADER_ROW - 1)
    sheet.protect("", ALLOWED)


def _style(formats: CellFormats, kind: str, key: str) -> Any:
    if kind == "band":
        return formats["band"]
    if kind == "divider":
        return formats.variant("heading", font_size=12)
    name = {"number": "number", "progress": "progress", "expected": "day", "reported_on": "day"}.get(
        key, "text"
    )
    if key == layout.PREVIOUS.key:
        return formats.variant("text", num_format="@", font_color=QUIET, bg_color=actor_marks.PALE)
    more: dict[str, object] = {}
    if key in ("timeframe", "comment", layout.ROW_BEFORE.key, layout.ROW.key, "id"):
        more["num_format"] = "@"
    if key in ("status", "progress", "expected", "reported_on"):
        more["align"] = "center"
    if kind == "involved":
        return formats.variant(name, **more, bg_color=actor_marks.PALE, font_color="#595959")
    if key in _ANSWERS:
        more |= {"locked": False, "bg_color": actor_marks.INPUT, "border": 1, "border_color": "#B9D3E8"}
    return formats.variant(name, **more)


def _validate(sheet: Any, translate: Catalog, scale: Scale, choices: str) -> None:
    first, last = layout.FIRST_ROW - 1, layout.LAST_ROW - 1
    labels = [status.label(translate.language) for status in scale.statuses]
    empty = translate(actor_marks.CLEAR)
    rules: dict[columns.Column, dict[str, object]] = {
        # Only a message: other words than the listed ones are understood too.
        columns.STATUS: {
            "validate": "list",
            "source": labels if fits_inline(labels) else choices,
            "error_type": "information",
            "input_title": translate(phrase("Status")),
            "input_message": translate(phrase("Choose from the list.")),
            "error_title": translate(phrase("Not on the list")),
            "error_message": translate(
                phrase("We understand other words too, but the list is the surest. Keep what you wrote?")
            ),
        },
        columns.PROGRESS: {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 1,
            "error_type": "warning",
            "input_title": translate(phrase("Progress")),
            "input_message": translate(phrase("0 % to 100 %, for example 40 %.")),
            "error_title": translate(phrase("Progress in per cent")),
            "error_message": translate(
                phrase(
                    "Write a number from 0 % to 100 %, for example 40 %, or «{empty}» to empty the cell.",
                    empty=empty,
                )
            ),
        },
        columns.EXPECTED: {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime(2000, 1, 1),
            "maximum": datetime(2099, 12, 31),
            "error_type": "warning",
            "input_title": translate(columns.EXPECTED.heading),
            "input_message": translate(phrase("A day, for example 31.12.2026.")),
            "error_title": translate(phrase("A day is asked for")),
            "error_message": translate(
                phrase("Write a day, for example 31.12.2026, or «{empty}» to empty the cell.", empty=empty)
            ),
        },
    }
    for column, rule in rules.items():
        number = layout.column_number(column) - 1
        sheet.data_validation(first, number, last, number, {"ignore_blank": True, **rule})


def _write_proposals(sheet: Any, formats: CellFormats, translate: Catalog) -> None:
    sheet.hide_gridlines(2)
    for number, column in enumerate(layout.PROPOSAL_COLUMNS):
        sheet.set_column(number, number, column.width)
    sheet.set_row(layout.TITLE_ROW - 1, 26)
    sheet.set_row(layout.NOTE_ROW - 1, 20)
    sheet.set_row(layout.HEADER_ROW - 1, 24)
    sheet.write_string(
        layout.TITLE_ROW - 1, 0, translate(phrase("Proposals and corrections")), formats["title"]
    )
    sheet.write_blank(layout.NOTE_ROW - 1, 0, None, formats.variant("hint", italic=False))
    answer_header = formats.variant(
        "header", bg_color=layout.ANSWER_HEADER, border_color=layout.ANSWER_HEADER
    )
    room = formats.variant(
        "text", num_format="@", locked=False, bg_color=actor_marks.INPUT, border=1, border_color="#B9D3E8"
    )
    for number, column in enumerate(layout.PROPOSAL_COLUMNS):
        sheet.write_string(layout.HEADER_ROW - 1, number, translate(column.heading), answer_header)
        for row in range(layout.PROPOSAL_ROWS):
            sheet.write_blank(layout.FIRST_ROW - 1 + row, number, None, room)
    for row in range(layout.PROPOSAL_ROWS):
        sheet.set_row(layout.FIRST_ROW - 1 + row, 36)
    sheet.freeze_panes(layout.HEADER_ROW, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:D{layout.LAST_ROW}"})
    set_up_page(sheet, translate, landscape=True)
    sheet.repeat_rows(layout.HEADER_ROW - 1)
    sheet.protect("", ALLOWED)
