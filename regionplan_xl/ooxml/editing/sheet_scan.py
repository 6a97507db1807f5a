"""Scan a sheet's XML once: where its rows are, without parsing the cells in them.

Expat checks on the way that the whole document is well-formed; it is searched as bytes: in XML without
comments, CDATA and processing instructions a `<` begins a tag and nothing else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from regionplan_xl.ooxml.common.references import LAST_ROW, Area, parse_area
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element, is_spreadsheet, parse_xml, utf8_parser
from regionplan_xl.ooxml.xml.expat_parser import parse_piece

_STEP = 256 * 1024
_START_TAG_AT_MOST = 64 * 1024

_ATTRIBUTES = rb"((?:\s+[^\s=>/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>"
_SHEET_DATA = re.compile(rb"<((?:[^\s<>/:=]+:)?sheetData)" + _ATTRIBUTES)
_ROW = re.compile(rb"\s*(<((?:[^\s<>/:=]+:)?row)" + _ATTRIBUTES + rb")")
# Some programs leave other elements between the rows (an autoFilter, say); an empty one is stepped over.
_STRAY = re.compile(rb"\s*<[^\s<>/=]+(?:\s+[^\s=>/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/>")
_NUMBER = re.compile(rb"\sr\s*=\s*[\"']\s*([0-9]+)\s*[\"']")
_AREA = re.compile(
    rb"<(?:[^\s<>/:=]+:)?f(?=\s)(?=[^<>]*\st\s*=\s*[\"'](?:array|dataTable)[\"'])[^<>]*\sref\s*=\s*[\"']([^\"'<>]*)[\"']"
)
_FORMULA = re.compile(rb"<(?:[^\s<>/:=]+:)?f[\s/>]")
_HOLDS = re.compile(rb"<(?:[^\s<>/:=]+:)?(?:f[\s/>]|[vt](?:\s[^<>]*)?>(?:[^<]|<!))")
_SPECIAL = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)


class UnsupportedSheet(Exception):  # noqa: N818  (a verdict on one sheet)
    """The sheet is written in a way that cannot be changed in place."""


class _CommentFound(Exception):  # noqa: N818  (a signal: scan again, with comments and the like blanked out)
    pass


@dataclass(frozen=True, slots=True)
class RowXml:
    """A row as written; `start` is its place in the part."""

    number: int
    start: int
    xml: bytes


@dataclass
class SheetScan:
    """What a scan of a sheet found. Places count bytes of the part.

    `rows` are those asked for that exist; `before` says where the others would go; `duplicates` are those that
    are there more than once. `first` and `last` are the first and last row that hold anything (0: none does).
    `root` is the sheet without its rows, which are `rows_length` bytes.
    """

    rows: dict[int, RowXml] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)
    duplicates: set[int] = field(default_factory=set)
    first: int = 0
    last: int = 0
    formula_areas: list[Area] = field(default_factory=list)
    has_formulas: bool = False
    prefix: bytes = b""
    root: Element = field(default_factory=lambda: Element("", "", {}, b"", 0))
    sheet_data: Element = field(default_factory=lambda: Element("", "", {}, b"", 0))
    rows_length: int = 0

    @property
    def merged(self) -> list[Area]:
        """The merged ranges."""
        merges = self.root.grouped("mergeCells", "mergeCell")
        return [area for merge in merges if (area := parse_area(merge.get("ref", "")))]

    def in_part(self, edit: ByteEdit) -> ByteEdit:
        """Return an edit of `root` as an edit of the part."""
        shift = 0 if edit.start <= self.sheet_data.start else self.rows_length
        return ByteEdit(edit.start + shift, edit.end + shift, edit.new)


def scan_sheet(part: XmlPart, wanted: Iterable[int], *, from_row: int = LAST_ROW + 1) -> SheetScan:
    """Scan the sheet `part` for the rows `wanted` and all from `from_row` on.

    Raises `UnsupportedSheet`, or `Rejected` if it is broken.
    """
    rows = sorted(set(wanted))
    with part.open() as stream:
        try:
            return _scan(_Window(stream, part.name), part.name, rows, from_row)
        except _CommentFound:
            pass
    return _scan(_Window.blanked(part.read(), part.name), part.name, rows, from_row)


class _Window:
    """The stretch of the document being searched: `seen` is searched, `raw` is what is really written."""

    def __init__(self, stream: BinaryIO | None, part: str) -> None:
        self.base = 0
        self.seen = self.raw = b""
        self.ended = stream is None
        self._stream = stream
        self._part = part
        self._parser: expat.XMLParserType = utf8_parser(part)
        self._last = b""

    @classmethod
    def blanked(cls, data: bytes, part: str) -> "_Window":
        """Return all of a document at once, with comments and the like made blank in `seen`."""
        window = cls(None, part)
        parse_piece(window._parser, data, part, last=True)
        window.raw = data
        window.seen = _SPECIAL.sub(_blank, data)
        return window

    def more(self, keep: int) -> int:
        """Forget what is before `keep`, read on, and return where `keep` is now."""
        if self._stream is None:
            return keep
        rest = self.raw[keep:]
        piece = self._stream.read(max(_STEP, len(rest)))
        parse_piece(self._parser, piece, self._part, last=not piece)
        if not piece:
            self.ended = True
        if self._has_special(piece):
            raise _CommentFound
        self._last = piece[-1:]
        self.base += keep
        self.seen = self.raw = rest + piece
        return 0

    def _has_special(self, piece: bytes) -> bool:
        beginning = self.base == 0 and not self.raw
        searched = self._last + piece
        return b"<!" in searched or searched.find(b"<?", 5 if beginning else 0) >= 0


def _blank(special: re.Match[bytes]) -> bytes:
    filler = b"x" if special[0].startswith(b"<![") else b" "
    return filler * len(special[0])


def _scan(window: _Window, part: str, wanted: list[int], from_row: int) -> SheetScan:
    place = 0
    while not (opening := _SHEET_DATA.search(window.seen)):
        if window.ended:
            raise UnsupportedSheet
        window.more(0)
    head, start = window.raw[: opening.end()], opening.start()
    place, empty = opening.end(), bool(opening[3])
    found = SheetScan(prefix=opening[1].removesuffix(b"sheetData"))
    notes = _RowNotes(found, wanted, from_row)
    if not empty:
        place = _read_rows(window, place, found.prefix, notes)
    close = window.base + place
    found.before.update((row, close) for row in wanted if row not in found.rows and row not in found.before)
    tail = [window.raw[place:]]
    while not window.ended:
        window.more(len(window.raw))
        tail.append(window.raw)
    found.root = parse_xml(b"".join([head, *tail]), part)
    found.rows_length = close - len(head)
    sheet_data = found.root.first("sheetData")
    if not is_spreadsheet(found.root, "worksheet") or sheet_data is None or sheet_data.start != start:
        raise UnsupportedSheet
    found.sheet_data = sheet_data
    return found


class _RowNotes:
    """Note, row by row, what a scan finds."""

    def __init__(self, found: SheetScan, wanted: list[int], from_row: int) -> None:
        self._found = found
        self._from_row = from_row
        self._wanted = frozenset(wanted)
        self._coming = wanted[::-1]

    def note(self, number: int, start: int, xml: bytes) -> None:
        found = self._found
        while self._coming and self._coming[-1] < number:
            found.before.setdefault(self._coming.pop(), start)
        if number in self._wanted or number >= self._from_row:
            if number in found.rows:
                found.duplicates.add(number)
            found.rows[number] = RowXml(number, start, xml)
        if _HOLDS.search(xml):
            found.last = max(found.last, number)
            found.first = min(found.first or number, number)
        if not found.has_formulas:
            found.has_formulas = has_formula(xml)
        if b"array" in xml or b"dataTable" in xml:
            found.formula_areas += [a for m in _AREA.finditer(xml) if (a := parse_area(m[1].decode()))]


def has_formula(xml: bytes) -> bool:
    """Return whether a cell in this piece of a sheet has a formula."""
    return (b"<f" in xml or b":f" in xml) and bool(_FORMULA.search(xml))


def _read_rows(window: _Window, place: int, prefix: bytes, notes: _RowNotes) -> int:
    """Note every row from `place` on; return the place of the end tag of `sheetData`, in the window."""
    name = prefix + b"row"
    end_tag = b"</" + name
    closing = re.compile(rb"\s*(?=</" + re.escape(prefix) + rb"sheetData\s*>)")
    number = 0
    while True:
        opening = _ROW.match(window.seen, place)
        if opening and opening[2] == name:
            end = opening.end() if opening[4] else _row_end(window, opening.end(), end_tag)
            if end >= 0:
                written = _NUMBER.search(opening[3])
                number = int(written[1]) if written else number + 1
                if not 1 <= number <= LAST_ROW:
                    raise UnsupportedSheet
                start = opening.start(1)
                notes.note(number, window.base + start, window.raw[start:end])
                place = end
                continue
        elif done := closing.match(window.seen, place):
            return done.end()
        elif stray := _STRAY.match(window.seen, place):
            place = stray.end()
            continue
        elif len(window.seen) - place > _START_TAG_AT_MOST:
            raise UnsupportedSheet
        if window.ended:
            raise UnsupportedSheet
        place = window.more(place)


def _row_end(window: _Window, place: int, end_tag: bytes) -> int:
    """Return the place after the row's end tag; -1 if that has not been read yet."""
    while (close := window.seen.find(end_tag, place)) >= 0:
        place = close + len(end_tag)
        rest = window.seen[place : place + 64].lstrip()
        if rest.startswith(b">"):
            return window.seen.index(b">", place) + 1
    return -1
