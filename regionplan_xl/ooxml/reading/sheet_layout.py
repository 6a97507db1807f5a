"""Read a sheet's layout besides its cells: merged ranges, column widths, and what is hidden."""

from collections.abc import Iterator
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.expat_parser import expat_parser, feed, read_pieces
from regionplan_xl.ooxml.xml.namespaces import SPREADSHEET

_MERGED, _ROWS, _COLUMN, _ROW = (
    {f"{space} {name}" for space in SPREADSHEET} for name in ("mergeCell", "sheetData", "col", "row")
)
_WIDE = 1_000  # columns; a width that applies to all remaining columns is ignored


def read_merged(stream: BinaryIO, part: str, sheet: str, limits: Limits) -> tuple[Area, ...]:
    """Return the merged ranges of a sheet; raise `Rejected` beyond the limit, or for a range outside the sheet."""
    areas: list[Area] = []
    parser = expat_parser(part, namespaces=True)
    in_rows = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal in_rows
        if name in _MERGED:
            area = parse_area(attributes.get("ref", ""))
            if area is None:
                raise refusals.outside_the_sheet(sheet, attributes.get("ref", "")[:40])
            areas.append(area)
            if len(areas) > limits.merges:
                raise refusals.too_many(part, limits.merges)
        elif name in _ROWS:
            in_rows = True

    def end(name: str) -> None:
        nonlocal in_rows
        if name in _ROWS:
            in_rows = False

    def skipping_rows() -> Iterator[bytes]:
        """Yield the pieces of the part, with the handlers off within the rows, which are most of a sheet."""
        before = b""
        for piece in read_pieces(stream):
            near = before + piece
            rows_only = in_rows and b"sheetData" not in near and b"\0" not in near
            parser.StartElementHandler = None if rows_only else start
            parser.EndElementHandler = None if rows_only else end
            before = piece
            yield piece

    for _ in feed(parser, skipping_rows(), part):
        pass
    return tuple(areas)


def read_widths(stream: BinaryIO, part: str) -> dict[int, float]:
    """Return the explicit column widths (in characters); 0 for a hidden column."""
    widths: dict[int, float] = {}
    parser = expat_parser(part, namespaces=True)
    at_rows = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at_rows
        at_rows = at_rows or name in _ROWS
        if name in _COLUMN:
            first, last = parse_whole(attributes.get("min")) or 0, parse_whole(attributes.get("max")) or 0
            try:
                width = 0.0 if parse_boolean(attributes.get("hidden")) else float(attributes["width"])
            except (KeyError, ValueError):
                return
            widths.update(dict.fromkeys(range(max(first, 1), min(last, _WIDE) + 1), width))

    parser.StartElementHandler = start
    for _ in feed(parser, read_pieces(stream), part):
        if at_rows:
            break
    return widths


def read_hidden(stream: BinaryIO, part: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of the hidden rows and columns, whether filtered or hidden by hand."""
    rows: set[int] = set()
    columns: set[int] = set()
    parser = expat_parser(part, namespaces=True)
    last = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal last
        if name in _ROW:
            last = parse_whole(attributes.get("r")) or last + 1
            if parse_boolean(attributes.get("hidden")):
                rows.add(last)
        elif name in _COLUMN and parse_boolean(attributes.get("hidden")):
            first = max(parse_whole(attributes.get("min")) or 1, 1)
            columns.update(range(first, min(parse_whole(attributes.get("max")) or 0, _WIDE) + 1))

    parser.StartElementHandler = start
    for _ in feed(parser, read_pieces(stream), part):
        pass
    return frozenset(rows), frozenset(columns)
