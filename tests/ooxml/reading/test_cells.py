"""Read the cells of sheets as real programs write them."""

import io
import string
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml import STANDARD, Area, Cell, CellError, Workbook
from regionplan_xl.ooxml.common.dates import from_serial, is_date_format
from regionplan_xl.ooxml.common.references import column_letters, column_number
from regionplan_xl.ooxml.editing.cell_values import encode_content
from regionplan_xl.ooxml.reading.cells import Value, unescape
from tests.ooxml.packages import (
    MAIN,
    OFFICE,
    SHEET,
    STRICT_MAIN,
    STRICT_OFFICE,
    links,
    packed,
    parts,
    workbook,
)

# Style 0 general, 1 a date, 2 painted red, 3 elapsed time, 4 wrapped.
STYLES = """<numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts>
<fills><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFC00000"/></patternFill></fill></fills>
<cellXfs><xf numFmtId="0" fillId="0"/><xf numFmtId="14" fillId="0"/><xf numFmtId="0" fillId="1"/>
<xf numFmtId="164"/><xf numFmtId="0"/></cellXfs>"""


def day(*numbers: int) -> datetime:
    """Return a time as stored in workbooks, without time zone."""
    return datetime(*numbers)  # type: ignore[arg-type]


def opened(rows: str, **more: str) -> Workbook:
    return Workbook.open(workbook(rows, styles=STYLES, **more))


def cells(rows: str, **more: str) -> list[Cell]:
    """Return the cells of some rows, which must be the same when a comment disables every fast path."""
    found = list(opened(rows, **more).cells("Tiltak"))
    assert found == list(opened("<!-- no short cuts -->" + rows, **more).cells("Tiltak"))
    return found


def values(rows: str, **more: str) -> list[Value]:
    return [cell.value for cell in cells(rows, **more)]


def value(cell: str, **more: str) -> Value:
    (only,) = values(f'<row r="1">{cell}</row>', **more)
    return only


def test_text_in_the_shared_table_is_joined_from_its_runs_without_reading_aids() -> None:
    strings = (
        "<si><t>Påstarta</t></si>"
        "<si><r><rPr><b/></rPr><t>Gjennom</t></r><r><t>ført</t></r>"
        "<rPh sb='0' eb='1'><t>lesehjelp</t></rPh></si>"
        "<si><t xml:space='preserve'> med mellomrom </t></si><si/>"
    )
    row = "".join(f'<c r="{c}1" t="s"><v>{i}</v></c>' for i, c in enumerate("ABCD"))
    assert values(f'<row r="1">{row}</row>', strings=strings) == [
        "Påstarta",
        "Gjennomført",
        " med mellomrom ",
    ]


def test_text_kept_in_the_cell_itself_is_read() -> None:
    assert value('<c r="A1" t="inlineStr"><is><t>i gang</t></is></c>') == "i gang"
    rich = "<is><r><t>i </t></r><r><t>gang</t></r><rPh sb='0' eb='1'><t>lesehjelp</t></rPh></is>"
    assert value(f'<c r="A1" t="inlineStr">{rich}</c>') == "i gang"
    # As LibreOffice once wrote it.
    assert value('<c r="A1" t="inlineStr"><v>i gang</v></c>') == "i gang"
    assert value('<c r="A1" t="str"><v>a &lt;&#38;&#x26; b_x000A_c</v></c>') == "a <&& b\nc"
    assert value('<c r="A1" t="inlineStr"><is><t><![CDATA[<v>9</v>]]></t></is></c>') == "<v>9</v>"


def test_a_formula_gives_what_it_last_came_to_and_tells_that_it_is_one() -> None:
    (cell,) = cells('<row r="1"><c r="A1" t="str"><f>IF(B1&gt;1,"ja","")</f><v>ja</v></c></row>')
    assert cell == (1, 1, "ja", 0, 'IF(B1>1,"ja","")')
    (shared, empty) = cells(
        '<row r="1"><c r="A1"><f t="shared" si="0"/><v>3</v></c><c r="B1"><f>A2</f></c></row>'
    )
    assert (shared.value, shared.formula) == (3, "")
    assert (empty.value, empty.formula) == (None, "A2")


