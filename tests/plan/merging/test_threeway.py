"""The table of DESIGN.md, «Merge rules», row by row."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Clear, Unclear
from regionplan_xl.plan.merging.threeway import AGREED, Ask, Keep, Policy, Take, decide
from regionplan_xl.plan.model import Value
from regionplan_xl.text import phrase

VALUES = st.sampled_from([None, "not_started", "started", "done"])
KANSKJE = Unclear("kanskje", phrase("Not understood."))


@pytest.mark.parametrize("now", [None, "started", "done"])
@pytest.mark.parametrize("said", ["started", None])
def test_an_answer_that_repeats_what_was_sent_or_is_blank_keeps_the_master(said: Value, now: Value) -> None:
    assert isinstance(decide([("started", said)], now), Keep)


def test_a_changed_answer_is_taken_where_the_master_is_as_it_was_sent() -> None:
    verdict = decide([("not_started", "done")], "not_started")
    assert isinstance(verdict, Take)
    assert verdict.value == "done"


def test_the_first_answer_to_a_field_that_nobody_had_filled_is_taken() -> None:
    assert isinstance(decide([(None, "started")], None), Take)


def test_master_and_answer_changed_to_the_same_is_no_conflict() -> None:
    assert isinstance(decide([("not_started", "done")], "done"), Keep)


@pytest.mark.parametrize(("policy", "verdict"), [("ask", Ask), ("master", Keep), ("newest", Take)])
def test_both_changed_otherwise_asks_or_follows_the_settings(policy: Policy, verdict: type) -> None:
    assert isinstance(decide([("not_started", "done")], "started", policy), verdict)


@pytest.mark.parametrize("policy", ["ask", "master", "newest"])
def test_two_answers_that_differ_are_asked_about_whatever_the_settings_say(policy: Policy) -> None:
    assert isinstance(decide([(None, "done"), (None, "started")], None, policy), Ask)


def test_two_answers_that_agree_are_one() -> None:
    assert isinstance(decide([(None, "done"), (None, "done")], None), Take)


def test_a_word_that_is_not_understood_is_asked_about_even_beside_a_clear_answer() -> None:
    assert isinstance(decide([(None, KANSKJE)], None), Ask)
    assert isinstance(decide([(None, "done"), (None, KANSKJE)], None), Ask)


def test_the_word_tøm_empties_a_field_and_a_blank_does_not() -> None:
    verdict = decide([("done", Clear())], "done")
    assert isinstance(verdict, Take)
    assert verdict.value is None
    assert isinstance(decide([("done", None)], "done"), Keep)


def test_tøm_on_a_field_that_is_empty_says_nothing() -> None:
    assert decide([(None, Clear())], None) == AGREED


def test_tøm_on_a_field_that_was_empty_asks_about_what_came_since() -> None:
    assert isinstance(decide([(None, Clear())], "done"), Ask)
    assert isinstance(decide([(None, "done"), (None, Clear())], None), Ask)


@given(st.lists(st.tuples(VALUES, VALUES | st.just(Clear()) | st.just(KANSKJE)), max_size=4), VALUES)
def test_the_order_of_the_answers_plays_no_part(answers: list[tuple[Value, AnswerValue]], now: Value) -> None:
    verdicts = {decide(list(order), now) for order in permutations(answers)}
    assert len(verdicts) == 1


@given(st.lists(st.tuples(VALUES, VALUES), max_size=4), VALUES)
def test_what_is_written_is_something_that_somebody_answered(
    answers: list[tuple[Value, AnswerValue]], now: Value
) -> None:
    verdict = decide(answers, now)
    if isinstance(verdict, Take):
        assert verdict.value in [said for _, said in answers]
        assert verdict.value is not None
