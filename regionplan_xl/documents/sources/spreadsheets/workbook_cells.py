"""Read the sheets of an .xlsx as tables: what each cell shows, its colours, and its notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from regionplan_xl.documents.blocks import Block, Highlight, Paragraph, TableCell
from regionplan_xl.documents.sources.spreadsheets.cell_styles import CellStyle, read_cell_styles
from regionplan_xl.documents.sources.spreadsheets.colour_rules import Painter, read_colour_rules
from regionplan_xl.documents.sources.spreadsheets.grid_tables import without_value
from regionplan_xl.documents.sources.spreadsheets.number_formats import format_number, shown_day, unformatted
from regionplan_xl.documents.sources.spreadsheets.rich_texts import RichText, RichTexts
from regionplan_xl.documents.sources.spreadsheets.sheet_table import sheet_table
from regionplan_xl.documents.sources.spreadsheets.shown_text import likely_language, tidy
from regionplan_xl.documents.symbols import with_symbols
from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.parsing.other_texts import drawn_texts
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.cells import Cell, Value
from regionplan_xl.ooxml.reading.colours import is_white
from regionplan_xl.ooxml.reading.notes import read_notes
from regionplan_xl.ooxml.reading.sheet_end import parse_after_rows
from regionplan_xl.ooxml.reading.sheets import SheetInfo
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.text import phrase

_DRAWN = frozenset({"shape", "control"})
_FORMULAS_TOLD = 20  # per sheet
_HIDDEN_ROWS = phrase("Hidden rows of the sheet were read like the others: {names}.")
_HIDDEN_COLUMNS = phrase("Hidden columns of the sheet were read like the others: {names}.")
_IF_NOT_WANTED = phrase("Delete in the master what is no part of the plan.")


class WorkbookCells:
    """Reads the sheets of one workbook; `unread` then has what could not be read."""

    def __init__(self, workbook: Workbook) -> None:
        self.unread: list[Problem] = []
        self._workbook = workbook
        self._styles = read_cell_styles(workbook)
        self._rich = RichTexts.of(workbook, self._styles)
        self._left = workbook.package.limits.cells
        self._language = "nb"

    def blocks(self) -> Iterator[Block]:
        """Yield a table for each non-empty sheet, and the texts drawn outside its cells."""
        sheets = [sheet for sheet in self._workbook.sheets if sheet.kind == "worksheet"]
        read = [(sheet, self._read(sheet)) for sheet in sheets]
        values = (cell.value for _, rows in read for row in rows.values() for cell in row.values())
        self._language = likely_language(value for value in values if isinstance(value, str))
        for sheet, rows in read:
            yield from self._sheet(sheet, rows)

    def _read(self, sheet: SheetInfo) -> dict[int, dict[int, Cell]]:
        rows: dict[int, dict[int, Cell]] = {}
        for number, row in self._workbook.rows(sheet, blank_rows=False):
            if any(cell.value is not None or cell.formula is not None for cell in row.values()):
                self._left -= len(row)
                if self._left < 0:
                    raise refusals.too_many_cells(self._workbook.package.limits.cells)
                rows.setdefault(number, {}).update(row)
        return rows

    def _sheet(self, sheet: SheetInfo, rows: dict[int, dict[int, Cell]]) -> Iterator[Block]:
        end = self._after_rows(sheet)

        def value(row: int, column: int) -> Value:
            cell = rows.get(row, {}).get(column)
            return cell.value if cell else None

        painter = Painter(sheet.name, read_colour_rules(end, self._styles), value)
        own = self._rich.in_cells(self._workbook, sheet.part, self._styles)
        cells = {
            number: {at: self._cell(cell, own, painter) for at, cell in row.items()}
            for number, row in rows.items()
        }
        self._tell_of_formulas(sheet, rows)
        if sheet.visibility == "visible":
            self._tell_of_hidden(sheet, rows)
        hidden = sheet.visibility != "visible"
        drawn = self._with_notes(sheet, cells)
        table = sheet_table(sheet.name, cells, self._workbook.merged(sheet), hidden=hidden)
        self.unread += painter.unread()
        if table is not None:
            yield table
        yield from (Paragraph(text, Place(sheet.name)) for text in drawn)

    def _after_rows(self, sheet: SheetInfo) -> Element | None:
        package = self._workbook.package
        with XmlPart.of(package, sheet.part).open() as stream:
            return parse_after_rows(stream, sheet.part, package.limits)

    def _cell(self, cell: Cell, own: Mapping[tuple[int, int], RichText], painter: Painter) -> TableCell:
        style = self._styles[cell.style]
        rich = own.get((cell.row, cell.column))
        if rich is None and isinstance(cell.value, str):
            rich = self._rich.shared.get(cell.value)
        text = (
            tidy(rich.shown(style.font)) if rich else with_symbols(self._shown(cell.value, style), style.font)
        )
        painted = painter.fill(cell.row, cell.column) or self._workbook.styles.fill(cell.style)
        fill = "" if painted is None or is_white(painted) else painted
        marks = rich.marks if rich else ()
        if not marks and text and style.letters:
            marks = (Highlight(" ".join(text.split()), style.letters),)
        formula = f"={cell.formula}" if cell.value is None and cell.formula else ""
        struck = style.struck or bool(rich and rich.struck)
        return TableCell(
            text,
            fill,
            bool(text) and (style.bold or bool(rich and rich.bold)),
            struck and bool(text),
            rich.struck_words if rich and not struck else (),
            marks,
            (formula,) if formula else (),
        )

    def _shown(self, value: Value, style: CellStyle) -> str:
        """Return a value as its cell shows it."""
        if value is None:
            return ""
        if isinstance(value, str):
            return tidy(value)
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, datetime):
            return shown_day(value, style.code or "dd.mm.yyyy", self._language)
        return format_number(value, style.code) if style.code else unformatted(value)

    def _tell_of_formulas(self, sheet: SheetInfo, rows: Mapping[int, Mapping[int, Cell]]) -> None:
        without = [
            cell
            for row in rows.values()
            for cell in row.values()
            if cell.value is None and cell.formula is not None
        ]
        for cell in without[:_FORMULAS_TOLD]:
            place = Place(sheet.name, cell.row, column_letters(cell.column))
            self.unread.append(without_value(place, f"={cell.formula}"))

    def _tell_of_hidden(self, sheet: SheetInfo, rows: Mapping[int, Mapping[int, Cell]]) -> None:
        """Report hidden rows and columns with content: a filter may hide rows that belong to the plan."""
        said = {
            (cell.row, cell.column)
            for row in rows.values()
            for cell in row.values()
            if cell.value is not None
        }
        hidden_rows, hidden_columns = self._workbook.hidden(sheet)
        numbers = sorted({row for row, _ in said} & hidden_rows)
        letters = [column_letters(at) for at in sorted({column for _, column in said} & hidden_columns)]
        for name, what in ((_ranges(numbers), _HIDDEN_ROWS), (", ".join(letters), _HIDDEN_COLUMNS)):
            if name:
                found = phrase(what.template, names=name)
                self.unread.append(Problem(Place(sheet.name), found, _IF_NOT_WANTED))

    def _with_notes(self, sheet: SheetInfo, cells: dict[int, dict[int, TableCell]]) -> list[str]:
        """Add notes and text boxes to their cells; return the texts that belong to no cell of the table."""
        package = self._workbook.package
        noted = [(note.row, note.column, note.text) for note in read_notes(package, sheet.part)]
        boxes = [text for text in drawn_texts(package, sheet.part) if text.kind in _DRAWN and text.text]
        elsewhere = []
        for row, column, text in [*noted, *((box.row, box.column, box.text) for box in boxes)]:
            if row in cells:
                cell = cells[row].get(column, TableCell())
                cells[row][column] = replace(cell, notes=(*cell.notes, text))
            else:
                elsewhere.append(text)
        return elsewhere


def _ranges(numbers: Sequence[int]) -> str:
    """Return sorted numbers as ranges: «3-7, 12»."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)
