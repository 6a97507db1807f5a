"""Read the appearance of cells in an .xls ([MS-XLS] sections 2.2.1 and 2.4)."""

import struct
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import replace

from regionplan_xl.ooxml.common.compound_file import Unreadable, find_stream
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.reading.colours import DEFAULT_PALETTE
from regionplan_xl.sandbox.formats.records.looks import CellLook, SheetLook
from regionplan_xl.sandbox.formats.records.xls_records import (
    BEGIN,
    END,
    xls_records,
    xls_sheets,
    xls_short,
    xls_string,
)
from regionplan_xl.sandbox.formats.records.xls_strings import strings_with_fonts

_FONT, _FORMAT, _STYLE, _PALETTE, _MERGED = 0x0031, 0x041E, 0x00E0, 0x0092, 0x00E5
_STYLE_MORE, _RULED, _SEVERAL_BLANK, _SEVERAL = 0x087D, 0x01B0, 0x00BE, 0x00BD
_SHARED = 0x00FD  # LABELSST, whose last four bytes are the number of a shared string
# FORMULA, RSTRING, LABELSST, BLANK, NUMBER, LABEL, BOOLERR and RK: row, column, style.
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_STYLE_LENGTH = 20
_BOLD = 600  # a font weight
_FIRST_OWN_COLOUR = 8
_SOLID = 1
_FILL = 4  # a property of a style in a later record (ExtProp.extType)
_RGB = 2  # a colour in it (XColorType)
_NO_FONT = 4  # an index that no font has


def read_xls_looks(
    data: bytes, rows: Mapping[str, Container[int]], limits: Limits
) -> dict[str, SheetLook] | None:
    """Return the appearance of cells in some rows of each sheet; None if older than Excel 97, broken or too large."""
    try:
        stream = find_stream(data, ("Workbook",)).content
        styles, fonts = _styles(stream)
        struck = strings_with_fonts(stream, fonts)
        return {
            name: _sheet(stream, at, styles, rows[name], struck, limits)
            for name, at in xls_sheets(stream).items()
            if name in rows
        }
    except (Unreadable, ValueError, IndexError, struct.error):
        return None


def _styles(stream: bytes) -> tuple[list[CellLook], Collection[int]]:
    """Return the appearance of each style, and the numbers of the fonts that strike through."""
    fonts: list[tuple[bool, bool]] = []
    codes: dict[int, str] = {}
    colours = list(DEFAULT_PALETTE)
    styles: list[bytes] = []
    exact: dict[int, str] = {}
    for kind, contents in xls_records(stream, 0):
        if kind == _FONT:
            fonts.append((xls_short(contents, 6) >= _BOLD, bool(xls_short(contents, 2) & 0x0008)))
        elif kind == _FORMAT:
            codes[xls_short(contents, 0)] = xls_string(contents, 5, xls_short(contents, 2), contents[4])
        elif kind == _STYLE and len(contents) >= _STYLE_LENGTH:
            styles.append(contents)
        elif kind == _STYLE_MORE:
            exact |= {xls_short(contents, 14): colour for colour in _exact_fills(contents)}
        elif kind == _PALETTE:
            own = (contents[at : at + 3].hex().upper() for at in range(2, len(contents) - 3, 4))
            for number, colour in enumerate(own, _FIRST_OWN_COLOUR):
                if number < len(colours):
                    colours[number] = f"#{colour}"
    looks = [_style(one, fonts, codes, colours) for one in styles]
    looks = [
        replace(look, fill=exact[at], from_palette=False) if look.fill and at in exact else look
        for at, look in enumerate(looks)
    ]
    return looks, [at + (at >= _NO_FONT) for at, (_, struck) in enumerate(fonts) if struck]


def _exact_fills(contents: bytes) -> Iterator[str]:
    """Yield the fill of a style as Excel 2007 and later keep it, beside the palette (XFExt, section 2.4.355)."""
    at = 20
    for _ in range(xls_short(contents, 18)):
        kind, length = xls_short(contents, at), xls_short(contents, at + 2)
        if kind == _FILL and xls_short(contents, at + 4) == _RGB:
            yield f"#{contents[at + 8 : at + 11].hex().upper()}"
        at += max(length, 4)


def _style(
    contents: bytes, fonts: list[tuple[bool, bool]], codes: dict[int, str], colours: list[str]
) -> CellLook:
    font, number = struct.unpack_from("<2H", contents)
    font -= font > _NO_FONT
    bold, struck = fonts[font] if font < len(fonts) else (False, False)
    pattern, ink = struct.unpack_from("<LH", contents, 14)
    colour, behind = ink & 0x7F, ink >> 7 & 0x7F
    kind = pattern >> 26
    fill = colours[colour] if kind and colour < len(colours) else ""
    patterned = kind > _SOLID and (bool(fill) or behind < len(colours))
    return CellLook(fill, number, codes.get(number), bold, struck, bool(fill), patterned)


def _sheet(
    stream: bytes,
    at: int,
    styles: list[CellLook],
    rows: Container[int],
    struck: Container[int],
    limits: Limits,
) -> SheetLook:
    """Return the looks on the sheet at an offset; `struck`: the shared strings that are struck through in part."""
    looks: dict[tuple[int, int], CellLook] = {}
    merged: list[Area] = []
    ruled: list[Area] = []
    depth = 0
    for kind, contents in xls_records(stream, at):
        depth += (kind == BEGIN) - (kind == END)
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
                look = styles[style] if style < len(styles) else CellLook()
                if kind == _SHARED and int.from_bytes(contents[6:10], "little") in struck:
                    look = replace(look, struck_in_part=True)
                if look != CellLook():
                    looks[row, column] = look
        if len(looks) > limits.cells or len(merged) + len(ruled) > limits.merges:
            raise ValueError
    return SheetLook(looks, tuple(merged), tuple(ruled))


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
