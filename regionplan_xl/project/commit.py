"""The only way to change the master: beside, compared, on record, in place; and what ends what was interrupted."""

from __future__ import annotations

import getpass
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.errors import InputError, NotNow, Place, Problem, RegionplanError
from regionplan_xl.files import fingerprint, sync_folder, written_beside
from regionplan_xl.plan.merging.fold import rolled_up
from regionplan_xl.plan.merging.outcome import Change, JudgedProposal, MergeOutcome, Settled
from regionplan_xl.plan.model import Plan, as_compared
from regionplan_xl.project.backups import back_up, prune
from regionplan_xl.project.master_lock import refuse_if_busy
from regionplan_xl.project.return_copies import catch_up, show_returns

if TYPE_CHECKING:
    from regionplan_xl.excel.common.master_model import Master
    from regionplan_xl.excel.master.update import Updated
    from regionplan_xl.ledger.entries import MergeRecord, ReturnDecision
    from regionplan_xl.project.folder import Project

_LOG = logging.getLogger("regionplan_xl")


def commit(
    project: Project, master: Master, outcome: MergeOutcome, verdicts: Sequence[ReturnDecision] = ()
) -> int | None:
    """The merge's number, or None where the master needed no change. `Project.commit` says how."""
    from regionplan_xl.ledger.entries import NewMerge, tracked

    ledger = project.ledger
    outcome = replace(
        outcome,
        questions=ledger.new_questions(outcome.questions),
        proposals=ledger.new_proposals(outcome.proposals),
    )
    if not _is_to_be_written(master, outcome):
        _note(project, master, outcome)
        _judge(project, verdicts)
        return None
    refuse_if_busy(project.master_path)
    number = ledger.next_merge_number()
    before = project.read_master_bytes()
    _expect(project, master.fingerprint, before)
    updated = _updated(project, before, master, outcome, verdicts)
    _expect_plan(project, updated.book, updated.plan)
    with _new_master(project, updated.book) as put_in_place:
        backup = _back_up(project, before, f"merge {number}")
        merge = NewMerge(
            number=number,
            begun=project.now(),
            by=_who(),
            before=fingerprint(before),
            after=fingerprint(updated.book),
            backup=backup.relative_to(project.folder).as_posix(),
            changes=(*outcome.hand, *outcome.changes, *updated.given_ids),
            questions=outcome.questions,
            settled=outcome.settled,
            verdicts=tuple(verdicts),
            snapshot=tracked(
                updated.plan, rolled_up(updated.plan, project.translate), frozenset(outcome.overruled)
            ),
            proposals=outcome.proposals,
            judged=outcome.judged,
        )
        try:
            ledger.begin_merge(merge)
        except BaseException:
            with suppress(OSError):
                backup.unlink()
            raise
        _replace(project, put_in_place, master.fingerprint, lambda: ledger.finish_merge(number))
    _afterwards(project)
    return number


def _is_to_be_written(master: Master, outcome: MergeOutcome) -> bool:
    """True where the master is to say something else; edits by hand alone are there already."""
    return bool(
        outcome.changes
        or outcome.questions
        or outcome.settled
        or outcome.proposals
        or outcome.judged
        or master.unidentified
        or master.regained
        or outcome.plan != master.plan
    )


def _note(project: Project, master: Master, outcome: MergeOutcome) -> None:
    """What the secretariat changed by hand goes on record; the master already says it."""
    from regionplan_xl.ledger.entries import NewMerge, shown, tracked

    if not outcome.hand:
        return
    ledger = project.ledger
    ledger.note_merge(
        NewMerge(
            number=ledger.next_merge_number(),
            begun=project.now(),
            by=_who(),
            before=master.fingerprint,
            after=master.fingerprint,
            backup="",
            changes=outcome.hand,
            snapshot=tracked(outcome.plan, shown(ledger.snapshot()), frozenset(outcome.overruled)),
        )
    )


def rehearse(
    project: Project, master: Master, outcome: MergeOutcome, verdicts: Sequence[ReturnDecision] = ()
) -> None:
    """Raise what `commit` would where the master has no room for `outcome`; nothing is written."""
    _updated(project, project.read_master_bytes(), master, outcome, verdicts)


def _updated(
    project: Project, book: bytes, master: Master, outcome: MergeOutcome, verdicts: Sequence[ReturnDecision]
) -> Updated:
    from regionplan_xl.excel.master.update import update_master
    from regionplan_xl.project.responses import responses, round_name

    ledger = project.ledger
    # What waits and has lost its row is put back; what was noted without writing the master is told now.
    outcome = replace(
        outcome,
        questions=(*ledger.open_questions(), *outcome.questions),
        proposals=(*ledger.proposals(), *outcome.proposals),
        hand=(*ledger.not_in_the_log(), *outcome.hand),
    )
    return update_master(
        book,
        master,
        outcome,
        number=ledger.next_merge_number(),
        now=project.now().astimezone(),
        translate=project.translate,
        responses=responses(ledger, outcome.plan, verdicts),
        known_ids=ledger.known_ids(),
        round_name=round_name(ledger),
    )


