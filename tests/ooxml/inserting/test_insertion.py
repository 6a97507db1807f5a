"""Rows inserted in a sheet: rows below move down and all references follow, or nothing is done."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.common.references import LAST_ROW, cell_name, parse_area
from regionplan_xl.ooxml.inserting.insertion import with_insertion
from regionplan_xl.ooxml.inserting.reference_shift import CannotInsert, Insertion

_ROWS, _COLUMNS = 12, 6


def book(*more: Callable[[Any, Any, Any], object]) -> bytes:
    """Return two sheets, each cell of the first with a different text; `more` adds to (workbook, first, second)."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        first, second = workbook.add_worksheet("Mål og tiltak"), workbook.add_worksheet("Anna")
        for row in range(_ROWS):
            for column in range(_COLUMNS):
                first.write_string(row, column, cell_name(row + 1, column + 1))
        for add in more:
            add(workbook, first, second)
    return out.getvalue()


def texts(data: bytes, sheet: str = "Mål og tiltak") -> dict[str, object]:
    return {
        cell_name(c.row, c.column): c.value for c in Workbook.open(data).cells(sheet) if c.value is not None
    }


def formulas(data: bytes, sheet: str) -> list[str]:
    return [c.formula for c in Workbook.open(data).cells(sheet) if c.formula]


def inserted(data: bytes, insertion: Insertion, own_table: str = "") -> bytes:
    new = with_insertion(data, insertion, own_table)
    assert new is not None
    return new


@given(
    before=st.integers(1, _ROWS + 3),
    count=st.integers(1, 4),
    columns=st.sampled_from([(1, 16_384), (1, 3), (2, 6), (4, 9)]),
    cell=st.tuples(st.integers(1, _ROWS), st.integers(1, _COLUMNS)),
    absolute=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_every_formula_and_name_still_means_the_cell_it_meant(
    before: int, count: int, columns: tuple[int, int], cell: tuple[int, int], absolute: bool
) -> None:
    name = cell_name(*cell)
    written = f"${name[0]}${name[1:]}" if absolute else name
    data = book(
        lambda _, first, __: first.write_formula(0, 20, f"={written}"),
        lambda _, __, second: second.write_formula(0, 0, f"='Mål og tiltak'!{written}"),
        lambda workbook, _, __: workbook.define_name("Staden", f"='Mål og tiltak'!${name[0]}${name[1:]}"),
    )
    insertion = Insertion("Mål og tiltak", before, count, *columns)
    new = inserted(data, insertion)
    after = texts(new)
    assert sorted(map(str, after.values())) == sorted(map(str, texts(data).values()))
    own, other = formulas(new, "Mål og tiltak")[0], formulas(new, "Anna")[0]
    named = Workbook.open(new).defined_names[0].text
    for formula in (own, other, named):
        assert after[formula.rpartition("!")[2].replace("$", "")] == name


@given(
    before=st.integers(1, 40), count=st.integers(1, 9),
    top=st.integers(1, 50), height=st.integers(0, 20),
)  # fmt: skip
def test_a_range_keeps_all_its_rows_and_gets_those_that_come_into_it(
    before: int, count: int, top: int, height: int
) -> None:
    area = parse_area(f"B{top}:C{top + height}")
    assert area is not None
    moved = Insertion("A", before, count).moved(area)
    rows = {row + (count if row >= before else 0) for row in range(area.top, area.bottom + 1)}
    assert (moved.top, moved.bottom) == (min(rows), max(rows))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(B4:B9)", "SUM(B4:B11)"),
        ('IF(A9="B9","[B9]",Tab[[#This Row],[B9]])', 'IF(A11="B9","[B9]",Tab[[#This Row],[B9]])'),
        ("Anna!B9+'Mål og tiltak'!B9", "Anna!B9+'Mål og tiltak'!B11"),
        ("SUM(B:B)+SUM($9:$9)", "SUM(B:B)+SUM($11:$11)"),
        ("LOG10(B9)+ABC9_x+TAX5", "LOG10(B11)+ABC9_x+TAX5"),
        ("[1]Ark!B9", "[1]Ark!B9"),
        ("A$9:$B10", "A$11:$B12"),
    ],
)
def test_only_references_to_what_goes_down_are_rewritten(formula: str, expected: str) -> None:
    insertion = Insertion("Mål og tiltak", 7, 2)
    assert insertion.moved_formula(formula, on_sheet=True) == expected


