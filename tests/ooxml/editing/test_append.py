"""Rows appended below a sheet's contents, and the ranges that grow with them."""

from datetime import date

import pytest

from regionplan_xl.ooxml.editing.change import Content, Put, SheetChange, changed
from tests.ooxml.sheets import MAIN, parts, read, refused, sheet, workbook

SHEET = "xl/worksheets/sheet1.xml"
LOG = (
    '<row r="1"><c r="A1" s="2" t="inlineStr"><is><t>Tid</t></is>'
    '</c><c r="B1" s="2" t="inlineStr"><is><t>Kva</t></is></c></row>'
    '<row r="2" ht="40"><c r="A2" s="1"><v>45000</v></c><c r="B2" s="3"><v>1</v></c></row>'
)


def append(
    document: str, *rows: dict[int, Content | Put], **around: object
) -> tuple[dict[str, bytes], tuple[int, ...]]:
    """Return the parts after appending, and the numbers of the new rows."""
    data, appended = changed(workbook(document, **around), {"Ark": SheetChange({}, rows)})  # type: ignore[arg-type]
    return parts(data), appended["Ark"]


def test_a_log_goes_on_looking_like_itself() -> None:
    after, rows = append(sheet(LOG), {1: date(2025, 3, 1), 2: "x", 3: "y"}, {2: "z"})
    assert rows == (3, 4)
    assert (
        '<row r="3"><c r="A3" s="1"><v>45717</v></c><c r="B3" s="3" t="inlineStr"><is><t>x</t></is></c>'
        '<c r="C3" t="inlineStr"><is><t>y</t></is></c></row>'
        '<row r="4"><c r="B4" s="3" t="inlineStr"><is><t>z</t></is></c></row></sheetData>'
    ) in after[SHEET].decode()


@pytest.mark.parametrize("rows", [LOG, "", LOG + '<row r="3"><c r="B3" s="1"/></row>'])
@pytest.mark.parametrize("text", ["x", " x & <y>", "to\r\nlinjer", "_x0041_", "Ål 😀"])
def test_new_rows_of_nothing_but_texts_are_written_as_any_others(rows: str, text: str) -> None:
    columns = '<cols><col min="3" max="3" style="2"/></cols>'
    whole, _ = append(sheet(rows, before=columns), {3: text, 2: "z"}, {1: text})
    alone, _ = append(sheet(rows, before=columns), {3: Put(text), 2: Put("z")}, {1: Put(text)})
    assert whole == alone


def test_an_appended_number_does_not_show_as_a_date_because_the_one_above_does() -> None:
    after, _ = append(sheet(LOG), {1: 42.5})
    assert '<row r="3"><c r="A3"><v>42.5</v></c></row>' in after[SHEET].decode()
    days = '<cols><col min="1" max="1" style="1"/></cols>'
    after, _ = append(sheet(LOG, before=days), {1: 42.5})
    assert '<row r="3"><c r="A3"><v>42.5</v></c></row>' in after[SHEET].decode()
    after, _ = append(sheet(LOG + '<row r="3"><c r="A3" s="1"/></row>', before=days), {1: 42.5})
    assert '<row r="3"><c r="A3" s="0"><v>42.5</v></c></row>' in after[SHEET].decode()


def test_rows_are_appended_below_merged_cells_and_formulas_over_several_rows() -> None:
    merged = sheet(
        LOG, after='<mergeCells count="2"><mergeCell ref="B4:B9"/><mergeCell ref="A2:A4"/></mergeCells>'
    )
    assert append(merged, {2: "x"})[1] == (10,)
    array = '<row r="1"><c r="A1"><f t="array" ref="A1:A7">B1:B7</f><v>1</v></c></row>'
    assert append(sheet(array), {1: "x"})[1] == (8,)


