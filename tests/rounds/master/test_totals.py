"""A totals row switched on by the secretariat stays the last row of its list, which grows above it."""

from typing import Any

import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from regionplan_xl.excel.lists.log import log_has_merge
from regionplan_xl.project.folder import Project
from tests.rounds.desk import Desk, by
from tests.workbooks import load_workbook


def switch_on(desk: Desk, name: str, **counts: object) -> dict[str, object]:
    """Add a totals row to a sheet's table: «Total», and numbers under some headings; return its contents."""
    book = load_workbook(desk.master)
    sheet: Any = book[name]
    (table,) = sheet.tables.values()
    left, top, right, bottom = (int(side or 0) for side in range_boundaries(table.ref))
    headings = {str(sheet.cell(top, at).value): at for at in range(left, right + 1)}
    sheet.cell(bottom + 1, left).value = "Total"
    for heading, count in counts.items():
        sheet.cell(bottom + 1, headings[heading.replace("_", " ")]).value = count
    table.totalsRowCount = 1
    table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom + 1}"
    book.save(desk.master)
    return totals(desk, name)


def totals(desk: Desk, name: str) -> dict[str, object]:
    """Return the table's place, and the contents of its last row."""
    sheet = load_workbook(desk.master)[name]
    (table,) = sheet.tables.values()
    row = [str(cell.value) for cell in sheet[table.ref][-1] if cell.value is not None]
    return {"ref": table.ref, "says": row}


def grown(before: dict[str, object], rows: int) -> dict[str, object]:
    """Return what `totals` finds after the list has grown by `rows`: a table that ends further down, else the same."""
    begins, _, ends = str(before["ref"]).partition(":")
    letters = ends.rstrip("0123456789")
    return {**before, "ref": f"{begins}:{letters}{int(ends.removeprefix(letters)) + rows}"}


def asked(desk: Desk) -> list[dict[str, Any]]:
    return [row for row in desk.rows("Konfliktar") if row["Nr"] != "Total"]


def differ(desk: Desk, number: str, heading: str = "Status") -> None:
    """Make a question in which the secretariat and the actor disagree."""
    desk.edit(number, **{heading: "Påstarta"})
    desk.answer("KRU", number, f"{heading} {number}", **{heading: "Gjennomført"})


@pytest.fixture
def counted(desk: Desk) -> Desk:
    """One question on Konfliktar, with totals below it that count in every column we read."""
    differ(desk, "6.1.1")
    assert len(desk.run("merge")["conflicts"]) == 1
    switch_on(desk, "Konfliktar", Avgjerd=1, Svar=1, ID=1, Eigen_verdi=1)
    return desk


def test_totals_below_the_questions_are_no_question_and_no_decision(counted: Desk) -> None:
    before = totals(counted, "Konfliktar"), asked(counted)
    result = counted.run("merge")
    assert result["problems"] == []
    assert result["open_questions"] == 1
    assert (totals(counted, "Konfliktar"), asked(counted)) == before
    assert "decision" not in {finding["code"] for finding in counted.run("check")["findings"]}


def test_new_questions_come_above_the_totals_and_are_decided_there(counted: Desk) -> None:
    before = totals(counted, "Konfliktar")
    differ(counted, "6.1.2")
    assert len(counted.run("merge")["conflicts"]) == 1
    assert [row["Nr"] for row in asked(counted)] == ["6.1.1", "6.1.2"]
    new = by(asked(counted), "Nr", "6.1.2")
    assert new["row"] == asked(counted)[0]["row"] + 1
    assert totals(counted, "Konfliktar") == grown(before, 1)

    counted.write("Konfliktar", new["row"], Avgjerd="Ta svaret")
    result = counted.run("merge")
    assert result["problems"] == []
    assert counted.cell("6.1.2", "Status") == "Gjennomført"
    assert [row["Nr"] for row in asked(counted)] == ["6.1.1"]
    counted.write("Konfliktar", asked(counted)[0]["row"], Avgjerd="Behald masteren")
    assert counted.run("merge")["open_questions"] == 0
    assert asked(counted) == []
    assert totals(counted, "Konfliktar") == grown(before, 1)


