"""Read the texts of an .xlsb outside its cells: notes ([MS-XLSB] 2.1.7.9), threaded comments and drawings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridRow, GridText
from regionplan_xl.excel.parsing.other_texts import (
    TEXTS_AT_MOST,
    address,
    drawn_texts,
    header_text,
    is_said,
    property_texts,
)
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.zip_reader import read_directory
from regionplan_xl.ooxml.reading.notes import COPY_OF_THREAD, Note, read_threads
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.records.xlsb_parts import sheet_parts, workbook_part
from regionplan_xl.sandbox.formats.records.xlsb_records import Record, read_records, whole_number, wide_text

_AUTHOR, _BEGIN_COMMENT, _COMMENT_TEXT, _HEADERS, _LINK = 632, 635, 637, 479, 494
_REFERENCE = 4  # bytes before the cell range of a comment


def with_texts(grid: Grid, data: bytes) -> Grid:
    """Return the grid of an .xlsb with the texts outside its cells; with a text `unread` if they cannot be read."""
    package = Package(data, read_directory(data, RETURNED), RETURNED)
    try:
        rows = {sheet.name: sheet.rows for sheet in grid.sheets}
        texts = {
            name: (*_in_sheet(package, part, rows.get(name, {})), *_texts(package, part))
            for name, part in sheet_parts(package).items()
        }
        of_file = tuple(property_texts(package))
    except (Rejected, ValueError, IndexError):
        return replace(grid, texts=(*grid.texts, GridText("unread", "")))
    known = {sheet.name for sheet in grid.sheets}
    elsewhere = [text for name, found in texts.items() if name not in known for text in found]
    sheets = (replace(sheet, texts=texts.get(sheet.name, ())[:TEXTS_AT_MOST]) for sheet in grid.sheets)
    return replace(grid, sheets=tuple(sheets), texts=(*grid.texts, *elsewhere[:TEXTS_AT_MOST], *of_file))


def _in_sheet(package: Package, sheet: str, rows: Mapping[int, GridRow]) -> Iterator[GridText]:
    """Yield the headers and footers, and the addresses and tips of links, in the sheet's own part."""
    targets = {r.id: r.target for r in package.relationships(sheet) if r.external}
    for kind, contents in read_records(package.read(sheet)):
        if kind == _HEADERS:
            at = 2
            while at < len(contents):
                text, at = wide_text(contents, at)
                if header := header_text(text):
                    yield header
        elif kind == _LINK:
            row, column = whole_number(contents, 0) + 1, whole_number(contents, 8) + 1
            relationship, at = wide_text(contents, 16)
            tip = wide_text(contents, wide_text(contents, at)[1])[0]  # after the place in the workbook
            for text in (address(targets.get(relationship, "")), tip):
                if text and not is_said(text, rows.get(row, {}).get(column, BLANK).text):
                    yield GridText("link", text, row, column)


def _texts(package: Package, sheet: str) -> Iterator[GridText]:
    threads = list(read_threads(package, sheet, workbook_part(package)))
    for note in (*threads, *_notes(package, sheet, with_copies=not threads)):
        yield GridText("note", note.text, note.row, note.column, note.author)
    yield from drawn_texts(package, sheet)


def _notes(package: Package, sheet: str, *, with_copies: bool) -> Iterator[Note]:
    for relationship in package.related(sheet, "comments"):
        if package.find(relationship.target):
            for note in _notes_of(read_records(package.read(relationship.target))):
                is_copy = note.author.startswith(COPY_OF_THREAD)
                if with_copies or not is_copy:
                    yield replace(note, author="") if is_copy else note


def _notes_of(records: Iterable[Record]) -> Iterator[Note]:
    authors: list[str] = []
    row = column = 0
    author = ""
    for kind, contents in records:
        if kind == _AUTHOR:
            authors.append(wide_text(contents, 0)[0].strip())
        elif kind == _BEGIN_COMMENT:
            number, row, column = (whole_number(contents, at) for at in (0, _REFERENCE, _REFERENCE + 8))
            author = authors[number] if number < len(authors) else ""
        elif kind == _COMMENT_TEXT:
            text = wide_text(contents, 1)[0].strip()
            # Excel begins a note with its author's name.
            text = text.removeprefix(f"{author}:").strip() if author else text
            if text:
                yield Note(row + 1, column + 1, text, author)
