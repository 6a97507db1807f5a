"""Tables of the cells that the reader of returned files gives: .ods, .xls, .xlsb, .csv."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

from regionplan_xl.documents.blocks import Block, Cell, Paragraph
from regionplan_xl.documents.sources.spreadsheets.number_formats import plain
from regionplan_xl.documents.sources.spreadsheets.sheet_table import sheet_table
from regionplan_xl.documents.sources.spreadsheets.shown_text import tidy
from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.parsing.grid import MIXED, Grid, GridCell, Uncomputed
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.reading.colours import is_white
from regionplan_xl.text import phrase

_NOTES = frozenset({"note", "shape", "control"})
_DAY, _MOMENT = "%d.%m.%Y", "%d.%m.%Y %H:%M"


def grid_blocks(grid: Grid) -> Iterator[Block]:
    """Yield a table for each sheet that holds something, and the texts beside its cells."""
    for sheet in grid.sheets:
        cells = {
            number: {column: _cell(cell) for column, cell in row.items()}
            for number, row in sheet.rows.items()
        }
        elsewhere = []
        for text in sheet.texts:
            if text.kind in _NOTES and text.text:
                if text.row in cells:
                    cell = cells[text.row].get(text.column, Cell())
                    cells[text.row][text.column] = replace(cell, notes=(*cell.notes, text.text))
                else:
                    elsewhere.append(text.text)
        table = sheet_table(sheet.name, cells, sheet.merged, hidden=not sheet.visible)
        if table is not None:
            yield table
        yield from (Paragraph(text, Place(sheet.name)) for text in elsewhere)


def grid_problems(grid: Grid) -> Iterator[Problem]:
    """Yield what could not be read: formulas without a value, and what is drawn in a way that is not read."""
    for sheet in grid.sheets:
        for number, row in sheet.rows.items():
            for column, cell in row.items():
                if isinstance(cell.value, Uncomputed):
                    yield without_value(Place(sheet.name, number, column_letters(column)), cell.value)
        if any(text.kind == "unread" for text in sheet.texts):
            what = phrase("There are notes or drawings on the sheet that cannot be read.")
            yield Problem(Place(sheet.name), what)


def without_value(place: Place, formula: str) -> Problem:
    """Return the problem that a formula has no value."""
    return Problem(
        place,
        phrase("The formula «{formula}» has no value.", formula=formula),
        phrase("Open the file in Excel, save it, and import it again."),
    )


def _cell(cell: GridCell) -> Cell:
    """Return a cell as a block has it; a formula without a value is a note."""
    fill = "" if cell.colour in (None, MIXED) or is_white(cell.colour or "") else cell.colour or ""
    if isinstance(cell.value, Uncomputed):
        return Cell(fill=fill, notes=(str(cell.value),))
    text = _shown(cell)
    return Cell(text, fill, struck=cell.struck and bool(text))


def _shown(cell: GridCell) -> str:
    value = cell.value
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, datetime):
        return value.strftime(_DAY if value.time() == time() else _MOMENT)
    if isinstance(value, date):
        return value.strftime(_DAY)
    if isinstance(value, float) and not cell.percent:
        return plain(value)
    return cell.text
