"""A body's corrections, in whatever merges its files come: the result is the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from regionplan_xl.plan.merging.fold import fold
from regionplan_xl.plan.merging.outcome import MergeOutcome, Question
from regionplan_xl.plan.merging.rules import Rules
from regionplan_xl.plan.merging.sent_and_returned import Answer, Submission, Unclear
from regionplan_xl.plan.model import Field, Plan, Report
from regionplan_xl.text import phrase
from tests.plan.plans import NOON, TODAY, dispatch, measure, plan, returned

OWN = replace(measure("M-1", "1.1.1", "Regionrådet"), report=Report(status="done"))
PLAN = plan(OWN)
SENT = dispatch(PLAN, "Regionrådet")
UNCLEAR = Unclear("kanskje", phrase("It is not a status."))
FIRST = returned(SENT, ("M-1", Field.STATUS, UNCLEAR), source="first")
TOLD = Rules(today=TODAY, told={"first": NOON + timedelta(minutes=1)})


def later(*answers: tuple[str, Field, str], minutes: int = 2) -> Submission:
    """Return a file that comes after the receipt."""
    return replace(returned(SENT, *answers, source="later"), received=NOON + timedelta(minutes=minutes))


def put_back(value: str | None, minutes: int = 2) -> Submission:
    """Return a marked workbook with the sent value, or nothing, in the marked cell."""
    return replace(later(minutes=minutes), restored=(Answer("M-1", "", Field.STATUS, value, "done"),))


def waiting(of: Plan = PLAN) -> Question:
    """Return the waiting question about the first file."""
    (question,) = fold(of, [FIRST], TOLD).questions
    return replace(question, key="K-1")


def result(outcome: MergeOutcome) -> tuple[object, ...]:
    (now,) = outcome.plan.measures
    return (
        now.report.status,
        outcome.questions,
        [(one.kind, one.before, one.after) for one in outcome.not_taken],
    )


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (put_back("done"), "done"),
        (put_back(None), "done"),
        (later(("M-1", Field.STATUS, "stopped")), "stopped"),
    ],
)
def test_a_correction_counts_as_much_with_what_it_corrects_as_after_it(file: Submission, status: str) -> None:
    after = fold(PLAN, [file], TOLD, [waiting()])
    together = fold(PLAN, [file, FIRST], TOLD)
    assert result(after) == result(together) == (status, (), [("corrected", "kanskje", status)])
    assert [one.key for one in after.settled] == ["K-1"]
    assert after.correcting == together.correcting == {"later"}


@pytest.mark.parametrize(
    "file", [put_back("done", minutes=0), later(("M-1", Field.STATUS, "stopped"), minutes=0)]
)
def test_what_came_before_the_receipt_corrects_nothing(file: Submission) -> None:
    for outcome in (fold(PLAN, [file], TOLD, [waiting()]), fold(PLAN, [file, FIRST], TOLD)):
        assert outcome.plan == PLAN
        assert not outcome.settled


def test_the_same_words_in_a_second_file_are_corrected_with_the_first() -> None:
    again = replace(FIRST, source="again", received=NOON + timedelta(minutes=2))
    together = fold(PLAN, [FIRST, again, later(("M-1", Field.STATUS, "stopped"), minutes=3)], TOLD)
    assert result(together) == ("stopped", (), [("corrected", "kanskje", "stopped")])


def test_what_was_put_back_is_not_written_over_what_the_secretariat_has_changed() -> None:
    now = PLAN.map_measures(lambda one: replace(one, report=Report(status="stopped")))
    outcome = fold(now, [put_back("done")], TOLD, [waiting()])
    assert (outcome.plan, outcome.settled) == (now, ())


def test_what_somebody_else_was_asked_is_not_corrected() -> None:
    other = replace(waiting(), actor="Næringshagen")
    assert fold(PLAN, [put_back("done")], TOLD, [other]).settled == ()


def test_a_correction_that_waits_itself_leaves_what_it_corrects_waiting() -> None:
    now = PLAN.map_measures(lambda one: replace(one, report=Report(status="stopped")))
    outcome = fold(now, [later(("M-1", Field.STATUS, "started")), FIRST], TOLD)
    assert sorted(str(q.answer) for q in outcome.questions) == sorted(["started", str(UNCLEAR)])
