"""Texts placed anywhere in a workbook that was sent: in cells, notes and text boxes."""

import io
from typing import Any

from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.excel.returned.drawn import box, with_drawing
from tests.excel.returned.returns import saved

Placed = tuple[str, str, int, int, str]
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


def with_texts(sent: bytes, placed: list[Placed]) -> tuple[bytes, list[str]]:
    """The workbook with these texts placed in it, and the words that must be found of them."""
    workbook: Any = load_workbook(io.BytesIO(sent))
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
    return data, list(words.values())
