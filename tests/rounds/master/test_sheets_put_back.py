"""A sheet restored by a merge prints as in a new master."""

from typing import Any

import pytest

from regionplan_xl.ooxml import Workbook
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def answers_for(desk: Desk, sheet: str) -> None:
    """Send answers that need the sheet."""
    if sheet == "Konfliktar":
        desk.answer("KRU", "6.1.1", Status="kanskje")
    elif sheet == "Framlegg":
        desk.propose("Gol", ("Ein ny gangveg", "2.1.1", "Trygg skuleveg"))
    elif sheet == "Delstatus":
        # So many that they need pages side by side.
        for member in ("Flå", "Nesbyen", "Gol", "Hemsedal", "Ål", "Hol"):
            desk.answer(member, "1.3.1", Status="Påstarta")
    else:
        path = desk.answer("KRU", "6.1.1")
        book = load_workbook(path)
        book["Tiltak"]["C40"] = "Ring meg om dette, det hastar"
        book.save(path)


def print_setup(desk: Desk, sheet: str) -> dict[str, Any]:
    """Return the print settings of a sheet, without its repeated rows, which depend on where the headings are."""
    data = desk.master.read_bytes()
    tab: Any = load_workbook(desk.master)[sheet]
    page, margins = tab.page_setup, tab.page_margins
    index = [one.name for one in Workbook.open(data).sheets].index(sheet)
    names = {
        n.name: n.text.replace("'", "") for n in Workbook.open(data).defined_names if n.sheet_index == index
    }
    return {
        "page": (
            page.orientation,
            page.paperSize,
            page.scale,
            page.fitToHeight,
            tab.sheet_properties.pageSetUpPr,
        ),
        "margins": [
            getattr(margins, side) for side in ("left", "right", "top", "bottom", "header", "footer")
        ],
        "footer": [getattr(tab.oddFooter, part).text for part in ("left", "center", "right")],
        "area": names.get("_xlnm.Print_Area"),
        "repeated": names["_xlnm.Print_Titles"].split(",")[:-1],
        "title rows": names["_xlnm.Print_Titles"].rpartition("!")[2],
    }


@pytest.mark.parametrize("sheet", ["Konfliktar", "Framlegg", "Merknader", "Delstatus"])
def test_a_sheet_that_a_merge_puts_back_prints_as_in_a_new_master(desk: Desk, sheet: str) -> None:
    new = print_setup(desk, sheet)
    assert new.pop("title rows") == "$3:$3"
    book = load_workbook(desk.master)
    del book[sheet]
    book.save(desk.master)
    answers_for(desk, sheet)
    desk.run("merge")
    back = print_setup(desk, sheet)
    assert back.pop("title rows") == "$1:$1"
    assert {k: str(v) for k, v in back.items()} == {k: str(v) for k, v in new.items()}


def test_delstatus_put_back_for_one_member_prints_on_one_page(desk: Desk) -> None:
    book = load_workbook(desk.master)
    del book["Delstatus"]
    book.save(desk.master)
    desk.answer("Gol", "1.3.1", Status="Påstarta")
    desk.run("merge")
    back = print_setup(desk, "Delstatus")
    assert (back["page"][0], back["page"][3], back["repeated"]) == ("landscape", 0, [])
    assert back["page"][4].fitToPage
