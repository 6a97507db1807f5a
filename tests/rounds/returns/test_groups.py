"""The municipalities share measures: each answers for itself, and the secretariat decides."""

from pathlib import Path
from typing import Any

import pytest

from tests.rounds.answers import ROUND
from tests.rounds.case_tables import tables_below
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
SHARED = "1.3.1"  # owned by Kommunane


def share(desk: Desk, member: str, heading: str = "") -> Any:
    """Return the cell of one member in Delstatus: the sheet, its row and column."""
    book = load_workbook(desk.master)
    sheet = book["Delstatus"]
    top = next(r for r in range(1, 20) if sheet.cell(r, 1).value == "Nr")
    name = f"{member}: {heading}" if heading else member
    column = next(c.column for c in sheet[top] if c.value == name)
    row = next(r for r in range(top + 1, sheet.max_row + 1) if sheet.cell(r, 1).value == SHARED)
    return book, sheet.cell(row, column)


def write_share(desk: Desk, member: str, value: object, heading: str = "") -> None:
    book, cell = share(desk, member, heading)
    cell.value = value
    book.save(desk.master)


def members(desk: Desk, names: str) -> None:
    """Set the members of Kommunane on the sheet Aktørar."""
    book = load_workbook(desk.master)
    sheet = book["Aktørar"]
    top = next(r for r in range(1, 20) if sheet.cell(r, 1).value == "Namn")
    at = next(c.column for c in sheet[top] if c.value == "Medlemmer")
    row = next(r for r in range(top, sheet.max_row + 1) if sheet.cell(r, 1).value == "Kommunane")
    sheet.cell(row, at).value = names
    book.save(desk.master)


def reported(desk: Desk) -> tuple[object, object]:
    return desk.cell(SHARED, "Status"), desk.cell(SHARED, "Rapportert av")


def test_each_municipality_has_its_own_cell_and_the_measure_says_how_many_have_answered(desk: Desk) -> None:
    desk.answer("Gol", SHARED, Status="Gjennomført", Kommentar="Ferdig hos oss.")
    desk.run("merge")
    assert reported(desk) == ("Påstarta", "1 av 6 har svart")
    assert share(desk, "Gol")[1].value == "Gjennomført"
    assert share(desk, "Gol", "Kommentar")[1].value == "Ferdig hos oss."
    assert share(desk, "Ål")[1].value is None


def test_a_members_cell_that_the_secretariat_fills_in_counts_and_the_roll_up_follows(desk: Desk) -> None:
    for name in ("Flå", "Nesbyen", "Gol", "Hemsedal", "Ål"):
        desk.answer(name, SHARED, Status="Gjennomført")
    desk.run("merge")
    assert reported(desk) == ("Påstarta", "5 av 6 har svart")
    write_share(desk, "Hol", "Gjennomført")
    (edit,) = desk.run("merge")["hand_edits"]
    assert (edit["member"], edit["to"]) == ("Hol", "done")
    assert reported(desk) == ("Gjennomført", "6 av 6 har svart")
    desk.answer("Hol", SHARED, Status="Påstarta")
    (asked,) = desk.run("merge")["conflicts"]
    assert (asked["member"], asked["master"], asked["answer"]) == ("Hol", "done", "Påstarta")
    assert share(desk, "Hol")[1].value == "Gjennomført"
    desk.write("Konfliktar", desk.rows("Konfliktar")[0]["row"], Avgjerd="Ta svaret")
    desk.run("merge")
    assert share(desk, "Hol")[1].value == "Påstarta"
    assert reported(desk)[0] == "Påstarta"


def test_an_overruled_roll_up_stays_and_is_marked_until_the_cell_is_cleared(desk: Desk) -> None:
    desk.answer("Gol", SHARED, Status="Gjennomført")
    desk.run("merge")
    desk.edit(SHARED, Status="Ikkje påstarta")
    desk.answer("Ål", SHARED, Status="Ikkje påstarta")
    desk.run("merge")
    assert reported(desk) == ("Ikkje påstarta", "Overstyrt av sekretariatet; 2 av 6 har svart")
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before
    desk.edit(SHARED, Status=None)
    desk.run("merge")
    assert reported(desk) == ("Påstarta", "2 av 6 har svart")


