"""Remove cells that no longer hold a formula from the calculation chain (ECMA-376 part 1 section 18.6)."""

from collections.abc import Set

from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.common.references import parse_cell
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit


def chain_parts(workbook: Workbook, sheet: str, emptied: Set[tuple[int, int]]) -> dict[str, Contents]:
    """Return the calculation chain part, by its name, without the cells `emptied` of a sheet."""
    package = workbook.package
    number = next(
        (e.get("sheetId") for e in workbook.root.grouped("sheets", "sheet") if e.get("name") == sheet), None
    )
    parts: dict[str, Contents] = {}
    for relationship in package.related(package.workbook_part, "calcChain") if emptied else ():
        edits: list[ByteEdit] = []
        own = written = None
        for cell in package.parse(relationship.target).named("c"):
            # A cell without a sheet number is on the sheet of the cell before it.
            own = cell.get("i") or own
            if own == number and parse_cell(cell.get("r", "")) in emptied:
                edits.append(ByteEdit(cell.start, cell.end, b""))
                continue
            if own != written and own is not None and cell.get("i") is None:
                edits.append(cell.set_attributes({"i": own}))
            written = own
        if edits:
            parts[relationship.target] = XmlPart.of(package, relationship.target).contents(edits)
    return parts
