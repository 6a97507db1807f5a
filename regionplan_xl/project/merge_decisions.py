"""Decide a merge: the outcome for the plan, and the new state of each returned file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from regionplan_xl.errors import InputError, Place
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.ledger.entries import ReturnDecision
from regionplan_xl.ledger.messages import RECEIPT
from regionplan_xl.plan.merging.fold import fold
from regionplan_xl.plan.merging.hand_edits import hand_changes, last_rollups, overruled_fields
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome, Question, Settled
from regionplan_xl.plan.merging.proposals import collect_proposals, decide_proposals
from regionplan_xl.plan.merging.rules import Rules, Unwritable
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.next_year.carry_over import carry_out
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.answered.present_owners import PresentOwners
from regionplan_xl.project.folder import Project
from regionplan_xl.project.submissions import FOR_NOW, ReadReturns
from regionplan_xl.text import phrase


def decide_outcome(
    project: Project, master: Master, returns: ReadReturns, unwritable: Unwritable
) -> MergeOutcome:
    """Fold the submissions and the secretariat's decisions into the plan.

    `unwritable`: values that do not fit in the master, and why; answers to them become questions.
    """
    if master.actors is None and returns.submissions:
        raise InputError(
            phrase("The master has no sheet with the actors, so it is not known who owns the answers."),
            phrase(
                "Copy the sheet back from the master in workbooks/backups. The answers are kept meanwhile."
            ),
            Place(file=project.display_path(project.master_path)),
        )
    ledger = project.ledger
    snapshot, questions = ledger.snapshot(), ledger.open_questions()
    hand = hand_changes(master.plan, snapshot)
    owners = PresentOwners(PresentNames(ledger, master.plan, hand))
    outcome = fold(
        master.plan,
        owners.submissions(returns.submissions),
        _rules(project, returns, owners, unwritable, hand),
        owners.questions(questions),
        master.decisions,
        owners.placements(returns.placements),
    )
    decided = decide_proposals(
        outcome.plan, ledger.proposals(), master.proposal_decisions, ledger.known_ids(), project.translate
    )
    pairs = master.carry_over_decisions
    carried, refused = carry_out(outcome.plan, pairs, ledger.carried_over() if pairs else ())
    return replace(
        outcome,
        plan=decided.plan,
        changes=(*outcome.changes, *decided.changes, *carried),
        hand=hand,
        proposals=collect_proposals(returns.submissions),
        settled_proposals=decided.settled,
        remarks=ledger.new_remarks(one for submission in returns.submissions for one in submission.remarks),
        read_remarks=tuple(remark.key for remark in ledger.remarks() if remark.key in master.read_remarks),
        problems=(*outcome.problems, *decided.problems, *refused),
        settled=(*outcome.settled, *_overtaken(outcome, returns, questions)),
        questions=(*outcome.questions, *_questions(returns, questions)),
    )


def _rules(
    project: Project,
    returns: ReadReturns,
    owners: PresentOwners,
    unwritable: Unwritable,
    hand: Sequence[Change],
) -> Rules:
    """Return the settings, and what the ledger knows from earlier merges."""
    ledger, snapshot = project.ledger, project.ledger.snapshot()
    rounds = {submission.dispatch.round for submission in returns.read}
    return Rules(
        today=project.today(),
        policy=project.config.merge.conflicts,
        translate=project.translate,
        rollups=last_rollups(snapshot),
        overruled=overruled_fields(snapshot),
        edited=_edited(project, hand),
        last_changes=owners.last_changes(ledger.last_changes()),
        judged=owners.questions(ledger.judged_questions(rounds)),
        unwritable=unwritable,
        rounds=tuple(round_.name for round_ in ledger.rounds()),
        merged_later=owners.submissions(returns.merged_later),
        restarted=ledger.restarted(),
        told=_told(project),
    )


def _edited(project: Project, hand: Sequence[Change]) -> frozenset[tuple[str, Field]]:
    """Return the measures' own fields that were edited by hand since the last round was sent, `hand` included."""
    latest, fields = project.ledger.latest_round(), {name.value: name for name in Field}
    new = {(one.measure, fields[one.field]) for one in hand if not one.member and one.field in fields}
    return frozenset(new) | (project.ledger.edited_since(latest.opened) if latest else frozenset())


