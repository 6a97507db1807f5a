"""An .xlsb whose cells lean on the one before, as SheetJS writes them, made one that calamine sees all of.

A cell record may leave out its column where it stands right beside the one before ([MS-XLSB] 2.4, `BrtShortBlank`
to `BrtShortIsst`). python-calamine passes over such records without a word, and the answers in them were lost.
"""

import io
import zipfile
from collections.abc import Iterator

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.sandbox.zipped import Zipped

_ROW, _SHEET = 0, b"\x81\x01"  # BrtRowHdr; BrtBeginSheet, the first record of every sheet
_WHOLE = frozenset(
    {*range(1, 12), 62}
)  # BrtCellBlank to BrtFmlaError, BrtCellRString: they tell their column
_SHORT = range(12, 19)
_LEFT_OUT = 11  # a short record's number less that of the whole one

Record = tuple[int, bytes]


def with_whole_cells(data: bytes, limits: Limits) -> bytes:
    """The workbook, every cell with its column; the bytes as they are where nothing was left out.

    `Rejected` where the file is to blame; every file in it is unpacked and counted.
    """
    short = False
    packed = Zipped(data, limits)
    for name in packed.names:
        contents = packed.read(name)
        short = short or (
            contents.startswith(_SHEET) and any(kind in _SHORT for kind, _ in _records(contents))
        )
    if not short:
        return data
    out = io.BytesIO()
    packed = Zipped(data, limits)
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
    """The records of a part: number and contents ([MS-XLSB] 2.1.4)."""
    at = 0
    while at < len(part):
        kind, at = _read_number(part, at, 2)
        length, at = _read_number(part, at, 4)
        if at + length > len(part):
            raise refusals.damaged()
        yield kind, part[at : at + length]
        at += length


def _read_number(part: bytes, at: int, longest: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and where it ends."""
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
