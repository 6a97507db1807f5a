"""Framlegg, actors' proposals that wait for the secretariat's decision: create, read and update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.id_column import with_id_column
from regionplan_xl.excel.common.master_model import DecisionsPlace
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.lists import decisions
from regionplan_xl.excel.lists.list_sheet import offer_decisions, write_list_sheet
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet
from regionplan_xl.locale import Catalog
from regionplan_xl.moments import local_minute
from regionplan_xl.plan.merging.outcome import MergeOutcome, ProposalDecision
from regionplan_xl.plan.merging.sent_and_returned import Proposal
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import WorkbookUpdate

# Including what people type instead of choosing from the list.
_CHOICES: decisions.Choices[Literal["accept", "decline"]] = {
    "accept": (columns.ACCEPT, ("accept", "godta", "godkjent", "godteke", "ja", "yes", "tiltak", "measure")),
    "decline": (columns.DECLINE, ("declined", "avslått", "avvis", "avvist", "nei", "no")),
}


def write_proposals(builder: MasterBuilder) -> None:
    """Write the empty sheet; merges append actors' proposals."""
    hint = phrase(
        "What actors propose. Choose a decision; for a new measure also write the number of its goal (1.1). "
        "The next merge carries it out."
    )
    sheet = write_list_sheet(
        builder,
        columns.PROPOSALS,
        hint,
        columns.PROPOSAL_COLUMNS,
        [],
        "Proposals",
        printed=columns.LAST_PRINTED_PROPOSAL,
    )
    offer_decisions(builder, sheet, columns.PROPOSAL_COLUMNS, (columns.ACCEPT, columns.DECLINE))


def read_proposals(
    sheet: HeadedSheet, problems: list[Problem]
) -> tuple[tuple[ProposalDecision, ...], DecisionsPlace]:
    """Return the decisions, and the place of the list; rows without a decision still wait."""
    rows, place = decisions.read_waiting_rows(sheet)
    found = []
    for row in rows:
        choice = decisions.read_choice(row, _CHOICES, problems)
        if choice is not None:
            at = row.place((columns.UNDER if choice == "accept" else columns.DECISION).key)
            texts = row.line(columns.UNDER.key), row.text("what")
            found.append(ProposalDecision(decisions.row_key(row), choice, *texts, at))
    return tuple(found), place


def update_proposals(
    update: WorkbookUpdate, place: DecisionsPlace, outcome: MergeOutcome, translate: Catalog
) -> None:
    """Empty the rows of settled proposals, and write the proposals of `outcome` that have no row yet."""
    place = with_id_column(update, place, translate)
    settled = {one.key for one in outcome.settled_proposals}
    own, ours = update.sheets[place.sheet], columns.PROPOSAL_COLUMNS
    decisions.replace_waiting_rows(own, place, ours, settled, outcome.proposals, _proposal_texts)


def _proposal_texts(proposal: Proposal) -> Mapping[str, str]:
    return {
        "actor": proposal.actor,
        "what": proposal.cell(0),
        "where": proposal.cell(1),
        "why": proposal.cell(2),
        "contact": proposal.cell(3),
        "when": local_minute(proposal.received),
        "file": proposal.file,
        "id": proposal.key,
    }
