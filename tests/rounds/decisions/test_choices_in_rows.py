"""Each row on Konfliktar offers valid choices, says why a decision was not carried out, and leaves no gaps."""

from typing import Any

import pytest
from openpyxl.styles import PatternFill

from tests.rounds.choices import offered
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def _painted(desk: Desk, word: str, colour: str) -> None:
    path = desk.answer("KRU", "6.1.1", Status=word)
    book = load_workbook(path)
    cell = next(c for row in book["Tiltak"].iter_rows() for c in row if c.value == word)
    cell.fill = PatternFill("solid", fgColor=colour)
    book.save(path)
    desk.run("merge")


def test_an_answer_against_the_masters_may_be_kept_or_taken(desk: Desk) -> None:
    desk.edit("6.1.1", Status="Påstarta")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"]) == ["Behald masteren", "Ta svaret"]
    assert (row["Nr"], row["Kvar i fila"]) == ("6.1.1", f"Tiltak, rad {_row_in_file(desk)}")


def _row_in_file(desk: Desk) -> int:
    book = load_workbook(desk.folder / "workbooks" / "outbox" / "2025-1" / "KRU.xlsx")
    return next(c.row for row in book["Tiltak"].iter_rows() for c in row if c.value == "6.1.1")


def test_an_answer_that_was_not_understood_cannot_be_taken(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    assert offered(desk, desk.rows("Konfliktar")[0]["row"]) == ["Behald masteren"]


def test_a_file_that_cannot_be_read_may_only_be_put_aside(desk: Desk) -> None:
    (desk.folder / "workbooks" / "inbox" / "skadd.xlsx").write_bytes(b"PK\x03\x04 ikkje heil")
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"]) == ["Legg bort"]
    desk.write("Konfliktar", row["row"], Avgjerd="Legg bort")
    assert desk.run("merge")["open_questions"] == 0


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_whoever_takes_a_file_that_was_not_read_is_told_the_choice_that_the_row_has(
    desk: Desk, language: str
) -> None:
    (desk.folder / "workbooks" / "inbox" / "skadd.xlsx").write_bytes(b"PK\x03\x04 ikkje heil")
    desk.run("merge")
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="Ta svaret")
    said = regionplan_in_process("--lang", language, "merge", folder=desk.folder).out
    assert "«Legg bort»" in said
    assert "Behald masteren" not in said


@pytest.mark.parametrize(("choice", "status"), [("Ta ordet", "Gjennomført"), ("Ta fargen", "Ikkje påstarta")])
def test_where_word_and_colour_disagree_either_may_be_taken(desk: Desk, choice: str, status: str) -> None:
    _painted(desk, "Gjennomført", "FFC00000")
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"]) == ["Behald masteren", "Ta ordet", "Ta fargen"]
    desk.write("Konfliktar", row["row"], Avgjerd=choice)
    assert desk.run("merge")["open_questions"] == 0
    assert desk.cell("6.1.1", "Status") == status


