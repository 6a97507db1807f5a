"""An older copy of the ledger is restored: nothing in the master and the archive is lost or asked again."""

import shutil
from pathlib import Path

import pytest

from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def ledger(desk: Desk) -> Path:
    return desk.folder / "workbooks" / "records" / "ledger.db"


@pytest.fixture
def put_back(desk: Desk) -> Desk:
    """Restore a ledger from before the last merge, whose four returns gave two changes and three questions."""
    shutil.copy(ledger(desk), desk.folder / "ledger.db")
    desk.answer("KRU", "6.1.2", "KRU to", Status="kanskje")
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført", Kommentar="Fint")
    desk.answer("Regionrådet", "1.1.3", Status="Gjennomført")
    (desk.folder / "workbooks" / "inbox" / "brev.pdf").write_bytes(b"%PDF-1.4\n")
    desk.edit("1.1.1", Status="Påstarta")
    assert desk.run("merge")["open_questions"] == 3
    shutil.copy(desk.folder / "ledger.db", ledger(desk))
    return desk


def test_an_older_ledger_repeats_no_question_and_changes_nothing_that_is_merged(put_back: Desk) -> None:
    desk = put_back
    before = [(row["ID"], row["Nr"], row["Svar"], row["Fil"]) for row in desk.rows("Konfliktar")]
    merged = desk.run("merge")
    assert [(row["ID"], row["Nr"], row["Svar"], row["Fil"]) for row in desk.rows("Konfliktar")] == before
    assert (merged["open_questions"], merged["changes"], merged["problems"]) == (3, [], [])
    assert desk.cell("1.1.3", "Status") == "Gjennomført"
    assert desk.cell("1.1.1", "Kommentar") == "Fint"
    again = desk.run("merge")
    assert (again["returns"], again["changes"], again["open_questions"]) == ([], [], 3)


def test_returns_that_the_older_ledger_does_not_know_have_the_names_that_they_came_with(
    put_back: Desk,
) -> None:
    desk = put_back
    merged = desk.run("merge")
    assert {one["file"] for one in merged["returns"]} == {
        "KRU to.xlsx",
        "Næringsforum.xlsx",
        "Regionrådet.xlsx",
    }
    copies = {path.name for path in (desk.folder / "workbooks" / "archive" / ROUND).iterdir()}
    assert copies == {"KRU to.xlsx", "Næringsforum.xlsx", "Regionrådet.xlsx"}
    held = {path.name for path in (desk.folder / "workbooks" / "held").iterdir()}
    assert held == {"brev.pdf", "brev.pdf.txt"}


def test_a_decision_about_a_question_that_the_older_ledger_does_not_know_is_carried_out(
    put_back: Desk,
) -> None:
    desk = put_back
    (row,) = (row for row in desk.rows("Konfliktar") if row["Nr"] == "1.1.1")
    desk.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    for _ in range(2):
        desk.run("merge")
    assert desk.cell("1.1.1", "Status") == "Gjennomført"
    assert len(desk.rows("Konfliktar")) == 2


def test_the_returns_are_taken_once_even_if_their_copies_are_gone(put_back: Desk) -> None:
    desk = put_back
    shutil.rmtree(desk.folder / "workbooks" / "archive" / ROUND)
    keys = [row["ID"] for row in desk.rows("Konfliktar")]
    merged = desk.run("merge")
    assert (len(merged["returns"]), merged["changes"], merged["open_questions"]) == (3, [], 3)
    assert [row["ID"] for row in desk.rows("Konfliktar")] == keys
