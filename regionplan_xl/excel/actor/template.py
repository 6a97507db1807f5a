"""Render the template of an actor's workbook: everything except the content for one actor."""

import io
import re
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from regionplan_xl.engine.forks import can_fork, in_forks
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.drop_down import add_input_rules
from regionplan_xl.excel.actor.guide_sheet import ALLOWED, set_up_page, write_guide
from regionplan_xl.excel.actor.row_shades import shade_at
from regionplan_xl.excel.common import actor_marks, columns
from regionplan_xl.excel.common.cell_formats import QUIET, CellFormats
from regionplan_xl.excel.common.input_rules import AnswerCells
from regionplan_xl.excel.common.row_height import heading_width
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

_WIDTH = len(layout.COLUMNS)
_ANSWERS = tuple(column.key for column in columns.ANSWERABLE)
_CENTRED = ("status", "progress", "expected", "reported_on")
_IDS = (layout.ID_BEFORE_ANSWERS.key, layout.ID_AFTER_ANSWERS.key, "id")
_AS_TEXT = ("timeframe", "comment", *_IDS)
_NUMBER_FORMATS = {"number": "number", "progress": "progress", "expected": "day", "reported_on": "day"}
_ANSWER_HEADER = {"bg_color": layout.ANSWER_HEADER, "border_color": layout.ANSWER_HEADER}
_INPUT: dict[str, object] = {
    "locked": False,
    "border": 1,
    "border_color": actor_marks.INPUT_BORDER,
}


# Templates being rendered in a fork; None once they have been taken.
_BEGUN: dict[tuple[str, Scale, int], Generator[bytes | None, None, None] | None] = {}


@contextmanager
def template_begun(language: str, scale: Scale) -> Iterator[None]:
    """Render the template without indicators in a fork while the block runs, if forks are possible.

    The first matching `render_actor_template` takes the result. Enter the block before locking the project: a fork
    would keep the lock of a command that was killed.
    """
    key = language, scale, 0
    begins = key not in _BEGUN and can_fork() and threading.active_count() == 1
    if begins:
        _BEGUN[key] = in_forks(lambda one: _rendered(*one), [key], 1)
    try:
        yield
    finally:
        if begins and (begun := _BEGUN[key]) is not None:
            del _BEGUN[key]
            begun.close()


@lru_cache(maxsize=64)
def render_actor_template(language: str, scale: Scale, indicators: int = 0) -> bytes:
    """Return a workbook with the guide, headings, input rules and one row of each kind; the bytes never vary.

    `actor.workbook.render_actor_workbook` fills it in. If `indicators` is not 0, it has a sheet with that many rows.
    Made once per language, scale and number in a process.
    """
    key = language, scale, indicators
    begun = _BEGUN.get(key)
    if begun is not None:
        _BEGUN[key] = None
        with closing(begun):
            made = next(begun)
        if made is not None:
            return made
    return _rendered(language, scale, indicators)


def _rendered(language: str, scale: Scale, indicators: int) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    translate = catalog(language)
    with Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        workbook.set_properties(
            {
                "title": layout.PLACEHOLDER_TITLE,
                "author": layout.PLACEHOLDER_CREATOR,
                "created": datetime.fromisoformat(layout.PLACEHOLDER_DAY).replace(tzinfo=UTC),
            }
        )
        workbook.set_custom_property(actor_marks.CODE_PROPERTY, layout.PLACEHOLDER_CODE)
        formats = CellFormats(workbook, language)
        guide = workbook.add_worksheet(translate(columns.GUIDE))
        measures = workbook.add_worksheet(translate(columns.MEASURES))
        goals = workbook.add_worksheet(translate(columns.INDICATORS)) if indicators else None
        proposals = workbook.add_worksheet(translate(columns.PROPOSALS))
        labels_range = write_guide(guide, formats, translate, scale)
        _write_measures(measures, formats, translate, scale, labels_range)
        if goals is not None:
            _write_indicators(goals, formats, translate, indicators)
        _write_proposals(proposals, formats, translate)
        workbook.calc_on_load = (
            False  # there are no formulas, so closing the file should not ask whether to save
        )
    return _without_file_version(out.getvalue())


def _without_file_version(workbook: bytes) -> bytes:
    """Return the workbook without the claim that Excel wrote it, because LibreOffice would then expect row heights."""
    package = Package.open(workbook)
    part = package.workbook_part
    out = io.BytesIO()
    package.save(out, {part: re.sub(rb"<fileVersion [^>]*/>", b"", package.read(part), count=1)})
    return out.getvalue()


def _write_measures(
    sheet: Any, formats: CellFormats, translate: Catalog, scale: Scale, labels_range: str
) -> None:
    for number, column in enumerate(layout.COLUMNS):
        width = layout.COLUMN_WIDTHS[column.key]
        sheet.set_column(number, number, width or 12, None, {} if width else {"hidden": True})
    sheet.write_blank(layout.TITLE_ROW - 1, 0, None, formats["title"])
    sheet.write_blank(layout.NOTE_ROW - 1, 0, None, formats.variant("hint", italic=False))
    for number, column in enumerate(layout.COLUMNS):
        if column not in layout.HEADED:
            sheet.write_blank(layout.HEADER_ROW - 1, number, None, formats["header"])
            continue
        fill = _ANSWER_HEADER if column.key in _ANSWERS else {}
        style = formats.variant("header", **fill, **_alignment(column.key))
        sheet.write_string(layout.HEADER_ROW - 1, number, translate(column.heading), style)
    for offset, kind in enumerate(layout.ROW_KINDS):
        for number, column in enumerate(layout.COLUMNS):
            style = _style(formats, kind, column.key)
            sheet.write_blank(layout.FIRST_ROW - 1 + offset, number, None, style)
    last = layout.FIRST_ROW - 2 + len(layout.ROW_KINDS)
    sheet.autofilter(layout.HEADER_ROW - 1, 0, last, _WIDTH - 1)
    status = layout.column_number(columns.STATUS) - 1
    colours = AnswerCells(scale, formats, translate, translate.language, labels_range)
    colours.status_colours(sheet, layout.FIRST_ROW - 1, layout.LAST_ROW - 1, status, status)
    add_input_rules(sheet, translate, scale, labels_range)
    _set_up(sheet, translate, width=_WIDTH, header_height=32, frozen_columns=1)


