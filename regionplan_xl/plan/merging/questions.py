"""Questions for the secretariat: what an answer or a held row of a return is asked about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from regionplan_xl.errors import Place
from regionplan_xl.plan.merging.outcome import Question, SettledAnswer
from regionplan_xl.plan.merging.sent_and_returned import Answer, AnswerValue, Clear, Held, Submission, Unclear
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.text import Phrase


def question_about_answer(submission: Submission, answer: Answer, reason: Phrase, now: Value) -> Question:
    """Return the question whether `answer` is to be written; `now` is what the master says."""
    return replace(
        _question(submission, answer.measure, answer.place, reason),
        member=answer.member,
        field=answer.field,
        base=answer.base,
        answer=answer.value,
        now=now,
    )


def question_about_held(submission: Submission, held: Held) -> Question:
    """Return the question about a row or file that was held."""
    question = _question(submission, held.measure, held.place, held.reason)
    return replace(question, answer=held.written or None, candidates=held.candidates)


def new_questions(asked: Sequence[Question], waiting: Sequence[Question]) -> list[Question]:
    """Return those of `asked` that are not among the open questions already."""
    known = {_subject(question) for question in waiting}
    return [question for question in asked if _subject(question) not in known]


def corrected(
    waiting: Iterable[Question], given: Iterable[tuple[Submission, Answer]], told: Mapping[str, datetime]
) -> list[Question]:
    """Return the questions about what was not understood that its body answers itself, now that it was told of it.

    `waiting` and `given` are about one field; `told`: when a body got the receipt for a file, by its hash.
    """
    clear = [submission for submission, answer in given if not isinstance(answer.value, Unclear)]
    return [
        question
        for question in waiting
        if isinstance(question.answer, Unclear)
        and question.source in told
        and any(
            one.dispatch.actor == question.actor
            and one.dispatch.round == question.round
            and one.received > told[question.source]
            for one in clear
        )
    ]


def as_value(answer: AnswerValue) -> Value:
    """Return an answer as one value to compare: its text if it is unclear, None if it empties the field."""
    if isinstance(answer, Unclear):
        return answer.written
    return None if isinstance(answer, Clear) else answer


def settled_answer(question: Question, name: Field) -> SettledAnswer:
    """Return the answer that a question about the field `name` is about, as a person settles it."""
    return (
        question.round, question.measure, question.member, name, question.actor,
        question.base, as_value(question.answer),
    )  # fmt: skip


def _subject(question: Question) -> tuple[object, ...]:
    """What a question is about: the same subject is asked about once."""
    about = (question.measure, question.member, question.field, question.actor, as_value(question.answer))
    return about if question.field is not None else (*about, question.source, question.place.row)


def _question(submission: Submission, measure: str, place: Place, reason: Phrase) -> Question:
    row = submission.dispatch.row(measure)
    return Question(
        reason=reason,
        actor=submission.dispatch.actor,
        file=submission.file,
        source=submission.source,
        asked=submission.received,
        measure=measure,
        number=row.number if row else "",
        text=row.text if row else "",
        place=place,
        round=submission.dispatch.round,
    )
