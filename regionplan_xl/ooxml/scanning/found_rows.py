"""The result of a scan of a sheet: rows as written, and the sheet without its rows."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from regionplan_xl.ooxml.common.references import Area, parse_area
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element, is_spreadsheet, parse_xml

HOLDS = re.compile(rb"<(?:[^\s<>/:=]+:)?(?:f[\s/>]|[vt](?:\s[^<>]*)?>(?:[^<]|<!))")
"""Matches a cell with content."""
_FORMULA = re.compile(rb"<(?:[^\s<>/:=]+:)?f[\s/>]")
_AREA = re.compile(
    rb"<(?:[^\s<>/:=]+:)?f(?=\s)(?=[^<>]*\st\s*=\s*[\"'](?:array|dataTable)[\"'])[^<>]*\sref\s*=\s*[\"']([^\"'<>]*)[\"']"
)


class UnsupportedSheet(Exception):  # noqa: N818  (a verdict on one sheet)
    """The sheet is written in a way that cannot be changed in place."""


@dataclass(frozen=True, slots=True)
class RowXml:
    """A row as written; `start` is its offset in the part."""

    number: int
    start: int
    xml: bytes


@dataclass
class SheetScan:
    """The result of a scan of a sheet. Positions are byte offsets in the part.

    `rows` are the requested rows that exist; `before` is the insertion point of each of the others; `duplicates` are
    rows that occur more than once. `first` and `last` are the first and last row with content (0: none). `root` is the
    sheet without its rows, which take `rows_length` bytes. `at_end` are the rows from `last` on, by number; None if
    they are out of order or too many.
    """

    rows: dict[int, RowXml] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)
    duplicates: set[int] = field(default_factory=set)
    first: int = 0
    last: int = 0
    formula_areas: list[Area] = field(default_factory=list)
    has_formulas: bool = False
    prefix: bytes = b""
    root: Element = field(default_factory=lambda: Element("", "", {}, b"", 0))
    sheet_data: Element = field(default_factory=lambda: Element("", "", {}, b"", 0))
    rows_length: int = 0
    at_end: dict[int, RowXml] | None = None

    def add_from_end(self, wanted: Iterable[int]) -> bool:
        """Add the rows `wanted` as if they had been requested; return False if that needs another scan."""
        missing = sorted(set(wanted) - self.rows.keys() - self.before.keys())
        if missing and (self.at_end is None or not 0 < self.last <= missing[0]):
            return False
        known = self.at_end or {}
        numbers = [*known]
        for number in missing:
            following = numbers[bisect_left(numbers, number) :]
            if number in known:
                self.rows[number] = known[number]
            else:
                self.before[number] = known[following[0]].start if following else self.end_of_rows
        return True

    @property
    def end_of_rows(self) -> int:
        """The position after the last row."""
        return self.sheet_data.inside + self.rows_length

    @property
    def merged(self) -> list[Area]:
        """The merged ranges."""
        merges = self.root.grouped("mergeCells", "mergeCell")
        return [area for merge in merges if (area := parse_area(merge.get("ref", "")))]

    def set_root(self, head: bytes, tail: bytes, start: int, part: str) -> None:
        """Parse the sheet without its rows; raises `UnsupportedSheet` if its `sheetData` is not at `start`."""
        self.root = parse_xml(head + tail, part)
        sheet_data = self.root.first("sheetData")
        if not is_spreadsheet(self.root, "worksheet") or sheet_data is None or sheet_data.start != start:
            raise UnsupportedSheet
        self.sheet_data = sheet_data

    def note_formulas(self, xml: bytes) -> None:
        """Record the formulas in some rows."""
        self.has_formulas = self.has_formulas or has_formula(xml)
        if b"array" in xml or b"dataTable" in xml:
            self.formula_areas += [a for m in _AREA.finditer(xml) if (a := parse_area(m[1].decode()))]

    def in_part(self, edit: ByteEdit) -> ByteEdit:
        """Convert an edit of `root` to an edit of the part."""
        shift = 0 if edit.start <= self.sheet_data.start else self.rows_length
        return ByteEdit(edit.start + shift, edit.end + shift, edit.new)


def has_formula(xml: bytes) -> bool:
    """Return whether this piece of a sheet has a cell with a formula."""
    return (b"<f" in xml or b":f" in xml) and bool(_FORMULA.search(xml))
