"""Tables and pivot tables of a sheet (ECMA-376 part 1 sections 18.5.1 and 18.10.1)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.xml.attribute_values import parse_row_count, parse_whole
from regionplan_xl.ooxml.xml.element import Element


@dataclass(frozen=True)
class ExcelTable:
    """A table: `area` includes its header and total rows; `columns` are its column names, left to right.

    `autofilter` is the area with filter buttons; None if there is none.
    """

    name: str
    part: str
    area: Area
    columns: tuple[str, ...]
    header_rows: int
    totals_rows: int
    autofilter: Area | None

    @property
    def headings(self) -> Area:
        """The header rows (empty if `header_rows` is 0). Their texts are also the column names."""
        return self.area.down_to(self.area.top + self.header_rows - 1)

    @property
    def totals(self) -> Area | None:
        """The totals rows; None if there are none."""
        return replace(self.area, top=self.area.bottom - self.totals_rows + 1) if self.totals_rows else None

    @property
    def is_without_headings(self) -> bool:
        """Whether its headings are those that Excel gives («Column1», «Column2» in its language), from 1 on."""
        stem = self.columns[0].removesuffix("1") if self.columns else ""
        return bool(stem) and self.columns == tuple(f"{stem}{at}" for at in range(1, len(self.columns) + 1))


def parse_table(root: Element, part: str) -> ExcelTable:
    """Parse a table part; raise `Rejected` if it has no area."""
    area = parse_area(root.get("ref", ""))
    if area is None:
        raise refusals.damaged_part(part)
    return ExcelTable(
        name=unescape(root.get("displayName") or root.get("name", "")),
        part=part,
        area=area,
        columns=tuple(unescape(c.get("name", "")) for c in root.grouped("tableColumns", "tableColumn")),
        header_rows=parse_row_count(root.get("headerRowCount"), 1),
        totals_rows=parse_row_count(root.get("totalsRowCount"), 0),
        autofilter=autofilter_area(root),
    )


def autofilter_area(root: Element) -> Area | None:
    """Return the area of the filter of a sheet or table; None if there is none."""
    element = root.first("autoFilter")
    return parse_area(element.get("ref", "")) if element else None


def pivot_areas(root: Element) -> Iterator[Area]:
    """Yield the areas that a pivot table fills: its body, and the filter cells above it (section 18.10.1.49)."""
    location = root.first("location")
    area = parse_area(location.get("ref", "")) if location else None
    if location is None or area is None:
        return
    yield area
    rows = parse_whole(location.get("rowPageCount")) or 0
    columns = parse_whole(location.get("colPageCount")) or 1
    if 0 < rows < area.top - 1:
        yield Area(area.top - 1 - rows, area.left, area.top - 2, area.left + 3 * columns - 2)
