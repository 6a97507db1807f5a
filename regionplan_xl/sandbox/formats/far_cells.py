"""Move isolated far cells closer together, for a reader that holds a sheet as one dense block.

A single cell in the last row and column of a sheet would cost that reader several gigabytes.
"""

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from regionplan_xl.ooxml.common.compound_file import Unreadable, find_stream, with_content
from regionplan_xl.ooxml.common.references import LAST_COLUMN, LAST_ROW

LARGEST_BLOCK = 2_000_000
"""The largest dense block, in cells, that is read as it is: some 60 MiB."""

_SCANNED = 16 * 1024 * 1024  # bytes of a stream; a larger one has more cells than we read
_DIMENSIONS, _MULTIPLE = 0x0200, 0x00BD
# FORMULA, MULRK, RSTRING, LABELSST, NUMBER, LABEL, BOOLERR and RK ([MS-XLS] 2.4): cells with a value.
_CELLS = frozenset({0x0006, _MULTIPLE, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
_PLACE = struct.Struct("<2H")


@dataclass(frozen=True)
class Lines:
    """The rows and columns with content, over all sheets, from 0 and in order. The index of each is its new number."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @classmethod
    def of(cls, rows: Collection[int], columns: Collection[int]) -> "Lines | None":
        """Return the lines with content; None if the block around them is small enough or larger than any sheet."""
        last, right = max(rows, default=0) + 1, max(columns, default=0) + 1
        if last * right <= LARGEST_BLOCK or last > LAST_ROW or right > LAST_COLUMN:
            return None
        return cls(tuple(sorted(rows)), tuple(sorted(columns)))

    def numbers(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return the new number of each row, and of each column."""
        return {row: at for at, row in enumerate(self.rows)}, {col: at for at, col in enumerate(self.columns)}


def gather_xls(data: bytes) -> tuple[bytes, Lines | None]:
    """Return an .xls with its cells moved together, and the lines they came from (None if no cell is far away).

    Corrects the dimensions that a sheet claims. Returns a broken container unchanged.
    """
    try:
        stream = find_stream(data, ("Workbook", "Book"))
    except Unreadable:
        return data, None
    if len(stream.content) > _SCANNED:
        return data, None
    content = bytearray(stream.content)
    records = list(_records(stream.content))
    places = {place for kind, at, length in records for place in _places(content, kind, at, length)}
    lines = Lines.of({row for row, _ in places}, {column for _, column in places})
    claims = [
        (at, length)
        for kind, at, length in records
        if kind == _DIMENSIONS and _claims_much(content, at, length)
    ]
    for at, length in claims:
        content[at : at + length - 2] = bytes(length - 2)
    if lines is not None:
        rows, columns = lines.numbers()
        for kind, at, length in records:
            if kind in _CELLS and length >= _PLACE.size:
                row, column = _PLACE.unpack_from(content, at)
                _PLACE.pack_into(content, at, rows[row], columns[column])
                if kind == _MULTIPLE:
                    last = struct.unpack_from("<H", content, at + length - 2)[0]
                    struct.pack_into("<H", content, at + length - 2, columns.get(last, last))
    changed = lines is not None or bool(claims)
    return (with_content(data, stream, bytes(content)) if changed else data), lines


def _records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each record of a workbook stream: its number, and the offset and length of its data."""
    at = 0
    while at + 4 <= len(content):
        kind, length = _PLACE.unpack_from(content, at)
        if at + 4 + length > len(content):
            return
        yield kind, at + 4, length
        at += 4 + length


def _places(content: bytes | bytearray, kind: int, at: int, length: int) -> Iterator[tuple[int, int]]:
    if kind not in _CELLS or length < _PLACE.size:
        return
    row, column = _PLACE.unpack_from(content, at)
    yield row, column
    if kind == _MULTIPLE:
        last = struct.unpack_from("<H", content, at + length - 2)[0]
        yield from ((row, between) for between in range(column + 1, min(last, 0xFF) + 1))


def _claims_much(content: bytearray, at: int, length: int) -> bool:
    """Return whether a sheet claims a large block. Row numbers have four bytes in BIFF8 ([MS-XLS] 2.4.90)."""
    if length not in (10, 14):
        return False
    first, last, left, right = struct.unpack_from("<2L2H" if length == 14 else "<4H", content, at)
    return bool((last - first) * (right - left) > LARGEST_BLOCK)
