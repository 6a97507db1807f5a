"""Read an .xlsx or .xlsm file into a grid."""

from collections.abc import Iterator

from regionplan_xl.excel.common.actor_marks import CODE_PROPERTY
from regionplan_xl.excel.parsing.grid import MIXED, Grid, GridCell, GridRow, GridSheet, kept_rows
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.workbook import Workbook

_CUSTOM_PROPERTIES = "docProps/custom.xml"


def read_xlsx(source: bytes, limits: Limits = STANDARD) -> Grid:
    """Return the cells of every sheet with their fill colours and per cent formats.

    Raises `Rejected` if the file is no workbook or exceeds the limits. Macros and formulas are not run.
    """
    workbook = Workbook.open(source, limits)
    sheets: list[GridSheet] = []
    left = limits.cells
    for sheet in workbook.sheets:
        if sheet.kind == "worksheet":
            rows = kept_rows(_rows(workbook, sheet.name, left))
            left -= sum(map(len, rows.values()))
            sheets.append(GridSheet(sheet.name, sheet.visibility == "visible", rows))
    return Grid(tuple(sheets), tuple(_codes(workbook.package)))


def _rows(workbook: Workbook, sheet: str, most: int) -> Iterator[tuple[int, GridRow]]:
    """The sheet's rows; raises `Rejected` once they have more than `most` cells."""
    styles = workbook.styles
    for number, row in workbook.rows(sheet, blank_rows=False):
        cells = {
            column: GridCell(
                cell.value,
                MIXED if styles.is_mixed(cell.style) else styles.fill(cell.style),
                cell.style in styles.percents,
            )
            for column, cell in row.items()
        }
        most -= len(cells) if any(cell.value is not None for cell in cells.values()) else 0
        if most < 0:
            raise refusals.too_many_cells(workbook.package.limits.cells)
        yield number, cells


def _codes(package: Package) -> Iterator[str]:
    """The dispatch code among the custom document properties, if a program has kept it."""
    part = package.find(_CUSTOM_PROPERTIES)
    if part is None:
        return
    for element in package.parse(part).named("property"):
        if element.get("name") == CODE_PROPERTY:
            yield "".join(e.text for e in (element, *element.descendants())).strip()
