"""Texts of the secretariat in the master that no merge may remove, whether understood or not."""

import pytest

from tests.rounds.answers import header, measures
from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def test_an_answer_never_writes_over_text_that_is_not_understood(desk: Desk) -> None:
    desk.edit("1.1.3", Status="avventar sak i mai", Framdrift="om lag halvvegs", Sist_rapportert="i vår")
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført", Framdrift=0.5, Kommentar="Ferdig.")
    result = desk.run("merge")
    assert desk.status == 1
    assert sorted(asked["field"] for asked in result["conflicts"]) == ["progress", "status"]
    said = [desk.cell("1.1.3", h) for h in ("Status", "Framdrift", "Sist rapportert", "Kommentar")]
    assert said == ["avventar sak i mai", "om lag halvvegs", "i vår", "Ferdig."]
    row = by(desk.rows("Konfliktar"), "Felt", "Status")
    assert "avventar sak i mai" in row["Kvifor"]

    desk.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    desk.run("merge")
    assert desk.cell("1.1.3", "Status") == "avventar sak i mai", "decided, but the text is still there"
    desk.edit("1.1.3", Status=None)
    desk.run("merge")
    assert desk.cell("1.1.3", "Status") == "Gjennomført"


def test_a_measure_whose_text_is_deleted_is_one_finding_which_names_it(desk: Desk) -> None:
    desk.edit("1.1.3", Tiltak=None)
    said = [one for one in desk.run("check")["findings"] if "ingen tekst" in one["what"]]
    assert [one["what"] for one in said] == ["1.1.3 har ingen tekst."]

    desk.edit("1.1.3", Nr=None)
    said = [one for one in desk.run("check")["findings"] if "ingen tekst" in one["what"]]
    assert [one["what"] for one in said] == ["Tiltaket har ingen tekst."]


def test_a_members_cell_with_text_that_is_not_understood_is_left_too(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    book = load_workbook(desk.master)
    sheet = book["Delstatus"]
    found = [
        c for row in sheet.iter_rows() for c in row if c.value == "Påstarta" and "Gol" in _over(sheet, c)
    ]
    found[0].value = "ventar på Nesbyen"
    book.save(desk.master)
    desk.answer("Gol", "1.3.1", "att", Status="Gjennomført")
    assert len(desk.run("merge")["conflicts"]) == 1
    assert load_workbook(desk.master)["Delstatus"][found[0].coordinate].value == "ventar på Nesbyen"


def _over(sheet: object, cell: object) -> list[str]:
    return [str(sheet.cell(row, cell.column).value) for row in range(1, cell.row)]  # type: ignore[attr-defined]


def test_a_note_beside_a_settled_question_does_not_end_up_beside_another(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", Status="kanskje")
    desk.run("merge")
    row = desk.rows("Konfliktar")[0]["row"]
    book = load_workbook(desk.master)
    book["Konfliktar"].cell(row, 18).value = "Ringde Kari"
    book.save(desk.master)
    desk.write("Konfliktar", row, Avgjerd="Behald masteren")
    desk.answer("Hol", "1.3.1", Status="tja")
    desk.run("merge")
    (now,) = desk.rows("Konfliktar")
    assert now["Aktør"] == "Hol"
    assert now["row"] != row
    assert load_workbook(desk.master)["Konfliktar"].cell(row, 18).value == "Ringde Kari"


def test_a_measure_by_hand_keeps_the_id_that_workbooks_are_out_with_when_its_merge_is_undone(
    desk: Desk,
) -> None:
    book = load_workbook(desk.master)
    sheet = next(one for one in book.worksheets if one.title.startswith("Næringsutvikling"))
    _, columns = header(sheet)
    row = next(r for r in range(1, 40) if sheet.cell(r, columns["Nr"]).value == "1.1.3")
    sheet.insert_rows(row + 1)
    for heading, text in {"Nr": "1.1.9", "Tiltak": "Lage sykkelkart", "Ansvar": "Regionrådet"}.items():
        sheet.cell(row + 1, columns[heading]).value = text
    book.save(desk.master)
    desk.run("send", "--round", "2025-1", "--actor", "Regionrådet")
    identity = next(one for one, said in measures(desk.master).items() if said["Nr"] == "1.1.9")
    assert desk.run("undo")["cell_by_cell"] == []
    desk.answer("Regionrådet", "1.1.9", Status="Gjennomført")
    assert desk.run("merge")["conflicts"] == []
    assert measures(desk.master)[identity]["Status"] == "Gjennomført"
