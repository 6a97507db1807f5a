"""What follows the rows of a sheet: merged ranges, links, headers and footers (ECMA-376 part 1 section 18.3.1.99)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.package.relationships import relationship_id
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.xml.element import Element, parse_xml
from regionplan_xl.ooxml.xml.expat_parser import read_pieces

_ROOT = re.compile(rb"<(?:[\w.-]+:)?worksheet\b[^>]*>")
_ROWS_END = re.compile(rb"<(?:/(?:[\w.-]+:)?sheetData\s*|(?:[\w.-]+:)?sheetData(?:\s[^<>]*)?/)>")
_LONGEST_TAG = 200  # bytes by which two pieces overlap
_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


@dataclass(frozen=True)
class Link:
    """A link on the cells of `area`: its relationship id ("" for a link within the workbook), and its tooltip."""

    area: Area
    relationship: str
    tip: str


@dataclass(frozen=True)
class SheetEnd:
    """Merged ranges, links, and the texts of headers and footers with their codes."""

    merged: tuple[Area, ...] = ()
    links: tuple[Link, ...] = ()
    headers: tuple[str, ...] = ()


def read_sheet_end(stream: BinaryIO, part: str, limits: Limits) -> SheetEnd:
    """Return what follows the rows of a UTF-8 sheet, skipping the rows; raise `Rejected` if it is broken."""
    root = parse_after_rows(stream, part, limits)
    if root is None:
        return SheetEnd()
    merged = [area for e in root.grouped("mergeCells", "mergeCell") if (area := parse_area(e.get("ref", "")))]
    if len(merged) > limits.merges:
        raise refusals.too_many(part, limits.merges)
    headers = (element for group in root.named("headerFooter") for element in group.named(*_HEADERS))
    texts = (unescape(element.text).strip() for element in headers)
    return SheetEnd(tuple(merged), tuple(_links(root)), tuple(text for text in texts if text))


def parse_after_rows(stream: BinaryIO, part: str, limits: Limits) -> Element | None:
    """Return a UTF-8 sheet with only what follows its rows; None if it has no rows."""
    document = _without_rows(stream)
    return None if document is None else parse_xml(document, part, limits)


def _links(root: Element) -> Iterator[Link]:
    for element in root.grouped("hyperlinks", "hyperlink"):
        area = parse_area(element.get("ref", ""))
        if area is not None:
            yield Link(area, relationship_id(element), unescape(element.get("tooltip", "")).strip())


def _without_rows(stream: BinaryIO) -> bytes | None:
    """Return the sheet's start tag and everything after its rows; None if it has no rows."""
    before = root = b""
    end: list[bytes] = []
    for piece in read_pieces(stream):
        if end:
            end.append(piece)
            continue
        near = before + piece
        if not root:
            found = _ROOT.search(near)
            root = found[0] if found else b""
        rows_end = _rows_end(near)
        if rows_end:
            end.append(near[rows_end.end() :])
        before = near if not root else near[-_LONGEST_TAG:]
    return b"".join([root, *end]) if root and end else None


def _rows_end(near: bytes) -> re.Match[bytes] | None:
    """Return the first tag that ends the rows. A regular expression alone would stop at every tag of the rows."""
    at = near.find(b"sheetData")
    while at >= 0:
        tag = near.rfind(b"<", max(at - _LONGEST_TAG, 0), at)
        if tag >= 0 and (found := _ROWS_END.match(near, tag)):
            return found
        at = near.find(b"sheetData", at + 1)
    return None
