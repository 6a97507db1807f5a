"""The workbook part: its sheets by name, and what of it follows from a change to a sheet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.editing.date_styles import DateStyles
from regionplan_xl.ooxml.editing.range_extension import Table, grown_name, read_table
from regionplan_xl.ooxml.editing.shared_texts import read_shared_texts
from regionplan_xl.ooxml.editing.sheet_scan import has_formula
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.xml_part import XmlPart, first_match
from regionplan_xl.ooxml.reading.cells import unescaped
from regionplan_xl.ooxml.xml.byte_edits import Edit, with_attributes
from regionplan_xl.ooxml.xml.markup import OFFICE_RELATIONSHIPS, truth, whole
from regionplan_xl.ooxml.xml.outline import Element, is_spreadsheet, outline

_FILTER = "_xlnm._FilterDatabase"
# What comes before calcPr in the workbook part (ECMA-376 part 1 section 18.2.27).
_BEFORE_CALCULATION = frozenset(
    {
        "fileVersion",
        "fileSharing",
        "workbookPr",
        "workbookProtection",
        "bookViews",
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
    }
)


@dataclass(frozen=True)
class Listed:
    """A sheet of the workbook: its place in the list (from 0), and its part where it is one of cells."""

    place: int
    part: str | None


class Book:
    """The workbook part of a package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = XmlPart.of(package, package.workbook_part)
        self._data = self.part.read()
        self._root = outline(self._data, self.part.name)
        self._formats: DateStyles | None = None
        if not is_spreadsheet(self._root, "workbook"):
            raise refusals.not_a_workbook()

    @cached_property
    def sheets(self) -> Mapping[str, Listed]:
        """Every sheet by its name."""
        targets = {r.id: r.target for r in self.package.related(self.part.name, "worksheet")}
        listed = [sheet for group in self._root.named("sheets") for sheet in group.named("sheet")]
        return {
            unescaped(sheet.attributes.get("name", "")): Listed(place, targets.get(_relationship(sheet)))
            for place, sheet in enumerate(listed)
        }

    def has_cells(self, name: str) -> bool:
        """Whether there is a sheet of that name, of cells (not of a chart, a dialogue or macros)."""
        return name in self.sheets and self.sheets[name].part is not None

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether days are counted from 1904."""
        properties = self._root.first("workbookPr")
        return properties is not None and truth(properties.attributes.get("date1904"))

    def formats(self) -> DateStyles | None:
        """The cell formats, read when first asked for; None where the workbook has none."""
        if self._formats is None and (part := self._related("styles")):
            self._formats = DateStyles(part)
        return self._formats

    def new_formats(self) -> list[tuple[XmlPart, list[Edit]]]:
        """The part with the cell formats and what changes in it, where new ones were asked for."""
        return [(self._formats.part, self._formats.edits())] if self._formats else []

    def shared_texts(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The shared strings of those numbers."""
        part = self._related("sharedStrings")
        return read_shared_texts(part, numbers) if part else {}

    def tables(self, sheet: XmlPart) -> tuple[Table, ...]:
        """The tables of a sheet."""
        parts = [XmlPart.of(self.package, r.target) for r in self.package.related(sheet.name, "table")]
        return tuple(table for part in parts if (table := read_table(part)))

    def pivots(self, sheet: XmlPart) -> tuple[Area, ...]:
        """Where the pivot tables of a sheet write what they compute."""
        parts = [XmlPart.of(self.package, r.target) for r in self.package.related(sheet.name, "pivotTable")]
        places = [outline(part.read(), part.name).first("location") for part in parts]
        return tuple(area for place in places if place for area in _pivot_areas(place))

    def _related(self, kind: str) -> XmlPart | None:
        found = self.package.of_workbook(kind)
        return XmlPart.of(self.package, found) if found else None

    def has_formulas(self, *, without: Iterable[str]) -> bool:
        """Whether any sheet has, those parts apart that are known to have none."""
        if self.package.related(self.part.name, "calcChain"):
            return True
        others = {sheet.part for sheet in self.sheets.values() if sheet.part} - set(without)
        return any(first_match(XmlPart.of(self.package, part), has_formula) for part in sorted(others))

    def recalculated(self) -> list[Edit]:
        """What makes a program that opens the workbook compute it anew."""
        calculation = self._root.first("calcPr")
        if calculation is None:
            before = [c for c in self._root.children if c.name in _BEFORE_CALCULATION]
            place = before[-1].end if before else self._root.inside
            prefix = f"{self._root.prefix}:" if self._root.prefix else ""
            return [Edit(place, place, f'<{prefix}calcPr fullCalcOnLoad="1"/>'.encode())]
        if truth(calculation.attributes.get("fullCalcOnLoad")):
            return []
        tag = self._data[calculation.start : calculation.inside]
        return [Edit(calculation.start, calculation.inside, with_attributes(tag, {"fullCalcOnLoad": "1"}))]

    def filter_grown(self, sheet: Listed, old: Area, new: Area) -> list[Edit]:
        """What the hidden name of a sheet's filter becomes when the filter grows."""
        names = [name for group in self._root.named("definedNames") for name in group.named("definedName")]
        return [
            edit
            for name in names
            if name.attributes.get("name", "").lower() == _FILTER.lower()
            and name.attributes.get("localSheetId", "").strip() == str(sheet.place)
            for edit in grown_name(self._data, name, old, new)
        ]


def _pivot_areas(location: Element) -> Iterator[Area]:
    """The body of a pivot table, and its filters: pairs of cells a row above it (section 18.10.1.49)."""
    area = parse_area(location.attributes.get("ref", ""))
    if area is None:
        return
    yield area
    rows = whole(location.attributes.get("rowPageCount")) or 0
    columns = whole(location.attributes.get("colPageCount")) or 1
    if 0 < rows < area.top - 1:
        yield Area(area.top - 1 - rows, area.left, area.top - 2, area.left + 3 * columns - 2)


def _relationship(sheet: Element) -> str:
    ids = (sheet.attributes.get(f"{space} id") for space in OFFICE_RELATIONSHIPS)
    return next((found for found in ids if found), "")
