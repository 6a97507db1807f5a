"""Each overdue measure on Oversikt has a link to its row, however long the list becomes."""

import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from regionplan_xl.documents.example import example_plan
from regionplan_xl.project.folder import Project
from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import find_measure
from tests.workbooks import load_workbook

NUMBERS = [measure.number for measure in example_plan().measures]


def overdue(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return the link's formula and the word it shows, by the number of each listed measure."""
    book, values = (load_workbook(desk.master, data_only=only) for only in (False, True))
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
    sheet = load_workbook(desk.master)["Oversikt"]
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value) in after and sheet.cell(row, 10).value:
            assert f"=IF(P{row}=" in str(sheet.cell(row, 10).value)


def test_what_the_secretariat_wrote_next_to_the_list_stays_there(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet = book["Oversikt"]
    first = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "Forfalne tiltak") + 2
    free = next(row for row in range(first, 400) if not sheet.cell(row, 1).value)
    sheet.cell(free, 10).value = "sjå sak 12/26"
    book.save(desk.master)
    desk.edit(next(number for number in NUMBERS if number not in overdue(desk)), Tid="2020")
    desk.run("merge")
    assert load_workbook(desk.master)["Oversikt"].cell(free, 10).value == "sjå sak 12/26"


def links(desk: Desk) -> list[int]:
    """Return the rows below the list's heading with a formula under «Gå til»."""
    sheet = load_workbook(desk.master)["Oversikt"]
    first = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "Forfalne tiltak") + 2
    return [
        r - first for r in range(first, sheet.max_row + 1) if str(sheet.cell(r, 10).value).startswith("=")
    ]


@pytest.mark.parametrize("left", [0, 1, 4])
def test_links_of_measures_that_are_no_longer_overdue_are_taken_away(desk: Desk, left: int) -> None:
    late_years(desk, dict.fromkeys(NUMBERS, "2020"))
    desk.run("merge")
    listed = list(overdue(desk))
    assert links(desk) == list(range(len(listed)))
    late_years(desk, {n: "2020" if n in listed[:left] else "2099" for n in NUMBERS})
    desk.run("merge")
    assert len(overdue(desk)) == left
    # The first stays: others are made like it.
    assert links(desk) == list(range(max(left, 1)))
    late_years(desk, dict.fromkeys(listed[:9], "2020"))
    desk.run("merge")
    assert links(desk) == list(range(9))
    assert {word for _, word in overdue(desk).values()} == {"Gå til"}


def test_a_formula_that_the_secretariat_wrote_below_the_links_stays(desk: Desk) -> None:
    late_years(desk, dict.fromkeys(NUMBERS, "2020"))
    desk.run("merge")
    book = load_workbook(desk.master)
    sheet = book["Oversikt"]
    first = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "Forfalne tiltak") + 2
    sheet.cell(first + 20, 10).value = "=COUNTA(A1:A9)"
    book.save(desk.master)
    late_years(desk, dict.fromkeys(NUMBERS, "2099"))
    desk.run("merge")
    assert links(desk) == [0, 20]


def late_years(desk: Desk, years: dict[str, str]) -> None:
    """Change timeframes of measures by hand."""
    book = load_workbook(desk.master)
    for number, year in years.items():
        sheet, row, columns = find_measure(book, number)
        sheet.cell(row, columns["Tid"]).value = year
    book.save(desk.master)


def test_the_order_of_calculation_has_no_link_that_was_taken_away(desk: Desk) -> None:
    late_years(desk, dict.fromkeys(NUMBERS, "2020"))
    desk.run("merge")
    late_years(desk, dict.fromkeys(NUMBERS, "2099"))
    with_order_of_calculation(desk.master)
    assert order_without_formula(desk.master) == []
    desk.run("merge")
    assert links(desk) == [0]
    assert order_without_formula(desk.master) == []


