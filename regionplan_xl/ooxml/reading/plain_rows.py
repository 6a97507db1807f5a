"""Read runs of ordinary rows by splitting text, several times faster than expat, which reads the rest.

A run is ordinary if all of its text is rows and cells of the common form. Then it can hide no comment, CDATA section,
prefix or unknown element, and the result equals a parser's. Most cells are blank or repeat others, so results are
cached by the text of a cell after its reference.
"""

import re
from functools import lru_cache
from typing import Generic, TypeVar

from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.common.references import LAST_COLUMN, column_number
from regionplan_xl.ooxml.reading.cell_maker import CellMaker
from regionplan_xl.ooxml.reading.cells import Cell, CellDecoder
from regionplan_xl.ooxml.xml.ordinary_text import allowed_character

_Made = TypeVar("_Made")
Row = tuple[int, dict[int, _Made]]

_ROW = re.compile(r'<row(?: [^<>]*?)?? r="([0-9]{1,7})"[^<>]*>')
# People format whole columns and rows; a row without content need not be parsed.
_EMPTY_ROW = re.compile(r'<row r="[0-9]{1,7}"[^<>]*/>')
_BLANK_ROW = re.compile(
    r'<row r="[0-9]{1,7}"[^<>]*(?:/>|(?<!/)>(?:<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>/]*/>)*</row>)'
)
_ROW_BEGIN = re.compile(r' (?:[^<>]*? )??r="([0-9]{1,7})"[^<>]*?(/?)>\s*')
_CELL_SAYS = re.compile(
    r'([^<>/]*)(?:/>|>(<f[^<]*(?:</f>)?)?(?:<v(?: xml:space="preserve")?>([^<]*)</v>)?'
    r'(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)\s*'
)
_ATTRIBUTE = re.compile(r'\s+([\w:.-]+)="([^"&]*)"')
_ATTRIBUTES = re.compile(r'(?:\s+[\w:.-]+="[^"&]*")*\s*')
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

# Not allowed in XML 1.0 (section 2.2); expat then reports it.
_CONTROL = bytes(set(range(32)) - {9, 10, 13})
_NO_CHARACTER = re.compile(b"\xef\xbf[\xbe\xbf]")
_KINDS = frozenset({"n", "s", "str", "inlineStr", "e", "d", "b"})
_LETTERS = re.compile("[A-Z]{1,3}")
_LONGEST = 200
_MANY = 100
_NOT_KNOWN = object()


class _UnusualRow(Exception):  # noqa: N818  (a signal: leave this to expat)
    pass


class _Columns(dict[str, int]):
    """Column numbers by letters, computed on first use; 0 for an invalid column."""

    def __missing__(self, letters: str) -> int:
        column = column_number(letters) if _LETTERS.fullmatch(letters) else 0
        if not 0 < column <= LAST_COLUMN:
            return 0
        self[letters] = column
        return column


_COLUMNS = _Columns()


