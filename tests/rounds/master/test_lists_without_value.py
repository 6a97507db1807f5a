"""Errors and uncomputed formulas in lists, goals and titles of the master have no value: the earlier text counts."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.rounds.commands import regionplan_in_process as regionplan
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

SAID_BEFORE = "til då gjeld det ho sa før"
LOST = [(False, '=UPPER("noko")'), (True, "#REF!"), (True, "#NAME?")]


def put(cell: Any, written: str, *, error: bool) -> None:
    cell.value = written
    cell.data_type = "e" if error else cell.data_type


def found(desk: Desk) -> list[tuple[str, int]]:
    """Return the sheet and row of each cell that the check reports as without value."""
    return [(f["sheet"], f["row"]) for f in desk.run("check")["findings"] if SAID_BEFORE in f["fix"]]


def headed(sheet: Any) -> tuple[int, dict[str, int]]:
    row = next(r for r in range(1, 20) if sheet.cell(r, 2).value and sheet.cell(r, 3).value)
    return row, {str(cell.value): cell.column for cell in sheet[row] if cell.value}


def area(book: Any) -> Any:
    return book["Næringsutvikling"]


def goal_row(sheet: Any) -> int:
    identity = next(cell.column for cell in sheet[3] if cell.value == "ID")
    return next(r for r in range(4, 40) if str(sheet.cell(r, identity).value).startswith("G-"))


def plan_status(desk: Desk) -> dict[str, Any]:
    """Return the plan's part of `status`, without the next run of the service, which depends on the clock."""
    return {key: value for key, value in desk.run("status").items() if key != "jobs"}


@pytest.mark.parametrize(("error", "written"), LOST)
def test_a_goal_and_a_title_without_value_go_out_as_they_were(desk: Desk, error: bool, written: str) -> None:
    book = load_workbook(desk.master)
    sheet = area(book)
    row = goal_row(sheet)
    goal, name = sheet.cell(row, 2).value, sheet["B1"].value
    for cell in (sheet.cell(row, 1), sheet.cell(row, 2), sheet["A1"], sheet["B1"]):
        put(cell, written, error=error)
    book.save(desk.master)
    assert found(desk) == [(sheet.title, 1), (sheet.title, 1), (sheet.title, row), (sheet.title, row)]

    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    merged = desk.run("merge")
    assert merged["hand_edits"] == []
    assert [c["number"] for c in merged["changes"]] == ["6.1.3"]
    assert found(desk) == [(sheet.title, 1), (sheet.title, 1), (sheet.title, row), (sheet.title, row)]
    kept = area(load_workbook(desk.master))
    assert [kept.cell(row, 2).value, kept["B1"].value] == [written, written]
    assert area_named(desk, str(name))
    (report,) = regionplan("--json", "report", folder=desk.folder).data["files"]
    text = "\n".join(c.text for table in Document(report).tables for row in table.rows for c in row.cells)
    assert str(goal) in text
    assert written not in text


def area_named(desk: Desk, name: str) -> bool:
    return name in [one["name"] for one in desk.run("status")["areas"]]


@pytest.mark.parametrize(("error", "written"), LOST)
@pytest.mark.parametrize("headings", [("Kortnamn",), ("Namn",), ("E-post", "Slag"), ("Medlemmer",), ()])
def test_an_actor_without_value_is_the_one_that_it_was(
    desk: Desk, headings: tuple[str, ...], error: bool, written: str
) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Aktørar"]
    top, columns = headed(sheet)
    said = [[c.value for c in row] for row in sheet.iter_rows(min_row=top + 1)]
    before = plan_status(desk)
    # Without headings: every cell, as after a link to another workbook that is gone.
    cells = [
        sheet.cell(r, columns[h]) for h in headings or columns for r in range(top + 1, top + 1 + len(said))
    ]
    for cell in cells:
        if headings or cell.value:
            put(cell, written, error=error)
    book.save(desk.master)
    assert {name for name, _ in found(desk)} == {"Aktørar"}

    assert plan_status(desk) == before
    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    merged = desk.run("merge")
    assert merged["hand_edits"] == []
    assert [c["number"] for c in merged["changes"]] == ["6.1.3"]
    assert "Gol" in str(desk.run("send", "--dry-run", "--new"))


def test_a_group_keeps_its_members_and_what_these_have_said(desk: Desk) -> None:
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    book = load_workbook(desk.master)
    sheet: Any = book["Aktørar"]
    _, columns = headed(sheet)
    row = next(r for r in range(1, 90) if sheet.cell(r, columns["Namn"]).value == "Kommunane")
    put(sheet.cell(row, columns["Medlemmer"]), "#REF!", error=True)
    book.save(desk.master)
    assert found(desk) == [("Aktørar", row)]
    assert desk.run("merge")["hand_edits"] == []
    desk.answer("Nesbyen", "1.3.1", Status="Gjennomført")
    said = {(c["number"], c["member"], c["to"]) for c in desk.run("merge")["changes"]}
    assert ("1.3.1", "Nesbyen", "done") in said
    sheet = load_workbook(desk.master)["Delstatus"]
    row = next(r for r in range(4, 40) if sheet.cell(r, 1).value == "1.3.1")
    answers = {str(sheet.cell(3, at).value): sheet.cell(row, at).value for at in range(5, 11)}
    assert (answers["Gol"], answers["Nesbyen"]) == ("Påstarta", "Gjennomført")


def test_a_result_goal_without_value_says_what_it_said(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Indikatorar"]
    top, columns = headed(sheet)
    year = next(h for h in columns if h.isdigit())
    rows = (("Sysselsette", "Næringsutvikling", "100", "120"), ("Fibernett", "Klima og miljø", "60", "95"))
    for row, (name, of, baseline, target) in enumerate(rows, top + 1):
        for at, text in zip((1, 2, 3, 4, columns[year]), (name, of, baseline, target, "77"), strict=True):
            sheet.cell(row, at).value = text
    book.save(desk.master)
    desk.run("merge")
    for at in (1, 3, columns[year]):
        put(sheet.cell(top + 1, at), '=UPPER("x")', error=False)
        put(sheet.cell(top + 2, at), "#N/A", error=True)
    book.save(desk.master)
    assert len(found(desk)) == 6
    (report,) = regionplan("--json", "report", "--format", "json", folder=desk.folder).data["files"]
    text = Path(report).read_text(encoding="utf-8")
    assert all(word in text for word in ("Sysselsette", "Fibernett", "77"))
    assert "#N/A" not in text
