"""Read runs of ordinary rows with one regular expression: twice as fast as with expat, which reads the rest.

A run counts as ordinary when every `<` in it is accounted for by rows and cells of the common form; then no
comment, CDATA section, prefix or unknown element can hide in it, and the expression sees what a parser would.
"""

import re

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.reading.cell_parser import BlankWanted, columns_by_letters
from regionplan_xl.ooxml.reading.cells import EXACT_DIGITS, Cell, CellDecoder, Value

_START = r'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>/]*)(?:/>|>'
_SIMPLE = re.compile(_START + r"(?:<v>([^<]*)</v>)?</c>)")
_WITH_MORE = re.compile(
    _START + r"(<f[^<]*(?:</f>)?)?(?:<v(?: xml:space=\"preserve\")?>([^<]*)</v>)?"
    r"(?:<is><t(?: xml:space=\"preserve\")?>([^<]*)</t></is>)?</c>)"
)
_BLANK = re.compile(r'<c r="[A-Z]{1,3}[0-9]{1,7}"([^<>/]*)/>')
_ROW = re.compile(r'<row(?: [^<>]*?)?? r="([0-9]{1,7})"[^<>]*>')
# People format whole columns, too; a row of which nothing is read need not be looked at twice.
_EMPTY_ROW = re.compile(r'<row r="[0-9]{1,7}"[^<>]*/>')
_BLANK_ROW = re.compile(
    r'<row r="[0-9]{1,7}"[^<>]*(?:/>|(?<!/)>(?:<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>/]*/>)*</row>)'
)
_ATTRIBUTE = re.compile(r'\s+([\w:.-]+)="([^"&]*)"')
_ATTRIBUTES = re.compile(r'(?:\s+[\w:.-]+="[^"&]*")*\s*')
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

# Not XML 1.0 (section 2.2); expat then says so.
_CONTROL = bytes(set(range(32)) - {9, 10, 13})
_NO_CHARACTER = re.compile(b"\xef\xbf[\xbe\xbf]")
_TEXT_KINDS = frozenset({"str", "inlineStr", "e", "d", "b"})
_KNOWN_AT_MOST = 10_000
_LONGEST = 200
_MANY = 100


class _UnusualRow(Exception):  # noqa: N818  (a signal: leave this to expat)
    pass


