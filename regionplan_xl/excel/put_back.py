"""Sheets that the secretariat has removed and a merge cannot do without, put back at the end of the master."""

from collections.abc import Sequence
from dataclasses import replace

from regionplan_xl.excel.layout import (
    CONFLICT_COLUMNS,
    CONFLICTS,
    PROPOSALS,
    PROPOSED_COLUMNS,
    SHARE_COLUMNS,
    SHARES,
    Column,
)
from regionplan_xl.excel.master import Master, SharesPlace, WaitingPlace
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml.new_sheet import with_sheet
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.outcome import Outcome


def with_needed_sheets(book: bytes, master: Master, outcome: Outcome, said: Catalog) -> tuple[bytes, Master]:
    """The workbook with Konfliktar and Framlegg, where something waits, and Delstatus, where members have answered."""
    if master.conflicts is None and outcome.questions:
        book = _added(book, said(CONFLICTS), CONFLICT_COLUMNS, said)
        master = replace(master, conflicts=WaitingPlace(said(CONFLICTS), 1, 1, _columns(CONFLICT_COLUMNS)))
    if master.proposals is None and outcome.proposals:
        book = _added(book, said(PROPOSALS), PROPOSED_COLUMNS, said)
        master = replace(master, proposals=WaitingPlace(said(PROPOSALS), 1, 1, _columns(PROPOSED_COLUMNS)))
    register = Register(outcome.plan.actors)
    if master.shares is None and any(
        share.report and share.member in register.sharers(measure)
        for measure in outcome.plan.measures
        for share in measure.shares
    ):
        book = _added(book, said(SHARES), SHARE_COLUMNS, said)
        master = replace(master, shares=SharesPlace(said(SHARES), 1, 1, _columns(SHARE_COLUMNS)))
    return book, master


def _added(book: bytes, name: str, columns: Sequence[Column], said: Catalog) -> bytes:
    return with_sheet(book, name, [said(c.heading) for c in columns], [c.width for c in columns])


def _columns(columns: Sequence[Column]) -> dict[str, int]:
    return {column.key: at for at, column in enumerate(columns, 1)}
