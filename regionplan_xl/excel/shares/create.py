"""Create Delstatus: the measures owned by a group, with a column per member."""

from collections.abc import Iterable
from typing import Any

from regionplan_xl.excel.common.cell_formats import TILE_EDGE, UNREPORTED
from regionplan_xl.excel.common.cells import cell_at, write_number_or_day, write_text
from regionplan_xl.excel.common.columns import SHARE_COLUMNS, SHARES
from regionplan_xl.excel.common.row_height import heading_width, height
from regionplan_xl.excel.common.sheet_builder import (
    FIRST_ROW,
    HEADER_ROW,
    MasterBuilder,
    last_prepared_row,
    print_further_pages,
)
from regionplan_xl.excel.shares.headings import DETAILS, NOT_THEIRS, in_register_order, share_heading
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Measure, Share
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.text import Phrase, phrase

REPEATED = 2
"""How many columns are repeated on every printed page."""

_MEMBERS_FROM = len(SHARE_COLUMNS)
_LEAST_MEMBER_WIDTH = 13


def write_shares(builder: MasterBuilder) -> None:
    """Write the sheet, even if no measure is shared yet."""
    rows = _shared(builder)
    names = (share.member for _, shares, _ in rows for share in shares)
    members = in_register_order(names, builder.plan.actors)
    name, hint = builder.translate(SHARES), phrase("No measure is owned by a group, so nothing is shared.")
    if rows:
        hint = phrase(
            "Measures that several bodies answer for, each for itself. "
            "Open the group of columns on the right for progress, comment and expected day."
        )
    sheet = builder.add_sheet(name, title=name, hint=hint)
    _write_header(builder, sheet, members)
    for row, (measure, shares, answered) in enumerate(rows, start=FIRST_ROW):
        _write_row(builder, sheet, row, measure, shares, members, answered)
    _finish(builder, sheet, len(rows), members)


def _shared(builder: MasterBuilder) -> list[tuple[Measure, list[Share], Phrase]]:
    """Return each measure to show, the shares to show of it, and how many have answered."""
    register = Register(builder.plan.actors)
    rows = []
    for measure in builder.plan.measures:
        sharers = register.sharers(measure)
        others = [share for share in measure.shares if share.member not in sharers]
        if sharers or others:
            counted = register.shares_to_count(measure) or others
            rows.append((measure, [*map(measure.share, sharers), *others], answered_words(counted)))
    return rows


def _write_header(builder: MasterBuilder, sheet: Any, members: list[str]) -> None:
    builder.set_columns(sheet, SHARE_COLUMNS, {"number": "number", "id": "number"})
    builder.write_header(sheet, SHARE_COLUMNS)
    formats, translate = builder.formats, builder.translate
    if members:
        sheet.set_row(HEADER_ROW, 48)
    tile = formats.variant("tile", border=0)
    styles = {"progress": "progress", "expected": "day"}
    for index, member in enumerate(members):
        sheet.set_column(_MEMBERS_FROM + index, _MEMBERS_FROM + index, _member_width(member), tile)
        write_text(sheet, HEADER_ROW, _MEMBERS_FROM + index, member, formats["header"])
        for offset, detail in enumerate(DETAILS):
            column = _detail(len(members), index) + offset
            style = formats.variant(styles.get(detail.key, "text"), bottom=0)
            heading = share_heading(member, detail.key, translate)
            width = max(detail.width, heading_width(heading))
            sheet.set_column(column, column, width, style, {"level": 1, "hidden": True})
            write_text(sheet, HEADER_ROW, column, heading, formats["header"])
    if members:
        after = _detail(len(members), len(members))
        sheet.set_column(after, after, None, None, {"collapsed": True})


def printed_widths(members: Iterable[str]) -> list[float]:
    """Return the widths of the printed columns, with a column per member."""
    return [*(column.width for column in SHARE_COLUMNS), *map(_member_width, members)]


def _member_width(member: str) -> float:
    return max(_LEAST_MEMBER_WIDTH, heading_width(member))


def _detail(members: int, index: int) -> int:
    return _MEMBERS_FROM + members + index * len(DETAILS)


def _write_row(
    builder: MasterBuilder,
    sheet: Any,
    row: int,
    measure: Measure,
    shares: list[Share],
    members: list[str],
    answered: Phrase,
) -> None:
    formats, plan = builder.formats, builder.plan
    sheet.set_row(row, height([(measure.text, SHARE_COLUMNS[1].width)]))
    write_text(sheet, row, 0, measure.number, formats["number"])
    write_text(sheet, row, 1, measure.text, formats["text"])
    write_text(sheet, row, 2, builder.translate(answered), formats["text"])
    write_text(sheet, row, 3, measure.id, formats["number"])
    by_member: dict[str, Share] = {share.member: share for share in shares}
    for index, member in enumerate(members):
        share = by_member.get(member)
        column, detail = _MEMBERS_FROM + index, _detail(len(members), index)
        if share is None:
            write_text(sheet, row, column, NOT_THEIRS, formats["centred"])
            continue
        report = share.report
        label = plan.scale[report.status].label(plan.language) if report.status else ""
        write_text(sheet, row, column, label, formats["tile"])
        if report.progress is not None:
            write_number_or_day(sheet, row, detail, report.progress, formats["progress"])
        write_text(sheet, row, detail + 1, report.comment, formats["text"])
        if report.expected is not None:
            write_number_or_day(sheet, row, detail + 2, report.expected, formats["day"])


def _mark_unanswered(builder: MasterBuilder, sheet: Any, last: int, last_column: int) -> None:
    """Colour the cells of members that have not answered. They stay blank, since nobody has given a status."""
    first = cell_at(FIRST_ROW, _MEMBERS_FROM)
    criteria = f'=AND({first}="",$A{FIRST_ROW + 1}<>"")'
    pale = builder.formats.overlay(bg_color=UNREPORTED, border=1, border_color=TILE_EDGE)
    rule = {"type": "formula", "criteria": criteria, "format": pale}
    sheet.conditional_format(FIRST_ROW, _MEMBERS_FROM, last, last_column, rule)


def _finish(builder: MasterBuilder, sheet: Any, rows: int, names: list[str]) -> None:
    members = len(names)
    last = FIRST_ROW + max(rows, 1) - 1
    end = last_prepared_row(last)
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
    print_further_pages(sheet, printed_widths(names), repeated=REPEATED)
    builder.mark_headings(builder.translate(SHARES), 1, (HEADER_ROW, 0), (end, width))
