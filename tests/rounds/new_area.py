"""A focus area that the secretariat adds in Excel."""

from regionplan_xl.ooxml import SheetChange, changed
from regionplan_xl.ooxml.editing.new_sheet import PrintSetup, with_sheet
from tests.rounds.desk import Desk

HEALTH = "Folkehelse"


def with_new_area_in_excel(desk: Desk, name: str = HEALTH, number: int = 7) -> None:
    """Add an area with one measure, and keep all else as it is (openpyxl loses sparklines)."""
    headings = ("Nr", "Tiltak", "Ansvar", "Status", "ID")
    book = with_sheet(desk.master.read_bytes(), name, headings, [9] * 5, PrintSetup("", "", {}))
    cells = {
        (2, 2): "Rørsle",
        (2, 1): f"{number}.1",
        (3, 1): f"{number}.1.1",
        (3, 2): f"Turstiar {number}",
        (3, 3): "Gol",
        (3, 4): "Påstarta",
    }
    desk.master.write_bytes(changed(book, {name: SheetChange(cells=dict(cells))})[0])
