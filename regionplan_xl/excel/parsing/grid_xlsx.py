"""Read an .xlsx or .xlsm file into a grid."""

from collections.abc import Iterator

from regionplan_xl.excel.common.actor_marks import CODE_PROPERTY
from regionplan_xl.excel.parsing.grid import (
    MIXED,
    Grid,
    GridCell,
    GridSheet,
    GridText,
    Uncomputed,
    joined_rows,
)
from regionplan_xl.excel.parsing.other_texts import (
    TEXTS_AT_MOST,
    formula_address,
    is_said,
    property_texts,
    texts_and_merges,
)
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.package.kept import Kept
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.cell_maker import CellMaker
from regionplan_xl.ooxml.reading.cells import Cell, StruckText, Value
from regionplan_xl.ooxml.reading.sheets import SheetInfo
from regionplan_xl.ooxml.reading.styles import Styles
from regionplan_xl.ooxml.reading.workbook import Workbook

_CUSTOM_PROPERTIES = "docProps/custom.xml"


def read_xlsx(source: bytes, limits: Limits = STANDARD) -> Grid:
    """Return the cells of every sheet with their fill colours and percentage formats.

    Raises `Rejected` if the file is not a workbook or exceeds the limits. Macros and formulas are not run.
    """
    workbook = Workbook.open(source, limits)
    cells = _MAKERS.get(workbook.meaning, lambda: _GridCells(workbook.styles))
    sheets: list[GridSheet] = []
    left = limits.cells
    for sheet in workbook.sheets:
        if sheet.kind in ("worksheet", "chartsheet"):
            cells.links.clear()
            is_rows = sheet.kind == "worksheet"
            rows = joined_rows(_rows(workbook, sheet, cells, left)) if is_rows else {}
            left -= sum(map(len, rows.values()))
            texts, merged = texts_and_merges(workbook, sheet, rows)
            is_visible = sheet.visibility == "visible"
            sheets.append(GridSheet(sheet.name, is_visible, rows, (*cells.links, *texts), merged))
    package = workbook.package
    return Grid(tuple(sheets), tuple(_codes(package)), tuple(property_texts(package)))


def _rows(
    workbook: Workbook, sheet: SheetInfo, cells: "_GridCells", most: int
) -> Iterator[tuple[int, dict[int, GridCell]]]:
    """Yield the sheet's rows; raises `Rejected` once they have more than `most` cells."""
    for number, row in workbook.rows_as(sheet, cells, blank_rows=False):
        for cell in row.values():
            if cell.value is not None:
                most -= len(row)
                break
        if most < 0:
            raise refusals.too_many_cells(workbook.package.limits.cells)
        yield number, row


class _GridCells(CellMaker[GridCell]):
    """Makes the cells of a grid, without unpainted blank ones. `links`: the links found in formulas."""

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self.links: list[GridText] = []
        self._styles = styles
        self._looks: dict[int, tuple[str | None, bool, bool]] = {}

    def plain(self, value: Value, style: int) -> GridCell | None:
        """Return a cell with the value and the formats of its style."""
        looks = self._looks.get(style)
        if looks is None:
            looks = self._looks[style] = self._look_up(style)
        colour, percent, struck = looks
        cell = GridCell(value, colour, percent, struck or isinstance(value, StruckText))
        return None if colour is None and cell.is_blank else cell

    def _look_up(self, style: int) -> tuple[str | None, bool, bool]:
        """Return the colour of a style, and whether it is a percentage and struck through."""
        styles = self._styles
        colour = MIXED if styles.is_mixed(style) else styles.fill(style)
        return colour, style in styles.percents, style in styles.struck

    def computed(self, cell: Cell) -> GridCell | None:
        """Return a formula's cell with its value, or with the formula itself if it has none."""
        link = formula_address(cell.formula or "") if cell.value is not None else ""
        if link and len(self.links) < TEXTS_AT_MOST and not is_said(link, str(cell.value)):
            self.links.append(GridText("link", link, cell.row, cell.column))
        if cell.value is not None:
            return self.plain(cell.value, cell.style)
        return self.plain(Uncomputed(f"={cell.formula or ''}"), cell.style)


_MAKERS: Kept[_GridCells] = Kept(4)


def _codes(package: Package) -> Iterator[str]:
    """Yield the dispatch code in the custom document properties, if a program has kept it."""
    part = package.find(_CUSTOM_PROPERTIES)
    if part is None:
        return
    for element in package.parse(part).named("property"):
        code = "".join(e.text for e in (element, *element.descendants())).strip()
        if element.get("name") == CODE_PROPERTY and code:
            yield code
