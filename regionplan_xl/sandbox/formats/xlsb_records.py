"""The records of an .xlsb part ([MS-XLSB] section 2.1.4)."""

from collections.abc import Iterator

from regionplan_xl.ooxml.common import refusals

Record = tuple[int, bytes]


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
