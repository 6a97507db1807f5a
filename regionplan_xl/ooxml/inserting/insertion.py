"""Insert blank rows or columns within a sheet; existing cells move, and all references to them follow.

If anything in the workbook is not understood, nothing is inserted.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from regionplan_xl.ooxml.common.references import Area, parse_area, parse_cell
from regionplan_xl.ooxml.inserting.formula_shift import shift_formula_areas, shift_part
from regionplan_xl.ooxml.inserting.reference_shift import CannotInsert, ColumnInsertion, Insertion
from regionplan_xl.ooxml.inserting.sheet_shift import shift_columns, shift_sheet, shifted_refs
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.sheets import SheetInfo
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.scanning.found_rows import UnsupportedSheet
from regionplan_xl.ooxml.xml.attribute_values import parse_whole
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, apply_edits
from regionplan_xl.ooxml.xml.element import Element

# The kinds of parts a sheet may have. Others (controls, pivot tables …) are not supported.
_KINDS = frozenset((
    "table", "drawing", "hyperlink", "printerSettings", "comments", "vmlDrawing", "threadedComment", "image",
))  # fmt: skip
# Parts without cell references.
_NO_FORMULAS = (
    "sharedstrings", "styles", "theme", "docprops/", "_rels/", "[content_types]", "printersettings", "persons/",
    "customxml/", "comments", "metadata", "calcchain",
)  # fmt: skip


def with_insertion(book: bytes, insertion: Insertion, own_table: str = "") -> bytes | None:
    """Return the workbook with the rows or columns inserted; None if that is not certain to be safe.

    An insertion may split only the table in the part `own_table`, and only with rows: the table becomes longer.
    """
    workbook = Workbook.open(book)
    package = workbook.package
    if package.signed:
        return None
    info = workbook.sheet(insertion.sheet)
    try:
        parts = {info.part: _sheet(workbook, info, insertion)}
        parts |= _tables(workbook, info, insertion, own_table)
        parts |= _drawings(package, info, insertion)
        _check_notes(package, info, insertion)
        _check_pivots(workbook, insertion)
        parts |= _calculation_chain(workbook, info, insertion)
        parts |= _other_parts(package, parts, insertion)
    except (CannotInsert, UnsupportedSheet):
        return None
    out = BytesIO()
    package.save(out, {name: data for name, data in parts.items() if data != _utf8(package, name)})
    return out.getvalue()


def _utf8(package: Package, name: str) -> bytes:
    """Return the part's bytes; raise `CannotInsert` if it is not UTF-8."""
    data = package.read(name)
    if XmlPart.of(package, name).read() != data:
        raise CannotInsert
    return data


def _sheet(workbook: Workbook, info: SheetInfo, insertion: Insertion) -> bytes:
    package = workbook.package
    _utf8(package, info.part)
    if not {r.kind for r in package.relationships(info.part)} <= _KINDS:
        raise CannotInsert
    part = XmlPart.of(package, info.part)
    shift = shift_columns if isinstance(insertion, ColumnInsertion) else shift_sheet
    shifted = shift(part, insertion)
    return shift_formula_areas(shift_part(shifted, insertion, on_sheet=True), insertion)


def _tables(workbook: Workbook, info: SheetInfo, insertion: Insertion, own: str) -> Mapping[str, bytes]:
    package, parts = workbook.package, {}
    for table in workbook.tables(info):
        if insertion.cuts(table.area) and table.part != own:
            raise CannotInsert
        data, root = _utf8(package, table.part), package.parse(table.part)
        parts[table.part] = shift_part(
            apply_edits(data, shifted_refs(root, insertion)), insertion, on_sheet=True
        )
    return parts


def _drawings(package: Package, info: SheetInfo, insertion: Insertion) -> Mapping[str, bytes]:
    parts = {}
    for relationship in package.related(info.part, "drawing"):
        data, root = _utf8(package, relationship.target), package.parse(relationship.target)
        edits = [edit for anchor in root.children for edit in _anchor_edits(anchor, insertion)]
        parts[relationship.target] = apply_edits(data, edits)
    return parts


