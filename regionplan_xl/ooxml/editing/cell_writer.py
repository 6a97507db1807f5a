"""Write the changed cells as XML, each in its proper style."""

from collections.abc import Iterator, Mapping

from regionplan_xl.errors import Problem
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.editing.cell_values import (
    Cached,
    EncodedValue,
    Put,
    encode_content,
    encode_result,
)
from regionplan_xl.ooxml.editing.cell_xml import CellXml, new_cell_xml, value_xml
from regionplan_xl.ooxml.editing.date_formats import styles_in_column
from regionplan_xl.ooxml.editing.row_xml import NewCell, RowCells
from regionplan_xl.ooxml.editing.sheet_change import CellChange, Sheet
from regionplan_xl.ooxml.scanning.found_rows import SheetScan
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.text import Phrase, phrase


class CellWriter:
    """Makes the XML of changed cells; collects in `problems` what cannot be written."""

    def __init__(
        self, sheet: Sheet, found: SheetScan, rows: Mapping[int, RowCells], shared_strings: Mapping[int, str]
    ) -> None:
        self.problems: list[Problem] = []
        self._sheet = sheet
        self._styles = sheet.workbook.styles
        self._prefix = found.prefix
        self._rows = rows
        self._column_styles = list(_column_styles(found.root))
        self._texts: dict[str, bytes] = {}
        self._tags: dict[int, tuple[bytes, bytes]] = {}
        self._defaults: dict[int, int] = {}
        self._in_column: dict[int, list[int]] = {}
        self._shared = shared_strings

    def new_cell(self, change: CellChange) -> NewCell | None:
        """Return the cell for `change`; None if the cell already has that content or cannot be written."""
        new, cell = self._encoded(change), self._existing(change)
        if cell and isinstance(change.new, Put) and change.new.keeps:
            return NewCell(
                change.row, change.column, cell.with_style(change.new.style or 0), cell, filled=True
            )
        if isinstance(new, Phrase):
            self._refuse(change, new)
            return None
        style = self._style(change, new, cell)
        if style is None:
            return None
        replaces = isinstance(change.new, Put) and bool(change.new.over)
        if cell and style == cell.style and not replaces and cell.holds(new, self._shared):
            return None
        if cell:
            xml = cell.with_value(new, style, keep_formula=isinstance(change.new, Cached))
        elif new.is_empty and (isinstance(change.new, Cached) or change.new.style is None):
            return None
        else:
            xml = new_cell_xml(self._prefix, change.row, change.column, style, new)
        return NewCell(change.row, change.column, xml, cell, filled=not new.is_empty)

    def text_row(self, number: int, texts: Mapping[int, str], followed: Mapping[int, int]) -> bytes:
        """Return the cells of a new row of valid texts; `followed` are the styles, by column, of the row above."""
        cells = [
            b"%s%d%s%s" % (begin, number, middle, self._inside(texts[column]))
            for column in sorted(texts)
            for begin, middle in [self._around_text(column, followed)]
        ]
        return (b"</%sc>" % self._prefix).join([*cells, b""])

    def _around_text(self, column: int, followed: Mapping[int, int]) -> tuple[bytes, bytes]:
        """Return the start of a new text cell, before and after the row number in its tag."""
        if column not in self._tags:
            style = followed[column] if column in followed else self._style_of_column(column)
            s = b' s="%d"' % style if style else b""
            begin = b'<%sc r="%s' % (self._prefix, column_letters(column).encode())
            self._tags[column] = begin, b'"%s t="inlineStr">' % s
        return self._tags[column]

    def _inside(self, text: str) -> bytes:
        if text not in self._texts:
            encoded = encode_content(text)
            if isinstance(encoded, Phrase):
                raise ValueError(str(encoded))
            self._texts[text] = value_xml(encoded, self._prefix)
        return self._texts[text]

    def _refuse(self, change: CellChange, what: Phrase) -> None:
        self.problems.append(change.problem(self._sheet, what))

    def _existing(self, change: CellChange) -> CellXml | None:
        row = self._rows.get(change.row)
        return row.by_column.get(change.column) if row else None

    def _encoded(self, change: CellChange) -> EncodedValue | Phrase:
        if isinstance(change.new, Cached):
            return encode_result(change.new.value)
        return encode_content(change.new.content, date1904=self._sheet.workbook.date1904)

    def _style(self, change: CellChange, new: EncodedValue, cell: CellXml | None) -> int | None:
        """Return the style of the cell as written; None, after adding a problem, if no style is right."""
        if isinstance(change.new, Put) and change.new.style is not None:
            return self._chosen(change, change.new.style)
        if not new.is_date and (new.type or new.text is None) and (cell or change.above is not None):
            return cell.style if cell else change.above
        default = self._default_style(change)
        style = cell.style if cell else default if change.above is None else change.above
        if not new.is_date:
            others = (default, 0) if change.appended else (default,)
            if (cell and not change.appended) or not self._shows_as_date(new, style):
                return style
            return next((s for s in others if not self._shows_as_date(new, s)), default)
        if not self._styles.count:
            what = phrase("The workbook has no cell formats, so a date would show as a number.")
            self._refuse(change, what)
            return None
        if self._styles.is_date(style):
            return style
        candidates = (default, *self._styles_in_column(change.column))
        like = next((s for s in candidates if self._styles.is_date(s)), None)
        return self._sheet.new_formats.like(style, with_time=new.has_time) if like is None else like

    def _shows_as_date(self, new: EncodedValue, style: int) -> bool:
        """Return whether a new number would be shown as a date."""
        return not new.type and new.text is not None and self._styles.is_date(style)

    def _chosen(self, change: CellChange, style: int) -> int | None:
        if style == 0 or 0 < style < self._styles.count:
            return style
        self._refuse(change, phrase("The workbook has no cell format number {number}.", number=style))
        return None

    def _default_style(self, change: CellChange) -> int:
        """Return the style of a cell that does not exist yet: the row's if the row has one, otherwise the column's."""
        row = self._rows.get(change.row)
        if row and parse_boolean(row.attributes.get("customFormat")):
            return parse_whole(row.attributes.get("s")) or 0
        return self._style_of_column(change.column)

    def _style_of_column(self, column: int) -> int:
        if column not in self._defaults:
            self._defaults[column] = next(
                (s for first, last, s in self._column_styles if first <= column <= last), 0
            )
        return self._defaults[column]

    def _styles_in_column(self, column: int) -> list[int]:
        if column not in self._in_column:
            self._in_column[column] = styles_in_column(self._sheet.part, column)
        return self._in_column[column]


def _column_styles(root: Element) -> Iterator[tuple[int, int, int]]:
    for column in root.grouped("cols", "col"):
        first, last, style = (parse_whole(column.get(name)) for name in ("min", "max", "style"))
        if first and last and style:
            yield first, last, style
