"""Delstatus: the measures that a group owns, with a column per member."""

from datetime import datetime, time
from typing import Any

from regionplan_xl.excel.common.cell_formats import TILE_EDGE, UNREPORTED
from regionplan_xl.excel.common.cells import write_text
from regionplan_xl.excel.common.columns import COMMENT, EXPECTED, PROGRESS, SHARE_COLUMNS, SHARES
from regionplan_xl.excel.common.input_rules import letters
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, HEADER_ROW, MasterBuilder, room_below
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Measure, Share
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.text import phrase

DETAILS = (PROGRESS, COMMENT, EXPECTED)
NOT_THEIRS = "–"
"""Stands where a member has no part in a measure."""

_MEMBERS_FROM = len(SHARE_COLUMNS)


def write_shares(builder: MasterBuilder) -> None:
    """Write the sheet, also when no measure is shared yet."""
    rows = _shared(builder)
    members = _members(builder, rows)
    sheet = builder.sheet(
        builder.translate(SHARES),
        title=builder.translate(SHARES),
        hint=builder.translate(
            phrase(
                "Measures that several bodies answer for, each for itself. "
                "Open the group of columns on the right for progress, comment and expected day."
            )
            if rows
            else phrase("No measure is owned by a group, so nothing is shared.")
        ),
    )
    _write_header(builder, sheet, members)
    for row, (measure, sharers) in enumerate(rows, start=FIRST_ROW):
        _write_row(builder, sheet, row, measure, sharers, members)
    _finish(builder, sheet, len(rows), len(members))


def _shared(builder: MasterBuilder) -> list[tuple[Measure, tuple[str, ...]]]:
    register = Register(builder.plan.actors)
    rows = []
    for measure in builder.plan.measures:
        sharers = tuple(register.sharers(measure)) if register.is_shared(measure) else ()
        others = tuple(s.member for s in measure.shares if s.member not in sharers)
        if sharers or others:
            rows.append((measure, sharers + others))
    return rows


def _members(builder: MasterBuilder, rows: list[tuple[Measure, tuple[str, ...]]]) -> list[str]:
    """Everybody with a column, in the register's order."""
    present = dict.fromkeys(name for _, sharers in rows for name in sharers)
    known = [actor.name for actor in builder.plan.actors if actor.name in present]
    return known + [name for name in present if name not in set(known)]


def _write_header(builder: MasterBuilder, sheet: Any, members: list[str]) -> None:
    builder.columns(sheet, SHARE_COLUMNS, {"number": "number", "id": "number"})
    builder.header(sheet, SHARE_COLUMNS)
    formats, translate = builder.formats, builder.translate
    if members:
        sheet.set_row(HEADER_ROW, 48)
        sheet.set_column(
            _MEMBERS_FROM, _MEMBERS_FROM + len(members) - 1, 16, formats.variant("tile", border=0)
        )
    styles = {"progress": "progress", "expected": "day"}
    for index, member in enumerate(members):
        write_text(sheet, HEADER_ROW, _MEMBERS_FROM + index, member, formats["header"])
        for offset, detail in enumerate(DETAILS):
            column = _detail(len(members), index) + offset
            style = formats.variant(styles.get(detail.key, "text"), bottom=0)
            sheet.set_column(column, column, detail.width, style, {"level": 1, "hidden": True})
            write_text(sheet, HEADER_ROW, column, f"{member}: {translate(detail.heading)}", formats["header"])
    if members:
        after = _detail(len(members), len(members))
        sheet.set_column(after, after, None, None, {"collapsed": True})


def _detail(members: int, index: int) -> int:
    return _MEMBERS_FROM + members + index * len(DETAILS)


def _write_row(
    builder: MasterBuilder,
    sheet: Any,
    row: int,
    measure: Measure,
    sharers: tuple[str, ...],
    members: list[str],
) -> None:
    formats, plan = builder.formats, builder.plan
    shares = [measure.share(name) for name in sharers]
    sheet.set_row(row, height([(measure.text, SHARE_COLUMNS[1].width)]))
    write_text(sheet, row, 0, measure.number, formats["number"])
    write_text(sheet, row, 1, measure.text, formats["text"])
    write_text(sheet, row, 2, builder.translate(answered_words(shares)), formats["text"])
    write_text(sheet, row, 3, measure.id, formats["number"])
    by_member: dict[str, Share] = {share.member: share for share in shares}
    for index, member in enumerate(members):
        share = by_member.get(member)
        column, detail = _MEMBERS_FROM + index, _detail(len(members), index)
        if share is None:
            write_text(sheet, row, column, NOT_THEIRS, formats["centred"])
            continue
        report = share.report
        write_text(
            sheet,
            row,
            column,
            plan.scale[report.status].label(plan.language) if report.status else "",
            formats["tile"],
        )
        if report.progress is not None:
            sheet.write_number(row, detail, report.progress, formats["progress"])
        write_text(sheet, row, detail + 1, report.comment, formats["text"])
        if report.expected is not None:
            sheet.write_datetime(row, detail + 2, datetime.combine(report.expected, time()), formats["day"])


def _mark_unanswered(builder: MasterBuilder, sheet: Any, last: int, last_column: int) -> None:
    """A pale tile where an answer is still to come; it holds no word, as nobody has said one."""
    first = f"{letters(_MEMBERS_FROM)}{FIRST_ROW + 1}"
    criteria = f'=AND({first}="",$A{FIRST_ROW + 1}<>"")'
    pale = builder.formats.overlay(bg_color=UNREPORTED, border=1, border_color=TILE_EDGE)
    rule = {"type": "formula", "criteria": criteria, "format": pale}
    sheet.conditional_format(FIRST_ROW, _MEMBERS_FROM, last, last_column, rule)


def _finish(builder: MasterBuilder, sheet: Any, rows: int, members: int) -> None:
    last = FIRST_ROW + max(rows, 1) - 1
    end = room_below(last)
    width = _detail(members, members) - 1
    if members:
        builder.answers.status(sheet, FIRST_ROW, end, _MEMBERS_FROM, _MEMBERS_FROM + members - 1)
        _mark_unanswered(builder, sheet, end, _MEMBERS_FROM + members - 1)
        for index in range(members):
            builder.answers.progress(sheet, FIRST_ROW, end, _detail(members, index))
            builder.answers.expected(sheet, FIRST_ROW, end, _detail(members, index) + 2)
    builder.numbers_are_text(sheet, width)
    sheet.autofilter(HEADER_ROW, 0, last, width)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.repeat_rows(HEADER_ROW)
    builder.mark_headings(builder.translate(SHARES), 1, (HEADER_ROW, 0), (end, width))