def test_truth_and_errors_are_themselves() -> None:
    assert value('<c r="A1" t="b"><v>1</v></c>') is True
    assert value('<c r="A1" t="b"><v>0</v></c>') is False
    error = value('<c r="A1" t="e"><v>#N/A</v></c>')
    assert error == "#N/A"
    assert isinstance(error, CellError)


@pytest.mark.parametrize(
    ("written_as", "meant"),
    [("7", 7), ("-7", -7), ("0.5", 0.5), ("1E3", 1000), ("1.0", 1), ("1.5E-7", 1.5e-7), (" 7 ", 7),
     ("123456789012345678", 123456789012345680.0),
     ("NaN", "NaN"), ("1_000", "1_000"), ("1e999", "1e999"), ("kanskje", "kanskje")],
)  # fmt: skip
def test_numbers_are_numbers_whole_ones_whole_and_what_is_none_stays_text(
    written_as: str, meant: Value
) -> None:
    found = value(f'<c r="A1"><v>{written_as}</v></c>')
    assert found == meant
    assert type(found) is type(meant)


def test_a_date_is_a_number_in_a_style_that_shows_a_day() -> None:
    row = (
        '<row r="1"><c r="A1" s="1"><v>45731</v></c><c r="B1" s="3"><v>45731.5</v></c>'
        '<c r="C1" s="1"><v>0.5</v></c></row>'
    )
    assert values(row) == [day(2025, 3, 15), 45731.5, 0.5]
    assert values(row, book='<workbookPr date1904="1"/>')[0] == day(2029, 3, 16)
    assert value('<c r="A1" t="d"><v>2025-03-15T12:30:00</v></c>') == day(2025, 3, 15, 12, 30)
    assert value('<c r="A1" t="d"><v>ukjend</v></c>') == "ukjend"


def test_the_leap_day_that_excel_believes_in_is_no_day() -> None:
    assert from_serial(59) == day(1900, 2, 28)
    assert from_serial(60) is None
    assert from_serial(61) == day(1900, 3, 1)
    assert from_serial(2958465.999) is not None
    assert from_serial(2958466) is None
    assert from_serial(-1) is None
    assert from_serial(45731.333333333336) == day(2025, 3, 15, 8)


@pytest.mark.parametrize(
    ("code", "shown"),
    [("dd.mm.yyyy", True), ("[$-414]d. mmmm yyyy;@", True), ("mmm yy", True), ("mmmm", True),
     ("yyyy-mm-dd hh:mm", True), ("[Red]dd.mm.yy", True),
     ("[h]:mm", False), ("[mm]:ss", False), ("h:mm", False), ('0 "dagar"', False), ("General", False),
     ("#,##0", False), ("0 %", False), ("[Red]0.00", False), ("\\d0", False), ("@", False)],
)  # fmt: skip
def test_a_number_format_with_day_month_or_year_shows_a_day(code: str, shown: bool) -> None:
    assert is_date_format(164, code) is shown


def test_builtin_formats_that_show_a_day() -> None:
    assert all(is_date_format(number, None) for number in (14, 15, 16, 17, 22))
    assert not any(is_date_format(number, None) for number in (0, 1, 9, 10, 18, 20, 45, 46, 47, 49))


def test_cells_and_rows_without_a_place_follow_the_one_before() -> None:
    rows = '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>'
    assert [c[:3] for c in cells(rows)] == [(1, 1, 1), (1, 4, 2), (1, 5, 3), (3, 1, 4)]
    mixed = '<row r="7"/><row><c><v>1</v></c></row>'
    assert [c[:3] for c in cells(mixed)] == [(8, 1, 1)]


