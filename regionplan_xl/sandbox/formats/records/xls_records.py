"""The records of an .xls ([MS-XLS] sections 2.1.4 and 2.4)."""

from collections.abc import Iterator

XlsRecord = tuple[int, bytes]
BEGIN, END = 0x0809, 0x000A
"""The first and last record of a substream: the workbook's own, a sheet, or a chart within a sheet."""
_SHEET, _BIFF8 = 0x0085, 0x0600


def xls_sheets(stream: bytes) -> dict[str, int]:
    """Return the offset of each sheet, by name; raise `ValueError` for a format older than BIFF8."""
    found = {}
    for kind, contents in xls_records(stream, 0):
        if kind == BEGIN and xls_short(contents, 0) != _BIFF8:
            raise ValueError
        if kind == _SHEET:
            found[xls_string(contents, 8, contents[6], contents[7])] = int.from_bytes(contents[:4], "little")
    return found


def xls_string(contents: bytes, at: int, length: int, flags: int) -> str:
    """Return a string of `length` characters: two bytes each if bit 0 of `flags` is set."""
    if flags & 1:
        return contents[at : at + 2 * length].decode("utf-16-le", "replace")
    return contents[at : at + length].decode("latin-1")


def xls_short(contents: bytes, at: int) -> int:
    """Return a 16-bit integer; raise `ValueError` if there are fewer than two bytes left."""
    if at + 2 > len(contents):
        raise ValueError
    return int.from_bytes(contents[at : at + 2], "little")


def xls_records(stream: bytes, at: int) -> Iterator[XlsRecord]:
    """Yield the records of one substream, up to its end."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = xls_short(stream, at), xls_short(stream, at + 2)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == BEGIN) - (kind == END)
        if depth <= 0:
            return