def put_back(project: Project, merge: MergeRecord, before: bytes) -> None:
    """The master is again, byte for byte, as before `merge`, and the ledger knows that it never happened."""
    ledger = project.ledger
    with _new_master(project, before) as put_in_place:
        ledger.begin_undo(merge.number, merge.after, fingerprint(before))
        _replace(project, put_in_place, merge.after, lambda: ledger.undo_merge(merge.number))
    _show_again(project, merge.number)


def take_back(project: Project, merge: MergeRecord, former: bytes | None) -> tuple[Problem, ...]:
    """What `merge` wrote goes back, cell by cell; the cells that were edited by hand since, left as they are.

    `former` is the master from before the merge, where there still is a copy.
    """
    from regionplan_xl.excel.common.unwritable import UnwritableValues
    from regionplan_xl.excel.master.unparsed_cells import unread
    from regionplan_xl.excel.master.value_location import kept_value_problems
    from regionplan_xl.plan.merging.undo import take_back as undoing

    ledger, number = project.ledger, merge.number
    now = project.read_master_bytes()
    master = project.recognise_master(now)
    wrote, day = ledger.changes_of(number), merge.begun.astimezone().date()
    before = project.understand_master(former).plan if former is not None else None
    barred = {meant: unclear.shown for meant, unclear in unread(master).items()}
    while True:
        back = undoing(master.plan, wrote, before, day, project.translate, barred)
        try:
            updated = _without(project, now, master, back.plan, number)
            break
        except UnwritableValues as found:
            if found.fields.keys() <= barred.keys():
                raise
            barred |= dict.fromkeys(found.fields, "")
    _expect_plan(project, updated.book, updated.plan)
    with _new_master(project, updated.book) as put_in_place:
        _back_up(project, now, f"undo of merge {number}")
        ledger.begin_undo(number, fingerprint(now), fingerprint(updated.book))
        _replace(project, put_in_place, fingerprint(now), lambda: ledger.undo_merge(number))
    _show_again(project, number)
    return kept_value_problems(back.left, master, project.translate, number)


def _without(project: Project, book: bytes, master: Master, plan: Plan, number: int) -> Updated:
    """The master with `plan`, in which merge `number` is undone, and with what waited before that merge."""
    from regionplan_xl.excel.master.update import UNDONE, update_master
    from regionplan_xl.project.responses import responses, round_name

    ledger = project.ledger
    opened, closed = ledger.questions_of(number)
    proposed, settled = ledger.proposals_of(number)
    told = Change("undone", "", "", project.translate(UNDONE).format(number=number), "", None, None)
    outcome = MergeOutcome(
        plan=plan,
        changes=(told,),
        questions=closed,
        settled=tuple(Settled(question.key, "keep") for question in opened),
        proposals=settled,
        judged=tuple(JudgedProposal(proposal.key, "decline") for proposal in proposed),
    )
    return update_master(
        book,
        master,
        outcome,
        number=number,
        now=project.now().astimezone(),
        translate=project.translate,
        responses=responses(ledger, plan, (), besides=number),
        known_ids=ledger.known_ids(),
        round_name=round_name(ledger),
    )


def _show_again(project: Project, merge: int) -> None:
    """Files that the merge put aside wait again, where people look for them."""
    try:
        show_returns(project, project.ledger.returns_of(merge))
    except OSError as error:
        _LOG.warning("What waits again after the undoing of merge %d is not copied: %s", merge, error)


def recover(project: Project) -> bool:
    """End what an interrupted command began: the master on disk tells whether it happened.

    True where it now is as that command would have left it. Where the master cannot be read, it waits.
    """
    pending = project.ledger.pending_merge()
    if pending is None:
        return False
    try:
        book = project.read_master_bytes()
        happened = (
            _undone(project, pending, book) if pending.state == "undoing" else _made(project, pending, book)
        )
    except RegionplanError as reason:
        _LOG.warning("What merge %d began cannot be ended yet: %s", pending.number, reason)
        return False
    # The rename is on disk before the ledger says so: the run may have been stopped between the two.
    sync_folder(project.master_path.parent)
    if happened is (pending.state == "begun"):
        project.ledger.finish_merge(pending.number)
    elif pending.state == "undoing":
        project.ledger.undo_merge(pending.number)
    else:
        project.ledger.roll_back_merge(pending.number)
        if fingerprint(book) == pending.before:
            with suppress(OSError):
                (project.folder / pending.backup).unlink()
    return happened


def _made(project: Project, merge: MergeRecord, book: bytes) -> bool:
    """True where the master is the one that the merge made, perhaps saved by hand since."""
    on_disk = fingerprint(book)
    return on_disk == merge.after or (on_disk != merge.before and _bears(project, merge, book))


def _undone(project: Project, merge: MergeRecord, book: bytes) -> bool:
    """True where the master is the one that undoing the merge made, perhaps saved by hand since."""
    from regionplan_xl.excel.master.update import log_has_undo

    on_disk = fingerprint(book)
    was, wanted = project.ledger.undoing()
    if on_disk in (was, wanted):
        return on_disk == wanted
    log = project.understand_master(book).log
    return log_has_undo(book, log, merge.number) or not _bears(project, merge, book)


