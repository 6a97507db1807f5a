"""Read the grid of an .xls or .xlsb with python-calamine: values only, because it does not tell colours."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridRow, GridSheet, GridText, Raw
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive

_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!", "#GETTING_DATA"}
)
# A short record leaves out its column: it is next to the cell before it ([MS-XLSB] 2.4, `BrtShortBlank` to
# `BrtShortIsst`). python-calamine skips such records in silence, and the answers in them were lost.
_MORE = re.compile(r"^xl/(?:comments|threadedcomments|drawings/drawing)", re.IGNORECASE)
_ROW, _SHEET = 0, b"\x81\x01"  # BrtRowHdr; BrtBeginSheet, the first record of every sheet
# BrtCellBlank to BrtFmlaError, BrtCellRString: they have their column.
_WHOLE = frozenset({*range(1, 12), 62})
_SHORT = range(12, 19)
_LEFT_OUT = 11  # the number of a short record minus that of the whole one

Record = tuple[int, bytes]


def read_xlsb(data: bytes) -> Grid:
    """Return the cells of a binary workbook; its zip is checked first, because calamine trusts it.

    Raises `Rejected` for a fault of the file.
    """
    grid = read_by_calamine(with_whole_cells(data, RETURNED))
    # Notes and drawings are not read from this format; that there are some is told.
    has_more = any(_MORE.search(name) for name in ZipArchive(data, RETURNED).names)
    return replace(grid, texts=(GridText("unread", ""),)) if has_more else grid


def read_by_calamine(data: bytes) -> Grid:
    """Return the cells of every worksheet; `Rejected` for a fault of the file.

    Calamine keeps a sheet as one dense block, and aborts the whole process if memory is too small for that: call
    it only in a child process.
    """
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(workbook.sheets_metadata) > RETURNED.sheets:
            raise refusals.too_many("Workbook", RETURNED.sheets)
        return Grid(
            tuple(
                GridSheet(
                    sheet.name,
                    sheet.visible == calamine.SheetVisibleEnum.Visible,
                    dict(_rows(workbook.get_sheet_by_name(sheet.name))),
                )
                for sheet in workbook.sheets_metadata
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            )
        )
    except calamine.PasswordError:
        raise refusals.password_protected() from None
    except (calamine.CalamineError, ValueError, OverflowError, OSError):
        raise refusals.damaged() from None


def _rows(sheet: Any) -> Iterator[tuple[int, GridRow]]:
    if sheet.start is None:
        return
    # Rows come from the first of the sheet, their cells only from the first column that holds something.
    first = sheet.start[1] + 1
    count = 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        row = {column: GridCell(_value(value)) for column, value in enumerate(values, first) if value != ""}
        count += len(row)
        if count > RETURNED.cells:
            raise refusals.too_many_cells(RETURNED.cells)
        if row:
            yield number, row


def _value(value: Raw) -> Raw:
    return CellError(value) if isinstance(value, str) and value in _ERRORS else value


def with_whole_cells(data: bytes, limits: Limits) -> bytes:
    """Return an .xlsb with a column in every cell record; the same bytes if there is no short record.

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
