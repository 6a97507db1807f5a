"""Cut a template into pieces once, so that each actor's workbook only needs its own values filled in.

`ooxml.editing.change` could do this too, but it reads every sheet again to protect people's content. The template has
none, and cutting it up once is ten times faster.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from regionplan_xl.errors import InputError, Place
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.common import columns
from regionplan_xl.ooxml.common.references import cell_name, column_letters
from regionplan_xl.ooxml.editing.cell_values import Content, encode_content
from regionplan_xl.ooxml.editing.cell_xml import new_cell_xml
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.package_form import PackageForm
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.escaping import escape
from regionplan_xl.text import LONGEST_TEXT, Phrase, phrase

_WIDTH = len(layout.COLUMNS)
_LETTERS = tuple(column_letters(number) for number in range(1, _WIDTH + 1))
_LAST_TEMPLATE_ROW = layout.FIRST_ROW + len(layout.ROW_KINDS) - 1
_PROPERTIES = ("docProps/core.xml", "docProps/custom.xml")
_ROW = re.compile(r'<row r="(?P<number>[0-9]+)"[^>]*>(?P<cells>.*?)</row>', re.DOTALL)
_CELL = re.compile(r'<c r="(?P<name>[A-Z]+[0-9]+)" s="(?P<style>[0-9]+)"/>')
_GUIDE_CELLS = (
    *(cell_name(row, layout.GUIDE_LABEL) for row in layout.GUIDE_TITLES),
    *(cell_name(row, layout.GUIDE_TEXT) for row in layout.GUIDE_FACTS),
)
_TITLE, _NOTE = cell_name(layout.TITLE_ROW, 1), cell_name(layout.NOTE_ROW, 1)
_ABOVE_ROWS = (_TITLE, _NOTE)
_ANY_CELL = ("[A-Z]+[0-9]+",)
_ROWS, _LAST = "rows", "last"
# Besides cells, fill in placeholders and the last row of the filter (in two places) and of the dimension.
_GAP = (
    rf"{'|'.join(map(re.escape, layout.PLACEHOLDERS))}"
    rf'|(?<=:{_LETTERS[-1]}){_LAST_TEMPLATE_ROW}(?=")|(?<=\${_LETTERS[-1]}\$){_LAST_TEMPLATE_ROW}(?=<)'
)
_NUMBER = "\0"
"""A row number that is not known yet; no cell can contain it."""
_WITHOUT_LOOK = ("divider",)
"""Kinds of rows whose empty cells are left out."""
_ALWAYS_EMPTY = columns.REMARK
"""Hidden, and the secretariat's own: there are no cells below its heading."""
_EMPTY = "/>"
# Characters that must be escaped or are illegal.
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f&<>_\ud800-\udfff\ufffe\uffff]")

Gap = tuple[str, str] | str
"""A gap to fill: a cell by sheet and name, a placeholder, `_ROWS` or `_LAST`."""


@dataclass(frozen=True)
class FilledTemplate:
    """A workbook as its form and the values for its gaps."""

    form: PackageForm
    gaps: Mapping[str, Sequence[bytes]]

    def pack(self) -> bytes:
        """Return the workbook's bytes; the parts common to all actors are compressed already."""
        return self.form.pack(self.gaps)


