"""Cells changed in place: what is written, what stays, and what is refused."""

import io
import os
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import lxml.etree as et
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.editing.change import Cached, Content, Put, Refused, SheetChange, change, changed
from regionplan_xl.ooxml.reading.workbook import Workbook
from tests.ooxml.sheets import (
    MAIN,
    STRICT,
    STYLES,
    moment,
    part,
    parts,
    placed_cells,
    read,
    refused,
    sheet,
    workbook,
)

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
SHEET = "xl/worksheets/sheet1.xml"
ROW_1 = '<row r="1"><c r="A1" s="2"><v>1</v></c><c r="C1" t="s" cm="1" vm="2"><v>0</v></c></row>'


def put(rows: str, cells: dict[tuple[int, int], Content | Put | Cached], **around: str) -> str:
    """Return the rows of a sheet after `cells` were written there."""
    document = sheet(rows, **around)
    data, _ = changed(workbook(document, strings="<si><t>før</t></si>"), {"Ark": SheetChange(cells)})
    return part(data).decode().partition("<sheetData>")[2].partition("</sheetData>")[0]


# What is written


@pytest.mark.parametrize("text", ["a\nb", "\n", "a\r\nb", "\u2028", "a\u0085b"])
@pytest.mark.parametrize("content", ["ny", None, 3])
def test_a_cell_whose_text_has_line_breaks_is_replaced_and_not_written_beside(
    text: str, content: Content
) -> None:
    cell = f'<c r="B1" s="2" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    row = f'<row r="1"><c r="A1"><v>1</v></c>{cell}<c r="C1"><v>2</v></c></row>'
    written = put(row, {(1, 2): content})
    assert re.findall('<c r="([A-Z]+)1"', written) == ["A", "B", "C"]
    assert text not in written


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("ny", '<c r="A1" s="2" t="inlineStr"><is><t>ny</t></is></c>'),
        (" a\nb ", '<c r="A1" s="2" t="inlineStr"><is><t xml:space="preserve"> a\nb </t></is></c>'),
        ("=1+1", '<c r="A1" s="2" t="inlineStr"><is><t>=1+1</t></is></c>'),
        (
            "<&> _x0041_ _x41_",
            '<c r="A1" s="2" t="inlineStr"><is><t>&lt;&amp;&gt; _x005F_x0041_ _x41_</t></is></c>',
        ),
        ("a\rb\r\nc", '<c r="A1" s="2" t="inlineStr"><is><t>a_x000D_b\nc</t></is></c>'),
        (2, '<c r="A1" s="2"><v>2</v></c>'),
        (0.1, '<c r="A1" s="2"><v>0.1</v></c>'),
        (-3.0, '<c r="A1" s="2"><v>-3</v></c>'),
        (1e300, '<c r="A1" s="2"><v>1e+300</v></c>'),
        (True, '<c r="A1" s="2" t="b"><v>1</v></c>'),
        (None, '<c r="A1" s="2"/>'),
        ("", '<c r="A1" s="2"/>'),
        (Put("x", style=1), '<c r="A1" s="1" t="inlineStr"><is><t>x</t></is></c>'),
        (Put(1, style=3), '<c r="A1" s="3"><v>1</v></c>'),
    ],
)
def test_a_cell_holds_what_was_said_and_keeps_its_format(content: Content | Put, expected: str) -> None:
    assert put(ROW_1, {(1, 1): content}).startswith(f'<row r="1">{expected}<c r="C1"')


def test_text_in_place_of_a_shared_string_leaves_the_shared_strings_alone() -> None:
    assert put(ROW_1, {(1, 3): "etter"}).endswith('<c r="C1" t="inlineStr"><is><t>etter</t></is></c></row>')


@pytest.mark.parametrize("cells", [{(1, 1): 1.0}, {(1, 3): "før"}, {(1, 2): None}, {(7, 1): None}, {}])
def test_saying_what_is_there_already_changes_nothing(cells: dict[tuple[int, int], Content]) -> None:
    before = workbook(
        sheet(ROW_1 + '<row r="2"><c r="A2"><f>A1</f></c></row>'),
        strings="<si><r><t>fø</t></r><r><t>r</t></r></si>",
    )
    after, _ = changed(before, {"Ark": SheetChange(cells)})
    assert parts(after) == parts(before)


