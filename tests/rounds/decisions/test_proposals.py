"""Framlegg from actors: listed once on the master's own sheet, until somebody accepts or declines."""

import pytest
from openpyxl.worksheet.table import Table

from tests.rounds.answers import measures
from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def test_what_an_actor_proposes_waits_on_framlegg_once_however_often_it_comes(desk: Desk) -> None:
    desk.propose("Gol", ("Sykkelveg", "1.1", "Trygt", "Kari"))
    assert desk.run("merge")["open_proposals"] == 1
    desk.propose("Gol", ("Sykkelveg", "1.1", "Trygt", "Kari"), ("+47 900 er feil nummer",), name="att")
    desk.run("merge")
    rows = desk.rows("Framlegg")
    assert [(r["Aktør"], r["Framlegg"], r["Kvar i planen"], r["Kvifor"], r["Kontakt"]) for r in rows] == [
        ("Gol", "Sykkelveg", "1.1", "Trygt", "Kari"), ("Gol", "+47 900 er feil nummer", None, None, None),
    ]  # fmt: skip
    assert desk.run("status")["open_proposals"] == 2
    assert desk.status == 1


def test_an_accepted_proposal_is_a_measure_and_a_declined_one_is_cleared_and_both_are_logged(
    desk: Desk,
) -> None:
    desk.propose("Gol", ("Sykkelveg",), ("Meir av alt",))
    desk.run("merge")
    rows = desk.rows("Framlegg")
    desk.write(
        "Framlegg", by(rows, "Framlegg", "Sykkelveg")["row"], Avgjerd="gjer til TILTAK", Under_mål="1.1"
    )
    desk.write("Framlegg", by(rows, "Framlegg", "Meir av alt")["row"], Avgjerd="Avslå")
    measures = desk.run("status")["total"]["measures"]
    desk.run("merge")
    assert desk.rows("Framlegg") == []
    assert desk.run("status")["total"]["measures"] == measures + 1
    assert desk.cell("1.1.4", "Tiltak") == "Sykkelveg"
    assert desk.cell("1.1.4", "Merknad") == "Framlegg frå Gol."
    assert str(desk.cell("1.1.4", "ID")).startswith("M-")
    assert [(row["Felt"], row["Til"]) for row in desk.log()] == [
        ("Framlegg", "Sykkelveg"), ("Framlegg", "Avslå"),
    ]  # fmt: skip
    before = desk.master.read_bytes()
    assert desk.run("merge")["hand_edits"] == []
    assert desk.master.read_bytes() == before
    numbered = [f for f in desk.run("check")["findings"] if f["code"].startswith("number")]
    assert not [f for f in numbered if f["sheet"] == "Næringsutvikling"]
    desk.edit("1.1.4", Ansvar="Gol")
    assert desk.run("send", "--round", "2025-2", "--actor", "Gol")["sent"]


@pytest.mark.parametrize("choice", ["Gjer til tiltak", "Avslå"])
def test_all_that_a_proposal_said_is_in_the_log_when_it_is_decided_and_not_on_the_public_page(
    desk: Desk, choice: str
) -> None:
    desk.propose("Gol", ("Sykkelveg", "under 1.1", "Mange har bede om det", "Kari, 900 00 000"))
    desk.run("merge")
    (row,) = desk.rows("Framlegg")
    desk.write("Framlegg", row["row"], Avgjerd=choice, Under_mål="1.1")
    desk.run("merge")
    (logged,) = desk.log()
    assert logged["Frå"] == "Sykkelveg · under 1.1 · Mange har bede om det · Kari, 900 00 000"
    desk.run("report", "--format", "html,json")
    pages = [*(desk.folder / "workbooks" / "reports").rglob("*.html"), *desk.folder.rglob("*.json")]
    assert pages
    assert not [page.name for page in pages if "900 00 000" in page.read_text(encoding="utf-8")]


def test_a_proposal_without_a_first_cell_is_called_by_what_it_says_and_waits_until_it_has_a_text(
    desk: Desk,
) -> None:
    desk.propose("Gol", ("", "1.4.2 bør delast", "For stort"), ("", "1.4.3 òg"))
    desk.run("merge")
    for row, choice in zip(desk.rows("Framlegg"), ("Gjer til tiltak", "Avslå"), strict=True):
        desk.write("Framlegg", row["row"], Avgjerd=choice, Under_mål="1.4")
    merged = desk.run("merge")
    assert [one["text"] for one in merged["settled_proposals"]] == ["1.4.3 òg"]
    (problem,) = merged["problems"]
    assert (problem["sheet"], problem["what"]) == ("Framlegg", "Framlegget seier ikkje kva tiltaket er.")
    (row,) = desk.rows("Framlegg")
    assert row["Kvifor"] == "For stort"
    desk.write("Framlegg", row["row"], Framlegg="Dele 1.4.2 i to")
    desk.run("merge")
    assert desk.cell("1.4.4", "Tiltak") == "Dele 1.4.2 i to"
    assert desk.log()[-1]["Frå"] == "1.4.2 bør delast · For stort"


