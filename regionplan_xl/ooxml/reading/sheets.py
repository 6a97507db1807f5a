"""The sheets and defined names in the workbook part (ECMA-376 part 1 section 18.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.relationships import relationship_id
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.element import Element

Visibility = Literal["visible", "hidden", "veryHidden"]
_VISIBILITY: dict[str, Visibility] = {"hidden": "hidden", "veryHidden": "veryHidden"}


@dataclass(frozen=True)
class SheetInfo:
    """A sheet of the workbook.

    `kind` is `worksheet`, `chartsheet`, `dialogsheet`, `xlMacrosheet`, or `module`, which has no `part`.
    """

    name: str
    part: str
    visibility: Visibility = "visible"
    kind: str = "worksheet"


@dataclass(frozen=True)
class DefinedName:
    """A defined name of the workbook or of one sheet (its index from 0); `text` is its formula, without `=`."""

    name: str
    text: str
    sheet_index: int | None = None
    hidden: bool = False


def parse_sheets(root: Element, package: Package) -> Iterator[SheetInfo]:
    """Yield the sheets in the workbook part; raise `Rejected` if there are too many or a part is missing."""
    targets = {r.id: r for r in package.relationships(package.workbook_part)}
    for count, element in enumerate(root.grouped("sheets", "sheet"), 1):
        if count > package.limits.sheets:
            raise refusals.too_many(package.workbook_part, package.limits.sheets)
        name, link = unescape(element.get("name", "")), relationship_id(element)
        visibility = _VISIBILITY.get(element.get("state", ""), "visible")
        if not link:
            # Excel lists version 5 modules this way: hidden sheets without a part.
            yield SheetInfo(name, "", visibility, "module")
            continue
        target = targets.get(link)
        if target is None or target.external or package.find(target.target) is None:
            raise refusals.missing_part(target.target if target else name)
        yield SheetInfo(name, target.target, visibility, target.kind)


def parse_defined_names(root: Element) -> Iterator[DefinedName]:
    """Yield the defined names of the workbook part."""
    for element in root.grouped("definedNames", "definedName"):
        yield DefinedName(
            unescape(element.get("name", "")),
            unescape(element.text),
            parse_whole(element.get("localSheetId")),
            parse_boolean(element.get("hidden")),
        )
