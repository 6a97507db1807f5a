"""Change the workbook part where a change to a sheet requires it (ECMA-376 part 1 section 18.2)."""

import re
from collections.abc import Iterable

from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.scanning.found_rows import has_formula
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape

_FILTER_NAME = "_xlnm._filterdatabase"
_LAST_DIGITS = re.compile(rb"[0-9]+(?=\s*$)")
# The elements before calcPr in the workbook part (section 18.2.27).
BEFORE_CALCULATION = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip


def has_formulas(workbook: Workbook, *, without: Iterable[str]) -> bool:
    """Return whether any sheet has formulas; the parts in `without` are known to have none."""
    package = workbook.package
    if package.related(package.workbook_part, "calcChain"):
        return True
    others = {sheet.part for sheet in workbook.sheets if sheet.kind == "worksheet"} - set(without)
    return any(any(map(has_formula, XmlPart.of(package, part).stretches())) for part in sorted(others))


def recalculation_edits(root: Element) -> list[ByteEdit]:
    """Return the edits that make programs recalculate the workbook when they open it."""
    calculation = root.first("calcPr")
    if calculation is None:
        before = [c for c in root.children if c.name in BEFORE_CALCULATION]
        place = before[-1].end if before else root.inside
        return [ByteEdit(place, place, f'<{root.prefix}calcPr fullCalcOnLoad="1"/>'.encode())]
    if parse_boolean(calculation.get("fullCalcOnLoad")):
        return []
    return [calculation.set_attributes({"fullCalcOnLoad": "1"})]


def filter_name_edits(root: Element, sheet_index: int, old: Area, new: Area) -> list[ByteEdit]:
    """Return the edits that extend the hidden name of a sheet's filter from the area `old` down to `new`."""
    return [
        edit
        for name in root.grouped("definedNames", "definedName")
        if name.get("name", "").lower() == _FILTER_NAME
        and name.get("localSheetId", "").strip() == str(sheet_index)
        and parse_area(name.text.rpartition("!")[2]) == old
        for edit in _last_row_edit(name, new.bottom)
    ]


def defined_name_edit(root: Element, name: str, meaning: str) -> ByteEdit:
    """Return the edit that adds a defined name to the workbook part; `meaning` is a formula without `=`."""
    prefix, names = root.prefix, root.first("definedNames")
    new = with_attributes(f"<{prefix}definedName>".encode(), {"name": name}).decode()
    new += f"{escape(meaning)}</{prefix}definedName>"
    if names is not None and not names.is_empty_tag:
        return ByteEdit(names.close, names.close, new.encode())
    before = [child.end for child in root.children if child.name in BEFORE_CALCULATION and child is not names]
    start = names.start if names is not None else max(before, default=root.inside)
    whole = f"<{prefix}definedNames>{new}</{prefix}definedNames>"
    return ByteEdit(start, names.end if names is not None else start, whole.encode())


def _last_row_edit(name: Element, row: int) -> Iterable[ByteEdit]:
    """Yield the edit that makes a name such as `'Sheet 1'!$A$1:$C$9` end at `row`."""
    if digits := _LAST_DIGITS.search(name.source[name.inside : name.close]):
        yield ByteEdit(name.inside + digits.start(), name.inside + digits.end(), str(row).encode())