def test_rows_are_appended_below_merged_cells_and_pivot_tables_even_if_these_are_empty() -> None:
    merges = '<mergeCells count="2"><mergeCell ref="A3:A9"/><mergeCell ref="B4:C5"/></mergeCells>'
    assert append(sheet(LOG, after=merges), {2: "x"})[1] == (3,)
    assert append(sheet(LOG, after=merges), {2: "x"}, {2: "y"})[1] == (6, 7)
    assert append(sheet(LOG, after=merges), {1: "x"})[1] == (10,)
    pivot = f'<pivotTableDefinition xmlns="{MAIN}"><location ref="B4:C12"/></pivotTableDefinition>'
    assert append(sheet(LOG), {2: "x"}, {2: "y"}, pivots={"p.xml": pivot})[1] == (13, 14)
    assert append(sheet(LOG), {1: "x"}, {1: "y"}, pivots={"p.xml": pivot})[1] == (3, 4)


def test_the_first_row_of_a_log_does_not_look_like_the_headings() -> None:
    headings = LOG.partition("</row>")[0] + "</row>"
    after, _ = append(sheet(headings), {1: "x"})
    assert '<row r="2"><c r="A2" t="inlineStr">' in after[SHEET].decode()


def test_blank_rows_that_only_have_a_look_are_filled_first() -> None:
    blank = '<row r="3" s="1" customFormat="1"><c r="A3" s="3"/></row><row r="4"/>'
    blank += '<row r="9"><c r="A9"><v></v></c></row>'
    after, rows = append(sheet(LOG + blank), {1: True, 2: 2}, {1: True}, {1: True})
    assert rows == (3, 4, 5)
    assert (
        '<row r="3" s="1" customFormat="1"><c r="A3" s="3" t="b">'
        '<v>1</v></c><c r="B3" s="3"><v>2</v></c></row>'
        '<row r="4"><c r="A4" s="1" t="b"><v>1</v></c></row>'
        '<row r="5"><c r="A5" s="1" t="b"><v>1</v></c></row><row r="9">'
    ) in after[SHEET].decode()


def test_appended_rows_come_after_cells_put_in_the_same_change() -> None:
    data, rows = changed(workbook(sheet(LOG)), {"Ark": SheetChange({(7, 1): 1}, [{1: 2}])})
    assert rows == {"Ark": (8,)}
    assert read(data)[8, 1] == 2


def test_a_cell_that_is_emptied_in_the_same_change_takes_no_room() -> None:
    _, rows = changed(workbook(sheet(LOG)), {"Ark": SheetChange({(7, 1): None, (8, 1): ""}, [{1: 2}])})
    assert rows == {"Ark": (3,)}


TABLE = (
    f'<table xmlns="{MAIN}" id="1" name="Logg" displayName="Logg" ref="A1:B2"{{}}><autoFilter ref="A1:B2"/>'
    '<tableColumns count="2"><tableColumn id="1" name="Tid"/>'
    '<tableColumn id="2" name="Kva"/></tableColumns></table>'
)


def test_a_table_grows_with_the_rows_below_it() -> None:
    after, _ = append(sheet(LOG), {1: 1}, {2: "z"}, tables={"t.xml": TABLE.format("")})
    assert after["xl/tables/t.xml"].decode() == TABLE.format("").replace("A1:B2", "A1:B4")


def test_a_table_does_not_grow_with_rows_that_hold_nothing() -> None:
    after, _ = append(sheet(LOG), {1: 1}, {1: None, 2: ""}, tables={"t.xml": TABLE.format("")})
    assert after["xl/tables/t.xml"].decode() == TABLE.format("").replace("A1:B2", "A1:B3")


def test_a_table_grows_from_its_only_blank_row() -> None:
    headings = LOG.partition("</row>")[0] + "</row>"
    after, rows = append(sheet(headings), {1: 1}, {1: 2}, tables={"t.xml": TABLE.format("")})
    assert rows == (2, 3)
    assert after["xl/tables/t.xml"].decode() == TABLE.format("").replace("A1:B2", "A1:B3")


def test_a_table_elsewhere_does_not_grow() -> None:
    neighbour = TABLE.format("").replace("A1:B2", "D1:E2")
    after, _ = append(sheet(LOG), {1: 1}, tables={"t.xml": neighbour})
    assert after["xl/tables/t.xml"].decode() == neighbour


TOTALS = (
    LOG
    + '<row r="3"><c r="A3" t="inlineStr"><is><t>Total</t></is></c><c r="B3" s="2"><f>SUBTOTAL(109,Logg[Kva])</f>'
    + "<v>1</v></c></row>"
)


