"""Statuses ticked off in columns of an actor's own, and what is shown of them when a person must decide."""

import pytest
from openpyxl.styles import Font
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.sent_and_returned import Submission, Unclear
from regionplan_xl.plan.model import Field
from tests.excel.returned.returns import Edit, paint, returned, write

COLUMNS = (write("R3", "Raud"), write("S3", "Gul"), write("T3", "Grøn"))
"""
| … | Raud | Gul | Grøn |
"""
GREEN, ORANGE = Color(rgb="FF00B050"), Color(rgb="FFFF9900")


def _asked(submission: Submission) -> list[str]:
    """Return what is shown of the statuses that a person must decide about."""
    return [
        a.value.written
        for a in submission.answers
        if a.field is Field.STATUS and isinstance(a.value, Unclear)
    ]


def _strike(cell: str) -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet[cell].font = Font(strike=True)

    return edit


@pytest.mark.parametrize(
    ("edits", "shown"),
    [
        ((write("R6", "x"), write("S6", "X")), "Raud: x; Gul: X"),
        ((write("E6", "Gjennomført"), write("S6", "x")), "Gjennomført; Gul: x"),
        ((paint("E6", GREEN), write("R6", "x")), "#00B050; Raud: x"),
        (
            (write("E6", "Påstarta"), paint("E6", GREEN), write("R6", "x")),
            "Påstarta (#00B050); Raud: x",
        ),
    ],
)
def test_ticks_that_contradict_are_shown_below_their_headings_and_only_colours_that_somebody_painted(
    edits: tuple[Edit, ...], shown: str
) -> None:
    assert _asked(returned(*COLUMNS, *edits)) == [shown]


@pytest.mark.parametrize(
    ("edits", "shown"),
    [
        ((write("E6", "kanskje"),), "kanskje; Gul: x"),
        ((write("E6", "Gjennomført"), _strike("E6")), "Gjennomført; Gul: x"),
        ((paint("E6", ORANGE),), "#FF9900; Gul: x"),
    ],
)
def test_a_tick_beside_an_answer_that_was_not_understood_is_shown_too(
    edits: tuple[Edit, ...], shown: str
) -> None:
    assert _asked(returned(*COLUMNS, write("S6", "x"), *edits)) == [shown]


def test_a_word_and_a_colour_that_disagree_are_shown_together() -> None:
    assert _asked(returned(write("E6", "Påstarta"), paint("E6", GREEN))) == ["Påstarta (#00B050)"]


def test_a_held_row_shows_what_was_painted_or_ticked_and_not_a_key_or_the_word_that_was_sent() -> None:
    """The measure of row 5 was sent as begun; a second row of it says something else."""

    def copied(sheet: Worksheet) -> None:
        for column in range(1, sheet.max_column + 1):
            sheet.cell(9, column).value = sheet.cell(5, column).value

    submission = returned(*COLUMNS, copied, paint("E5", GREEN), write("E9", None), write("R9", "x"))
    assert [held.written for held in submission.held] == [
        "Status: Påstarta (#00B050)", "Status: Raud: x",
    ]  # fmt: skip


def test_another_word_below_such_a_heading_is_listed_with_the_heading_as_it_is() -> None:
    (remark,) = returned(*COLUMNS, write("S6", "helst")).remarks
    assert remark.written == "helst"
    assert catalog("nn")(remark.kind).endswith("«Gul»")
