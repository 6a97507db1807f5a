"""Add status columns on «Utvikling over tid»: in the table, and among the counts that Oversikt compares with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from regionplan_xl.excel.common.named_cells import named_cell
from regionplan_xl.excel.common.workbook_update import RowColumn, SheetRows
from regionplan_xl.excel.overview.blocks import written
from regionplan_xl.excel.statuses.cells import NewCell, cell_edits, cell_styles
from regionplan_xl.excel.trend.create import TREND, earlier_heading
from regionplan_xl.excel.trend.points import POINTS
from regionplan_xl.excel.trend.update import find_table
from regionplan_xl.locale import Catalog, every_wording
from regionplan_xl.ooxml import ExcelTable, Workbook, changed
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare


def with_trend_columns(book: bytes, scale: Scale, renamed: Mapping[str, str], translate: Catalog) -> bytes:
    """Return the workbook with a column per status in both places, where the cells to the right are free.

    `renamed` is the earlier label of statuses with a new one.
    """
    workbook = Workbook.opened(book)
    found = find_table(workbook)
    if found is None:
        return book
    sheet, table = found
    rows = dict(workbook.rows(sheet))
    cells: dict[RowColumn, NewCell] = {}
    cells |= _earlier_cells(workbook, sheet, rows, scale, renamed, translate)
    new, names = _table_cells(workbook, sheet, rows, table, scale, renamed, translate.language)
    cells |= new
    if not cells:
        return book
    part = XmlPart.of(workbook.package, workbook.sheet(sheet).part)
    parts: dict[str, Contents] = {part.name: part.contents(list(cell_edits(part, cells)))}
    if names != table.columns:
        xml = XmlPart.of(workbook.package, table.part)
        parts[table.part] = xml.contents(list(_table_edits(workbook, table, names)))
    return changed(book, {}, parts=parts, recalculate=False)[0]


def earlier_columns(workbook: Workbook, scale: Scale) -> tuple[str, Mapping[str, int]]:
    """Return the sheet and, by status key, the column of the number with that status in the round before."""
    corner = named_cell(workbook, TREND)
    if corner is None:
        return "", {}
    row = dict(workbook.rows(corner.sheet)).get(corner.row, {})
    headings = {bare(written(cell)): at for at, cell in row.items() if at >= corner.column + 2 + POINTS}
    keys = {}
    for status in scale.statuses:
        wordings = (bare(word) for word in _earlier_wordings(status.labels.values()))
        if (at := next((headings[word] for word in wordings if word in headings), None)) is not None:
            keys[status.key] = at
    return corner.sheet, keys


def _earlier_wordings(labels: Iterable[str]) -> list[str]:
    return [word for label in labels for word in every_wording(earlier_heading(label))]


def _earlier_cells(
    workbook: Workbook,
    sheet: str,
    rows: SheetRows,
    scale: Scale,
    renamed: Mapping[str, str],
    translate: Catalog,
) -> dict[RowColumn, NewCell]:
    """Return the missing headings, each above blank cells in the format of those beside it."""
    corner = named_cell(workbook, TREND)
    if corner is None or corner.sheet.casefold() != sheet.casefold():
        return {}
    header, name = corner.row, corner.column + 1
    last = header
    while written(rows.get(last + 1, {}).get(name)):
        last += 1
    first = corner.column + 2 + POINTS
    headings = {at: bare(written(cell)) for at, cell in rows.get(header, {}).items() if at >= first}
    if not headings:
        return {}
    cells: dict[RowColumn, NewCell] = {}
    present = earlier_columns(workbook, scale)[1]
    styles = {row: cell_styles(workbook, sheet, row) for row in range(header, last + 1)}
    beside = max(present.values(), default=max(headings))
    at = beside + 1
    for status in scale.statuses:
        if status.key in present:
            continue
        text = translate(earlier_heading(status.label(translate.language)))
        old = (
            {bare(word) for word in _earlier_wordings([renamed[status.key]])} if status.key in renamed else ()
        )
        if (own := next((c for c, heading in headings.items() if heading in old), None)) is not None:
            cells[header, own] = (text, None)
            continue
        while any(_is_filled(rows, row, at) for row in range(header, last + 1)):
            at += 1
        for row in range(header, last + 1):
            cells[row, at] = (text if row == header else None, styles[row].get(beside))
        at += 1
    return cells


def _table_cells(
    workbook: Workbook,
    sheet: str,
    rows: SheetRows,
    table: ExcelTable,
    scale: Scale,
    renamed: Mapping[str, str],
    language: str,
) -> tuple[dict[RowColumn, NewCell], tuple[str, ...]]:
    """Return the missing headings of the table, and all its column names with them."""
    names = list(table.columns)
    cells: dict[RowColumn, NewCell] = {}
    style = cell_styles(workbook, sheet, table.area.top).get(table.area.right)
    for status in scale.statuses:
        present = {bare(name): at for at, name in enumerate(names)}
        if any(bare(label) in present for label in status.labels.values()):
            continue
        label = status.label(language)
        index = present.get(bare(renamed.get(status.key, "")))
        if index is None and _is_free(workbook, sheet, rows, table, table.area.left + len(names)):
            index = len(names)
            names.append(label)
        if index is not None:
            names[index] = label
            at = table.area.left + index
            cells[table.area.top, at] = (label, style if at > table.area.right else None)
    return cells, tuple(names)


def _is_free(workbook: Workbook, sheet: str, rows: SheetRows, table: ExcelTable, column: int) -> bool:
    """Return whether the column beside the table is free of other tables and of values."""
    if table.totals_rows or any(
        other.area.left <= column <= other.area.right and other.area.bottom >= table.area.top
        for other in workbook.tables(sheet)
    ):
        return False
    return not any(_is_filled(rows, row, column) for row in rows if row >= table.area.top)


def _is_filled(rows: SheetRows, row: int, column: int) -> bool:
    cell = rows.get(row, {}).get(column)
    return cell is not None and (cell.value not in (None, "") or cell.formula is not None)


def _table_edits(workbook: Workbook, table: ExcelTable, names: tuple[str, ...]) -> Iterator[ByteEdit]:
    root = workbook.package.parse(table.part)
    area = replace(table.area, right=table.area.left + len(names) - 1)
    if area != table.area:
        yield root.set_attributes({"ref": str(area)})
        filtered = root.first("autoFilter")
        if filtered is not None:
            yield filtered.set_attributes({"ref": str(area)})
    owner = root.first("tableColumns")
    if owner is None:
        return
    columns = list(owner.children)
    for column, name in zip(columns, names, strict=False):
        if unescape(column.get("name", "")) != name:
            yield column.set_attributes({"name": name})
    number = max(int(column.get("id", "0")) for column in columns)
    tag = f"<{owner.prefix}tableColumn/>".encode()
    new = [
        with_attributes(tag, {"id": str(number + n), "name": name})
        for n, name in enumerate(names[len(columns) :], 1)
    ]
    if new:
        yield owner.set_attributes({"count": str(len(names))})
        yield ByteEdit(owner.close, owner.close, b"".join(new))
