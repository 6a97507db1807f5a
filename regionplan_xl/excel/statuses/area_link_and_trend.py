"""Give a new row of the table of counts what the row above it has: the link to the sheet, and the trend."""

import re
from collections.abc import Iterator
from itertools import count

from regionplan_xl.excel.common import count_headings
from regionplan_xl.excel.common.master_model import CellPlace
from regionplan_xl.excel.common.named_cells import named_cell
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.common.workbook_update import RowColumn
from regionplan_xl.excel.overview.blocks import has_heading, written
from regionplan_xl.excel.statuses.cells import NewCell, cell_edits, cell_styles
from regionplan_xl.excel.statuses.count_table import find_count_table
from regionplan_xl.excel.trend.create import TREND
from regionplan_xl.ooxml import Workbook, changed
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.editing.cell_values import Formula
from regionplan_xl.ooxml.editing.workbook_edits import defined_name_edit
from regionplan_xl.ooxml.inserting.insertion import with_insertion
from regionplan_xl.ooxml.inserting.reference_shift import Insertion, copied_formula
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.scanning.found_rows import SheetScan, UnsupportedSheet
from regionplan_xl.ooxml.scanning.sheet_scan import scan_without_rows
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape
from regionplan_xl.plan.model import FocusArea
from regionplan_xl.text import bare

_OUR_LINK = re.compile(r"Area_\d+")
_REFERENCE = re.compile(r".+!\$?[A-Z]+\$?(?P<row>\d+)(?::\$?[A-Z]+\$?(?P<last>\d+))?")
_DIFFERENCE = re.compile(r"[A-Z]+\d+-.+!\$?[A-Z]+(?P<row>\d+)")


def with_link(book: bytes, overview: str, above: RowColumn, area: FocusArea) -> bytes:
    """Return the workbook with a link to the area's sheet below the cell `above`, if that has ours."""
    workbook = Workbook.opened(book)
    part = workbook.sheet(overview).part
    scan = _scan(workbook, overview)
    row, column = above
    links = scan.root.grouped("hyperlinks", "hyperlink") if scan else ()
    link = next((one for one in links if one.get("ref") == f"{column_letters(column)}{row}"), None)
    if scan is None or link is None or not _OUR_LINK.fullmatch(link.get("location", "")):
        return book
    taken = {name.name.casefold() for name in workbook.defined_names}
    name = next(one for n in count(1) if (one := f"Area_{n}").casefold() not in taken)
    attributes = {
        "ref": f"{column_letters(column)}{row + 1}", "location": name, "tooltip": link.get("tooltip"),
        "display": area.name,
    }  # fmt: skip
    new = with_attributes(f"<{link.prefix}hyperlink/>".encode(), attributes)
    sheet_part = XmlPart.of(workbook.package, part)
    book_part = XmlPart.of(workbook.package, workbook.package.workbook_part)
    named = defined_name_edit(workbook.root, name, f"{quoted_sheet_name(area.sheet)}!$A$1")
    parts = {
        part: sheet_part.contents([scan.in_part(ByteEdit(link.end, link.end, new))]),
        book_part.name: book_part.contents([named]),
    }
    return changed(book, {}, parts=parts, recalculate=False)[0]


def with_trend(book: bytes, overview: str, above: int, former: FocusArea, area: FocusArea) -> bytes:
    """Return the workbook with the trend of a new area: its row among the points, its sparkline and its changes.

    `above` is the row above the new one, that of the area `former`. Nothing is done if `former` is not the last area
    among the points, or if it is doubtful whether a row can be inserted there.
    """
    corner = named_cell(Workbook.opened(book), TREND)
    last = _last_row_of_points(book, corner, former, area) if corner else None
    if corner is None or last is None:
        return book
    with_row = with_insertion(book, Insertion(corner.sheet, last + 1, 1))
    if with_row is None:
        return book
    workbook = Workbook.opened(with_row)
    styles = cell_styles(workbook, corner.sheet, last)
    points: dict[RowColumn, NewCell] = {(last + 1, column): (None, style) for column, style in styles.items()}
    points[last + 1, corner.column] = (area.number, styles.get(corner.column))
    points[last + 1, corner.column + 1] = (area.name, styles.get(corner.column + 1))
    part = XmlPart.of(workbook.package, workbook.sheet(corner.sheet).part)
    new = changed(
        with_row, {}, parts={part.name: part.contents(list(cell_edits(part, points)))}, recalculate=False
    )[0]
    return _with_changes(_with_sparkline(new, overview, above, last), overview, above, last)


def _last_row_of_points(book: bytes, corner: CellPlace, former: FocusArea, area: FocusArea) -> int | None:
    """Return the row of `former` if it is the last area among the points, above the whole plan; otherwise None."""
    rows = dict(Workbook.opened(book).rows(corner.sheet))
    row, name = corner.row + 1, corner.column + 1
    last = None
    while text := bare(written(rows.get(row, {}).get(name))):
        if text == bare(area.name):
            return None
        if has_heading(rows[row][name], count_headings.WHOLE_PLAN):
            return last
        last = row if text == bare(former.name) else None
        row += 1
    return None


def _with_sparkline(book: bytes, overview: str, above: int, last: int) -> bytes:
    """Draw the points in the row below `last`, as those in that row are drawn in the row `above`."""
    workbook = Workbook.opened(book)
    scan = _scan(workbook, overview)
    edits = [scan.in_part(edit) for edit in _sparkline_edits(scan.root, above, last)] if scan else []
    if not edits:
        return book
    part = XmlPart.of(workbook.package, workbook.sheet(overview).part)
    return changed(book, {}, parts={part.name: part.contents(edits)}, recalculate=False)[0]


def _sparkline_edits(root: Element, above: int, last: int) -> Iterator[ByteEdit]:
    for one in root.descendants():
        parts = {child.name: child for child in one.children} if one.name == "sparkline" else {}
        place, drawn = parts.get("sqref"), parts.get("f")
        if place is None or drawn is None or not re.fullmatch(rf"[A-Z]+{above}", place.text):
            continue
        points = _REFERENCE.fullmatch(drawn.text)
        if points is None or {points["row"], points["last"]} != {str(last)}:
            continue
        texts = {drawn: escape(copied_formula(drawn.text, down=1)), place: copied_formula(place.text, down=1)}
        new, at = b"", one.start
        for part in sorted(texts, key=lambda part: part.start):
            new, at = new + one.source[at : part.inside] + texts[part].encode(), part.close
        yield ByteEdit(one.end, one.end, new + one.source[at : one.end])


def _with_changes(book: bytes, overview: str, above: int, last: int) -> bytes:
    """Write the changes in the row below `above` with the formulas in that row, if those are ours."""
    workbook = Workbook.opened(book)
    rows = dict(workbook.rows(overview))
    table = find_count_table(rows)
    cells: dict[RowColumn, NewCell] = {}
    for column in table.changes if table else ():
        cell = rows[above].get(column)
        formula = (cell.formula if cell is not None else None) or ""
        found = _DIFFERENCE.fullmatch(formula)
        if found is not None and found["row"] == str(last):
            cells[above + 1, column] = (Formula(copied_formula(formula, down=1)), None)
    if not cells:
        return book
    part = XmlPart.of(workbook.package, workbook.sheet(overview).part)
    return changed(
        book, {}, parts={part.name: part.contents(list(cell_edits(part, cells)))}, recalculate=False
    )[0]


def _scan(workbook: Workbook, sheet: str) -> SheetScan | None:
    try:
        return scan_without_rows(workbook.package, workbook.sheet(sheet).part)
    except UnsupportedSheet:
        return None
