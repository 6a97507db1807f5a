"""Restore removed sheets that a merge needs, at the end of the master."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.master_model import DecisionsPlace, Master, SharesPlace, SheetPlace
from regionplan_xl.excel.common.sheet_builder import MARGINS, PRINT_SCALE, footer, is_wider_than_a_page
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.shares.create import REPEATED, printed_widths
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.editing.new_sheet import PrintSetup, with_sheet
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.outcome import MergeOutcome
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import Phrase

Place = TypeVar("Place", bound=SheetPlace)


def with_needed_sheets(
    book: bytes, master: Master, outcome: MergeOutcome, translate: Catalog
) -> tuple[bytes, Master]:
    """Return the workbook with Konfliktar, Framlegg and Merknader if something waits there.

    Delstatus is added too if members have answered.
    """

    def added(kind: type[Place], title: Phrase, headed: Sequence[columns.Column], printed: str = "") -> Place:
        """Add the sheet to `book`, under another name if the secretariat uses this one; return its place.

        `printed` is the key of the last column to print, "" for Delstatus.
        """
        nonlocal book
        wanted = translate(title)
        taken = {info.name.casefold() for info in Workbook.opened(book).sheets}
        name, number = wanted, 2
        while name.casefold() in taken:
            name, number = f"{wanted} {number}", number + 1
        setup = _print_setup(name, headed, printed, outcome.plan)
        headings, widths = [translate(c.heading) for c in headed], [c.width for c in headed]
        book = with_sheet(book, name, headings, widths, setup)
        return kind(name, 1, 1, {column.key: at for at, column in enumerate(headed, 1)})

    if master.conflicts is None and outcome.questions:
        place = added(
            DecisionsPlace, columns.CONFLICTS, columns.CONFLICT_COLUMNS, columns.LAST_PRINTED_CONFLICT
        )
        master = replace(master, conflicts=place)
    if master.proposals is None and outcome.proposals:
        place = added(
            DecisionsPlace, columns.PROPOSALS, columns.PROPOSAL_COLUMNS, columns.LAST_PRINTED_PROPOSAL
        )
        master = replace(master, proposals=place)
    if master.remarks is None and outcome.remarks:
        place = added(DecisionsPlace, columns.REMARKS, columns.REMARK_COLUMNS, columns.LAST_PRINTED_REMARK)
        master = replace(master, remarks=place)
    register = Register(outcome.plan.actors)
    if master.shares is None and any(
        share.report and share.member in register.sharers(measure)
        for measure in outcome.plan.measures
        for share in measure.shares
    ):
        master = replace(master, shares=added(SharesPlace, columns.SHARES, columns.SHARE_COLUMNS))
    return book, master


def _print_setup(name: str, headed: Sequence[columns.Column], printed: str, plan: Plan) -> PrintSetup:
    """Return the print setup that this sheet has in a new master."""
    sheet = quoted_sheet_name(name)
    titles, page_footer = f"{sheet}!$1:$1", footer(plan.name)
    if printed:
        last = column_letters(1 + next(at for at, column in enumerate(headed) if column.key == printed))
        return PrintSetup(titles, page_footer, MARGINS, area=f"{sheet}!$A:${last}")
    members = {share.member for measure in plan.measures for share in measure.shares if share.report}
    if not is_wider_than_a_page(printed_widths(members)):
        return PrintSetup(titles, page_footer, MARGINS)
    titles = f"{sheet}!$A:${column_letters(REPEATED)},{titles}"
    return PrintSetup(titles, page_footer, MARGINS, scale=PRINT_SCALE)