def with_order_of_calculation(master: Path) -> None:
    """Add the calculation chain, which Excel writes to list the cells with formulas."""
    sheet = load_workbook(master)["Oversikt"]
    cells = [c.coordinate for row in sheet.iter_rows() for c in row if str(c.value).startswith("=")]
    order = "".join(f'<c r="{cell}" i="1"/>' for cell in cells)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    added = {
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/>'),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rIdChain" Type="{link}" Target="calcChain.xml"/>',
        ),
    }
    with zipfile.ZipFile(master) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, (end, new) in added.items():
        parts[name] = parts[name].replace(end.encode(), f"{new}{end}".encode())
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{main}">{order}</calcChain>'.encode()
    with zipfile.ZipFile(master, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def order_without_formula(master: Path) -> list[str]:
    """Return the cells in the calculation chain without a formula."""
    sheet = load_workbook(master)["Oversikt"]
    with zipfile.ZipFile(master) as package:
        cells = re.findall(r'<c r="([A-Z]+\d+)"', package.read("xl/calcChain.xml").decode())
    assert cells
    return [cell for cell in cells if not str(sheet[cell].value).startswith("=")]


@pytest.mark.parametrize("day", ["31.12.2023", "innan 1. mars 2024", "2024-06-30"])
def test_a_measure_whose_full_day_is_past_is_overdue_and_listed(desk: Desk, day: str) -> None:
    number = next(number for number in NUMBERS if number not in overdue(desk))
    before = desk.run("status")["total"]["overdue"]
    desk.edit(number, Tid=day)
    desk.run("merge")
    assert number in overdue(desk)
    assert desk.run("status")["total"]["overdue"] == before + 1


@pytest.mark.parametrize("day", [datetime(1905, 7, 18), datetime(2024, 5, 26)])
def test_a_day_that_excel_made_of_a_typed_timeframe_makes_nothing_overdue(desk: Desk, day: datetime) -> None:
    number = next(number for number in NUMBERS if number not in overdue(desk))
    desk.edit(number, Tid=day)
    desk.run("merge")
    assert number not in overdue(desk)


@pytest.mark.parametrize("deadline", ["5.6.2026", "mai 2026", "vår 2026"])
def test_when_only_time_has_passed_a_merge_lists_what_is_overdue_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, deadline: str
) -> None:
    set_day(monkeypatch, datetime(2026, 5, 20, 12, tzinfo=UTC))
    number = next(number for number in NUMBERS if number not in overdue(desk))
    desk.edit(number, Tid=deadline)
    desk.run("merge")
    assert number not in overdue(desk)
    set_day(monkeypatch, datetime(2026, 6, 10, 12, tzinfo=UTC))
    assert desk.run("merge")["merge"] is not None
    assert number in overdue(desk)
    assert overdue_in_total(desk) == desk.run("status")["total"]["overdue"]
    before = desk.master.read_bytes()
    assert desk.run("merge")["merge"] is None
    assert desk.master.read_bytes() == before


def test_after_a_new_year_a_merge_without_answers_counts_what_is_overdue_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.edit(NUMBERS[0], Tid="2098")
    desk.run("merge")
    late = overdue_in_total(desk)
    set_day(monkeypatch, datetime(2099, 1, 1, 12, tzinfo=UTC))
    assert desk.run("status")["total"]["overdue"] > late
    assert desk.run("merge")["merge"] is not None
    assert overdue_in_total(desk) == desk.run("status")["total"]["overdue"]


def set_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Set the machine's clock as seen by a project."""
    monkeypatch.setattr(Project, "now", lambda _: now)
    monkeypatch.setattr(Project, "today", lambda _: now.date())


def overdue_in_total(desk: Desk) -> object:
    """Return the stored number of overdue measures of the whole plan on Oversikt."""
    sheet: Any = load_workbook(desk.master, data_only=True)["Oversikt"]
    column = next(c.column for row in sheet.iter_rows(max_row=20) for c in row if c.value == "Forfalne")
    total = next(row for row in sheet.iter_rows(max_row=20) if row[1].value == "Heile planen")
    return total[column - 1].value
