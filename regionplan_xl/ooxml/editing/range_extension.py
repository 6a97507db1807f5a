"""What grows when rows are appended: tables, filters, conditional formats and validations.

Tables: ECMA-376 part 1 section 18.5.1.2; the rest: section 18.3.1.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from regionplan_xl.ooxml.common.references import Area, parse_area, parse_areas
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.xml.byte_edits import Edit, with_attributes
from regionplan_xl.ooxml.xml.markup import row_count
from regionplan_xl.ooxml.xml.outline import Element, outline

_EXCEL_AREAS = "http://schemas.microsoft.com/office/excel/2006/main"
TagOf = Callable[[Element], bytes]
"""Gives the start tag of an element as it is written."""

_LAST_DIGITS = re.compile(rb"[0-9]+(?=\s*$)")


@dataclass(frozen=True)
class Growth:
    """Rows were appended below row `last`, down to row `end`, in the columns `left` to `right`.

    `first_data` is the first row below the headings, as far as the sheet tells.
    """

    last: int
    end: int
    left: int
    right: int
    first_data: int

    def reaches(self, area: Area) -> bool:
        """Whether `area` covers the data down to its last row, so that the appended rows belong to it."""
        touched = max(self.last, self.first_data)
        whole = area.top < touched or touched == self.first_data
        return whole and area.top <= touched <= area.bottom < self.end and self._beside(area)

    def continues(self, area: Area) -> bool:
        """Whether `area`, its headings included, ends where the appended rows begin."""
        return self.reaches(area) or (area.top <= self.last <= area.bottom < self.end and self._beside(area))

    def grown(self, area: Area) -> Area:
        """`area` down to the last appended row."""
        return area.down_to(self.end)

    def _beside(self, area: Area) -> bool:
        return area.left <= self.right and self.left <= area.right


@dataclass(frozen=True)
class Table:
    """A table of the sheet, and its part."""

    part: XmlPart
    data: bytes
    root: Element
    area: Area

    @property
    def header_rows(self) -> int:
        """1, or 0 where the headings are hidden."""
        return row_count(self.root.attributes.get("headerRowCount"), 1)

    @property
    def totals_rows(self) -> int:
        """0, or 1 where the last row holds totals."""
        return row_count(self.root.attributes.get("totalsRowCount"), 0)

    @property
    def headings(self) -> Area:
        """The row of headings; they are the names of the columns, too."""
        return self.area.down_to(self.area.top + self.header_rows - 1)

    @property
    def totals(self) -> Area | None:
        """The rows of totals."""
        rows = self.totals_rows
        return replace(self.area, top=self.area.bottom - rows + 1) if rows else None

    def edits(self, growth: Growth) -> list[Edit]:
        """What changes in its part. With totals it stays as it is: rows are appended below them."""
        if self.totals_rows or not growth.continues(self.area):
            return []
        edits = [_with_ref(self.data, self.root, growth.grown(self.area))]
        filtered = self.root.first("autoFilter")
        area = parse_area(filtered.attributes.get("ref", "")) if filtered else None
        if filtered and area and area.bottom == self.area.bottom:
            edits.append(_with_ref(self.data, filtered, growth.grown(area)))
        return edits


def read_table(part: XmlPart) -> Table | None:
    """The table in `part`; None where it says no place."""
    data = part.read()
    root = outline(data, part.name)
    area = parse_area(root.attributes.get("ref", ""))
    return Table(part, data, root, area) if area else None


def filter_area(root: Element) -> Area | None:
    """What the sheet's own filter covers."""
    element = root.first("autoFilter")
    return parse_area(element.attributes.get("ref", "")) if element else None


def first_data_row(root: Element, tables: Iterable[Table], first: int, last: int) -> int:
    """The row below the headings: of a table, a filter, frozen rows, or the first row that holds anything."""
    filtered = filter_area(root)
    headings = [table.headings.bottom for table in tables if table.header_rows]
    headings += [filtered.top] if filtered else []
    return max([first, min(_frozen_rows(root), last), *(row for row in headings if row <= last)]) + 1


def _frozen_rows(root: Element) -> int:
    for views in root.named("sheetViews"):
        for pane in (pane for view in views.named("sheetView") for pane in view.named("pane")):
            rows = pane.attributes.get("ySplit", "0")
            if pane.attributes.get("state", "").startswith("frozen") and rows.isdecimal():
                return int(rows)
    return 0


def grown_ranges(root: Element, tag_of: TagOf, growth: Growth) -> list[Edit]:
    """What changes in the sheet's own XML, `root` being its outline without the rows."""
    edits: list[Edit] = []
    element, area = root.first("autoFilter"), filter_area(root)
    if element and area and growth.continues(area):
        edits.append(Edit(element.start, element.inside, _ref(tag_of(element), growth.grown(area))))
    validations = [v for group in root.named("dataValidations") for v in group.named("dataValidation")]
    taken = [area for v in validations for area in parse_areas(v.attributes.get("sqref", ""))]
    ignored = [i for group in root.named("ignoredErrors") for i in group.named("ignoredError")]
    for ranged in (*root.named("conditionalFormatting"), *ignored):
        edits += _grown_list(ranged, tag_of, growth, [])
    for validation in validations:
        edits += _grown_list(validation, tag_of, growth, taken)
    for extensions in root.named("extLst"):
        for owner in extensions.all():
            if owner.name in ("conditionalFormatting", "dataValidation"):
                edits += _grown_extension(owner, growth)
    return edits


def _grown_list(element: Element, tag_of: TagOf, growth: Growth, taken: list[Area]) -> list[Edit]:
    written = element.attributes.get("sqref", "")
    new = _grown_names(written, growth, taken)
    if new == written:
        return []
    return [Edit(element.start, element.inside, with_attributes(tag_of(element), {"sqref": new}))]


def _grown_extension(owner: Element, growth: Growth) -> list[Edit]:
    return [
        Edit(child.inside, child.close, new.encode())
        for child in owner.children
        if child.name == "sqref" and child.namespace == _EXCEL_AREAS
        if (new := _grown_names(child.text, growth, [])) != child.text
    ]


def _grown_names(written: str, growth: Growth, taken: list[Area]) -> str:
    """The list of areas with those grown that reach the data's last row, where the room is not `taken`."""
    names = []
    for name in written.split():
        area = parse_area(name)
        if area and growth.reaches(area):
            room = Area(area.bottom + 1, area.left, growth.end, area.right)
            if not any(other.overlaps(room) for other in taken):
                name = str(growth.grown(area))
        names.append(name)
    return " ".join(names) if names != written.split() else written


def _with_ref(data: bytes, element: Element, area: Area) -> Edit:
    return Edit(element.start, element.inside, _ref(data[element.start : element.inside], area))


def _ref(tag: bytes, area: Area) -> bytes:
    return with_attributes(tag, {"ref": str(area)})


def grown_name(data: bytes, name: Element, old: Area, new: Area) -> list[Edit]:
    """A defined name of the area `old` (`'Sheet 1'!$A$1:$C$9`) made one of `new`, which ends lower."""
    if parse_area(name.text.rpartition("!")[2]) != old:
        return []
    raw = data[name.inside : name.close]
    digits = _LAST_DIGITS.search(raw)
    if digits is None:
        return []
    return [Edit(name.inside + digits.start(), name.inside + digits.end(), str(new.bottom).encode())]
