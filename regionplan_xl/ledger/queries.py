"""Rows of the ledger's tables as values, and the queries that several methods share."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, Select, select

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.entries import ChangeRecord, MergeRecord, QuestionRecord, ReturnRecord
from regionplan_xl.ledger.values import place_to_text
from regionplan_xl.plan.codes import question_key
from regionplan_xl.plan.merging.exchange import SentRow
from regionplan_xl.plan.merging.outcome import Change, Question
from regionplan_xl.plan.model import Field, Report

_RETURNS = select(
    tables.returns, tables.dispatches.c.round.label("round"), tables.dispatches.c.actor.label("actor")
).outerjoin(tables.dispatches)
RETURNS = _RETURNS.order_by(tables.returns.c.received, tables.returns.c.hash)

_CHANGES = select(tables.changes, tables.merges.c.begun, tables.merges.c.by).join(tables.merges)
CHANGES = _CHANGES.order_by(tables.changes.c.id)

_QUESTIONS = select(tables.questions, tables.merges.c.begun, tables.merges.c.by).outerjoin(
    tables.merges, tables.merges.c.number == tables.questions.c.closed_in
)
QUESTIONS = _QUESTIONS.order_by(tables.questions.c.id)


def rows_to_insert(dispatch: str, rows: Iterable[SentRow]) -> list[dict[str, object]]:
    """The rows of a dispatch, for `sent_rows`."""
    return [
        {
            "dispatch": dispatch,
            "position": position,
            "measure": row.measure,
            "member": row.member,
            "number": row.number,
            "text": row.text,
            "answerable": row.answerable,
            "goal": row.goal,
            "area": row.area,
            "timeframe": row.timeframe,
            "responsible": row.responsible,
            "involved": row.involved,
            **{f"base_{name.value}": row.base.get(name) for name in Field},
        }
        for position, row in enumerate(rows)
    ]


def sent_rows(connection: Connection, dispatch: str) -> tuple[SentRow, ...]:
    """The rows of a dispatch, in the order they were sent."""
    sent = tables.sent_rows
    return tuple(
        SentRow(
            measure=row.measure,
            number=row.number,
            text=row.text,
            member=row.member,
            base=Report(row.base_status, row.base_progress, row.base_comment, row.base_expected),
            answerable=row.answerable,
            goal=row.goal,
            area=row.area,
            timeframe=row.timeframe,
            responsible=row.responsible,
            involved=row.involved,
        )
        for row in connection.execute(
            select(sent).where(sent.c.dispatch == dispatch).order_by(sent.c.position)
        )
    )


def return_records(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[ReturnRecord, ...]:
    """What `RETURNS`, narrowed, finds."""
    return tuple(
        ReturnRecord(
            hash=row.hash,
            name=row.name,
            received=row.received,
            channel=row.channel,
            sender=row.sender,
            path=row.path,
            state=row.state,
            reason=row.reason,
            dispatch=row.dispatch or "",
            round=row.round or "",
            actor=row.actor or "",
        )
        for row in connection.execute(query)
    )


def merge_records(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[MergeRecord, ...]:
    """What a selection of `merges` finds."""
    return tuple(
        MergeRecord(
            number=row.number,
            begun=row.begun,
            state=row.state,
            by=row.by,
            before=row.before,
            after=row.after,
            backup=row.backup,
        )
        for row in connection.execute(query)
    )


def change_records(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[ChangeRecord, ...]:
    """What `CHANGES`, narrowed, finds."""
    return tuple(
        ChangeRecord(
            change=Change(
                kind=row.kind,
                measure=row.measure,
                number=row.number,
                text=row.text,
                field=row.field,
                before=row.before,
                after=row.after,
                member=row.member,
                actor=row.actor,
                source=row.return_hash or "",
                file=row.file,
                round=row.round,
            ),
            merge=row.merge,
            at=row.begun,
            by=row.by,
            undone=row.undone != 0,
        )
        for row in connection.execute(query)
    )


def question_records(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[QuestionRecord, ...]:
    """What `QUESTIONS`, narrowed, finds."""
    return tuple(
        QuestionRecord(
            question=Question(
                reason=row.reason,
                actor=row.actor,
                file=row.file,
                source=row.return_hash or "",
                asked=row.asked,
                measure=row.measure,
                number=row.number,
                text=row.text,
                member=row.member,
                field=Field(row.field) if row.field else None,
                base=row.base,
                answer=row.answer,
                now=row.now,
                place=row.place,
                key=row.key,
                round=row.round,
            ),
            state=row.state,
            opened_in=row.opened_in,
            closed_in=row.closed_in,
            decided_by=row.by,
            decided_at=row.begun,
        )
        for row in connection.execute(query)
    )


def not_on_record(connection: Connection, asked: Iterable[Question]) -> tuple[Question, ...]:
    """The questions that are not on record yet, each with a key that no other has.

    What a return asks once, it never asks again (unless its merge was undone); what was asked without a
    return may come up again once it is settled.
    """
    known: set[tuple[str, ...]] = set()
    used: set[str] = set()
    for record in question_records(connection, QUESTIONS):
        used.add(record.question.key)
        if record.state == "open" or (record.state != "withdrawn" and record.question.source):
            known.add(_identity(record.question))
    new = []
    for question in asked:
        identity = _identity(question)
        if identity in known:
            continue
        attempt = 0
        while (key := question_key(identity, attempt)) in used:
            attempt += 1
        known.add(identity)
        used.add(key)
        new.append(replace(question, key=key))
    return tuple(new)


def _identity(question: Question) -> tuple[str, ...]:
    name = "" if question.field is None else question.field.value
    return (question.source, question.measure, question.member, name, place_to_text(question.place))
