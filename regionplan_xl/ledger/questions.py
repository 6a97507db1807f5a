"""Questions to the secretariat, and how they were settled."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, select

from regionplan_xl.ledger import tables, waiting
from regionplan_xl.ledger.database import Database, insert_all, insert_new, overtaken
from regionplan_xl.ledger.entries import QuestionRecord, QuestionState
from regionplan_xl.ledger.stored.values import place_to_text
from regionplan_xl.plan.merging.outcome import Question, Settled, SettledAnswer
from regionplan_xl.plan.merging.questions import text_and_reason
from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Clear, Unclear
from regionplan_xl.plan.model import Value
from regionplan_xl.text import phrase

_CLOSED: dict[str, QuestionState] = {"keep": "kept", "take": "taken", "own": "own", "belongs": "placed"}
_QUESTIONS = (
    select(tables.questions, tables.merges.c.begun, tables.merges.c.by)
    .outerjoin(tables.merges, tables.merges.c.number == tables.questions.c.closed_in)
    .order_by(tables.questions.c.id)
)


class Questions:
    """The part of a ledger with the questions."""

    _database: Database

    def new_questions(self, asked: Iterable[Question]) -> tuple[Question, ...]:
        """Return the questions that are not recorded yet, each with a new unique key.

        A question from a return is asked only once, unless its merge was undone. A question without a return may be
        asked again once it is settled. If several texts of a file have one place, each gets a place of its own.
        """
        known: dict[tuple[str, ...], tuple[Value, str]] = {}
        used: set[str] = set()
        for record in self._questions(_QUESTIONS):
            used.add(record.question.key)
            if record.state == "open" or (record.state != "withdrawn" and record.question.source):
                known[_identity(record.question)] = text_and_reason(record.question)
        new = []
        for question in asked:
            question = _in_own_place(question, known)
            identity = _identity(question)
            if identity not in known:
                known[identity] = text_and_reason(question)
                new.append(replace(question, key=waiting.new_key(identity, used, "K")))
        return tuple(new)

    def open_questions(self) -> tuple[Question, ...]:
        """Return the open questions, in the order of recording."""
        found = self._questions(_QUESTIONS.where(tables.questions.c.state == "open"))
        return tuple(record.question for record in found)

    def questions_of(self, merge: int) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
        """Return the questions that a merge opened, and those that it closed."""
        questions = tables.questions
        of_merge = (questions.c.opened_in == merge) | (questions.c.closed_in == merge)
        found = self._questions(_QUESTIONS.where(of_merge))
        return (
            tuple(record.question for record in found if record.opened_in == merge),
            tuple(record.question for record in found if record.closed_in == merge),
        )

    def question(self, key: str) -> QuestionRecord | None:
        """Return the record of the question with this key, or None."""
        return next(iter(self._questions(_QUESTIONS.where(tables.questions.c.key == key))), None)

    def settled_answers(self, *rounds: str) -> frozenset[SettledAnswer]:
        """Return the answers to these rounds that a person has judged, for `plan.merging.rules.Rules`.

        An unclear answer is given as the text of its cell, one that empties the field as None.
        """
        return frozenset(
            (q.round, q.measure, q.member, q.field, q.actor, q.base, _plain(q.answer))
            for q in self._judged(rounds)
            if q.field is not None
        )

    def judged_texts(self, *rounds: str) -> tuple[Question, ...]:
        """Return the questions about held texts in returns to these rounds that a person has settled."""
        return tuple(question for question in self._judged(rounds) if question.field is None)

    def _judged(self, rounds: Sequence[str]) -> Iterator[Question]:
        questions = tables.questions
        judged = _QUESTIONS.where(questions.c.state.in_(_CLOSED.values()), questions.c.round.in_(rounds))
        return (record.question for record in self._questions(judged))

    def _questions(self, query: Select[Any]) -> tuple[QuestionRecord, ...]:
        return tuple(
            QuestionRecord(
                question=tables.QUESTION.value(row),
                state=row.state,
                opened_in=row.opened_in,
                closed_in=row.closed_in,
                decided_by=row.by,
                decided_at=row.begun,
            )
            for row in self._database.rows(query)
        )


def ask(connection: Connection, merge: int, questions: Sequence[Question]) -> None:
    """Record the questions of a merge; raise `NotNow` if another merge has used one of the keys meanwhile."""
    if not all(question.key for question in questions):
        raise ValueError("A question is recorded with its key (see Ledger.new_questions).")
    rows = [waiting.opened(merge) | tables.QUESTION.row(question) for question in questions]
    if insert_all(connection, tables.questions, rows):
        return
    for question, row in zip(questions, rows, strict=True):
        there = insert_new(connection, tables.questions, row, tables.questions.c.key == question.key)
        if there is not None and _identity(tables.QUESTION.value(there)) != _identity(question):
            raise overtaken(
                phrase("The key {key} was given to another question meanwhile.", key=question.key)
            )


def settle(connection: Connection, merge: int, settled: Iterable[Settled]) -> None:
    """Close the questions that a merge settles; raise `NotNow` if one is not open."""
    for one in settled:
        gone = phrase("The question {key} does not wait any longer.", key=one.key)
        waiting.close(connection, tables.questions, one.key, gone, state=_CLOSED[one.choice], closed_in=merge)


def _identity(question: Question) -> tuple[str, ...]:
    """Return what identifies a question. The file's name is left out, since a restored ledger may not know it."""
    name = "" if question.field is None else question.field.value
    place = place_to_text(replace(question.place, file=""))
    return (question.source, question.measure, question.member, name, place)


def _in_own_place(question: Question, known: Mapping[tuple[str, ...], tuple[Value, str]]) -> Question:
    """Return the question; number the column of a held text if another text of its file has the same place."""
    if question.field is not None:  # a cell has one answer
        return question
    text, column, number = text_and_reason(question), question.place.column, 1
    while known.get(_identity(question), text) != text:
        number += 1
        place = replace(question.place, column=f"{column} ({number})".strip())
        question = replace(question, place=place)
    return question


def _plain(answer: AnswerValue) -> Value:
    if isinstance(answer, Unclear):
        return answer.written
    return None if isinstance(answer, Clear) else answer
