"""Rows that wait on Konfliktar follow the master: its value, number and text of the measure, and what can be chosen."""

from typing import Any

import pytest
from openpyxl.comments import Comment

from tests.rounds.choices import offered
from tests.rounds.desk import Desk, by
from tests.rounds.register_by_hand import rename
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """Return a desk where KRU's comment and the secretariat's differ."""
    desk.edit("6.1.1", Kommentar="Avklart i mai")
    desk.answer("KRU", "6.1.1", Kommentar="Utsett til hausten")
    desk.run("merge")
    return desk


def _row(desk: Desk) -> dict[str, Any]:
    (row,) = desk.rows("Konfliktar")
    return row


def test_the_row_shows_what_the_master_says_now(asked: Desk) -> None:
    assert _row(asked)["I masteren"] == "Avklart i mai"
    asked.edit("6.1.1", Kommentar="Avklart i juni")
    asked.run("merge")
    assert (_row(asked)["I masteren"], _row(asked)["Svar"]) == ("Avklart i juni", "Utsett til hausten")
    before = asked.master.read_bytes()
    asked.run("merge")
    assert asked.master.read_bytes() == before


def test_a_value_that_is_emptied_by_hand_is_empty_in_the_row_too(asked: Desk) -> None:
    asked.edit("6.1.1", Kommentar=None)
    asked.run("merge")
    assert _row(asked)["I masteren"] is None
    asked.edit("6.1.1", Kommentar="Avklart i juli")
    asked.run("merge")
    assert _row(asked)["I masteren"] == "Avklart i juli"


def test_a_measure_with_a_new_number_and_text_has_them_in_its_row(asked: Desk) -> None:
    asked.edit("6.1.1", Nr="6.1.9", Tiltak="Ny ordlyd")
    asked.run("merge")
    assert (_row(asked)["Nr"], _row(asked)["Tiltak"]) == ("6.1.9", "Ny ordlyd")


def test_a_question_whose_answer_the_master_says_itself_now_is_closed(asked: Desk) -> None:
    asked.edit("6.1.1", Kommentar="Utsett til hausten")
    assert asked.run("merge")["open_questions"] == 0
    assert asked.status == 0
    assert asked.rows("Konfliktar") == []
    row = by(asked.log(), "Til", "Utsett til hausten")
    assert (row["Kven"], row["Frå"]) == ("Sekretariatet", "Avklart i mai")
    asked.run("undo")
    assert _row(asked)["Svar"] == "Utsett til hausten"


def test_an_unclear_answer_stays_open_whatever_the_master_says(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    desk.edit("6.1.1", Status="Gjennomført")
    assert desk.run("merge")["open_questions"] == 1
    assert _row(desk)["I masteren"] == "Gjennomført"


def test_two_answers_that_differ_are_both_shown_until_the_master_is_changed_to_one_of_them(
    desk: Desk,
) -> None:
    desk.edit("6.1.1", Status="Påstarta")
    desk.answer("KRU", "6.1.1", "Kari", Status="Påstarta")
    desk.answer("KRU", "6.1.1", "Ola", Status="Gjennomført")
    desk.run("merge")
    assert desk.run("merge")["open_questions"] == 2
    desk.edit("6.1.1", Status="Gjennomført")
    assert desk.run("merge")["open_questions"] == 1
    assert (_row(desk)["Fil"], _row(desk)["I masteren"]) == ("Kari.xlsx", "Gjennomført")


def test_the_answer_to_a_measure_that_is_deleted_later_cannot_be_taken(asked: Desk) -> None:
    assert offered(asked, _row(asked)["row"]) == ["Behald masteren", "Ta svaret"]
    asked.delete("6.1.1")
    asked.run("merge")
    row = _row(asked)
    assert offered(asked, row["row"]) == ["Behald masteren"]
    assert (row["Nr"], row["I masteren"], row["Svar"]) == ("6.1.1", None, "Utsett til hausten")


def test_the_answer_of_a_body_that_does_not_share_the_measure_any_more_cannot_be_taken(asked: Desk) -> None:
    asked.edit("6.1.1", Ansvar="Gol kommune; Flå kommune")
    asked.run("merge")
    assert offered(asked, _row(asked)["row"]) == ["Behald masteren"]
    asked.edit("6.1.1", Ansvar="KRU")
    asked.run("merge")
    assert offered(asked, _row(asked)["row"]) == ["Behald masteren", "Ta svaret"]


def test_what_the_secretariat_has_written_in_the_row_stays(asked: Desk) -> None:
    row = _row(asked)["row"]
    asked.write("Konfliktar", row, Avgjerd="spør Kari", Tiltak="Spelereglane (ring Kari)")
    book = load_workbook(asked.master)
    sheet: Any = book["Konfliktar"]
    sheet.cell(row, 30).value = "Kari svarer fredag"
    sheet.cell(row, 4).comment = Comment("Hugs møtet", "Planleggjar")
    book.save(asked.master)
    asked.edit("6.1.1", Nr="6.1.9", Tiltak="Ny ordlyd", Kommentar="Avklart i juni")
    asked.run("merge")
    now = _row(asked)
    assert (now["row"], now["Nr"], now["I masteren"]) == (row, "6.1.9", "Avklart i juni")
    assert (now["Avgjerd"], now["Tiltak"]) == ("spør Kari", "Spelereglane (ring Kari)")
    sheet = load_workbook(asked.master)["Konfliktar"]
    assert (sheet.cell(row, 30).value, sheet.cell(row, 4).comment.text) == (
        "Kari svarer fredag",
        "Hugs møtet",
    )


def test_the_answer_of_a_body_that_is_called_something_else_now_can_still_be_taken(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", "Kari", Status="Påstarta")
    desk.answer("Gol", "1.3.1", "Ola", Status="Gjennomført")
    desk.run("merge")
    rename(desk, "Gol", "Gol herad")
    desk.run("merge")
    for row in desk.rows("Konfliktar"):
        assert offered(desk, row["row"]) == ["Behald masteren", "Ta svaret"]


def test_a_members_part_that_is_changed_by_hand_is_in_its_row_too(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", "Kari", Status="Påstarta")
    desk.answer("Gol", "1.3.1", "Ola", Status="Gjennomført")
    desk.run("merge")
    desk.write("Delstatus", by(desk.rows("Delstatus"), "Nr", "1.3.1")["row"], Gol="Ikkje påstarta")
    desk.run("merge")
    assert [row["I masteren"] for row in desk.rows("Konfliktar")] == ["Ikkje påstarta"] * 2
