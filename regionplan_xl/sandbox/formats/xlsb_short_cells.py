"""Rewrite an .xlsb with short cell records, as SheetJS writes them, so that calamine sees every cell.

A short record leaves out its column: it is next to the cell before it ([MS-XLSB] 2.4, `BrtShortBlank` to
`BrtShortIsst`). python-calamine skips such records in silence, and the answers in them were lost.
"""

import io
import zipfile
from collections.abc import Iterator

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive

_ROW, _SHEET = 0, b"\x81\x01"  # BrtRowHdr; BrtBeginSheet, the first record of every sheet
# BrtCellBlank to BrtFmlaError, BrtCellRString: they have their column.
_WHOLE = frozenset({*range(1, 12), 62})
_SHORT = range(12, 19)
_LEFT_OUT = 11  # the number of a short record minus that of the whole one

Record = tuple[int, bytes]


def with_whole_cells(data: bytes, limits: Limits) -> bytes:
    """Return the workbook with a column in every cell record; the same bytes if there is no short record.

    Every file in it is unpacked and counted; raises `Rejected` for a fault of the file.
    """
    short = False
    packed = ZipArchive(data, limits)
    for name in packed.names:
        contents = packed.read(name)
        short = short or (
            contents.startswith(_SHEET) and any(kind in _SHORT for kind, _ in _records(contents))
        )
    if not short:
        return data
    out = io.BytesIO()
    packed = ZipArchive(data, limits)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as whole:
        for name in packed.names:
            contents = packed.read(name)
            whole.writestr(name, _whole(contents) if contents.startswith(_SHEET) else contents)
    return out.getvalue()


def _whole(sheet: bytes) -> bytes:
    out = bytearray()
    column = -1
    for kind, contents in _records(sheet):
        if kind == _ROW:
            column = -1
        elif kind in _WHOLE and len(contents) >= 4:
            column = int.from_bytes(contents[:4], "little")
        elif kind in _SHORT:
            column += 1
            kind, contents = kind - _LEFT_OUT, column.to_bytes(4, "little") + contents
        out += _number(kind) + _number(len(contents)) + contents
    return bytes(out)


def _records(part: bytes) -> Iterator[Record]:
    """Yield the records of a part: number and contents ([MS-XLSB] 2.1.4)."""
    at = 0
    while at < len(part):
        kind, at = _read_number(part, at, 2)
        length, at = _read_number(part, at, 4)
        if at + length > len(part):
            raise refusals.damaged()
        yield kind, part[at : at + length]
        at += length


def _read_number(part: bytes, at: int, longest: int) -> tuple[int, int]:
    """Read a number in groups of seven bits, the lowest first; return it and where it ends."""
    value = 0
    for shift in range(longest):
        if at >= len(part):
            raise refusals.damaged()
        byte = part[at]
        at += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return value, at


def _number(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
