"""What a sheet has besides its cells: merged ranges, hidden rows, widths of columns."""

from collections.abc import Iterator
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.common.references import LAST_ROW, Area, parse_area
from regionplan_xl.ooxml.xml.markup import SPREADSHEET, expat_parser, fed, pieces, truth, whole

_MERGED = frozenset(f"{space} mergeCell" for space in SPREADSHEET)
_ROWS = frozenset(f"{space} sheetData" for space in SPREADSHEET)
_ROW = frozenset(f"{space} row" for space in SPREADSHEET)
_COLUMN = frozenset(f"{space} col" for space in SPREADSHEET)
_WIDE = 1_000  # columns; one width for all the rest says nothing of any


def read_merged(stream: BinaryIO, part: str, sheet: str, limits: Limits) -> tuple[Area, ...]:
    """The merged ranges of a sheet; `Rejected` beyond the limit, or where one lies nowhere."""
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

    def attentive() -> Iterator[bytes]:
        """The pieces of the part; nobody is told of the rows, which is where nearly all of a sheet is."""
        before = b""
        for piece in pieces(stream):
            near = before + piece
            rows_only = in_rows and b"sheetData" not in near and b"\0" not in near
            parser.StartElementHandler = None if rows_only else start
            parser.EndElementHandler = None if rows_only else end
            before = piece
            yield piece

    for _ in fed(parser, attentive(), part):
        pass
    return tuple(areas)


def read_hidden_rows(stream: BinaryIO, part: str) -> frozenset[int]:
    """The rows of a sheet that are hidden, by hand or by a filter."""
    hidden: set[int] = set()
    parser = expat_parser(part, namespaces=True)
    row = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row
        if name in _ROW:
            row = whole(attributes.get("r")) or row + 1
            if truth(attributes.get("hidden")) and row <= LAST_ROW:
                hidden.add(row)

    parser.StartElementHandler = start
    for _ in fed(parser, pieces(stream), part):
        pass
    return frozenset(hidden)


def read_widths(stream: BinaryIO, part: str) -> dict[int, float]:
    """The widths (characters) of the columns that have one of their own; 0 for a hidden one."""
    widths: dict[int, float] = {}
    parser = expat_parser(part, namespaces=True)
    at_rows = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at_rows
        at_rows = at_rows or name in _ROWS
        if name in _COLUMN:
            first, last = whole(attributes.get("min")) or 0, whole(attributes.get("max")) or 0
            try:
                width = 0.0 if truth(attributes.get("hidden")) else float(attributes["width"])
            except (KeyError, ValueError):
                return
            widths.update(dict.fromkeys(range(max(first, 1), min(last, _WIDE) + 1), width))

    parser.StartElementHandler = start
    for _ in fed(parser, pieces(stream), part):
        if at_rows:
            break
    return widths
