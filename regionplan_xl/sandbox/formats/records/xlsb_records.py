"""The records of an .xlsb part ([MS-XLSB] section 2.1.4)."""

from collections.abc import Iterator

from regionplan_xl.ooxml.common import refusals

Record = tuple[int, bytes]
ROW = 0
"""BrtRowHdr, whose contents begin with the number of the row."""
WHOLE = frozenset({*range(1, 12), 62})
"""BrtCellBlank to BrtFmlaError, BrtCellRString: records of cells that include the column, before the style."""
SHORT = range(12, 19)
"""Records of cells that begin with the style; the cell follows the previous one (section 2.4)."""


def read_records(part: bytes) -> Iterator[Record]:
    """Yield the records of a part: number and contents ([MS-XLSB] 2.1.4)."""
    at = 0
    while at < len(part):
        kind, at = _read_number(part, at, 2)
        length, at = _read_number(part, at, 4)
        if at + length > len(part):
            raise refusals.damaged()
        yield kind, part[at : at + length]
        at += length


def placed_records(sheet: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """Yield the number and contents of each record of a sheet, with its row and column."""
    row, column = 0, -1
    for kind, contents in read_records(sheet):
        if kind == ROW:
            row, column = int.from_bytes(contents[:4], "little"), -1
        elif kind in WHOLE and len(contents) >= 4:
            column = int.from_bytes(contents[:4], "little")
        elif kind in SHORT:
            column += 1
        yield kind, contents, row, column


def _read_number(part: bytes, at: int, longest: int) -> tuple[int, int]:
    """Read a number in groups of seven bits, lowest first; return it and the offset after it."""
    value = 0
    for shift in range(longest):
        if at >= len(part):
            raise refusals.damaged()
        byte = part[at]
        at += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return value, at


def wide_text(contents: bytes, at: int) -> tuple[str, int]:
    """Return the string (XLWideString) at an offset, and the offset after it; raise `ValueError` if it is cut off."""
    length = whole_number(contents, at)
    if length == 0xFFFFFFFF:  # none
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(contents):
        raise ValueError
    return contents[at + 4 : end].decode("utf-16-le", "replace"), end


def whole_number(contents: bytes, at: int) -> int:
    """Return the number in the four bytes at an offset; raise `ValueError` if there are fewer."""
    if at + 4 > len(contents):
        raise ValueError
    return int.from_bytes(contents[at : at + 4], "little")
