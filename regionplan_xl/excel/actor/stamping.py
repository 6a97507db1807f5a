"""Cut a template into pieces once, so that each actor's workbook only fills in what differs.

`ooxml.editing.change` could do it too, but it reads every sheet again to protect what people made there. The
template has nothing to protect, and cutting it up once is ten times faster.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from xml.sax.saxutils import escape

from regionplan_xl.errors import InputError, Place
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.common import columns
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.editing.cell_values import Content, encode_content
from regionplan_xl.ooxml.editing.cell_xml import new_cell_xml
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.text import Phrase, phrase

_WIDTH = len(layout.COLUMNS)
_LETTERS = tuple(column_letters(number) for number in range(1, _WIDTH + 1))
_LAST_TEMPLATE_ROW = layout.FIRST_ROW + len(layout.ROW_KINDS) - 1
_PROPERTIES = ("docProps/core.xml", "docProps/custom.xml")
_ROW = re.compile(r'<row r="(?P<number>[0-9]+)"[^>]*>(?P<cells>.*?)</row>', re.DOTALL)
_CELL = re.compile(r'<c r="(?P<name>[A-Z]+[0-9]+)" s="(?P<style>[0-9]+)"/>')
# What is filled in: empty cells, placeholders, the last row of the filter (in two places) and the dimension.
_SLOT = re.compile(
    r'(<c r="[A-Z]+[0-9]+" s="[0-9]+"/>'
    rf"|{'|'.join(map(re.escape, layout.PLACEHOLDERS))}"
    rf'|(?<=:{_LETTERS[-1]}){_LAST_TEMPLATE_ROW}(?=")|(?<=\${_LETTERS[-1]}\$){_LAST_TEMPLATE_ROW}(?=<))'
)
_ROWS = "rows"
_NUMBER = "\0"
"""The number of a row whose place is not known yet; no cell can hold it."""
_WITHOUT_LOOK = ("divider",)
"""Kinds of rows whose empty cells look like no cell at all."""
_ALWAYS_EMPTY = columns.REMARK
"""Hidden, and the secretariat's own: there are no cells below its heading."""


@dataclass(frozen=True)
class FilledTemplate:
    """A workbook as its package and the new XML of the parts that are the actor's own."""

    package: Package
    parts: Mapping[str, str]

    def pack(self) -> bytes:
        """Return the workbook's bytes; what is the same for all actors is packed already."""
        out = BytesIO()
        self.package.save(out, {part: text.encode() for part, text in self.parts.items()}, quickly=True)
        return out.getvalue()


