"""Ordinary sheets are scanned by regular expressions, all others by a parser: both find the same."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.errors import Problem, Rejected
from regionplan_xl.ooxml import Package, Refused, SheetChange, Workbook, changed
from regionplan_xl.ooxml.common.limits import STANDARD
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.shared_strings import find_shared_strings
from regionplan_xl.ooxml.scanning.found_rows import SheetScan
from regionplan_xl.ooxml.scanning.ordinary_rows import scan_ordinary_rows
from regionplan_xl.ooxml.scanning.sheet_scan import scan_sheet
from tests.ooxml.sheets import MAIN, sheet, workbook

SHEET = "xl/worksheets/sheet1.xml"
CELLS = st.sampled_from(
    [
        "",
        '<c r="A{0}"/>',
        '<c r="A{0}" s="1"/>',
        '<c r="A{0}"><v>1</v></c>',
        '<c r="B{0}" t="inlineStr"><is><t xml:space="preserve"> a &amp; b > c </t></is></c>',
        '<c r="E{0}" s="1" t="inlineStr"><is><t>to\nlinjer&#10;og \u00e5tte</t></is></c>',
        '<c r="F{0}" t="str"><v>to\n\nlinjer</v></c>',
        '<c r="G{0}" t="inlineStr"><is><t>m&#229;l &#x2013; &#x1F600;</t></is></c>',
        '<c r="C{0}" s="1"><f>SUM(A1:A{0})</f><v>2</v></c>',
        '<c r="D{0}"><f t="array" ref="D{0}:E{0}">A1:B1</f><v></v></c>',
    ]
)
ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["", ' spans="1:4"', ' s="1" customFormat="1" ht="20.5"']),
        st.lists(CELLS, max_size=4),
    ),
    max_size=12,
)


def written(rows: list[tuple[int, str, list[str]]]) -> str:
    """Return the rows as most programs write them, with gaps between them."""
    number, xml = 0, ""
    for step, attributes, cells in rows:
        number += step
        inside = "".join(cells).format(number)
        xml += f'<row r="{number}"{attributes}' + (f">{inside}</row>" if inside else "/>")
    return xml


def facts(found: SheetScan) -> tuple[object, ...]:
    places = {number: place for number, place in found.before.items() if number not in found.rows}
    return (
        found.rows, places, found.duplicates, found.first, found.last, found.formula_areas, found.has_formulas,
        found.end_of_rows, found.sheet_data.start, found.merged,
    )  # fmt: skip


@given(ROWS, st.sets(st.integers(1, 60), max_size=8), st.integers(1, 60))
def test_an_ordinary_sheet_and_the_same_with_a_comment_are_scanned_alike(
    rows: list[tuple[int, str, list[str]]], wanted: set[int], from_row: int
) -> None:
    document = sheet(written(rows), after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>').encode()
    numbers = sorted(wanted)
    fast = scan_ordinary_rows(BytesIO(document), SHEET, numbers, from_row)
    assert fast is not None
    commented = document.replace(b"</worksheet>", b"<!-- by hand --></worksheet>")
    careful = scan_sheet(XmlPart.of(Package.open(workbook(commented)), SHEET), numbers, from_row=from_row)
    assert facts(fast) == facts(careful)
    assert careful.at_end is None
    if fast.last:
        later = [fast.last, fast.last + 1, 70]
        assert fast.add_from_end(later)
        again = scan_ordinary_rows(BytesIO(document), SHEET, sorted({*numbers, *later}), from_row)
        assert again is not None
        assert (fast.rows, fast.before) == (again.rows, again.before)


@given(
    ROWS,
    st.dictionaries(
        st.tuples(st.integers(1, 12), st.integers(1, 7)), st.sampled_from(["ny", "to\nlinjer", 3, None])
    ),
)
def test_a_change_is_the_same_in_an_ordinary_sheet_and_in_one_with_other_blanks(
    rows: list[tuple[int, str, list[str]]], cells: dict[tuple[int, int], str | int | None]
) -> None:
    """Tags with two blanks in them are left to the parser."""
    document = sheet(written(rows)).encode()
    odd = document.replace(b"<c ", b"<c  ").replace(b"<row ", b"<row  ")
    change = SheetChange(cells=cells, append=[{1: "logg", 4: "ned\nover"}])
    assert after(document, change) == after(odd, change)


def after(document: bytes, change: SheetChange) -> bytes | tuple[Problem, ...]:
    """Return the sheet after a change, with single blanks; or the reasons why it is refused."""
    try:
        new, _ = changed(workbook(document), {"Ark": change})
    except Refused as refused:
        return refused.problems
    return Package.open(new).read(SHEET).replace(b"<c  ", b"<c ").replace(b"<row  ", b"<row ")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><!-- <row r="2"/> -->',
        '<row r="1"><c r="A1"><v><![CDATA[</row>]]></v></c></row>',
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="1" ht="1" ht="2"/>',
        '<row r="1" x14ac:dyDescent="0.25"/>',
        '<row r="1"><c r="A1"><v>a & b</v></c></row>',
        '<row r="1"><c r="A1"><v>&own;</v></c></row>',
        '<row r="1"><c r="A1"><v>&#1;</v></c></row>',
        '<row r="1"><c r="A1"><v>&#xD800;</v></c></row>',
        '<row r="1"><c r="A1"><v>&#xFFFE;</v></c></row>',
        '<row r="1"><c r="A1"><v>&#9999999;</v></c></row>',
        '<row r="1"><c r="A1"><v>]]></v></c></row>',
        '<row r="1"><c r="A1"><v>\x01</v></c></row>',
        '<row r="1"><c r="A1"><v>1</c></v></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><x/></row>',
        '<row><c r="A1"><v>1</v></c></row>',
        '<row r="1048577"/>',
        "",
        '<row r="1"/> <row r="2"/>',
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_parser(rows: str) -> None:
    if not rows:
        assert scan_ordinary_rows(BytesIO(b"<worksheet><sheetData/></worksheet>"), SHEET, [1], 2) is None
        return
    assert scan_ordinary_rows(BytesIO(sheet(rows).encode()), SHEET, [1], 2) is None


@pytest.mark.parametrize(
    "broken",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</c></v></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>&own;</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" ht="1" ht="1"/>',
    ],
)
def test_a_sheet_that_is_broken_in_another_row_is_refused_and_nothing_is_written(broken: str) -> None:
    with pytest.raises(Rejected):
        changed(workbook(sheet(broken)), {"Ark": SheetChange(cells={(1, 1): "ny"})})


STRINGS = f'<sst xmlns="{MAIN}" count="4" uniqueCount="4">{{}}</sst>'
ITEMS = [
    "<si><t>Turstier</t></si>",
    '<si><t xml:space="preserve"> Bading &amp; fiske </t></si>',
    "<si><r><t>Helse</t></r><r><rPr><b/></rPr><t>hus</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>",
    "<si><t/></si>",
]


def test_texts_are_found_by_their_number_without_reading_them_all() -> None:
    document = STRINGS.format("\n".join(ITEMS * 20_000)).encode()
    found = find_shared_strings(BytesIO(document), "sst", STANDARD, [0, 1, 2, 3, 40_002, 79_997, 80_000])
    expected = {0: "Turstier", 1: " Bading & fiske ", 2: "Helsehus", 3: ""}
    assert found == {**expected, 40_002: "Helsehus", 79_997: " Bading & fiske "}


@pytest.mark.parametrize(
    "odd",
    [
        STRINGS.format("<!-- <si><t>nei</t></si> -->" + ITEMS[0]),
        STRINGS.format("<si/>" + ITEMS[0]),
        STRINGS.format("<si ><t>nei</t></si>" + ITEMS[0]),
        STRINGS.format(ITEMS[0]).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x="),
        STRINGS.format(ITEMS[0]).replace(MAIN, "http://example.org/"),
    ],
)
def test_odd_parts_of_texts_are_left_to_the_parser(odd: str) -> None:
    assert find_shared_strings(BytesIO(odd.encode()), "sst", STANDARD, [0]) is None


def test_a_text_beyond_the_first_million_is_still_known() -> None:
    """A cell that holds the answer already is left as it is, however many texts the workbook has."""
    document = STRINGS.format("<si><t>a</t></si>" * 1_000_000 + "<si><t>Påstarta</t></si>").encode()
    found = find_shared_strings(BytesIO(document), "sst", STANDARD, [1_000_000])
    assert found == {1_000_000: "Påstarta"}


def test_texts_of_several_sheets_that_are_there_already_change_nothing() -> None:
    book = workbook(
        sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'),
        strings="".join(ITEMS),
    )
    new, _ = changed(book, {"Ark": SheetChange(cells={(1, 1): "Turstier", (1, 2): " Bading & fiske "})})
    assert Package.open(new).read(SHEET) == Package.open(book).read(SHEET)
    new, _ = changed(book, {"Ark": SheetChange(cells={(1, 1): "Turstiar", (1, 2): " Bading & fiske "})})
    cells = {cell.column: cell.value for cell in Workbook.open(new).cells("Ark")}
    assert cells == {1: "Turstiar", 2: " Bading & fiske "}
