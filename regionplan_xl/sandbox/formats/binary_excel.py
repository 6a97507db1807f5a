"""Read the grid of an .xls or .xlsb with python-calamine: values only, because it does not tell colours."""

import io
from collections.abc import Iterator
from typing import Any

from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridRow, GridSheet, Raw
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.xlsb_short_cells import with_whole_cells

_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!", "#GETTING_DATA"}
)


def read_xlsb(data: bytes) -> Grid:
    """Return the cells of a binary workbook; its zip is checked first, because calamine trusts it.

    Raises `Rejected` for a fault of the file.
    """
    return read_by_calamine(with_whole_cells(data, RETURNED))


def read_by_calamine(data: bytes) -> Grid:
    """Return the cells of every worksheet; `Rejected` for a fault of the file.

    Calamine keeps a sheet as one dense block, and aborts the whole process if memory is too small for that: call
    it only in a child process.
    """
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(workbook.sheets_metadata) > RETURNED.sheets:
            raise refusals.too_many("Workbook", RETURNED.sheets)
        return Grid(
            tuple(
                GridSheet(
                    sheet.name,
                    sheet.visible == SheetVisibleEnum.Visible,
                    dict(_rows(workbook.get_sheet_by_name(sheet.name))),
                )
                for sheet in workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            )
        )
    except PasswordError:
        raise refusals.password_protected() from None
    except (CalamineError, ValueError, OverflowError, OSError):
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
