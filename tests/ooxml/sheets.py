"""Build small workbooks for the tests of `ooxml.change`: a sheet as XML, and the parts around it."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import lxml.etree as et
import pytest

from regionplan_xl.ooxml.common.references import parse_cell
from regionplan_xl.ooxml.editing.change import Refused, SheetChange, changed
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.workbook import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_LINK = f'<Relationship Id="{{}}" Type="{RELATIONSHIPS}/{{}}" Target="{{}}"/>'

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="170" formatCode="[$-414]d.\\ mmm\\ yyyy"/>'
    '</numFmts><cellXfs count="4"><xf numFmtId="0" fontId="0"/><xf numFmtId="170" fontId="1"/>'
    '<xf numFmtId="2" fontId="2"><alignment wrapText="1"/></xf><xf numFmtId="45"/></cellXfs></styleSheet>'
)
"""Cell formats: 0 general, 1 a date, 2 a number with wrapped text, 3 minutes and seconds."""


def tree(package: Package, part: str) -> et._Element:
    """Parse a part with lxml, to compare our own parser with."""
    return et.fromstring(package.read(part), et.XMLParser(remove_comments=True, remove_pis=True))


def workbook(
    sheet: str | bytes,
    *,
    book: str = "",
    properties: str = "",
    strings: str = "",
    tables: Mapping[str, str] | None = None,
    pivots: Mapping[str, str] | None = None,
    styles: str = STYLES,
) -> bytes:
    """Return a workbook whose sheet «Ark» is the XML document `sheet`."""
    tables, pivots = tables or {}, pivots or {}
    links = [("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")]
    links += [("r3", "styles", "styles.xml")] if styles else []
    table_links = [(f"t{i}", "table", f"../tables/{name}") for i, name in enumerate(tables)]
    table_links += [(f"p{i}", "pivotTable", f"../tables/{name}") for i, name in enumerate(pivots)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _LINKS.format(_LINK.format("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{properties}<sheets>'
        f'<sheet name="Ark" sheetId="1" r:id="r1"/></sheets>{book}</workbook>',
        "xl/_rels/workbook.xml.rels": _LINKS.format("".join(_LINK.format(*link) for link in links)),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/_rels/sheet1.xml.rels": _LINKS.format("".join(_LINK.format(*t) for t in table_links)),
        **{f"xl/tables/{name}": xml for name, xml in {**tables, **pivots}.items()},
    }
    if styles:
        parts["xl/styles.xml"] = styles
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet's document with `rows` inside sheetData."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def part(data: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A part's bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def parts(data: bytes) -> dict[str, bytes]:
    """Every part's bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def local(element: et._Element) -> str:
    """Return an element's name without namespace; "" for a comment."""
    return et.QName(element).localname if isinstance(element.tag, str) else ""


def placed_cells(root: et._Element) -> dict[tuple[int, int], et._Element]:
    """Return every cell element by row and column; unwritten numbers are counted."""
    found = {}
    data = next(e for e in root if local(e) == "sheetData")
    row_number = 0
    for row in (e for e in data if local(e) == "row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in (e for e in row if local(e) == "c"):
            place = parse_cell(cell.get("r", ""))
            column = place[1] if place else column + 1
            found[row_number, column] = cell
    return found


def refused(document: str | bytes, change: SheetChange, **around: Any) -> list[tuple[str, str]]:
    """Return the place and reason of every objection to a change."""
    with pytest.raises(Refused) as caught:
        changed(workbook(document, **around), {"Ark": change})
    return [(f"{p.place.column}{p.place.row}", str(p.what)) for p in caught.value.problems]


def read(data: bytes) -> dict[tuple[int, int], object]:
    """Return the values that the project itself reads."""
    book = Workbook.open(data)
    return {(c.row, c.column): c.value for c in book.cells("Ark") if c.value is not None}


def moment(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A time as workbooks store it, without a time zone."""
    return datetime(year, month, day, hour)
