"""A folder in the inbox for each body: people with write access there answer for that body only."""

from pathlib import Path

import pytest

from tests.delivery.incoming.messages import message
from tests.rounds.choices import offered
from tests.rounds.desk import Desk
from tests.rounds.dispatches import without_code
from tests.rounds.mailbox import answers
from tests.rounds.saved_mail import book, drop

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def answer_of_gol(desk: Desk) -> bytes:
    return book(desk, "Gol", "1.2.3", Kommentar="Ferdig snart")


@pytest.mark.parametrize("folder", ["Gol", "gol", "Gol/mars", "Ymse", "2025-1", "Kommunane"])
def test_an_answer_in_the_bodys_own_folder_or_in_nobodys_counts(desk: Desk, folder: str) -> None:
    drop(desk, f"{folder}/svar.xlsx", answer_of_gol(desk))
    assert answers(desk.run("merge")) == [("1.2.3", "Ferdig snart")]


def test_the_workbook_of_another_body_waits_and_is_accepted_with_one_choice(desk: Desk) -> None:
    drop(desk, "Hol/svar.xlsx", answer_of_gol(desk))
    merged = desk.run("merge")
    assert (merged["changes"], len(merged["held"])) == ([], 1)
    assert "mappa til Hol" in merged["held"][0]["reason"]
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="høyrer til Gol")
    assert answers(desk.run("merge")) == [("1.2.3", "Ferdig snart")]


@pytest.mark.parametrize("folder", ["Gol/", ""])
def test_an_answer_in_a_wrong_folder_counts_once_it_is_in_the_right_one_or_in_the_inbox_itself(
    desk: Desk, folder: str
) -> None:
    data = answer_of_gol(desk)
    drop(desk, "Hol/svar.xlsx", data)
    assert len(desk.run("merge")["held"]) == 1
    drop(desk, f"{folder}svar.xlsx", data)
    assert answers(desk.run("merge")) == [("1.2.3", "Ferdig snart")]
    assert desk.rows("Konfliktar") == []


def test_a_file_without_code_waits_with_the_folders_body_as_the_first_choice(desk: Desk) -> None:
    path = without_code(desk, "Gol", "1.2.3", "svar", Kommentar="Ferdig snart")
    data = path.read_bytes()
    path.unlink()
    drop(desk, "Hol/svar.xlsx", data)
    assert len(desk.run("merge")["held"]) == 1
    assert offered(desk, desk.rows("Konfliktar")[0]["row"])[:2] == ["Legg bort", "høyrer til Hol"]


def test_a_saved_email_in_a_bodys_folder_brings_no_answer_for_another_one(desk: Desk) -> None:
    drop(desk, "Hol/SV.eml", message("Vedlagt.", {"Gol.xlsx": answer_of_gol(desk)}).as_bytes())
    assert len(desk.run("merge")["held"]) == 1


def test_a_bodys_folder_stays_when_its_files_are_taken(desk: Desk) -> None:
    path: Path = drop(desk, "Gol/svar.xlsx", answer_of_gol(desk))
    desk.run("collect")
    assert not path.exists()
    assert path.parent.is_dir()
