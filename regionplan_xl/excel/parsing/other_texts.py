"""Collect the texts of an .xlsx file outside cells: notes, drawings, links, headers and properties."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import unquote

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import BLANK, GridRow, GridText
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.drawing_texts import read_attached, read_drawing
from regionplan_xl.ooxml.reading.notes import read_notes
from regionplan_xl.ooxml.reading.sheets import SheetInfo
from regionplan_xl.ooxml.reading.workbook import Workbook

TEXTS_AT_MOST = 2_000
"""How many texts are collected from one sheet."""
_CORE_PROPERTIES = "docProps/core.xml"
_PROPERTIES = frozenset({"title", "description", "keywords", "subject", "category"})
# ECMA-376 part 1 section 18.3.1.46: fonts, sizes, colours, sections, and fields filled in when printing.
_HEADER_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z])|&&')
_LINK = re.compile(r'HYPERLINK\(\s*"((?:[^"]|"")+)"', re.IGNORECASE)
_OBJECT_TYPE = re.compile(rb"ObjectType=[\"']?(\w+)")
_PRINTED = re.compile(r"(?:page|side|sida|seite|of|av|von|/|[-–.]|\s)*", re.IGNORECASE)


def texts_and_merges(
    workbook: Workbook, sheet: SheetInfo, rows: Mapping[int, GridRow]
) -> tuple[tuple[GridText, ...], tuple[Area, ...]]:
    """Return the texts of a sheet outside its cell values, and the merged ranges that span several rows.

    Anything unreadable gives one text of kind `unread`, so that a person looks into the file.
    """
    merged: list[Area] = []
    texts: list[GridText] = []
    try:
        end = workbook.end(sheet)
        merged = [area for area in end.merged if area.bottom > area.top]
        texts += filter(None, map(header_text, end.headers))
        targets = {r.id: r.target for r in workbook.package.relationships(sheet.part) if r.external}
        for link in end.links:
            at = link.area.top, link.area.left
            written = rows.get(at[0], {}).get(at[1], BLANK).text
            for text in (address(targets.get(link.relationship, "")), link.tip):
                if text and not is_said(text, written):
                    texts.append(GridText("link", text, *at))
        texts += islice(_related_texts(workbook.package, sheet), TEXTS_AT_MOST)
    except Rejected:
        texts.append(GridText("unread", ""))
    return tuple(texts[:TEXTS_AT_MOST]), tuple(merged)


def _related_texts(package: Package, sheet: SheetInfo) -> Iterator[GridText]:
    """Yield the notes of a sheet and the texts in its drawings."""
    for note in read_notes(package, sheet.part):
        yield GridText("note", note.text, note.row, note.column, note.author)
    yield from drawn_texts(package, sheet.part)


def drawn_texts(package: Package, sheet: str) -> Iterator[GridText]:
    """Yield the texts in the drawings of the sheet part `sheet`."""
    said: set[str] = set()
    for drawing in package.related(sheet, "drawing"):
        if package.find(drawing.target):
            for drawn in read_drawing(package, drawing.target):
                said.add(" ".join(drawn.text.split()))
                yield GridText(drawn.kind, drawn.text, drawn.row, drawn.column)
    try:
        for drawn in read_attached(package, sheet, said):
            yield GridText(drawn.kind, drawn.text, drawn.row, drawn.column)
    except Rejected:
        # The part with these shapes is often not XML; if it has only notes, they are found elsewhere too.
        if any(_is_more_than_notes(package, sheet)):
            yield GridText("unread", "")


def _is_more_than_notes(package: Package, sheet: str) -> Iterator[bool]:
    for relationship in package.related(sheet, "vmlDrawing"):
        if package.find(relationship.target):
            yield any(kind[1] != b"Note" for kind in _OBJECT_TYPE.finditer(package.read(relationship.target)))


def property_texts(package: Package) -> Iterator[GridText]:
    """Yield the texts that people wrote in the document properties."""
    part = package.find(_CORE_PROPERTIES)
    if part is None:
        return
    for element in package.parse(part).children:
        if element.name in _PROPERTIES and element.text.strip():
            yield GridText("title" if element.name == "title" else "property", element.text.strip())


def address(target: str) -> str:
    """Return the address of a link as people write it; "" for a place in the file itself."""
    return "" if target.startswith("#") else unquote(target).removeprefix("mailto:").strip()


def formula_address(formula: str) -> str:
    """Return the address in a formula (without its «=») that makes a link; "" if it makes none."""
    found = _LINK.match(formula)
    return address(found[1].replace('""', '"')) if found else ""


def is_said(text: str, written: str) -> bool:
    """Return whether a cell's text already contains the address of its link."""
    bare = re.sub(r"^[a-z]+://", "", text.casefold()).rstrip("/")
    return bare in written.casefold()


def header_text(text: str) -> GridText | None:
    """Return the text that people wrote in a header or footer; None if it has only page numbers and the like."""
    said = " ".join(_HEADER_CODES.sub(" ", text).split())
    return None if is_printed(said) else GridText("header", said)


def is_printed(text: str) -> bool:
    """Return whether a header has nothing but «side … av …»."""
    return _PRINTED.fullmatch(text) is not None
