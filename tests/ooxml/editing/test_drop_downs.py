"""A cell gets its own drop-down; those of all other cells stay."""

import re

from regionplan_xl.ooxml.editing.change import SheetChange, changed
from regionplan_xl.ooxml.editing.range_extension import inline_list
from tests.ooxml.sheets import parts, sheet, workbook

SHEET = "xl/worksheets/sheet1.xml"
ROWS = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 7))
OLD = (
    '<dataValidations count="1"><dataValidation type="list" sqref="A2:C5"><formula1>"a,b"</formula1>'
    "</dataValidation></dataValidations>"
)


def _after(
    after: str, choices: dict[tuple[int, int], tuple[str, ...]], **more: object
) -> dict[str, list[str]]:
    """Return the lists of the sheet after a change: words -> areas."""
    change = SheetChange({(1, 1): 5.0}, choices=choices, **more)  # type: ignore[arg-type]
    data, _ = changed(workbook(sheet(ROWS, after=after)), {"Ark": change})
    document = parts(data)[SHEET].decode()
    found = re.findall(r'<dataValidation [^>]*sqref="([^"]*)"[^>]*><formula1>"([^"]*)"', document)
    counted = re.findall(r'<dataValidations count="(\d+)"', document)
    assert [int(n) for n in counted] == ([len(found)] if found else [])
    return {words: areas.split() for areas, words in found}


def test_a_cell_in_a_list_gets_its_own_and_the_others_keep_theirs() -> None:
    assert _after(OLD, {(3, 2): ("x", "y")}) == {
        "a,b": ["A2:A5", "B2", "B4:B5", "C2:C5"],
        "x,y": ["B3"],
    }


def test_cells_with_the_same_words_share_one_validation() -> None:
    assert _after("", {(3, 2): ("x",), (5, 2): ("x",), (4, 2): ("y",)}) == {"x": ["B3", "B5"], "y": ["B4"]}


def test_a_cell_that_has_the_words_already_is_left_alone() -> None:
    assert _after(OLD, {(3, 2): ("a", "b")}) == {"a,b": ["A2:C5"]}


def test_a_list_that_no_cell_has_any_more_goes() -> None:
    every = [(row, column) for row in range(2, 6) for column in range(1, 4)]
    assert _after(OLD, dict.fromkeys(every, ())) == {}
    assert _after(OLD, dict.fromkeys(every, ("x",)))["x"][0] == "A2"


def test_an_appended_row_has_its_own_list_and_not_that_of_the_rows_above() -> None:
    rows = OLD.replace("A2:C5", "A2:A6")
    assert _after(rows, {}, append=[{1: "ny"}], append_choices=[{1: ("x",)}]) == {
        "a,b": ["A2:A6"],
        "x": ["A7"],
    }


def test_a_list_in_a_cell_holds_no_more_than_excel_allows_and_no_commas() -> None:
    assert inline_list(["a", "b, c", "d"]) == ("a", "d")
    assert len(",".join(inline_list([str(n) * 30 for n in range(20)]))) <= 255
