"""A status cell with a formula that gives no text is without status on Oversikt too, in old masters and new."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from regionplan_xl.excel.areas.count_formula import earlier_unread_count_formula, unread_count_formula
from regionplan_xl.plan.model import FocusArea
from tests.rounds.desk import Desk
from tests.rounds.one_figure import counted
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def _as_computed(master: Path) -> None:
    """Store the result of each formula `=""`, as Excel does when it saves."""
    with zipfile.ZipFile(master) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(master, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            new = re.sub(rb'(<c [^>]*?)>(<f>""</f>)<v ?/?>(?:</v>)?', rb'\1 t="str">\2<v></v>', data)
            book.writestr(name, new)


def _with_earlier_counts(desk: Desk) -> int:
    """Write the formulas of earlier versions for unread words on Oversikt; return how many there are."""
    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    areas = [FocusArea("", "", (), name) for name in book.sheetnames]
    reported = r"SUM\([A-Z]+\d+:[A-Z]+\d+\)"
    count = 0
    for cell in (
        cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=COUNTIFS")
    ):
        found = re.search(reported, cell.value)
        for area in areas:
            if found and cell.value == f"={unread_count_formula(area, found[0])}":
                cell.value = f"={earlier_unread_count_formula(area, found[0])}"
                count += 1
    book.save(desk.master)
    return count


@pytest.mark.parametrize("is_earlier", [False, True])
def test_a_status_of_a_formula_that_gives_no_text_is_none_in_every_output(
    desk: Desk, is_earlier: bool
) -> None:
    if is_earlier:
        assert _with_earlier_counts(desk) > 1
    desk.edit("6.1.1", Status='=""')
    _as_computed(desk.master)
    desk.answer("KRU", "6.1.2", Status="Gjennomført")

    desk.run("merge")

    found = counted(desk)
    assert found["status"] == found["oversikt"] == found["case"], found
    assert found["status"]["Ulesen status"] == 0
    formulas = [str(cell.value) for row in load_workbook(desk.master)["Oversikt"].iter_rows() for cell in row]
    assert not any('"<>")' in formula for formula in formulas)


def test_a_count_of_unread_words_that_the_secretariat_has_changed_stays(desk: Desk) -> None:
    _with_earlier_counts(desk)
    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    own = next(cell for row in sheet.iter_rows() for cell in row if '"<>")' in str(cell.value))
    place, formula = own.coordinate, f"{own.value}+1"
    own.value = formula
    book.save(desk.master)
    desk.answer("KRU", "6.1.2", Status="Gjennomført")

    desk.run("merge")

    assert load_workbook(desk.master)["Oversikt"][place].value == formula