@dataclass(frozen=True)
class CutTemplate:
    """A template's package, and its parts as text and slots alternately.

    `sheets`: part -> sheet name. `measures`: the part of Tiltak. `styles`: kind of row -> style of each column.
    """

    package: Package
    parts: Mapping[str, tuple[str, ...]]
    sheets: Mapping[str, str]
    measures: str
    styles: Mapping[str, tuple[int, ...]]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The texts in its cells, each once."""
        workbook = Workbook(self.package)
        cells = (cell for sheet in self.sheets.values() for cell in workbook.cells(sheet))
        return tuple(dict.fromkeys(cell.value for cell in cells if isinstance(cell.value, str)))

    @cached_property
    def _cells(self) -> Mapping[str, Sequence[tuple[str, str, str]]]:
        """By kind of row: each column's key, its cell up to the style, and its cell when it is empty."""
        return {
            kind: [
                (column.key, cell, "" if kind in _WITHOUT_LOOK or column is _ALWAYS_EMPTY else f"{cell}/>")
                for column, letter, style in zip(layout.COLUMNS, _LETTERS, styles, strict=True)
                for cell in (f'<c r="{letter}{_NUMBER}" s="{style}"',)
            ]
            for kind, styles in self.styles.items()
        }

    def fill(
        self,
        cells: Mapping[tuple[str, str], Content],
        rows: Sequence[str],
        placeholders: Mapping[str, str],
    ) -> FilledTemplate:
        """Return the workbook with `cells` (by sheet and name), the rows of Tiltak and the placeholders filled in.

        `rows` are as `row` returns them. Raises `InputError` for what no cell can hold.
        """
        fixed = {slot: escape(text) for slot, text in placeholders.items()}
        fixed[str(_LAST_TEMPLATE_ROW)] = str(layout.FIRST_ROW + max(len(rows), 1) - 1)
        fixed[_ROWS] = "".join(
            [row.replace(_NUMBER, str(number)) for number, row in enumerate(rows, layout.FIRST_ROW)]
        )
        replaced = {}
        for part, pieces in self.parts.items():
            sheet = self.sheets.get(part, "")
            made = list(pieces)
            made[1::2] = [fixed[s] if s in fixed else _filled(s, sheet, cells) for s in pieces[1::2]]
            replaced[part] = "".join(made)
        return FilledTemplate(self.package, replaced)

    def row(
        self, kind: str, contents: Mapping[str, Content], height: float = 15.0, *, fixed: bool = False
    ) -> str:
        """Return a row of Tiltak wherever it will be: its kind is one of `layout.ROW_KINDS`, contents by column key.

        `height` is in points, a suggestion to the program that opens the file unless it is `fixed`. Raises
        `InputError` for what no cell can hold.
        """
        place = Place(self.sheets[self.measures])
        cells = [
            f"{cell}{_rest(content, place)}" if (content := contents.get(key)) not in (None, "") else empty
            for key, cell, empty in self._cells[kind]
        ]
        tall = f'ht="{height:g}"' + ' customHeight="1"' * fixed
        return f'<row r="{_NUMBER}" spans="1:{_WIDTH}" {tall}>{"".join(cells)}</row>'


@lru_cache(maxsize=32)
def cut_template(template: bytes) -> CutTemplate:
    """Cut up a template; the result is kept for the process."""
    package = Package.open(template)
    sheets = {sheet.part: sheet.name for sheet in Workbook(package).sheets}
    parts = {part: package.read(part).decode() for part in (*sheets, package.workbook_part, *_PROPERTIES)}
    pieces = {part: tuple(_SLOT.split(text)) for part, text in parts.items()}
    # Rettleiing, Tiltak, Framlegg.
    measures = tuple(sheets)[1]
    found = [row for row in _ROW.finditer(parts[measures]) if int(row["number"]) >= layout.FIRST_ROW]
    styles = {
        kind: tuple(int(cell["style"]) for cell in _CELL.finditer(row["cells"]))
        for kind, row in zip(layout.ROW_KINDS, found, strict=True)
    }
    above, below = parts[measures][: found[0].start()], parts[measures][found[-1].end() :]
    pieces[measures] = (*_SLOT.split(above), _ROWS, *_SLOT.split(below))
    return CutTemplate(package, pieces, sheets, measures, styles)


def why_unwritable(content: Content) -> Phrase | None:
    """Return why no cell can hold the content, or None."""
    rest = _after_style(content)
    return rest if isinstance(rest, Phrase) else None


def _filled(slot: str, sheet: str, cells: Mapping[tuple[str, str], Content]) -> str:
    found = _CELL.fullmatch(slot)
    content = cells.get((sheet, found["name"])) if found else None
    if found is None or content in (None, ""):
        return slot
    return slot.removesuffix("/>") + _rest(content, Place(sheet, column=found["name"]))


def _rest(content: Content, place: Place) -> str:
    """A cell's XML after its style; `InputError` for what no cell can hold."""
    rest = _after_style(content)
    if isinstance(rest, Phrase):
        raise InputError(rest, phrase("Change it in the master and send again."), place)
    return rest


@lru_cache(maxsize=32_768, typed=True)
def _after_style(content: Content) -> str | Phrase:
    """A cell's XML after its style; cached, since actors share measures, and rows share bodies and words."""
    new = encode_content(content)
    if isinstance(new, Phrase):
        return new
    return new_cell_xml(b"", 1, 1, 0, new).decode().removeprefix('<c r="A1"')
