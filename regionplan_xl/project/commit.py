"""Commit a merge: the ledger and the master get what was decided, both or neither."""

import getpass
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from regionplan_xl.engine.freed_memory import return_freed_memory
from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.lists.conflicts import new_reasons
from regionplan_xl.excel.master.update import UpdatedMaster, update_master
from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.excel.overview.update import has_stale_figures, has_stale_overdue_counts
from regionplan_xl.excel.statuses.follow import with_statuses
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import NewMerge, ReturnDecision
from regionplan_xl.moments import local_moment
from regionplan_xl.ooxml import Workbook
from regionplan_xl.plan.merging.hand_edits import last_rollups, take_snapshot
from regionplan_xl.plan.merging.last_texts import last_texts
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome
from regionplan_xl.plan.merging.shared_measures import current_rollups
from regionplan_xl.project.backups.of_master import prune_backups
from regionplan_xl.project.folder import Project
from regionplan_xl.project.ledger_copy import copy_ledger
from regionplan_xl.project.master_lock import refuse_if_in_use
from regionplan_xl.project.recovery import end_merge
from regionplan_xl.project.replace_master import Replacement, expect_master, replace_master
from regionplan_xl.project.responses import responses, round_name
from regionplan_xl.project.return_copies import copy_missing_returns, copy_returns

_LOG = logging.getLogger("regionplan_xl")


@dataclass(frozen=True)
class WrittenMerge:
    """A merge as written: its number (None if the master needed no change), and where rows are that had no room.

    `statuses` are those of config.yaml that the master did not follow before.
    """

    number: int | None
    notices: tuple[Problem, ...] = ()
    statuses: tuple[Change, ...] = ()


def commit(
    project: Project, master: Master, outcome: MergeOutcome, decisions: Sequence[ReturnDecision] = ()
) -> WrittenMerge:
    """Write a merge's outcome to the master and the ledger.

    `master` is what was read when the outcome was decided. `NotNow` if it was changed since or is in use,
    `UnwritableValues` if a value does not fit in it: then nothing is changed. Interrupted anywhere, the next command
    finishes or removes the merge (`recovery.recover`).
    """
    ledger = project.ledger
    outcome = replace(
        outcome,
        questions=ledger.new_questions(outcome.questions),
        proposals=ledger.new_proposals(outcome.proposals),
    )
    if not _changes_master(project, master, outcome):
        _record_hand_edits(project, master, outcome)
        _record_returns(project, decisions)
        ledger.record_texts(last_texts(outcome.plan))
        return WrittenMerge(None)

    refuse_if_in_use(project.master_path)
    return_freed_memory()  # of the files that were read: updating the master takes most
    old = expect_master(project, master.fingerprint)
    updated = _updated(project, old, master, outcome, decisions)
    return _write(project, old, updated, outcome, decisions, master)


def commit_new_plan(
    project: Project, former: Master, book: bytes, master: Master, outcome: MergeOutcome
) -> WrittenMerge:
    """Replace the `former` master by `book`, the master of a new plan, as `commit` does; `master` is that as read."""
    refuse_if_in_use(project.master_path)
    old = expect_master(project, former.fingerprint)
    return _write(project, old, _updated(project, book, master, outcome, ()), outcome, ())


def _write(
    project: Project,
    old: bytes,
    updated: UpdatedMaster,
    outcome: MergeOutcome,
    decisions: Sequence[ReturnDecision],
    read: Master | None = None,
) -> WrittenMerge:
    """Replace the master, with the merge on record; `read` is what the old one says, if it was updated in place."""
    ledger = project.ledger
    merge = replace(
        _new_merge(project, outcome, updated), before=fingerprint(old), return_decisions=tuple(decisions)
    )
    replace_master(
        project,
        Replacement(old, updated.book, updated.plan, f"merge {merge.number}", read),
        begin=lambda backup: ledger.begin_merge(replace(merge, backup=backup)),
        finish=lambda: end_merge(project, merge.number),
    )
    ledger.record_texts(last_texts(updated.plan))
    copy_missing_returns(project)
    _prune_backups(project)
    copy_ledger(project, f"merge {merge.number}")
    return WrittenMerge(merge.number, updated.notices, updated.statuses)


def rehearse(
    project: Project, master: Master, outcome: MergeOutcome, decisions: Sequence[ReturnDecision] = ()
) -> WrittenMerge:
    """Raise what `commit` would raise if a value does not fit in the master; write nothing."""
    updated = _updated(project, project.read_master_bytes(), master, outcome, decisions)
    return WrittenMerge(None, updated.notices, updated.statuses)


def _changes_master(project: Project, master: Master, outcome: MergeOutcome) -> bool:
    """True if the master must be written. Hand edits alone are in it already, unless figures follow from them."""
    waiting = [q for q in project.ledger.open_questions() if q.key not in {s.key for s in outcome.settled}]
    problems = [*outcome.problems, *master.problems]
    place = master.conflicts
    return bool(
        outcome.changes
        or (place is not None and new_reasons(place, waiting, problems, project.translate))
        or outcome.not_taken
        or outcome.questions
        or outcome.settled
        or outcome.proposals
        or outcome.settled_proposals
        or outcome.remarks
        or any(c.kind != "hand" or c.field in ("status", "timeframe") for c in outcome.hand)
        or master.unidentified
        or master.reworded
        or master.restored_ids
        or master.earlier_name
        or outcome.plan != master.plan
        or with_statuses(project.read_master_bytes(), master.overview, master.plan.scale, project.translate)[
            1
        ]
        or _has_stale_figures(project, master)
    )


