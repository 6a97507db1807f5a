"""Oversikt is written again around what the secretariat has written there."""

from collections.abc import Mapping

import pytest

from regionplan_xl.excel.common.workbook_update import CrowdedList, SheetUpdate, WorkbookUpdate
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.overview.responses import Response
from regionplan_xl.excel.overview.update import OverviewFacts, update_overview
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml import SheetChange, Workbook, changed
from regionplan_xl.plan.model import FocusArea, Goal, Plan, Report
from tests.excel.plans import TODAY, measure

SHEET = "Oversikt"
GOL, HOL = Response("Gol", 2, 1, True), Response("Hol", 3, 0, False)


def plan(*statuses: str) -> Plan:
    """Return a plan whose measures are overdue unless they are done."""
    measures = tuple(
        measure(f"1.1.{n}", f"Tiltak {n}", report=Report(one)) for n, one in enumerate(statuses, 1)
    )
    return Plan("P", (FocusArea("1", "Kultur", (Goal("G-11AAA", "1.1", "Mål", measures),), sheet="Kultur"),))


def headings(book: bytes, *words: str) -> tuple[int, int]:
    """Return the row with these headings, and the column of the first."""
    for number, cells in Workbook.open(book).rows(SHEET):
        texts = {cell.value: at for at, cell in cells.items()}
        if texts.keys() >= set(words):
            return number, texts[words[0]]
    raise AssertionError(words)


def updated(book: bytes, cells: Mapping[tuple[int, int], str], now: Plan, *answers: Response) -> SheetUpdate:
    """Return the update of Oversikt after somebody has written `cells`."""
    own = changed(book, {SHEET: SheetChange(cells=dict(cells))})[0]
    update = WorkbookUpdate(Workbook.opened(own))
    update_overview(update, SHEET, OverviewFacts(now, TODAY, {}, answers, catalog("nn"), bodies={"Hol"}))
    assert not cells.keys() & update.sheets[SHEET].cells.keys()
    return update.sheets[SHEET]


def test_a_note_below_the_headings_of_an_empty_list_moves_down() -> None:
    book = write_master(plan("done", "done"), today=TODAY)
    row, column = headings(book, "Tiltak", "Tid", "Ansvar")
    update = updated(book, {(row + 1, column): "Ingen enno"}, plan("started", "done"))
    assert update.crowded == [CrowdedList(row + 1, 1, can_move=True)]


@pytest.mark.parametrize("beside", [0, 6])
def test_a_note_below_the_answers_moves_down_unless_that_splits_what_is_beside_it(beside: int) -> None:
    book = write_master(plan("done"), today=TODAY, responses=[GOL])
    row, column = headings(book, "Aktør", "Sendt")
    mine = {(row + 2, column): "Ring Hol"}
    mine |= {(row + at, column + beside): "Vår eigen logg" for at in range(6) if beside}
    update = updated(book, mine, plan("done"), GOL, HOL)
    assert update.crowded == [CrowdedList(row + 2, 1, can_move=not beside)]
    assert update.cells[row + 1, column] == "Hol"


def test_a_row_with_a_word_among_its_numbers_is_the_secretariats() -> None:
    book = write_master(plan("done"), today=TODAY, responses=[GOL, HOL])
    row, column = headings(book, "Aktør", "Sendt")
    update = updated(book, {(row + 2, column + 2): "ringt"}, plan("done"), GOL)
    assert not update.crowded
