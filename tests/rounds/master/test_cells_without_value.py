"""A cell of the master with an error or an uncomputed formula has no value: the earlier one counts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.rounds.desk import Desk
from tests.rounds.master_by_hand import find_measure
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

UNCOMPUTED = '=UPPER("noko")'
HEADINGS = (
    "Nr", "Tiltak", "Tid", "Ansvar", "Involvering", "Status", "Framdrift", "Kommentar", "Venta ferdig", "Merknad",
)  # fmt: skip
SAID_BEFORE = "til då gjeld det ho sa før"


def write(master: Path, number: str, cells: Mapping[str, str], *, error: bool = False) -> None:
    """Write cells of a measure with a formula without result, as openpyxl saves it, or with an error."""
    book = load_workbook(master)
    sheet, row, columns = find_measure(book, number)
    for heading, written in cells.items():
        cell: Any = sheet.cell(row, columns[heading])
        cell.value = written
        cell.data_type = "e" if error else cell.data_type
    book.save(master)


def reported(desk: Desk) -> None:
    """Merge status, progress, comment and date of 6.1.1 and 6.1.2, so that they are on record."""
    desk.answer("KRU", "6.1.1", Status="Påstarta", Framdrift=0.4, Kommentar="Vedtak i mars.")
    desk.answer("KRU", "6.1.2", Status="Påstarta", name="KRU to")
    desk.run("merge")


def findings(desk: Desk) -> list[str]:
    """Return the headings of the cells that the check reports as without value."""
    return [f["column"] for f in desk.run("check")["findings"] if SAID_BEFORE in f["fix"]]


@pytest.mark.parametrize(
    ("error", "written"), [(False, UNCOMPUTED), (True, "#N/A"), (True, "#REF!"), (True, "#DIV/0!")]
)
def test_a_cell_without_value_is_a_finding_and_no_edit_that_somebody_made(
    desk: Desk, error: bool, written: str
) -> None:
    reported(desk)
    before = desk.run("history", "6.1.1")["measures"]
    log = desk.log()
    write(desk.master, "6.1.1", error=error, cells=dict.fromkeys(HEADINGS, written))
    assert findings(desk) == list(HEADINGS)
    desk.answer("KRU", "6.1.3", Status="Gjennomført", name="KRU tre")
    merged = desk.run("merge")
    assert merged["hand_edits"] == []
    assert [c["number"] for c in merged["changes"]] == ["6.1.3"]
    assert desk.run("history", "6.1.1")["measures"] == before
    assert len(desk.log()) == len(log) + 1
    # What people wrote in the cells stays there, and stays a finding.
    book = load_workbook(desk.master)
    texts = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert texts.count(written) == len(HEADINGS)
    assert findings(desk) == list(HEADINGS)


def test_once_it_has_a_value_again_the_edit_is_told_from_what_it_said_before(desk: Desk) -> None:
    reported(desk)
    write(desk.master, "6.1.1", {"Kommentar": UNCOMPUTED, "Status": "=A1", "Framdrift": "=1/4"})
    desk.run("merge")
    desk.edit("6.1.1", Kommentar="NOKO", Status="Gjennomført", Framdrift=0.4)
    edits = desk.run("merge")["hand_edits"]
    assert [(e["field"], e["from"], e["to"]) for e in edits] == [
        ("status", "started", "done"),
        ("comment", "Vedtak i mars.", "NOKO"),
    ]


def test_an_answer_to_a_cell_without_value_is_asked_about_and_not_lost(desk: Desk) -> None:
    reported(desk)
    write(desk.master, "6.1.1", {"Kommentar": UNCOMPUTED})
    desk.answer("KRU", "6.1.1", Kommentar="Ferdig i april.", name="KRU tre")
    (asked,) = desk.run("merge")["conflicts"]
    assert (asked["field"], asked["answer"]) == ("comment", "Ferdig i april.")
    assert desk.cell("6.1.1", "Kommentar") == UNCOMPUTED


def test_a_status_without_value_counts_as_unread_in_every_output(desk: Desk) -> None:
    reported(desk)
    write(desk.master, "6.1.1", {"Status": "#N/A"}, error=True)
    assert desk.run("status")["total"]["unread"] == 1


def test_a_row_of_nothing_but_formulas_is_not_deleted(desk: Desk) -> None:
    reported(desk)
    write(desk.master, "6.1.1", dict.fromkeys((*HEADINGS, "Sist rapportert", "Rapportert av"), "=A1"))
    merged = desk.run("merge")
    assert merged["hand_edits"] == []
    assert [m["number"] for m in desk.run("history", "6.1.1")["measures"]] == ["6.1.1"]


def test_a_member_s_share_without_value_says_what_it_said(desk: Desk) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Delstatus"]
    top = next(r for r in range(1, 20) if any(c.value == "ID" for c in sheet[r]))
    member = next(c.column for c in sheet[top] if c.value == "Gol")
    row = next(r for r in range(top + 1, 60) if sheet.cell(r, 1).value)
    sheet.cell(row, member).value = "Påstarta"
    book.save(desk.master)
    desk.run("merge")
    book = load_workbook(desk.master)
    book["Delstatus"].cell(row, member).value = "=A1"
    book.save(desk.master)
    assert findings(desk) == ["Gol"]
    merged = desk.run("merge")
    assert merged["hand_edits"] == []
    assert load_workbook(desk.master)["Delstatus"].cell(row, member).value == "=A1"
