"""Questions for the secretariat about answers and held rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from regionplan_xl.errors import Place
from regionplan_xl.plan.merging.outcome import Change, ChangeKind, FieldKey, Question, SettledAnswer
from regionplan_xl.plan.merging.sent_and_returned import Answer, AnswerValue, Clear, Held, Submission, Unclear
from regionplan_xl.plan.merging.threeway import is_answer
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.text import Phrase

Given = tuple[Submission, Answer]
"""An answer with its submission."""


def answers_by_field(submissions: Iterable[Submission]) -> dict[FieldKey, list[Given]]:
    """Return the answers that say something new, by field; the order of `submissions` does not matter."""
    in_order = sorted(submissions, key=lambda s: s.source)
    return by_field((s, a) for s in in_order for a in s.answers if is_answer(a.base, a.value))


def by_field(given: Iterable[Given]) -> dict[FieldKey, list[Given]]:
    """Return the answers by field, in their order."""
    grouped: dict[FieldKey, list[Given]] = defaultdict(list)
    for submission, answer in given:
        grouped[answer.measure, answer.member, answer.field].append((submission, answer))
    return grouped


def question_about_answer(submission: Submission, answer: Answer, reason: Phrase, now: Value) -> Question:
    """Return the question whether to write `answer`; `now` is the master's value."""
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


def new_questions(asked: Sequence[Question], known: Iterable[Question]) -> list[Question]:
    """Return the questions in `asked` without those that are among the `known` ones or repeat a held text.

    `known`: the open questions, and those about held texts that a person has judged.
    """
    subjects = {subject_of(question) for question in known}
    new = []
    for question in asked:
        subject = subject_of(question)
        if subject not in subjects:
            new.append(question)
        if question.field is None:
            subjects.add(subject)
    return new


def corrected(
    asked: Iterable[Question], given: Iterable[Given], told: Mapping[str, datetime]
) -> dict[Question, str]:
    """Return the questions about unclear answers that the actor has corrected itself, each with the correcting file.

    A correction is a clear answer received after the receipt told the actor about the unclear one. `asked` (open
    questions, and those that this merge would ask) and `given` are about one field. `told`: a file's SHA-256 -> when
    the actor got the receipt for it.
    """
    unclear = [question for question in asked if isinstance(question.answer, Unclear)]
    clear = [submission for submission, answer in given if not isinstance(answer.value, Unclear)]
    # If a second file has the same words, they are asked about once, and the actor is told about them once.
    first: dict[tuple[object, ...], datetime] = {}
    for question in unclear:
        if question.source in told:
            moment = told[question.source]
            first[_words(question)] = min(first.get(_words(question), moment), moment)
    return {
        question: one.source
        for question in unclear
        if _words(question) in first
        for one in clear
        if (one.dispatch.actor, one.dispatch.round) == (question.actor, question.round)
        and one.received > first[_words(question)]
    }


def distinct(given: Iterable[Given]) -> list[Given]:
    """Return the answers without duplicates (same actor, same value)."""
    seen: dict[tuple[str, object], Given] = {}
    for submission, answer in given:
        seen.setdefault((submission.dispatch.actor, as_value(answer.value)), (submission, answer))
    return list(seen.values())


def as_value(answer: AnswerValue) -> Value:
    """Return an answer as one comparable value: the text if unclear, None if it empties the field."""
    if isinstance(answer, Unclear):
        return answer.written
    return None if isinstance(answer, Clear) else answer


def measures_disputed(questions: Iterable[Question]) -> frozenset[str]:
    """Return the ids of the measures with a field whose answers disagree, with each other or with the master.

    The master disagrees if its value has changed since the workbook was sent.
    """
    said: dict[tuple[str, str, Field], set[Value]] = {}
    for one in questions:
        # An unclear answer contradicts nothing.
        if one.measure and one.field is not None and not isinstance(one.answer, Unclear):
            values = said.setdefault((one.measure, one.member, one.field), set())
            values.add(as_value(one.answer))
            if one.now != one.base:
                values.add(one.now)
    return frozenset(measure for (measure, _, _), values in said.items() if len(values) > 1)


def as_settled(submission: Submission, answer: Answer) -> SettledAnswer:
    """Return the key under which a person's judgement of an answer is recorded."""
    return (
        submission.dispatch.round, answer.measure, answer.member, answer.field, submission.dispatch.actor,
        answer.base, as_value(answer.value),
    )  # fmt: skip


def settled_answers(settled: Iterable[Question]) -> set[SettledAnswer]:
    """Return the keys, as by `as_settled`, of the answers that settled questions are about."""
    return {
        (one.round, one.measure, one.member, one.field, one.actor, one.base, as_value(one.answer))
        for one in settled
        if one.field is not None
    }


def not_taken(kind: ChangeKind, question: Question, now: Value) -> Change:
    """Return the record of an answer that was not taken.

    `source` is left empty, since the ledger keeps one change per field and source, and the return may have another.
    """
    field = question.field.value if question.field else ("row" if question.place.sheet else "file")
    return Change(
        kind=kind, measure=question.measure, number=question.number, text=question.text or question.file,
        field=field, before=as_value(question.answer), after=now, member=question.member,
        actor=question.actor, file=question.file, round=question.round,
    )  # fmt: skip


def _words(question: Question) -> tuple[object, ...]:
    return question.actor, question.round, as_value(question.answer)


def subject_of(question: Question) -> tuple[object, ...]:
    """Return what a question is about; two questions with the same subject are asked once.

    A held text is the same in every file that an actor returns in a round, if it is in the same cell for the same
    reason; what concerns a whole file is about that file only.
    """
    about = (question.measure, question.member, question.field, question.actor, as_value(question.answer))
    if question.field is not None:
        return about
    place = question.place
    file = question.round if place.sheet else question.source
    return *about, file, place.sheet, place.row, place.column, question.reason.template


def text_and_reason(question: Question) -> tuple[Value, str]:
    """Return the text that a question shows, and its reason without values."""
    return as_value(question.answer), question.reason.template


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