def test_cells_out_of_order_are_read_where_they_say_they_are() -> None:
    rows = (
        '<row r="9"><c r="C9"><v>1</v></c><c r="A9"><v>2</v></c></row><row r="2"><c r="B2"><v>3</v></c></row>'
    )
    assert [c[:3] for c in cells(rows)] == [(9, 3, 1), (9, 1, 2), (2, 2, 3)]
    assert dict(opened(rows).rows("tiltak"))[9][1].value == 2


@pytest.mark.parametrize(
    "row",
    [
        '<row r="0"><c r="A1"><v>1</v></c></row>',
        '<row r="1048577"/>',
        '<row r="1"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="AAAA1"><v>1</v></c></row>',
        '<row r="1"><c r="R1C1"><v>1</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<c><v>1</v></c>',
    ],
)  # fmt: skip
def test_a_cell_outside_the_sheet_is_refused(row: str) -> None:
    with pytest.raises(Rejected, match="place that does not exist"):
        list(opened(row).cells("Tiltak"))


def test_the_corners_of_the_sheet_are_read_whatever_its_dimension_says() -> None:
    data = parts(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    data[SHEET] = str(data[SHEET]).replace("<sheetData>", '<dimension ref="B2:C3"/><sheetData>')
    found = list(Workbook.open(packed(data)).cells("Tiltak"))
    assert [c[:3] for c in found] == [(1, 1, 1), (1048576, 16384, 2)]


def test_empty_cells_come_only_where_somebody_painted_them() -> None:
    row = '<row r="1"><c r="A1" s="4"/><c r="B1" s="2"/><c r="C1" s="0"></c></row>'
    assert [(c.column, c.value) for c in cells(row)] == [(2, None)]
    book = opened(row)
    assert [c.column for c in book.cells("Tiltak", blanks=True)] == [1, 2, 3]
    assert [book.styles.fill(c.style) for c in book.cells("Tiltak", blanks=True)] == [None, "#C00000", None]


def test_a_sheet_with_many_formatted_empty_rows_is_read() -> None:
    def rows() -> Iterator[str]:
        for row in range(1, 10_000):
            yield f'<row r="{row}" s="4" customFormat="1"><c r="A{row}" s="4"/><c r="B{row}" s="4"/></row>'

    last = '<row r="40000"><c r="B40000" s="2"/></row>'
    assert [c[:2] for c in cells("".join(rows()) + last)] == [(40000, 2)]


def test_a_string_that_is_not_in_the_table_is_damage() -> None:
    for index in ("7", "-1", "x"):
        with pytest.raises(Rejected, match="damaged inside"):
            values(f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>', strings="<si><t>x</t></si>")


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1" r="B1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&unknown;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
)
def test_a_sheet_that_is_no_xml_is_damage(row: str) -> None:
    with pytest.raises(Rejected, match="damaged inside"):
        list(opened(row).cells("Tiltak"))


def test_what_is_said_to_other_programs_only_is_passed_over() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x14="urn:x14"'
    row = f"""<row r="1"><mc:AlternateContent {mc}>
    <mc:Choice Requires="x14"><c r="A1"><v>1</v></c><x14:c/></mc:Choice>
    <mc:Fallback><c r="A1"><v>2</v></c></mc:Fallback></mc:AlternateContent>
    <x14:c r="B1" {mc}><x14:v>3</x14:v></x14:c><c r="C1"><v>4</v></c></row>"""
    assert [c[:3] for c in cells(row)] == [(1, 1, 2), (1, 3, 4)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize(("main", "office"), [(MAIN, OFFICE), (STRICT_MAIN, STRICT_OFFICE)])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefixes_editions_and_encodings_make_no_difference(
    encoding: str, main: str, office: str, prefix: str
) -> None:
    contents = parts()
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\r\n'
    bound = "xmlns:x" if prefix else "xmlns"
    sheet = f"""{declared}<§worksheet {bound}="{main}"><§sheetData>
    <§row r="3" spans="1:2"><§c r="B3" t="inlineStr"><§is><§t>på veg</§t></§is></§c>
    <§c t="s"><§v>0</§v></§c></§row></§sheetData></§worksheet>""".replace("§", prefix)
    contents["_rels/.rels"] = links(("officeDocument", "xl/workbook.xml"), space=office)
    contents["xl/_rels/workbook.xml.rels"] = links(
        ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), space=office
    )
    contents["xl/workbook.xml"] = str(contents["xl/workbook.xml"]).replace(MAIN, main).replace(OFFICE, office)
    contents["xl/sharedStrings.xml"] = f'<x:sst xmlns:x="{main}"><x:si><x:t>ja</x:t></x:si></x:sst>'
    contents[SHEET] = sheet.encode(encoding)
    found = list(Workbook.open(packed(contents)).cells("Tiltak"))
    assert [c[:3] for c in found] == [(3, 2, "på veg"), (3, 3, "ja")]


def test_sheets_defined_names_and_what_is_hidden_are_read() -> None:
    contents = parts('<row r="1"/><row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row hidden="true"/>')
    contents["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:rel="{OFFICE}"><sheets><sheet name="Tiltak &amp; mål" rel:id="r1"/>'
        '<sheet name="Koder" state="veryHidden" rel:id="r2"/></sheets><definedNames>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0" hidden="1">Koder!$A$1</definedName>'
        "</definedNames></workbook>"
    )
    contents["xl/_rels/workbook.xml.rels"] = links(
        ("worksheet", "worksheets/sheet1.xml"), ("chartsheet", "/xl/worksheets/sheet1.xml")
    )
    book = Workbook.open(packed(contents))
    assert [(s.name, s.visibility, s.kind) for s in book.sheets] == [
        ("Tiltak & mål", "visible", "worksheet"),
        ("Koder", "veryHidden", "chartsheet"),
    ]
    assert book.sheet("TILTAK & MÅL") is book.sheets[0]
    (name,) = book.defined_names
    assert (name.name, name.text, name.sheet_index, name.hidden) == (
        "_xlnm.Print_Area",
        "Koder!$A$1",
        0,
        True,
    )
    with pytest.raises(KeyError):
        book.sheet("Finst ikkje")


def test_merged_ranges_are_found_and_bounded() -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 9000))
    merged = "".join(f'<mergeCell ref="A{r}:B{r}"/>' for r in range(1, 5000))
    book = opened(rows, after=f"<mergeCells>{merged}</mergeCells>")
    found = book.merged("Tiltak")
    assert len(found) == 4999
    assert found[-1] == Area(4999, 1, 4999, 2)
    few = Workbook.open(book.package.data, replace(STANDARD, merges=100))
    with pytest.raises(Rejected, match="more than 100"):
        few.merged("Tiltak")


