"""The content of a receipt: how an answer was understood, row by row, and what waits, with place and reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.errors import Place
from regionplan_xl.excel.common.display import field_heading, indicator_heading, value_words
from regionplan_xl.excel.returned.workbook import NO_TABLE
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.fold import (
    ALSO_SAID,
    GOAL_GONE,
    GOAL_OF_OTHER,
    GONE,
    LATE,
    LATER_TOO,
    NOW_SHARED,
    OTHER_OWNER,
    STARTED_AGAIN,
)
from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.plan.merging.questions import as_value, question_about_held, subject_of
from regionplan_xl.plan.merging.sent_and_returned import Answer, Dispatch, Submission, Unclear
from regionplan_xl.plan.merging.threeway import BOTH_CHANGED, TWO_ANSWERS
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.project.mail.mail_returns import AUTOMATIC, E_MAIL
from regionplan_xl.text import Phrase, phrase, squeeze

_LONGEST = 200  # characters of what somebody wrote
_LOOK = phrase("The secretariat has to look at this place in the plan.")
# Reason of a question about a clear answer -> its wording for the actor, who knows neither master nor others' files.
_FOR_BODIES: Mapping[str, Phrase] = {
    **{
        one.template: one
        for one in (TWO_ANSWERS.reason, OTHER_OWNER, GOAL_OF_OTHER, STARTED_AGAIN, NOW_SHARED)
    },
    ALSO_SAID.template: TWO_ANSWERS.reason,
    LATER_TOO.template: TWO_ANSWERS.reason,
    BOTH_CHANGED.reason.template: phrase("The plan has been changed too since the workbook was sent."),
    GONE.template: phrase("The measure is no longer in the plan."),
    GOAL_GONE.template: phrase("The result goal is no longer in the plan."),
}
_FIELDS: Mapping[Field | None, int] = {name: at for at, name in enumerate(Field)}
_WHOLE_FILE = phrase("The whole file")

Addresses = Mapping[Place, str]
"""Place -> its cell in the file, such as `F12`."""


@dataclass(frozen=True)
class Receipt:
    """An answer that gets a receipt: the submission, the whole dispatch, and the open questions about it."""

    submission: Submission
    sent: Dispatch
    questions: Sequence[Question]
    scale: Scale
    translate: Catalog
    addresses: Addresses

    def values(self) -> dict[str, object]:
        """Return the values for the letter's template, by name."""
        asked = [question for question in self.questions if _is_settled_by_sender(question)]
        others = [question for question in self.questions if not _is_settled_by_sender(question)]
        answered = {answer.measure for answer in self._said()}
        asked_about = {one.measure for one in self.sent.rows if one.answerable}
        waiting = {question.measure for question in self.questions}
        remarks = [one for one in self.submission.remarks if one.kind not in (E_MAIL, AUTOMATIC)]
        return {
            "rows": list(self._rows()),
            "kept": len(asked_about - answered - waiting),
            "held": list(self._by_sheet(asked)),
            "decides": list(self._by_sheet(others)),
            "texts": len(remarks),
            "proposals": len(self.submission.proposals),
        }

    def _rows(self) -> Iterator[dict[str, object]]:
        """Yield each measure with an answer that was understood, in the order of the workbook."""
        waiting = {_subject(question.measure, question.member, question.field) for question in self.questions}
        understood: dict[str, list[Answer]] = defaultdict(list)
        for answer in self._said():
            is_open = _subject(answer.measure, answer.member, answer.field) in waiting
            if not is_open and not isinstance(answer.value, Unclear):
                understood[answer.measure].append(answer)
        rows = {row.measure: row for row in reversed(self.sent.rows)}
        order = {measure: at for at, measure in enumerate(row.measure for row in self.sent.rows)}
        for measure in sorted(understood, key=lambda one: order.get(one, len(order))):
            row = rows.get(measure)
            yield {
                "number": row.number if row else "",
                "text": squeeze(row.text) if row else "",
                "answers": [self._answer(one) for one in understood[measure]],
            }

    def _said(self) -> list[Answer]:
        """Return the answers: new ones, and values restored in cells that the actor had to correct."""
        restored = self.submission.restored
        return [*self.submission.answers, *(one for one in restored if one.value is not None)]

    def _answer(self, answer: Answer) -> dict[str, str]:
        said = value_words(answer.field, answer.value, self.scale, self.translate)
        return {"field": self._field(answer.measure, answer.member, answer.field), "value": _short(said)}

    def _field(self, measure: str, member: str, field: Field) -> str:
        if is_indicator(measure):
            return indicator_heading(field, member, self.translate)
        return field_heading(field, self.translate)

    def _by_sheet(self, questions: Iterable[Question]) -> Iterator[dict[str, object]]:
        """Yield the questions of each sheet, in the order of the rows there."""
        found: dict[str, list[Question]] = defaultdict(list)
        for question in questions:
            found[question.place.sheet].append(question)
        for sheet, of_sheet in found.items():
            in_order = sorted(of_sheet, key=lambda one: (one.place.row or 0, _FIELDS.get(one.field, -1)))
            cells = [self._cell(question) for question in in_order]
            yield {"sheet": sheet or self.translate(_WHOLE_FILE), "whole": not sheet, "cells": cells}

    def _cell(self, question: Question) -> dict[str, str]:
        row = self.sent.row(question.measure)
        field = (
            "" if question.field is None else self._field(question.measure, question.member, question.field)
        )
        written = value_words(field and str(question.field), question.answer, self.scale, self.translate)
        where = Place(row=question.place.row, column="" if field else question.place.column)
        parts = {
            "cell": self.addresses.get(question.place) or where.words(self.translate),
            "number": question.number,
            "text": squeeze(row.text if row else question.text),
            "field": field,
            "written": _short(written),
        }
        return {**parts, "what": _in_one_line(parts), "reason": self.translate(reason_for_body(question))}


