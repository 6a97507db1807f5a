"""Files made to do harm, by name, and odd ones that somebody may send in good faith."""

import io
import random
import struct
import zipfile
from collections.abc import Callable

from tests.ooxml.packages import (
    CONTENT_TYPES,
    MAIN,
    OFFICE,
    RELATIONSHIPS,
    SHEET,
    STRICT_MAIN,
    STRICT_OFFICE,
    links,
    local_header_at,
    packed,
    parts,
    with_directory_field,
    workbook,
)
from tests.sandbox.old_books import container, xls, xlsb

MEGABYTE = 1_000_000
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Kode: HX7-4KQ</t></is></c></row>'
LAST = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>langt borte</t></is></c></row>'
ODS_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def ods(tables: str, styles: str = "", prologue: str = "") -> bytes:
    """Return an .ods with those tables and automatic styles."""
    content = (
        f'<?xml version="1.0"?>{prologue}<office:document-content {ODS_SPACES}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def ods_cell(text: str, more: str = "") -> str:
    """A cell of an .ods with that text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def ods_style(name: str, colour: str) -> str:
    """A cell style of an .ods with a background colour."""
    return (
        f'<style:style style:name="{name}" style:family="table-cell">'
        f'<style:table-cell-properties fo:background-color="{colour}"/></style:style>'
    )


def with_sheet(sheet: str | bytes, **more: str | bytes) -> bytes:
    """Return an .xlsx with that XML as its sheet, and with other parts changed."""
    return packed({**parts(), SHEET: sheet, **more})


def _sheet(prologue: str, body: str) -> str:
    return f'{prologue}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _inline(text: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'


def _bomb() -> bytes:
    return with_sheet(b'<?xml version="1.0"?>' + b" " * 330 * MEGABYTE)


def _bomb_of_rows() -> bytes:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>' * 10_000
    return with_sheet(_sheet("", row * 400))


def _lying(field: int, value: int) -> bytes:
    return with_directory_field(workbook(ROW + " " * 5 * MEGABYTE), SHEET, field, "<L", value)


def _lying_everywhere() -> bytes:
    """Both directory and local header give the size of 100 MB as ten bytes."""
    data = bytearray(with_directory_field(with_sheet(_sheet("", " " * 100 * MEGABYTE)), SHEET, 24, "<L", 10))
    struct.pack_into("<L", data, local_header_at(bytes(data), SHEET) + 22, 10)
    return bytes(data)


def _overlapping() -> bytes:
    """Every entry has the same local header: one kernel, counted many times (as in David Fifield's bombs)."""
    data = workbook(ROW)
    return with_directory_field(data, "xl/styles.xml", 42, "<L", local_header_at(data, SHEET))


def _nested(levels: int) -> bytes:
    data = b"0" * 10 * MEGABYTE
    for level in range(levels):
        data = packed({f"{level}-{copy}.zip": data for copy in range(8)})
    return data


def _billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_sheet(_sheet(f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>', _inline("&l9;")))


def _quadratic() -> bytes:
    return with_sheet(_sheet(f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>', _inline("&a;" * 100_000)))


def _xxe(where: str) -> bytes:
    prologue = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    if where == SHEET:
        return with_sheet(_sheet(prologue, _inline("&a;")))
    whole = parts(ROW)
    return packed({**whole, where: prologue + str(whole[where])})


def _merges() -> bytes:
    merged = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_001))
    return workbook(ROW, after=f'<mergeCells count="100000">{merged}</mergeCells>')


PAINTED = (
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFC000"/></patternFill></fill></fills>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="2" borderId="0"/></cellXfs>'
)


def _styled_blanks() -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 1_000_001))
    return workbook(ROW + rows, styles=PAINTED)


def _deep(part: str) -> bytes:
    deep = "<a>" * 200_000 + "</a>" * 200_000
    whole = parts(ROW)
    return packed({**whole, part: str(whole[part]).replace("</", f"{deep}</", 1)})


def _many_sheets() -> bytes:
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, 10_001))
    return packed(
        {
            **parts(ROW * 50),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        }
    )


def _many_sheet_parts() -> bytes:
    arrows = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(10_000)
    )
    names = "".join(f'<sheet name="S{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(10_000))
    sheets = {f"xl/worksheets/s{n}.xml": _sheet("", ROW) for n in range(10_000)}
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": parts()["_rels/.rels"],
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{arrows}</Relationships>',
            **sheets,
        }
    )


