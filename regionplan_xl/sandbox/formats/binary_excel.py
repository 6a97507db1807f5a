"""Read the grid of an .xls or .xlsb with python-calamine: values only, because calamine does not read colours."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridRow, GridSheet, Raw
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.sandbox.formats import xls_texts, xlsb_texts
from regionplan_xl.sandbox.formats.far_cells import Lines, gather_xls
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.xlsb_records import read_records
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive

_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!", "#GETTING_DATA"}
)
# A short record omits its column: its cell follows the previous cell ([MS-XLSB] 2.4, `BrtShortBlank` to
# `BrtShortIsst`). python-calamine silently skips such records, which would lose the answers in them.
_ROW, _SHEET = 0, b"\x81\x01"  # BrtRowHdr; BrtBeginSheet, the first record of every sheet
# BrtCellBlank to BrtFmlaError, BrtCellRString: these records include the column.
_WHOLE = frozenset({*range(1, 12), 62})
_SHORT = range(12, 19)
_WITH_VALUE = (_WHOLE | {*_SHORT}) - {1, 12}
_LEFT_OUT = 11  # number of a short record minus the number of the full record


def read_xlsb(data: bytes) -> Grid:
    """Return the cells of a binary workbook. Its zip is checked first, because calamine trusts it.

    Raises `Rejected` if the file is faulty.
    """
    return xlsb_texts.with_texts(_read_by_calamine(*with_whole_cells(data, RETURNED)), data)


def read_xls(data: bytes) -> Grid:
    """Return the cells and other texts of an .xls workbook; raise `Rejected` if the file is faulty."""
    return xls_texts.with_texts(_read_by_calamine(*gather_xls(data)), data)


def _read_by_calamine(data: bytes, lines: Lines | None) -> Grid:
    """Return the cells of every worksheet, moved back to the rows and columns in `lines`.

    Calamine holds a sheet as one dense block, and aborts the whole process if memory is too small for it. Call this
    only in a child process.
    """
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(workbook.sheets_metadata) > RETURNED.sheets:
            raise refusals.too_many("Workbook", RETURNED.sheets)
        sheets: list[GridSheet] = []
        left = RETURNED.cells
        for sheet in workbook.sheets_metadata:
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                rows = dict(_rows(workbook.get_sheet_by_name(sheet.name), lines, left))
                left -= sum(map(len, rows.values()))
                is_visible = sheet.visible == calamine.SheetVisibleEnum.Visible
                sheets.append(GridSheet(sheet.name, is_visible, rows))
        return Grid(tuple(sheets))
    except calamine.PasswordError:
        raise refusals.password_protected() from None
    except (calamine.CalamineError, ValueError, OverflowError, OSError):
        raise refusals.damaged() from None


def _rows(sheet: Any, lines: Lines | None, most: int) -> Iterator[tuple[int, GridRow]]:
    """Yield the non-empty rows of a sheet, numbered from 1; raises `Rejected` if they have more than `most` cells."""
    if sheet.start is None:
        return
    # `iter_rows` starts at the sheet's first row, but at the first column with content.
    first = sheet.start[1] + 1
    for number, values in enumerate(sheet.iter_rows(), 1):
        row = {column: GridCell(_value(value)) for column, value in enumerate(values, first) if value != ""}
        most -= len(row)
        if most < 0:
            raise refusals.too_many_cells(RETURNED.cells)
        if row and lines is None:
            yield number, row
        elif row and lines is not None:
            yield (
                lines.rows[number - 1] + 1,
                {lines.columns[column - 1] + 1: cell for column, cell in row.items()},
            )


def _value(value: Raw) -> Raw:
    return CellError(value) if isinstance(value, str) and value in _ERRORS else value


def with_whole_cells(data: bytes, limits: Limits) -> tuple[bytes, Lines | None]:
    """Return an .xlsb with a column in every cell record and far cells moved together, and the lines they came from.

    Returns the same bytes and None if there are no short records and no far cells. Unpacks and counts every file in the
    zip; raises `Rejected` if the file is faulty.
    """
    short, rows, columns = False, set[int](), set[int]()
    packed = ZipArchive(data, limits)
    for name in packed.names:
        contents = packed.read(name)
        if contents.startswith(_SHEET):
            for kind, _, row, column in _placed(contents):
                short = short or kind in _SHORT
                if kind in _WITH_VALUE:
                    rows.add(row)
                    columns.add(column)
    lines = Lines.of(rows, columns)
    if not short and lines is None:
        return data, None
    out = io.BytesIO()
    packed = ZipArchive(data, limits)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as whole:
        for name in packed.names:
            contents = packed.read(name)
            whole.writestr(name, _whole(contents, lines) if contents.startswith(_SHEET) else contents)
    return out.getvalue(), lines


def _whole(sheet: bytes, lines: Lines | None) -> bytes:
    rows, columns = lines.numbers() if lines is not None else ({}, {})
    out = bytearray()
    for kind, contents, row, column in _placed(sheet):
        if kind in _SHORT:
            kind, contents = kind - _LEFT_OUT, bytes(4) + contents
        if kind == _ROW:
            contents = _number_in(contents, rows.get(row, row))
        elif kind in _WHOLE:
            contents = _number_in(contents, columns.get(column, column))
        out += _number(kind) + _number(len(contents)) + contents
    return bytes(out)


def _number_in(contents: bytes, number: int) -> bytes:
    """Return a record's contents with another row or column number, its first four bytes."""
    return number.to_bytes(4, "little") + contents[4:] if len(contents) >= 4 else contents


def _placed(sheet: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """Yield the number and contents of each record of a sheet, with its row and column."""
    row, column = 0, -1
    for kind, contents in read_records(sheet):
        if kind == _ROW:
            row, column = int.from_bytes(contents[:4], "little"), -1
        elif kind in _WHOLE and len(contents) >= 4:
            column = int.from_bytes(contents[:4], "little")
        elif kind in _SHORT:
            column += 1
        yield kind, contents, row, column


def _number(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
