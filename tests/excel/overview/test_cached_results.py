"""Oversikt shows the right figures even in programs that do not calculate."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date

import openpyxl
import pytest

from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.overview.cached_results import NewContents, recalculated
from regionplan_xl.excel.overview.formula import Range, Scalar, UnknownFormula, parse_formula
from regionplan_xl.ooxml.editing.cell_values import Cached
from regionplan_xl.ooxml.reading.workbook import Workbook
from tests.excel.plans import TODAY, small_plan

CULTURE = "Kultur og oppleving"


def results(book: bytes, updated: NewContents) -> dict[str, object]:
    """Return the new figures of Oversikt by cell name."""
    found = recalculated(Workbook.open(book), updated).results.get("Oversikt", {})
    return {f"{chr(64 + column)}{row}": cached.value for (row, column), cached in found.items()}


def edited(edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    """Return the master after an edit by hand; openpyxl keeps formulas without their results, so all differ."""
    book = openpyxl.load_workbook(io.BytesIO(write_master(small_plan(), today=TODAY)))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_new_master_needs_no_recalculation() -> None:
    assert results(write_master(small_plan(), today=TODAY), {}) == {}


def test_one_answer_changes_the_figures_of_its_area_and_the_sums() -> None:
    book = write_master(small_plan(), today=TODAY)
    assert results(book, {CULTURE: {(6, 6): "Gjennomført", (6, 8): "Alt er klart"}}) == {
        "F6": 1.0, "G6": 1.0, "I6": pytest.approx(1 / 3), "F7": 2.0, "G7": 1.0, "I7": pytest.approx(0.4),
        "O6": 1.0, "O7": 1.0,
        "A3": "Gjennomført: 2 av 5 tiltak  ·  Forfalne: 2  ·  Utan status: 1",
    }  # fmt: skip


def test_a_measure_added_at_the_bottom_is_counted() -> None:
    book = write_master(small_plan(), today=TODAY)
    assert results(book, {CULTURE: {(8, 2): "Nytt", (8, 4): "Gol", (8, 6): "påstarta"}}) == {
        "C6": 4.0, "E6": 1.0, "C7": 6.0, "E7": 2.0, "I7": pytest.approx(1 / 6), "N6": 1.0, "N7": 1.0,
        "A3": "Gjennomført: 1 av 6 tiltak  ·  Forfalne: 2  ·  Utan status: 2",
    }  # fmt: skip


def test_an_answer_taken_back_is_no_longer_counted() -> None:
    assert results(write_master(small_plan(), today=TODAY), {CULTURE: {(5, 6): None}})["D6"] == 0.0


def test_nothing_is_touched_when_oversikt_is_gone() -> None:
    book = edited(lambda book: book.remove(book["Oversikt"]))
    assert recalculated(Workbook.open(book), {}).results == {}


def test_the_figures_are_found_where_columns_and_sheets_have_moved() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        # As Excel does: a column inserted on the area sheet, the sheet renamed, a row inserted on Oversikt.
        book[CULTURE].insert_cols(3)
        book[CULTURE].title = "Kultur's"
        sheet = book["Oversikt"]
        texts = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=7)]
        for row, cells in enumerate(texts, start=5):
            for column, text in enumerate(cells, start=1):
                if isinstance(text, str) and text.startswith("="):
                    moved = {"D": "E", "F": "G", "M": "N"}  # responsible, status, ID
                    for old, new in moved.items():
                        text = text.replace(f"'{CULTURE}'!${old}:${old}", f"'Kultur''s'!${new}:${new}")
                    text = text.replace(f"'{CULTURE}'!", "'Kultur''s'!")
                    text = re.sub(r"(?<![A-Z$'])([C-J]\$?)(\d)\b", lambda m: f"{m[1]}{int(m[2]) + 1}", text)
                sheet.cell(row, column, text)

    found = results(edited(edit), {"Kultur's": {(6, 7): "Gjennomført"}})
    figures = {cell: found[cell] for cell in ("C7", "D7", "E7", "F7", "G7", "H7", "I7", "C8", "F8")}
    assert figures == {
        "C7": 3.0, "D7": 1.0, "E7": 0.0, "F7": 1.0, "G7": 1.0, "H7": 0.0,
        "I7": pytest.approx(1 / 3), "C8": 5.0, "F8": 2.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "foreign",
    [
        "=SUMIFS('Kultur og oppleving'!G:G,'Kultur og oppleving'!F:F,\"Påstarta\")",
        "=TODAY()",
        "=VLOOKUP(A1,A:B,2,0)",
        "=SUM(Tabell1[Verdi])",
        "=COUNTIF('Kultur og oppleving'!G:G,\">0\")",
        "=1/0",
        "=K20",  # itself
        "=Area_1",
        "=[1]Ark1!A1",
    ],
)
def test_foreign_formulas_are_left_to_excel(foreign: str) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Oversikt"]["K20"] = foreign

    assert "K20" not in results(edited(edit), {CULTURE: {(6, 6): "Gjennomført"}})


def test_a_link_to_an_overdue_measure_appears_with_its_target() -> None:
    book = write_master(small_plan(), today=date(2024, 1, 1))
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Oversikt"]
    row = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "Forfalne tiltak") + 2
    assert results(book, {"Oversikt": {(row, 16): "M-22224"}}) == {f"J{row}": "Gå til"}


class Cells:
    """The cells of one sheet: texts and numbers by row in columns A, B …"""

    def __init__(self, *columns: list[Scalar]) -> None:
        self._columns = columns

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        return self._columns[column - 1][row - 1]

    def column(self, sheet: str, column: int, top: int, bottom: int) -> Iterator[Scalar]:
        return iter(self._columns[column - 1][top - 1 : bottom])

    def rows(self, found: Range, matches: Callable[[Scalar], bool], wanted: str) -> frozenset[int]:
        cells = enumerate(self._columns[found.area.left - 1], 1)
        return frozenset(row for row, value in cells if value is not None and matches(value))


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ('COUNTIF(A:A,"?*.?*.?*")', 2.0),
        ('COUNTIF($A$1:$A$3,"ferdig")', 1.0),
        ('COUNTIF(A:A,"FERDIG")', 1.0),
        ('COUNTIF(A:A,"a~*b")', 1.0),
        ('COUNTIFS(A:A,"?*",B:B,"")', 0.0),
        ('COUNTIFS(A:A,"*i*",B:B,"<>")', 1.0),
        ('COUNTIFS(A:A,"<>",B:B,"<>")-COUNTIFS(A:A,"Ferdig")', 4.0),
        ('HYPERLINK("#"&CELL("address",INDEX(A:A,MATCH(B1,A:A,0))),"Gå")', "Gå"),
        ("COUNTIF(A:A,B1)", 1.0),
        ("SUM(B2:B4)", 6.0),
        ("SUM(B2:B3,B4)-B2*2", 4.0),
        ("IF(B5=0,0,B4/B5)", 0.0),
        ("IF(B4=0,0,B2/B4)", 1 / 3),
        ('IF(A6="","tom",A6)', "tom"),
        ('HYPERLINK("#"&A2,"Gå")', "Gå"),
        ("A2", "1.1.1"),
    ],
)
def test_formulas_give_what_excel_gives(formula: str, result: object) -> None:
    cells = Cells(["Ferdig", "1.1.1", "1.1", "x.y.z", "a*b", None], ["ferdig", 1.0, 2.0, 3.0, 0.0, None])
    assert parse_formula(formula, "Ark").compute(cells) == result


def test_formulas_that_differ_only_in_the_cells_they_name_are_computed_each_from_its_own() -> None:
    cells = Cells(["Ferdig", "B1", None], [1.0, 2.0, 3.0])
    formulas = {'A1&" "&B1&"A1"': "Ferdig 1A1", 'A2&" "&B3&"A1"': "B1 3A1", 'A3&" "&B2&"A1"': " 2A1"}
    assert {text: parse_formula(text, "Ark").compute(cells) for text in formulas} == formulas
    sheets = {text: parse_formula(text, "Ark").ranges[0].sheet for text in ("B1", "'B''1'!B1", "Å.2!B1")}
    assert sheets == {"B1": "Ark", "'B''1'!B1": "B'1", "Å.2!B1": "Å.2"}


@pytest.mark.parametrize(
    "formula", ["", "SUM(", "A1:A2", "COUNTIF(A:A)", "1+", "SUM(A1))", "A1 A2", "NOW()", "B1+1"]
)
def test_what_we_do_not_write_is_not_computed(formula: str) -> None:
    with pytest.raises(UnknownFormula):
        parse_formula(formula, "Ark").compute(Cells(["x", "y"], ["tekst", 1.0]))


def test_only_results_are_given_so_that_the_formula_stays() -> None:
    book = write_master(small_plan(), today=TODAY)
    found = recalculated(Workbook.open(book), {CULTURE: {(6, 6): "Gjennomført"}}).results
    assert all(isinstance(cached, Cached) for cached in found["Oversikt"].values())
