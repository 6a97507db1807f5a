"""Bytes replaced in place, and a sheet scanned without building a tree."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common.references import Area, column_letters, column_number, parse_area, parse_cell
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.scanning.found_rows import SheetScan, UnsupportedSheet
from regionplan_xl.ooxml.scanning.sheet_scan import scan_sheet
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, apply_edits, in_order, with_attributes
from regionplan_xl.ooxml.xml.element import parse_xml
from tests.ooxml.sheets import MAIN, part, sheet, workbook


@given(
    st.binary(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.binary(max_size=5)))
)
def test_every_byte_outside_the_edits_stays(data: bytes, wished: list[tuple[int, int, bytes]]) -> None:
    edits, taken = [], 0
    for start, end, new in sorted(wished, key=lambda wish: wish[:2]):
        if taken <= start <= end <= len(data):
            edits.append(ByteEdit(start, end, new))
            taken = end
    expected, place = b"", 0
    for edit in edits:
        expected += data[place : edit.start] + edit.new
        place = edit.end
    assert apply_edits(data, edits) == expected + data[place:]


def test_two_edits_of_the_same_bytes_are_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="two edits"):
        in_order([ByteEdit(0, 5, b""), ByteEdit(3, 6, b"")])


@pytest.mark.parametrize(
    ("tag", "changes", "expected"),
    [
        (b'<c r="A1" t="s" s="3">', {"t": None}, b'<c r="A1" s="3">'),
        (b'<c r="A1"/>', {"t": "b"}, b'<c r="A1" t="b"/>'),
        (b"<c r='A1' t = 's' />", {"t": "b", "vm": None}, b"<c r='A1' t=\"b\" />"),
        (b"<x:row spans='1:2'\n ht=\"5\">", {"spans": "1:3"}, b'<x:row spans="1:3"\n ht="5">'),
        (b'<c x="a t=\'s\' b" t="n"/>', {"t": None}, b"<c x=\"a t='s' b\"/>"),
        (b'<c x14ac:t="1" t="s"/>', {"t": None}, b'<c x14ac:t="1"/>'),
    ],
)
def test_one_attribute_changes_and_the_others_stay_as_written(
    tag: bytes, changes: dict[str, str | None], expected: bytes
) -> None:
    assert with_attributes(tag, changes) == expected


def test_an_element_knows_its_place_in_the_bytes() -> None:
    data = b'\xef\xbb\xbf<?xml version="1.0"?><!-- <b/> --><a k="1 &gt; 0"><b/><b  x=\'>\' ></b >'
    data += b"<c>t<![CDATA[<]]>e</c></a>"
    root = parse_xml(data, "x")
    assert [data[e.start : e.end] for e in root.children] == [
        b"<b/>",
        b"<b  x='>' ></b >",
        b"<c>t<![CDATA[<]]>e</c>",
    ]
    assert [e.is_empty_tag for e in root.children] == [True, False, False]
    assert root.attributes == {"k": "1 > 0"}
    assert root.children[2].text == "t<e"
    assert data[root.inside : root.close].startswith(b"<b/>")


@given(st.integers(1, 16_384))
def test_columns_have_letters_and_back(column: int) -> None:
    assert column_number(column_letters(column)) == column


@pytest.mark.parametrize(
    "name", ["", "A", "A0", "1", "XFE1", "A1048577", "A1:B2:C3", "#REF!", "A:A", "1:1", "AAAA1"]
)
def test_a_text_that_names_no_cell_has_no_place(name: str) -> None:
    assert parse_cell(name) is None
    assert parse_area(name) is None


def test_an_area_is_read_in_any_direction() -> None:
    assert parse_area("$C$5:A1") == Area(1, 1, 5, 3)
    assert str(Area(1, 1, 5, 3)) == "A1:C5"
    assert str(Area(2, 2, 2, 2)) == "B2"


def look(document: str | bytes, *rows: int) -> SheetScan:
    package = Package.open(workbook(document))
    return scan_sheet(XmlPart.of(package, "xl/worksheets/sheet1.xml"), rows)


def test_a_scan_finds_the_rows_asked_for_and_where_the_others_would_go() -> None:
    document = sheet('<row r="2"><c r="A2"><v>1</v></c></row> <row r="5"/><row r="9" s="1"></row>').encode()
    found = look(document, 1, 2, 3, 5, 20)
    assert {n: row.xml for n, row in found.rows.items()} == {
        2: b'<row r="2"><c r="A2"><v>1</v></c></row>',
        5: b'<row r="5"/>',
    }
    assert document[found.before[1] :].startswith(b'<row r="2">')
    assert document[found.before[3] :].startswith(b'<row r="5"/>')
    assert document[found.before[20] :].startswith(b"</sheetData>")
    assert (found.first, found.last, found.has_formulas) == (2, 2, False)


def test_rows_and_cells_far_apart_in_a_large_sheet_are_found() -> None:
    row = (
        '<row r="{0}">'
        + "".join(f'<c r="{column_letters(c)}{{0}}"><v>{{0}}</v></c>' for c in range(1, 60))
        + "</row>"
    )
    document = sheet("".join(row.format(n) for n in range(1, 1500)), after="<pageMargins left='1'/>").encode()
    assert len(document) > 4 * 256 * 1024
    found = look(document, 1, 700, 1499, 1500)
    for number, xml in found.rows.items():
        assert xml.xml == row.format(number).encode()
        assert document[xml.start :].startswith(xml.xml)
    assert found.last == 1499
    close = found.in_part(ByteEdit(found.sheet_data.close, found.sheet_data.close, b"")).start
    assert document[close:].startswith(b"</sheetData>")
    margins = found.root.first("pageMargins")
    assert margins
    unchanged = found.in_part(margins.set_attributes({}))
    assert document[unchanged.start : unchanged.end] == unchanged.new == b"<pageMargins left='1'/>"


def test_comments_and_cdata_do_not_mislead() -> None:
    rows = (
        '<!-- <row r="1"></row> --><row r="1"><c r="A1" t="inlineStr">'
        '<is><t><![CDATA[</row><row r="2">]]></t></is></c>'
        "<!-- </row> --></row><?x </sheetData> ?><row r='2'/>"
    )
    found = look(sheet(rows, before="<!-- <sheetData> -->"), 1, 2)
    assert sorted(found.rows) == [1, 2]
    assert found.rows[1].xml.endswith(b"<!-- </row> --></row>")
    assert found.last == 1


def test_only_what_fills_a_row_counts_as_its_contents() -> None:
    empty = '<row r="{}"><c r="A{}" s="1"/><c r="B{}"><v></v></c><c r="C{}"><v/></c></row>'
    found = look(sheet('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>' + empty.replace("{}", "2")))
    assert (found.first, found.last) == (1, 1)


@pytest.mark.parametrize(
    "document",
    [
        f'<worksheet xmlns="{MAIN}"/>',
        "<worksheet><sheetData/></worksheet>",
        f'<worksheet xmlns="{MAIN}"><x><sheetData/></x></worksheet>',
        sheet('<mc:AlternateContent xmlns:mc="m"><mc:Choice><row r="1"/></mc:Choice></mc:AlternateContent>'),
        sheet('<row r="0"/>'),
        sheet('<row r="1048577"/>'),
        sheet('<y:row xmlns:y="y" r="1"></y:row>'),
    ],
)
def test_a_sheet_that_is_built_otherwise_is_not_understood(document: str) -> None:
    with pytest.raises(UnsupportedSheet):
        look(document, 1)


@pytest.mark.parametrize(
    "document",
    [
        sheet('<row r="1">'),
        sheet("&nbsp;"),
        "<!DOCTYPE a [<!ENTITY b 'c'>]>" + sheet(""),
        sheet('<z:row r="1"/>'),
        "",
        "\0",
    ],
)
def test_broken_xml_is_rejected_wherever_the_break_is(document: str) -> None:
    with pytest.raises(Rejected):
        look(document, 1)


def test_a_part_in_utf_16_is_seen_as_utf_8_and_written_back_as_it_was() -> None:
    document = '<?xml version="1.0" encoding="UTF-16"?>' + sheet("<row r='1'/>", after="<!-- blåbær -->")
    package = Package.open(workbook(document.encode("utf-16")))
    seen = XmlPart.of(package, "xl/worksheets/sheet1.xml")
    place = seen.read().index(b"<row")
    contents = seen.contents([ByteEdit(place, place, "<!-- ø -->".encode())])
    assert isinstance(contents, bytes)
    assert contents == document.replace("<row", "<!-- ø --><row").encode("utf-16")


def test_what_an_encoding_lacks_becomes_a_character_reference() -> None:
    document = '<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet("", after="<!--å-->")
    package = Package.open(workbook(document.encode("latin-1")))
    seen = XmlPart.of(package, "xl/worksheets/sheet1.xml")
    place = seen.read().index(b"</sheetData>")
    assert seen.contents([ByteEdit(place, place, "å€".encode())]) == document.replace(
        "</sh", "å&#8364;</sh"
    ).encode("latin-1")


def test_a_streamed_part_is_written_to_what_it_is_given() -> None:
    data = workbook(sheet("<row r='1'/>"))
    contents = XmlPart.of(Package.open(data), "xl/worksheets/sheet1.xml").contents([])
    out = io.BytesIO()
    assert callable(contents)
    contents(out)
    assert out.getvalue() == part(data)
