"""Undo a merge: restore its backup whole, or revert only the cells that it wrote."""

import logging
from datetime import date

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.lists.log import UNDONE
from regionplan_xl.excel.master.unparsed_cells import unparsed_reasons, unparsed_values
from regionplan_xl.excel.master.update import UpdatedMaster
from regionplan_xl.excel.master.value_location import kept_value_problems
from regionplan_xl.excel.trend.points import Point, current_point
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import MergeRecord
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome, Settled, SettledProposal
from regionplan_xl.plan.merging.rules import Unwritable
from regionplan_xl.plan.merging.undo import UndoneChanges, undo_changes
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.answered.responses import responses
from regionplan_xl.project.commit import updated_master
from regionplan_xl.project.folder import Project
from regionplan_xl.project.recovery import end_undo
from regionplan_xl.project.replace_master import Replacement, expect_master, replace_master, write_what_fits
from regionplan_xl.project.return_copies import copy_returns

_LOG = logging.getLogger("regionplan_xl")


def restore_backup(project: Project, merge: MergeRecord, backup: bytes, now: str) -> None:
    """Restore the backup byte for byte; raise `NotNow` if the master's fingerprint is not `now`."""
    _replace(project, merge, Replacement(expect_master(project, now), backup))


def undo_merge(project: Project, merge: MergeRecord, backup: bytes | None) -> tuple[Problem, ...]:
    """Revert the cells that a merge wrote in a master that was edited since; return those kept as edited by hand.

    `backup` is the master as before the merge, or None if it is gone.
    """
    old, number = project.read_master_bytes(), merge.number
    master = project.with_known_ids(project.parse_master(old))
    changes, day = project.ledger.changes_of(number), local_moment(merge.begun).date()
    before = project.with_known_ids(project.parse_master(backup)).plan if backup is not None else None
    former = _counts_before(project, merge, before, day) if before is not None else None
    unclear = {meant: cell.written for meant, cell in unparsed_values(master).items()}

    def decide(unwritable: Unwritable) -> UndoneChanges:
        texts = {meant: unclear.get(meant, "") for meant in unwritable}
        return undo_changes(master.plan, changes, before, day, project.translate, texts)

    undone, updated = write_what_fits(
        decide,
        lambda undone: _without_merge(project, old, master, undone.plan, number, former),
        unparsed_reasons(master),
    )

    change = Replacement(old, updated.book, updated.plan, f"undo of merge {number}", master)
    _replace(project, merge, change)
    return kept_value_problems(undone.kept, master, project.translate, number)


def _replace(project: Project, merge: MergeRecord, change: Replacement) -> None:
    ledger, number = project.ledger, merge.number
    replace_master(
        project,
        change,
        begin=lambda _: ledger.begin_undo(number, fingerprint(change.old), fingerprint(change.new)),
        finish=lambda: end_undo(project, merge),
    )
    # Returns of the merge are waiting or held again, so update the copies for people.
    for error in copy_returns(project, ledger.returns_of(number)).values():
        _LOG.warning("The files that wait again after merge %d was undone are not copied: %s", number, error)


def _counts_before(project: Project, merge: MergeRecord, before: Plan, day: date) -> Point:
    """Return the counts of the plan `before` a merge, as of its local `day` and the round that was running."""
    opened = [one.name for one in project.ledger.rounds() if one.opened <= merge.begun]
    return current_point(before, day, opened[-1] if opened else "")


def _without_merge(
    project: Project, book: bytes, master: Master, plan: Plan, number: int, former: Point | None
) -> UpdatedMaster:
    """Return the master with `plan`, in which merge `number` is undone, and with the questions as before it.

    `former`: the counts before it, if there is a copy of that master.
    """
    ledger = project.ledger
    opened, closed = ledger.questions_of(number)
    proposed, settled = ledger.proposals_of(number)
    waiting = [question for question in ledger.open_questions() if question not in opened]
    log_row = Change(kind="undone", text=project.translate(UNDONE).format(number=number))
    outcome = MergeOutcome(
        plan=plan,
        changes=(log_row,),
        questions=(*waiting, *closed),
        settled=tuple(Settled(question.key, "keep") for question in opened),
        proposals=settled,
        settled_proposals=tuple(SettledProposal(proposal.key, "decline") for proposal in proposed),
        withdrawn_remarks=tuple(remark.key for remark in ledger.remarks_of(number)),
    )
    answered = responses(ledger, plan, (), without_merge=number)
    return updated_master(project, book, master, outcome, number, answered, former)
