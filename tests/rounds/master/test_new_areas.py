"""A focus area that the secretariat adds to the master by hand is counted on Oversikt too."""

import re
import zipfile
from typing import Any

import pytest
from openpyxl.worksheet.table import Table

from regionplan_xl.ooxml import SheetChange, changed
from regionplan_xl.ooxml.editing.new_sheet import PrintSetup, with_sheet
from tests.rounds.desk import Desk
from tests.rounds.overview_counts import overview, told
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
HEALTH, CLIMATE = "Folkehelse", "Klima og miljø"


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
    headings = ("Nr", "Tiltak", "Ansvar", "Status", "ID")
    book = with_sheet(desk.master.read_bytes(), HEALTH, headings, [9] * 5, PrintSetup("", "", {}))
    cells = {
        (2, 2): "Rørsle",
        (2, 1): "7.1",
        (3, 1): "7.1.1",
        (3, 2): "Turstiar",
        (3, 3): "Gol",
        (3, 4): "Påstarta",
    }
    desk.master.write_bytes(changed(book, {HEALTH: SheetChange(cells=dict(cells))})[0])
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
