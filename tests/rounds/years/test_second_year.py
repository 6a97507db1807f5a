"""A whole second year: the plan of 2021, a round, the next year, the plan of 2025 with continuing measures, a round."""

from pathlib import Path
from typing import Any

import docx
import pytest

from tests.paths import SHARED
from tests.requirements import missing
from tests.rounds.answers import fill_in, header, measures, read_in_this_process
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

DOCUMENTS = SHARED / "plan-documents"
FIRST, SECOND = DOCUMENTS / "p21_a_tables.docx", DOCUMENTS / "p25_a_colour.docx"
GOAL = "Dagar med stengde fjellovergangar"
# Key words of a measure of 2021 -> number and key word of the measure of 2025 that evidently goes on from it.
EVIDENT = {
    "næringsvenleg region": ("1.1.2", "næringsvenleg"),
    "Sats på Hallingdal": ("1.1.3", "SATS"),
    "regional innkjøpsstrategi": ("1.3.1", "innkjøpsstrategi"),
    "fleire desentraliserte studietilbod": ("2.1.1", "studietilbod"),
    "relevant yrkesfagtilbod": ("2.2.2", "yrkesfagtilbod"),
    "yrkesmesse": ("2.3.1", "avtale"),
    "internshipordningar": ("2.5.2", "internshipordningar"),
    "Vegpakke": ("3.1.1", "vegpakke"),
    "vinterregularitet": ("3.1.2", "vinterregularitet"),
    "breibandutbygging": ("3.4.1", "breiband"),
    "klimaråd": ("4.1.1", "klimaråd"),
    "klimabudsjett": ("4.1.2", "klimabudsjett"),
    "bu og blilyst": ("5.2.2", "blilyst"),
    "profileringskanal": ("5.4.1", "profileringskanal"),
    "Hallinghelse": ("6.3.2", "Hallinghelse"),
    "kva fagmiljø": ("6.3.5", "fagmiljø"),
    "digitaliseringsstrategi": ("6.4.1", "digitaliseringsstrategi"),
    "Restrukturere": ("6.4.1", "Restrukturere"),
    "Samordne bruken": ("6.4.2", "Samordne"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    if not SECOND.exists():
        missing("the plan documents are not here")
    folder = tmp_path / "hallingdal"
    made = regionplan_in_process("init", folder, "--from", FIRST, "--locale", "nn")
    assert made.status in (0, 1), made.err
    read_in_this_process(folder)
    return Desk(folder)


def is_evident(pair: dict[str, Any]) -> bool:
    return any(
        old in pair["former_text"] and pair["number"] == number and new in pair["text"]
        for old, (number, new) in EVIDENT.items()
    )


def round_of(desk: Desk, name: str, text: str, goal: object = None, **cells: object) -> None:
    """Run a round in which the owner of the measure with that text answers, including its result goal's value."""
    desk.run("send", "--round", name)
    found = next(m for m in measures(desk.master).values() if text in str(m["Tiltak"]))
    outbox = desk.folder / "workbooks" / "outbox" / name
    books = [book for book in sorted(outbox.glob("*.xlsx")) if found["ID"] in _answerable(book)]
    assert books, "somebody is asked about it"
    number = str(found["Nr"])
    file = fill_in(books[0], desk.folder / "workbooks" / "inbox" / f"{name}.xlsx", {number: cells})
    if goal is not None:
        book = load_workbook(file)
        sheet = book["Indikatorar"]
        (place,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "Verdi"]
        sheet.cell(place.row + 1, place.column).value = goal  # type: ignore[assignment]
        book.save(file)
    run = desk.run("merge")
    assert [(c["number"], c["field"]) for c in run["changes"] if c["kind"] == "answer"]


def _answerable(book: Path) -> set[object]:
    rows = load_workbook(book)["Tiltak"].iter_rows(values_only=True)
    return {cell for row in rows for cell in row if str(cell).startswith("M-")}


def test_the_plan_of_2025_goes_on_from_that_of_2021(desk: Desk) -> None:
    before = desk.master.read_bytes()
    run = desk.run("import", str(SECOND), "--carry-over")
    proposed = [pair for pair in run["pairs"] if is_evident(pair)]
    found = {pair["former_id"] for pair in proposed}
    assert len(found) >= 15, sorted(pair["former_text"][:40] for pair in proposed)
    wrong = [pair for pair in run["pairs"] if pair["sure"] and not is_evident(pair)]
    assert wrong == []
    archived = desk.folder / run["archive"]
    assert archived.read_bytes() == before
    rows = desk.rows("Vidareføring")
    assert len(rows) == len(run["pairs"])
    assert str(rows[0]["Visse"]).startswith("sikker")

    desk.run("undo")
    assert desk.master.read_bytes() == before
    assert not archived.exists()


def test_the_second_year_has_the_history_of_both(desk: Desk) -> None:
    number_of = _number_the_measures(desk)
    _add_result_goal(desk, "vinterregularitet")
    desk.run("merge")
    round_of(
        desk, "2021-1", "vinterregularitet", goal=7, Status="Påstarta", Kommentar="Møte med staten i mai."
    )  # fmt: skip
    rolled = desk.run("roll-over", "--year", "2022")
    assert 7 in _result_goal(desk.master), "its values go on"
    assert len(rolled["started_again"]) >= 5
    assert any("klimaråd" in one["text"] for one in rolled["ended"])

    taken_in = desk.run("import", str(SECOND), "--carry-over")
    pairs = taken_in["pairs"]
    assert 7 in _result_goal(desk.folder / taken_in["archive"])
    _decide(desk, {f"{pairs[0]['id']} {pairs[0]['former_id']}": "kanskje"})
    asked = desk.run("merge")["problems"]
    assert [problem["sheet"] for problem in asked if "kanskje" in problem["what"]] == ["Vidareføring"]
    words = {True: "Det same", False: "Noko anna"}
    _decide(desk, {f"{pair['id']} {pair['former_id']}": words[is_evident(pair)] for pair in pairs})
    run = desk.run("merge")
    assert sum(change["kind"] == "carried_over" for change in run["changes"]) >= 15
    assert [c for c in desk.run("merge")["changes"] if c["kind"] == "carried_over"] == [], "it is done once"

    round_of(desk, "2025-1", "vinterregularitet", Status="Gjennomført")
    (road,) = [m for m in desk.run("history", "3.1.2")["measures"] if m["former"]]
    (former,) = road["former"]
    assert former["words"].startswith(f"{number_of} ")
    assert "vinterregularitet" in former["words"]
    printed = regionplan_in_process("--project", desk.folder, "history", "3.1.2").out
    assert former["id"] not in printed
    said = [(c["round"], c["field"], c["to"]) for c in road["changes"] if c["kind"] == "answer"]
    assert ("2021-1", "comment", "Møte med staten i mai.") in said
    assert said[-1] == ("2025-1", "status", "done")
    assert [(c["kind"], c["field"], c["from"], c["to"]) for c in desk.history(GOAL)] == [
        ("answer", "value", None, "7"), ("dropped", "text", GOAL, None), ("dropped", "value", "7", None),
    ]  # fmt: skip
    desk.run("report", "--format", "docx")
    (report,) = (desk.folder / "workbooks" / "reports").glob("*.docx")
    rows = [
        [cell.text for cell in row.cells] for table in docx.Document(str(report)).tables for row in table.rows
    ]
    (shown,) = [" ".join(row) for row in rows if "vinterregularitet" in " ".join(row)]
    assert "Gjennomført" in shown


def _add_result_goal(desk: Desk, text: str) -> None:
    """Write a result goal owned by the owner of the measure with that text, as the secretariat does."""
    owner = next(m["Ansvar"] for m in measures(desk.master).values() if text in str(m["Tiltak"]))
    book = load_workbook(desk.master)
    sheet = book["Indikatorar"]
    (top,) = [cell.row for row in sheet.iter_rows() for cell in row if cell.value == "Indikator"]
    row = (top or 0) + 1
    for cell in sheet[top]:
        said = {"Indikator": GOAL, "Ansvar": owner}.get(str(cell.value))
        if said:
            sheet.cell(row, cell.column).value = said  # type: ignore[arg-type,assignment]
    book.save(desk.master)


def _result_goal(master: Path) -> tuple[object, ...]:
    rows = load_workbook(master)["Indikatorar"].iter_rows(values_only=True)
    return next(row for row in rows if GOAL in row)


def _decide(desk: Desk, chosen: dict[str, str]) -> None:
    """Write the secretariat's decisions about pairs on Vidareføring."""
    book = load_workbook(desk.master)
    for row in book["Vidareføring"].iter_rows():
        if (pair := str(row[-1].value)) in chosen:
            row[0].value = chosen[pair]
    book.save(desk.master)


def _number_the_measures(desk: Desk) -> str:
    """Number the measures of 2021, which lack numbers in the document; return that of the mountain roads."""
    book, found = load_workbook(desk.master), ""
    for at, sheet in enumerate(book.worksheets):
        try:
            top, columns = header(sheet)
        except AssertionError:
            continue
        for row in range(top + 1, sheet.max_row + 1):
            if str(sheet.cell(row, columns["ID"]).value or "").startswith("M-"):
                sheet.cell(row, columns["Nr"]).value = f"{at}.1.{row}"
                if "vinterregularitet" in str(sheet.cell(row, columns["Tiltak"]).value):
                    found = f"{at}.1.{row}"
    book.save(desk.master)
    return found
