"""Scan a sheet's XML once to find its rows, without parsing the cells in them.

`ordinary_rows` scans sheets of ordinary rows. For any other sheet, expat checks that the whole document is well-formed
while the bytes are searched: in XML without comments, CDATA and processing instructions, `<` always begins a tag.
"""

import re
from collections.abc import Iterable
from typing import BinaryIO
from xml.parsers import expat

from regionplan_xl.ooxml.common.references import LAST_ROW
from regionplan_xl.ooxml.package.kept import Kept
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.scanning.found_rows import HOLDS, RowXml, SheetScan, UnsupportedSheet
from regionplan_xl.ooxml.scanning.ordinary_rows import scan_ordinary_rows
from regionplan_xl.ooxml.xml.element import utf8_parser
from regionplan_xl.ooxml.xml.expat_parser import parse_piece

_STEP = 256 * 1024
_START_TAG_AT_MOST = 64 * 1024
_WITHOUT_ROWS: Kept[SheetScan] = Kept(32)

_ATTRIBUTES = rb"((?:\s+[^\s=>/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>"
_SHEET_DATA = re.compile(rb"<((?:[^\s<>/:=]+:)?sheetData)" + _ATTRIBUTES)
_ROW = re.compile(rb"\s*(<((?:[^\s<>/:=]+:)?row)" + _ATTRIBUTES + rb")")
# Some programs leave other elements between the rows (such as an autoFilter); an empty one is skipped.
_STRAY = re.compile(rb"\s*<[^\s<>/=]+(?:\s+[^\s=>/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/>")
_NUMBER = re.compile(rb"\sr\s*=\s*[\"']\s*([0-9]+)\s*[\"']")
_SPECIAL = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)


class _CommentFound(Exception):  # noqa: N818  (a signal: scan again, with comments and the like blanked out)
    pass


def scan_sheet(part: XmlPart, wanted: Iterable[int], *, from_row: int = LAST_ROW + 1) -> SheetScan:
    """Scan the sheet `part` for the rows `wanted` and all rows from `from_row` on.

    Raises `UnsupportedSheet`, or `Rejected` if the sheet is broken.
    """
    rows = sorted(set(wanted))
    with part.open() as stream:
        found = scan_ordinary_rows(stream, part.name, rows, from_row)
    if found is not None:
        return found
    with part.open() as stream:
        try:
            return _scan(_Window(stream, part.name), part.name, rows, from_row)
        except _CommentFound:
            pass
    return _scan(_Window.blanked(part.read(), part.name), part.name, rows, from_row)


def scan_without_rows(package: Package, name: str) -> SheetScan:
    """Return a read-only scan of the sheet `name` without any rows; that of a small sheet is cached.

    Raises as `scan_sheet` does.
    """
    if not package.is_small_sheet(name):
        return scan_sheet(XmlPart.of(package, name), ())
    return _WITHOUT_ROWS.get(package.packed(name), lambda: scan_sheet(XmlPart.of(package, name), ()))


class _Window:
    """The part of the document being searched: `seen` is searched, `raw` is the original."""

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
        """Return a whole document at once, with comments and the like blanked out in `seen`."""
        window = cls(None, part)
        parse_piece(window._parser, data, part, last=True)
        window.raw = data
        window.seen = _SPECIAL.sub(_blank, data)
        return window

    def more(self, keep: int) -> int:
        """Drop everything before `keep`, read more, and return the new position of `keep`."""
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
    found.rows_length = close - len(head)
    found.set_root(head, b"".join(tail), start, part)
    return found


class _RowNotes:
    """Records the findings of a scan for each row."""

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
        if HOLDS.search(xml):
            found.last = max(found.last, number)
            found.first = min(found.first or number, number)
        found.note_formulas(xml)


def _read_rows(window: _Window, place: int, prefix: bytes, notes: _RowNotes) -> int:
    """Record every row from `place` on; return the position of the end tag of `sheetData`, in the window."""
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
    """Return the position after the row's end tag; -1 if that has not been read yet."""
    while (close := window.seen.find(end_tag, place)) >= 0:
        place = close + len(end_tag)
        rest = window.seen[place : place + 64].lstrip()
        if rest.startswith(b">"):
            return window.seen.index(b">", place) + 1
    return -1
