"""A focus area that the secretariat adds to the master by hand is counted on Oversikt too."""

import re
import zipfile
from typing import Any

import pytest
from openpyxl.worksheet.table import Table

from tests.rounds.desk import Desk
from tests.rounds.new_area import HEALTH, with_new_area_in_excel
from tests.rounds.overview_counts import overview, told
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
CLIMATE = "Klima og miljø"


def with_new_area(desk: Desk) -> None:
    """
    | Nr    | Status      | Tiltak   | Ansvar       |
    | 7.1   |             | Rørsle   |              |
    | 7.1.1 | Gjennomført | Turstiar | Næringsforum |
    """
    book = load_workbook(desk.master)
    sheet = book.create_sheet(HEALTH, 2)
    for line in (
        ["7", HEALTH], [], ["Nr", "Status", "Tiltak", "Ansvar"], ["7.1", None, "Rørsle"],
        ["7.1.1", "Gjennomført", "Turstiar", "Næringsforum"], ["7.1.2", None, "Symjehall", "KRU"],
    ):  # fmt: skip
        sheet.append(line)
    book.save(desk.master)


def sparklines(desk: Desk) -> dict[str, str]:
    """Return the ranges that the sparklines on Oversikt draw, by their cells."""
    with zipfile.ZipFile(desk.master) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    found = re.findall(r"<xm:f>(.*?)</xm:f>\s*<xm:sqref>(.*?)</xm:sqref>", sheet)
    return {cell: drawn.rpartition("!")[2] for drawn, cell in found}


def uncounted(desk: Desk) -> list[str]:
    found = desk.run("check")["findings"]
    return [one["what"] for one in found if one["sheet"] == "Oversikt"]


def test_an_area_made_by_hand_gets_its_row_on_oversikt(desk: Desk) -> None:
    with_new_area(desk)
    before = desk.master.read_bytes()
    assert uncounted(desk) == [
        "Oversikt har inga rad for «Folkehelse», så tiltaka der er ikkje talde med på det arket."
    ]
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")  # which gives the sheet its column of IDs too
    assert uncounted(desk) == []
    assert overview(desk)[HEALTH] == (2, 0)
    assert overview(desk) == told(desk)
    assert desk.run("merge")["merge"] is None
    desk.run("undo")
    assert desk.master.read_bytes() == before


def test_what_the_secretariat_has_in_place_of_the_numbers_of_areas_gets_no_number(desk: Desk) -> None:
    with_new_area(desk)
    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    areas = [row for row in range(1, 30) if sheet.cell(row, 2).value in overview(desk)]
    for row in areas[:-1]:
        sheet.cell(row, 1).value = "Kari"
    book.save(desk.master)
    desk.run("merge")
    merged: Any = load_workbook(desk.master)["Oversikt"]
    added = next(row for row in range(1, 30) if merged.cell(row, 2).value == HEALTH)
    assert [merged.cell(row, 1).value for row in (added - 1, added)] == ["Kari", None]


def test_a_copied_area_with_new_words_gets_its_row_in_the_same_merge(desk: Desk) -> None:
    book = load_workbook(desk.master)
    copy: Any = book.copy_worksheet(book[CLIMATE])
    copy.title, copy["A1"].value, copy["B1"].value = "Idrett", "7", "Idrett for alle"
    for row in copy.iter_rows(min_row=4):
        for cell in row[:2]:
            cell.value = f"7{str(cell.value)[1:]}" if cell.value else None
    book.save(desk.master)
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    desk.run("merge")
    assert overview(desk)["Idrett for alle"] == overview(desk)[CLIMATE]
    assert overview(desk) == told(desk)


def test_what_is_in_the_way_of_the_row_stays_and_is_told_of_once(desk: Desk) -> None:
    with_new_area(desk)
    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    for row in range(8, 14):
        sheet.cell(row, 30).value = f"Eige {row}"
    sheet.add_table(Table(displayName="Eigen", ref="AD8:AD13"))
    book.save(desk.master)
    desk.run("merge")
    desk.run("merge")
    assert [sheet.cell(row, 30).value for row in range(8, 14)] == [f"Eige {row}" for row in range(8, 14)]
    assert HEALTH not in overview(desk)
    assert len(uncounted(desk)) == 1
    assert desk.run("merge")["merge"] is None