def test_a_row_says_why_its_decision_was_not_carried_out_until_it_is_changed(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    desk.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    desk.run("merge")
    (now,) = desk.rows("Konfliktar")
    assert now["Kvifor"].startswith(f"{row['Kvifor']} Ikkje gjennomført: ")
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before
    desk.write("Konfliktar", row["row"], Avgjerd=None)
    desk.run("merge")
    assert desk.rows("Konfliktar")[0]["Kvifor"] == row["Kvifor"]


def test_a_word_that_is_no_decision_is_said_in_its_row_too(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="tja")
    desk.run("merge")
    assert "«tja»" in desk.rows("Konfliktar")[0]["Kvifor"]


def test_settled_rows_leave_no_holes(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje", Framdrift="snart", Venta_ferdig="ein gong")
    desk.run("merge")
    first, second, third = desk.rows("Konfliktar")
    desk.write("Konfliktar", first["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    assert [(row["ID"], row["row"]) for row in desk.rows("Konfliktar")] == [
        (second["ID"], first["row"]),
        (third["ID"], second["row"]),
    ]
    assert offered(desk, first["row"]) == ["Behald masteren"]


def test_a_row_with_a_note_of_the_secretariat_stays_where_it_is(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje", Framdrift="snart", Venta_ferdig="ein gong")
    desk.run("merge")
    first, second, third = desk.rows("Konfliktar")
    book = load_workbook(desk.master)
    sheet: Any = book["Konfliktar"]
    sheet.cell(second["row"], 30).value = "Ring Kari"
    sheet.cell(
        first["row"], next(c.column for c in sheet[3] if c.value == "Avgjerd")
    ).value = "Behald masteren"
    book.save(desk.master)
    desk.run("merge")
    assert {row["ID"]: row["row"] for row in desk.rows("Konfliktar")} == {
        second["ID"]: second["row"],
        third["ID"]: first["row"],
    }


def test_the_decision_is_near_the_left_edge_and_coloured(desk: Desk) -> None:
    sheet: Any = load_workbook(desk.master)["Konfliktar"]
    cell = next(c for c in sheet[3] if c.value == "Avgjerd")
    assert cell.column <= 4
    assert sheet.cell(4, cell.column).fill.fgColor.rgb == "FFFFF8E1"


def test_an_older_master_gets_the_drop_downs_too(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Konfliktar"]
    at = next(c.column for c in sheet[3] if c.value == "Kvar i fila")
    sheet.tables.clear()
    sheet.data_validations.dataValidation.clear()
    for number in range(3, 6):
        sheet.cell(number, at).value = None
    book.save(desk.master)
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"]) == ["Behald masteren"]
    assert str(row["Kvar i fila"]).startswith("Tiltak, rad")


def test_a_measure_with_an_open_question_is_counted_and_marked_until_it_is_settled(desk: Desk) -> None:
    assert desk.run("status")["awaiting_decision"] == []
    desk.answer("KRU", "6.1.1", Status="kanskje", Framdrift="snart")
    desk.run("merge")
    (waits,) = desk.run("status")["awaiting_decision"]
    assert waits["number"] == "6.1.1"
    book = load_workbook(desk.master)
    assert book.defined_names["regionplan_waiting_measures"].attr_text.startswith("'Konfliktar'!")
    assert [row["Tiltaks-ID"] for row in desk.rows("Konfliktar")] == [waits["id"]] * 2
    for row in desk.rows("Konfliktar"):
        desk.write("Konfliktar", row["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    assert desk.run("status")["awaiting_decision"] == []


@pytest.mark.parametrize("word", ["veit ikkje", "ta svarte", "spør Kari"])
def test_a_word_that_is_no_decision_is_pointed_out_by_check_and_in_its_row(desk: Desk, word: str) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    desk.write("Konfliktar", row["row"], Avgjerd=word)
    (found,) = [f for f in desk.run("check")["findings"] if f["sheet"] == "Konfliktar"]
    assert found["what"] == f"«{word}» er ikkje ei av avgjerdene."
    assert desk.run("merge")["open_questions"] == 1
    (row,) = desk.rows("Konfliktar")
    assert row["Avgjerd"] == word
    assert f"Ikkje gjennomført: «{word}» er ikkje ei av avgjerdene." in row["Kvifor"]


DROPPED = '  dropped:\n    colour: "#7F7F7F"\n    label: {nn: Avslutta, nb: Avsluttet, en: Dropped}\n\n'


def _replace_in_settings(desk: Desk, old: str, new: str) -> None:
    path = desk.folder / "config.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("painted", [False, True])
def test_a_status_taken_out_of_the_settings_cannot_be_taken_from_an_answer_and_stops_no_merge(
    desk: Desk, painted: bool
) -> None:
    _replace_in_settings(desk, "  done:\n", DROPPED + "  done:\n")
    desk.run("merge")
    if painted:
        _painted(desk, "Avslutta", "FFC00000")
        choice, offers = "Ta ordet", ["Behald masteren", "Ta fargen"]
    else:
        desk.edit("6.1.1", Status="Påstarta")
        desk.answer("KRU", "6.1.1", Status="Avslutta")
        desk.run("merge")
        choice, offers = "Ta svaret", ["Behald masteren"]
    before, now = offered(desk, desk.rows("Konfliktar")[0]["row"]), desk.cell("6.1.1", "Status")
    assert choice in before
    _replace_in_settings(desk, DROPPED, "")
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    assert offered(desk, row["row"]) == offers
    desk.write("Konfliktar", row["row"], Avgjerd=choice)
    desk.answer("Gol", "1.2.3", Kommentar="Dei andre ventar ikkje")
    assert "Dei andre ventar ikkje" in [change["to"] for change in desk.run("merge")["changes"]]
    (row,) = desk.rows("Konfliktar")
    assert "Statusen i svaret står ikkje lenger i config.yaml, så han kan ikkje takast." in row["Kvifor"]
    assert desk.cell("6.1.1", "Status") == now
    _replace_in_settings(desk, "  done:\n", DROPPED + "  done:\n")
    desk.run("merge")
    assert (desk.rows("Konfliktar"), desk.cell("6.1.1", "Status")) == ([], "Avslutta")