class PlainRows(Generic[_Made]):
    """Reads runs of rows of one sheet; `row` is the last row that was read.

    Rows of only empty cells may be left out if `blank_rows` is False.
    """

    def __init__(
        self, decoder: CellDecoder, limits: Limits, maker: CellMaker[_Made], blank_rows: bool = True
    ) -> None:
        self.row = 0
        self.decoder = decoder
        self._limits = limits
        self._maker = maker
        self._blank_rows = blank_rows

    def read(self, run: bytes) -> list[Row[_Made]] | None:
        """Return some complete rows; None if anything in them is not ordinary."""
        if len(run.translate(None, _CONTROL)) != len(run) or _NO_CHARACTER.search(run):
            return None
        try:
            text = run.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        try:
            return self._rows(text)
        except _UnusualRow:
            return None

    def _rows(self, text: str) -> list[Row[_Made]]:
        last = _ROW.match(text, text.rfind("<row")) if text.count("<row") > _MANY else None
        if last:
            text = (_EMPTY_ROW if self._blank_rows else _BLANK_ROW).sub("", text)
        before, *rows = text.split("<row")
        if before.strip():
            raise _UnusualRow
        number, found = self.row, list[Row[_Made]]()
        for row in rows:
            content, end, after = row.partition("</row>")
            begin, *cells = content.split('<c r="')
            opening = _ROW_BEGIN.fullmatch(begin)
            # Leave rows that are out of order or repeated to expat.
            if opening is None or after.strip() or not number < int(opening[1]) <= self._limits.rows:
                raise _UnusualRow
            if bool(end) == bool(opening[2]) or (cells and not end):
                raise _UnusualRow
            number = int(opening[1])
            if cells:
                found.append((number, self._cells(number, opening[1], cells)))
        self.row = int(last[1]) if last else number
        return found

    def _cells(self, row: int, digits: str, cells: list[str]) -> dict[int, _Made]:
        made: dict[int, _Made] = {}
        columns, known, end = _COLUMNS, self._maker.known, f'{digits}"'
        for cell in cells:
            letters, _, says = cell.partition(end)
            column = columns[letters]
            if not column:
                raise _UnusualRow
            one = known.get(says, _NOT_KNOWN)
            if one is _NOT_KNOWN:
                one = self._make(row, column, says)
            if one is not None:
                made[column] = one  # type: ignore[assignment]
        return made

    def _make(self, row: int, column: int, says: str) -> _Made | None:
        """Return the result for a cell whose content is new."""
        kind_and_text = _plain_content(says)
        if kind_and_text is not None:
            one = self._maker.plain(self.decoder.decode(*kind_and_text), kind_and_text[-1])
            if len(says) <= _LONGEST:
                self._maker.keep(says, one)
            return one
        found = _CELL_SAYS.fullmatch(says)
        if found is None:
            raise _UnusualRow
        attributes, formula, text, inline = found.groups(default="")
        style, kind = _parse_attributes(attributes)
        value = self.decoder.decode("inlineStr" if inline else kind, _replace_entities(inline or text), style)
        written = _formula(formula)
        if written is not None:
            # The formula was computed, possibly with an empty text as result.
            value = "" if value is None and kind == "str" else value
            return self._maker.computed(Cell(row, column, value, style, written))
        one = self._maker.plain(value, style)
        if len(says) <= _LONGEST:
            self._maker.keep(says, one)
        return one


def _plain_content(says: str) -> tuple[str, str, int] | None:
    """Return type, text and style of a cell in one of the most common forms; None for any other form."""
    attributes, value, rest = says.partition("><v>")
    end = "</v></c>"
    if not value:
        attributes, value, rest = says.partition("><is><t>")
        end = "</t></is></c>"
    text = rest[: -len(end)]
    if not value or not rest.endswith(end) or not text or "<" in text or "&" in text:
        return None
    known = _plain_attributes(attributes)
    if known is None:
        return None
    style, kind = known
    return kind if end == "</v></c>" else "inlineStr", text, style


@lru_cache(maxsize=1024)
def _plain_attributes(attributes: str) -> tuple[int, str] | None:
    return None if any(sign in attributes for sign in "<>/") else _parse_attributes(attributes)


# Thousands of cells share a few combinations of attributes.
@lru_cache(maxsize=1024)
def _parse_attributes(attributes: str) -> tuple[int, str]:
    """Return style and type."""
    if len(attributes) > _LONGEST or not _ATTRIBUTES.fullmatch(attributes):
        raise _UnusualRow
    pairs = _ATTRIBUTE.findall(attributes)
    named = dict(pairs)
    if len(named) != len(pairs) or "r" in named:
        raise _UnusualRow
    written, kind = named.get("s", "0"), named.get("t", "n")
    if not (written.isascii() and written.isdigit() and len(written) < 10) or kind not in _KINDS:
        raise _UnusualRow
    return int(written), kind


def _formula(written: str) -> str | None:
    if not written:
        return None
    if written[2] not in " />":
        raise _UnusualRow
    if written.endswith("/>"):
        return ""
    if not written.endswith("</f>"):
        raise _UnusualRow
    return _replace_entities(written[written.index(">") + 1 : -len("</f>")]).strip()


def _replace_entities(text: str) -> str:
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    hexadecimal, decimal, name = entity.groups()
    if name in _NAMED:
        return _NAMED[name]
    if not (hexadecimal or decimal):
        raise _UnusualRow
    character = allowed_character(int(hexadecimal, 16) if hexadecimal else int(decimal))
    if not character:
        raise _UnusualRow
    return character
