"""Place texts anywhere in a workbook that was sent: in cells, notes, shapes, links, headers and sheet names."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.excel.returned.drawn import box, picture, with_drawing
from tests.excel.returned.returns import saved

Placed = tuple[str, str, int, int, str]
Place = tuple[str, str, int, int]
ANSWERS = range(5, 9)
SHAPES: Mapping[str, Callable[[str], str]] = {"box": box, "picture": picture}
OWN = "Notat frå oss"
# Also the columns of IDs (4, 9 and 16): they are hidden, but not in a .csv.
COLUMNS = st.sampled_from([*range(1, 19), 22])
TEXTS = st.sampled_from(
    ["ord{n}", "ei setning som ord{n} her", "ferdig, sjå ord{n}", "1.1.2: ord{n}", "ord{n} 40 %"]
)
PLACED = st.tuples(
    st.sampled_from(["cell", "struck", "note", "box", "merged", "picture", "link", "header", "name"]),
    st.sampled_from(["Tiltak", "Rettleiing", "Framlegg", OWN]),
    st.integers(1, 14),
    COLUMNS,
    TEXTS,
)


def with_texts(sent: bytes, placed: list[Placed]) -> tuple[bytes, list[str]]:
    """Return the workbook with these texts placed in it, and the words that must be found."""
    workbook: Any = load_workbook(io.BytesIO(sent))
    workbook.create_sheet(OWN)
    names = workbook.sheetnames
    tabs = {name: workbook[name] for name in names}
    words: dict[Place, str] = {}
    shapes: list[tuple[str, str]] = []
    merged: list[tuple[str, int, int]] = []
    for n, (kind, sheet, row, column, text) in enumerate(placed):
        # The headings identify the columns.
        is_heading = sheet in ("Tiltak", "Framlegg") and row == 3
        place = _place(n, kind, sheet, row, column)
        # The name of a sheet added by the actor is reported as the place of its contents.
        is_own_name = kind == "name" and sheet == OWN
        # Only the last text written to a place is kept.
        if is_heading or is_own_name or place in words:
            continue
        words[place] = word = f"ord{n}x"
        said = text.format(n=f"{n}x")
        if kind in SHAPES:
            shapes.append((sheet, SHAPES[kind](said)))
        elif kind == "header":
            workbook[sheet].oddHeader.center.text = said
        elif kind != "name":
            _write(workbook[sheet].cell(row, column), kind, said, word)
        # A merged answer counts for all its rows, so it is in several rows of the master; another test covers it.
        if kind == "merged" and not (sheet == "Tiltak" and column in ANSWERS):
            merged.append((sheet, row, column))
    for sheet, row, column in merged:
        _merge(workbook[sheet], row, column)
    for n, (kind, sheet, row, column, text) in enumerate(placed):
        if kind == "name" and words.get(_place(n, kind, sheet, row, column)) == f"ord{n}x":
            # A name that programs give («Ark1») is no remark, and any other is.
            tabs[sheet].title = text.format(n=f"{n}x").replace(":", "")
    data = saved(workbook)
    for sheet in dict.fromkeys(sheet for sheet, _ in shapes):
        data = with_drawing(data, names.index(sheet) + 1, *(xml for name, xml in shapes if name == sheet))
    return data, list(words.values())


def _place(n: int, kind: str, sheet: str, row: int, column: int) -> Place:
    """Return the place of a text: each shape has its own place, and a sheet has one name and one header."""
    if kind in SHAPES:
        return f"{kind}{n}", sheet, row, column
    if kind in ("name", "header"):
        return kind, sheet, 0, 0
    return kind if kind in ("note", "link") else "cell", sheet, row, column


def _write(cell: Any, kind: str, said: str, word: str) -> None:
    if kind == "note":
        cell.comment = Comment(said, "Kari")
    elif kind == "link":
        cell.hyperlink = f"https://example.org/{word}"
    else:
        cell.value = said
        if kind == "struck":
            cell.font = Font(strike=True)


def _merge(sheet: Any, row: int, column: int) -> None:
    """Merge a cell with at most two blank cells below it, since Excel asks before it drops contents."""
    end = row
    while end < row + 2 and _is_free(sheet, end + 1, column):
        end += 1
    if end > row and not any((row, column) in area for area in _places(sheet)):
        sheet.merge_cells(start_row=row, end_row=end, start_column=column, end_column=column)


def _is_free(sheet: Any, row: int, column: int) -> bool:
    cell = sheet.cell(row, column)
    inside = any((row, column) in area for area in _places(sheet))
    return not inside and cell.value is None and cell.comment is None and cell.hyperlink is None


def _places(sheet: Any) -> list[set[tuple[int, int]]]:
    return [set(area.cells) for area in sheet.merged_cells.ranges]
