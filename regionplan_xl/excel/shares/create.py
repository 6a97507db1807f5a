"""Delstatus: the measures that a group owns, with a column per member."""

from datetime import datetime, time
from typing import Any

from regionplan_xl.excel.common.cells import put
from regionplan_xl.excel.common.columns import COMMENT, EXPECTED, PROGRESS, SHARE_COLUMNS, SHARES
from regionplan_xl.excel.common.input_rules import letters
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, HEADER_ROW, Making, room_below
from regionplan_xl.excel.common.styles import TILE_EDGE, UNREPORTED
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Measure, Share
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.text import phrase

DETAILS = (PROGRESS, COMMENT, EXPECTED)
NOT_THEIRS = "–"
"""Stands where a member has no part in a measure."""

_MEMBERS_FROM = len(SHARE_COLUMNS)


def write_shares(making: Making) -> None:
    """Write the sheet, also when no measure is shared yet."""
    rows = _shared(making)
    members = _members(making, rows)
    sheet = making.sheet(
        making.translate(SHARES),
        title=making.translate(SHARES),
        hint=making.translate(
            phrase(
                "Measures that several bodies answer for, each for itself. "
                "Open the group of columns on the right for progress, comment and expected day."
            )
            if rows
            else phrase("No measure is owned by a group, so nothing is shared.")
        ),
    )
    _write_header(making, sheet, members)
    for row, (measure, sharers) in enumerate(rows, start=FIRST_ROW):
        _write_row(making, sheet, row, measure, sharers, members)
    _finish(making, sheet, len(rows), len(members))


def _shared(making: Making) -> list[tuple[Measure, tuple[str, ...]]]:
    register = Register(making.plan.actors)
    rows = []
    for measure in making.plan.measures:
        sharers = tuple(register.sharers(measure)) if register.is_shared(measure) else ()
        others = tuple(s.member for s in measure.shares if s.member not in sharers)
        if sharers or others:
            rows.append((measure, sharers + others))
    return rows


def _members(making: Making, rows: list[tuple[Measure, tuple[str, ...]]]) -> list[str]:
    """Everybody with a column, in the register's order."""
    present = dict.fromkeys(name for _, sharers in rows for name in sharers)
    known = [actor.name for actor in making.plan.actors if actor.name in present]
    return known + [name for name in present if name not in set(known)]


def _write_header(making: Making, sheet: Any, members: list[str]) -> None:
    making.columns(sheet, SHARE_COLUMNS, {"number": "number", "id": "number"})
    making.header(sheet, SHARE_COLUMNS)
    look, translate = making.look, making.translate
    if members:
        sheet.set_row(HEADER_ROW, 48)
        sheet.set_column(_MEMBERS_FROM, _MEMBERS_FROM + len(members) - 1, 16, look.of("tile", border=0))
    styles = {"progress": "progress", "expected": "day"}
    for index, member in enumerate(members):
        put(sheet, HEADER_ROW, _MEMBERS_FROM + index, member, look["header"])
        for offset, detail in enumerate(DETAILS):
            column = _detail(len(members), index) + offset
            style = look.of(styles.get(detail.key, "text"), bottom=0)
            sheet.set_column(column, column, detail.width, style, {"level": 1, "hidden": True})
            put(sheet, HEADER_ROW, column, f"{member}: {translate(detail.heading)}", look["header"])
    if members:
        after = _detail(len(members), len(members))
        sheet.set_column(after, after, None, None, {"collapsed": True})


def _detail(members: int, index: int) -> int:
    return _MEMBERS_FROM + members + index * len(DETAILS)


def _write_row(
    making: Making, sheet: Any, row: int, measure: Measure, sharers: tuple[str, ...], members: list[str]
) -> None:
    look, plan = making.look, making.plan
    shares = [measure.share(name) for name in sharers]
    sheet.set_row(row, height([(measure.text, SHARE_COLUMNS[1].width)]))
    put(sheet, row, 0, measure.number, look["number"])
    put(sheet, row, 1, measure.text, look["text"])
    put(sheet, row, 2, making.translate(answered_words(shares)), look["text"])
    put(sheet, row, 3, measure.id, look["number"])
    by_member: dict[str, Share] = {share.member: share for share in shares}
    for index, member in enumerate(members):
        share = by_member.get(member)
        column, detail = _MEMBERS_FROM + index, _detail(len(members), index)
        if share is None:
            put(sheet, row, column, NOT_THEIRS, look["centred"])
            continue
        report = share.report
        put(
            sheet,
            row,
            column,
            plan.scale[report.status].label(plan.language) if report.status else "",
            look["tile"],
        )
        if report.progress is not None:
            sheet.write_number(row, detail, report.progress, look["progress"])
        put(sheet, row, detail + 1, report.comment, look["text"])
        if report.expected is not None:
            sheet.write_datetime(row, detail + 2, datetime.combine(report.expected, time()), look["day"])


def _mark_unanswered(making: Making, sheet: Any, last: int, last_column: int) -> None:
    """A pale tile where an answer is still to come; it holds no word, as nobody has said one."""
    first = f"{letters(_MEMBERS_FROM)}{FIRST_ROW + 1}"
    criteria = f'=AND({first}="",$A{FIRST_ROW + 1}<>"")'
    pale = making.look.laid_over(bg_color=UNREPORTED, border=1, border_color=TILE_EDGE)
    rule = {"type": "formula", "criteria": criteria, "format": pale}
    sheet.conditional_format(FIRST_ROW, _MEMBERS_FROM, last, last_column, rule)


def _finish(making: Making, sheet: Any, rows: int, members: int) -> None:
    last = FIRST_ROW + max(rows, 1) - 1
    end = room_below(last)
    width = _detail(members, members) - 1
    if members:
        making.answers.status(sheet, FIRST_ROW, end, _MEMBERS_FROM, _MEMBERS_FROM + members - 1)
        _mark_unanswered(making, sheet, end, _MEMBERS_FROM + members - 1)
        for index in range(members):
            making.answers.progress(sheet, FIRST_ROW, end, _detail(members, index))
            making.answers.expected(sheet, FIRST_ROW, end, _detail(members, index) + 2)
    making.numbers_are_text(sheet, width)
    sheet.autofilter(HEADER_ROW, 0, last, width)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.repeat_rows(HEADER_ROW)
    making.mark_headings(making.translate(SHARES), 1, (HEADER_ROW, 0), (end, width))
