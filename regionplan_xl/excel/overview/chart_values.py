"""The cell values cached in charts on Oversikt, for programs that do not calculate (ECMA-376 21.2.2)."""

from collections.abc import Iterator, Mapping

from regionplan_xl.excel.common.workbook_update import RowColumn
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.editing.cell_values import Cached
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape

_CACHES = {"strRef": "strCache", "numRef": "numCache"}


def changed_charts(
    workbook: Workbook, overview: str, updated: Mapping[str, Mapping[RowColumn, object]]
) -> dict[str, Contents]:
    """Return by part the charts on the sheet `overview` that show its cells, with their values after the update."""
    sheet = next(info for info in workbook.sheets if info.name == overview)
    package = workbook.package
    charts = [
        chart.target
        for drawing in package.related(sheet.part, "drawing")
        for chart in package.related(drawing.target, "chart")
        if package.find(chart.target)
    ]
    if not charts:
        return {}
    values: dict[RowColumn, object] = {
        (row, column): cell.value for row, cells in workbook.rows(overview) for column, cell in cells.items()
    }
    values |= updated.get(overview, {})
    found: dict[str, Contents] = {}
    for name in dict.fromkeys(charts):
        if edits := list(_edits(package.parse(name), overview, values)):
            found[name] = XmlPart.of(package, name).contents(edits)
    return found


def _edits(root: Element, overview: str, values: Mapping[RowColumn, object]) -> Iterator[ByteEdit]:
    for reference in root.descendants():
        formula = reference.first("f") if reference.name in _CACHES else None
        cache = reference.first(_CACHES[reference.name]) if formula else None
        area = _own_area(formula.text, overview) if formula and cache else None
        if area is None or cache is None:
            continue
        new = _points(area, values, cache.prefix, numbers=reference.name == "numRef")
        old = [child for child in cache.children if child.name in ("ptCount", "pt")]
        if old and root.source[old[0].start : old[-1].end] != new:
            yield ByteEdit(old[0].start, old[-1].end, new)


def _own_area(formula: str, overview: str) -> Area | None:
    """Return the cells of Oversikt that a chart shows; None if they are elsewhere or not contiguous."""
    sheet, _, cells = formula.strip().rpartition("!")
    if sheet.strip("'").replace("''", "'").casefold() != overview.casefold():
        return None
    return parse_area(cells.replace("$", ""))


def _points(area: Area, values: Mapping[RowColumn, object], prefix: str, *, numbers: bool) -> bytes:
    cells = [(r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)]
    xml = [f'<{prefix}ptCount val="{len(cells)}"/>']
    for index, at in enumerate(cells):
        value = values.get(at)
        value = value.value if isinstance(value, Cached) else value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is None or value == "" or (numbers and not is_number):
            continue
        text = f"{value:.15g}" if is_number else escape(str(value))
        xml.append(f'<{prefix}pt idx="{index}"><{prefix}v>{text}</{prefix}v></{prefix}pt>')
    return "".join(xml).encode()
