"""A workbook: its sheets, a stream of their cells, and the meaning of cell styles."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.package.kept import Kept
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.cell_maker import CellMaker, Content, ContentMaker
from regionplan_xl.ooxml.reading.cell_stream import read_rows
from regionplan_xl.ooxml.reading.cells import Cell, CellDecoder
from regionplan_xl.ooxml.reading.colours import DEFAULT_THEME, parse_theme
from regionplan_xl.ooxml.reading.plain_rows import Row
from regionplan_xl.ooxml.reading.shared_strings import find_shared_strings, read_shared_strings
from regionplan_xl.ooxml.reading.sheet_end import SheetEnd, read_sheet_end
from regionplan_xl.ooxml.reading.sheet_layout import read_hidden, read_merged, read_widths
from regionplan_xl.ooxml.reading.sheets import SheetInfo, parse_defined_names, parse_sheets
from regionplan_xl.ooxml.reading.styles import Styles, fills_use_theme, parse_styles
from regionplan_xl.ooxml.reading.tables import ExcelTable, parse_table, pivot_areas
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean
from regionplan_xl.ooxml.xml.element import is_spreadsheet

_Made = TypeVar("_Made")
_FEW_STRINGS = 256 * 1024  # bytes of shared strings; only `opened` workbooks cache more than this
_STRINGS: Kept[tuple[str, ...]] = Kept(4)
_STYLES: Kept[Styles] = Kept(8)
"""Styles of files read recently: copies of one workbook written by one program share them."""
_MANY_STRINGS: Kept[tuple[str, ...]] = Kept(1)
_CONTENTS: Kept[ContentMaker] = Kept(2)
_CONTENTS_AT_MOST = 40_000
_ROWS: Kept[tuple[tuple[int, Mapping[int, Cell]], ...]] = Kept(64)
"""Rows of small sheets: a command reads each sheet several times, and a change leaves most of them as they are."""


class Workbook:
    """An open workbook; `root` is its workbook part.

    Parts are read on first use; any method may raise `Rejected`.
    """

    def __init__(self, package: Package, *, keeps: bool = False) -> None:
        self.package = package
        self._keeps = keeps
        self.root = package.parse(package.workbook_part)
        if not is_spreadsheet(self.root, "workbook"):
            raise refusals.not_a_workbook()
        properties = self.root.first("workbookPr")
        self.date1904 = properties is not None and parse_boolean(properties.get("date1904"))
        self.sheets = tuple(parse_sheets(self.root, package))
        self.defined_names = tuple(parse_defined_names(self.root))

    @classmethod
    def open(cls, source: bytes | Path, limits: Limits = STANDARD) -> "Workbook":
        """Return the workbook in `source`; raise `Rejected` if it is not a workbook or cannot be trusted."""
        return cls(Package.open(source, limits))

    @classmethod
    def opened(cls, source: bytes) -> "Workbook":
        """Return the workbook in `source`, cached until another one is requested.

        Decoded cells are also cached for the next workbook with the same styles and shared strings, such as this one
        after a change. Raises `Rejected` as `open` does.
        """
        return _OPENED.get(source, lambda: cls(Package.open(source), keeps=True))

    def sheet(self, name: str) -> SheetInfo:
        """Return the sheet of that name, ignoring case as Excel does; raise `KeyError` if there is none."""
        for sheet in self.sheets:
            if sheet.name.casefold() == name.casefold():
                return sheet
        raise KeyError(name)

    def cells(
        self, sheet: SheetInfo | str, *, blanks: bool = False, blank_rows: bool = True
    ) -> Iterator[Cell]:
        """Yield the cells of a sheet in document order, as a stream.

        Empty cells are included only if they have a fill (`Styles.fill`), or all of them with `blanks`. Rows of only
        empty cells may be left out if `blank_rows` is False.
        """
        for _, cells in self.rows(sheet, blanks=blanks, blank_rows=blank_rows):
            yield from cells.values()

    def rows(
        self, sheet: SheetInfo | str, *, blanks: bool = False, blank_rows: bool = True
    ) -> Iterator[tuple[int, Mapping[int, Cell]]]:
        """Yield the rows of a sheet that have cells: row number, and its cells by column number.

        In document order, which is nearly always the row order; a row that was written in two places is yielded twice.
        """
        info = self._info(sheet)
        return iter(self._kept_rows(info, blanks, blank_rows) or self._rows(info, blanks, blank_rows))

    def _kept_rows(
        self, sheet: SheetInfo, blanks: bool, blank_rows: bool
    ) -> tuple[tuple[int, Mapping[int, Cell]], ...]:
        """Return the rows if they are few enough for the cache; () if there are many or not all can be read."""
        package, part = self.package, sheet.part
        if not self._keeps or not package.is_small_sheet(part):
            return ()
        made_of = sheet.name, package.packed(part), self.meaning, blanks, blank_rows
        try:
            return _ROWS.get(made_of, lambda: tuple(self._rows(sheet, blanks, blank_rows)))
        except Rejected:
            return ()  # A caller that needs only the first rows still gets them.

    def _rows(
        self, sheet: SheetInfo, blanks: bool, blank_rows: bool
    ) -> Iterator[tuple[int, Mapping[int, Cell]]]:
        # Equivalent to Cell(...), but without its own __new__, which would take a fifth of the time.
        new = tuple.__new__
        for number, cells in self.contents(sheet, blanks=blanks, blank_rows=blank_rows):
            yield number, {column: new(Cell, (number, column, *content)) for column, content in cells.items()}

    def rows_as(
        self, sheet: SheetInfo, maker: CellMaker[_Made], blank_rows: bool = True
    ) -> Iterator[Row[_Made]]:
        """Yield rows as `rows` does, with the result of `maker` for each cell."""
        with self.package.open_part(sheet.part) as stream:
            yield from read_rows(stream, self._decoder(sheet), self.package.limits, maker, blank_rows)

    def rows_in(self, sheet: SheetInfo | str, xml: bytes) -> Iterator[tuple[int, Mapping[int, Cell]]]:
        """Yield rows as `rows` does, from `xml`, a version of the sheet with only some of its rows."""
        info = self._info(sheet)
        maker, decoder = self._content_maker(blanks=False), self._decoder(info)
        for number, cells in read_rows(BytesIO(xml), decoder, self.package.limits, maker):
            yield number, {column: Cell(number, column, *content) for column, content in cells.items()}

    def contents(
        self, sheet: SheetInfo | str, *, blanks: bool = False, blank_rows: bool = True
    ) -> Iterator[Row[Content]]:
        """Yield rows as `rows` does, but only the content of each cell: faster if positions are not needed."""
        return self.rows_as(self._info(sheet), self._content_maker(blanks), blank_rows)

    def rows_without_totals(self, sheet: SheetInfo | str) -> Iterator[tuple[int, Mapping[int, Cell]]]:
        """Yield rows as `rows` does, without the cells in totals rows of tables."""
        totals = [table.totals for table in self.tables(sheet) if table.totals]
        if not totals:
            yield from self.rows(sheet)
            return
        for number, cells in self.rows(sheet):
            here = [area for area in totals if area.top <= number <= area.bottom]
            columns = {column for area in here for column in range(area.left, area.right + 1)}
            yield number, {at: cell for at, cell in cells.items() if at not in columns}

    def merged(self, sheet: SheetInfo | str) -> tuple[Area, ...]:
        """Return the merged ranges of a sheet."""
        info = self._info(sheet)
        if not any(b"mergeCell" in stretch for stretch in XmlPart.of(self.package, info.part).stretches()):
            return ()
        with self.package.open_part(info.part) as stream:
            return read_merged(stream, info.part, info.name, self.package.limits)

    def end(self, sheet: SheetInfo | str) -> SheetEnd:
        """Return merged ranges, links, headers and footers of a sheet, skipping its rows."""
        info = self._info(sheet)
        with XmlPart.of(self.package, info.part).open() as stream:
            return read_sheet_end(stream, info.part, self.package.limits)

    def widths(self, sheet: SheetInfo | str) -> dict[int, float]:
        """Return the explicit column widths (in characters); 0 for a hidden column."""
        info = self._info(sheet)
        with self.package.open_part(info.part) as stream:
            return read_widths(stream, info.part)

    def hidden(self, sheet: SheetInfo | str) -> tuple[frozenset[int], frozenset[int]]:
        """Return the numbers of the hidden rows and columns of a sheet."""
        info = self._info(sheet)
        if not any(b"hidden=" in stretch for stretch in XmlPart.of(self.package, info.part).stretches()):
            return frozenset(), frozenset()
        with self.package.open_part(info.part) as stream:
            return read_hidden(stream, info.part)

    def tables(self, sheet: SheetInfo | str) -> tuple[ExcelTable, ...]:
        """Return the tables of a sheet."""
        parts = [r.target for r in self.package.related(self._info(sheet).part, "table")]
        return tuple(parse_table(self.package.parse(part), part) for part in parts)

    def pivots(self, sheet: SheetInfo | str) -> tuple[Area, ...]:
        """Return the areas filled by the pivot tables of a sheet."""
        parts = [r.target for r in self.package.related(self._info(sheet).part, "pivotTable")]
        return tuple(area for part in parts for area in pivot_areas(self.package.parse(part)))

    def shared_strings(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """Return the shared strings with these indexes (from 0); no others are kept in memory."""
        wanted = frozenset(numbers)
        part = self.package.of_workbook("sharedStrings")
        if not wanted or part is None:
            return {}
        with self.package.open_part(part) as stream:
            found = find_shared_strings(stream, part, self.package.limits, sorted(wanted))
        if found is not None:
            return found
        count = min(max(wanted, default=-1) + 1, self.package.limits.shared_strings)
        texts = enumerate(islice(self._stream_shared_strings(), count))
        return {number: text for number, text in texts if number in wanted}

    @cached_property
    def meaning(self) -> Hashable:
        """A cache key for the meaning of cell contents: equal for workbooks with the same styles and shared strings."""
        package = self.package
        parts = map(package.of_workbook, ("styles", "theme", "sharedStrings"))
        return self.date1904, package.limits, *(part and package.packed(part) for part in parts)

    @cached_property
    def styles(self) -> Styles:
        """The cell styles; empty if the workbook has no styles part."""
        package, part, theme = self.package, *map(self.package.of_workbook, ("styles", "theme"))
        if part is None:
            return Styles()
        made_of = package.packed(part), theme and package.packed(theme), package.limits
        return _STYLES.get(made_of, lambda: _read_styles(package, part, theme))

    @cached_property
    def _shared_strings(self) -> Sequence[str]:
        part = self.package.of_workbook("sharedStrings")
        is_many = part is not None and self.package.size(part) > _FEW_STRINGS
        if part is None or (is_many and not self._keeps):
            return list(self._stream_shared_strings())
        made_of = self.package.packed(part), self.package.limits
        return (_MANY_STRINGS if is_many else _STRINGS).get(
            made_of, lambda: tuple(self._stream_shared_strings())
        )

    def _decoder(self, sheet: SheetInfo) -> CellDecoder:
        return CellDecoder(sheet.name, sheet.part, self._shared_strings, self.styles, self.date1904)

    def _content_maker(self, blanks: bool) -> ContentMaker:
        wanted = _blank_wanted(self.styles, blanks)
        if not self._keeps:
            return ContentMaker(wanted)
        return _CONTENTS.get((self.meaning, blanks), lambda: ContentMaker(wanted, _CONTENTS_AT_MOST))

    def _stream_shared_strings(self) -> Iterator[str]:
        if part := self.package.of_workbook("sharedStrings"):
            with self.package.open_part(part) as stream:
                yield from chain.from_iterable(read_shared_strings(stream, part, self.package.limits))

    def _info(self, sheet: SheetInfo | str) -> SheetInfo:
        return self.sheet(sheet) if isinstance(sheet, str) else sheet


def _blank_wanted(styles: Styles, blanks: bool) -> Callable[[int], bool]:
    """Return a function that tells whether an empty cell in a style is wanted."""
    return lambda style: blanks or styles.fill(style) is not None or styles.is_mixed(style)


def _read_styles(package: Package, part: str, theme: str | None) -> Styles:
    root = package.parse(part)
    # Few fills use theme colours, and the theme is as large as all other small parts together.
    colours = parse_theme(package.parse(theme)) if theme and fills_use_theme(root) else DEFAULT_THEME
    return parse_styles(root, colours, package.limits, part)


_OPENED: Kept[Workbook] = Kept(1)
