"""Each overdue measure on Oversikt has a link to its row, however long the list becomes."""

from datetime import date

import openpyxl
import pytest

from regionplan_xl.documents.example import example_plan
from tests.rounds.desk import Desk

NUMBERS = [measure.number for measure in example_plan().measures]


def overdue(desk: Desk) -> dict[str, tuple[str, str]]:
    """The formula of the link, and the word that it shows, by the number of each listed measure."""
    book, values = (openpyxl.load_workbook(desk.master, data_only=only) for only in (False, True))
    sheet, shown = book["Oversikt"], values["Oversikt"]
    first = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "Forfalne tiltak") + 2
    return {
        str(sheet.cell(row, 1).value): (str(sheet.cell(row, 10).value), str(shown.cell(row, 10).value))
        for row in range(first, sheet.max_row + 1)
        if sheet.cell(row, 1).value
    }


@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_measure_that_falls_overdue_gets_a_link_to_its_row(desk: Desk, count: int) -> None:
    before = overdue(desk)
    new = [number for number in NUMBERS if number not in before][:count]
    assert len(new) == count
    for number in new:
        desk.edit(number, Tid=str(date.today().year - 2))
    desk.run("merge")
    after = overdue(desk)
    assert set(after) == {*before, *new}
    assert {word for _, word in after.values()} == {"Gå til"}
    sheet = openpyxl.load_workbook(desk.master)["Oversikt"]
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value) in after and sheet.cell(row, 10).value:
            assert f"=IF(P{row}=" in str(sheet.cell(row, 10).value)


def test_what_the_secretariat_wrote_next_to_the_list_stays_there(desk: Desk) -> None:
    book = openpyxl.load_workbook(desk.master)
    sheet = book["Oversikt"]
    first = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "Forfalne tiltak") + 2
    free = next(row for row in range(first, 400) if not sheet.cell(row, 1).value)
    sheet.cell(free, 10).value = "sjå sak 12/26"
    book.save(desk.master)
    desk.edit(next(number for number in NUMBERS if number not in overdue(desk)), Tid="2020")
    desk.run("merge")
    assert openpyxl.load_workbook(desk.master)["Oversikt"].cell(free, 10).value == "sjå sak 12/26"