@pytest.mark.parametrize("count", ["1", "true", "1.0"])
def test_rows_are_appended_below_a_table_with_totals_which_stays_as_it_is(count: str) -> None:
    table = TABLE.format(f' totalsRowCount="{count}"').replace('ref="A1:B2"', 'ref="A1:B3"', 1)
    before = sheet(TOTALS)
    after, rows = append(before, {1: date(2025, 3, 1), 2: "x"}, tables={"t.xml": table})
    assert rows == (4,)
    assert after["xl/tables/t.xml"].decode() == table
    # It looks like the data, not like the totals.
    added = (
        '<row r="4"><c r="A4" s="1"><v>45717</v></c><c r="B4" s="3" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    assert after[SHEET].decode() == before.replace("</sheetData>", f"{added}</sheetData>")
    once_more, rows = append(after[SHEET].decode(), {2: "y"}, tables={"t.xml": table})
    assert rows == (5,)
    assert once_more["xl/tables/t.xml"].decode() == table


def test_blank_rows_of_a_table_are_filled_as_far_as_its_totals() -> None:
    table = TABLE.format(' totalsRowCount="1"').replace('ref="A1:B2"', 'ref="A1:B5"', 1)
    assert append(sheet(LOG), {1: "x"}, {1: "y"}, tables={"t.xml": table})[1] == (3, 4)
    assert append(sheet(LOG), {1: "x"}, {1: "y"}, {1: "z"}, tables={"t.xml": table})[1] == (6, 7, 8)
    assert append(sheet(LOG), {3: "x"}, {3: "y"}, {3: "z"}, tables={"t.xml": table})[1] == (3, 4, 5)


def test_a_heading_of_a_table_is_not_changed() -> None:
    tables = {"t.xml": TABLE.format("")}
    problems = refused(sheet(LOG), SheetChange({(1, 1): "Når", (1, 2): "Kva"}), tables=tables)
    assert [place for place, _ in problems] == ["A1"]


def test_filter_formats_and_validations_reach_the_new_rows() -> None:
    after_rows = (
        '<autoFilter ref="A1:B2"/>'
        '<conditionalFormatting sqref="B2 D2:D9"><cfRule type="x"/></conditionalFormatting>'
        '<conditionalFormatting sqref="A1:B1 A1:C2"/><conditionalFormatting sqref="E2:F2 A:A"/>'
        '<dataValidations count="3"><dataValidation sqref="A2"/><dataValidation sqref="B1:B2"/>'
        '<dataValidation sqref="B3:B9"/></dataValidations>'
        '<ignoredErrors><ignoredError sqref="A2:B2"/></ignoredErrors>'
        '<extLst><ext xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><dataValidation>'
        "<xm:sqref>A2</xm:sqref></dataValidation><sparkline><xm:sqref>A2</xm:sqref></sparkline></ext></extLst>"
    )
    name = '<definedName name="_xlnm._FilterDatabase" localSheetId="{}">Ark!$A$1:$B${}</definedName>'
    names = "<definedNames>" + name.format(0, 2) + name.format(1, 2) + "</definedNames>"
    after, _ = append(sheet(LOG, after=after_rows), {1: 1, 2: 2}, {1: 2}, book=names)
    expected = (
        after_rows.replace('"A1:B2"/>', '"A1:B4"/>', 1).replace('"B2 D2:D9"', '"B2:B4 D2:D9"')
        .replace("A1:C2", "A1:C4")
        .replace('Validation sqref="A2"', 'Validation sqref="A2:A4"').replace('"A2:B2"', '"A2:B4"')
        .replace("<dataValidation><xm:sqref>A2<", "<dataValidation><xm:sqref>A2:A4<")
    )  # fmt: skip
    assert after[SHEET].decode().partition("</sheetData>")[2] == expected + "</worksheet>"
    assert name.format(0, 4) + name.format(1, 2) in after["xl/workbook.xml"].decode()


def test_a_sheet_that_is_full_takes_no_more_rows() -> None:
    full = sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    assert refused(full, SheetChange({}, [{1: 1}]))[0][0] == "A1048577"