def _told(project: Project) -> dict[str, datetime]:
    """Return a file's SHA-256 -> when its actor got the receipt for it; a draft counts as sent.

    A receipt that says that a file was not taken in has another kind of key, and does not count: it does not list
    unclear answers.
    """
    return {
        one.key.partition("/")[2]: one.changed
        for one in project.ledger.messages(kind=RECEIPT)
        if one.state in ("sent", "drafted", "unsure")
    }


def decide_returns(
    project: Project, outcome: MergeOutcome, returns: ReadReturns
) -> tuple[ReturnDecision, ...]:
    """Return the new state of each returned file: merged, held or ignored."""
    merged = [
        ReturnDecision(hash=s.source, state="merged", dispatch=s.dispatch.code) for s in returns.submissions
    ]
    held = [
        ReturnDecision(
            hash=file.record.hash,
            state="held",
            reason=file.reason,
            dispatch=file.dispatch.code if file.dispatch else "",
        )
        for file in returns.held
        if file.reason not in FOR_NOW
    ]
    others = [
        ReturnDecision(hash=file.record.hash, state="ignored", reason=file.reason) for file in returns.ignored
    ]
    return (*merged, *held, *others, *_ignored(project, outcome, returns))


def _ignored(project: Project, outcome: MergeOutcome, returns: ReadReturns) -> Iterator[ReturnDecision]:
    """Yield `ignored` for held or unread files that the secretariat has put aside and that have no open question."""
    settled = {one.key for one in outcome.settled}
    questions = project.ledger.open_questions()
    still = {question.source for question in questions if question.key not in settled}
    reasons = {record.hash: record.reason for record in project.ledger.returns("held")}
    reasons |= {file.record.hash: file.reason for file in returns.held if file.reason in FOR_NOW}
    for submission in returns.submissions:
        reasons.pop(submission.source, None)
    for source in dict.fromkeys(question.source for question in questions if question.key in settled):
        if source in reasons and source not in still:
            yield ReturnDecision(hash=source, state="ignored", reason=reasons[source])


def _overtaken(
    outcome: MergeOutcome, returns: ReadReturns, questions: Sequence[Question]
) -> Iterator[Settled]:
    """Settle questions about whole files that are out of date: the file is read now, or held for another reason."""
    merged = {submission.source for submission in returns.submissions}
    read = merged | {file.record.hash for file in returns.held if file.reason not in FOR_NOW}
    decided = {settled.key for settled in outcome.settled}
    for question in questions:
        about_the_file = not question.measure and question.field is None and not question.place.sheet
        if question.key in decided or not about_the_file:
            continue
        if question.source in (read if question.reason in FOR_NOW else merged):
            yield Settled(question.key, "keep")


def _questions(returns: ReadReturns, asked: Sequence[Question]) -> Iterator[Question]:
    """Yield a question for each held file, unless it has been asked already."""
    known = {(question.source, question.reason) for question in asked}
    for file in returns.held:
        again_unread = file.reason in FOR_NOW and file.record.state == "held"
        if again_unread or (file.record.hash, file.reason) in known:
            continue
        yield Question(
            reason=file.reason,
            actor=file.dispatch.actor if file.dispatch else "",
            file=file.record.name,
            source=file.record.hash,
            asked=file.record.received,
            # A separate place, so that a file that is read later can be asked about for another reason.
            place=Place(file=file.record.name, column="archive" if file.reason in FOR_NOW else ""),
            round=file.dispatch.round if file.dispatch else "",
            candidates=file.candidates,
            answer=file.written or None,
        )
