"""Plan documents made to do harm by being small as a file and large when read."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _zip(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _relationships(targets: Mapping[str, str]) -> str:
    one = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{one}</Relationships>'


def _types(main: str, kind: str) -> str:
    office = "application/vnd.openxmlformats-officedocument"
    package = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{package}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{office}.{kind}.main+xml"/></Types>'
    )


def word(body: str, before: str = "", **parts: str) -> bytes:
    """Return a Word document with that body; further parts by kind («footnotes»)."""
    return _zip(
        {
            "[Content_Types].xml": _types("word/document.xml", "wordprocessingml.document"),
            "_rels/.rels": _relationships({"word/document.xml": "officeDocument"}),
            "word/_rels/document.xml.rels": _relationships({f"{kind}.xml": kind for kind in parts}),
            "word/document.xml": f'<?xml version="1.0"?>{before}<w:document {_W}><w:body>{body}</w:body></w:document>',
            **{f"word/{kind}.xml": f"<w:{kind} {_W}>{text}</w:{kind}>" for kind, text in parts.items()},
        }
    )


def workbook(sheet: str, styles: str = "") -> bytes:
    """Return a workbook with one sheet of that XML."""
    return _zip(
        {
            "[Content_Types].xml": _types("xl/workbook.xml", "spreadsheetml.sheet"),
            "_rels/.rels": _relationships({"xl/workbook.xml": "officeDocument"}),
            "xl/_rels/workbook.xml.rels": _relationships({"sheet.xml": "worksheet", "styles.xml": "styles"}),
            "xl/workbook.xml": f'<workbook {_S} xmlns:r="{_OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="r0"/>'
            "</sheets></workbook>",
            "xl/sheet.xml": f"<worksheet {_S}>{sheet}</worksheet>",
            "xl/styles.xml": f"<styleSheet {_S}>{styles}</styleSheet>",
        }
    )


def calc(rows: str) -> bytes:
    """Return an OpenDocument spreadsheet with one table of those rows."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return _zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content{names}><office:body><office:spreadsheet><table:table "
            f'table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>',
        }
    )


def pdf(objects: list[bytes]) -> bytes:
    """Return a PDF of those objects, of which the first is the catalog."""
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    ending = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, ending)


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<< %s /Filter /FlateDecode /Length %d >>" % (entries, len(packed))
    return head + b"\nstream\n" + packed + b"\nendstream"


def pages(count: int, content: bytes, more: bytes = b"") -> list[bytes]:
    """Return the objects of a PDF with that many pages of the same content; `more` are resources."""
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(count))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % more
    )
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        _stream(content),
        *[page] * count,
    ]


_TEXT = b"BT /F1 12 Tf 50 700 Td (Tiltak 1) Tj ET"


def _form(number: int, next_one: int) -> bytes:
    entries = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] "
        b"/Resources << /Font << /F1 3 0 R >> /XObject << /X %d 0 R >> >>" % next_one
    )
    return _stream(b"/X Do /X Do BT /F1 9 Tf (%d) Tj ET" % number, entries)


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_paragraph(text)}</w:tc>"


def _row(text: str, properties: str) -> str:
    return f"<w:tr>{_cell(text, properties)}</w:tr>"


def _table(rows: str) -> str:
    head = "".join(map(_cell, ("Nr", "Tiltak", "Ansvar")))
    return f"<w:tbl><w:tr>{head}</w:tr>{rows}</w:tbl>"


def _in_list(count: int) -> str:
    return '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>' * count


def _numbering(text: str, kind: str) -> str:
    level = f'<w:lvl w:ilvl="0"><w:start w:val="4900"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    return (
        f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )


def _entities() -> str:
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE w [<!ENTITY a0 "aaaaaaaaaa">{nested}]>'


def _painted(rules: str) -> bytes:
    rows = "".join(
        f'<row r="{n}"><c t="inlineStr"><is><t>Tiltak {n} om noko</t></is></c></row>' for n in range(1, 2_000)
    )
    fill = '<fill><patternFill><bgColor rgb="FFFF0000"/></patternFill></fill>'
    return workbook(f"<sheetData>{rows}</sheetData>{rules}", f'<dxfs count="1"><dxf>{fill}</dxf></dxfs>')


