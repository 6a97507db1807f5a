"""Create the first master: the plan as a workbook, which the secretariat takes over."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time

import xlsxwriter

from regionplan_xl.errors import Problem
from regionplan_xl.excel.areas.create import write_area
from regionplan_xl.excel.common.cell_formats import BASE, CellFormats
from regionplan_xl.excel.common.columns import OVERVIEW
from regionplan_xl.excel.common.input_rules import AnswerCells
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.common.sheet_names import with_sheet_names
from regionplan_xl.excel.lists.actors import write_actors
from regionplan_xl.excel.lists.carry_over import write_carry_over
from regionplan_xl.excel.lists.checklist import write_checklist
from regionplan_xl.excel.lists.conflicts import write_conflicts
from regionplan_xl.excel.lists.indicators import write_indicators
from regionplan_xl.excel.lists.log import write_log
from regionplan_xl.excel.lists.proposals import write_proposals
from regionplan_xl.excel.lists.remarks import write_remarks
from regionplan_xl.excel.overview.counts import labels_range
from regionplan_xl.excel.overview.create import write_overview
from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.excel.shares.create import write_shares
from regionplan_xl.excel.trend.create import write_over_time
from regionplan_xl.locale import LANGUAGE_TAGS, catalog
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.next_year.carry_over import Pair
from regionplan_xl.text import phrase

_CUSTOM_HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')
# Excel 2019 and later. A newer Excel recalculates a file with a lower number when it opens it.
_CALCULATED_BY = 191029


def write_master(
    plan: Plan,
    *,
    today: date,
    doubts: Sequence[Problem] = (),
    responses: Sequence[Response] = (),
    author: str = "",
    pairs: Sequence[Pair] = (),
) -> bytes:
    """Return the plan as an .xlsx file; the same plan on the same day gives the same bytes.

    `author` is a property of the file, by default the plan's name. Areas without a usable sheet name get one. `pairs`
    are measures that may continue former ones. Raises `InputError` for text that no cell can hold.
    """
    plan = with_sheet_names(plan)
    translate = catalog(plan.language)
    out = io.BytesIO()
    as_written = dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False)
    options = {"in_memory": True, **as_written, "default_format_properties": dict(BASE)}
    workbook = xlsxwriter.Workbook(out, options)
    # Every formula has its result, so that just viewing the plan does not prompt to save it.
    workbook.set_calc_mode("auto", _CALCULATED_BY)
    workbook.calc_on_load = False
    formats = CellFormats(workbook, plan.language)
    name = translate(OVERVIEW)
    answers = AnswerCells(plan.scale, formats, translate, plan.language, labels_range(plan, name))
    builder = MasterBuilder(workbook, plan, translate, formats, answers)

    overview = builder.add_sheet(name, title="", hint="")
    for area in plan.areas:
        write_area(builder, area)
    write_shares(builder)
    _write_lists(builder, today, doubts, pairs)
    write_overview(builder, overview, today, responses)

    subject = translate(phrase("Status of a regional plan"))
    created = datetime.combine(today, time())
    author = author or plan.name
    workbook.set_properties({"title": plan.name, "subject": subject, "author": author, "created": created})
    workbook.close()
    return _with_language_and_heights(out.getvalue(), LANGUAGE_TAGS[plan.language])


def _write_lists(
    builder: MasterBuilder, today: date, doubts: Sequence[Problem], pairs: Sequence[Pair]
) -> None:
    """Write the sheets after those of the plan."""
    write_actors(builder)
    write_indicators(builder, today)
    write_conflicts(builder)
    write_proposals(builder)
    write_remarks(builder)
    write_log(builder)
    write_over_time(builder, today)
    if pairs:
        write_carry_over(builder, pairs)
    if doubts:
        write_checklist(builder, doubts)


def _with_language_and_heights(workbook: bytes, language: str) -> bytes:
    """Return the workbook with what XlsxWriter cannot write: its language, and row heights that adapt to the text."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "docProps/core.xml":
                # ECMA-376 part 2, 11.1.
                end = b"</cp:coreProperties>"
                data = data.replace(end, f"<dc:language>{language}</dc:language>".encode() + end)
            elif part.filename.startswith("xl/worksheets/sheet"):
                # ECMA-376 part 1, 18.3.1.73: a custom height is never adapted to the text.
                data = _CUSTOM_HEIGHT.sub(rb"\1", data)
            copy.writestr(part, data)
    return out.getvalue()