def _bad_checksum() -> bytes:
    data = workbook(ROW)
    return with_directory_field(data, SHEET, 16, "<L", 0x12345678)


def _huge_strings() -> bytes:
    item = f"<si><t>{'x' * 30_000}</t></si>"
    return packed({**parts(ROW), "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{item * 600}</sst>'})


def _many_strings() -> bytes:
    items = "<si><t>a</t></si>" * 400_000
    return packed({**parts(ROW), "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{items}</sst>'})


def _long_text() -> bytes:
    return workbook(_inline("x" * 50 * MEGABYTE))


def _long_comment() -> bytes:
    return with_sheet(_sheet(f"<!--{'x' * 50 * MEGABYTE}-->", ROW))


def _long_attribute() -> bytes:
    return with_sheet(_sheet("", f'<row r="1" x="{"x" * 50 * MEGABYTE}"/>'))


def _many_cells() -> bytes:
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(1, 41_001)
    )
    return workbook(rows)


def _cross(rows: int, columns: int) -> dict[tuple[int, int], float]:
    """A whole row and a whole column, with nothing in the block that they span."""
    return {(0, column): 1.0 for column in range(columns)} | {(row, 0): 2.0 for row in range(rows)}


def _ods_repeated() -> bytes:
    cell = ods_cell("x", 'table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return ods(f'<table:table table:name="A">{row}</table:table>')


def _zip_bomb_of_returns() -> bytes:
    return packed({f"svar {n}.csv": b"a" * 20 * MEGABYTE for n in range(6)})


def _same_name_twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts(ROW).items():
            package.writestr(name, content)
        package.writestr(SHEET.upper(), "x")
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "zip bomb.xlsx": _bomb,
    "zip bomb of rows.xlsx": _bomb_of_rows,
    "size too small.xlsx": lambda: _lying(24, 10),
    "size too large.xlsx": lambda: _lying(24, 2_000_000_000),
    "packed size too large.xlsx": lambda: _lying(20, 2_000_000_000),
    "size lies in both places.xlsx": _lying_everywhere,
    "overlapping.xlsx": _overlapping,
    "nested.zip": lambda: _nested(3),
    "zip bomb of returns.zip": _zip_bomb_of_returns,
    "billion laughs.xlsx": _billion_laughs,
    "quadratic.xlsx": _quadratic,
    "xxe in sheet.xlsx": lambda: _xxe(SHEET),
    "xxe in workbook.xlsx": lambda: _xxe("xl/workbook.xml"),
    "xxe in strings.xlsx": lambda: _xxe("xl/sharedStrings.xml"),
    "xxe.ods": lambda: ods("", prologue='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "deep sheet.xlsx": lambda: _deep(SHEET),
    "deep styles.xlsx": lambda: _deep("xl/styles.xml"),
    "deep.ods": lambda: ods("<text:p>" * 200_000 + "</text:p>" * 200_000),
    # If only far cells exist, the file is read; here no row and no column is empty.
    "a whole row and column.xls": lambda: xls(_cross(65_536, 256)),
    "a whole row and column.xlsb": lambda: xlsb(_cross(4_000, 16_384)),
    "beyond the corner.xlsx": lambda: workbook('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
    "10k sheets.xlsx": _many_sheets,
    "10k sheet parts.xlsx": _many_sheet_parts,
    "bad checksum.xlsx": _bad_checksum,
    "truncated.xlsx": lambda: workbook(ROW)[:-300],
    "truncated.xls": lambda: xls({(0, 0): 1.0})[:1500],
    "random.xlsx": lambda: random.Random(1).randbytes(50_000),
    "random after PK.xlsx": lambda: b"PK\x03\x04" + random.Random(2).randbytes(50_000),
    "random after OLE.xls": lambda: xls({})[:600] + random.Random(3).randbytes(50_000),
    "encrypted.xlsx": lambda: container({"EncryptionInfo": b"x", "EncryptedPackage": b"y" * 9000}),
    "web page.xls": lambda: b"<html><body><table><tr><td>Kode: HX7-4KQ</td></tr></table></body></html>",
    "huge strings.xlsx": _huge_strings,
    "many strings.xlsx": _many_strings,
    "long text.xlsx": _long_text,
    "long comment.xlsx": _long_comment,
    "long attribute.xlsx": _long_attribute,
    "many cells.xlsx": _many_cells,
    "repeated.ods": _ods_repeated,
    "case twins.xlsx": _same_name_twice,
    "empty.xlsx": lambda: b"",
    "large.csv": lambda: b"a;b\n" * 10 * MEGABYTE,
    "quotes.csv": lambda: b'"' + b"a;" * 3 * MEGABYTE,
}  # fmt: skip


def strict() -> bytes:
    """Return a workbook in the strict edition."""
    whole = {
        name: str(content).replace(MAIN, STRICT_MAIN).replace(OFFICE, STRICT_OFFICE)
        for name, content in parts(ROW).items()
    }
    return packed(whole)


def _external() -> bytes:
    references = '<externalReferences><externalReference r:id="r9"/></externalReferences>'
    whole = parts(ROW, names=references)
    arrows = str(whole["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="r9" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        "</Relationships>",
    )
    dde = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return packed({**whole, "xl/_rels/workbook.xml.rels": arrows, "xl/externalLinks/externalLink1.xml": dde})


def _formatted_rows() -> bytes:
    rows = "".join(
        f'<row r="{n}" spans="1:3" s="1" customFormat="1" ht="15" x14ac:dyDescent="0.25"/>'
        for n in range(24, 1_048_577)
    )
    sheet = (
        f'<worksheet xmlns="{MAIN}" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
        f"<sheetData>{ROW}{rows}</sheetData></worksheet>"
    )
    return with_sheet(sheet)


def _wrong_dimension() -> bytes:
    return with_sheet(
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{ROW}</sheetData></worksheet>'
    )


def _notes() -> bytes:
    note = (
        f'<comments xmlns="{MAIN}"><commentList><comment ref="A1"><text><t>Hei</t></text></comment>'
        "</commentList></comments>"
    )
    rels = links(("comments", "../comments1.xml"))
    return packed({**parts(ROW), "xl/comments1.xml": note, "xl/worksheets/_rels/sheet1.xml.rels": rels})


def _ods_with_links() -> bytes:
    row = f"<table:table-row>{ods_cell('Kode: HX7-4KQ')}</table:table-row>"
    stored = f"<table:table-row>{ods_cell('Kode: AAA-AAA')}</table:table-row>"
    dde = (
        f'<table:dde-links><table:dde-link><table:table table:name="d">{stored}</table:table></table:dde-link>'
        "</table:dde-links>"
    )
    return ods(f'<table:table table:name="A">{row}</table:table>{dde}')


def _ods_formatted_rows() -> bytes:
    blank = (
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384" table:style-name="ce1"/></table:table-row>'
    )
    row = f"<table:table-row>{ods_cell('Kode: HX7-4KQ')}</table:table-row>"
    return ods(f'<table:table table:name="A">{row}{blank}</table:table>', ods_style("ce1", "#ffc000"))


ODD: dict[str, Callable[[], bytes]] = {
    "far corners.xls": lambda: xls({(0, 0): "Kode: HX7-4KQ", (65_535, 255): 2.0}),
    "strict.xlsx": strict,
    "notes.xlsx": _notes,
    "links.xlsx": _external,
    "wrong dimension.xlsx": _wrong_dimension,
    "formatted rows.xlsx": _formatted_rows,
    "styled blanks.xlsx": _styled_blanks,
    "100k merges.xlsx": _merges,
    "far corners.xlsx": lambda: workbook(ROW + LAST),
    "renamed.xls": lambda: workbook(ROW),
    "links.ods": _ods_with_links,
    "formatted rows.ods": _ods_formatted_rows,
    "far corners.ods": lambda: ods(
        f'<table:table table:name="A"><table:table-row>{ods_cell("Kode: HX7-4KQ")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
        f'<table:table-row><table:table-cell table:number-columns-repeated="16383"/>{ods_cell("x")}</table:table-row>'
        "</table:table>"
    ),
    "renamed.xlsx": lambda: ods(
        f'<table:table table:name="A"><table:table-row>{ods_cell("Kode: HX7-4KQ")}</table:table-row></table:table>'
    ),
}