def test_two_accepted_under_one_goal_share_its_band_and_the_overview_counts_them(desk: Desk) -> None:
    desk.propose("Gol", ("Sykkelveg",), ("Gangbru",))
    desk.run("merge")
    for row in desk.rows("Framlegg"):
        desk.write("Framlegg", row["row"], Avgjerd="Gjer til tiltak", Under_mål="1.1")
    desk.run("merge")
    sheet = load_workbook(desk.master).worksheets[1]
    numbers = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    below = numbers.index("1.1.3")
    assert numbers[below : below + 4] == ["1.1.3", "1.1.4", "1.1.5", "1.2"]
    assert numbers.count("1.1") == 1
    overview = load_workbook(desk.master, data_only=True)["Oversikt"]
    shown = {cell.value for row in overview.iter_rows() for cell in row}
    assert desk.run("status")["total"]["measures"] in shown


def test_an_accepted_proposal_without_a_goal_waits_and_check_says_why(desk: Desk) -> None:
    desk.propose("Gol", ("Sykkelveg",))
    desk.run("merge")
    row = desk.rows("Framlegg")[0]["row"]
    desk.write("Framlegg", row, Avgjerd="Gjer til tiltak", Under_mål="9.9")
    before = measures(desk.master)
    (problem,) = desk.run("merge")["problems"]
    assert (problem["sheet"], problem["row"]) == ("Framlegg", row)
    assert "9.9" in problem["what"]
    assert measures(desk.master) == before
    assert [f["row"] for f in desk.run("check")["findings"] if f["code"] == "decision"] == [row]


def test_a_master_from_before_the_sheet_gets_it_when_something_is_proposed(desk: Desk) -> None:
    book = load_workbook(desk.master)
    del book["Framlegg"]
    book.save(desk.master)
    desk.propose("Gol", ("Sykkelveg",))
    desk.run("merge")
    assert [row["Framlegg"] for row in desk.rows("Framlegg")] == ["Sykkelveg"]
    book = load_workbook(desk.master)
    del book["Framlegg"]
    book.save(desk.master)
    assert [f["sheet"] for f in desk.run("check")["findings"] if f["code"] == "sheet-missing"] == ["Framlegg"]


def test_undo_takes_the_new_measure_away_and_the_proposal_waits_again(desk: Desk) -> None:
    desk.propose("Gol", ("Sykkelveg",))
    desk.run("merge")
    desk.write("Framlegg", desk.rows("Framlegg")[0]["row"], Avgjerd="Gjer til tiltak", Under_mål="1.1")
    before = desk.master.read_bytes()
    desk.run("merge")
    desk.run("undo")
    assert desk.master.read_bytes() == before
    assert desk.run("status")["open_proposals"] == 1


def test_a_table_of_the_secretariat_below_the_last_goal_does_not_stop_an_accepted_proposal(
    desk: Desk,
) -> None:
    desk.propose("Gol", ("Sykkelveg",))
    book = load_workbook(desk.master)
    sheet = book["Bu- og blilyst"]
    sheet["B23"], sheet["C23"], sheet["B24"], sheet["C24"] = "Tal", "Sum", "Innflyttarar", 12
    sheet.add_table(Table(displayName="Tal", ref="B23:C24"))
    book.save(desk.master)
    desk.run("merge")
    desk.write("Framlegg", desk.rows("Framlegg")[0]["row"], Avgjerd="Gjer til tiltak", Under_mål="5.4")
    assert desk.run("merge")["open_proposals"] == 0
    sheet = load_workbook(desk.master)["Bu- og blilyst"]
    assert [sheet.cell(row, 13).value for row in (23, 24)] == [None, None]
    assert desk.cell("5.4.2", "Tiltak") == "Sykkelveg"
    assert desk.run("status")["total"]["measures"] == 69
    assert [table.ref for table in sheet.tables.values()] == ["B23:C24"]


@pytest.mark.parametrize("earlier", ["Gol, Gol kommune", "Gol kommune; Gol"])
def test_a_proposal_from_a_body_that_is_called_something_else_now_gets_its_new_name_as_owner(
    desk: Desk, earlier: str
) -> None:
    desk.propose("Gol", ("Sykkelveg",))
    desk.run("merge")
    book = load_workbook(desk.master)
    (row,) = (row for row in book["Aktørar"].iter_rows() if row[0].value == "Gol")
    row[0].value, row[2].value = "Gol og Torpo", earlier
    book.save(desk.master)
    desk.write("Framlegg", desk.rows("Framlegg")[0]["row"], Avgjerd="Gjer til tiltak", Under_mål="1.1")
    assert desk.run("merge")["open_proposals"] == 0
    assert (desk.cell("1.1.4", "Ansvar"), desk.cell("1.1.4", "Merknad")) == (
        "Gol og Torpo", "Framlegg frå Gol.",
    )  # fmt: skip
    assert desk.run("merge")["hand_edits"] == []