def test_a_new_cell_goes_where_its_column_belongs_and_a_new_row_where_its_number_does() -> None:
    rows = put(
        '<row r="2" spans="2:3"><c r="B2"/><c r="C2"/><extLst/></row><row r="5"/>',
        {(2, 1): 1, (2, 4): 2, (5, 2): 3, (1, 1): 4, (3, 1): 5, (9, 1): 6, (9, 3): 7},
    )
    assert rows == (
        '<row r="1"><c r="A1"><v>4</v></c></row>'
        '<row r="2" spans="1:4"><c r="A2"><v>1</v></c><c r="B2"/>'
        '<c r="C2"/><c r="D2"><v>2</v></c><extLst/></row>'
        '<row r="3"><c r="A3"><v>5</v></c></row><row r="5"><c r="B5"><v>3</v></c></row>'
        '<row r="9"><c r="A9"><v>6</v></c><c r="C9"><v>7</v></c></row>'
    )


def test_a_new_cell_looks_like_its_row_or_else_its_column() -> None:
    columns = '<cols><col min="1" max="2" style="2"/><col min="4" max="16384" style="3"/></cols>'
    rows = put(
        '<row r="1" s="1" customFormat="1"/><row r="2" s="1"/>',
        {(1, 1): 5, (2, 1): 5, (2, 3): 5, (2, 9): 5},
        before=columns,
    )
    assert rows == (
        '<row r="1" s="1" customFormat="1"><c r="A1" s="1"><v>5</v></c></row>'
        '<row r="2" s="1"><c r="A2" s="2"><v>5</v></c>'
        '<c r="C2"><v>5</v></c><c r="I2" s="3"><v>5</v></c></row>'
    )


def test_rows_and_cells_without_numbers_or_out_of_order_are_found() -> None:
    assert put(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/></row>", {(1, 2): 3, (2, 1): 4, (2, 2): 5}
    ) == ("<row><c><v>1</v></c><c><v>3</v></c></row><row><c><v>4</v></c>" + '<c r="B2"><v>5</v></c></row>')
    disorder = '<row r="3"><c r="B3"/><c r="A3"/></row><row r="1"/>'
    assert put(disorder, {(3, 1): 1, (1, 1): 2, (2, 1): 3}) == (
        '<row r="2"><c r="A2"><v>3</v></c></row><row r="3"><c r="B3"/><c r="A3"><v>1</v></c></row>'
        '<row r="1"><c r="A1"><v>2</v></c></row>'
    )


@pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData />"])
def test_a_sheet_without_rows_gets_them_in_order(empty: str) -> None:
    document = f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/>{empty}</worksheet>'
    data, rows = changed(workbook(document), {"Ark": SheetChange({(2, 2): 1}, [{3: "a"}, {}, {1: "b"}])})
    assert rows == {"Ark": (3, 4, 5)}
    assert part(data).decode() == (
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:C5"/>'
        '<sheetData><row r="2"><c r="B2"><v>1</v></c></row>'
        '<row r="3"><c r="C3" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="5"><c r="A5" t="inlineStr"><is><t>b</t></is></c></row></sheetData></worksheet>'
    )


@pytest.mark.parametrize("namespace", [MAIN, STRICT])
def test_prefixes_and_strict_files_are_written_as_they_are(namespace: str) -> None:
    rows = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
    document = f'<x:worksheet xmlns:x="{namespace}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    data, _ = changed(workbook(document), {"Ark": SheetChange({(1, 1): "a", (2, 1): 2})})
    assert (
        '<x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is>'
        '</x:c></x:row><x:row r="2"><x:c r="A2"><x:v>2</x:v>' in part(data).decode()
    )


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-be", "utf-16-le", "iso-8859-1", "us-ascii", "utf-8-sig"]
)
def test_a_sheet_in_another_encoding_stays_in_it(encoding: str) -> None:
    name = encoding.removesuffix("-sig").removesuffix("-be").removesuffix("-le")
    document = f'<?xml version="1.0" encoding="{name}"?>' + sheet('<row r="1"><c r="A1"/></row>')
    data, _ = changed(workbook(document.encode(encoding)), {"Ark": SheetChange({(1, 1): "blåbær €"})})
    assert part(data)[:20] == document.encode(encoding)[:20]
    cells = placed_cells(et.fromstring(part(data)))
    assert "".join(map(str, cells[1, 1].itertext())) == "blåbær €"


