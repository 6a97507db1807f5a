"""Read an .xlsx or .xlsm file into a grid."""

import re
from collections.abc import Iterator

from regionplan_xl.excel.common.actor_marks import CODE_PROPERTY
from regionplan_xl.excel.parsing.grid import (
    MIXED,
    Grid,
    GridCell,
    GridRow,
    GridSheet,
    GridText,
    Uncomputed,
    kept_rows,
)
from regionplan_xl.excel.parsing.other_texts import (
    TEXTS_AT_MOST,
    address,
    is_said,
    property_texts,
    texts_and_merges,
)
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.cells import Cell, StruckText
from regionplan_xl.ooxml.reading.styles import Styles
from regionplan_xl.ooxml.reading.workbook import Workbook

_LINK = re.compile(r'HYPERLINK\(\s*"((?:[^"]|"")+)"', re.IGNORECASE)
_CUSTOM_PROPERTIES = "docProps/custom.xml"


def read_xlsx(source: bytes, limits: Limits = STANDARD) -> Grid:
    """Return the cells of every sheet with their fill colours and per cent formats.

    Raises `Rejected` if the file is no workbook or exceeds the limits. Macros and formulas are not run.
    """
    workbook = Workbook.open(source, limits)
    sheets: list[GridSheet] = []
    left = limits.cells
    for sheet in workbook.sheets:
        if sheet.kind in ("worksheet", "chartsheet"):
            links: list[GridText] = []
            is_rows = sheet.kind == "worksheet"
            rows = kept_rows(_rows(workbook, sheet.name, left, links)) if is_rows else {}
            left -= sum(map(len, rows.values()))
            texts, merged = texts_and_merges(workbook, sheet, rows)
            is_visible = sheet.visibility == "visible"
            sheets.append(GridSheet(sheet.name, is_visible, rows, (*links, *texts), merged))
    package = workbook.package
    return Grid(tuple(sheets), tuple(_codes(package)), tuple(property_texts(package)))


def _rows(workbook: Workbook, sheet: str, most: int, links: list[GridText]) -> Iterator[tuple[int, GridRow]]:
    """The sheet's rows; raises `Rejected` once they have more than `most` cells. Adds links in formulas to `links`."""
    styles = workbook.styles
    for number, row in workbook.rows(sheet, blank_rows=False):
        cells = {
            column: GridCell(
                cell.value,
                MIXED if styles.is_mixed(cell.style) else styles.fill(cell.style),
                cell.style in styles.percents,
                cell.style in styles.struck or isinstance(cell.value, StruckText),
            )
            if cell.formula is None
            else _computed(cell, styles, links)
            for column, cell in row.items()
        }
        most -= len(cells) if any(cell.value is not None for cell in cells.values()) else 0
        if most < 0:
            raise refusals.too_many_cells(workbook.package.limits.cells)
        yield number, cells


def _computed(cell: Cell, styles: Styles, links: list[GridText]) -> GridCell:
    """A cell with a formula."""
    found = _LINK.match(cell.formula or "") if cell.value is not None else None
    if found and len(links) < TEXTS_AT_MOST and not is_said(found[1], str(cell.value)):
        links.append(GridText("link", address(found[1].replace('""', '"')), cell.row, cell.column))
    value = cell.value if cell.value is not None else Uncomputed(f"={cell.formula or ''}")
    return GridCell(
        value, styles.fill(cell.style), cell.style in styles.percents, cell.style in styles.struck
    )


def _codes(package: Package) -> Iterator[str]:
    """The dispatch code among the custom document properties, if a program has kept it."""
    part = package.find(_CUSTOM_PROPERTIES)
    if part is None:
        return
    for element in package.parse(part).named("property"):
        if element.get("name") == CODE_PROPERTY:
            yield "".join(e.text for e in (element, *element.descendants())).strip()
