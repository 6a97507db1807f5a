"""The appearance of cells in an .xls, which calamine does not give ([MS-XLS] sections 2.2.1 and 2.4)."""

import struct
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from regionplan_xl.documents.sources.spreadsheets.number_formats import code_of
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.reading.colours import DEFAULT_PALETTE
from regionplan_xl.sandbox.formats.compound_file import Unreadable, find_stream
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.xls_texts import xls_records, xls_sheets, xls_short, xls_string

_BEGIN, _END = 0x0809, 0x000A
_FONT, _FORMAT, _STYLE, _PALETTE, _MERGED = 0x0031, 0x041E, 0x00E0, 0x0092, 0x00E5
_RULED, _SEVERAL_BLANK, _SEVERAL = 0x01B0, 0x00BE, 0x00BD
# FORMULA, RSTRING, LABELSST, BLANK, NUMBER, LABEL, BOOLERR and RK: row, column, style.
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_STYLE_LENGTH = 20
_BOLD = 600  # a font weight
_FIRST_OWN_COLOUR = 8
_NO_FONT = 4  # an index that no font has


@dataclass(frozen=True)
class XlsLook:
    """The appearance of a cell; `fill` is "" for none, `code` its number format."""

    fill: str = ""
    code: str = ""
    bold: bool = False
    struck: bool = False


@dataclass(frozen=True)
class XlsSheet:
    """The appearance of a sheet's cells by row and column, from 1, its merged ranges, and ranges with colour rules."""

    looks: dict[tuple[int, int], XlsLook] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    ruled: tuple[Area, ...] = ()


def read_xls_looks(data: bytes, rows: dict[str, Container[int]]) -> dict[str, XlsSheet] | None:
    """Return the appearance of cells in some rows of each sheet; None if older than Excel 97 or broken."""
    try:
        stream = find_stream(data, ("Workbook",)).content
        styles = _styles(stream)
        return {
            name: _sheet(stream, at, styles, rows[name])
            for name, at in xls_sheets(stream).items()
            if name in rows
        }
    except (Unreadable, ValueError, IndexError, struct.error):
        return None


def _styles(stream: bytes) -> list[XlsLook]:
    fonts: list[tuple[bool, bool]] = []
    codes: dict[int, str] = {}
    colours = list(DEFAULT_PALETTE)
    styles: list[bytes] = []
    for kind, contents in xls_records(stream, 0):
        if kind == _FONT:
            fonts.append((xls_short(contents, 6) >= _BOLD, bool(xls_short(contents, 2) & 0x0008)))
        elif kind == _FORMAT:
            codes[xls_short(contents, 0)] = xls_string(contents, 5, xls_short(contents, 2), contents[4])
        elif kind == _STYLE and len(contents) >= _STYLE_LENGTH:
            styles.append(contents)
        elif kind == _PALETTE:
            own = (contents[at : at + 3].hex().upper() for at in range(2, len(contents) - 3, 4))
            for number, colour in enumerate(own, _FIRST_OWN_COLOUR):
                if number < len(colours):
                    colours[number] = f"#{colour}"
    return [_style(one, fonts, codes, colours) for one in styles]


def _style(
    contents: bytes, fonts: list[tuple[bool, bool]], codes: dict[int, str], colours: list[str]
) -> XlsLook:
    font, number = struct.unpack_from("<2H", contents)
    font -= font > _NO_FONT
    bold, struck = fonts[font] if font < len(fonts) else (False, False)
    pattern, ink = struct.unpack_from("<LH", contents, 14)
    colour = ink & 0x7F
    fill = colours[colour] if pattern >> 26 and colour < len(colours) else ""
    return XlsLook(fill, code_of(number, codes.get(number)), bold, struck)


def _sheet(stream: bytes, at: int, styles: list[XlsLook], rows: Container[int]) -> XlsSheet:
    looks: dict[tuple[int, int], XlsLook] = {}
    merged: list[Area] = []
    ruled: list[Area] = []
    depth = 0
    for kind, contents in xls_records(stream, at):
        depth += (kind == _BEGIN) - (kind == _END)
        if depth > 1:
            continue  # a chart within the sheet
        if kind == _MERGED:
            count = xls_short(contents, 0)
            merged += (_area(contents, 2 + 8 * number) for number in range(count))
        elif kind == _RULED:
            ruled.append(_area(contents, 4))
        elif kind in _CELLS or kind in (_SEVERAL, _SEVERAL_BLANK):
            row = xls_short(contents, 0) + 1
            for column, style in _places(kind, contents) if row in rows else ():
                if style < len(styles) and styles[style] != XlsLook():
                    looks[row, column] = styles[style]
        if len(looks) > RETURNED.cells or len(merged) + len(ruled) > RETURNED.merges:
            raise ValueError
    return XlsSheet(looks, tuple(merged), tuple(ruled))


def _places(kind: int, contents: bytes) -> Iterator[tuple[int, int]]:
    """Yield column and style of each cell in a record."""
    first = xls_short(contents, 2)
    if kind in _CELLS:
        yield first + 1, xls_short(contents, 4)
        return
    step = 2 if kind == _SEVERAL_BLANK else 6
    for number, at in enumerate(range(4, len(contents) - 2, step)):
        yield first + number + 1, xls_short(contents, at)


def _area(contents: bytes, at: int) -> Area:
    top, bottom, left, right = struct.unpack_from("<4H", contents, at)
    return Area(top + 1, left + 1, bottom + 1, right + 1)