def test_a_municipality_that_joins_or_leaves_is_counted_or_not_from_the_next_merge(desk: Desk) -> None:
    desk.answer("Gol", SHARED, Status="Gjennomført")
    desk.answer("Ål", SHARED, Status="Påstarta")
    desk.run("merge")
    members(desk, "Gol, Ål")
    desk.run("merge")
    assert reported(desk) == ("Påstarta", "2 av 2 har svart")
    members(desk, "Gol")
    desk.run("merge")
    assert reported(desk) == ("Gjennomført", "1 av 1 har svart")
    assert share(desk, "Ål")[1].value == "Påstarta"
    members(desk, "Gol, Hol")
    desk.run("merge")
    assert reported(desk) == ("Påstarta", "1 av 2 har svart")
    desk.answer("Ål", SHARED, "Ål att", Status="Gjennomført")
    (asked,) = desk.run("merge")["conflicts"]
    assert asked["actor"] == "Ål"


@pytest.mark.parametrize("new", ["Regionrådet", "Næringsforum"])
def test_a_body_that_is_new_in_the_group_has_an_empty_cell_before_it_has_answered(
    desk: Desk, new: str
) -> None:
    members(desk, f"Flå, Nesbyen, Gol, Hemsedal, Ål, Hol, {new}")
    desk.answer("Gol", SHARED, Status="Gjennomført")
    desk.run("merge")
    book, cell = share(desk, new)
    assert cell.value is None
    assert reported(desk) == ("Påstarta", "1 av 7 har svart")
    others = {
        book["Delstatus"].cell(row, cell.column).value for row in range(4, book["Delstatus"].max_row + 1)
    }
    assert "–" in others, "measures that it does not share say so"


def test_the_columns_of_a_body_that_is_new_in_the_group_are_right_of_the_secretariats_own(desk: Desk) -> None:
    book, cell = share(desk, "Gol")
    sheet = book["Delstatus"]
    heading = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Nr")
    right = 1 + max(c.column for c in sheet[heading] if c.value)
    sheet.cell(heading, right).value, sheet.cell(cell.row, right).value = "Hugs", "Ring Kari"
    sheet.cell(cell.row + 1, right + 1).value = "utan overskrift"
    book.save(desk.master)
    members(desk, "Flå, Nesbyen, Gol, Hemsedal, Ål, Hol, KRU")
    desk.answer("Gol", SHARED, Status="Gjennomført")
    assert desk.run("merge")["problems"] == []
    sheet = load_workbook(desk.master)["Delstatus"]
    assert (sheet.cell(heading, right).value, sheet.cell(cell.row, right).value) == ("Hugs", "Ring Kari")
    assert sheet.cell(cell.row + 1, right + 1).value == "utan overskrift"
    assert share(desk, "KRU")[1].column > right + 1


MEMBERS = ("Flå", "Nesbyen", "Gol", "Hemsedal", "Ål", "Hol")


def asked_about(folder: Path, **cells: object) -> Desk:
    """Make a project in which the shared measure has these cells when the members are asked."""
    regionplan_in_process("init", folder)
    desk = Desk(folder)
    desk.edit(SHARED, **cells)
    desk.run("send", "--round", ROUND)
    return desk


def test_a_status_from_before_the_members_were_asked_gives_way_to_their_answers(tmp_path: Path) -> None:
    desk = asked_about(tmp_path / "plan", Status="Gjennomført", Kommentar="Frå dokumentet")
    for name in MEMBERS:
        desk.answer(name, SHARED, Status="Ikkje påstarta")
    desk.run("merge")
    assert reported(desk) == ("Ikkje påstarta", "6 av 6 har svart")
    assert desk.cell(SHARED, "Kommentar") == "Frå dokumentet", "no member has a comment"
    desk.answer("Gol", SHARED, "Nytt", Status="Påstarta")
    desk.run("merge")
    assert reported(desk)[0] == "Ikkje påstarta"
    assert desk.cell(SHARED, "Kommentar") == "Frå dokumentet"


@pytest.mark.parametrize("merged_between", [False, True])
def test_a_status_written_after_the_members_were_asked_stays(tmp_path: Path, merged_between: bool) -> None:
    desk = asked_about(tmp_path / "plan", Status="Påstarta")
    desk.edit(SHARED, Status="Gjennomført")
    if merged_between:
        desk.run("merge")
    for name in MEMBERS:
        desk.answer(name, SHARED, Status="Ikkje påstarta")
    desk.run("merge")
    assert reported(desk) == ("Gjennomført", "Overstyrt av sekretariatet; 6 av 6 har svart")