def test_comments_and_cdata_among_the_rows_stay() -> None:
    rows = '<!--a--><row r="1"><!--b--><c r="A1"><v><![CDATA[1]]></v></c></row>'
    assert put(rows, {(1, 1): 1, (1, 2): 2}) == rows.replace("</row>", '<c r="B1"><v>2</v></c></row>')
    assert put(rows, {(1, 1): 3}) == rows.replace("<![CDATA[1]]>", "3")


# Dates


def test_a_date_is_a_number_shown_as_a_date() -> None:
    rows = '<row r="1"><c r="A1" s="1"/><c r="B1" s="2"/><c r="C1"/></row><row r="2"><c r="B2" s="1"/></row>'
    before = workbook(sheet(rows))
    day = date(2025, 3, 1)
    data, _ = changed(
        before, {"Ark": SheetChange({(1, 1): day, (1, 2): day, (1, 3): moment(2025, 3, 1, 12)})}
    )
    assert (
        part(data)
        .decode()
        .partition("<sheetData>")[2]
        .startswith(
            '<row r="1"><c r="A1" s="1"><v>45717</v></c><c r="B1" s="1">'
            '<v>45717</v></c><c r="C1" s="4"><v>45717.5</v></c>'
        )
    )
    formats = part(data, "xl/styles.xml").decode()
    assert formats == STYLES.replace('<cellXfs count="4">', '<cellXfs count="5">').replace(
        "</cellXfs>", '<xf numFmtId="22" fontId="0" applyNumberFormat="1"/></cellXfs>'
    )
    assert read(data) == {
        (1, 1): moment(2025, 3, 1),
        (1, 2): moment(2025, 3, 1),
        (1, 3): moment(2025, 3, 1, 12),
    }


def test_a_new_date_format_keeps_the_look_of_the_cell() -> None:
    data, _ = changed(
        workbook(sheet('<row r="1"><c r="A1" s="2"/></row>')),
        {"Ark": SheetChange({(1, 1): date(2025, 1, 1), (2, 1): date(2025, 1, 1)})},
    )
    assert (
        '<xf numFmtId="14" fontId="2" applyNumberFormat="1"><alignment wrapText="1"/></xf>'
        in part(data, "xl/styles.xml").decode()
    )
    assert Workbook.open(data).styles.is_date(4)


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    before = workbook(sheet('<row r="1"><c r="A1" s="1"/></row>'), properties='<workbookPr date1904="1"/>')
    data, _ = changed(before, {"Ark": SheetChange({(1, 1): date(2025, 3, 1)})})
    assert "<v>44255</v>" in part(data).decode()
    assert read(data) == {(1, 1): moment(2025, 3, 1)}


@given(st.dates(date(1900, 1, 1)), st.booleans())
@settings(max_examples=30, deadline=None)
def test_every_day_reads_back(day: date, from_1904: bool) -> None:
    if from_1904 and day <= date(1904, 1, 1):
        return
    before = workbook(sheet(""), properties=f'<workbookPr date1904="{int(from_1904)}"/>')
    data, _ = changed(before, {"Ark": SheetChange({(1, 1): day})})
    assert read(data) == {(1, 1): moment(day.year, day.month, day.day)}


@pytest.mark.parametrize("day", [date(1899, 12, 31), datetime(2025, 1, 1, tzinfo=UTC)])
def test_a_date_that_no_workbook_holds_is_refused(day: date) -> None:
    assert len(refused(sheet(""), SheetChange({(1, 1): day}))) == 1


def test_a_date_needs_a_workbook_with_formats() -> None:
    assert "no cell formats" in refused(sheet(""), SheetChange({(1, 1): date(2025, 1, 1)}), styles="")[0][1]


# Formulas


FORMULAS = (
    '<row r="1"><c r="A1"><f>B1*2</f><v>4</v></c><c r="B1" t="str">'
    '<f t="shared" ref="B1:B2" si="0">C1</f><v>x</v></c>'
    '<c r="C1" cm="1"><f t="array" ref="C1:D2">E1:F2</f><v>1</v></c><c r="D1"><v>2</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="0"/><v>3</v></c>'
    '<c r="F2"><f t="dataTable" ref="F2:F4" r1="A1"/><v>1</v></c></row>'
)