def test_a_reference_to_several_sheets_is_not_understood() -> None:
    with pytest.raises(CannotInsert):
        Insertion("A", 7, 2).moved_formula("SUM(A:B!C9)", on_sheet=True)


def test_merged_cells_rules_links_breaks_and_charts_follow() -> None:
    def add(workbook: Any, first: Any, second: Any) -> None:
        first.merge_range("A15:B16", "saman")
        first.data_validation("C10:C20", {"validate": "list", "source": ["ja", "nei"]})
        first.conditional_format(
            "A3:F12", {"type": "formula", "criteria": "=$A10=1", "format": workbook.add_format()}
        )
        first.write_url("D18", "internal:'Mål og tiltak'!B10")
        second.write_url("A9", "internal:'Mål og tiltak'!B10")
        first.set_h_pagebreaks([9])
        first.autofilter("A1:F12")
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "='Mål og tiltak'!$B$10:$B$12"})
        first.insert_chart("H14", chart)
        first.set_row(10, 33)

    new = inserted(book(add), Insertion("Mål og tiltak", 7, 2))
    with zipfile.ZipFile(BytesIO(new)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for expected in (
        'ref="A17:B18"', 'sqref="C12:C22"', 'sqref="A3:F14"', "$A12=1", 'ref="D20"', 'id="11"', 'ref="A1:F14"',
        '<row r="13" ht="33"',
    ):  # fmt: skip
        assert expected in sheet.replace('r="13" spans="1:21"', 'r="13"').replace('spans="1:6" ', ""), (
            expected
        )
    assert "B12" in parts["xl/worksheets/sheet2.xml"]
    assert "$B$12:$B$14" in parts["xl/charts/chart1.xml"]
    assert "<xdr:row>15</xdr:row>" in parts["xl/drawings/drawing1.xml"]
    assert "$F$14" in parts["xl/workbook.xml"]


def _note(_: Any, first: Any, __: Any) -> None:
    first.write_comment("B9", "Eit notat")


def _their_table(_: Any, first: Any, __: Any) -> None:
    first.add_table("A5:B9")


def _array(_: Any, first: Any, __: Any) -> None:
    first.write_array_formula("K5:K9", "{=A5:A9}")


def _merged(_: Any, first: Any, __: Any) -> None:
    first.merge_range("J6:J8", "over fleire rader")


@pytest.mark.parametrize("add", [_note, _their_table, _array, _merged])
def test_where_something_would_be_torn_apart_nothing_is_inserted(
    add: Callable[[Any, Any, Any], object],
) -> None:
    assert with_insertion(book(add), Insertion("Mål og tiltak", 7, 2)) is None


def test_in_some_columns_only_what_is_right_of_them_stays() -> None:
    new = inserted(book(), Insertion("Mål og tiltak", 5, 2, 1, 3))
    found = texts(new)
    assert (found["A7"], found["D7"], found["A4"]) == ("A5", "D7", "A4")
    assert "A5" not in found


def test_what_the_insertion_does_not_concern_stays_byte_for_byte() -> None:
    data = book(lambda _, __, second: second.write_formula(0, 0, "=B5"))
    new = inserted(data, Insertion("Mål og tiltak", 5, 1))
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(BytesIO(new)) as archive:
        differ = [name for name in old.namelist() if old.read(name) != archive.read(name)]
    assert differ == ["xl/worksheets/sheet1.xml"]


def test_the_last_row_of_a_sheet_cannot_go_down() -> None:
    def add(_: Any, first: Any, __: Any) -> None:
        first.merge_range(LAST_ROW - 1, 0, LAST_ROW - 1, 2, "siste")

    assert with_insertion(book(add), Insertion("Mål og tiltak", 5, 1)) is None
