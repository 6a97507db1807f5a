"""A shared measure that has lost its ID in the master keeps its row on Delstatus, and what each body has answered."""

from typing import Any

import pytest

from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import find_measure
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

SHARED, OTHER = "1.2.3", "1.1.2"


def ids(book: Any, number: str) -> Any:
    """The cell with the ID of a measure."""
    sheet, row, columns = find_measure(book, number)
    return sheet.cell(row, columns["ID"])


def emptied(book: Any) -> None:
    """| 1.2.3 | (no ID) |, and the same on Delstatus."""
    ids(book, SHARED).value = None
    sheet = book["Delstatus"]
    for row in range(4, sheet.max_row + 1):
        sheet.cell(row, 4).value = None


def pasted_over(book: Any) -> None:
    """| 1.1.2 | M-1 |, | 1.2.3 | M-1 |."""
    ids(book, SHARED).value = ids(book, OTHER).value


def unknown(book: Any) -> None:
    """| 1.2.3 | M-XXXXX |."""
    ids(book, SHARED).value = "M-XXXXX"


def exchanged(book: Any) -> None:
    """| 1.1.2 | M-2 |, | 1.2.3 | M-1 |."""
    one, other = ids(book, SHARED), ids(book, OTHER)
    one.value, other.value = other.value, one.value


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("change", [emptied, pasted_over, unknown, exchanged])
def test_a_shared_measure_without_its_id_takes_answers_and_keeps_those_it_has(
    desk: Desk, change: Any, answered: bool
) -> None:
    book = load_workbook(desk.master)
    identity = ids(book, SHARED).value
    if answered:
        desk.answer("Hol", SHARED, Status="Gjennomført", Kommentar="Hol er ferdig")
        desk.run("merge")
        book = load_workbook(desk.master)
    change(book)
    book.save(desk.master)
    desk.answer("Gol", SHARED, Status="Påstarta", Kommentar="Gol er i gang")
    merged = desk.run("merge")
    assert desk.status == 0, merged
    assert ("Gol", "started") in {(one["actor"], one["to"]) for one in merged["changes"]}
    book = load_workbook(desk.master)
    assert ids(book, SHARED).value == identity
    sheet = book["Delstatus"]
    columns = {sheet.cell(3, c).value: c for c in range(1, sheet.max_column + 1)}
    (row,) = [r for r in range(4, sheet.max_row + 1) if sheet.cell(r, columns["Nr"]).value == SHARED]
    said = {
        name: sheet.cell(row, columns[name]).value
        for name in ("Gol", "Gol: Kommentar", "Hol", "Hol: Kommentar")
    }
    hol = ("Gjennomført", "Hol er ferdig") if answered else (None, None)
    assert tuple(said.values()) == ("Påstarta", "Gol er i gang", *hol)
    before = desk.master.read_bytes()
    assert desk.run("merge")["hand_edits"] == []
    assert desk.master.read_bytes() == before
