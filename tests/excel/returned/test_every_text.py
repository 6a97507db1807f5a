"""For any cells, notes and shapes added or changed in a return, every text that was not sent is found exactly once."""

import io
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from regionplan_xl.plan.merging.sent_and_returned import Submission, Unclear
from tests.excel.actor.dispatches import book
from tests.excel.returned.commented_rows import SENT_OUT
from tests.excel.returned.drawn import box, with_drawing
from tests.excel.returned.returns import read, saved

SENT = book(SENT_OUT, "nn")
OWN = "Notat frå oss"
# The hidden columns of IDs (4, 9 and 16) say which measure a row is about, and are not written in by people.
COLUMNS = st.sampled_from([1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 17, 18, 22])
TEXTS = st.sampled_from(
    ["ord{n}", "ei setning som ord{n} her", "ferdig, sjå ord{n}", "1.1.2: ord{n}", "ord{n} 40 %"]
)
PLACED = st.tuples(
    st.sampled_from(["cell", "struck", "note", "box", "merged"]),
    st.sampled_from(["Tiltak", "Rettleiing", "Framlegg", OWN]),
    st.integers(1, 14),
    COLUMNS,
    TEXTS,
)


def returned(placed: list[tuple[str, str, int, int, str]]) -> tuple[Submission, list[str]]:
    """What is read of a return with these texts placed in it, and the words that must be found."""
    workbook: Any = load_workbook(io.BytesIO(SENT))
    workbook.create_sheet(OWN)
    words: dict[tuple[str, str, int, int], str] = {}
    boxes: list[tuple[str, int, int, str]] = []
    for n, (kind, sheet, row, column, text) in enumerate(placed):
        word, said = f"ord{n}x", text.format(n=f"{n}x")
        # A cell that is written twice says only the last; the headings are those by which columns are found.
        is_heading = sheet in ("Tiltak", "Framlegg") and row == 3
        place = ("note" if kind == "note" else "cell", sheet, row, column)
        if is_heading or (kind != "box" and place in words):
            continue
        words[(f"box{n}", sheet, row, column) if kind == "box" else place] = word
        if kind == "box":
            boxes.append((sheet, row, column, said))
            continue
        cell = workbook[sheet].cell(row, column)
        if kind == "note":
            cell.comment = Comment(said, "Kari")
            continue
        cell.value = said
        if kind == "struck":
            cell.font = Font(strike=True)
    data = saved(workbook)
    names = workbook.sheetnames
    for sheet in dict.fromkeys(sheet for sheet, *_ in boxes):
        said_in = [box(said) for name, _, _, said in boxes if name == sheet]
        data = with_drawing(data, names.index(sheet) + 1, *said_in)
    return read(data, SENT_OUT), list(words.values())


def texts_of(submission: Submission) -> list[str]:
    answers = [a.value.written if isinstance(a.value, Unclear) else str(a.value) for a in submission.answers]
    held = [held.written for held in submission.held]
    proposed = [cell for cells in submission.proposals for cell in cells]
    return [*answers, *held, *proposed, *(remark.written for remark in submission.remarks)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PLACED, min_size=1, max_size=9))
def test_every_text_that_was_not_sent_is_found_exactly_once(
    placed: list[tuple[str, str, int, int, str]],
) -> None:
    submission, words = returned(placed)
    found = texts_of(submission)
    counts = {word: sum(text.count(word) for text in found) for word in words}
    assert counts == dict.fromkeys(words, 1), found