@dataclass(frozen=True)
class CutTemplate:
    """A template's package, its form, and the gaps of the form in each part.

    `sheets`: part -> sheet name. `measures`: the part of Tiltak. `styles`: kind of row -> style of each column.
    """

    package: Package
    form: PackageForm
    gaps: Mapping[str, Sequence[Gap]]
    sheets: Mapping[str, str]
    measures: str
    styles: Mapping[str, tuple[int, ...]]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The distinct texts in its cells."""
        workbook = Workbook(self.package)
        cells = (cell for sheet in self.sheets.values() for cell in workbook.cells(sheet))
        return tuple(dict.fromkeys(cell.value for cell in cells if isinstance(cell.value, str)))

    @cached_property
    def _rows(self) -> Mapping[str, str]:
        """By kind: a row with `%s` for its height and for each cell after its style, in the order of `KEYS`."""
        return {
            kind: f'<row r="{_NUMBER}" spans="1:{_WIDTH}" %s>'
            + "".join(
                f'<c r="{letter}{_NUMBER}" s="{style}"%s'
                for column, letter, style in zip(layout.COLUMNS, _LETTERS, styles, strict=True)
                if column is not _ALWAYS_EMPTY
            )
            + "</row>"
            for kind, styles in self.styles.items()
        }

    @cached_property
    def _without_look(self) -> Mapping[str, re.Pattern[str]]:
        return {kind: re.compile(rf'<c r="[A-Z]+{_NUMBER}" s="[0-9]+"/>') for kind in _WITHOUT_LOOK}

    def fill(
        self,
        cells: Mapping[tuple[str, str], Content],
        rows: Sequence[str],
        placeholders: Mapping[str, str],
    ) -> FilledTemplate:
        """Return the workbook with `cells` (by sheet and name), the rows of Tiltak and the placeholders filled in.

        `rows` come from `row`. Raises `InputError` for values that no cell can hold.
        """
        filled: dict[Gap, str] = {name: escape(text) for name, text in placeholders.items()}
        for (sheet, name), content in cells.items():
            filled[sheet, name] = _rest(content, Place(sheet, column=name))
        filled[_LAST] = str(layout.FIRST_ROW + max(len(rows), 1) - 1)
        filled[_ROWS] = "".join(
            [row.replace(_NUMBER, str(number)) for number, row in enumerate(rows, layout.FIRST_ROW)]
        )
        return FilledTemplate(
            self.form,
            {part: [filled.get(gap, _EMPTY).encode() for gap in gaps] for part, gaps in self.gaps.items()},
        )

    def cells(self, contents: Sequence[Content]) -> tuple[str, ...]:
        """Return the cells of a row of Tiltak, for `row`; `contents` are in the order of `KEYS`.

        Raises `InputError` for values that no cell can hold.
        """
        try:
            return tuple(map(_after_style, contents))
        except _UnwritableError:
            place = Place(self.sheets[self.measures])
            return tuple([_rest(content, place) for content in contents])

    def row(self, kind: str, cells: Sequence[str], height: float = 15.0, *, fixed: bool = False) -> str:
        """Return a row of Tiltak for any position; its kind is one of `layout.ROW_KINDS`.

        `height` is in points; the program that opens the file may adapt it unless it is `fixed`.
        """
        tall = f'ht="{height:g}"' + ' customHeight="1"' * fixed
        row = self._rows[kind] % (tall, *cells)
        return self._without_look[kind].sub("", row) if kind in self._without_look else row


KEYS = tuple(column.key for column in layout.COLUMNS if column is not _ALWAYS_EMPTY)
"""The columns of Tiltak with cells in the rows."""


@lru_cache(maxsize=32)
def cut_template(template: bytes) -> CutTemplate:
    """Cut up a template; the result is cached for the process."""
    package = Package.open(template)
    sheets = {sheet.part: sheet.name for sheet in Workbook(package).sheets}
    parts = {part: package.read(part).decode() for part in (*sheets, package.workbook_part, *_PROPERTIES)}
    cut = {part: _cut(text) for part, text in parts.items()}
    # Rettleiing, Tiltak, Indikatorar if the actor is asked about any, Framlegg: the empty cells to fill in.
    guide, measures, *indicators, proposals = sheets
    for part, filled in {
        guide: _GUIDE_CELLS,
        **dict.fromkeys(indicators, _ANY_CELL),
        proposals: (_NOTE,),
    }.items():
        cut[part] = _cut(parts[part], sheets[part], filled)
    text, name = parts[measures], sheets[measures]
    found = [row for row in _ROW.finditer(text) if int(row["number"]) >= layout.FIRST_ROW]
    styles = {
        kind: tuple(int(cell["style"]) for cell in _CELL.finditer(row["cells"]))
        for kind, row in zip(layout.ROW_KINDS, found, strict=True)
    }
    above = _cut(text[: found[0].start()], name, _ABOVE_ROWS)
    below = _cut(text[found[-1].end() :])
    cut[measures] = (*above[0], *below[0]), (*above[1], _ROWS, *below[1])
    form = package.form({part: [one.encode() for one in constants] for part, (constants, _) in cut.items()})
    return CutTemplate(
        package, form, {part: gaps for part, (_, gaps) in cut.items()}, sheets, measures, styles
    )


def _cut(text: str, sheet: str = "", cells: Sequence[str] = ()) -> tuple[Sequence[str], Sequence[Gap]]:
    """Return the constants of a part and the gaps between them; of its empty cells only `cells` become gaps."""
    names = "|".join(cells) or "none"
    pieces = re.split(rf'(?<=<c r=")({names})(" s="[0-9]+")/>|({_GAP})', text)
    constants, gaps = [pieces[0]], list[Gap]()
    for name, style, gap, after in zip(*(pieces[at::4] for at in (1, 2, 3, 4)), strict=True):
        if name:
            constants[-1] += name + style
        gaps.append((sheet, name) if name else gap if gap in layout.PLACEHOLDERS else _LAST)
        constants.append(after)
    return constants, gaps


def why_unwritable(content: Content) -> Phrase | None:
    """Return why no cell can hold the content, or None."""
    try:
        _after_style(content)
    except _UnwritableError as error:
        return error.reason
    return None


class _UnwritableError(Exception):
    """No cell can hold a value."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


def _rest(content: Content, place: Place) -> str:
    """Return a cell's XML after its style; raise `InputError` for a value that no cell can hold."""
    try:
        return _after_style(content)
    except _UnwritableError as error:
        raise InputError(error.reason, phrase("Change it in the master and send again."), place) from error


@lru_cache(maxsize=32_768, typed=True)
def _after_style(content: Content) -> str:
    """Return a cell's XML after its style; cached, because actors share measures, and rows share bodies and words."""
    if content is None or content == "":
        return _EMPTY
    # Nearly all are texts without special characters, and there are many.
    if isinstance(content, str) and _is_usual(content):
        return f' t="inlineStr"><is><t>{content}</t></is></c>'
    new = encode_content(content)
    if isinstance(new, Phrase):
        raise _UnwritableError(new)
    return new_cell_xml(b"", 1, 1, 0, new).decode().removeprefix('<c r="A1"')


def _is_usual(text: str) -> bool:
    return 2 * len(text) <= LONGEST_TEXT and text == text.strip() and _UNUSUAL.search(text) is None
