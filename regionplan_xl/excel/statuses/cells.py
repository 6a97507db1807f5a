"""Rewrite cells of a sheet, including formulas; only cells that we recognise as ours."""

from collections.abc import Iterator, Mapping

from regionplan_xl.excel.common.workbook_update import RowColumn
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.editing.cell_values import Content, EncodedValue, Formula, encode_content
from regionplan_xl.ooxml.editing.cell_xml import new_cell_xml
from regionplan_xl.ooxml.editing.row_xml import NewCell as CellOfRow
from regionplan_xl.ooxml.editing.row_xml import parse_row, row_edits
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.cells import parse_number
from regionplan_xl.ooxml.scanning.sheet_scan import scan_sheet
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.text import writable

NewCell = tuple[Content | Formula, int | None]
"""The new content of a cell, and its cell format (None: unchanged)."""


def cell_edits(
    part: XmlPart, cells: Mapping[RowColumn, NewCell], heights: Mapping[int, float] | None = None
) -> Iterator[ByteEdit]:
    """Yield the edits that write `cells` into the sheet `part`, whatever they hold now.

    `heights` are in points: a row grows to that height but never shrinks.
    """
    found = scan_sheet(part, {row for row, _ in cells})
    rows = {number: parse_row(row, found.prefix, part.name) for number, row in found.rows.items()}
    new: list[CellOfRow] = []
    for (row, column), (content, style) in sorted(cells.items(), key=lambda item: item[0]):
        encoded = encode_content(writable(content) if isinstance(content, str) else content)
        if not isinstance(encoded, EncodedValue):
            continue
        old = rows[row].by_column.get(column) if row in rows else None
        if old is not None:
            xml = old.with_value(encoded, old.style if style is None else style)
        else:
            xml = new_cell_xml(found.prefix, row, column, style or 0, encoded)
        new.append(CellOfRow(row, column, xml, old, filled=content is not None))
    yield from row_edits(found, rows, new, heights or {})


def cell_styles(workbook: Workbook, sheet: str, row: int) -> dict[int, int]:
    """Return the cell formats in a row, by column."""
    part = XmlPart.of(workbook.package, workbook.sheet(sheet).part)
    found = scan_sheet(part, {row})
    if row not in found.rows:
        return {}
    cells = parse_row(found.rows[row], found.prefix, part.name).by_column
    return {column: cell.style for column, cell in cells.items()}


def same_height(workbook: Workbook, sheet: str, row: int, new: int) -> dict[int, float]:
    """Return the height of a row, in points, as that of the `new` row; none if it is not known."""
    part = XmlPart.of(workbook.package, workbook.sheet(sheet).part)
    found = scan_sheet(part, {row})
    if row not in found.rows:
        return {}
    height = parse_number(parse_row(found.rows[row], found.prefix, part.name).attributes.get("ht", ""))
    return {new: height} if height else {}
