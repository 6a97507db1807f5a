"""The case distinguishes disputed answers from questions that await another decision."""

from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest

from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.plan.merging.questions import measures_disputed
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.text import phrase
from tests.rounds.desk import Desk

QUESTION = Question(
    phrase("x"),
    "Gol",
    "Gol.xlsx",
    "h",
    datetime(2025, 3, 1, tzinfo=UTC),
    "M-1",
    field=Field.STATUS,
    answer="done",
)
OTHER = replace(QUESTION, file="Ola.xlsx", source="i", answer="started")


@pytest.mark.parametrize(
    ("questions", "disputed"),
    [
        ((QUESTION, OTHER), True),
        ((QUESTION,), False),
        ((QUESTION, replace(OTHER, answer="done")), False),
        ((QUESTION, replace(OTHER, field=Field.COMMENT)), False),
        ((QUESTION, replace(OTHER, member="Nes")), False),
        ((QUESTION, replace(OTHER, answer=Unclear("kanskje", phrase("x")))), False),
        ((replace(QUESTION, now="started"),), True),
        ((replace(QUESTION, base="started", now="started"),), False),
        ((replace(QUESTION, now="done"),), False),
    ],
)
def test_answers_disagree_when_two_say_different_things_of_the_same(
    questions: tuple[Question, ...], disputed: bool
) -> None:
    assert measures_disputed(questions) == ({"M-1"} if disputed else set())


def test_a_master_that_is_changed_back_to_what_was_sent_disputes_no_answer(desk: Desk) -> None:
    desk.edit("6.1.1", Status="Påstarta")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    assert _lines(desk)["Omstridde: ulike svar"] == ("1", "6.1.1")
    desk.edit("6.1.1", Status=None)
    assert "Omstridde: ulike svar" not in _lines(desk)
    assert _lines(desk)["Ventar på avgjerd"] == ("1", "6.1.1")


def _lines(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return the lines of page one: what is counted -> how many, and which measures."""
    (path,) = desk.run("report")["files"]
    rows = docx.Document(path).tables[1].rows
    return {row.cells[0].text: (row.cells[1].text, row.cells[2].text) for row in rows}


def test_page_one_has_a_line_for_what_is_disputed_and_one_for_what_waits(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", "Kari", Status="Påstarta")
    desk.answer("KRU", "6.1.1", "Ola", Status="Gjennomført")
    desk.answer("Gol", "1.3.1", Status="kanskje")
    desk.run("merge")
    lines = _lines(desk)
    assert lines["Omstridde: ulike svar"] == ("1", "6.1.1")
    assert lines["Ventar på avgjerd"] == ("1", "1.3.1")