def _style(formats: CellFormats, kind: str, key: str) -> Any:
    """Return the cell format of a column in a row of this kind (one of `layout.ROW_KINDS`)."""
    if kind == "band":
        return formats["band"]
    if kind == "divider":
        return formats.variant("heading", font_size=12)
    name = _NUMBER_FORMATS.get(key, "text")
    if key == layout.PREVIOUS.key:
        return formats.variant("text", num_format="@", font_color=QUIET, bg_color=actor_marks.PALE)
    more: dict[str, object] = {**_alignment(key), **({"num_format": "@"} if key in _AS_TEXT else {})}
    if kind == "involved":
        return formats.variant(name, **more, bg_color=actor_marks.PALE, font_color="#595959")
    if key in _ANSWERS:
        more |= _INPUT
    if key in _ANSWERS or key in _IDS:
        more["bg_color"] = kind
    return formats.variant(name, **more)


def _alignment(key: str) -> dict[str, str]:
    return {"align": "center"} if key in _CENTRED else {}


def _write_indicators(sheet: Any, formats: CellFormats, translate: Catalog, count: int) -> None:
    """Write the sheet of an actor's indicators, with `count` rows to fill in."""
    sheet.write_blank(layout.TITLE_ROW - 1, 0, None, formats["title"])
    sheet.write_blank(layout.NOTE_ROW - 1, 0, None, formats.variant("hint", italic=False))
    for number, column in enumerate(layout.INDICATOR_COLUMNS):
        is_id = column.key in _IDS
        width = max(column.width or 12, heading_width(translate(column.heading)))
        sheet.set_column(number, number, width, None, {"hidden": True} if is_id else {})
        fill = _ANSWER_HEADER if column.key in layout.INDICATOR_ANSWERS else {}
        heading = translate(column.heading)
        style = formats.variant("header", **fill)
        if heading:
            sheet.write_string(layout.HEADER_ROW - 1, number, heading, style)
        else:
            sheet.write_blank(layout.HEADER_ROW - 1, number, None, style)
        is_answer = column.key in layout.INDICATOR_ANSWERS
        # A value may be a number or words: the cell accepts both, and keeps a per cent sign.
        looks: dict[str, object] = dict(_INPUT) if is_answer else {}
        looks |= {} if column.key == "value" else {"num_format": "@"}
        for row in range(count):
            shade = {"bg_color": shade_at(row)} if is_answer or is_id else {}
            look = formats.variant("text", **looks, **shade)
            sheet.write_blank(layout.FIRST_ROW - 1 + row, number, None, look)
    for row in range(count):
        sheet.set_row(layout.FIRST_ROW - 1 + row, 45)
    _set_up(sheet, translate, width=len(layout.INDICATOR_COLUMNS), header_height=32, frozen_columns=1)


def _write_proposals(sheet: Any, formats: CellFormats, translate: Catalog) -> None:
    for number, column in enumerate(layout.PROPOSAL_COLUMNS):
        sheet.set_column(number, number, column.width)
    sheet.write_string(
        layout.TITLE_ROW - 1, 0, translate(phrase("Proposals and corrections")), formats["title"]
    )
    sheet.write_blank(layout.NOTE_ROW - 1, 0, None, formats.variant("hint", italic=False))
    answer_header = formats.variant("header", **_ANSWER_HEADER)
    empty = formats.variant("text", num_format="@", bg_color=actor_marks.INPUT, **_INPUT)
    for number, column in enumerate(layout.PROPOSAL_COLUMNS):
        sheet.write_string(layout.HEADER_ROW - 1, number, translate(column.heading), answer_header)
        for row in range(layout.PROPOSAL_ROWS):
            sheet.write_blank(layout.FIRST_ROW - 1 + row, number, None, empty)
    for row in range(layout.PROPOSAL_ROWS):
        sheet.set_row(layout.FIRST_ROW - 1 + row, 36)
    _set_up(sheet, translate, width=len(layout.PROPOSAL_COLUMNS), header_height=24)


def _set_up(
    sheet: Any, translate: Catalog, *, width: int, header_height: float, frozen_columns: int = 0
) -> None:
    """Set up what Tiltak and Framlegg have in common; `width` is in columns, heights are in points."""
    sheet.hide_gridlines(2)
    sheet.set_row(layout.TITLE_ROW - 1, 26)
    sheet.set_row(layout.NOTE_ROW - 1, 20)
    sheet.set_row(layout.HEADER_ROW - 1, header_height)
    sheet.freeze_panes(layout.HEADER_ROW, frozen_columns)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(width)}{layout.LAST_ROW}"})
    set_up_page(sheet, translate, landscape=True)
    sheet.repeat_rows(layout.HEADER_ROW - 1)
    sheet.protect("", ALLOWED)
