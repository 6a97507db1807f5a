"""Mark the measures that wait for a decision, in a master that has no such marks."""

from collections.abc import Collection, Iterator

from regionplan_xl.excel.common.cell_formats import WAITING
from regionplan_xl.excel.common.columns import WAITING_MEASURES
from regionplan_xl.excel.common.master_model import Master, RowPlace
from regionplan_xl.excel.common.sheet_builder import last_prepared_row
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.ooxml import Workbook, changed
from regionplan_xl.ooxml.common.references import Area, column_letters
from regionplan_xl.ooxml.editing.range_extension import BEFORE_VALIDATIONS
from regionplan_xl.ooxml.editing.workbook_edits import defined_name_edit
from regionplan_xl.ooxml.inserting.reference_shift import has_lost_reference
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.scanning.found_rows import SheetScan, UnsupportedSheet
from regionplan_xl.ooxml.scanning.sheet_scan import scan_without_rows
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape

_MARK = (
    '<{p}dxf><{p}font><{p}b/></{p}font><{p}fill><{p}patternFill><{p}bgColor rgb="FF{colour}"/>'
    "</{p}patternFill></{p}fill></{p}dxf>"
)
_RULE = (
    '<{p}conditionalFormatting sqref="{area}"><{p}cfRule type="expression" dxfId="{mark}" priority="{priority}">'
    "<{p}formula>{formula}</{p}formula></{p}cfRule></{p}conditionalFormatting>"
)
# The elements before `dxfs` in the styles part (ECMA-376 part 1 section 18.8.39).
_BEFORE_MARKS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles")


def with_waiting_marks(book: bytes, master: Master, asked_about: Collection[str]) -> bytes:
    """Return the workbook with a rule on the sheet of each measure `asked_about` that colours it while it waits.

    A sheet that already has the rule, or that cannot be changed in place, stays as it is.
    """
    place = master.conflicts
    if place is None or "measure" not in place.columns:
        return book
    workbook = Workbook.opened(book)
    styles = workbook.package.of_workbook("styles")
    sheets = {at.sheet: at for identity, at in master.places.items() if identity in asked_about}
    last: dict[str, int] = {}
    for at in master.places.values():
        last[at.sheet] = max(at.row, last.get(at.sheet, 0))
    unmarked = dict(_unmarked(workbook, sheets))
    parts: dict[str, Contents] = {}
    if sheets:
        parts |= _with_name(workbook, place.sheet, place.columns["measure"])
    if unmarked and styles:
        mark, edits = _new_mark(workbook.package.parse(styles))
        parts[styles] = XmlPart.of(workbook.package, styles).contents(edits)
        for name, scan in unmarked.items():
            part = XmlPart.of(workbook.package, _part(workbook, name))
            parts[part.name] = part.contents([scan.in_part(_new_rule(scan, sheets[name], last[name], mark))])
    return changed(book, {}, parts=parts)[0] if parts else book


def _part(workbook: Workbook, sheet: str) -> str:
    return next(info.part for info in workbook.sheets if info.name == sheet)


def _unmarked(workbook: Workbook, sheets: dict[str, RowPlace]) -> Iterator[tuple[str, SheetScan]]:
    for name, place in sheets.items():
        if not {"id", "number", "text"} <= place.columns.keys():
            continue
        try:
            scan = scan_without_rows(workbook.package, _part(workbook, name))
        except UnsupportedSheet:
            continue
        if WAITING_MEASURES.encode() not in scan.root.source:
            yield name, scan


def _new_mark(styles: Element) -> tuple[int, list[ByteEdit]]:
    """Return the index of a new differential format, and the edits of the styles part that add it."""
    prefix, marks = styles.prefix, styles.first("dxfs")
    new = _MARK.format(p=prefix, colour=WAITING.lstrip("#"))
    if marks is None or marks.is_empty_tag:
        whole = f'<{prefix}dxfs count="1">{new}</{prefix}dxfs>'.encode()
        start = marks.start if marks else _end_of(styles, _BEFORE_MARKS)
        return 0, [ByteEdit(start, marks.end if marks else start, whole)]
    count = len(list(marks.named("dxf")))
    grown = marks.set_attributes({"count": str(count + 1)})
    return count, [grown, ByteEdit(marks.close, marks.close, new.encode())]


def _new_rule(scan: SheetScan, place: RowPlace, last: int, mark: int) -> ByteEdit:
    """Return the edit that adds the rule to a sheet after its other rules, which keep their priority."""
    columns, first = place.columns, place.header + 1
    own_id = f"${column_letters(columns['id'])}{first}"
    end = last_prepared_row(last - 1) + 1
    rule = _RULE.format(
        p=scan.root.prefix,
        area=" ".join(str(Area(first, columns[key], end, columns[key])) for key in ("number", "text")),
        mark=mark,
        priority=1 + max(_priorities(scan.root), default=0),
        formula=escape(f'AND({own_id}<>"",ISNUMBER(MATCH({own_id},{WAITING_MEASURES},0)))'),
    )
    at = _end_of(scan.root, BEFORE_VALIDATIONS)
    return ByteEdit(at, at, rule.encode())


def _priorities(root: Element) -> Iterator[int]:
    for rule in root.descendants():
        if rule.name == "cfRule" and rule.get("priority", "").isdecimal():
            yield int(rule.get("priority", ""))


def _with_name(workbook: Workbook, sheet: str, column: int) -> Iterator[tuple[str, Contents]]:
    """Yield the workbook part with a name for the column on Konfliktar, unless it already has one."""
    letters = column_letters(column)
    meaning = f"{quoted_sheet_name(sheet)}!${letters}:${letters}"
    known = [name for name in workbook.defined_names if name.name == WAITING_MEASURES]
    if any(not has_lost_reference(name.text) for name in known):
        return
    root = workbook.root
    edits = [
        ByteEdit(name.start, name.end, b"")
        for name in root.grouped("definedNames", "definedName")
        if name.get("name") == WAITING_MEASURES
    ]
    edits.append(defined_name_edit(root, WAITING_MEASURES, meaning))
    part = XmlPart.of(workbook.package, workbook.package.workbook_part)
    yield part.name, part.contents(edits)


def _end_of(root: Element, names: Collection[str]) -> int:
    return max((child.end for child in root.children if child.name in names), default=root.inside)
