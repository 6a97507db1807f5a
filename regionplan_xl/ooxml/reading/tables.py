"""Tables of a sheet (ECMA-376 part 1 section 18.5.1)."""

from dataclasses import dataclass, replace

from lxml import etree

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.reading.cells import unescaped
from regionplan_xl.ooxml.xml.markup import child, children, row_count


@dataclass(frozen=True)
class Table:
    """A table: `area` with its header and total rows; `columns` are the names of its columns, left to right.

    `autofilter` is the area under filter buttons, None where it has none.
    """

    name: str
    part: str
    area: Area
    columns: tuple[str, ...]
    header_row: bool
    totals_row: bool
    autofilter: Area | None

    @property
    def totals(self) -> Area | None:
        """The row of totals."""
        return replace(self.area, top=self.area.bottom) if self.totals_row else None


def parse_table(root: etree._Element, part: str) -> Table:
    """The table that a table part describes; `Rejected` where it lies nowhere."""
    area = parse_area(root.get("ref", ""))
    if area is None:
        raise refusals.damaged_part(part)
    columns = child(root, "tableColumns")
    filtered = child(root, "autoFilter")
    return Table(
        name=unescaped(root.get("displayName") or root.get("name") or ""),
        part=part,
        area=area,
        columns=tuple(unescaped(c.get("name", "")) for c in children(columns, "tableColumn"))
        if columns is not None
        else (),
        header_row=row_count(root.get("headerRowCount"), 1) > 0,
        totals_row=row_count(root.get("totalsRowCount"), 0) > 0,
        autofilter=parse_area(filtered.get("ref", "")) if filtered is not None else None,
    )
