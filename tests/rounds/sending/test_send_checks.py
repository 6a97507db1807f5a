"""Everything is checked before the first workbook is written: a whole round is sent, or nothing."""

from pathlib import Path

import pytest

from regionplan_xl.project.folder import Project
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.dispatches import dispatches
from tests.rounds.master_by_hand import find_measure, master
from tests.rounds.project_files import snapshot
from tests.workbooks import load_workbook


def refused(desk: Desk) -> dict[str, object]:
    """Return the message of a `send` that stops; nothing is written, and no round is open."""
    before = snapshot(desk.folder / "workbooks" / "outbox"), desk.master.read_bytes()
    told: dict[str, object] = desk.run("send")
    assert desk.status == 2
    assert (snapshot(desk.folder / "workbooks" / "outbox"), desk.master.read_bytes()) == before
    assert desk.run("status")["round"] is None
    return told


def places(told: dict[str, object]) -> list[tuple[object, object]]:
    problems = told["problems"]
    assert isinstance(problems, list)
    assert all(problem["fix"] for problem in problems)
    return [(problem["sheet"] or problem["file"], problem["row"]) for problem in problems]


def test_a_responsible_and_an_involved_list_that_fit_in_no_cell_are_told_of_together(project: Path) -> None:
    """Names are joined in the workbook, and may be longer there than in the master's cell."""
    desk = Desk(project)
    names = "\n".join(f"Utval {n} for samordning av kommunale tenester" for n in range(700))
    desk.edit("1.1.2", Involvering=names)
    desk.edit("1.1.3", Involvering=names)
    told = refused(desk)
    assert [place for place, _ in places(told)] == [find_measure(load_workbook(desk.master), n)[0].title
                                                    for n in ("1.1.2", "1.1.3")]  # fmt: skip
    assert "1.1.2" not in str(told["what"])


def test_signs_that_no_workbook_holds_stop_nothing_and_check_names_their_cells(project: Path) -> None:
    """As pasted from a PDF: the file has the sign escaped, and the cell looks empty there."""
    desk = Desk(project)
    desk.edit("1.1.2", Tiltak="Felles_x0001_ næringsplan")
    desk.edit("1.1.3", Tid="2025_x0002_")
    sent = desk.run("send")
    assert desk.status in (0, 1)
    outbox = project / "workbooks" / "outbox" / sent["round"]
    assert len(list(outbox.glob("*.xlsx"))) == len(sent["sent"])
    sheet = load_workbook(outbox / "Regionrådet.xlsx")["Tiltak"]
    texts = [str(cell.value) for cell in sheet["B"]] + [str(cell.value) for cell in sheet["C"]]
    assert "2025\ufffd" in texts
    found = {(f["sheet"], f["row"]) for f in desk.run("check")["findings"]}
    book = load_workbook(desk.master)
    places = {(sheet.title, row) for sheet, row, _ in (find_measure(book, n) for n in ("1.1.2", "1.1.3"))}
    assert places <= found


def test_a_body_that_is_involved_by_name_and_through_two_groups_has_one_row(project: Path) -> None:
    desk = Desk(project)
    desk.edit("1.1.3", Involvering="Gol, Kommunane, Gol")
    sent = desk.run("send")
    assert desk.status in (0, 1)
    assert {"Gol", "Hol"} <= {one["actor"] for one in sent["sent"]}
    outbox = project / "workbooks" / "outbox" / sent["round"]
    for body in ("Gol", "Hol"):
        sheet = load_workbook(outbox / f"{body}.xlsx")["Tiltak"]
        assert [cell.value for cell in sheet["A"]].count("1.1.3") == 1


def test_a_new_row_is_checked_before_it_gets_its_id(project: Path) -> None:
    desk = Desk(project)
    book = load_workbook(desk.master)
    sheet, row, columns = find_measure(book, "1.1.3")
    sheet.insert_rows(row + 1)
    for heading, value in {"Nr": "1.1.99", "Tiltak": "Nytt tiltak", "Ansvar": "Regionrådet"}.items():
        sheet.cell(row + 1, columns[heading]).value = value
    names = "\n".join(f"Utval {n} for samordning av kommunale tenester" for n in range(700))
    sheet.cell(row + 1, columns["Involvering"]).value = names
    book.save(desk.master)
    assert places(refused(desk)) == [(sheet.title, row + 1)]


def test_workbooks_that_cannot_be_written_over_are_all_named_and_nothing_is_recorded(desk: Desk) -> None:
    outbox = desk.folder / "workbooks" / "outbox" / ROUND
    for body in ("Gol", "Hol"):
        (outbox / f"{body}.xlsx").unlink()
        (outbox / f"{body}.xlsx").mkdir()  # as good as open in Excel on Windows
    desk.edit("1.1.3", Tid="2031")
    before = dispatches(desk)
    told = desk.run("send")
    assert desk.status == 3
    assert [problem["file"].rpartition("/")[2] for problem in told["problems"]] == ["Gol.xlsx", "Hol.xlsx"]
    assert dispatches(desk) == before
    assert desk.run("send", "--actor", "Regionrådet")["sent"]