def _rule(formula: str) -> str:
    return (
        '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" dxfId="0" priority="1">'
        f"<formula>{formula}</formula></cfRule></conditionalFormatting>"
    )


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "200 MB in a paragraph.docx": lambda: word(_paragraph("a" * 200_000_000)),
    "two thousand million columns free.docx": lambda: word(
        _table(f'<w:tr><w:trPr><w:gridBefore w:val="2000000000"/></w:trPr>{_cell("x")}</w:tr>')
    ),
    "a wide cell in each of many rows.docx": lambda: word(
        _table(_row("x" * 1000, '<w:gridSpan w:val="499"/>') * 790)
    ),
    "a long text merged over many rows.docx": lambda: word(
        _table(_row("x" * 200_000, '<w:vMerge w:val="restart"/>') + _row("y", "<w:vMerge/>") * 9_000)
    ),
    "one note a hundred thousand times.docx": lambda: word(
        "<w:p>" + '<w:r><w:footnoteReference w:id="1"/></w:r>' * 100_000 + "</w:p>",
        footnotes=f'<w:footnote w:id="1">{_paragraph("n" * 1_000_000)}</w:footnote>',
    ),
    "list numbers of a million letters.docx": lambda: word(
        _in_list(20_000), numbering=_numbering("%1" * 50_000, "upperLetter")
    ),
    "paragraphs that each go on in the next.docx": lambda: word(
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>x y</w:t></w:r></w:p>" * 40_000
    ),
    "tables in tables.docx": lambda: word("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000),
    "entities of entities.docx": lambda: word(_paragraph("&a9;"), _entities()),
    "twenty thousand measures in paragraphs.docx": lambda: word(
        "".join(_paragraph(f"{n}.{n} Tiltak om noko") + _paragraph("Ansvar: Laget") for n in range(20_000))
    ),
    "bold in bold.html": lambda: ("<html><body>" + "<b>" * 199 + "<p>x" * 200_000).encode(),
    "tables side by side in tables.html": lambda: (
        "<html><body>" + ("<table><tr><td>y" * 60 + "x" + "</table>" * 60) * 2_000
    ).encode(),
    "cells over many rows.html": lambda: ("<html><table>" + "<tr><td rowspan=1000>x" * 20_000).encode(),
    "rules for rules.html": lambda: (
        "<html><style>" + "a{color:red}" * 400_000 + "</style>" + "<style>.a{color:red}</style>" * 20_000
    ).encode(),
    "ten thousand pages.pdf": lambda: pdf(pages(10_000, _TEXT)),
    "800 MB of blanks.pdf": lambda: pdf(pages(1, b" " * 800_000_000)),
    "two million letters on a page.pdf": lambda: pdf(
        pages(1, b"BT /F1 1 Tf " + b"(abcdefghij) Tj " * 200_000 + b"ET")
    ),
    "pages that have themselves.pdf": lambda: pdf(
        [pages(1, _TEXT)[0], b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>", *pages(1, _TEXT)[2:]]
    ),
    "a form that draws itself.pdf": lambda: pdf(
        [*pages(1, b"/X Do", b"/XObject << /X 6 0 R >>"), _form(1, 6)]
    ),
    "forms that draw each other twice.pdf": lambda: pdf(
        [*pages(1, b"/X Do", b"/XObject << /X 6 0 R >>"), *(_form(n, 7 + n) for n in range(40)), _stream(b"")]
    ),
    "brackets in brackets.pdf": lambda: pdf(pages(1, b"[" * 3_000_000)),
    "300 MB in a cell.xlsx": lambda: workbook(
        f'<sheetData><row><c t="inlineStr"><is><t>{"a" * 300_000_000}</t></is></c></row></sheetData>'
    ),
    "brackets in a rule.xlsx": lambda: _painted(_rule("(" * 3_000 + "A1" + ")" * 3_000 + "=1")),
    "twenty thousand rules for all cells.xlsx": lambda: _painted(_rule("LEN(A1)=1") * 20_000),
    "a cell merged over the whole sheet.xlsx": lambda: workbook(
        '<sheetData><row r="2"><c r="A2" t="inlineStr"><is><t>Tiltak</t></is></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    ),
    "a row a million times.ods": lambda: calc(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    ),
    "labels without end.txt": lambda: b"Ansvar: " * 1_500_000,
    "150,000 rows of a table.txt": lambda: (
        b"Nr   Tiltak       Ansvar\n" + b"1    gjere noko   Laget\n" * 150_000
    ),
    "quotes without end.csv": lambda: b"Nr;Tiltak;Ansvar\n" + b'"' * 800_000,
    "a hundred thousand measures.csv": lambda: (
        b"Nr;Tiltak;Ansvar\n"
        + b"".join(b"%d;Tiltak nummer %d om noko;Lag %d\n" % (n, n, n) for n in range(100_000))
    ),
}
"""Name of a document, including its extension -> the function that makes it."""