@pytest.mark.parametrize("place", [(1, 1), (1, 2), (2, 2), (1, 3), (1, 4), (2, 4), (2, 6), (4, 6)])
@pytest.mark.parametrize("content", [5, "x", None])
def test_a_formula_is_never_overwritten(place: tuple[int, int], content: Content) -> None:
    assert len(refused(sheet(FORMULAS), SheetChange({place: content}))) == 1


def test_a_formula_may_have_a_new_result_and_stays() -> None:
    cells: dict[tuple[int, int], Cached] = {
        (1, 1): Cached(7.5), (1, 2): Cached("=y & z"), (1, 3): Cached(True), (1, 4): Cached("d"),
        (2, 2): Cached(3.0), (2, 4): Cached(9),
    }  # fmt: skip
    assert put(FORMULAS, {**cells}) == (
        '<row r="1"><c r="A1"><f>B1*2</f><v>7.5</v></c>'
        '<c r="B1" t="str"><f t="shared" ref="B1:B2" si="0">C1</f><v>=y &amp; z</v></c>'
        '<c r="C1" cm="1" t="b"><f t="array" ref="C1:D2">E1:F2</f>'
        '<v>1</v></c><c r="D1" t="str"><v>d</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>3</v></c><c r="D2"><v>9</v></c>'
        '<c r="F2"><f t="dataTable" ref="F2:F4" r1="A1"/><v>1</v></c></row>'
    )


def test_a_result_without_a_formula_is_refused() -> None:
    problems = refused(sheet(ROW_1), SheetChange({(1, 1): Cached(1), (9, 9): Cached(1)}))
    assert [place for place, _ in problems] == ["A1", "I9"]


CALCULATED = '<calcPr calcId="191029" fullCalcOnLoad="1"/>'


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        ('<calcPr calcId="191029"/>', CALCULATED),
        ('<calcPr fullCalcOnLoad="0"/>', '<calcPr fullCalcOnLoad="1"/>'),
        (CALCULATED, CALCULATED),
        ("<definedNames/><oleSize/>", '<definedNames/><calcPr fullCalcOnLoad="1"/><oleSize/>'),
        ("", '<calcPr fullCalcOnLoad="1"/>'),
    ],
)
def test_a_workbook_with_formulas_is_computed_again_when_opened(book: str, expected: str) -> None:
    before = workbook(sheet(FORMULAS), book=book)
    after, _ = changed(before, {"Ark": SheetChange({(9, 9): 1})})
    assert part(after, "xl/workbook.xml").decode() == part(before, "xl/workbook.xml").decode().replace(
        f"</sheets>{book}<", f"</sheets>{expected}<"
    )


def test_a_workbook_without_formulas_keeps_every_other_part() -> None:
    before = workbook(sheet(ROW_1))
    after, _ = changed(before, {"Ark": SheetChange({(1, 1): "ny"})})
    assert [name for name, data in parts(before).items() if parts(after)[name] != data] == [SHEET]