def test_a_file_where_the_outbox_should_be_opens_no_round(project: Path) -> None:
    desk = Desk(project)
    outbox = project / "workbooks" / "outbox"
    outbox.rmdir()
    outbox.write_text("Dette er inga mappe.", encoding="utf-8")
    (problem,) = desk.run("send")["problems"]
    assert desk.status == 3
    assert problem["file"].endswith("outbox")
    assert desk.run("status")["round"] is None


def test_the_last_line_names_the_folder_that_is_there(project: Path) -> None:
    run = regionplan_in_process("send", "--round", "CON", "--actor", "KRU", folder=project)
    assert run.status in (0, 1)
    (folder,) = (project / "workbooks" / "outbox").iterdir()
    assert f"workbooks/outbox/{folder.name}" in run.out


@pytest.fixture
def broken_ledger(project: Path) -> Path:
    """A ledger with a column missing from one table, as after a failed repair by hand."""
    import sqlite3

    with Project.open(project).ledger:
        pass
    ledger = project / "workbooks" / "records" / "ledger.db"
    with sqlite3.connect(ledger) as connection:
        connection.execute("ALTER TABLE sent_rows DROP COLUMN text")
    return project


def test_an_internal_error_shows_no_sql_and_no_data_without_v(broken_ledger: Path) -> None:
    text = load_workbook(master(broken_ledger))
    sheet, row, columns = find_measure(text, "1.1.3")
    said = str(sheet.cell(row, columns["Tiltak"]).value)
    for words in (["send"], ["--json", "send"]):
        run = regionplan_in_process(*words, folder=broken_ledger)
        assert run.status == 3
        told = run.out + run.err
        for secret in ("INSERT", "SELECT", "sent_rows", "parameters", said):
            assert secret not in told
    assert "sent_rows" in regionplan_in_process("-v", "send", folder=broken_ledger).err
    assert not list((broken_ledger / "workbooks" / "outbox").iterdir())


def add_actor(desk: Desk, name: str, also_called: str = "") -> int:
    """Write a body with its own address on the first free row of Aktørar; return the row."""
    book = load_workbook(desk.master)
    sheet = book["Aktørar"]
    row = next(r for r in range(4, 90) if sheet.cell(r, 1).value is None)
    for column, value in {1: name, 3: also_called or None, 4: "organ", 6: "b@example.org", 8: "ja"}.items():
        sheet.cell(row, column).value = value
    book.save(desk.master)
    return row


@pytest.mark.parametrize("written", ["KRU", "kru", "K.R.U."])
def test_a_body_listed_twice_is_not_sent_to_either_address(project: Path, written: str) -> None:
    desk = Desk(project)
    first = next(c.row for c in load_workbook(desk.master)["Aktørar"]["A"] if c.value == "KRU")
    second = add_actor(desk, written)
    told = refused(desk)
    assert places(told) == [("Aktørar", second)]
    (problem,) = desk.run("send", "--dry-run")["problems"]
    assert desk.status == 2
    assert (problem["sheet"], problem["row"], problem["column"]) == ("Aktørar", second, "Namn")
    assert problem["what"] == f"«{written}» står to gonger blant aktørane, først i rad {first}."
    (found,) = [f for f in desk.run("check")["findings"] if f["code"] in ("actor-twice", "alias-shared")]
    assert (found["code"], found["row"], found["column"]) == ("actor-twice", second, "Namn")


def test_a_body_named_as_another_is_also_called_is_told_of_when_sending(project: Path) -> None:
    desk = Desk(project)
    first = next(c.row for c in load_workbook(desk.master)["Aktørar"]["A"] if c.value == "KRU")
    second = add_actor(desk, "Kulturrådet", also_called="kru")
    for words in (["send", "--dry-run"], ["send"]):
        (problem,) = desk.run(*words)["problems"]
        assert desk.status == 1
        assert (problem["sheet"], problem["row"], problem["column"]) == ("Aktørar", second, "Òg kalla")
        assert problem["what"] == f"Både KRU (rad {first}) og Kulturrådet heiter «KRU»."
        assert problem["fix"] == "Ta namnet bort frå den eine; til då peikar det på «KRU»."
    run = regionplan_in_process("send", folder=project)
    assert "Uklare namn:" in run.out + run.err
    assert f"rad {second}" in run.out + run.err


def test_a_responsible_name_that_is_no_actor_is_told_of_when_sending_though_another_body_is_asked(
    project: Path,
) -> None:
    desk = Desk(project)
    desk.edit("1.1.1", Ansvar="Næringsforum, Regionraadet")
    desk.edit("1.1.2", Involvering="Næringsliver")
    for words in (["send", "--dry-run"], ["send"]):
        told = desk.run(*words)
        (problem,) = told["problems"]
        assert desk.status == 1
        assert (problem["sheet"], problem["row"], problem["column"]) == ("Næringsutvikling", 5, "Ansvar")
        assert problem["what"] == "«Regionraadet» er ikkje ein aktør i denne planen."
        assert problem["fix"] == "Meinte du «Regionrådet»?"
    assert "Næringsforum" in {one["actor"] for one in told["sent"]}, "the other one is asked all the same"


def test_a_measure_that_nobody_is_asked_about_is_told_of_once(project: Path) -> None:
    desk = Desk(project)
    desk.edit("1.1.2", Ansvar="Ungdomsrådet i Gol")
    told = desk.run("send")
    assert (told["problems"], [one["number"] for one in told["unasked"]]) == ([], ["1.1.2"])
