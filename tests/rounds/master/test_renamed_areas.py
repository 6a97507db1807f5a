"""A focus area that gets another name on its sheet: Oversikt and the counts over time have it by that name too."""

from typing import Any

import pytest

from tests.rounds.desk import Desk
from tests.rounds.overview_counts import overview, told
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
OLD, NEW = "Næringsutvikling og arbeidsplassar", "Næring og arbeid"


def edit_cell(desk: Desk, sheet: str, old: str, new: str) -> None:
    """Another text in the first cell of a sheet that says the old one."""
    book = load_workbook(desk.master)
    cell = next(c for row in book[sheet].iter_rows() for c in row if c.value == old)
    cell.value = new
    book.save(desk.master)


def shares(desk: Desk, name: str) -> list[float]:
    """The shares done over time that Oversikt draws of an area."""
    sheet: Any = load_workbook(desk.master, data_only=True)["Utvikling over tid"]
    row = next(r for r in range(1, 20) if sheet.cell(r, 2).value == name)
    return [c.value for c in sheet[row][2:12] if c.value is not None]


def test_a_renamed_area_is_counted_under_its_new_name(desk: Desk) -> None:
    edit_cell(desk, "Næringsutvikling", OLD, NEW)
    desk.edit("1.1.2", Status="Gjennomført")
    desk.run("merge")
    assert NEW in overview(desk)
    assert overview(desk) == told(desk)


def test_a_new_name_alone_is_written_by_the_next_merge(desk: Desk) -> None:
    edit_cell(desk, "Næringsutvikling", OLD, NEW)
    desk.run("merge")
    assert overview(desk) == told(desk)
    before = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == before


def test_an_area_renamed_between_two_merges_of_a_day_is_counted_once_over_time(desk: Desk) -> None:
    desk.edit("1.1.1", Status="Gjennomført")
    desk.run("merge")
    edit_cell(desk, "Næringsutvikling", OLD, NEW)
    desk.edit("1.1.2", Status="Gjennomført")
    desk.run("merge")
    assert shares(desk, NEW) == pytest.approx([2 / 11] * len(shares(desk, NEW)), abs=0.2)
    sheet: Any = load_workbook(desk.master, data_only=True)["Utvikling over tid"]
    names = [c.value for row in sheet.iter_rows() for c in row if c.value in (OLD, NEW)]
    assert set(names) == {NEW}
    assert len(names) == 3  # among the last points, before the first round, and today


def test_a_short_name_of_the_secretariats_own_on_oversikt_stays_and_has_the_right_figures(desk: Desk) -> None:
    edit_cell(desk, "Oversikt", OLD, "Næring")
    desk.edit("1.1.2", Status="Gjennomført")
    desk.run("merge")
    shown, status = overview(desk), told(desk)
    assert shown["Næring"] == status[OLD]
    assert shown["Heile planen"] == status["Heile planen"]
