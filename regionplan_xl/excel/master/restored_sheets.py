"""Restore sheets that the secretariat has removed and a merge needs, at the end of the master."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.master_model import DecisionsPlace, Master, SharesPlace, SheetPlace
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml.editing.new_sheet import with_sheet
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.outcome import MergeOutcome
from regionplan_xl.text import Phrase

Place = TypeVar("Place", bound=SheetPlace)


def with_needed_sheets(
    book: bytes, master: Master, outcome: MergeOutcome, translate: Catalog
) -> tuple[bytes, Master]:
    """Return the workbook with Konfliktar, Framlegg and Merknader if something waits there.

    It gets Delstatus too if members have answered.
    """

    def added(kind: type[Place], title: Phrase, headed: Sequence[columns.Column]) -> Place:
        """Add the sheet to `book`, under another name if a sheet of the secretariat's has it; return its place."""
        nonlocal book
        wanted = translate(title)
        taken = {info.name.casefold() for info in Workbook.open(book).sheets}
        name, number = wanted, 2
        while name.casefold() in taken:
            name, number = f"{wanted} {number}", number + 1
        book = with_sheet(book, name, [translate(c.heading) for c in headed], [c.width for c in headed])
        return kind(name, 1, 1, {column.key: at for at, column in enumerate(headed, 1)})

    if master.conflicts is None and outcome.questions:
        place = added(DecisionsPlace, columns.CONFLICTS, columns.CONFLICT_COLUMNS)
        master = replace(master, conflicts=place)
    if master.proposals is None and outcome.proposals:
        place = added(DecisionsPlace, columns.PROPOSALS, columns.PROPOSAL_COLUMNS)
        master = replace(master, proposals=place)
    if master.remarks is None and outcome.remarks:
        place = added(DecisionsPlace, columns.REMARKS, columns.REMARK_COLUMNS)
        master = replace(master, remarks=place)
    register = Register(outcome.plan.actors)
    if master.shares is None and any(
        share.report and share.member in register.sharers(measure)
        for measure in outcome.plan.measures
        for share in measure.shares
    ):
        master = replace(master, shares=added(SharesPlace, columns.SHARES, columns.SHARE_COLUMNS))
    return book, master