def test_an_area_whose_formulas_have_lost_its_sheet_gets_no_second_row(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book[CLIMATE]
    sheet.title, sheet["B1"].value = "Grøn omstilling", "Grøn omstilling i dalen"
    book.save(desk.master)
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    desk.run("merge")
    assert "Grøn omstilling i dalen" not in overview(desk)
    assert any(CLIMATE in what for what in uncounted(desk))


def test_the_chart_draws_the_new_area_too(desk: Desk) -> None:
    with_new_area_in_excel(desk)
    desk.run("merge")
    with zipfile.ZipFile(desk.master) as package:
        chart = next(package.read(name).decode() for name in package.namelist() if "/charts/chart" in name)
    assert set(re.findall(r"\$5:\$[A-Z]+\$(\d+)", chart)) == {"11"}
    assert set(re.findall(r'ptCount val="(\d+)"', chart)) == {"1", "7"}
    assert overview(desk)[HEALTH] == (1, 0)


def test_the_row_of_an_area_whose_sheet_was_deleted_is_told_of(desk: Desk) -> None:
    book = load_workbook(desk.master)
    del book[CLIMATE]
    sheet: Any = book["Oversikt"]
    for cell in [cell for row in sheet.iter_rows() for cell in row if CLIMATE in str(cell.value)]:
        if str(cell.value).startswith("="):
            cell.value = re.sub(rf"'{CLIMATE}'!\$\w+:\$\w+", "#REF!", cell.value)  # as Excel does
    book.save(desk.master)
    (what,) = uncounted(desk)
    assert what == f"Arket til «{CLIMATE}» er borte, så rada viser #REF!, og summane òg."


def test_an_area_with_the_sign_of_a_lost_sheet_in_its_name_has_its_sheet(desk: Desk) -> None:
    with_new_area_in_excel(desk, "Helse #REF! og 'idrett'")
    desk.run("merge")
    assert uncounted(desk) == []


def test_a_new_area_has_the_link_and_the_trend_that_other_areas_have(desk: Desk) -> None:
    drawn = sparklines(desk)
    with_new_area_in_excel(desk)
    with_new_area_in_excel(desk, "Idrett", 8)
    desk.run("merge")

    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    points: Any = book["Utvikling over tid"]
    rows = {sheet.cell(row, 2).value: row for row in range(5, 14)}
    assert list(rows)[-3:] == [HEALTH, "Idrett", "Heile planen"]
    for name in (HEALTH, "Idrett"):
        link = sheet.cell(rows[name], 2).hyperlink
        assert link is not None
        assert book.defined_names[link.location].attr_text == f"'{name}'!$A$1"
        assert not link.target
    assert {sheet.row_dimensions[row].height for row in rows.values()} == {18.0}
    trend = {points.cell(row, 2).value: row for row in range(4, 13)}
    assert list(trend)[-3:] == [HEALTH, "Idrett", "Heile planen"]
    assert len(sparklines(desk)) == len(drawn) + 2
    for cell, points_drawn in sparklines(desk).items():
        name = sheet.cell(int(re.sub(r"\D", "", cell)), 2).value
        assert {int(one) for one in re.findall(r"\d+", points_drawn)} == {trend[name]}, (cell, points_drawn)
    changes = [
        (int(row), int(compared))
        for cells in sheet.iter_rows(min_row=5, max_row=13)
        for one in cells
        for row, compared in re.findall(r"^=[A-Z]+(\d+)-.*!\$?[A-Z]+(\d+)$", str(one.value))
    ]
    assert len(changes) == 3 * len(rows)
    assert {(row, compared) for row, compared in changes} == {(rows[one], trend[one]) for one in rows}
    assert overview(desk) == told(desk)
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before


def test_a_new_area_gets_no_link_where_the_secretariat_has_removed_the_links(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    for row in range(5, 11):
        sheet.cell(row, 2).hyperlink = None
    book.save(desk.master)
    with_new_area_in_excel(desk)
    desk.run("merge")
    merged: Any = load_workbook(desk.master)["Oversikt"]
    added = next(row for row in range(1, 30) if merged.cell(row, 2).value == HEALTH)
    assert merged.cell(added, 2).hyperlink is None