def test_a_table_tells_its_columns_and_area() -> None:
    contents = parts('<row r="1"/>')
    contents["xl/worksheets/_rels/sheet1.xml.rels"] = links(("table", "../tables/t.xml"))
    contents["xl/tables/t.xml"] = (
        f'<table xmlns="{MAIN}" displayName="Tiltak" ref="A3:B9"><autoFilter ref="A3:B9"/><tableColumns>'
        '<tableColumn name="Nr"/><tableColumn name="Venta_x000a_ferdig"/></tableColumns></table>'
    )
    (table,) = Workbook.open(packed(contents)).tables("Tiltak")
    assert table.columns == ("Nr", "Venta\nferdig")
    assert table.area == table.autofilter == Area(3, 1, 9, 2)
    assert table.header_rows == 1
    assert table.totals_rows == 0


def test_the_table_of_texts_is_bounded() -> None:
    data = workbook(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>lang tekst</t></si>" * 5000
    )
    for limits in (replace(STANDARD, shared_strings=1000), replace(STANDARD, string_bytes=10_000)):
        with pytest.raises(Rejected):
            list(Workbook.open(data, limits).cells("Tiltak"))


@pytest.mark.parametrize(
    ("letter", "bytes_each"),
    [("å", 1), ("–", 2), ("🚲", 4)],
    ids=["Norwegian", "with a dash", "with a picture"],
)
def test_the_texts_of_a_large_master_count_as_what_they_take_in_memory(letter: str, bytes_each: int) -> None:
    text = letter * 1000
    data = workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=f"<si><t>{text}</t></si>" * 1000)
    enough = replace(STANDARD, string_bytes=bytes_each * 1_100_000)
    (cell,) = Workbook.open(data, enough).cells("Tiltak")
    assert cell.value == text
    with pytest.raises(Rejected, match="too large"):
        list(Workbook.open(data, replace(STANDARD, string_bytes=bytes_each * 1_000_000)).cells("Tiltak"))


