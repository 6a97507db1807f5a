"""The XML of a row: its cells, and the edits that replace some of them and add others."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from regionplan_xl.ooxml.common.references import LAST_COLUMN, column_number, parse_area, parse_cell
from regionplan_xl.ooxml.editing.cell_xml import CellXml
from regionplan_xl.ooxml.scanning.found_rows import RowXml, SheetScan, UnsupportedSheet
from regionplan_xl.ooxml.scanning.ordinary_rows import ordinary_attributes, ordinary_cells
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes
from regionplan_xl.ooxml.xml.element import Element, parse_fragment, start_tag
from regionplan_xl.ooxml.xml.namespaces import SPREADSHEET

_AS_THEY_ARE: Mapping[int, bool] = MappingProxyType({})
_NONE: Mapping[int, bytes] = MappingProxyType({})
_SPREADSHEET = {space.encode() for space in SPREADSHEET}


@dataclass(frozen=True)
class RowCells:
    """The cells of an existing row, by column and, with positions in the row, in document order.

    `after` is the position for a cell beyond the last one; `duplicates` are columns with more than one cell.
    """

    row: RowXml
    attributes: Mapping[str, str]
    by_column: dict[int, CellXml]
    in_order: tuple[tuple[int, int], ...]
    after: int
    duplicates: frozenset[int]
    _part: str

    @cached_property
    def element(self) -> Element:
        """The row as a tree."""
        return parse_fragment(self.row.xml, 0, len(self.row.xml), self._part)

    @property
    def start_tag(self) -> bytes:
        """The start tag, as written."""
        return start_tag(self.row.xml)


class NewCell(NamedTuple):
    """A cell to write. It `replaces` an existing cell or is added; `filled` tells whether it has content."""

    row: int
    column: int
    xml: bytes
    replaces: CellXml | None
    filled: bool


def parse_row(row: RowXml, prefix: bytes, part: str) -> RowCells:
    """Return the cells of a row; raise `UnsupportedSheet` if the row has unexpected content."""
    if b"xmlns" in row.xml:
        own = rb"\sxmlns" + (b":" + re.escape(prefix[:-1]) if prefix else b"") + rb"\s*=\s*[\"']([^\"']*)"
        # Declaring the same namespace again changes nothing; any other namespace is unsupported.
        if not set(re.findall(own, row.xml)) <= _SPREADSHEET:
            raise UnsupportedSheet
    attributes = None if prefix else ordinary_attributes(row.xml)
    cells = None if attributes is None else ordinary_cells(row.xml)
    if attributes is not None and cells is not None:
        return _ordinary_row(row, attributes, cells, part)
    element = parse_fragment(row.xml, 0, len(row.xml), part)
    by_column: dict[int, CellXml] = {}
    in_order, duplicates = [], set()
    column, after = 0, element.close
    for child in element.children:
        if child.prefix != element.prefix or child.name != "c":
            if child.prefix != element.prefix or child.name != "extLst":
                raise UnsupportedSheet
            after = min(after, child.start)
            continue
        column = _column(child, row.number, column + 1)
        if column in by_column:
            duplicates.add(column)
        by_column[column] = CellXml(row.xml, child.start, child.end, part)
        in_order.append((column, child.start))
    return RowCells(row, element.attributes, by_column, tuple(in_order), after, frozenset(duplicates), part)


def _ordinary_row(
    row: RowXml, attributes: Mapping[str, str], cells: Iterable[tuple[str, int, int, int]], part: str
) -> RowCells:
    """Return the cells of a row in the common form; each cell is parsed on first use."""
    by_column: dict[int, CellXml] = {}
    in_order, duplicates = [], set()
    for letters, number, start, end in cells:
        column = column_number(letters)
        if number != row.number or column > LAST_COLUMN:
            raise UnsupportedSheet
        if column in by_column:
            duplicates.add(column)
        by_column[column] = CellXml(row.xml, start, end, part)
        in_order.append((column, start))
    after = len(row.xml) if row.xml.endswith(b"/>") else row.xml.rindex(b"</")
    return RowCells(row, attributes, by_column, tuple(in_order), after, frozenset(duplicates), part)


def _column(cell: Element, row: int, following: int) -> int:
    name = cell.get("r")
    if name is None:
        return following
    place = parse_cell(name.strip())
    if place is None or place[0] != row:
        raise UnsupportedSheet
    return place[1]


def row_edits(
    found: SheetScan,
    cells: Mapping[int, RowCells],
    new_cells: Sequence[NewCell],
    heights: Mapping[int, float],
    new_rows: Mapping[int, bytes] = _NONE,
    shown: Mapping[int, bool] = _AS_THEY_ARE,
) -> Iterator[ByteEdit]:
    """Yield the edits to the rows, with new rows and cells in their proper order.

    `new_rows` are the cells of rows that do not exist yet, by number. `heights` are in points: an existing row grows to
    that height but never shrinks; a new row gets exactly that height. `shown` tells for some rows whether they are to
    be visible.
    """
    by_row: dict[int, list[NewCell]] = {}
    for new in new_cells:
        by_row.setdefault(new.row, []).append(new)
    data, rows = found.sheet_data, []
    for number in sorted([*by_row, *new_rows]):
        if number in cells:
            yield from _edits_in_row(cells[number], by_row[number], heights.get(number, 0), shown.get(number))
            continue
        inside = new_rows.get(number) or b"".join(new.xml for new in by_row[number])
        xml = _new_row(found.prefix, number, inside, heights.get(number))
        if data.is_empty_tag:
            rows.append(xml)
        else:
            yield ByteEdit(found.before[number], found.before[number], xml)
    if rows:
        yield ByteEdit(data.start, data.end, _opened(data.start_tag, b"".join(rows)))


def _new_row(prefix: bytes, number: int, inside: bytes, height: float | None) -> bytes:
    name = prefix + b"row"
    tall = b' ht="%g"' % height if height else b""
    return b'<%s r="%d"%s>%s</%s>' % (name, number, tall, inside, name)


def _edits_in_row(
    cells: RowCells, new_cells: Sequence[NewCell], height: float, shown: bool | None
) -> Iterator[ByteEdit]:
    row, tag = cells.row, cells.start_tag
    added = [new for new in new_cells if new.replaces is None]
    grown_tag = _with_spans(tag, cells.attributes.get("spans"), [new.column for new in added])
    grown_tag = _with_height(grown_tag, cells.attributes.get("ht"), height)
    if shown is False:
        grown_tag = with_attributes(grown_tag, {"hidden": "1"})
    elif shown and parse_boolean(cells.attributes.get("hidden")):
        grown_tag = with_attributes(grown_tag, {"hidden": None})
    if tag.endswith(b"/>"):
        inside = b"".join(new.xml for new in added)
        yield ByteEdit(row.start, row.start + len(row.xml), _opened(grown_tag, inside))
        return
    if grown_tag != tag:
        yield ByteEdit(row.start, row.start + len(tag), grown_tag)
    for new in new_cells:
        if new.replaces:
            old = new.replaces
            yield ByteEdit(row.start + old.start, row.start + old.end, new.xml)
        else:
            column = new.column
            place = row.start + next((at for other, at in cells.in_order if other > column), cells.after)
            yield ByteEdit(place, place, new.xml)


def _opened(tag: bytes, inside: bytes) -> bytes:
    """Return an empty tag (`<row/>`) expanded into a pair of tags around `inside`."""
    name = re.match(rb"<([^\s/>]+)", tag)
    return tag[:-2].rstrip() + b">" + inside + b"</" + (name[1] if name else b"") + b">"


def _with_height(tag: bytes, now: str | None, wanted: float) -> bytes:
    """Return a row's start tag at least `wanted` points tall, if the row has an explicit height."""
    try:
        lower = now is not None and float(now) < wanted
    except ValueError:
        return tag
    return with_attributes(tag, {"ht": f"{wanted:g}"}) if lower else tag


def _with_spans(tag: bytes, spans: str | None, columns: Sequence[int]) -> bytes:
    """Return a row's start tag with `spans`, if it has any, extended to `columns`."""
    if not spans or not columns:
        return tag
    ends = [parse_whole(end) for span in spans.split() for end in span.split(":")]
    known = [end for end in ends if end]
    if len(known) != len(ends) or (min(known) <= min(columns) and max(columns) <= max(known)):
        return tag
    return with_attributes(tag, {"spans": f"{min(*known, *columns)}:{max(*known, *columns)}"})


def dimension_edit(root: Element, filled: Iterable[tuple[int, int]]) -> Iterator[ByteEdit]:
    """Yield the edit to `dimension`, if the sheet has one; `filled` are (row, column) of cells."""
    element = root.first("dimension")
    area = parse_area(element.get("ref", "")) if element else None
    if element and area:
        grown = area.around(filled)
        if grown != area:
            yield element.set_attributes({"ref": str(grown)})
