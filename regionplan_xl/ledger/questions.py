"""Questions to the secretariat, and how they were settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, select

from regionplan_xl.ledger import tables, waiting
from regionplan_xl.ledger.database import Database, insert_all, insert_new, overtaken
from regionplan_xl.ledger.entries import QuestionState
from regionplan_xl.ledger.stored.values import place_to_text
from regionplan_xl.plan.merging.outcome import Question, Settled
from regionplan_xl.plan.merging.questions import text_and_reason
from regionplan_xl.plan.model import Value
from regionplan_xl.text import phrase

_CLOSED: dict[str, QuestionState] = {"keep": "kept", "take": "taken", "own": "own", "belongs": "placed"}


class Questions:
    """The part of a ledger with the questions."""

    _database: Database
    _kept_questions: waiting.KeptItems[Question]

    def new_questions(self, asked: Iterable[Question]) -> tuple[Question, ...]:
        """Return the questions that are not recorded yet, each with a new unique key.

        A question from a return is asked only once, unless its merge was undone. A question without a return may be
        asked again once it is settled. If several texts of a file have one place, each gets a place of its own.
        """
        asked = tuple(asked)
        if not asked:
            return ()
        known: dict[tuple[str, ...], tuple[Value, str]] = {}
        used: set[str] = set()
        for row in self._database.rows(select(tables.questions).order_by(tables.questions.c.id)):
            there = tables.QUESTION.value(row)
            used.add(there.key)
            if row.state == "open" or (row.state != "withdrawn" and there.source):
                known[_identity(there)] = text_and_reason(there)
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
        return self._kept_questions.read(self._database)

    def questions_of(self, merge: int) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
        """Return the questions that a merge opened, and those that it closed."""
        questions = tables.questions.c
        return self._questions(questions.opened_in == merge), self._questions(questions.closed_in == merge)

    def judged_questions(self, rounds: Iterable[str]) -> tuple[Question, ...]:
        """Return the questions about returns to these rounds that a person has settled, in the order of recording."""
        questions, about = tables.questions.c, list(rounds)
        if not about:
            return ()
        return self._questions(questions.state.in_(_CLOSED.values()) & questions.round.in_(about))

    def _questions(self, which: ColumnElement[bool]) -> tuple[Question, ...]:
        query = select(tables.questions).where(which).order_by(tables.questions.c.id)
        return tuple(map(tables.QUESTION.value, self._database.rows(query)))


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