def _has_stale_figures(project: Project, master: Master) -> bool:
    """True if Oversikt shows other figures than the master's plan has today.

    What the last merge wrote can only have become overdue since; its formulas have their results.
    """
    if not master.overview:
        return False
    last = project.ledger.last_merge()
    as_written = last is not None and last.after == master.fingerprint
    stale = has_stale_overdue_counts if as_written else has_stale_figures
    with project.master_errors():
        workbook = Workbook.opened(project.read_master_bytes())
        return stale(workbook, master.overview, master.plan, project.today())


def updated_master(
    project: Project,
    book: bytes,
    master: Master,
    outcome: MergeOutcome,
    number: int,
    answered: list[Response],
) -> UpdatedMaster:
    """Return the master's bytes and plan with an outcome in it, as merge `number`. `answered` is for Oversikt."""
    with project.master_errors():
        return update_master(
            book,
            master,
            outcome,
            number=number,
            now=local_moment(project.now()),
            translate=project.translate,
            responses=answered,
            known_ids=project.ledger.known_ids(),
            round_name=round_name(project.ledger),
        )


def _updated(
    project: Project, book: bytes, master: Master, outcome: MergeOutcome, decisions: Sequence[ReturnDecision]
) -> UpdatedMaster:
    ledger = project.ledger
    # Questions that still wait get their rows back if these are gone; hand edits on record get their log rows.
    outcome = replace(
        outcome,
        questions=(*ledger.open_questions(), *outcome.questions),
        proposals=(*ledger.proposals(), *outcome.proposals),
        remarks=(*ledger.remarks(), *outcome.remarks),
        hand=(*ledger.unlogged_changes(), *outcome.hand),
    )
    answered = responses(ledger, outcome.plan, decisions)
    return updated_master(project, book, master, outcome, ledger.next_merge_number(), answered)


def _new_merge(project: Project, outcome: MergeOutcome, updated: UpdatedMaster) -> NewMerge:
    """The merge as the ledger records it, except for the master and returns from before it."""
    return NewMerge(
        number=project.ledger.next_merge_number(),
        begun=project.now(),
        by=user_name(),
        before="",
        after=fingerprint(updated.book),
        backup="",
        changes=(*outcome.hand, *outcome.changes, *outcome.not_taken, *updated.further),
        questions=outcome.questions,
        settled=outcome.settled,
        snapshot=take_snapshot(
            updated.plan,
            current_rollups(updated.plan, project.translate),
            frozenset(outcome.overruled),
            project.ledger.snapshot(),
        ),
        proposals=outcome.proposals,
        settled_proposals=outcome.settled_proposals,
        remarks=outcome.remarks,
        read_remarks=outcome.read_remarks,
    )


def _record_hand_edits(project: Project, master: Master, outcome: MergeOutcome) -> None:
    """Record in the ledger what the secretariat changed or ticked off by hand; the master says it already."""
    if not outcome.hand and not outcome.read_remarks:
        return
    ledger, former = project.ledger, project.ledger.snapshot()
    ledger.note_merge(
        NewMerge(
            number=ledger.next_merge_number(),
            begun=project.now(),
            by=user_name(),
            before=master.fingerprint,
            after=master.fingerprint,
            backup="",
            changes=outcome.hand,
            read_remarks=outcome.read_remarks,
            snapshot=take_snapshot(outcome.plan, last_rollups(former), frozenset(outcome.overruled), former),
        )
    )


def _record_returns(project: Project, decisions: Sequence[ReturnDecision]) -> None:
    """Record what becomes of returns that change nothing in the master; their copies are made first.

    One that cannot be copied now waits for the next merge, and stops no other.
    """
    ledger = project.ledger
    returns = {record.hash: record for record in ledger.returns()} if decisions else {}
    sent = ledger.dispatches_by_code(one.dispatch for one in decisions if one.dispatch)
    decided = [
        replace(
            returns[one.hash],
            state=one.state,
            reason=one.reason,
            round=sent[one.dispatch].round if one.dispatch in sent else "",
        )
        for one in decisions
    ]
    failed = copy_returns(project, decided)
    for record in decided:
        if record.hash in failed:
            _LOG.warning(
                "«%s» waits for the next merge: it cannot be copied now (%s).",
                record.name,
                failed[record.hash],
            )
    ledger.set_returns([one for one in decisions if one.hash not in failed])


def _prune_backups(project: Project) -> None:
    rule = project.config.backups
    last = project.ledger.last_merge()
    needed = {Path(last.backup).name} if last else set()
    prune_backups(project.backups, project.today(), rule.keep_days, rule.then, needed)


def user_name() -> str:
    """Return who runs the command, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
