"""Commit a merge to the master and the ledger: both or neither."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from regionplan_xl.engine.freed_memory import return_freed_memory
from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.lists.conflicts import WaitingRows
from regionplan_xl.excel.master.update import Recorded, UpdatedMaster, update_master
from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.excel.overview.update import has_stale_figures, has_stale_overdue_counts
from regionplan_xl.excel.statuses.follow import with_statuses
from regionplan_xl.excel.statuses.uncounted_areas import areas_without_row
from regionplan_xl.excel.trend.points import Point
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import NewMerge, ReturnDecision
from regionplan_xl.moments import local_moment
from regionplan_xl.ooxml import Workbook
from regionplan_xl.plan.merging.hand_edits import as_last_merged, last_rollups, take_snapshot
from regionplan_xl.plan.merging.last_texts import last_texts
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome, Question
from regionplan_xl.plan.merging.shared_measures import current_rollups
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.answered.present_owners import PresentOwners
from regionplan_xl.project.answered.responses import former_names, responses, round_name
from regionplan_xl.project.backups.of_master import prune_backups
from regionplan_xl.project.folder import Project
from regionplan_xl.project.ledger_copy import copy_ledger
from regionplan_xl.project.master_lock import refuse_if_in_use
from regionplan_xl.project.recovery import end_merge
from regionplan_xl.project.replace_master import Replacement, expect_master, replace_master
from regionplan_xl.project.return_copies import copy_missing_returns, copy_returns

_LOG = logging.getLogger("regionplan_xl")


@dataclass(frozen=True)
class WrittenMerge:
    """A merge as written: its number (None if the master needed no change).

    `notices`: rows that had no room in their sheet, and where they are. `statuses`: statuses of config.yaml that the
    master followed for the first time.
    """

    number: int | None
    notices: tuple[Problem, ...] = ()
    statuses: tuple[Change, ...] = ()


def commit(
    project: Project, master: Master, outcome: MergeOutcome, decisions: Sequence[ReturnDecision] = ()
) -> WrittenMerge:
    """Write a merge's outcome to the master and the ledger.

    `master` is the master as read when the outcome was decided. Raise `NotNow` if it was changed since or is in use,
    and `UnwritableValues` if a value does not fit in it; nothing is then changed. After an interruption, the next
    command finishes or removes the merge (`recovery.recover`).
    """
    ledger = project.ledger
    outcome = replace(
        outcome,
        questions=ledger.new_questions(outcome.questions),
        proposals=ledger.new_proposals(outcome.proposals),
    )
    decides = _decides(outcome)
    if not decides and not _may_change_master(project, master, outcome):
        return _without_change(project, master, outcome, decisions)

    refuse_if_in_use(project.master_path)
    return_freed_memory()  # after reading the returns, since updating the master needs the most memory
    old = expect_master(project, master.fingerprint)
    updated = _updated(project, old, master, outcome, decisions)
    if not decides and updated.book == old:
        return _without_change(project, master, outcome, decisions)
    return _write(project, old, updated, outcome, decisions, master)


def commit_new_plan(
    project: Project, former: Master, book: bytes, master: Master, outcome: MergeOutcome
) -> WrittenMerge:
    """Replace the `former` master by `book`, the master of a new plan, like `commit`; `master` is `book` as read."""
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
    """Record the merge and replace the master; `read` is the old master as read, if it was updated in place."""
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
    ledger.record_texts(last_texts(updated.plan), updated.plan.scale)
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


def _without_change(
    project: Project, master: Master, outcome: MergeOutcome, decisions: Sequence[ReturnDecision]
) -> WrittenMerge:
    """Record the decisions only in the ledger, and leave the master unchanged."""
    _record_hand_edits(project, master, outcome)
    _record_returns(project, decisions)
    project.ledger.record_texts(last_texts(outcome.plan), outcome.plan.scale)
    return WrittenMerge(None)


def _decides(outcome: MergeOutcome) -> bool:
    """Return whether the outcome must be recorded as a merge. Hand edits need it only if figures depend on them."""
    return bool(
        outcome.changes
        or outcome.not_taken
        or outcome.questions
        or outcome.settled
        or outcome.proposals
        or outcome.settled_proposals
        or outcome.remarks
        or any(c.kind != "hand" or c.field in ("status", "timeframe") for c in outcome.hand)
    )


def _may_change_master(project: Project, master: Master, outcome: MergeOutcome) -> bool:
    """Return whether something in the master may have to be corrected: IDs, words, figures, rows of questions.

    It may turn out that nothing can be, as with a word in a row of no measure.
    """
    return bool(
        master.unidentified
        or master.reworded
        or master.spaced
        or master.restored_ids
        or master.earlier_name
        or outcome.plan != master.plan
        or with_statuses(project.read_master_bytes(), master.overview, master.plan.scale, project.translate)[
            1
        ]
        or _has_stale_figures(project, master)
        or _has_stale_questions(project, master, outcome)
    )


def _has_stale_questions(project: Project, master: Master, outcome: MergeOutcome) -> bool:
    """Return whether a row of Konfliktar says or offers something else than it should with the plan as it is now."""
    place, settled = master.conflicts, {one.key for one in outcome.settled}
    asked = _as_named_now(project, outcome, project.ledger.open_questions())
    waiting = [question for question in asked if question.key not in settled]
    if place is None or not waiting:
        return False
    problems = [*outcome.problems, *master.problems]
    former = as_last_merged(project.ledger.snapshot())
    rows = WaitingRows(place, outcome.plan, former, problems, project.translate)
    with project.master_errors():
        workbook = Workbook.opened(project.read_master_bytes())
        return bool(rows.new_texts(waiting) or rows.has_other_choices(workbook, waiting))


def _as_named_now(
    project: Project, outcome: MergeOutcome, questions: Sequence[Question]
) -> tuple[Question, ...]:
    """Return the questions, each about the actor as it is called now, as the next decisions will read them."""
    owners = PresentOwners(PresentNames(project.ledger, outcome.plan, outcome.hand))
    return owners.questions(questions)


def _has_stale_figures(project: Project, master: Master) -> bool:
    """Return whether the figures on Oversikt differ from those of the master's plan today, or an area has none.

    If the master is unchanged since the last merge, only the counts of overdue measures can be stale.
    """
    if not master.overview:
        return False
    last = project.ledger.last_merge()
    as_written = last is not None and last.after == master.fingerprint
    stale = has_stale_overdue_counts if as_written else has_stale_figures
    with project.master_errors():
        workbook = Workbook.opened(project.read_master_bytes())
        added = any(areas_without_row(workbook, master.overview, master.plan.areas))
        return added or stale(workbook, master.overview, master.plan, project.today())


def updated_master(
    project: Project,
    book: bytes,
    master: Master,
    outcome: MergeOutcome,
    number: int,
    answered: list[Response],
    former: Point | None = None,
) -> UpdatedMaster:
    """Return the master updated with an outcome as merge `number`. `answered` is shown on Oversikt.

    `former`: the counts before a merge that is undone.
    """
    questions = _as_named_now(project, outcome, outcome.questions)
    with project.master_errors():
        return update_master(
            book,
            master,
            replace(outcome, questions=questions),
            number=number,
            now=local_moment(project.now()),
            translate=project.translate,
            responses=answered,
            recorded=Recorded(
                ids=project.ledger.known_ids(),
                round=round_name(project.ledger),
                bodies=former_names(project.ledger, outcome.hand),
                last_merged=as_last_merged(project.ledger.snapshot()),
                former=former,
            ),
        )


def _updated(
    project: Project, book: bytes, master: Master, outcome: MergeOutcome, decisions: Sequence[ReturnDecision]
) -> UpdatedMaster:
    ledger = project.ledger
    # Open questions get their rows back if these are gone, and recorded hand edits get their log rows.
    outcome = replace(
        outcome,
        questions=(*ledger.open_questions(), *outcome.questions),
        proposals=(*ledger.proposals(), *outcome.proposals),
        remarks=(*ledger.remarks(), *outcome.remarks),
        hand=(*ledger.unlogged_changes(), *outcome.hand),
    )
    answered = responses(ledger, outcome.plan, decisions, outcome.hand)
    return updated_master(project, book, master, outcome, ledger.next_merge_number(), answered)


def _new_merge(project: Project, outcome: MergeOutcome, updated: UpdatedMaster) -> NewMerge:
    """Return the merge as the ledger records it, without the former master, its backup and the returns."""
    return NewMerge(
        number=project.ledger.next_merge_number(),
        begun=project.now(),
        by=project.user_name(),
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
    """Record hand edits and ticked-off remarks in the ledger; the master already has them."""
    if not outcome.hand and not outcome.read_remarks:
        return
    ledger, former = project.ledger, project.ledger.snapshot()
    ledger.note_merge(
        NewMerge(
            number=ledger.next_merge_number(),
            begun=project.now(),
            by=project.user_name(),
            before=master.fingerprint,
            after=master.fingerprint,
            backup="",
            changes=outcome.hand,
            read_remarks=outcome.read_remarks,
            snapshot=take_snapshot(outcome.plan, last_rollups(former), frozenset(outcome.overruled), former),
        )
    )


def _record_returns(project: Project, decisions: Sequence[ReturnDecision]) -> None:
    """Copy returns that change nothing in the master, then record their decisions.

    A return that cannot be copied now waits for the next merge; the others are recorded.
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
