"""Read a spreadsheet as blocks, a table per sheet. Its kind is determined by its bytes, not its name."""

from collections.abc import Mapping
from types import MappingProxyType

from regionplan_xl.documents.blocks import Document
from regionplan_xl.documents.sources import html
from regionplan_xl.documents.sources.spreadsheets.grid_tables import AS_XLSX, grid_blocks, grid_problems
from regionplan_xl.documents.sources.spreadsheets.workbook_cells import WorkbookCells
from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.sandbox.formats.binary_excel import read_xls, read_xlsb
from regionplan_xl.sandbox.formats.csv_text import read_separated
from regionplan_xl.sandbox.formats.file_kind import Kind, decode_text, find_kind, is_web_page
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.open_document import read_open_document
from regionplan_xl.sandbox.formats.records.looks import SheetLook
from regionplan_xl.sandbox.formats.records.xls_looks import read_xls_looks
from regionplan_xl.text import phrase

_BEGINNING = 8192
_NO_LOOKS: Mapping[str, SheetLook] = MappingProxyType({})


def read(data: bytes, name: str) -> Document:
    """Return the blocks of a spreadsheet; raise `Rejected` if it is not one or is too large."""
    if is_web_page(decode_text(data[:_BEGINNING]) or ""):
        return html.read(data, name)
    kind = find_kind(data)
    if kind is Kind.XLSX:
        cells = WorkbookCells(Workbook.open(data, RETURNED))
        return Document(name, tuple(cells.blocks()), tuple(cells.unread))
    if kind is Kind.TEXT:
        return _of_grid(read_separated(data, name), name)
    if kind is Kind.ZIP:
        raise refusals.not_a_workbook()
    if kind is Kind.ODS:
        return _of_grid(read_open_document(data, as_shown=True), name)
    if kind is Kind.XLSB:
        return _of_grid(read_xlsb(data), name, None)
    grid = read_xls(data)
    looks = read_xls_looks(data, {sheet.name: sheet.rows for sheet in grid.sheets}, RETURNED)
    return _of_grid(grid, name, looks)


def _of_grid(grid: Grid, name: str, looks: Mapping[str, SheetLook] | None = _NO_LOOKS) -> Document:
    """Return the document; `looks` is None if the colours of the file cannot be read."""
    unread = list(grid_problems(grid, looks or _NO_LOOKS))
    if looks is None:
        what = phrase(
            "The colours and merged cells of an old or binary workbook (.xls, .xlsb) cannot be read."
        )
        unread.append(Problem(Place(), what, AS_XLSX))
    return Document(name, tuple(grid_blocks(grid, looks or _NO_LOOKS)), tuple(unread))