class PlainRows:
    """Read runs of rows of one sheet; `row` is the last row that was read."""

    def __init__(
        self, decoder: CellDecoder, limits: Limits, blank_wanted: BlankWanted, blank_rows: bool = True
    ) -> None:
        self.row = 0
        self.decoder = decoder
        self._limits = limits
        self._blank_wanted = blank_wanted
        self._blank_rows = blank_rows
        self._known: dict[str, tuple[int, str | None, bool]] = {}

    def read(self, run: bytes) -> list[Cell] | None:
        """Return the cells of some complete rows; None if something in them is out of the ordinary."""
        if len(run.translate(None, _CONTROL)) != len(run) or _NO_CHARACTER.search(run):
            return None
        try:
            text = run.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        try:
            return self._cells(text)
        except _UnusualRow:
            return None

    def _cells(self, text: str) -> list[Cell]:
        last = _ROW.match(text, text.rfind("<row")) if text.count("<row") > _MANY else None
        if last:
            text = (_EMPTY_ROW if self._blank_rows else _BLANK_ROW).sub("", text)
        rows = list(map(int, _ROW.findall(text)))
        if rows and not 1 <= min(rows) <= max(rows) <= self._limits.rows:
            raise _UnusualRow
        if text.count("/>") > _MANY:
            text = self._without_blanks(text)
        simple = "<f" not in text and "<is" not in text and "<v " not in text
        found = (_SIMPLE if simple else _WITH_MORE).findall(text)
        if len(found) != text.count("<c ") or len(rows) != text.count("<row"):
            raise _UnusualRow
        rows_closed, cells_closed = text.count("</row>"), text.count("</c>")
        formulas, formulas_closed = (0, 0) if simple else (text.count("<f"), text.count("</f>"))
        tags = 2 * text.count("</v>") + len(found) + cells_closed + len(rows) + rows_closed
        tags += 0 if simple else formulas + formulas_closed + 4 * text.count("<is><t")
        closed_at_once = len(rows) - rows_closed + len(found) - cells_closed + formulas - formulas_closed
        if tags != text.count("<") or closed_at_once != text.count("/>"):
            raise _UnusualRow
        cells = self._simple(found, "&" in text) if simple else self._with_more(found)
        if last or rows:
            self.row = int(last[1]) if last else rows[-1]
        return cells

    def _without_blanks(self, text: str) -> str:
        """Return the same rows without empty cells, if none of them is wanted.

        People format whole columns: sheets of a million empty cells are common.
        """
        attributes = set(_BLANK.findall(text))
        wanted = any((self._known.get(a) or self._parse_attributes(a))[2] for a in attributes)
        return text if wanted else _BLANK.sub("", text)

    def _simple(self, found: list[tuple[str, str, str, str]], entities: bool) -> list[Cell]:
        cells: list[Cell] = []
        add, known, strings = cells.append, self._known, self.decoder.strings
        columns, value_of, count = columns_by_letters(), self.decoder.decode, len(self.decoder.strings)
        row, row_digits = 0, ""
        value: Value
        # Cell(...) without the detour through its own __new__, which would cost a fifth of all time.
        new = tuple.__new__
        for letters, digits, attributes, text in found:
            if digits != row_digits:
                row, row_digits = self._row(letters, digits), digits
            try:
                style, kind, blank_wanted = known[attributes]
            except KeyError:
                style, kind, blank_wanted = self._parse_attributes(attributes)
            if kind == "s" and text.isascii() and text.isdigit() and (index := int(text)) < count:
                value = strings[index] or None
            elif kind == "n" and text.isascii() and text.isdigit() and len(text) <= EXACT_DIGITS:
                value = int(text)
            elif text:
                value = value_of(kind, _replace_entities(text) if entities else text, style)
            else:
                value = None
            if value is not None or blank_wanted:
                try:
                    add(new(Cell, (row, columns[letters], value, style, None)))
                except KeyError:
                    raise refusals.outside_the_sheet(self.decoder.sheet, letters + digits) from None
        return cells

    def _with_more(self, found: list[tuple[str, str, str, str, str, str]]) -> list[Cell]:
        cells: list[Cell] = []
        columns = columns_by_letters()
        for letters, digits, attributes, formula, text, inline in found:
            row = self._row(letters, digits)
            style, kind, blank_wanted = self._known.get(attributes) or self._parse_attributes(attributes)
            value = self.decoder.decode(
                "inlineStr" if inline else kind, _replace_entities(inline or text), style
            )
            written = _formula(formula)
            if value is None and written is not None and kind == "str":
                value = ""  # the formula was computed: to an empty text
            if value is None and written is None and not blank_wanted:
                continue
            if letters not in columns:
                raise refusals.outside_the_sheet(self.decoder.sheet, letters + digits)
            cells.append(Cell(row, columns[letters], value, style, written))
        return cells

    def _row(self, letters: str, digits: str) -> int:
        row = int(digits)
        if not 1 <= row <= self._limits.rows:
            raise refusals.outside_the_sheet(self.decoder.sheet, letters + digits)
        return row

    def _parse_attributes(self, attributes: str) -> tuple[int, str | None, bool]:
        """Return style, type (`n` for a number that is no date, None for one) and whether an empty one is wanted."""
        if len(attributes) > _LONGEST or not _ATTRIBUTES.fullmatch(attributes):
            raise _UnusualRow
        pairs = _ATTRIBUTE.findall(attributes)
        named = dict(pairs)
        if len(named) != len(pairs) or "r" in named:
            raise _UnusualRow
        written = named.get("s", "0")
        kind = named.get("t", "n")
        if not (written.isascii() and written.isdigit() and len(written) < 10):
            raise _UnusualRow
        style = int(written)
        if kind == "n":
            meaning = None if self.decoder.styles.is_date(style) else "n"
        elif kind == "s" or kind in _TEXT_KINDS:
            meaning = kind
        else:
            raise _UnusualRow
        if len(self._known) > _KNOWN_AT_MOST:
            self._known.clear()
        self._known[attributes] = style, meaning, self._blank_wanted(style)
        return self._known[attributes]


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
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not (
        code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    ):
        raise _UnusualRow
    return chr(code)
