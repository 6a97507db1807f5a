"""Build small packages by hand, so that a test controls exactly what is odd about a file."""

import io
import struct
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
CONTENT_TYPES = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOK_TYPE}"/></Types>"""


def links(*arrows: tuple[str, str], space: str = OFFICE) -> str:
    """Return a relationships part: r1, r2 … of those kinds to those targets."""
    body = "".join(
        f'<Relationship Id="r{i}" Type="{space}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(arrows, 1)
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{body}</Relationships>'


def parts(rows: str = "", **more: str) -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet, «Tiltak», and `rows` as its `sheetData`.

    `strings` are the items of the shared strings, `styles` the body of the styles part, and `theme` a theme part;
    `book` comes before the workbook's sheets and `names` after them; `after` comes after the rows.
    """
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{more.get("book", "")}<sheets>'
        f'<sheet name="Tiltak" sheetId="1" r:id="r1"/></sheets>{more.get("names", "")}</workbook>',
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
            ("theme", "theme/theme1.xml"),
        ),
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{more.get("after", "")}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{more.get("strings", "")}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{more.get("styles", "")}</styleSheet>',
        "xl/theme/theme1.xml": more.get(
            "theme", '<theme xmlns="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
        ),
    }


def packed(contents: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return those parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, content in contents.items():
            package.writestr(name, content)
    return out.getvalue()


def workbook(rows: str = "", **more: str) -> bytes:
    """The workbook of `parts` as a file."""
    return packed(parts(rows, **more))


def with_directory_field(data: bytes, name: str, offset: int, form: str, value: int) -> bytes:
    """Return the zip with one field of the directory record of `name` changed (PKWARE APPNOTE section 4.3.12)."""
    record = _record(data, name)
    changed = bytearray(data)
    struct.pack_into(form, changed, record + offset, value)
    return bytes(changed)


def local_header_at(data: bytes, name: str) -> int:
    """Return the offset of the local header of `name`."""
    return int(struct.unpack_from("<L", data, _record(data, name) + 42)[0])


def _record(data: bytes, name: str) -> int:
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        length = int.from_bytes(data[place + 28 : place + 30], "little")
        if data[place + 46 : place + 46 + length] == name.encode():
            return place
        place = data.find(b"PK\x01\x02", place + 46)
    raise KeyError(name)


def boxes(data: bytes) -> int:
    """Return how many boxes of a workbook show notes."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    return sum(
        archive.read(name).count(b'ObjectType="Note"') for name in archive.namelist() if ".vml" in name
    )