# What is refused


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("a\x01", "U+0001"),
        ("\ufffe", "U+FFFE"),
        ("a\ud800", "U+D800"),
        ("x" * 32_768, "32768"),
        ("\U0001f7e2" * 16_384, "32768"),
        (float("nan"), "nan"),
        (float("-inf"), "inf"),
        (2**60 + 1, "digits"),
        (Put(1, style=4), "format number 4"),
        (Put(1, style=-1), "format number -1"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused_and_never_cut(content: Content | Put, word: str) -> None:
    ((place, reason),) = refused(sheet(""), SheetChange({(3, 28): content}))
    assert place == "AB3"
    assert word in reason


def test_text_as_long_as_a_cell_is_wide_goes_in_whole() -> None:
    text = "\U0001f7e2" * 16_383 + "x"
    data, _ = changed(workbook(sheet("")), {"Ark": SheetChange({(1, 1): text})})
    assert read(data) == {(1, 1): text}


@pytest.mark.parametrize("place", [(0, 1), (1, 0), (1_048_577, 1), (1, 16_385)])
def test_a_cell_beyond_the_edge_of_the_sheet_is_refused(place: tuple[int, int]) -> None:
    assert len(refused(sheet(""), SheetChange({place: 1}))) == 1


def test_only_the_first_of_merged_cells_takes_content() -> None:
    document = sheet("", after='<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>')
    cells: dict[tuple[int, int], Content] = {(2, 2): 1, (2, 3): 1, (3, 2): 1, (3, 3): 1, (3, 4): 1}
    assert [place for place, _ in refused(document, SheetChange({**cells}))] == ["C2", "B3", "C3"]


def test_what_a_pivot_table_would_write_over_is_refused() -> None:
    pivots = {
        "p.xml": f'<pivotTableDefinition xmlns="{MAIN}"><location ref="B4:C9" rowPageCount="1"/></pivotTableDefinition>'
    }
    problems = refused(sheet(""), SheetChange({(1, 2): 1, (2, 2): 1, (3, 2): 1, (9, 3): 1}), pivots=pivots)
    assert [place for place, _ in problems] == ["B2", "C9"]


def test_a_cell_that_the_file_holds_twice_is_left_alone() -> None:
    document = sheet('<row r="1"><c r="A1"/><c r="A1"/></row><row r="2"/><row r="2"/>')
    assert [place for place, _ in refused(document, SheetChange({(1, 1): 1, (2, 1): 1, (3, 1): 1}))] == [
        "A1",
        "A2",
    ]


def test_every_reason_is_given_at_once_and_nothing_is_written() -> None:
    out = io.BytesIO()
    with pytest.raises(Refused) as caught:
        change(
            workbook(sheet(FORMULAS)),
            out,
            {"Ark": SheetChange({(1, 1): 1, (9, 9): "\0"}), "Borte": SheetChange({})},
        )
    assert [str(problem.place) for problem in caught.value.problems] == [
        "Borte",
        "Ark, row 1, A",
        "Ark, row 9, I",
    ]
    assert out.getvalue() == b""


def test_a_signed_workbook_is_left_alone() -> None:
    before = parts(workbook(sheet("")))
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    before["_rels/.rels"] = before["_rels/.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="s" Type="{kind}" Target="_xmlsignatures/origin.sigs"/></Relationships>'.encode(),
    )
    with pytest.raises(Refused, match="signed"):
        changed(_zipped(before), {"Ark": SheetChange({(1, 1): 1})})


@pytest.mark.parametrize("data", [b"", b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_what_is_no_workbook_is_rejected(data: bytes) -> None:
    with pytest.raises(Rejected):
        changed(data, {"Ark": SheetChange({(1, 1): 1})})


def test_a_sheet_that_is_broken_further_down_is_rejected_before_anything_is_written() -> None:
    out = io.BytesIO()
    with pytest.raises(Rejected):
        change(workbook(sheet(ROW_1, after="<broken>")), out, {"Ark": SheetChange({(1, 1): 1})})
    assert out.getvalue() == b""


def test_a_sheet_built_in_a_way_nobody_knows_is_refused() -> None:
    document = sheet('<mc:AlternateContent xmlns:mc="m"><row r="1"/></mc:AlternateContent>')
    assert "built in a way" in refused(document, SheetChange({(1, 1): 1}))[0][1]


# The file


def test_whole_parts_may_be_exchanged_at_the_same_time() -> None:
    before = workbook(sheet(ROW_1))
    new = b'<sst xmlns="x"/>'
    after, _ = changed(before, {"Ark": SheetChange({(1, 1): 2})}, parts={"xl/sharedStrings.xml": new})
    assert parts(after)["xl/sharedStrings.xml"] == new
    with pytest.raises(ValueError, match="sheet1"):
        changed(before, {"Ark": SheetChange({(1, 1): 2})}, parts={SHEET: b""})


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    path.write_bytes(workbook(sheet(ROW_1), strings="<si><t>før</t></si>"))
    data, _ = changed(path, {"Ark": SheetChange({(1, 1): "ny"})})
    assert openpyxl.load_workbook(io.BytesIO(data))["Ark"]["A1"].value == "ny"


def _zipped(contents: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in contents.items():
            package.writestr(name, data)
    return out.getvalue()