def test_a_master_with_35_million_letters_can_be_read() -> None:
    data = workbook(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
        strings=f"<si><t>{'Gjere noko. ' * 100}</t></si>" * 29_200,
    )
    (cell,) = Workbook.open(data).cells("Tiltak")
    assert str(cell.value).startswith("Gjere noko.")


def test_one_endless_text_is_refused() -> None:
    data = workbook(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 3_000_000}</t></is></c></row>')
    with pytest.raises(Rejected, match="too large"):
        list(Workbook.open(data).cells("Tiltak"))


# Laws.


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_text_that_was_written_by_us_reads_back_the_same(text: str) -> None:
    from regionplan_xl.ooxml.editing.cell_xml import _LOOKS_ESCAPED

    assert unescape(_LOOKS_ESCAPED.sub("_x005F_", text)) == text
    assert encode_content(text) is not None


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_when_every_character_is_escaped(text: str) -> None:
    units = text.encode("utf-16-be")
    escaped = "".join(f"_x{units[i : i + 2].hex().upper()}_" for i in range(0, len(units), 2))
    assert unescape(escaped) == text


@given(st.text("_x0041FfD8" + string.ascii_letters))
def test_decoding_never_fails_and_leaves_no_half_characters(text: str) -> None:
    unescape(text).encode("utf-8")


def test_half_a_character_becomes_a_mark() -> None:
    assert unescape("_xD83D_ _xD83D__xDE00_") == "\ufffd 😀"


@given(st.integers(1, 16_384))
def test_a_columns_letters_are_its_number(column: int) -> None:
    assert column_number(column_letters(column)) == column
    assert get_column_letter(column) == column_letters(column)


_TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters='\n\t<&>"_x'
    )
)
_CELLS = st.tuples(
    st.integers(1, 40),
    st.one_of(st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9), _TEXTS),
    st.sampled_from([0, 1, 2, 4]),
    st.sampled_from(["str", "inlineStr"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_CELLS, max_size=5, unique_by=lambda cell: cell[0]), max_size=8))
def test_the_short_cut_sees_what_the_parser_sees(rows: list[list[tuple[int, Value, int, str]]]) -> None:
    xml = "".join(
        f'<row r="{number}">{"".join(_written(number, *cell) for cell in row)}</row>'
        for number, row in enumerate(rows, 1)
    )
    cells(xml)


def _written(row: int, column: int, value: Value, style: int, kind: str) -> str:
    start = f'<c r="{column_letters(column)}{row}" s="{style}"'
    if value is None:
        return f"{start}/>"
    if isinstance(value, bool):
        return f'{start} t="b"><v>{value:d}</v></c>'
    if not isinstance(value, str):
        return f"{start}><v>{value!r}</v></c>"
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    inside = f"<is><t>{text}</t></is>" if kind == "inlineStr" else f"<v>{text}</v>"
    return f'{start} t="{kind}">{inside}</c>'


def test_a_workbook_of_ours_is_as_zipfile_sees_it() -> None:
    book = opened('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert zipfile.ZipFile(io.BytesIO(book.package.data)).read(SHEET) == book.package.read(SHEET)
