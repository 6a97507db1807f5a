"""What is told of a measure or a result goal is the same on the page, in the case, in the data and over time."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import html

from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def report(desk: Desk) -> dict[str, Path]:
    """The files of a report by their endings."""
    return {Path(one).suffix: Path(one) for one in desk.run("report", "--format", "docx,html,json")["files"]}


def data(desk: Desk) -> Any:
    """The report as data."""
    return json.loads(report(desk)[".json"].read_text(encoding="utf-8"))


def goal(desk: Desk, **cells: object) -> None:
    """A result goal, written by hand; a cell of a share is one of per cents, as Excel makes it of «40 %»."""
    book = load_workbook(desk.master)
    sheet: Any = book["Indikatorar"]
    top = next(r for r in range(1, 10) if sheet.cell(r, 1).value == "Indikator")
    columns = {str(c.value): c.column for c in sheet[top] if c.value}
    row = next(r for r in range(top + 1, 50) if not sheet.cell(r, 1).value)
    for heading, value in cells.items():
        cell = sheet.cell(row, columns[str(date.today().year) if heading == "now" else heading])
        cell.value = value
        if isinstance(value, float):
            cell.number_format = "0.0 %"
    book.save(desk.master)


def shown(desk: Desk) -> tuple[list[str], list[str]]:
    """The result goal as the case has it (baseline, target, newest value, state), and the texts of the page."""
    files = report(desk)
    table = next(t for t in Document(str(files[".docx"])).tables if t.cell(0, 0).text == "Indikator")
    row = [cell.text for cell in table.rows[1].cells]
    page: Any = html.fromstring(files[".html"].read_text(encoding="utf-8"))
    card = page.xpath("//section[@aria-labelledby='indicators']//li")[0]
    texts = card.xpath(".//dd/text()") + card.xpath(".//tbody//td/text()")
    return [row[1], row[2], row[4].partition(" (")[0], row[5]], texts


def test_a_target_in_a_cell_of_per_cents_is_compared_with_values_in_per_cents(desk: Desk) -> None:
    goal(desk, Indikator="Fornybar", Utgangspunkt=0.2, Mål=0.4, Eining="%", now=0.125)
    case, page = shown(desk)
    assert case == ["20 %", "40 %", "12,5 %", "Ikkje nådd"]
    assert page == ["Ikkje nådd", "40 %", "20 %", "12,5 %"]


def test_the_unit_is_told_once_and_a_year_has_none(desk: Desk) -> None:
    goal(desk, Indikator="Utslepp", Utgangspunkt="2009", Mål="−25 %", Eining="%", now="−30")
    case, page = shown(desk)
    assert case == ["2009", "−25 %", "−30", "Nådd"]
    assert page == ["Nådd", "−25 %", "2009", "−30 %"]


def test_what_was_overdue_when_a_round_ended_is_overdue_in_the_counts_over_time(desk: Desk) -> None:
    desk.edit("1.1.1", Status="Gjennomført")
    desk.run("merge")
    desk.edit("1.1.1", Status="nesten, spør Kari")
    desk.run("merge")
    overdue = desk.run("status")["total"]["overdue"]
    desk.run("send", "--new")
    points = {one["round"]: one["total"]["overdue"] for one in data(desk)["trend"]}
    assert points[ROUND] == overdue


def test_a_measure_that_has_just_been_added_is_marked_as_overdue_on_the_page(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Næringsutvikling"]
    headings = next(row for row in sheet.iter_rows(max_row=10) if row[0].value == "Nr")
    columns = {cell.value: cell.column for cell in headings}
    row = sheet.max_row + 1
    for heading, value in {"Nr": "1.9.9", "Tiltak": "Nytt tiltak", "Ansvar": "Gol", "Tid": "2020"}.items():
        sheet.cell(row, columns[heading]).value = value
    book.save(desk.master)
    page: Any = html.fromstring(report(desk)[".html"].read_text(encoding="utf-8"))
    marked = page.xpath("//li[contains(concat(' ', @data-s, ' '), ' overdue ')]")
    assert len(marked) == desk.run("status")["total"]["overdue"]


def test_the_word_that_empties_an_answer_is_no_status_in_the_master(desk: Desk) -> None:
    desk.edit("6.1.1", Status="(tøm)")
    desk.answer("KRU", "6.1.2", Kommentar="Nytt.")
    desk.run("merge")
    sheet: Any = load_workbook(desk.master, data_only=True)["Oversikt"]
    row = next(r for r in range(1, 40) if sheet.cell(r, 2).value == "Heile planen")
    column = next(c.column for c in sheet[4] if c.value == "Ulesen status")
    assert sheet.cell(row, column).value == desk.run("status")["total"]["unread"] == 1
    assert any("(tøm)" in one["what"] for one in desk.run("check")["findings"])
