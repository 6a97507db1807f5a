"""Rows as XML: the cells that are there, and what changes when some are exchanged and others added."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from regionplan_xl.ooxml.common.references import parse_area, parse_cell
from regionplan_xl.ooxml.editing.cell_xml import Cell
from regionplan_xl.ooxml.editing.sheet_scan import RowXml, Survey, Unsupported
from regionplan_xl.ooxml.xml.byte_edits import Edit, with_attributes
from regionplan_xl.ooxml.xml.markup import SPREADSHEET, whole
from regionplan_xl.ooxml.xml.outline import Element, outline

_SPREADSHEET = {space.encode() for space in SPREADSHEET}


@dataclass(frozen=True, slots=True)
class RowCells:
    """The cells of a row that is there, by column and (with places in the row) as they come.

    `after` is where a cell beyond the last would go; `twice` are columns that have more than one.
    """

    row: RowXml
    element: Element
    by_column: dict[int, Cell]
    in_order: tuple[tuple[int, int], ...]
    after: int
    twice: frozenset[int]


@dataclass(frozen=True, slots=True)
class NewCell:
    """A cell as it shall be; it `replaces` one, or is added. `filled` ones hold something."""

    row: int
    column: int
    xml: bytes
    replaces: Cell | None
    filled: bool


def read_cells(row: RowXml, prefix: bytes, part: str) -> RowCells:
    """The cells of a row; `Unsupported` where it holds what no row should."""
    if b"xmlns" in row.xml:
        own = rb"\sxmlns" + (b":" + re.escape(prefix[:-1]) if prefix else b"") + rb"\s*=\s*[\"']([^\"']*)"
        # Said once more, it means the same; only another meaning is not understood.
        if not set(re.findall(own, row.xml)) <= _SPREADSHEET:
            raise Unsupported
    element = outline(row.xml, part, namespaces=False)
    by_column: dict[int, Cell] = {}
    in_order, twice = [], set()
    column, after = 0, element.close
    for child in element.children:
        if child.prefix != element.prefix or child.name != "c":
            if child.prefix != element.prefix or child.name != "extLst":
                raise Unsupported
            after = min(after, child.start)
            continue
        column = _column(child, row.number, column + 1)
        if column in by_column:
            twice.add(column)
        by_column[column] = Cell(child, row.xml)
        in_order.append((column, child.start))
    return RowCells(row, element, by_column, tuple(in_order), after, frozenset(twice))


def _column(cell: Element, row: int, following: int) -> int:
    name = cell.attributes.get("r")
    if name is None:
        return following
    place = parse_cell(name.strip())
    if place is None or place[0] != row:
        raise Unsupported
    return place[1]


def row_edits(
    found: Survey,
    cells: Mapping[int, RowCells],
    new_cells: Sequence[NewCell],
    heights: Mapping[int, float],
) -> Iterator[Edit]:
    """What changes among the rows; rows and cells that are not there go where their order says.

    A row that changes becomes at least as tall as `heights` has it (points), and never lower; a new one just so.
    """
    by_row: dict[int, list[NewCell]] = {}
    for new in new_cells:
        by_row.setdefault(new.row, []).append(new)
    data, rows = found.sheet_data, []
    for number in sorted(by_row):
        if number in cells:
            yield from _edits_in_row(cells[number], by_row[number], heights.get(number, 0))
            continue
        xml = _new_row(found.prefix, number, by_row[number], heights.get(number))
        if data.closed_at_once:
            rows.append(xml)
        else:
            yield Edit(found.before[number], found.before[number], xml)
    if rows:
        yield Edit(data.start, data.end, _opened(found.tag(data), b"".join(rows)))


def _new_row(prefix: bytes, number: int, new_cells: Iterable[NewCell], height: float | None) -> bytes:
    name = prefix + b"row"
    inside = b"".join(new.xml for new in new_cells)
    tall = b' ht="%g"' % height if height else b""
    return b'<%s r="%d"%s>%s</%s>' % (name, number, tall, inside, name)


def _edits_in_row(cells: RowCells, new_cells: Sequence[NewCell], height: float) -> Iterator[Edit]:
    row, element = cells.row, cells.element
    tag = row.xml[: element.inside]
    added = [new for new in new_cells if new.replaces is None]
    grown_tag = _with_spans(tag, element.attributes.get("spans"), [new.column for new in added])
    grown_tag = _with_height(grown_tag, element.attributes.get("ht"), height)
    if element.closed_at_once:
        inside = b"".join(new.xml for new in added)
        yield Edit(row.start, row.start + len(row.xml), _opened(grown_tag, inside))
        return
    if grown_tag != tag:
        yield Edit(row.start, row.start + len(tag), grown_tag)
    for new in new_cells:
        if new.replaces:
            old = new.replaces.element
            yield Edit(row.start + old.start, row.start + old.end, new.xml)
        else:
            column = new.column
            place = row.start + next((at for other, at in cells.in_order if other > column), cells.after)
            yield Edit(place, place, new.xml)


def _opened(tag: bytes, inside: bytes) -> bytes:
    """What was closed at once (`<row/>`), with something in it."""
    name = re.match(rb"<([^\s/>]+)", tag)
    return tag[:-2].rstrip() + b">" + inside + b"</" + (name[1] if name else b"") + b">"


def _with_height(tag: bytes, now: str | None, wanted: float) -> bytes:
    """A row's start tag that makes the row at least `wanted` points tall, where it has a height of its own."""
    try:
        lower = now is not None and float(now) < wanted
    except ValueError:
        return tag
    return with_attributes(tag, {"ht": f"{wanted:g}"}) if lower else tag


def _with_spans(tag: bytes, spans: str | None, columns: Sequence[int]) -> bytes:
    """A row's start tag whose `spans`, if it has any, count `columns` in."""
    if not spans or not columns:
        return tag
    ends = [whole(end) for span in spans.split() for end in span.split(":")]
    known = [end for end in ends if end]
    if len(known) != len(ends) or (min(known) <= min(columns) and max(columns) <= max(known)):
        return tag
    return with_attributes(tag, {"spans": f"{min(*known, *columns)}:{max(*known, *columns)}"})


def dimension_edit(found: Survey, new_cells: Iterable[NewCell]) -> Iterator[Edit]:
    """What changes in the `dimension`, where the sheet has one."""
    element = found.root.first("dimension")
    area = parse_area(element.attributes.get("ref", "")) if element else None
    if element and area:
        grown = area.around((new.row, new.column) for new in new_cells if new.filled)
        if grown != area:
            tag = with_attributes(found.tag(element), {"ref": str(grown)})
            yield Edit(element.start, element.inside, tag)
