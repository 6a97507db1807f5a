"""Many answers and one secretariat: who is asked, what is written, and that nothing is lost."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from tests.rounds.answers import ROUND
from tests.rounds.as_excel import ExcelBook
from tests.rounds.desk import Desk, by
from tests.rounds.master_by_hand import find_measure
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def test_two_colleagues_that_differ_in_two_merges_are_asked_about_whatever_the_settings(desk: Desk) -> None:
    desk.settings("conflicts", "newest")
    desk.answer("KRU", "6.1.1", "Kari", Status="Påstarta")
    desk.run("merge")
    desk.answer("KRU", "6.1.1", "Ola", Status="Gjennomført")
    (asked,) = desk.run("merge")["conflicts"]
    assert desk.cell("6.1.1", "Status") == "Påstarta"
    assert asked["answer"] == "Gjennomført"
    assert "Kari.xlsx" in asked["reason"]
    assert desk.rows("Konfliktar")[0]["I masteren"] == "Påstarta"


def test_a_third_answer_is_not_written_while_two_that_differ_wait(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", "Kari", Status="Påstarta")
    desk.answer("KRU", "6.1.1", "Ola", Status="Gjennomført")
    desk.run("merge")
    desk.answer("KRU", "6.1.1", "Per", Status="Påstarta", Kommentar="Per svarer.")
    result = desk.run("merge")
    assert desk.cell("6.1.1", "Status") is None
    assert desk.cell("6.1.1", "Kommentar") == "Per svarer."
    assert (result["conflicts"], result["open_questions"]) == ([], 2)


@pytest.mark.parametrize(
    ("policy", "status", "asked"),
    [("ask", "Påstarta", 1), ("master", "Påstarta", 0), ("newest", "Gjennomført", 0)],
)
def test_a_cell_that_the_secretariat_changed_too_is_settled_as_config_yaml_says(
    desk: Desk, policy: str, status: str, asked: int
) -> None:
    desk.settings("conflicts", policy)
    desk.edit("6.1.1", Status="Påstarta")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    assert len(desk.run("merge")["conflicts"]) == asked
    assert desk.cell("6.1.1", "Status") == status


def test_an_older_copy_after_a_newer_answer_is_never_written(desk: Desk) -> None:
    desk.settings("conflicts", "newest")
    old = desk.answer("KRU", "6.1.1", "gammal", Status="Påstarta")
    shutil.copy(old, desk.folder / "gammal.xlsx")
    desk.run("merge")
    desk.run("send", "--round", ROUND, "--actor", "KRU")
    desk.answer("KRU", "6.1.1", "ny", Status="Gjennomført")
    assert desk.run("merge")["conflicts"] == []
    book = load_workbook(desk.folder / "gammal.xlsx")
    book.save(desk.folder / "workbooks" / "inbox" / "gammal att.xlsx")
    (asked,) = desk.run("merge")["conflicts"]
    assert "ny.xlsx" in asked["reason"]
    assert desk.cell("6.1.1", "Status") == "Gjennomført"


def test_edits_by_hand_alone_go_on_record_and_leave_the_master_alone(desk: Desk) -> None:
    sheet, row, columns = find_measure(load_workbook(desk.master), "6.1.1")
    excel = ExcelBook(desk.master)
    texts = {"Tiltak": "Ny ordlyd", "Ansvar": "Regionrådet"}
    excel.write(sheet.title, {f"{get_column_letter(columns[one])}{row}": text for one, text in texts.items()})
    excel.save()
    before = desk.master.read_bytes()
    assert [edit["field"] for edit in desk.run("merge")["hand_edits"]] == ["text", "responsible"]
    assert desk.run("merge")["hand_edits"] == []
    assert desk.master.read_bytes() == before
    told = [(c["who"], c["kind"], c["to"]) for c in desk.history("6.1.1")]
    assert told == [("Sekretariatet", "hand", "Ny ordlyd"), ("Sekretariatet", "hand", "Regionrådet")]
    desk.answer("Regionrådet", "6.3.1", Status="Påstarta")
    desk.run("merge")
    assert [(row["Kven"], row["Til"]) for row in desk.log()] == [
        ("Sekretariatet", "Ny ordlyd"), ("Sekretariatet", "Regionrådet"), ("Regionrådet", "Påstarta"),
    ]  # fmt: skip
    desk.answer("Regionrådet", "6.3.1", "att", Kommentar="Meir.")
    desk.run("merge")
    assert len(desk.log()) == 4


def test_a_deleted_measure_is_noticed_and_its_late_answers_wait(desk: Desk) -> None:
    desk.delete("6.1.1")
    desk.run("merge")
    assert [(c["kind"], c["who"]) for c in desk.history("6.1.1")] == [("deleted", "Sekretariatet")]
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    assert len(desk.run("merge")["conflicts"]) == 1
    row = desk.rows("Konfliktar")[0]
    assert (row["Nr"], row["Svar"]) == ("6.1.1", "Gjennomført")
    desk.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    assert len(desk.run("merge")["problems"]) == 1
    assert desk.status == 1
    desk.write("Konfliktar", row["row"], Avgjerd="Behald masteren")
    assert desk.run("merge")["open_questions"] == 0
    assert desk.rows("Konfliktar") == []


def test_an_answer_about_a_measure_that_moved_to_another_owner_waits_and_may_be_taken(desk: Desk) -> None:
    desk.edit("6.1.1", Ansvar="Regionrådet")
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    assert desk.cell("6.1.1", "Status") is None
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="TAKE THE ANSWER")
    desk.run("merge")
    assert desk.cell("6.1.1", "Status") == "Gjennomført"


def test_a_held_file_is_put_aside_by_keeping_and_cannot_be_taken(desk: Desk) -> None:
    raw = b"PK\x03\x04 ikkje ein heil fil"
    (desk.folder / "workbooks" / "inbox" / "skadd.xlsx").write_bytes(raw)
    desk.run("merge")
    assert desk.run("status")["held_files"] == 1
    row = desk.rows("Konfliktar")[0]
    desk.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    assert len(desk.run("merge")["problems"]) == 1
    assert [f["row"] for f in desk.run("check")["findings"] if f["code"] == "decision"] == [row["row"]]
    desk.write("Konfliktar", row["row"], Avgjerd="behald MASTEREN")
    desk.run("merge")
    assert desk.run("status")["held_files"] == 0
    assert not list((desk.folder / "workbooks" / "held").iterdir())
    assert raw in [p.read_bytes() for p in (desk.folder / "workbooks" / "archive").rglob("*.xlsx")]


def test_taking_both_of_two_answers_is_asked_again_with_the_reason(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", "Kari", Status="Påstarta")
    desk.answer("KRU", "6.1.1", "Ola", Status="Gjennomført")
    desk.run("merge")
    kari, ola = sorted(desk.rows("Konfliktar"), key=lambda row: str(row["Fil"]))
    for row in (kari, ola):
        desk.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    assert {p["row"] for p in desk.run("merge")["problems"]} == {kari["row"], ola["row"]}
    desk.write("Konfliktar", kari["row"], Avgjerd=None)
    assert desk.run("merge")["open_questions"] == 0
    assert desk.cell("6.1.1", "Status") == "Gjennomført"
    taken = by(desk.log(), "Felt", "Status")
    assert (taken["Til"], taken["Kven"]) == ("Gjennomført", "Sekretariatet, på Konfliktar")
    other = by(desk.log(), "Felt", "Status (svar frå KRU, ikkje teke inn)")
    assert (other["Frå"], other["Til"], other["Fil"]) == ("Påstarta", "Gjennomført", "Kari.xlsx")


def test_an_own_value_is_read_as_an_answer_is_and_stays_where_it_is_not_understood(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Framdrift="ei stund til")
    desk.run("merge")
    row = desk.rows("Konfliktar")[0]["row"]
    desk.write("Konfliktar", row, Eigen_verdi="snart")
    assert len(desk.run("merge")["problems"]) == 1
    assert len(desk.rows("Konfliktar")) == 1
    desk.write("Konfliktar", row, Eigen_verdi="40 prosent")
    desk.run("merge")
    assert desk.cell("6.1.1", "Framdrift") == 0.4


def test_a_question_whose_row_was_deleted_comes_back_and_a_strange_row_is_left_alone(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje", Framdrift="snart")
    desk.run("merge")
    first, second = desk.rows("Konfliktar")
    book = load_workbook(desk.master)
    sheet: Any = book["Konfliktar"]
    columns = {str(c.value): c.column for c in sheet[3]}
    for cell in sheet[first["row"]]:
        cell.value = None
    sheet.cell(second["row"] + 1, columns["ID"]).value = "K-XXXXX"
    sheet.cell(second["row"] + 1, columns["Tiltak"]).value = "Mitt eige notat"
    book.save(desk.master)
    assert [f["row"] for f in desk.run("check")["findings"] if f["code"] == "decision"] == [second["row"] + 1]
    desk.answer("Regionrådet", "6.3.1", Status="Påstarta")
    assert desk.run("merge")["open_questions"] == 2
    rows = desk.rows("Konfliktar")
    assert {row["ID"] for row in rows} == {first["ID"], second["ID"], "K-XXXXX"}
    assert by(rows, "ID", first["ID"])["row"] == first["row"]
    assert by(rows, "ID", "K-XXXXX")["Tiltak"] == "Mitt eige notat"


def test_what_was_judged_in_one_round_is_asked_again_in_the_next(desk: Desk, tmp_path: Path) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    desk.run("send", "--round", "2025-2", "--actor", "KRU")
    book = load_workbook(desk.folder / "workbooks" / "outbox" / "2025-2" / "KRU.xlsx")
    sheet: Any = book["Tiltak"]
    row = next(cells for cells in sheet.iter_rows() if cells[0].value == "6.1.1")
    at = next(c.column for cells in sheet.iter_rows(max_row=20) for c in cells if c.value == "Status")
    sheet.cell(row[0].row, at).value = "kanskje"
    book.save(tmp_path / "KRU.xlsx")
    assert len(desk.run("merge", str(tmp_path / "KRU.xlsx"))["conflicts"]) == 1


def test_a_file_put_aside_waits_again_where_people_look_when_that_is_undone(desk: Desk) -> None:
    (desk.folder / "workbooks" / "inbox" / "skadd.xlsx").write_bytes(b"PK\x03\x04 ikkje heil")
    desk.run("merge")
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="Behald masteren")
    desk.run("merge")
    assert not list((desk.folder / "workbooks" / "held").iterdir())
    desk.run("undo")
    held = sorted(path.name for path in (desk.folder / "workbooks" / "held").iterdir())
    assert held == ["skadd.xlsx", "skadd.xlsx.txt"]
    assert desk.run("status")["held_files"] == 1


def test_without_its_column_id_konfliktar_is_not_filled_again_by_every_merge(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="kanskje")
    desk.run("merge")
    book = load_workbook(desk.master)
    at = next(c.column for c in book["Konfliktar"][3] if c.value == "ID")
    for row in range(1, book["Konfliktar"].max_row + 1):
        book["Konfliktar"].cell(row, at).value = None
    book["Konfliktar"].tables.clear()
    book.save(desk.master)
    for heading, said in (("Kommentar", "Godt i gang."), ("Framdrift", "40 %")):
        desk.answer("Regionrådet", "6.3.1", heading, **{heading: said})
        desk.run("merge")
    assert [row["Nr"] for row in desk.rows("Konfliktar")] == ["6.1.1"]


def test_an_answer_on_two_lines_is_quoted_on_one(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="Påstarta\nsjå\xa0vedlegg\tnr 2")
    desk.run("merge")
    (row,) = desk.rows("Konfliktar")
    assert str(row["Kvifor"]).startswith("«Påstarta sjå vedlegg nr 2» er ingen av statusane.")
