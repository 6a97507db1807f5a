"""Write a workbook as .xlsb, as Excel does, with the values and formats of its cells ([MS-XLSB] section 2.4)."""

import io
import struct
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    "</Types>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_AUTOMATIC = bytes(8)
_DAY_ZERO = datetime(1899, 12, 30)


def as_xlsb(source: Path) -> bytes:
    """Return the workbook as .xlsb."""
    book = openpyxl.load_workbook(source, rich_text=True)
    styles = _Styles()
    sheets = [_sheet(sheet, styles) for sheet in book.worksheets]
    bundles = [
        record(156, struct.pack("<2L", 0, at) + wide(f"rId{at}") + wide(sheet.title))
        for at, sheet in enumerate(book.worksheets, 1)
    ]
    links = {f"rId{at}": ("worksheet", f"worksheets/sheet{at}.bin") for at in range(1, len(sheets) + 1)}
    parts = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _links({"rId1": ("officeDocument", "xl/workbook.bin")}),
        "xl/workbook.bin": record(131)
        + record(153, bytes(12))
        + record(143)
        + b"".join(bundles)
        + record(144)
        + record(132),
        "xl/_rels/workbook.bin.rels": _links(
            {**links, "rId98": ("sharedStrings", "sharedStrings.bin"), "rId99": ("styles", "styles.bin")}
        ),
        "xl/sharedStrings.bin": styles.strings(),
        "xl/styles.bin": styles.part(),
        **{f"xl/worksheets/sheet{at}.bin": part for at, part in enumerate(sheets, 1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


class _Styles:
    """The styles of cells, numbered as they are used."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool, str], int] = {("", False, "General"): 0}
        self._rich: list[CellRichText] = []

    def number(self, cell: Any) -> int:
        fill = str(cell.fill.fgColor.rgb)[2:] if cell.fill.patternType == "solid" else ""
        return self._known.setdefault(
            (fill, bool(cell.font.strike), str(cell.number_format)), len(self._known)
        )

    def shared(self, text: CellRichText) -> int:
        """Return the number of a rich text among the shared strings."""
        self._rich.append(text)
        return len(self._rich) - 1

    def strings(self) -> bytes:
        """Return the shared strings, with a font for each part (RichStr, section 2.5.121)."""
        struck = self._known.setdefault(("", True, "General"), len(self._known))
        count = struct.pack("<L", len(self._rich))
        items = b""
        for text in self._rich:
            runs, at = b"", 0
            for part in text:
                runs += struct.pack("<2H", at, struck if isinstance(part, TextBlock) else 0)
                at += len(str(part))
            items += record(19, b"\1" + wide(str(text)) + struct.pack("<L", len(text)) + runs)
        return record(159, count + count) + items + record(160)

    def part(self) -> bytes:
        formats, fonts, fills, styles = b"", b"", b"", b""
        for at, (fill, strike, code) in enumerate(self._known):
            formats += record(44, struct.pack("<H", 200 + at) + wide(code))
            fonts += record(43, struct.pack("<2xHH", 0x0008 if strike else 0, 400) + bytes(20))
            ink = b"\x05\xff" + bytes(2) + bytes.fromhex(fill) + b"\xff" if fill else _AUTOMATIC
            fills += record(45, struct.pack("<L", 1 if fill else 0) + ink + _AUTOMATIC + bytes(40))
            styles += record(47, struct.pack("<8H", 0, 200 + at, at, at, 0, 0, 0, 0))
        named = record(626) + record(47, struct.pack("<8H", 0xFFFF, 0, 0, 0, 0, 0, 0, 0)) + record(627)
        count = struct.pack("<L", len(self._known))
        groups = [
            record(first, count) + content + record(first + 1)
            for first, content in ((615, formats), (611, fonts), (603, fills))
        ]
        named = (
            record(626, struct.pack("<L", 1)) + record(47, struct.pack("<8H", 0xFFFF, *[0] * 7)) + record(627)
        )
        cells = record(617, count) + styles + record(618)
        return record(278) + b"".join(groups) + named + cells + record(279)


def _sheet(sheet: Any, styles: _Styles) -> bytes:
    body = record(129) + record(148, struct.pack("<4L", 0, sheet.max_row - 1, 0, sheet.max_column - 1))
    body += record(145)
    for cells in sheet.iter_rows():
        body += record(0, struct.pack("<L", cells[0].row - 1) + bytes(21))
        for cell in cells:
            if type(cell).__name__ != "MergedCell":
                place = struct.pack("<2L", cell.column - 1, styles.number(cell))
                if isinstance(cell.value, CellRichText):
                    body += record(7, place + struct.pack("<L", styles.shared(cell.value)))
                else:
                    body += _cell(cell, place)
    body += record(146)
    for area in sheet.merged_cells.ranges:
        body += record(
            176, struct.pack("<4L", area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1)
        )
    return bytes(body + record(130))


def _cell(cell: Any, place: bytes) -> bytes:
    value = (cell.value - _DAY_ZERO).days if isinstance(cell.value, datetime) else cell.value
    if value is None:
        return record(1, place)
    if isinstance(value, (int, float)):
        return record(5, place + struct.pack("<d", value))
    return record(6, place + wide(str(value)))


def record(kind: int, content: bytes = b"") -> bytes:
    """Return a record: its number and length in groups of seven bits, and its content (section 2.1.4)."""
    return _seven_bits(kind) + _seven_bits(len(content)) + content


def wide(text: str) -> bytes:
    """Return a text with its length (XLWideString)."""
    encoded = text.encode("utf-16-le")
    return struct.pack("<L", len(encoded) // 2) + encoded


def _seven_bits(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _links(targets: dict[str, tuple[str, str]]) -> bytes:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{inside}</Relationships>'.encode()
