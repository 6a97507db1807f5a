"""Read an .xlsx or .xlsm file into a grid."""

import re
from collections.abc import Iterator

from regionplan_xl.excel.common.actor_marks import CODE_PROPERTY
from regionplan_xl.excel.parsing.grid import MIXED, Grid, GridCell, GridRow, GridSheet, kept_rows
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.markup import children, whole

_BUILT_IN_PERCENTS = frozenset({9, 10})  # ECMA-376 part 1 section 18.8.30
_NO_SYMBOLS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_CUSTOM_PROPERTIES = "docProps/custom.xml"


def read_xlsx(source: bytes, limits: Limits = STANDARD) -> Grid:
    """Return the cells of every sheet with their fill colours and per cent formats.

    Raises `Rejected` if the file is no workbook or exceeds the limits. Macros and formulas are not run.
    """
    workbook = Workbook.open(source, limits)
    percents = _percent_styles(workbook.package)
    sheets: list[GridSheet] = []
    left = limits.cells
    for sheet in workbook.sheets:
        if sheet.kind == "worksheet":
            rows = kept_rows(_rows(workbook, sheet.name, percents, left))
            left -= sum(map(len, rows.values()))
            sheets.append(GridSheet(sheet.name, sheet.visibility == "visible", rows))
    return Grid(tuple(sheets), tuple(_codes(workbook.package)))


def _rows(
    workbook: Workbook, sheet: str, percents: frozenset[int], most: int
) -> Iterator[tuple[int, GridRow]]:
    """The sheet's rows; raises `Rejected` once they have more than `most` cells."""
    for number, row in workbook.rows(sheet, blank_rows=False):
        cells = {
            column: GridCell(cell.value, _colour(workbook, cell.style), cell.style in percents)
            for column, cell in row.items()
        }
        most -= len(cells) if any(cell.value is not None for cell in cells.values()) else 0
        if most < 0:
            raise refusals.too_many_cells(workbook.package.limits.cells)
        yield number, cells


def _colour(workbook: Workbook, style: int) -> str | None:
    return MIXED if workbook.is_mixed(style) else workbook.fill(style)


def _percent_styles(package: Package) -> frozenset[int]:
    """The cell styles with a number format in per cent."""
    part = package.of_workbook("styles")
    if part is None:
        return frozenset()
    root = package.parse(part)
    formats = {
        whole(code.get("numFmtId"))
        for group in children(root, "numFmts")
        for code in children(group, "numFmt")
        if "%" in _NO_SYMBOLS.sub("", code.get("formatCode", ""))
    } | _BUILT_IN_PERCENTS
    styles = [style for group in children(root, "cellXfs") for style in children(group, "xf")]
    return frozenset(number for number, style in enumerate(styles) if whole(style.get("numFmtId")) in formats)


def _codes(package: Package) -> Iterator[str]:
    """The dispatch code among the custom document properties, if a program has kept it."""
    part = package.find(_CUSTOM_PROPERTIES)
    if part is None:
        return
    for element in children(package.parse(part), "property"):
        if element.get("name") == CODE_PROPERTY:
            yield "".join(text for text in element.itertext() if isinstance(text, str)).strip()
