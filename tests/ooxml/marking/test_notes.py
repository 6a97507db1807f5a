"""Notes on cells: our earlier ones are removed with their drawings, people's stay, and each cell has at most one."""

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from regionplan_xl.ooxml.marking.notes import with_notes
from tests.ooxml.packages import boxes

OURS = "Rett dette"


def workbook(**notes: tuple[str, str]) -> bytes:
    """Return a workbook with notes: cell -> author and text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tiltak"
    for at, (author, text) in notes.items():
        sheet[at].comment = Comment(text, author)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def noted(data: bytes, **cells: str) -> bytes:
    places = {(int(at[1:]), ord(at[0]) - 64): text for at, text in cells.items()}
    return with_notes(data, {"Tiltak": places} if places else {}, lambda text: text == OURS)


def notes(data: bytes) -> dict[str, str]:
    """Return the notes of a workbook, as another program reads them."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Tiltak"]
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


@pytest.mark.parametrize("people", [{}, {"A1": ("Kari", "Sjå her")}])
def test_each_time_only_the_new_notes_and_those_of_people_are_there(
    people: dict[str, tuple[str, str]],
) -> None:
    data = workbook(**people)
    kept = {at: text for at, (_, text) in people.items()}
    for cells in ({"B2": OURS, "C3": OURS}, {"C3": OURS, "D4": OURS}, {"E5": OURS}, {}):
        data = noted(data, **cells)
        assert notes(data) == kept | cells
        assert boxes(data) == len(kept | cells)


def test_a_cell_with_a_note_keeps_it_and_gets_no_second() -> None:
    data = noted(workbook(B2=("Kari", "Mitt")), B2=OURS, C3=OURS)
    assert notes(data) == {"B2": "Mitt", "C3": OURS}


def test_a_note_that_stands_for_a_threaded_comment_is_nobody_elses() -> None:
    data = noted(workbook(B2=("tc={12}", OURS)), B2=OURS)
    assert notes(data) == {"B2": OURS}
    assert boxes(data) == 1


def test_a_workbook_without_notes_is_left_as_it_is() -> None:
    data = workbook()
    assert noted(data) == data
