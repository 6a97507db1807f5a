"""A report to a meeting is frozen with all its contents; later ones are compared with it, and it can be made again."""

import re
from datetime import timedelta
from pathlib import Path

import docx
import pytest

from regionplan_xl.project.folder import Project
from tests.rounds.case_tables import tables_below
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
FIRST = ("--meeting", "Hallingtinget", "--date", "2025-03-15")


def text_of(path: str) -> str:
    document = docx.Document(path)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_frozen_report_is_made_again_to_the_same_bytes_after_the_plan_has_changed(desk: Desk) -> None:
    (path,) = desk.run("report", *FIRST, "--freeze")["files"]
    before = Path(path).read_bytes()
    desk.answer("Gol", "1.3.1", Status="Gjennomført")
    desk.run("merge")
    Path(path).unlink()
    (again,) = desk.run("report", *FIRST)["files"]
    assert Path(again).read_bytes() == before


def test_the_next_report_is_compared_with_the_frozen_one(desk: Desk) -> None:
    desk.run("report", *FIRST, "--freeze")
    desk.edit("1.1.1", Status="Gjennomført")
    told = desk.run("report", "--date", "2025-06-20")
    assert told["changed"] == {"since": "2025-03-15", "meeting": "Hallingtinget", "measures": ["1.1.1"]}
    assert "Endra sidan Hallingtinget 15. mars 2025" in text_of(told["files"][0])
    named = desk.run("report", "--date", "2025-06-20", "--since", "hallingtinget")
    assert named["changed"] == told["changed"]


def test_a_meeting_has_one_frozen_report_until_the_freeze_is_undone_with_a_reason(desk: Desk) -> None:
    desk.run("report", *FIRST, "--freeze")
    desk.run("report", *FIRST, "--freeze")
    assert desk.status == 2
    desk.run("report", "--unfreeze", "Hallingtinget")
    assert desk.status == 2
    told = desk.run("report", "--unfreeze", "Hallingtinget", "--reason", "Feil saksnummer")
    assert (desk.status, told["reason"]) == (0, "Feil saksnummer")
    assert list((desk.folder / "workbooks" / "archive" / "reports").glob("*.json"))
    desk.run("report", *FIRST, "--freeze")
    assert desk.status == 0


def test_a_frozen_report_that_somebody_changed_is_not_believed(desk: Desk) -> None:
    desk.run("report", *FIRST, "--freeze")
    (kept,) = (desk.folder / "workbooks" / "archive" / "reports").glob("*.json")
    kept.write_bytes(kept.read_bytes().replace(b"Hallingtinget", b"Hallingtingen"))
    desk.run("report", *FIRST)
    assert desk.status == 2


def test_a_report_without_a_meeting_cannot_be_frozen(desk: Desk) -> None:
    desk.run("report", "--freeze")
    assert desk.status == 2
    assert not list((desk.folder / "workbooks").glob("reports/*"))


def test_changes_since_a_day_are_those_that_the_ledger_knows(desk: Desk) -> None:
    today = Project.open(desk.folder).today()
    desk.answer("Gol", "1.3.1", Status="Gjennomført")
    desk.run("merge")
    told = desk.run("report", "--since", today.isoformat())
    assert told["changed"] == {"since": today.isoformat(), "meeting": "", "measures": ["1.3.1"]}
    desk.run("report", "--since", (today - timedelta(days=400)).isoformat())
    assert desk.status == 2
    desk.run("report", "--since", "Fylkestinget")
    assert desk.status == 2


def test_the_next_meeting_of_the_same_body_gets_its_own_case_compared_with_the_last(desk: Desk) -> None:
    desk.run("report", *FIRST, "--freeze")
    desk.edit("1.1.1", Status="Gjennomført")
    told = desk.run("report", "--meeting", "Hallingtinget")
    today = Project.open(desk.folder).today().isoformat()
    assert (told["day"], told["frozen"]) == (today, None)
    assert told["changed"] == {"since": "2025-03-15", "meeting": "Hallingtinget", "measures": ["1.1.1"]}
    said = regionplan_in_process("report", "--meeting", "Hallingtinget", folder=desk.folder)
    assert "med --date 2025-03-15 blir han laga på nytt" in said.out


def test_a_report_frozen_today_is_made_again_without_its_date(desk: Desk) -> None:
    frozen = desk.run("report", "--meeting", "Hallingtinget", "--freeze")["frozen"]
    desk.edit("1.1.1", Status="Gjennomført")
    assert desk.run("report", "--meeting", "Hallingtinget")["frozen"] == frozen


