"""Scan a sheet of ordinary rows with regular expressions, twice as fast as expat.

What the expressions match is well-formed and has no comment, CDATA, prefix or unknown element, so the bytes show where
a row begins and ends. All other sheets are left to `sheet_scan`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

from regionplan_xl.ooxml.common.references import LAST_ROW
from regionplan_xl.ooxml.scanning.found_rows import HOLDS, RowXml, SheetScan
from regionplan_xl.ooxml.xml.ordinary_text import is_ordinary_text

_STEP = 64 * 1024
_HEAD_AT_MOST = 4 * 1024 * 1024
_KEPT_AT_END = 1024 * 1024  # bytes

# Rows as most programs write them: `r` first, attributes in double quotes. Possessive quantifiers keep the time linear.
_ROW = rb'<row r="[1-9][0-9]{0,6}"[^<>]*+(?:(?<=/)>|(?<!/)>(?:%s)*+</row>)'
_CELL = rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]+")?(?: t="[A-Za-z]+")?(?:/>|>%s</c>)'
_VALUE = rb'(?:<v>[^<]*+</v>|<is><t(?: xml:space="preserve")?>[^<]*+</t></is>)?+'
_FORMULA = (
    rb'(?:<f(?: t="[A-Za-z]+")?(?: ref="[A-Z0-9:]+")?(?: ca="1")?(?: si="[0-9]+")?(?:/>|>[^<]*+</f>))?+'
)
_ROWS = re.compile(b"(?:%s)*+" % (_ROW % (_CELL % _VALUE)))
_ROWS_WITH_FORMULAS = re.compile(b"(?:%s)*+" % (_ROW % (_CELL % (_FORMULA + _VALUE))))
_CELL_PLACE = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]*+(?:(?<=/)>|(?<!/)>.*?</c>)', re.DOTALL)
_PAIR = re.compile(rb' ([A-Za-z0-9:]+)="([^"]*)"')
_OPENING = re.compile(rb"<sheetData(?: [^<>/]*)?>")
_CLOSING = b"</sheetData>"
_ROW_BEGINS, _ROW_ENDS = b'<row r="', b"</row>"
_TAG = re.compile(rb'<row r="([0-9]+)"([^<>]*)>')
_ATTRIBUTES = re.compile(rb'(?: (?:x14ac:)?[A-Za-z]+="[^"<&]*+")*+/?')
_NAME = re.compile(rb"([A-Za-z0-9:]+)=")


def scan_ordinary_rows(stream: BinaryIO, part: str, wanted: list[int], from_row: int) -> SheetScan | None:
    """Scan a sheet for the rows `wanted` (sorted) and all rows from `from_row` on; None if it is not ordinary.

    Raises `UnsupportedSheet` or `Rejected` as `sheet_scan.scan_sheet` does.
    """
    head = b""
    while not (opening := _OPENING.search(head)):
        piece = stream.read(_STEP)
        head += piece
        if not piece or len(head) > _HEAD_AT_MOST:
            return None
    head, rest = head[: opening.end()], head[opening.end() :]
    found, rows = SheetScan(), _OrdinaryRows(head)
    notes = _RunNotes(found, wanted, from_row)
    place = len(head)
    while True:
        end = rows.match(rest)
        if end:
            numbers = rows.numbers(rest[:end])
            if numbers is None or not notes.note(rest[:end], place, numbers, rows.may_have_formulas):
                return None
            rest, place = rest[end:], place + end
        if rest.startswith(_CLOSING):
            break
        piece = stream.read(_STEP)
        if not piece or len(rest) > _STEP:
            return None
        rest += piece
    tail = rest + stream.read()
    if any(sign in piece for sign in (b"<!", b"<?") for piece in (head[len("<?xml") :], tail)):
        return None
    found.rows_length = place - len(head)
    found.set_root(head, tail, opening.start(), part)
    notes.finish()
    return found


def ordinary_attributes(row: bytes) -> dict[str, str] | None:
    """Return the attributes of a row in a well-formed sheet; None if the row is not ordinary."""
    tag = _TAG.match(row)
    if tag is None or not _ATTRIBUTES.fullmatch(tag[2]) or not _ROWS_WITH_FORMULAS.fullmatch(row):
        return None
    return {name.decode(): value.decode() for name, value in _PAIR.findall(tag[0])}


def ordinary_cells(row: bytes) -> list[tuple[str, int, int, int]] | None:
    """Return the column letters, row number, start and end of each cell of an ordinary row.

    Returns None if any cell was not matched, so that an existing cell is never taken for missing.
    """
    cells = [(cell[1].decode(), int(cell[2]), cell.start(), cell.end()) for cell in _CELL_PLACE.finditer(row)]
    return cells if len(cells) == row.count(b"<c ") else None


class _OrdinaryRows:
    """Matches runs of rows; `may_have_formulas` tells whether any row so far may have a formula."""

    def __init__(self, head: bytes) -> None:
        self.may_have_formulas = False
        self._declares_x14ac = b' xmlns:x14ac="' in head
        self._known: set[bytes] = set()

    def match(self, text: bytes) -> int:
        """Return the end of the complete ordinary rows at the start of `text`."""
        end = 0
        if not self.may_have_formulas:
            end = _end(_ROWS, text, 0)
            if not text.startswith(_ROW_BEGINS, end):
                return end
        further = _end(_ROWS_WITH_FORMULAS, text, end)
        self.may_have_formulas = self.may_have_formulas or further > end
        return further

    def numbers(self, run: bytes) -> list[int] | None:
        """Return the numbers of the matched rows `run`; None if they are not valid XML or not ordinary."""
        tags = _TAG.findall(run)
        new = {attributes for _, attributes in tags} - self._known
        if not all(map(self._are_ordinary, new)) or not is_ordinary_text(run):
            return None
        self._known |= new
        numbers = [int(number) for number, _ in tags]
        in_order = all(number < following for number, following in pairwise(numbers))
        return numbers if in_order and numbers[-1] <= LAST_ROW else None

    def _are_ordinary(self, attributes: bytes) -> bool:
        names = _NAME.findall(attributes)
        return (
            _ATTRIBUTES.fullmatch(attributes) is not None
            and len(set(names)) == len(names)
            and b"r" not in names
            and (self._declares_x14ac or b"x14ac:" not in attributes)
        )


class _RunNotes:
    """Records the findings of a scan for each run of ordinary rows."""

    def __init__(self, found: SheetScan, wanted: list[int], from_row: int) -> None:
        self._found = found
        self._from_row = from_row
        self._coming = wanted[::-1]
        self._number = 0
        self._last: list[tuple[bytes, int]] = []
        self._last_length = 0

    def note(self, run: bytes, place: int, numbers: list[int], may_have_formulas: bool) -> bool:
        """Record the rows of a run that begins at `place`; return False if they do not follow the previous ones."""
        if numbers[0] <= self._number:
            return False
        self._number = numbers[-1]
        if self._from_row <= self._number:
            self._found.rows |= {row.number: row for row in _rows(run, place) if row.number >= self._from_row}
        self._take_wanted(run, place, numbers)
        if may_have_formulas:
            self._found.note_formulas(run)
        self._note_what_holds(run, place)
        return True

    def finish(self) -> None:
        """Record what follows the last row."""
        found = self._found
        found.before |= dict.fromkeys(self._coming, found.end_of_rows)
        if self._last_length <= _KEPT_AT_END:
            found.at_end = {row.number: row for run, place in self._last for row in _rows(run, place)}

    def _take_wanted(self, run: bytes, place: int, numbers: list[int]) -> None:
        start, here = 0, frozenset(numbers if self._coming and self._coming[-1] <= self._number else ())
        while self._coming and self._coming[-1] <= self._number:
            number = self._coming.pop()
            following = number if number in here else min(n for n in numbers if n > number)
            start = run.index(b'%s%d"' % (_ROW_BEGINS, following), start)
            if number in here:
                row = _row(run, start, place)
                self._found.rows[number] = row
            else:
                self._found.before[number] = place + start

    def _note_what_holds(self, run: bytes, place: int) -> None:
        """Record the first and last row with content, and keep the rows from the last one on."""
        holds = HOLDS.search(run)
        if holds is None:
            self._keep(run, place)
            return
        found = self._found
        found.first = found.first or _row(run, run.rindex(_ROW_BEGINS, 0, holds.start()), place).number
        start = end = len(run)
        while not HOLDS.search(run, start, end):
            start, end = run.rindex(_ROW_BEGINS, 0, start), start
        found.last = _row(run, start, place).number
        self._last, self._last_length = [], 0
        self._keep(run[start:], place + start)

    def _keep(self, run: bytes, place: int) -> None:
        self._last_length += len(run)
        if self._last_length <= _KEPT_AT_END:
            self._last.append((run, place))


def _rows(run: bytes, place: int) -> Iterator[RowXml]:
    """Yield the rows of a run that begins at `place`."""
    start = 0
    while start < len(run):
        row = _row(run, start, place)
        start += len(row.xml)
        yield row


def _row(run: bytes, start: int, place: int) -> RowXml:
    """Return the row at `start` of a run that begins at `place`."""
    tag_end = run.index(b">", start) + 1
    end = tag_end if run.startswith(b"/>", tag_end - 2) else run.index(_ROW_ENDS, tag_end) + len(_ROW_ENDS)
    number = run[start + len(_ROW_BEGINS) : run.index(b'"', start + len(_ROW_BEGINS))]
    return RowXml(int(number), place + start, run[start:end])


def _end(rows: re.Pattern[bytes], text: bytes, start: int) -> int:
    found = rows.match(text, start)
    return found.end() if found else start