def _bears(project: Project, merge: MergeRecord, book: bytes) -> bool:
    """True where the master's own sheets tell of the merge: in its log, or by a question that it asked."""
    from regionplan_xl.excel.master.update import has_any_question, log_has_merge

    master = project.understand_master(book)
    opened, _ = project.ledger.questions_of(merge.number)
    return log_has_merge(book, master.log, merge.number) or has_any_question(
        book, master.conflicts, {question.key for question in opened}
    )


def refuse_if_put_back_by_hand(project: Project, master: Master) -> None:
    """`InputError` where the master is a copy from before a merge, whose answers would be forgotten."""
    from regionplan_xl.plan.merging.undo import is_as_before

    ledger = project.ledger
    merges = [merge for merge in ledger.merges() if merge.state == "done"]
    if not merges or master.fingerprint == merges[-1].after:
        return
    missing = next((merge for merge in merges if merge.before == master.fingerprint), None)
    if missing is None:
        # Saved since it was put back.
        missing = merges[-1]
        if not is_as_before(master.plan, ledger.changes_of(missing.number)):
            return
        if _bears(project, missing, project.read_master_bytes()):
            return
    steps = sum(merge.number >= missing.number for merge in merges)
    raise InputError(
        f"The master is as it was before merge {missing.number}, so what was merged since is missing from it.",
        f"Run «regionplan undo{f' --steps {steps}' if steps > 1 else ''}»: what you put back stays, and the "
        "answers wait for the next merge.",
        Place(file=project.shown(project.master_path)),
    )


def _judge(project: Project, verdicts: Sequence[ReturnDecision]) -> None:
    """Returns that change nothing in the master: what becomes of each, with the copies made first."""
    returns = {record.hash: record for record in project.ledger.returns()}
    for verdict in verdicts:
        dispatch = project.ledger.dispatch_by_code(verdict.dispatch) if verdict.dispatch else None
        judged = replace(
            returns[verdict.hash],
            state=verdict.state,
            reason=verdict.reason,
            round=dispatch.round if dispatch else "",
        )
        show_returns(project, [judged])
        project.ledger.set_return(verdict.hash, verdict.state, verdict.reason, verdict.dispatch)


@contextmanager
def _new_master(project: Project, book: bytes) -> Iterator[Callable[[], None]]:
    """The new master lies beside the old one; `NotNow` for whatever the disk or another program says no to."""
    with _plainly(project), written_beside(project.master_path, book) as put_in_place:
        yield put_in_place


@contextmanager
def _plainly(project: Project) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotNow(
            f"The master cannot be replaced now ({error.strerror or error}).",
            "Close it in Excel, see that the folder may be written to and that the disk has room, "
            "and run the command again. No answer is lost meanwhile.",
            Place(file=project.shown(project.master_path)),
        ) from error


def _replace(
    project: Project, put_in_place: Callable[[], None], expecting: str, finish: Callable[[], None]
) -> None:
    """Put the new master in place, if the old one is still the one expected; else the ledger forgets the attempt."""
    try:
        refuse_if_busy(project.master_path)
        _expect(project, expecting, project.read_master_bytes())
        put_in_place()
    except BaseException as error:
        # What failed may have been the flushing of a rename that was done: then recovery has ended it.
        if _recovered(project) and isinstance(error, OSError):
            return
        raise
    finish()


def _recovered(project: Project) -> bool:
    try:
        return recover(project)
    except (OSError, RegionplanError) as error:
        _LOG.warning("What was begun is not ended yet; the next command does it: %s", error)
        return False


def _afterwards(project: Project) -> None:
    """The copies for people, and the backups by their rule: for neither does a merge fail."""
    catch_up(project)
    rule = project.config.backups
    last = project.ledger.last_merge()
    needed = {Path(last.backup).name} if last else set()
    prune(project.backups, project.today(), rule.keep_days, rule.then, needed)


def _expect(project: Project, expected: str, book: bytes) -> None:
    if fingerprint(book) != expected:
        raise NotNow(
            "The master was changed while the command was at work.",
            "Nothing was written to it; run the command again. No answer is lost meanwhile.",
            Place(file=project.shown(project.master_path)),
        )


def _expect_plan(project: Project, book: bytes, plan: Plan) -> None:
    """The new master, reopened, says what was decided; else it never takes the old one's place."""
    try:
        found = project.understand_master(book).plan
    except InputError as error:
        raise _unsafe(project, "?") from error
    if as_compared(found) != as_compared(plan):
        differing = [m.number for m, n in zip(found.measures, plan.measures, strict=False) if m != n]
        raise _unsafe(project, ", ".join(differing[:5]) or "?")


def _unsafe(project: Project, measures: str) -> NotNow:
    return NotNow(
        f"The master could not be updated safely (measures {measures}).",
        "Nothing was changed, and the answers are kept. Send the developers a copy of the master.",
        Place(file=project.shown(project.master_path)),
    )


def _back_up(project: Project, book: bytes, what: str) -> Path:
    ending = project.master_path.suffix.lower()
    return back_up(project.backups, book, project.now().astimezone(), what, ending)


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
