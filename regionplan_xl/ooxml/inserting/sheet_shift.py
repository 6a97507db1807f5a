"""Shift a sheet's own part when rows or columns are inserted: its cells, and the elements before and after them."""

from collections.abc import Iterator

from regionplan_xl.ooxml.common.references import LAST_COLUMN, cell_name, parse_area
from regionplan_xl.ooxml.editing.row_xml import RowCells, parse_row
from regionplan_xl.ooxml.inserting.reference_shift import CannotInsert, Insertion
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.tables import autofilter_area
from regionplan_xl.ooxml.scanning.found_rows import RowXml, SheetScan
from regionplan_xl.ooxml.scanning.sheet_scan import scan_sheet
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, apply_edits, with_attributes
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.namespaces import EXCEL_AREAS

# Elements without row references, or where outdated ones do no harm (selection, pane).
_WITHOUT_ROWS = frozenset((
    "sheetPr", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "phoneticPr",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "colBreaks", "drawing", "legacyDrawing",
    "tableParts", "picture",
))  # fmt: skip
_ONE_AREA = ("dimension", "autoFilter")
_EXTENSIONS = frozenset(
    ("conditionalFormattings", "dataValidations", "sparklineGroups", "ignoredErrors", "id")
)


def shift_sheet(part: XmlPart, insertion: Insertion) -> bytes:
    """Return the sheet's part with cells, areas and breaks shifted, but not formulas; may raise `CannotInsert`."""
    data = part.read()
    if b"<!" in data:
        raise CannotInsert
    found = scan_sheet(part, (insertion.before - 1,), from_row=insertion.before)
    edits = [*_row_edits(found, part.name, insertion, data)]
    edits += map(found.in_part, _element_edits(found.root, insertion))
    return apply_edits(data, edits)


def shift_columns(part: XmlPart, insertion: Insertion) -> bytes:
    """Return the sheet's part with cells and areas shifted, but not formulas; may raise `CannotInsert`.

    The new cells take the format of those to their left.
    """
    data = part.read()
    if b"<!" in data:
        raise CannotInsert
    found = scan_sheet(part, (), from_row=1)
    filtered = autofilter_area(found.root)
    if (
        found.duplicates
        or found.root.first("colBreaks") is not None
        or (filtered and insertion.cuts(filtered))
    ):
        raise CannotInsert
    edits = [
        edit for row in found.rows.values() for edit in _cell_edits(row, found.prefix, part.name, insertion)
    ]
    edits += map(found.in_part, _element_edits(found.root, insertion))
    edits += map(found.in_part, _width_edits(found.root, insertion))
    return apply_edits(data, edits)


def _cell_edits(row: RowXml, prefix: bytes, part: str, insertion: Insertion) -> Iterator[ByteEdit]:
    """Yield the edits to a row; its start tag loses `spans`, which is only a hint at its width."""
    cells = parse_row(row, prefix, part)
    if cells.duplicates or any(cell.element.get("r") is None for cell in cells.by_column.values()):
        raise CannotInsert
    if not cells.by_column or max(cells.by_column) < insertion.before - 1:
        return
    edits = [cells.element.set_attributes({"spans": None})]
    for column, cell in cells.by_column.items():
        if column >= insertion.before:
            edits.append(cell.element.set_attributes({"r": cell_name(row.number, column + insertion.count)}))
    beside = cells.by_column.get(insertion.before - 1)
    if beside is not None and beside.style:
        new = b"".join(
            b'<%sc r="%s" s="%d"/>' % (prefix, cell_name(row.number, column).encode(), beside.style)
            for column in range(insertion.before, insertion.before + insertion.count)
        )
        edits.append(ByteEdit(beside.element.end, beside.element.end, new))
    for edit in edits:
        yield ByteEdit(row.start + edit.start, row.start + edit.end, edit.new)


def _width_edits(root: Element, insertion: Insertion) -> Iterator[ByteEdit]:
    """Yield the edits to the column widths; new columns are as wide as the one to their left."""
    for column in root.grouped("cols", "col"):
        first, last = parse_whole(column.get("min")), parse_whole(column.get("max"))
        if first is None or last is None:
            raise CannotInsert
        moved = first + insertion.count if first >= insertion.before else first
        end = min(last + insertion.count, LAST_COLUMN) if last >= insertion.before - 1 else last
        if (moved, end) != (first, last):
            yield column.set_attributes({"min": str(moved), "max": str(end)})


def _row_edits(found: SheetScan, part: str, insertion: Insertion, data: bytes) -> Iterator[ByteEdit]:
    rows = [found.rows[number] for number in sorted(found.rows) if number >= insertion.before]
    if not rows:
        return
    ends = [row.start + len(row.xml) for row in rows]
    gaps = [data[end : row.start] for end, row in zip(ends, rows[1:], strict=False)]
    rest = data[ends[-1] : found.sheet_data.inside + found.rows_length]
    if found.duplicates or any(gap.strip() for gap in gaps) or rest.strip():
        raise CannotInsert
    parsed = {row.number: parse_row(row, found.prefix, part) for row in rows}
    if any(cells.duplicates or cells.element.get("r") is None for cells in parsed.values()):
        raise CannotInsert
    if insertion.whole_rows:
        above = found.rows.get(insertion.before - 1)
        written = [*_blank_rows(parse_row(above, found.prefix, part), insertion)] if above else []
        written += _whole_rows(parsed, insertion)
    else:
        written = [*_columns(parsed, insertion, found.prefix)]
    yield ByteEdit(rows[0].start, ends[-1], b"".join(written))


