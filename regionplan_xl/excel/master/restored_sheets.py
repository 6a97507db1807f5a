"""Restore sheets that the secretariat has removed and a merge needs, at the end of the master."""

from collections.abc import Sequence
from dataclasses import replace

from regionplan_xl.excel.common.columns import (
    CONFLICT_COLUMNS,
    CONFLICTS,
    PROPOSAL_COLUMNS,
    PROPOSALS,
    SHARE_COLUMNS,
    SHARES,
    Column,
)
from regionplan_xl.excel.common.master_model import DecisionsPlace, Master, SharesPlace
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml.editing.new_sheet import with_sheet
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.outcome import MergeOutcome


def with_needed_sheets(
    book: bytes, master: Master, outcome: MergeOutcome, translate: Catalog
) -> tuple[bytes, Master]:
    """Return the workbook with Konfliktar and Framlegg if something waits, and Delstatus if members have answered."""
    if master.conflicts is None and outcome.questions:
        book, name = _added(book, translate(CONFLICTS), CONFLICT_COLUMNS, translate)
        master = replace(master, conflicts=DecisionsPlace(name, 1, 1, _columns(CONFLICT_COLUMNS)))
    if master.proposals is None and outcome.proposals:
        book, name = _added(book, translate(PROPOSALS), PROPOSAL_COLUMNS, translate)
        master = replace(master, proposals=DecisionsPlace(name, 1, 1, _columns(PROPOSAL_COLUMNS)))
    register = Register(outcome.plan.actors)
    if master.shares is None and any(
        share.report and share.member in register.sharers(measure)
        for measure in outcome.plan.measures
        for share in measure.shares
    ):
        book, name = _added(book, translate(SHARES), SHARE_COLUMNS, translate)
        master = replace(master, shares=SharesPlace(name, 1, 1, _columns(SHARE_COLUMNS)))
    return book, master


def _added(book: bytes, wanted: str, columns: Sequence[Column], translate: Catalog) -> tuple[bytes, str]:
    """Return the workbook with the sheet, and its name: another one if a sheet of the secretariat's has it."""
    taken = {info.name.casefold() for info in Workbook.open(book).sheets}
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = f"{wanted} {number}", number + 1
    return with_sheet(book, name, [translate(c.heading) for c in columns], [c.width for c in columns]), name


def _columns(columns: Sequence[Column]) -> dict[str, int]:
    return {column.key: at for at, column in enumerate(columns, 1)}
