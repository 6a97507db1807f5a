"""Make tables from the grids of the reader of returned files: .ods, .xls, .xlsb, .csv."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from regionplan_xl.documents.blocks import Block, Paragraph, TableCell
from regionplan_xl.documents.sources.spreadsheets.number_formats import (
    code_of,
    format_number,
    shown_day,
    unformatted,
)
from regionplan_xl.documents.sources.spreadsheets.sheet_table import sheet_table
from regionplan_xl.documents.sources.spreadsheets.shown_text import likely_language, tidy
from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.parsing.grid import MIXED, Grid, GridCell, Uncomputed
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.reading.colours import is_white
from regionplan_xl.sandbox.formats.records.looks import CellLook, SheetLook
from regionplan_xl.text import phrase

_NOTES = frozenset({"note", "shape", "control"})
AS_XLSX = phrase("If they say something, save the file as .xlsx and import that.")
_RULES_TOLD = 10
_MOMENT = "dd.mm.yyyy hh:mm"


def grid_blocks(grid: Grid, looks: Mapping[str, SheetLook]) -> Iterator[Block]:
    """Yield a table for each non-empty sheet, and the texts outside its cells.

    `looks` describes the cells of an .xls by sheet, because its grid has only values.
    """
    language = likely_language(
        cell.text for sheet in grid.sheets for row in sheet.rows.values() for cell in row.values()
    )
    for sheet in grid.sheets:
        look = looks.get(sheet.name, SheetLook())
        cells = {
            number: {
                column: _cell(cell, look.looks.get((number, column)), language)
                for column, cell in row.items()
            }
            for number, row in sheet.rows.items()
        }
        for (row, column), painted in look.looks.items():
            if painted.fill and column not in cells[row]:
                cells[row][column] = _cell(GridCell(), painted, language)
        elsewhere = []
        for text in sheet.texts:
            if text.kind in _NOTES and text.text:
                if text.row in cells:
                    cell = cells[text.row].get(text.column, TableCell())
                    cells[text.row][text.column] = replace(cell, notes=(*cell.notes, text.text))
                else:
                    elsewhere.append(text.text)
        table = sheet_table(sheet.name, cells, (*sheet.merged, *look.merged), hidden=not sheet.visible)
        if table is not None:
            yield table
        yield from (Paragraph(text, Place(sheet.name)) for text in elsewhere)


def grid_problems(grid: Grid, looks: Mapping[str, SheetLook]) -> Iterator[Problem]:
    """Yield what could not be read: formulas without a value, colour rules, and some notes and drawings."""
    for sheet in grid.sheets:
        ruled = [str(area) for area in looks.get(sheet.name, SheetLook()).ruled]
        ruled += [text.text for text in sheet.texts if text.kind == "rule"]
        if ruled:
            what = phrase(
                "The colours of the cells {cells} follow rules, which are not read in a file of this kind.",
                cells=", ".join(ruled[:_RULES_TOLD]),
            )
            yield Problem(Place(sheet.name), what, AS_XLSX)
        for number, row in sheet.rows.items():
            for column, cell in row.items():
                if isinstance(cell.value, Uncomputed):
                    yield without_value(Place(sheet.name, number, column_letters(column)), cell.value)
        if any(text.kind == "unread" for text in sheet.texts):
            what = phrase("There are notes or drawings on the sheet that cannot be read.")
            yield Problem(Place(sheet.name), what)


def without_value(place: Place, formula: str) -> Problem:
    """Return the problem of a formula without a value."""
    return Problem(
        place,
        phrase("The formula «{formula}» has no value.", formula=formula),
        phrase("Open the file in Excel, save it, and import it again."),
    )


def _cell(cell: GridCell, look: CellLook | None, language: str) -> TableCell:
    """Return a cell for a block; a formula without a value becomes a note."""
    colour = cell.colour or (look.fill if look else "")
    fill = "" if colour in ("", MIXED) or is_white(colour) else colour
    if isinstance(cell.value, Uncomputed):
        return TableCell(fill=fill, notes=(str(cell.value),))
    text = _shown(cell, code_of(look.number_format, look.code) if look else "", language)
    struck = cell.struck or bool(look and look.struck)
    return TableCell(text, fill, bool(look and look.bold and text), struck and bool(text))


def _shown(cell: GridCell, code: str, language: str) -> str:
    value = cell.value
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return shown_day(moment, code or _MOMENT, language)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or cell.percent:
        return cell.text
    return format_number(value, code) if code else unformatted(value)
