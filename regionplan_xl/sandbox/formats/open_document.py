"""Read the grid of an .ods in one pass over its XML: values, painted colours and hidden sheets.

We do not use calamine here: it does not read colours, fails on a cell far from the others, and unpacks a file before it
counts. The format: OpenDocument 1.3 part 3 sections 9.1, 16 and 19.
"""

import re
from datetime import date, datetime, time, timedelta
from sys import getsizeof

from regionplan_xl.excel.common.actor_marks import CODE_PROPERTY
from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridRow, GridSheet, GridText, Raw, Uncomputed
from regionplan_xl.excel.parsing.other_texts import (
    TEXTS_AT_MOST,
    address,
    formula_address,
    header_text,
    is_said,
)
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.reading.cells import CellError, parse_number
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.open_document_elements import (
    BLANKS,
    DRAW,
    LABEL,
    LINK,
    OFFICE,
    PARAGRAPHS,
    PROPERTIES,
    TABLE,
    TEXT,
    TITLE,
    Aside,
    Attributes,
    Headers,
    OpenDocumentStyles,
    parse_part,
)  # fmt: skip
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive

# Bytes of overhead of a string, which the pieces of a cell's text share once joined, and of its slot in a list.
_EMPTY, _IN_LIST = getsizeof(""), 8

_MORE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_VALUE_TYPE_MORE, _TARGET = f"{_MORE} value-type", f"{_MORE} target-range-address"
_IGNORED = frozenset(
    {"office:annotation", "table:shapes", "table:tracked-changes", "table:dde-links", "text:note"}
)
"""Elements within tables whose text is not the text of a cell."""
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_PREFIX = re.compile(r"(?:\w+:)?=*")
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_MONTH_FIRST = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")  # or day first; such a text does not say which
_PAINTED_AT_MOST = 100  # cells in a run; a longer run is the formatting of a whole row and no answer

_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"


def read_open_document(data: bytes, *, as_shown: bool = False) -> Grid:
    """Return the cells of every sheet. Formulas and macros are not run; raises `Rejected` if the file is faulty.

    `as_shown`: return the displayed texts as values, and also the merged ranges within one row and the cells with
    conditional colours (as texts of the kind `rule`).
    """
    archive = ZipArchive(data, RETURNED)
    styles, headers = OpenDocumentStyles(), Headers()
    if _STYLES in archive:

        def start_style(name: str, attributes: Attributes) -> None:
            styles.start(name, attributes)
            headers.start(name)

        parse_part(archive, _STYLES, start_style, lambda _: headers.end(), headers.characters)
    sheets = _Sheets(styles, as_shown)

    def start(name: str, attributes: Attributes) -> None:
        styles.start(name, attributes)
        sheets.start(name, attributes)

    parse_part(archive, _CONTENT, start, sheets.end, sheets.characters)
    codes, texts = _properties(archive)
    return Grid(tuple(sheets.found), codes, (*texts, *filter(None, map(header_text, headers.texts))))


def _properties(archive: ZipArchive) -> tuple[tuple[str, ...], tuple[GridText, ...]]:
    """Return our code from the file's properties, if a program has kept it, and the text in its other properties."""
    if _META not in archive:
        return (), ()
    codes: list[str] = []
    kinds: list[str] = []
    others: list[str] = []
    inside: list[str] | None = None

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "meta:user-defined" and CODE_PROPERTY in attributes.values():
            inside = codes
        elif name in PROPERTIES:
            others.append("")
            kinds.append("title" if name == TITLE else "property")
            inside = others

    def end(_: str) -> None:
        nonlocal inside
        inside = None

    def characters(text: str) -> None:
        if inside is others and len(others[-1]) < RETURNED.text:
            others[-1] += text
        elif inside is codes and len(text) < 100:
            codes.append(text)

    parse_part(archive, _META, start, end, characters)
    code = "".join(codes).strip()
    texts = zip(kinds, map(str.strip, others), strict=True)
    return (code,) if code else (), tuple(GridText(kind, text) for kind, text in texts if text)


