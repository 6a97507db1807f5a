"""A merge in the ledger: begun, taken back as if it never was, or undone and still on record."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.ledger import proposals as proposing
from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import insert_new, is_duplicate
from regionplan_xl.ledger.entries import MergeState, NewMerge, QuestionState, ReturnDecision, Tracked
from regionplan_xl.ledger.values import tracked_to_text
from regionplan_xl.plan.merging.outcome import Change, Question, Settled
from regionplan_xl.text import Phrase, phrase

_CLOSED: dict[str, QuestionState] = {"keep": "kept", "take": "taken", "own": "own"}
_AGAIN = phrase("Nothing was changed; run merge again.")


def begin(connection: Connection, merge: NewMerge, state: MergeState = "begun") -> None:
    """Put the whole merge on record, as begun (or as `noted`, where the master stays as it is)."""
    _insert_merge(connection, merge, state)
    _pass_verdicts(connection, merge.number, merge.verdicts)
    _insert_changes(connection, merge.number, merge.changes)
    for question in merge.questions:
        _ask(connection, merge.number, question)
    for settled in merge.settled:
        _close(connection, merge.number, settled)
    proposing.open_in(connection, merge.number, merge.proposals)
    proposing.close_in(connection, merge.number, merge.judged)
    if merge.snapshot is not None:
        _replace_snapshot(connection, merge.number, merge.snapshot)


def roll_back(connection: Connection, number: int) -> None:
    """Everything is as it was before the merge began, and its number is free."""
    _restore(connection, number)
    proposing.forget(connection, number)
    for table, of_merge in (
        (tables.changes, tables.changes.c.merge),
        (tables.questions, tables.questions.c.opened_in),
        (tables.verdicts, tables.verdicts.c.merge),
        (tables.snapshot_before, tables.snapshot_before.c.merge),
        (tables.merges, tables.merges.c.number),
    ):
        connection.execute(delete(table).where(of_merge == number))


def undo(connection: Connection, number: int) -> None:
    """Returns, questions and snapshot are as before the merge; what it did stays on record, marked undone."""
    _restore(connection, number)
    changes, questions = tables.changes, tables.questions
    connection.execute(update(changes).where(changes.c.merge == number).values(undone=number))
    withdrawn = {"state": "withdrawn", "undone": number}
    connection.execute(update(questions).where(questions.c.opened_in == number).values(withdrawn))
    proposing.withdraw(connection, number)
    set_state(connection, number, "undone")


def expect(connection: Connection, number: int, *states: MergeState) -> None:
    """`InputError` where there is no such merge, or it is in none of `states`."""
    state = connection.scalar(select(tables.merges.c.state).where(tables.merges.c.number == number))
    if state is None:
        raise InputError(phrase("There is no merge number {number}.", number=number))
    if state not in states:
        raise InputError(
            phrase("Merge number {number} is {state}; that cannot be done.", number=number, state=state)
        )


def expect_last(connection: Connection, number: int) -> None:
    """`InputError` where a later merge is not undone."""
    merges = tables.merges
    later = select(func.max(merges.c.number)).where(
        merges.c.number > number, merges.c.state.not_in(("undone", "noted"))
    )
    last = connection.scalar(later)
    if last is not None:
        what = phrase("Merge number {number} is not the last one.", number=number)
        raise InputError(what, phrase("Undo number {last} first.", last=last))


def set_state(connection: Connection, number: int, state: MergeState) -> None:
    """The merge is in `state`; `NotNow` where that needs another merge to be done first."""
    row = {"state": state, "under_way": True if state in ("begun", "undoing") else None}
    try:
        connection.execute(update(tables.merges).where(tables.merges.c.number == number).values(row))
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise NotNow(phrase("Another merge is under way."), _AGAIN) from error


def note(connection: Connection, name: str, value: str) -> None:
    """Keep a fact that no table has, under its name."""
    connection.execute(delete(tables.meta).where(tables.meta.c.name == name))
    connection.execute(insert(tables.meta), {"name": name, "value": value})


def noted(connection: Connection, name: str) -> str | None:
    """The fact kept under that name, or None."""
    found: str | None = connection.scalar(select(tables.meta.c.value).where(tables.meta.c.name == name))
    return found


def _insert_merge(connection: Connection, merge: NewMerge, state: MergeState) -> None:
    row = {
        "number": merge.number,
        "begun": merge.begun,
        "state": state,
        "by": merge.by,
        "before": merge.before,
        "after": merge.after,
        "backup": merge.backup,
        "under_way": True if state == "begun" else None,
    }
    try:
        connection.execute(insert(tables.merges), row)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise NotNow(phrase("Another merge is under way, or has taken the number."), _AGAIN) from error


def _pass_verdicts(connection: Connection, merge: int, verdicts: Sequence[ReturnDecision]) -> None:
    returns = tables.returns
    for verdict in verdicts:
        found = connection.execute(select(returns).where(returns.c.hash == verdict.hash)).one()
        before = {
            "merge": merge,
            "return_hash": verdict.hash,
            "state_before": found.state,
            "reason_before": found.reason,
            "dispatch_before": found.dispatch,
        }
        connection.execute(insert(tables.verdicts), before)
        set_return(
            connection, verdict.hash, verdict.state, verdict.reason, verdict.dispatch or found.dispatch
        )


def set_return(connection: Connection, hash_: str, state: str, reason: Phrase, dispatch: str | None) -> None:
    """The return is in `state`, for `reason`, and answers `dispatch` (None: not known)."""
    returns = tables.returns
    row = {"state": state, "reason": reason, "dispatch": dispatch}
    connection.execute(update(returns).where(returns.c.hash == hash_).values(row))


def _insert_changes(connection: Connection, merge: int, changes: Sequence[Change]) -> None:
    rows = [
        {
            "merge": merge,
            "kind": change.kind,
            "measure": change.measure,
            "number": change.number,
            "text": change.text,
            "member": change.member,
            "field": change.field,
            "before": change.before,
            "after": change.after,
            "actor": change.actor,
            "round": change.round,
            "return_hash": change.source or None,
            "file": change.file,
            "undone": 0,
        }
        for change in changes
    ]
    if not rows:
        return
    try:
        connection.execute(insert(tables.changes), rows)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise NotNow(
            phrase("An answer of this merge was taken in by another one already."), _AGAIN
        ) from error


def _ask(connection: Connection, merge: int, question: Question) -> None:
    if not question.key:
        raise ValueError("A question goes on record with its key (see Ledger.keyed).")
    row = {
        "key": question.key,
        "opened_in": merge,
        "state": "open",
        "measure": question.measure,
        "number": question.number,
        "text": question.text,
        "member": question.member,
        "field": "" if question.field is None else question.field.value,
        "base": question.base,
        "answer": question.answer,
        "now": question.now,
        "actor": question.actor,
        "round": question.round,
        "return_hash": question.source or None,
        "file": question.file,
        "asked": question.asked,
        "reason": question.reason,
        "place": question.place,
        "undone": 0,
    }
    there = insert_new(connection, tables.questions, row, tables.questions.c.key == question.key)
    if there is not None and any(
        getattr(there, name) != row[name] for name in ("return_hash", "measure", "member", "field", "place")
    ):
        raise NotNow(
            phrase("The key {key} was given to another question meanwhile.", key=question.key), _AGAIN
        )


def _close(connection: Connection, merge: int, settled: Settled) -> None:
    questions = tables.questions
    closing = (
        update(questions)
        .where(questions.c.key == settled.key, questions.c.state == "open")
        .values(state=_CLOSED[settled.choice], closed_in=merge)
    )
    if connection.execute(closing).rowcount != 1:
        raise NotNow(phrase("The question {key} does not wait any longer.", key=settled.key), _AGAIN)


def _replace_snapshot(connection: Connection, merge: int, measures: Iterable[Tracked]) -> None:
    """Write what differs and keep what was there: few answers in a large plan stay small on record."""
    snapshot = tables.snapshot
    old: dict[str, str] = {row.measure: row.body for row in connection.execute(select(snapshot))}
    new = {measure.id: tracked_to_text(measure) for measure in measures}
    differing = [measure for measure in old.keys() | new.keys() if old.get(measure) != new.get(measure)]
    if not differing:
        return
    kept = [{"merge": merge, "measure": measure, "body": old.get(measure)} for measure in differing]
    connection.execute(insert(tables.snapshot_before), kept)
    there = [measure for measure in differing if measure in old]
    _put(connection, there, {measure: new.get(measure) for measure in differing})


def _put(connection: Connection, there: Sequence[str], bodies: dict[str, str | None]) -> None:
    """The snapshot holds `bodies` in place of what is `there`; a body None is a measure that is gone."""
    snapshot = tables.snapshot
    if there:
        gone = delete(snapshot).where(snapshot.c.measure == bindparam("gone"))
        connection.execute(gone, [{"gone": measure} for measure in there])
    rows = [{"measure": measure, "body": body} for measure, body in bodies.items() if body is not None]
    if rows:
        connection.execute(insert(snapshot), rows)


def _restore(connection: Connection, number: int) -> None:
    """The returns, the questions it closed and the snapshot, as before the merge."""
    verdicts, questions, before = tables.verdicts, tables.questions, tables.snapshot_before
    for was in connection.execute(select(verdicts).where(verdicts.c.merge == number)).all():
        set_return(connection, was.return_hash, was.state_before, was.reason_before, was.dispatch_before)
    opened_again = (
        update(questions).where(questions.c.closed_in == number).values(state="open", closed_in=None)
    )
    connection.execute(opened_again)
    proposing.reopen(connection, number)
    kept = connection.execute(select(before).where(before.c.merge == number)).all()
    if kept:
        _put(connection, [row.measure for row in kept], {row.measure: row.body for row in kept})
