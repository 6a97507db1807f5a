"""Stored values are read back equal, whatever people wrote."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.errors import Place
from regionplan_xl.ledger.stored.values import (
    measure_from_text,
    measure_to_text,
    phrase_to_text,
    place_from_text,
    place_to_text,
    restored,
    storable,
    value_from_text,
    value_to_text,
)
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.sent_and_returned import Clear, Unclear
from regionplan_xl.plan.model import Share
from regionplan_xl.text import Phrase, phrase
from tests.ledger.strategies import answers, phrases, places, reports, texts


@given(answers)
def test_an_answer_comes_back_equal_and_of_its_own_kind(
    said: str | float | date | Clear | Unclear | None,
) -> None:
    back = value_from_text(restored(storable(value_to_text(said))))
    assert back == said
    assert type(back) is type(said)


@given(texts)
def test_any_text_can_be_stored_by_any_database(text: str) -> None:
    stored = storable(text)
    assert "\0" not in stored
    stored.encode("utf-8")
    assert restored(stored) == text


def test_a_comment_stays_readable_in_the_database() -> None:
    assert value_to_text("Sjå møtet på Ål") == '"Sjå møtet på Ål"'


@given(phrases)
def test_a_reason_can_be_said_in_any_language_later(phrase: Phrase) -> None:
    assert value_from_text(phrase_to_text(phrase)) == phrase


def test_a_path_in_a_reason_comes_back_as_text() -> None:
    from pathlib import PurePosixPath

    assert value_from_text(phrase_to_text(phrase("{file}", file=PurePosixPath("a/b")))) == phrase(
        "{file}", file="a/b"
    )


@given(places)
def test_a_place_comes_back_equal(place: Place) -> None:
    assert place_from_text(place_to_text(place)) == place


@given(
    st.builds(
        MeasureSnapshot,
        id=st.just("M-1"),
        number=texts,
        text=texts,
        responsible=st.lists(texts).map(tuple),
        report=reports,
        shares=st.lists(st.builds(Share, texts, reports), max_size=3).map(tuple),
        rollup=st.none() | reports,
    )
)
def test_a_measure_comes_back_as_the_merge_left_it(measure: MeasureSnapshot) -> None:
    assert measure_from_text("M-1", measure_to_text(measure)) == measure


def test_a_field_holds_a_day_and_never_a_moment() -> None:
    with pytest.raises(TypeError, match="a day, not a moment"):
        value_to_text(datetime(2025, 3, 1, 12, tzinfo=UTC))
