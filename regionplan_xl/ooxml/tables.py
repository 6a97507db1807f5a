"""Tables of a sheet (ECMA-376 part 1 section 18.5.1)."""

from dataclasses import dataclass

from lxml import etree

from regionplan_xl.ooxml import refusals
from regionplan_xl.ooxml.area import Area, parse_area
from regionplan_xl.ooxml.cells import unescaped
from regionplan_xl.ooxml.markup import child, children, whole


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


def parse_table(root: etree._Element, part: str) -> Table:
    """The table that a table part describes; `Rejected` where it lies nowhere."""
    area = parse_area(root.get("ref", ""))
    if area is None:
        raise refusals.damaged_part(part)
    columns = child(root, "tableColumns")
    filtered = child(root, "autoFilter")
    header_rows = whole(root.get("headerRowCount"))
    return Table(
        name=unescaped(root.get("displayName") or root.get("name") or ""),
        part=part,
        area=area,
        columns=tuple(unescaped(c.get("name", "")) for c in children(columns, "tableColumn"))
        if columns is not None
        else (),
        header_row=header_rows != 0,
        totals_row=bool(whole(root.get("totalsRowCount"))),
        autofilter=parse_area(filtered.get("ref", "")) if filtered is not None else None,
    )