class _Sheets:
    """Collects the sheets in `found` from elements and text, in document order.

    Every method raises `Rejected` if there are more sheets, cells or characters than a return may hold.
    """

    def __init__(self, styles: OpenDocumentStyles, as_shown: bool) -> None:
        self.found: list[GridSheet] = []
        self._styles = styles
        self._as_shown = as_shown
        self._cells = 0
        self._sheets = 0
        self._ignored = 0
        self._depth = 0
        self._sheet: tuple[str, bool] = ("", True)
        self._linked = False
        self._rows: dict[int, GridRow] = {}
        self._row: dict[int, GridCell] = {}
        self._row_number = 0
        self._row_repeat = 1
        self._column = 0
        self._cell: Attributes | None = None
        self._text: list[str] | None = None
        self._in_paragraph = False
        self._kept = 0
        self._texts: list[GridText] = []
        self._merged: list[Area] = []
        self._links: list[str] = []
        self._struck = False
        self._aside: Aside | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element."""
        if self._depth and (label := attributes.get(LABEL)):
            self._texts.append(GridText("control", label))
        if self._ignored or name in _IGNORED or name.startswith("draw:"):
            if self._aside is not None:
                self._aside.start(name)
            elif self._depth and (
                name == "office:annotation" or (name.startswith("draw:") and name != "draw:control")
            ):
                place = (self._row_number + 1, self._column + 1) if self._cell is not None else (0, 0)
                kind = "note" if name == "office:annotation" else ""
                self._aside = Aside(self._ignored, kind, attributes.get(f"{DRAW} name", ""), *place)
            self._ignored += 1
        elif name == "table:table":
            self._depth += 1
            if self._depth > 1:  # a table within a cell
                self._ignored += 1
            else:
                self._begin_sheet(attributes)
        elif not self._depth:
            return
        elif self._as_shown and name.endswith(":conditional-format"):
            self._texts.append(GridText("rule", attributes.get(_TARGET, "")))
        elif name == "table:table-source":
            self._linked = True  # a copy of a sheet in another file, made by LibreOffice
        elif name == "table:table-row":
            self._row, self._column = {}, 0
            self._row_repeat = _repeat(attributes, "rows")
        elif name in _CELLS:
            self._cell, self._text = attributes, None
        elif self._cell is not None:
            self._begin_text(name, attributes)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if self._ignored:
            self._ignored -= 1
            self._end_aside(name)
            if name == "table:table" and not self._ignored:
                self._depth -= 1
        elif name in PARAGRAPHS:
            self._in_paragraph = False
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "table:table-row" and self._depth:
            self._end_row()
        elif name == "table:table" and self._depth:
            self._depth -= 1
            if not self._linked:
                title, visible = self._sheet
                texts, merged = tuple(self._texts[:TEXTS_AT_MOST]), tuple(self._merged)
                self.found.append(GridSheet(title, visible, self._rows, texts, merged))

    def _end_aside(self, name: str) -> None:
        if self._aside is None:
            return
        if name == self._aside.within:
            self._aside.within = ""
        if self._ignored == self._aside.level:
            if text := self._aside.text():
                self._texts.append(text)
            self._aside = None

    def characters(self, text: str) -> None:
        """Handle text within the current element."""
        if self._aside is not None:
            self._kept += getsizeof(text)
            if self._kept > RETURNED.string_bytes:
                raise refusals.too_large(RETURNED.string_bytes)
            self._aside.characters(text)
        elif self._in_paragraph and not self._ignored:
            self._add(BLANKS.sub(" ", text))

    def _begin_sheet(self, attributes: Attributes) -> None:
        self._sheets += 1
        if self._sheets > RETURNED.sheets:
            raise refusals.too_many("content.xml", RETURNED.sheets)
        hidden = attributes.get(f"{TABLE} style-name", "") in self._styles.hiding
        self._sheet = attributes.get(f"{TABLE} name", ""), not hidden
        self._linked = False
        self._rows, self._row_number = {}, 0
        self._texts, self._merged = [], []

    def _begin_text(self, name: str, attributes: Attributes) -> None:
        if name in PARAGRAPHS:
            if self._text is None:
                self._text = []
            else:
                self._add("\n")
            self._in_paragraph = True
        elif not self._in_paragraph:
            return
        elif name == "text:span":
            self._struck = (
                self._struck or ("text", attributes.get(f"{TEXT} style-name")) in self._styles.struck
            )
        elif name == "text:a":
            self._links.append(attributes.get(LINK, ""))
        elif name == "text:s":
            self._add(" " * min(_whole(attributes.get(f"{TEXT} c"), 1), RETURNED.text))
        elif name == "text:tab":
            self._add("\t")
        elif name == "text:line-break":
            self._add("\n")

    def _add(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
            self._kept += getsizeof(text) - _EMPTY + _IN_LIST
            if self._kept > RETURNED.string_bytes:
                raise refusals.too_large(RETURNED.string_bytes)

    def _end_cell(self, attributes: Attributes) -> None:
        repeat = _repeat(attributes, "columns")
        text = "".join(self._text) if self._text is not None else None
        self._text = None
        value, percent = _value(attributes, text)
        text = text or ""
        if self._as_shown and text and not (isinstance(value, date) and _MONTH_FIRST.fullmatch(text)):
            value, percent = text, False
        style = attributes.get(f"{TABLE} style-name", "")
        struck = self._struck or self._styles.strikes(style)
        cell = GridCell(value, self._styles.colour(style), percent, struck and value is not None)
        self._struck = False
        self._add_links_and_merged(attributes, text)
        first, self._column = self._column + 1, self._column + repeat
        if cell.is_blank and (cell.colour is None or repeat > _PAINTED_AT_MOST):
            return
        self._count(repeat)
        if self._column > RETURNED.columns:
            raise refusals.outside_the_sheet(self._sheet[0], f"{self._row_number + 1}:{self._column}")
        for column in range(first, self._column + 1):
            self._row[column] = cell

    def _add_links_and_merged(self, attributes: Attributes, text: str) -> None:
        row, column = self._row_number + 1, self._column + 1
        of_formula = formula_address(_formula(attributes)) if text else ""
        for target in (*map(address, self._links), of_formula):
            if target and not is_said(target, text):
                self._texts.append(GridText("link", target, row, column))
        self._links = []
        rows = max(1, _whole(attributes.get(f"{TABLE} number-rows-spanned"), 1))
        columns = max(1, _whole(attributes.get(f"{TABLE} number-columns-spanned"), 1))
        if rows > 1 or (self._as_shown and columns > 1):
            self._merged.append(Area(row, column, row + rows - 1, column + columns - 1))
            if len(self._merged) > RETURNED.merges:
                raise refusals.too_many("content.xml", RETURNED.merges)

    def _end_row(self) -> None:
        first, self._row_number = self._row_number + 1, self._row_number + self._row_repeat
        if all(cell.is_blank for cell in self._row.values()):
            return
        if self._row_number > RETURNED.rows:
            raise refusals.outside_the_sheet(self._sheet[0], str(self._row_number))
        self._count((self._row_repeat - 1) * len(self._row))
        for number_ in range(first, self._row_number + 1):
            self._rows[number_] = self._row

    def _count(self, more: int) -> None:
        self._cells += more
        if self._cells > RETURNED.cells:
            raise refusals.too_many_cells(RETURNED.cells)


def _repeat(attributes: Attributes, what: str) -> int:
    return max(1, _whole(attributes.get(f"{TABLE} number-{what}-repeated"), 1))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else otherwise


def _formula(attributes: Attributes) -> str:
    """Return the cell's formula without the prefix of its language and «=»; "" if it has none."""
    return _PREFIX.sub("", attributes.get(f"{TABLE} formula", ""), count=1)