def test_a_new_question_never_takes_the_place_of_the_totals(counted: Desk) -> None:
    before = totals(counted, "Konfliktar")
    for number in ("6.1.2", "6.1.3"):
        differ(counted, number)
    counted.run("merge")
    for row in asked(counted)[:-1]:
        counted.write("Konfliktar", row["row"], Avgjerd="Ta svaret")
    counted.run("merge")
    for number in ("6.1.1", "6.1.2"):
        differ(counted, number, "Kommentar")
    differ(counted, "6.2.1")
    assert len(counted.run("merge")["conflicts"]) == 3
    assert sorted(row["Nr"] for row in asked(counted)) == ["6.1.1", "6.1.2", "6.1.3", "6.2.1"]
    assert totals(counted, "Konfliktar") == grown(before, 3)


def test_the_log_goes_on_above_its_totals_which_are_taken_for_no_merge(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", "ein", Status="Påstarta")
    desk.run("merge")
    before = switch_on(desk, "Endringslogg", **{"Samanslåing nr.": 2})
    project = Project.open(desk.folder)
    log = project.read_master().log
    assert log_has_merge(desk.master.read_bytes(), log, 1)
    assert not log_has_merge(desk.master.read_bytes(), log, 2)
    desk.answer("KRU", "6.1.1", "to", Kommentar="Meir.")
    desk.run("merge")
    assert totals(desk, "Endringslogg") == grown(before, 1)
    assert [row["Til"] for row in desk.log() if row["Når"] != "Total"] == ["Påstarta", "Meir."]
    assert log_has_merge(desk.master.read_bytes(), log, 2)
    assert len(desk.run("undo")["merges"]) == 1
    assert totals(desk, "Endringslogg") == before


def test_totals_below_the_actors_are_no_actor_and_below_the_counts_no_day(desk: Desk) -> None:
    switch_on(desk, "Aktørar", **{"E-post": 3})
    before = switch_on(desk, "Utvikling over tid", Tiltak=68)
    assert "Total" not in {actor.name for actor in Project.open(desk.folder).read_master().plan.actors}
    rows = []
    for number in ("6.1.1", "6.1.2"):
        desk.answer("KRU", number, f"svar {number}", Kommentar="Meir.")
        desk.run("merge")
        assert desk.status == 0
        # A row for each of the six areas, once for the day.
        assert totals(desk, "Utvikling over tid") == grown(before, 6)
        rows.append(load_workbook(desk.master)["Utvikling over tid"].max_row)
    # The counts of the day are written below once, and then over again.
    assert rows[0] == rows[1]


def test_rows_that_a_filter_hides_stay_hidden_and_the_totals_stay_last_above_a_note(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    before = switch_on(desk, "Endringslogg", Nr="=SUBTOTAL(103,ChangeLog[Nr])")
    book = load_workbook(desk.master)
    sheet: Any = book["Endringslogg"]
    bottom = sheet.max_row
    sheet.row_dimensions[4].hidden = True
    sheet.cell(bottom + 2, 2).value = "Merknad frå sekretariatet"
    book.save(desk.master)
    desk.answer("KRU", "6.1.1", "KRU igjen", Status="Påstarta", Kommentar="Likevel ikkje ferdig")
    merged = desk.run("merge")
    assert merged["notices"] == []
    sheet = load_workbook(desk.master)["Endringslogg"]
    added = len(merged["changes"])
    assert added
    assert totals(desk, "Endringslogg") == grown(before, added)
    assert [row for row in range(1, sheet.max_row + 1) if sheet.row_dimensions[row].hidden] == [4]
    assert sheet.cell(bottom + 2 + added, 2).value == "Merknad frå sekretariatet"