def _anchor_edits(anchor: Element, insertion: Insertion) -> Iterator[ByteEdit]:
    """Yield the edits to the position of a picture or chart; its rows and columns count from 0."""
    ends = [end for name in ("from", "to") if (end := anchor.first(name)) is not None]
    rows = [row for end in ends if (row := end.first("row")) is not None]
    columns = [column for end in ends if (column := end.first("col")) is not None]
    numbers = [parse_whole(one.text) for one in (*rows, *columns)]
    if anchor.name == "absoluteAnchor":
        return
    if not ends or len(rows) != len(ends) or len(columns) != len(ends) or None in numbers:
        raise CannotInsert
    if isinstance(insertion, ColumnInsertion):
        yield from _shifted_ends(columns, insertion, anchor)
        return
    places = [int(row.text) + 1 for row in rows]
    first, last = int(columns[0].text) + 1, int(columns[-1].text) + 1
    # Without a second corner, its extent is unknown.
    if places[-1] < insertion.before and len(ends) > 1:
        return
    if not insertion.whole_rows:
        if len(ends) > 1 and (last < insertion.left or insertion.right < first):
            return
        raise CannotInsert
    yield from _shifted_ends(rows, insertion, anchor)


def _shifted_ends(ends: Sequence[Element], insertion: Insertion, anchor: Element) -> Iterator[ByteEdit]:
    """Yield the edits to the rows or columns of an anchor; a drawing of fixed size moves as a whole or not at all."""
    places = [int(end.text) + 1 for end in ends]
    if places[0] < insertion.before and anchor.get("editAs") in ("oneCell", "absolute"):
        return
    for end, place in zip(ends, places, strict=True):
        if place >= insertion.before:
            yield ByteEdit(end.inside, end.close, str(place - 1 + insertion.count).encode())


def _check_notes(package: Package, info: SheetInfo, insertion: Insertion) -> None:
    """Raise `CannotInsert` if a note or threaded comment is on a cell that moves."""
    for kind in ("comments", "threadedComment"):
        for relationship in package.related(info.part, kind):
            for one in package.parse(relationship.target).descendants():
                ref = one.get("ref")
                place = parse_cell(ref) if ref else None
                if ref and (place is None or insertion.moved(Area(*place, *place)) != Area(*place, *place)):
                    raise CannotInsert


def _check_pivots(workbook: Workbook, insertion: Insertion) -> None:
    """Raise `CannotInsert` if the source of a pivot table moves."""
    package = workbook.package
    for relationship in package.related(package.workbook_part, "pivotCacheDefinition"):
        for source in package.parse(relationship.target).descendants():
            if (
                source.name == "worksheetSource"
                and source.get("sheet", "").casefold() == insertion.sheet.casefold()
            ):
                area = parse_area(source.get("ref", ""))
                if area is None or insertion.moved(area) != area:
                    raise CannotInsert


def _calculation_chain(workbook: Workbook, info: SheetInfo, insertion: Insertion) -> Mapping[str, bytes]:
    """Return the edited calculation chain, which lists every cell with a formula (ECMA-376 part 1 section 18.6)."""
    package, parts = workbook.package, {}
    numbers = {
        e.get("name", "").casefold(): e.get("sheetId") for e in workbook.root.grouped("sheets", "sheet")
    }
    own = numbers.get(info.name.casefold())
    for relationship in package.related(package.workbook_part, "calcChain"):
        edits, sheet = [], None
        for cell in package.parse(relationship.target).named("c"):
            sheet = cell.get("i") or sheet
            place = parse_cell(cell.get("r", ""))
            if sheet == own and place is not None:
                new = insertion.moved(Area(*place, *place))
                if (new.top, new.left) != place:
                    edits.append(cell.set_attributes({"r": str(new)}))
        parts[relationship.target] = apply_edits(_utf8(package, relationship.target), edits)
    return parts


def _other_parts(package: Package, done: Mapping[str, bytes], insertion: Insertion) -> Mapping[str, bytes]:
    """Return the edited other parts: sheets, the workbook, charts and everything else with formulas."""
    drawings = [name for name in done if "/drawings/" in name]
    parts = {}
    for name in package.names:
        low = name.casefold()
        if (
            low.endswith(".xml")
            and (name not in done or name in drawings)
            and not any(p in low for p in _NO_FORMULAS)
        ):
            data = done.get(name) or XmlPart.of(package, name).read()
            new = shift_part(data, insertion, on_sheet=False)
            if new != data:
                _utf8(package, name)
                parts[name] = new
    return parts