def _value(attributes: Attributes, text: str | None) -> tuple[Raw, bool]:
    """Return the cell's value (its text if the value is not understood), and whether it is a percentage.

    `text` is None if the cell has no paragraph. LibreOffice writes a blank one, and no type, for a formula whose value
    is the empty text.
    """
    kind = attributes.get(f"{OFFICE} value-type", "")
    written = attributes.get(f"{OFFICE} value", "")
    if attributes.get(_VALUE_TYPE_MORE) == "error":
        return CellError(text or "#VALUE!"), False
    if kind in ("float", "currency", "percentage"):
        value = parse_number(written)
        return (text or None, False) if value is None else (value, kind == "percentage")
    if kind == "date":
        return _moment(attributes.get(f"{OFFICE} date-value", "")) or text or None, False
    if kind == "time":
        return _time(attributes.get(f"{OFFICE} time-value", "")) or text or None, False
    if kind == "boolean":
        return attributes.get(f"{OFFICE} boolean-value") == "true", False
    if not kind and text is None and (formula := _formula(attributes)):
        return Uncomputed(f"={formula}"), False
    return attributes.get(f"{OFFICE} string-value") or text or None, False


def _moment(written: str) -> Raw:
    try:
        if "T" in written:
            return datetime.fromisoformat(written).replace(tzinfo=None)
        return date.fromisoformat(written)
    except ValueError:
        return None


def _time(written: str) -> Raw:
    found = _DURATION.fullmatch(written)
    if found is None:
        return None
    hours, minutes, seconds = (int(part) for part in found.groups())
    if hours < 24 and minutes < 60 and seconds < 60:
        return time(hours, minutes, seconds)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