def is_for_sender(question: Question) -> bool:
    """Return whether the actor itself can settle a question, because its text in a cell was not understood."""
    return question.field is not None and isinstance(question.answer, Unclear)


def _is_settled_by_sender(question: Question) -> bool:
    """Return whether the actor has to do something: correct a cell, or answer in another file."""
    return is_for_sender(question) or question.reason.template == NO_TABLE.template


def _in_one_line(parts: Mapping[str, str]) -> str:
    """Return place, measure, field and what is written as one text; parts that are "" are left out.

    >>> _in_one_line({"cell": "E12", "number": "1.2", "text": "Merke stiar", "field": "Status", "written": "kanskje"})
    'E12, 1.2 Merke stiar (Status): «kanskje»'
    """
    measure = f"{parts['number']} {parts['text']}".strip()
    place = ", ".join(part for part in (parts["cell"], measure) if part)
    field = f" ({parts['field']})" if parts["field"] else ""
    written = f": «{parts['written']}»" if parts["written"] else ""
    return f"{place}{field}{written}".strip(" :")


class OpenQuestions:
    """The open questions, indexed once so that those about each of many submissions are found quickly."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._questions = tuple(questions)
        self._by_file: dict[str, list[int]] = defaultdict(list)
        self._by_subject: dict[tuple[object, ...], list[int]] = defaultdict(list)
        self._by_answer: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for at, one in enumerate(self._questions):
            self._by_file[one.source].append(at)
            self._by_subject[subject_of(one)].append(at)
            self._by_answer[_about(one)].append(at)

    def about(self, submission: Submission) -> list[Question]:
        """Return the questions about a submission, including those raised by an earlier file with the same text."""
        actor = submission.dispatch.actor
        said: dict[tuple[object, ...], Answer] = {
            (actor, one.measure, one.member, one.field, as_value(one.value)): one
            for one in submission.answers
        }
        held = {subject_of(question_about_held(submission, one)) for one in submission.held}
        own = {*self._by_file.get(submission.source, ())}
        own |= {at for subject in held for at in self._by_subject.get(subject, ())}
        alike = {at for about in said for at in self._by_answer.get(about, ())}
        return [
            self._questions[at]
            if at in own
            else replace(self._questions[at], place=said[_about(self._questions[at])].place)
            for at in sorted(own | alike)
        ]


def _about(question: Question) -> tuple[object, ...]:
    return (question.actor, question.measure, question.member, question.field, as_value(question.answer))


def reason_for_body(question: Question) -> Phrase:
    """Return the reason for a question, worded for the actor that answered."""
    reason = question.reason
    if reason.template == LATE.template:
        values = dict(reason.values)
        why = replace(question, reason=_as_phrase(values["reason"]))
        return reason.with_values(**{**values, "reason": reason_for_body(why)})
    if question.field is None or isinstance(question.answer, Unclear):
        return reason  # it is about the actor's own file
    return _FOR_BODIES.get(reason.template, _LOOK)


def _as_phrase(value: object) -> Phrase:
    return value if isinstance(value, Phrase) else Phrase(str(value))


def _subject(measure: str, member: str, field: Field | None) -> tuple[str, str, Field | None]:
    return measure, member, field


def _short(text: str) -> str:
    said = squeeze(text)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
