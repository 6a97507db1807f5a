"""Read the grid of an .xls or .xlsb: values with python-calamine, and the appearance of cells from their records."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from regionplan_xl.excel.parsing.grid import BLANK, MIXED, Grid, GridCell, GridRow, GridSheet, GridText, Raw
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.ooxml.reading.styles import is_percent_format
from regionplan_xl.sandbox.formats import xls_texts, xlsb_texts
from regionplan_xl.sandbox.formats.far_cells import Lines, gather_xls
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.records.looks import CellLook, SheetLook
from regionplan_xl.sandbox.formats.records.xls_looks import read_xls_looks
from regionplan_xl.sandbox.formats.records.xlsb_looks import read_xlsb_looks
from regionplan_xl.sandbox.formats.records.xlsb_records import ROW, SHORT, WHOLE, placed_records
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive

_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!", "#GETTING_DATA"}
)
# A short record omits its column: its cell follows the previous cell ([MS-XLSB] 2.4, `BrtShortBlank` to
# `BrtShortIsst`). python-calamine silently skips such records, which would lose the answers in them.
_SHEET = b"\x81\x01"  # BrtBeginSheet, the first record of every sheet
_WITH_VALUE = (WHOLE | {*SHORT}) - {1, 12}
_LEFT_OUT = 11  # number of a short record minus the number of the full record
_PALE = 0x90  # the lowest channel of a pale colour


def load_library() -> None:
    """Load the library that reads binary workbooks, while files can still be opened."""
    import python_calamine  # noqa: F401


def read_xlsb(data: bytes) -> Grid:
    """Return the cells of a binary workbook. Its zip is checked first, because calamine trusts it.

    Raises `Rejected` if the file is faulty.
    """
    return xlsb_texts.with_texts(_read_by_calamine(*with_whole_cells(data, RETURNED)), data)


def read_xls(data: bytes) -> Grid:
    """Return the cells and other texts of an .xls workbook; raise `Rejected` if the file is faulty."""
    return xls_texts.with_texts(_read_by_calamine(*gather_xls(data)), data)


def with_looks(grid: Grid, data: bytes) -> Grid:
    """Return the grid of an .xls or .xlsb with its cells' fills, percentages and struck texts, and merged ranges.

    If they cannot be read, the grid has a text `unread`, so that a person looks into the file.
    """
    rows = {sheet.name: sheet.rows for sheet in grid.sheets}
    is_zip = data.startswith(b"PK")
    looks = read_xlsb_looks(data, rows, RETURNED) if is_zip else read_xls_looks(data, rows, RETURNED)
    if looks is None:
        is_said = any(text.kind == "unread" for text in grid.texts)
        return grid if is_said else replace(grid, texts=(*grid.texts, GridText("unread", "")))
    sheets = (_with_looks(sheet, looks.get(sheet.name, SheetLook())) for sheet in grid.sheets)
    return replace(grid, sheets=tuple(sheets))


def _with_looks(sheet: GridSheet, look: SheetLook) -> GridSheet:
    rows: dict[int, dict[int, GridCell]] = {number: dict(row) for number, row in sheet.rows.items()}
    for (number, column), one in look.looks.items():
        cell, colour = rows[number].get(column, BLANK), _painted(one)
        if colour is not None or not cell.is_blank:
            percent = is_percent_format(one.number_format, one.code)
            rows[number][column] = GridCell(cell.value, colour, percent, one.struck or one.struck_in_part)
    return replace(sheet, rows=rows, merged=tuple(area for area in look.merged if area.bottom > area.top))


def _painted(look: CellLook) -> str | None:
    """Return the fill of a cell; None for the pale blue that the palette has in place of our own shades."""
    if look.patterned:
        return MIXED
    if look.from_palette:
        red, green, blue = bytes.fromhex(look.fill[1:])
        if min(red, green, blue) >= _PALE and blue >= max(red, green):
            return None
    return look.fill or None


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
            for kind, _, row, column in placed_records(contents):
                short = short or kind in SHORT
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
    for kind, contents, row, column in placed_records(sheet):
        if kind in SHORT:
            kind, contents = kind - _LEFT_OUT, bytes(4) + contents
        if kind == ROW:
            contents = _number_in(contents, rows.get(row, row))
        elif kind in WHOLE:
            contents = _number_in(contents, columns.get(column, column))
        out += _number(kind) + _number(len(contents)) + contents
    return bytes(out)


def _number_in(contents: bytes, number: int) -> bytes:
    """Return a record's contents with another row or column number, its first four bytes."""
    return number.to_bytes(4, "little") + contents[4:] if len(contents) >= 4 else contents


def _number(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
