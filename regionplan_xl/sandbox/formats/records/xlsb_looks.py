"""Read the appearance of cells in an .xlsb ([MS-XLSB] sections 2.1.7.50 and 2.4)."""

import struct
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.zip_reader import read_directory
from regionplan_xl.ooxml.reading.colours import DEFAULT_PALETTE, DEFAULT_THEME, parse_theme, tinted
from regionplan_xl.sandbox.formats.records.looks import CellLook, SheetLook
from regionplan_xl.sandbox.formats.records.xlsb_parts import sheet_parts, workbook_part
from regionplan_xl.sandbox.formats.records.xlsb_records import (
    SHORT,
    WHOLE,
    placed_records,
    read_records,
    whole_number,
    wide_text,
)

_FONT, _FORMAT, _FILL, _STYLE, _PALETTE_COLOUR, _MERGED = 43, 44, 45, 47, 475, 176
_BEGIN_STYLES, _END_STYLES = 617, 618  # those of cells, as opposed to named ones
_COLOUR = struct.Struct("<BBh4B")  # BrtColor, section 2.5.12
_INDEXED, _RGB, _THEME = 1, 2, 3
_STRING, _SHARED = 19, (7, 18)  # BrtSSTItem, and the cells that have a shared string
_STRUCK, _BOLD = 0x0008, 600
_SOLID = 1
_WHOLE_TINT = 32_767


def read_xlsb_looks(
    data: bytes, rows: Mapping[str, Container[int]], limits: Limits
) -> dict[str, SheetLook] | None:
    """Return the appearance of cells in some rows of each sheet; None if it is broken or too large."""
    try:
        package = Package(data, read_directory(data, limits), limits)
        styles, fonts = _styles(package)
        struck = _strings_with_fonts(package, fonts)
        return {
            name: _sheet(package.read(part), styles, rows[name], struck, limits)
            for name, part in sheet_parts(package).items()
            if name in rows and package.find(part)
        }
    except (Rejected, ValueError, IndexError, struct.error):
        return None


@dataclass
class _Colours:
    """The colours that others refer to by number."""

    theme: Sequence[str | None] = DEFAULT_THEME
    own: list[str] = field(default_factory=list)

    def read(self, contents: bytes, at: int) -> str:
        """Return the colour at an offset as `#RRGGBB`; "" for an automatic one."""
        kind, number, tint, *rgb, _ = _COLOUR.unpack_from(contents, at)
        kind >>= 1
        if kind == _RGB:
            return tinted(f"#{bytes(rgb).hex().upper()}", tint / _WHOLE_TINT)
        # 64 and 65 are always the system's colours, whatever the palette says.
        palette = (*self.own[:64], *DEFAULT_PALETTE[len(self.own) :])
        colours = {_INDEXED: palette, _THEME: self.theme}.get(kind, ())
        base = colours[number] if number < len(colours) else None
        return tinted(base, tint / _WHOLE_TINT) if base else ""


def _styles(package: Package) -> tuple[list[CellLook], Collection[int]]:
    """Return the appearance of each style, and the numbers of the fonts that strike through."""
    parts = {
        kind: next((r.target for r in package.related(workbook_part(package), kind)), "")
        for kind in ("styles", "theme")
    }
    if not package.find(parts["styles"]):
        return [], ()
    colours = _Colours()
    if package.find(parts["theme"]):
        colours.theme = parse_theme(package.parse(parts["theme"]))
    records = list(read_records(package.read(parts["styles"])))
    # The palette comes after the fills that refer to it.
    colours.own = [f"#{rgb[:3].hex().upper()}" for kind, rgb in records if kind == _PALETTE_COLOUR]
    fonts: list[tuple[bool, bool]] = []
    codes: dict[int, str] = {}
    fills: list[tuple[str, bool]] = []
    looks: list[CellLook] = []
    is_of_cells = False
    for kind, contents in records:
        if kind == _FONT:
            grbit, weight = struct.unpack_from("<2xHH", contents)
            fonts.append((weight >= _BOLD, bool(grbit & _STRUCK)))
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", contents)[0]] = wide_text(contents, 2)[0]
        elif kind == _FILL:
            fills.append(_fill(contents, colours))
        elif kind in (_BEGIN_STYLES, _END_STYLES):
            is_of_cells = kind == _BEGIN_STYLES
        elif kind == _STYLE and is_of_cells:
            number, font, fill = struct.unpack_from("<2x3H", contents)
            bold, struck = fonts[font] if font < len(fonts) else (False, False)
            colour, patterned = fills[fill] if fill < len(fills) else ("", False)
            looks.append(CellLook(colour, number, codes.get(number), bold, struck, patterned=patterned))
    return looks, [at for at, (_, struck) in enumerate(fonts) if struck]


def _strings_with_fonts(package: Package, fonts: Collection[int]) -> frozenset[int]:
    """Return the numbers of the shared strings of which a part has one of these fonts."""
    parts = [r.target for r in package.related(workbook_part(package), "sharedStrings")]
    if not fonts or not parts or not package.find(parts[0]):
        return frozenset()
    strings = (contents for kind, contents in read_records(package.read(parts[0])) if kind == _STRING)
    return frozenset(at for at, contents in enumerate(strings) if _has_font(contents, fonts))


def _has_font(text: bytes, fonts: Collection[int]) -> bool:
    """Return whether a part of a text (RichStr, section 2.5.121) has one of these fonts."""
    if not text or not text[0] & 1:
        return False
    _, at = wide_text(text, 1)
    count = whole_number(text, at)
    return any(font in fonts for _, font in struct.iter_unpack("<2H", text[at + 4 : at + 4 + 4 * count]))


def _fill(contents: bytes, colours: _Colours) -> tuple[str, bool]:
    """Return the colour of a fill, and whether it has several: a pattern or a gradient."""
    (pattern,) = struct.unpack_from("<L", contents)
    ink, behind = (colours.read(contents, at) for at in (4, 4 + _COLOUR.size))
    return (ink if pattern else "", pattern > _SOLID and bool(ink or behind))


def _sheet(
    part: bytes,
    styles: Sequence[CellLook],
    rows: Container[int],
    struck: Container[int],
    limits: Limits,
) -> SheetLook:
    """Return the looks on a sheet; `struck`: the shared strings that are struck through in part."""
    looks: dict[tuple[int, int], CellLook] = {}
    merged: list[Area] = []
    for kind, contents, row, column in placed_records(part):
        if kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4L", contents)
            merged.append(Area(top + 1, left + 1, bottom + 1, right + 1))
        elif (kind in WHOLE or kind in SHORT) and row + 1 in rows:
            at = 4 if kind in WHOLE else 0
            style = int.from_bytes(contents[at : at + 3], "little")
            look = styles[style] if style < len(styles) else CellLook()
            if kind in _SHARED and whole_number(contents, at + 4) in struck:
                look = replace(look, struck_in_part=True)
            if look != CellLook():
                looks[row + 1, column + 1] = look
        if len(looks) > limits.cells or len(merged) > limits.merges:
            raise ValueError
    return SheetLook(looks, tuple(merged))
