"""Extend ranges when rows are appended: tables, filters and conditional formats.

Tables: ECMA-376 part 1 section 18.5.1.2; the rest: section 18.3.1.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.reading.tables import Table, autofilter_area
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.namespaces import EXCEL_AREAS


@dataclass(frozen=True)
class AppendedRows:
    """Rows appended below row `last`, down to row `end`, in the columns `left` to `right`.

    `first_data` is the first row below the headings, as far as the sheet tells.
    """

    last: int
    end: int
    left: int
    right: int
    first_data: int

    def belong_to(self, area: Area) -> bool:
        """Return whether `area` covers the data down to its last row, so that it should cover these rows too."""
        touched = max(self.last, self.first_data)
        covers_data = area.top < touched or touched == self.first_data
        return covers_data and area.top <= touched <= area.bottom < self.end and self._share_columns(area)

    def follow(self, area: Area) -> bool:
        """Return whether `area`, its headings included, ends where these rows begin."""
        return self.belong_to(area) or (
            area.top <= self.last <= area.bottom < self.end and self._share_columns(area)
        )

    def extend(self, area: Area) -> Area:
        """Return `area` down to the last of these rows."""
        return area.down_to(self.end)

    def _share_columns(self, area: Area) -> bool:
        return area.left <= self.right and self.left <= area.right


def table_edits(table: Table, root: Element, appended: AppendedRows) -> Iterator[ByteEdit]:
    """Yield what changes in a table's part, `root`.

    A table with totals stays as it is: rows are appended below them.
    """
    if table.totals_rows:
        return
    # In a table without rows Excel notes that its one blank row only waits for the first (section 18.5.1.2).
    changes: dict[str, str | None] = {"insertRow": None} if root.get("insertRow") else {}
    if appended.end > table.area.bottom:
        changes["ref"] = str(appended.extend(table.area))
    if changes:
        yield root.set_attributes(changes)
    if appended.end <= table.area.bottom:
        return
    element, area = root.first("autoFilter"), table.autofilter
    if element and area and area.bottom == table.area.bottom:
        yield element.set_attributes({"ref": str(appended.extend(area))})


def continued_tables(tables: Iterable[Table], appended: AppendedRows, own: str) -> Iterator[Table]:
    """Yield the tables that the rows become part of: the one in the part `own`, else those that end at the data."""
    for table in tables:
        ends_here = table.area.bottom >= appended.last and appended.follow(table.area.down_to(appended.last))
        if table.part == own if own else ends_here and not table.totals_rows:
            yield table


def first_data_row(root: Element, tables: Iterable[Table], first: int, last: int) -> int:
    """Return the row below the headings: of a table, a filter, frozen rows, or the first row that holds anything."""
    filtered = autofilter_area(root)
    headings = [table.headings.bottom for table in tables if table.header_rows]
    headings += [filtered.top] if filtered else []
    return max([first, min(_frozen_rows(root), last), *(row for row in headings if row <= last)]) + 1


def _frozen_rows(root: Element) -> int:
    for view in root.grouped("sheetViews", "sheetView"):
        for pane in view.named("pane"):
            rows = pane.get("ySplit", "0")
            if pane.get("state", "").startswith("frozen") and rows.isdecimal():
                return int(rows)
    return 0


def extended_ranges(root: Element, appended: AppendedRows) -> Iterator[ByteEdit]:
    """Yield what changes in the sheet's own XML, `root` being the sheet without its rows."""
    element, area = root.first("autoFilter"), autofilter_area(root)
    if element and area and appended.follow(area):
        yield element.set_attributes({"ref": str(appended.extend(area))})
    ignored = root.grouped("ignoredErrors", "ignoredError")
    for ranged in (*root.named("conditionalFormatting"), *ignored):
        yield from _extended_list(ranged, appended)
    for extensions in root.named("extLst"):
        for owner in extensions.descendants():
            if owner.name in ("conditionalFormatting", "dataValidation"):
                yield from _extended_child(owner, appended)


def _extended_list(element: Element, appended: AppendedRows) -> Iterator[ByteEdit]:
    written = element.get("sqref", "")
    new = extended_names(written, appended, [])
    if new != written:
        yield element.set_attributes({"sqref": new})


def _extended_child(owner: Element, appended: AppendedRows) -> Iterator[ByteEdit]:
    for child in owner.children:
        if child.name == "sqref" and child.namespace == EXCEL_AREAS:
            new = extended_names(child.text, appended, [])
            if new != child.text:
                yield ByteEdit(child.inside, child.close, new.encode())


def extended_names(written: str, appended: AppendedRows, taken: Sequence[Area]) -> str:
    """Return the list of areas, those extended that reach the data's last row, if the space below is not `taken`."""
    names = []
    for name in written.split():
        area = parse_area(name)
        if area and appended.belong_to(area):
            below = Area(area.bottom + 1, area.left, appended.end, area.right)
            if not any(other.overlaps(below) for other in taken):
                name = str(appended.extend(area))
        names.append(name)
    return " ".join(names) if names != written.split() else written
