"""The measure that a returned row belongs to, after people have sorted, shifted and corrected what was sent.

On Tiltak, number, text and timeframe (A-C) are followed by the row's ID (hidden), the answers (E-H), the row's ID once
more (hidden), what was reported last, who is responsible and involved, and the ID (hidden).
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.excel.returned.stray_text import NAMES_ON_HIDDEN
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.model import Field, Report
from tests.excel.actor.dispatches import DISPATCH
from tests.excel.returned.commented_rows import COLUMN_OF, ROWS, SENT, SENT_OUT, answered
from tests.excel.returned.returns import Edit, returned, values_by_field, write


def reordered(columns: str, order: Sequence[int] = (1, 2, 3, 4, 0)) -> Edit:
    """Reorder the cells of these columns, as sorting only them does."""
    first, last = (COLUMN_OF[key] for key in columns.split(":"))

    def edit(sheet: Worksheet) -> None:
        block = [[sheet.cell(row, column).value for column in range(first, last + 1)] for row in ROWS]
        for row, source in zip(ROWS, order, strict=True):
            for column, value in enumerate(block[source], first):
                sheet.cell(row, column).value = value

    return edit


def no_ids(sheet: Worksheet) -> None:
    for key in ("id", "id_after_answers", "id_before_answers"):
        sheet.delete_cols(COLUMN_OF[key])


def wrong_answers(submission: Submission) -> list[object]:
    texts = {row.measure: row.text for row in SENT}
    return [a for a in submission.answers if a.value != f"Svar: {texts[a.measure]}"]


@pytest.mark.parametrize(
    "columns",
    [
        "number:id",
        "number:remark",
        "number:reported_by",
        "number:id_after_answers",
        "text:reported_by",
        "number:number",
        "previous:id",
        "id:id",
    ],
)
def test_rows_sorted_with_their_answers_are_read_wherever_the_ids_stayed(columns: str) -> None:
    submission = answered(reordered(columns))
    assert not wrong_answers(submission)
    assert (len(submission.answers), len(submission.held)) == (len(SENT), 0)


@pytest.mark.parametrize(
    "columns",
    [
        "number:id_before_answers",
        "number:text",
        "timeframe:expected",
        "id_before_answers:status",
        "id_before_answers:involved",
        "id_before_answers:id_before_answers",
        "text:text",
        "text:status",
        "number:progress",
        "number:comment",
        "number:expected",
        "status:id_after_answers",
        "status:id",
        "comment:reported_by",
        "id_after_answers:id_after_answers",
    ],
)
def test_rows_torn_apart_are_held_and_say_so(columns: str) -> None:
    submission = answered(reordered(columns))
    assert not wrong_answers(submission)
    assert len(submission.answers) + len(submission.held) == len(SENT)
    assert not submission.answers
    assert "delar av denne rada" in catalog("nn")(submission.held[0].reason).casefold()
    assert "Svar: " in submission.held[0].written


def test_only_the_rows_that_were_torn_are_held() -> None:
    submission = answered(reordered("number:id_before_answers", order=(1, 0, 2, 3, 4)))
    assert not wrong_answers(submission)
    assert (len(submission.answers), len(submission.held)) == (3, 2)


def test_a_sheet_without_any_ids_shows_by_its_timeframes_when_a_block_begins_behind_the_text() -> None:
    submission = answered(reordered("timeframe:expected"), after=(no_ids,))
    assert not submission.answers
    assert len(submission.held) == len(SENT)
    # An owner that somebody corrected, or the same one all the way down, says nothing about the answers.
    assert len(answered(write("K5", "Ål kommune")).answers) == len(SENT)
    assert len(answered(*(write(f"C{row}", "2026") for row in ROWS)).answers) == len(SENT)


def test_answers_moved_alone_show_by_what_was_answered_before() -> None:
    before = tuple(replace(row, base=Report("started", comment=f"Sist: {row.text}")) for row in SENT)
    sent_out = replace(DISPATCH, rows=before)
    new = write("G4", "Heilt nytt")
    assert len(returned(new, dispatch=sent_out).answers) == 1
    submission = returned(new, reordered("status:expected"), dispatch=sent_out)
    assert not submission.answers
    assert submission.held
    # The same comment copied to several rows is an answer to each.
    copied = returned(*(write(f"G{row}", f"Sist: {SENT[0].text}") for row in ROWS), dispatch=sent_out)
    assert len(copied.answers) == len(SENT) - 1


def test_a_sheet_without_any_ids_is_read_by_number_and_text() -> None:
    assert len(answered(after=(no_ids,)).answers) == len(SENT)
    corrected = write("B5", "Bygge leikeplass i Ål")
    assert values_by_field(returned(corrected, write("E5", "Ferdig"), no_ids, dispatch=SENT_OUT)) == {
        (SENT[1].measure, Field.STATUS): "done"
    }
    # Number and text disagree; or the rows were sorted, and nothing tells whether the answers went along.
    for columns in ("text:timeframe", "number:id_before_answers", "number:reported_by"):
        separated = answered(reordered(columns), after=(no_ids,))
        assert not separated.answers
        assert len(separated.held) == len(SENT)


def test_a_heading_that_somebody_changed_is_known_by_its_neighbours() -> None:
    submission = answered(write("E3", "Kor langt er de komne?"), write("G3", "Kva vi har gjort"))
    assert len(submission.answers) == len(SENT)
    assert not wrong_answers(submission)


def test_an_answer_under_an_unknown_heading_is_held_where_a_column_is_missing() -> None:
    def rename_and_move(sheet: Worksheet) -> None:
        for row in (3, *ROWS):
            sheet.cell(row, 20).value = sheet.cell(row, COLUMN_OF["comment"]).value
        sheet["T3"] = "Kva vi har gjort"
        sheet.delete_cols(COLUMN_OF["comment"])

    submission = answered(rename_and_move)
    assert not submission.answers
    assert len(submission.held) == len(SENT)
    assert "Kva vi har gjort" in catalog("nn")(submission.held[0].reason)


def test_what_is_written_about_a_measure_on_another_sheet_is_not_lost() -> None:
    def on_a_new_sheet(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        other = sheet.parent.create_sheet("Svar")
        other.append(["Halde kurs i Nesbyen", "Det er gjort"])
        other.append(["Helsing Kari"])

    submission = returned(on_a_new_sheet, dispatch=SENT_OUT)
    assert not submission.answers
    (held,) = submission.held
    assert (held.place.sheet, held.place.row) == ("Svar", 1)
    assert "Det er gjort" in held.written


def test_an_answer_on_a_hidden_copy_of_the_sheet_is_asked_about_as_hidden() -> None:
    def on_a_hidden_copy(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        copy = sheet.parent.copy_worksheet(sheet)
        copy.sheet_state = "hidden"
        copy["E4"] = "Gjennomført"

    (held,) = returned(on_a_hidden_copy, dispatch=SENT_OUT).held
    assert (held.reason.template, held.measure) == (NAMES_ON_HIDDEN.template, SENT[0].measure)


def test_a_copied_sheet_may_say_more_than_the_first_but_not_otherwise() -> None:
    def copy(sheet: Worksheet) -> Worksheet:
        assert sheet.parent is not None
        return sheet.parent.copy_worksheet(sheet)

    def more(sheet: Worksheet) -> None:
        sheet["E4"] = "Gjennomført"
        copy(sheet)["G5"] = "På kopien"

    assert values_by_field(returned(more, dispatch=SENT_OUT)) == {
        (SENT[0].measure, Field.STATUS): "done",
        (SENT[1].measure, Field.COMMENT): "På kopien",
    }

    def otherwise(sheet: Worksheet) -> None:
        sheet["E4"] = "Gjennomført"
        copy(sheet)["E4"] = "Påstarta"

    submission = returned(otherwise, dispatch=SENT_OUT)
    assert not submission.answers
    assert len(submission.held) == 2