@pytest.mark.parametrize("since", ["remark", "share"])
@pytest.mark.parametrize("overruled", [False, True])
def test_an_undone_answer_of_a_municipality_leaves_no_word_of_who_has_answered(
    desk: Desk, overruled: bool, since: str
) -> None:
    if overruled:
        desk.edit(SHARED, Status="Gjennomført", Rapportert_av="Kari")
    desk.answer("Gol", SHARED, Status="Påstarta")
    desk.run("merge")
    answered = "1 av 6 har svart"
    assert desk.cell(SHARED, "Rapportert av") == (
        f"Overstyrt av sekretariatet; {answered}" if overruled else answered
    )
    if since == "share":
        write_share(desk, "Hol", "Påstarta")
    else:
        desk.edit(SHARED, Merknad="Sjå budsjettet")
    desk.run("undo")
    assert reported(desk) == (("Gjennomført", "Kari") if overruled else (None, None))


OTHERS = ("Flå", "Nesbyen", "Hemsedal", "Ål", "Hol")


def remove_gol(desk: Desk) -> None:
    """Delete Gol's row on the sheet Aktørar; Kommunane still has it as a member."""
    book = load_workbook(desk.master)
    sheet = book["Aktørar"]
    sheet.delete_rows(next(row for row in range(4, 60) if sheet.cell(row, 1).value == "Gol"))
    book.save(desk.master)


@pytest.mark.parametrize(("missing", "fix"), [("Goll", "Meinte du «Gol»?"), ("Gol", None)])
def test_a_member_that_is_no_actor_is_told_of_when_sending_and_the_measure_waits_for_it(
    project: Path, missing: str, fix: str | None
) -> None:
    desk = Desk(project)
    members(desk, f"Flå, Nesbyen, {missing}, Hemsedal, Ål, Hol")
    if missing == "Gol":
        remove_gol(desk)
    for sending in (("send", "--round", ROUND, "--dry-run"), ("send", "--round", ROUND)):
        told = desk.run(*sending)
        assert desk.status == 1
        (problem,) = told["problems"]
        assert (problem["sheet"], problem["column"]) == ("Aktørar", "Medlemmer")
        register = load_workbook(desk.master)["Aktørar"]
        assert register.cell(problem["row"], 1).value == "Kommunane"
        assert problem["what"] == f"«{missing}», medlem av «Kommunane», er ikkje ein aktør i denne planen."
        assert fix in (None, problem["fix"])
    assert set(OTHERS) <= {one["actor"] for one in told["sent"]}, "the others are asked all the same"

    for name in OTHERS:
        desk.answer(name, SHARED, Status="Gjennomført")
    desk.run("merge")
    assert reported(desk) == ("Påstarta", "5 av 6 har svart")
    book, cell = share(desk, "Hol")
    said = [str(one.value) for one in book["Delstatus"][cell.row]]
    assert "5 av 6 har svart" in said
    assert "Goll" not in {one.value for row in book["Delstatus"].iter_rows() for one in row}
    assert desk.run("status")["total"]["statuses"]["done"] == 0

    (case,) = desk.run("report", "--format", "docx")["files"]
    text = str(tables_below(case))
    assert "5 av 6 har svart" in text
    assert f"Ikkje svart: {missing}." in text
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before


def test_a_misspelt_member_that_is_put_right_is_asked_and_the_measure_is_done_when_it_has_answered(
    project: Path,
) -> None:
    desk = Desk(project)
    members(desk, "Flå, Nesbyen, Goll, Hemsedal, Ål, Hol")
    desk.run("send", "--round", ROUND)
    for name in OTHERS:
        desk.answer(name, SHARED, Status="Gjennomført")
    desk.run("merge")
    members(desk, "Flå, Nesbyen, Gol, Hemsedal, Ål, Hol")
    assert desk.run("send")["problems"] == []
    desk.answer("Gol", SHARED, Status="Gjennomført")
    desk.run("merge")
    assert reported(desk) == ("Gjennomført", "6 av 6 har svart")


def test_a_member_whose_row_in_the_register_is_gone_still_counts_with_what_it_has_answered(
    desk: Desk,
) -> None:
    desk.answer("Gol", SHARED, Status="Gjennomført")
    desk.run("merge")
    remove_gol(desk)
    for name in OTHERS:
        desk.answer(name, SHARED, Status="Gjennomført")
    desk.run("merge")
    assert reported(desk) == ("Gjennomført", "6 av 6 har svart")
    assert share(desk, "Gol")[1].value == "Gjennomført"
