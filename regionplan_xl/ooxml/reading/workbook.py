"""A workbook to read: its sheets, their cells as they come, and what cell styles mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import Literal

from lxml import etree

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.cell_stream import read_cells
from regionplan_xl.ooxml.reading.cells import Cell, Reading, unescaped
from regionplan_xl.ooxml.reading.colours import DEFAULT_THEME, parse_theme
from regionplan_xl.ooxml.reading.shared_strings import read_shared_strings
from regionplan_xl.ooxml.reading.sheet_layout import read_hidden_rows, read_merged, read_widths
from regionplan_xl.ooxml.reading.styles import Styles, parse_styles
from regionplan_xl.ooxml.reading.tables import Table, parse_table
from regionplan_xl.ooxml.xml.markup import (
    SPREADSHEET,
    child,
    children,
    local_name,
    namespace,
    relationship_id,
    truth,
    whole,
)

Visibility = Literal["visible", "hidden", "veryHidden"]


@dataclass(frozen=True)
class SheetInfo:
    """A sheet of the workbook.

    `kind` is `worksheet`, `chartsheet`, `dialogsheet`, `xlMacrosheet`, or `module`, which has no `part`.
    """

    name: str
    part: str
    visibility: Visibility = "visible"
    kind: str = "worksheet"


@dataclass(frozen=True)
class DefinedName:
    """A name of the workbook or of one sheet (its index from 0); `text` is what it means, without `=`."""

    name: str
    text: str
    sheet_index: int | None = None
    hidden: bool = False


class Workbook:
    """An open workbook. Parts are read when they are asked for; any method may raise `Rejected`."""

    def __init__(self, package: Package) -> None:
        self.package = package
        root = package.parse(package.workbook_part)
        if local_name(root) != "workbook" or namespace(root) not in SPREADSHEET:
            raise refusals.not_a_workbook()
        properties = child(root, "workbookPr")
        self.date1904 = properties is not None and truth(properties.get("date1904"))
        self.sheets = tuple(self._sheets(root))
        self.defined_names = tuple(_defined_names(root))

    @classmethod
    def open(cls, source: bytes | Path, limits: Limits = STANDARD) -> "Workbook":
        """The workbook in `source`; `Rejected` if it is none or cannot be trusted."""
        return cls(Package.open(source, limits))

    def sheet(self, name: str) -> SheetInfo:
        """The sheet of that name, whatever the case, as in Excel; `KeyError` if there is none."""
        for sheet in self.sheets:
            if sheet.name.casefold() == name.casefold():
                return sheet
        raise KeyError(name)

    def cells(
        self, sheet: SheetInfo | str, *, blanks: bool = False, blank_rows: bool = True
    ) -> Iterator[Cell]:
        """The cells of a sheet in document order, streamed.

        Empty cells come only where they are painted (`fill`), unless `blanks` asks for every cell there is.
        Rows of nothing but such cells may be left out where `blank_rows` is False.
        """
        info = self._info(sheet)
        reading = Reading(info.name, info.part, self._shared_strings, self.styles, self.date1904)

        def blank_wanted(style: int) -> bool:
            return blanks or self.styles.fill(style) is not None or self.styles.is_mixed(style)

        def batches() -> Iterator[list[Cell]]:
            with self.package.open_part(info.part) as stream:
                yield from read_cells(stream, reading, self.package.limits, blank_wanted, blank_rows)

        return chain.from_iterable(batches())

    def rows(
        self, sheet: SheetInfo | str, *, blanks: bool = False, blank_rows: bool = True
    ) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows of a sheet that have cells: row number, and its cells by column number.

        In document order, nearly always theirs too; a row that a program wrote in two places comes twice.
        """
        for number, cells in groupby(
            self.cells(sheet, blanks=blanks, blank_rows=blank_rows), key=attrgetter("row")
        ):
            yield number, {cell.column: cell for cell in cells}

    def rows_without_totals(self, sheet: SheetInfo | str) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Like `rows`, but without the cells in the rows of totals that tables have."""
        totals = [table.totals for table in self.tables(sheet) if table.totals]
        for number, cells in self.rows(sheet):
            here = [area for area in totals if area.top <= number <= area.bottom]
            columns = {column for area in here for column in range(area.left, area.right + 1)}
            yield number, {at: cell for at, cell in cells.items() if at not in columns}

    def merged(self, sheet: SheetInfo | str) -> tuple[Area, ...]:
        """The merged ranges of a sheet."""
        info = self._info(sheet)
        with self.package.open_part(info.part) as stream:
            return read_merged(stream, info.part, info.name, self.package.limits)

    def hidden_rows(self, sheet: SheetInfo | str) -> frozenset[int]:
        """The rows of a sheet that are hidden, by hand or by a filter."""
        info = self._info(sheet)
        with self.package.open_part(info.part) as stream:
            return read_hidden_rows(stream, info.part)

    def widths(self, sheet: SheetInfo | str) -> dict[int, float]:
        """The widths in characters of the columns that have one of their own; hidden ones have none (0)."""
        info = self._info(sheet)
        with self.package.open_part(info.part) as stream:
            return read_widths(stream, info.part)

    def tables(self, sheet: SheetInfo | str) -> tuple[Table, ...]:
        """The tables of a sheet."""
        parts = [r.target for r in self.package.related(self._info(sheet).part, "table")]
        return tuple(parse_table(self.package.parse(part), part) for part in parts)

    def fill(self, style: int) -> str | None:
        """The colour `#RRGGBB` that a cell of that style is painted with; None for none, and for gradients.

        Conditional formats do not count.
        """
        return self.styles.fill(style)

    def is_mixed(self, style: int) -> bool:
        """Whether cells of that style are painted in several colours at once."""
        return self.styles.is_mixed(style)

    def is_date(self, style: int) -> bool:
        """Whether a cell of that style shows its number as a day; elapsed time and time of day are none."""
        return self.styles.is_date(style)

    @cached_property
    def styles(self) -> Styles:
        """The cell styles; none where the workbook has no styles part."""
        part = self.package.of_workbook("styles")
        if part is None:
            return Styles()
        theme = self.package.of_workbook("theme")
        colours = parse_theme(self.package.parse(theme)) if theme is not None else DEFAULT_THEME
        return parse_styles(self.package.parse(part), colours, self.package.limits, part)

    @cached_property
    def _shared_strings(self) -> list[str]:
        part = self.package.of_workbook("sharedStrings")
        if part is None:
            return []
        with self.package.open_part(part) as stream:
            return read_shared_strings(stream, part, self.package.limits)

    def _info(self, sheet: SheetInfo | str) -> SheetInfo:
        return self.sheet(sheet) if isinstance(sheet, str) else sheet

    def _sheets(self, root: etree._Element) -> Iterator[SheetInfo]:
        targets = {r.id: r for r in self.package.relationships(self.package.workbook_part)}
        for group in children(root, "sheets"):
            for count, element in enumerate(children(group, "sheet"), 1):
                if count > self.package.limits.sheets:
                    raise refusals.too_many(self.package.workbook_part, self.package.limits.sheets)
                name = unescaped(element.get("name", ""))
                if not relationship_id(element):
                    # So Excel lists modules of its version 5: hidden sheets without a part of their own.
                    yield SheetInfo(name, "", _visibility(element.get("state")), "module")
                    continue
                target = targets.get(relationship_id(element) or "")
                if target is None or target.external or self.package.find(target.target) is None:
                    raise refusals.missing_part(target.target if target else name)
                yield SheetInfo(name, target.target, _visibility(element.get("state")), target.kind)


def _visibility(state: str | None) -> Visibility:
    if state == "veryHidden":
        return "veryHidden"
    return "hidden" if state == "hidden" else "visible"


def _defined_names(root: etree._Element) -> Iterator[DefinedName]:
    for group in children(root, "definedNames"):
        for element in children(group, "definedName"):
            yield DefinedName(
                unescaped(element.get("name", "")),
                unescaped(element.text or ""),
                whole(element.get("localSheetId")),
                truth(element.get("hidden")),
            )