def test_of_two_frozen_reports_to_a_body_the_one_to_undo_is_named_by_its_date(desk: Desk) -> None:
    desk.run("report", *FIRST, "--freeze")
    desk.run("report", "--meeting", "Hallingtinget", "--date", "2025-06-20", "--freeze")
    undo = ("report", "--unfreeze", "Hallingtinget", "--reason", "Feil")
    told = desk.run(*undo)
    assert desk.status == 2
    assert "2025-03-15, 2025-06-20" in str(told)
    desk.run(*undo, "--date", "2025-06-21")
    assert desk.status == 2
    assert desk.run(*undo, "--date", "2025-03-15")["day"] == "2025-03-15"
    assert desk.run(*undo)["day"] == "2025-06-20"


@pytest.mark.parametrize(
    "words",
    [
        ("--unfreeze", "Hallingtinget", "--reason", "Feil", "--freeze"),
        ("--unfreeze", "Hallingtinget", "--reason", "Feil", "--format", "docx"),
        ("--unfreeze", "Hallingtinget", "--reason", "Feil", "--since", "2025-01-01"),
        ("--reason", "Feil"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(desk: Desk, words: tuple[str, ...]) -> None:
    frozen = desk.run("report", *FIRST, "--freeze")["frozen"]
    before = sorted((desk.folder / "workbooks").rglob("reports/*"))
    desk.run("report", *words)
    assert desk.status == 2
    assert sorted((desk.folder / "workbooks").rglob("reports/*")) == before
    assert desk.run("report", *FIRST)["frozen"] == frozen


def test_a_report_is_never_compared_with_a_later_one(desk: Desk) -> None:
    desk.run("report", *FIRST, "--freeze")
    desk.run("report", "--meeting", "Hallingtinget", "--date", "2025-10-01", "--freeze")
    told = desk.run("report", "--date", "2025-06-20", "--since", "Hallingtinget")
    assert told["changed"]["since"] == "2025-03-15"
    for since in ("Hallingtinget", "2025-10-01"):
        desk.run("report", "--date", "2025-03-01", "--since", since)
        assert desk.status == 2


def test_a_status_that_is_not_understood_is_no_change_to_no_status(desk: Desk) -> None:
    desk.edit("1.1.1", Status="Påstarta")
    desk.run("report", *FIRST, "--freeze")
    desk.edit("1.1.1", Status="hmm")
    case, page = desk.run("report", "--date", "2025-06-20", "--format", "docx,html")["files"]
    (row,) = tables_below(case)["Endra sidan Hallingtinget 15. mars 2025"][1:]
    assert (row[0], row[2][-8:], row[3]) == ("1.1.1", "Påstarta", "Ulesen status: «hmm»")
    section = Path(page).read_text("utf-8").partition('id="changes"')[2].partition("</section>")[0]
    assert "Ulesen status" in section
    assert "Utan status" not in section


def renamed_in_master(desk: Desk, old: str, new: str) -> None:
    """Rename a body everywhere in the master, as «Find and replace» does."""
    book = load_workbook(desk.master)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and re.search(rf"\b{old}\b", cell.value):
                    cell.value = re.sub(rf"\b{old}\b", new, cell.value)
    book.save(desk.master)


@pytest.mark.parametrize("merged", [True, False])
def test_a_body_with_a_new_name_is_compared_with_what_it_said_under_the_former(
    desk: Desk, merged: bool
) -> None:
    desk.answer("Klimakoordinator", "4.3.1", Status="Påstarta")
    desk.run("merge")
    desk.run("report", *FIRST, "--freeze")
    renamed_in_master(desk, "Klimakoordinator", "Klimaleiar")
    if merged:
        desk.run("merge")
    told = desk.run("report", "--date", "2025-06-20", "--actor", "Klimaleiar")
    assert told["changed"]["measures"] == []
    assert "ikkje kjend under det namnet" not in text_of(told["files"][0])


def test_a_body_that_is_new_is_said_to_be_unknown_then(desk: Desk) -> None:
    desk.run("report", *FIRST, "--freeze")
    book = load_workbook(desk.master)
    sheet = book["Aktørar"]
    sheet.append([])
    sheet.cell(sheet.max_row + 1, 1).value = "Elveforum"
    book.save(desk.master)
    desk.edit("4.3.1", Ansvar="Klimakoordinator, Elveforum")
    told = desk.run("report", "--date", "2025-06-20", "--actor", "Elveforum")
    assert "«Elveforum» er ikkje kjend under det namnet" in text_of(told["files"][0])


def test_a_comparison_with_a_day_says_what_it_cannot_know(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    tomorrow = Project.open(desk.folder, None).today() + timedelta(days=1)
    day = tomorrow.isoformat()
    told = desk.run("report", "--date", day, "--since", Project.open(desk.folder, None).today().isoformat())
    assert desk.status == 0, told
    assert "det som blei skrive i han for hand" in text_of(told["files"][0])


def test_a_day_that_does_not_exist_is_named_as_that_and_not_as_a_meeting(desk: Desk) -> None:
    told = desk.run("report", "--since", "31.02.2025")
    assert desk.status == 2
    assert told["error"] == "«31.02.2025» er ikkje ein dag. Skriv dagen som 2025-12-31 eller 31.12.2025."
