"""Any dispatch is read back as it was sent, and any answer as it was shown."""

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from regionplan_xl.plan.merging.sent_and_returned import Answer, Dispatch, SentRow
from regionplan_xl.plan.model import MEASURE_FIELDS, Field, Report, Value
from regionplan_xl.plan.status import STANDARD
from tests.excel.actor.dispatches import DISPATCH, ROWS, book
from tests.excel.returned.returns import read, saved

# Whatever a master may hold: characters that XML knows, no carriage returns (they become line feeds).
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\n\t"), max_size=40)
REPORT = st.builds(
    Report,
    status=st.sampled_from([None, *STANDARD.keys(), "paused"]),
    progress=st.none() | st.floats(0, 1) | st.sampled_from([0.0, 1.0, 0.1, 1 / 3]),
    comment=st.none() | TEXT,
    expected=st.none() | st.dates(date(1950, 1, 1), date(2150, 1, 1)),
)
SENT = st.builds(
    SentRow,
    measure=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=5, max_size=5).map("M-{}".format),
    number=st.from_regex(r"[1-9]\.[1-9]\.[1-9][0-9]?", fullmatch=True) | TEXT,
    text=TEXT,
    member=st.sampled_from(["", "Gol kommune"]),
    base=REPORT,
    answerable=st.booleans(),
    goal=TEXT,
    area=TEXT,
    timeframe=TEXT,
    responsible=TEXT,
    involved=TEXT,
    reported_on=st.none() | st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    reported_by=TEXT,
)
DISPATCHES = st.lists(SENT, max_size=8, unique_by=lambda row: row.measure).map(
    lambda rows: replace(DISPATCH, rows=tuple(sorted(rows, key=lambda row: not row.answerable)))
)


@settings(max_examples=50, deadline=None)
@given(DISPATCHES, st.sampled_from(["nn", "nb", "en"]))
def test_any_dispatch_read_back_untouched_says_nothing(dispatch: Dispatch, language: str) -> None:
    submission = read(book(dispatch, language), dispatch)
    assert submission.answers == ()
    assert submission.held == ()
    assert submission.proposals == ()


ANSWERS: dict[Field, st.SearchStrategy[Value]] = {
    Field.STATUS: st.sampled_from(STANDARD.keys()),
    Field.PROGRESS: st.integers(0, 100).map(lambda n: n / 100),
    Field.COMMENT: st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Cn", "Z"]), min_size=4, max_size=30
    ),
    Field.EXPECTED: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
}


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(MEASURE_FIELDS), st.data(), st.sampled_from(["nn", "nb", "en"]))
def test_what_the_template_can_show_is_read_as_the_same_value(
    name: Field, data: st.DataObject, language: str
) -> None:
    """A workbook that shows an answer, read against a dispatch that did not have it."""
    value = data.draw(ANSWERS[name])
    answered = replace(ROWS[1], base=Report().with_value(name, value))
    shown = book(replace(DISPATCH, rows=(answered,)), language)
    submission = read(shown, replace(DISPATCH, rows=(replace(answered, base=Report()),)))
    (answer,) = submission.answers
    assert isinstance(answer, Answer)
    assert answer.value == pytest.approx(value) if isinstance(value, float) else answer.value == value


def test_every_answer_among_a_thousand_rows_is_read() -> None:
    rows = tuple(
        replace(ROWS[1], measure=f"M-{n:05}", number=f"1.1.{n}", text=f"Tiltak nummer {n}")
        for n in range(1_000)
    )
    dispatch = replace(DISPATCH, rows=rows)
    workbook = load_workbook(io.BytesIO(book(dispatch)))
    for n in range(0, 1_000, 5):
        workbook["Tiltak"].cell(5 + n, 6, "Gjennomført")
    submission = read(saved(workbook), dispatch)
    assert len(submission.answers) == 200
    assert submission.held == ()