def _blank_rows(above: RowCells, insertion: Insertion) -> Iterator[bytes]:
    """Yield the new rows, with the format and outline level of the row above, but never hidden."""
    tag = above.element.start_tag
    for number in range(insertion.before, insertion.before + insertion.count):
        changes = {"r": str(number), "spans": None, "hidden": None, "collapsed": None}
        changes |= {"ht": "15"} if above.element.get("ht") is not None else {}
        new = with_attributes(tag, changes)
        yield new if new.endswith(b"/>") else new[:-1].rstrip() + b"/>"


def _whole_rows(parsed: dict[int, RowCells], insertion: Insertion) -> Iterator[bytes]:
    for number, cells in parsed.items():
        edits = [cells.element.set_attributes({"r": str(number + insertion.count)})]
        for column, cell in cells.by_column.items():
            if cell.element.get("r") is not None:
                name = cell_name(number + insertion.count, column)
                edits.append(cell.element.set_attributes({"r": name}))
        yield apply_edits(cells.row.xml, edits)


def _columns(parsed: dict[int, RowCells], insertion: Insertion, prefix: bytes) -> Iterator[bytes]:
    """Move the cells of some columns to lower rows; the rows and their other cells stay."""
    new: dict[int, dict[int, bytes]] = {number: {} for number in parsed}
    for number, cells in parsed.items():
        if parse_boolean(cells.element.get("hidden")) or cells.element.first("extLst") is not None:
            raise CannotInsert
        for column, cell in cells.by_column.items():
            goes = insertion.covers(column)
            row = number + (insertion.count if goes else 0)
            name = cell_name(row, column)
            tag = with_attributes(cell.element.start_tag, {"r": name})
            new.setdefault(row, {})[column] = tag + cell.element.xml[len(cell.element.start_tag) :]
    for number in sorted(new):
        inside = b"".join(new[number][column] for column in sorted(new[number]))
        tag = b'<%srow r="%d">' % (prefix, number)
        if number in parsed:
            tag = with_attributes(parsed[number].element.start_tag, {"spans": None})
            if parsed[number].element.is_empty_tag:
                tag = tag[:-2].rstrip() + b">"
        elif not inside:
            continue
        yield tag + inside + b"</%srow>" % prefix


def _element_edits(root: Element, insertion: Insertion) -> Iterator[ByteEdit]:
    for element in root.children:
        if element.namespace != root.namespace:
            raise CannotInsert
        if element.name in _WITHOUT_ROWS:
            continue
        if element.name in _ONE_AREA:
            yield from shifted_refs(element, insertion, loose=element.name == "dimension")
        elif element.name == "sortState":
            yield from shifted_refs(element, insertion)
        elif element.name == "conditionalFormatting":
            yield from _attribute(element, "sqref", insertion)
        elif element.name in ("dataValidations", "ignoredErrors", "protectedRanges"):
            for child in element.children:
                yield from _attribute(child, "sqref", insertion)
        elif element.name in ("mergeCells", "hyperlinks"):
            for child in element.children:
                yield from _inside(child, insertion)
        elif element.name == "rowBreaks":
            yield from _breaks(element, insertion)
        elif element.name == "extLst":
            yield from _extensions(element, insertion)
        else:
            raise CannotInsert


def shifted_refs(element: Element, insertion: Insertion, *, loose: bool = False) -> Iterator[ByteEdit]:
    """Yield the edits to `ref` in an element and its descendants; `loose`: extend an area of which only part moves."""
    for one in (element, *element.descendants()):
        written = one.get("ref")
        if written is None:
            continue
        try:
            new = insertion.moved_list(written)
        except CannotInsert:
            area = parse_area(written)
            if not loose or area is None:
                raise
            new = str(area.down_to(area.bottom + insertion.count))
        if new != written:
            yield one.set_attributes({"ref": new})


def _attribute(element: Element, name: str, insertion: Insertion) -> Iterator[ByteEdit]:
    written = element.get(name, "")
    new = insertion.moved_list(written)
    if new != " ".join(written.split()):
        yield element.set_attributes({name: new})


def _inside(element: Element, insertion: Insertion) -> Iterator[ByteEdit]:
    """Yield the edit to the area of merged cells or a link, which must not be split."""
    area = parse_area(element.get("ref", ""))
    if area is None:
        raise CannotInsert
    new = insertion.moved(area)
    if new.bottom - new.top != area.bottom - area.top:
        raise CannotInsert
    if new != area:
        yield element.set_attributes({"ref": str(new)})


def _breaks(element: Element, insertion: Insertion) -> Iterator[ByteEdit]:
    for one in element.named("brk"):
        row = parse_whole(one.get("id"))
        if row is None:
            raise CannotInsert
        if insertion.whole_rows and row >= insertion.before:
            yield one.set_attributes({"id": str(row + insertion.count)})


def _extensions(element: Element, insertion: Insertion) -> Iterator[ByteEdit]:
    groups = [group for extension in element.children for group in extension.children]
    if any(group.name not in _EXTENSIONS for group in groups):
        raise CannotInsert
    for one in (one for group in groups for one in group.descendants()):
        if one.name == "sqref" and one.namespace == EXCEL_AREAS:
            new = insertion.moved_list(one.text)
            if new != " ".join(one.text.split()):
                yield ByteEdit(one.inside, one.close, new.encode())
        elif one.get("sqref") is not None:
            yield from _attribute(one, "sqref", insertion)
