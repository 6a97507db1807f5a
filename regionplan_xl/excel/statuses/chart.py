"""The chart of Oversikt: a series per status, in its colour. Charts made by people are left alone."""

import re
from collections.abc import Iterator, Mapping, Set

from regionplan_xl.colour import text_colour
from regionplan_xl.excel.common.cell_formats import status_symbol
from regionplan_xl.excel.statuses.count_table import CountTable
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.common.references import column_letters, parse_cell
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, apply_edits
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.plan.status import Scale, Status

_SYMBOL = re.compile(rb'(formatCode=")&quot;[^"]*?&quot;(0;;;")')
_COLOUR = re.compile(rb'(srgbClr val=")[0-9A-Fa-f]{6}(")')
_NUMBER = re.compile(rb'(<(?:\w+:)?(idx|order) val=")\d+(")')


def chart_parts(
    workbook: Workbook,
    overview: str,
    table: CountTable,
    scale: Scale,
    new: Mapping[int, Status],
    gone: Set[int],
    repainted: Mapping[int, Status],
) -> Iterator[tuple[str, Contents]]:
    """Yield the charts that draw every status, with `new` columns, without those in `gone`, in the current colours."""
    package = workbook.package
    drawn = (table.columns.keys() | gone) - new.keys()
    for drawing in package.related(workbook.sheet(overview).part, "drawing"):
        for chart in package.related(drawing.target, "chart"):
            root = package.parse(chart.target)
            series = [one for one in root.descendants() if one.name == "ser"]
            by_column = {column: one for one in series if (column := _column(one, overview, table.header))}
            # Ours also draws the measures without a status, which no other chart has reason to.
            if not drawn <= by_column.keys() or not by_column.keys() & set(table.others):
                continue
            pieces: list[bytes] = []
            last = max(drawn)
            for one in series:
                column = _column(one, overview, table.header)
                if column is not None and column in repainted:
                    pieces.append(_painted(one.xml, one, repainted[column], scale))
                elif column not in gone:
                    pieces.append(one.xml)
                if column == last:
                    pieces += [_copy(one, last, at, status, scale) for at, status in sorted(new.items())]
            xml = b"".join(_numbered(piece, number) for number, piece in enumerate(pieces))
            yield (
                chart.target,
                XmlPart.of(package, chart.target).contents([ByteEdit(series[0].start, series[-1].end, xml)]),
            )


def _column(series: Element, overview: str, header: int) -> int | None:
    """Return the column of Oversikt whose heading names the series."""
    name = series.first("tx")
    formula = next((one.text for one in name.descendants() if one.name == "f"), "") if name else ""
    sheet, _, cell = formula.rpartition("!")
    if sheet.strip("'").replace("''", "'").casefold() != overview.casefold():
        return None
    place = parse_cell(cell.replace("$", ""))
    return place[1] if place and place[0] == header else None


def _copy(series: Element, column: int, at: int, status: Status, scale: Scale) -> bytes:
    """Return a copy of a series for another column; its cached values are updated when the master is written."""
    old, new = (b"$%s$" % column_letters(one).encode() for one in (column, at))
    return _painted(series.xml, series, status, scale).replace(old, new)


def _painted(xml: bytes, series: Element, status: Status, scale: Scale) -> bytes:
    """Return a series in the colour of a status, and its labels with the symbol."""
    edits = []
    label = text_colour(status.colour)[1:].encode()
    for name, colour in (("spPr", status.colour[1:].encode()), ("dLbls", label)):
        part = series.first(name)
        if part is None:
            continue
        new = _COLOUR.sub(rb"\g<1>" + colour + rb"\g<2>", part.xml, count=1)
        symbol = f"&quot;{status_symbol(scale, status.key)} &quot;".encode()
        new = _SYMBOL.sub(rb"\g<1>" + symbol + rb"\g<2>", new)
        edits.append(ByteEdit(part.start - series.start, part.end - series.start, new))
    return apply_edits(xml, edits)


def _numbered(xml: bytes, number: int) -> bytes:
    """Return a series with its index among the others."""
    return _NUMBER.sub(rb"\g<1>%d\g<3>" % number, xml, count=2)
