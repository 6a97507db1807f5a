"""Content that hinders repeating and appending: illegal characters, and cells far below everything else."""

import re
from collections.abc import Iterable, Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.ooxml.common.references import cell_name, column_letters
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.cells import Cell
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.text import ILLEGAL, Phrase, phrase

_FAR = 1_000  # blank rows
_SHOWN = 5  # problems of one kind on a sheet
_ROW = re.compile(rb"<(?:[^\s<>/:=]+:)?row\s[^<>]*?\br=[\"']([0-9]+)")
# The escaped form of such characters (ST_Xstring, ECMA-376 part 1 section 22.9.2.19).
_ESCAPED = re.compile(rb"_x(?:00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f])|[Dd][89A-Fa-f]..|[Ff]{3}[EFef])_")


def stray_content(workbook: Workbook, sheets: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each text with an illegal character, and for cells far below the rest of their sheet."""
    strings = workbook.package.of_workbook("sharedStrings")
    suspect = strings is not None and any(
        _ESCAPED.search(piece) for piece in XmlPart.of(workbook.package, strings).stretches()
    )
    for name in sheets:
        last, rows, escaped = _look_through(workbook, name)
        if suspect or escaped:
            yield from _illegal_characters(workbook, name)
        if last - rows > _FAR:
            yield from _far_cells(workbook, name)


def _look_through(workbook: Workbook, name: str) -> tuple[int, int, bool]:
    """Return the number of the last row, the number of rows written, and whether any character is escaped."""
    last = count = 0
    escaped = False
    for piece in XmlPart.of(workbook.package, workbook.sheet(name).part).stretches():
        for row in _ROW.finditer(piece):
            last, count = int(row[1]), count + 1
        escaped = escaped or _ESCAPED.search(piece) is not None
    return last, count, escaped


def _illegal_characters(workbook: Workbook, name: str) -> Iterator[Problem]:
    fix = phrase("Write the text again without it; until then «\ufffd» is written elsewhere in its place.")
    shown = 0
    for cell in workbook.cells(name):
        found = ILLEGAL.search(cell.value) if isinstance(cell.value, str) else None
        if found and shown < _SHOWN:
            shown += 1
            what = phrase(
                "The text in {cell} holds a character that no workbook can hold (U+{code}).",
                cell=cell_name(cell.row, cell.column),
                code=f"{ord(found[0]):04X}",
            )
            yield _problem(name, cell, what, fix)


def _far_cells(workbook: Workbook, name: str) -> Iterator[Problem]:
    before = shown = 0
    for cell in workbook.cells(name):
        if cell.value is None and cell.formula is None:
            continue
        if before and cell.row - before > _FAR and shown < _SHOWN:
            shown += 1
            what = phrase(
                "The cell {cell} is far below everything else on the sheet.",
                cell=cell_name(cell.row, cell.column),
            )
            yield _problem(name, cell, what, phrase("Delete the row if it is there by mistake."))
        before = cell.row


def _problem(sheet: str, cell: Cell, what: Phrase, fix: Phrase) -> Problem:
    return Problem(Place(sheet, cell.row, column_letters(cell.column)), what, fix)
