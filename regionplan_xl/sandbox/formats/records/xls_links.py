"""The links on a sheet of an .xls ([MS-XLS] sections 2.4.140 and 2.4.141, [MS-OSHARED] section 2.3.7)."""

import struct
from uuid import UUID

from regionplan_xl.sandbox.formats.records.xls_records import xls_short

LINK, LINK_TIP = 0x01B8, 0x0800
_OBJECT = 8 + 16 + 4  # bytes before the flags: the cells, a class, and the version of the object
_HAS_MONIKER, _HAS_NAME, _HAS_FRAME, _IS_TEXT = 0x01, 0x10, 0x80, 0x100
_ADDRESS, _FILE = UUID("79eac9e0-baf9-11ce-8c82-00aa004ba90b"), UUID("00000303-0000-0000-c000-000000000046")
_BEFORE_UNICODE = 2 + 2 + 16 + 4  # bytes between the two forms of a file's path


def link_cell(contents: bytes, kind: int) -> tuple[int, int]:
    """Return the first row and column, from 1, of the cells of a link or its tip."""
    at = 2 if kind == LINK_TIP else 0
    return xls_short(contents, at) + 1, xls_short(contents, at + 4) + 1


def link_tip(contents: bytes) -> str:
    """Return the text that is shown where somebody points at a link."""
    return _wide(contents[10:])


def link_address(contents: bytes) -> str:
    """Return the address of a link; "" for a place in the workbook. Raises `ValueError` if the record is damaged."""
    try:
        (flags,) = struct.unpack_from("<L", contents, _OBJECT)
        at = _OBJECT + 4
        for _ in filter(None, (flags & _HAS_NAME, flags & _HAS_FRAME)):
            at += 4 + 2 * struct.unpack_from("<L", contents, at)[0]
        if not flags & _HAS_MONIKER:
            return ""
        if flags & _IS_TEXT:
            return _wide(contents[at + 4 :])
        kind, at = UUID(bytes_le=contents[at : at + 16]), at + 16
        if kind == _ADDRESS:
            return _wide(contents[at + 4 :])
        return _path(contents, at + 2) if kind == _FILE else ""
    except struct.error as error:
        raise ValueError from error


def _path(contents: bytes, at: int) -> str:
    """Return the path of a file: in Unicode if it has that form too."""
    (length,) = struct.unpack_from("<L", contents, at)
    short = contents[at + 4 : at + 4 + length].rstrip(b"\0").decode("cp1252", "replace")
    at += 4 + length + _BEFORE_UNICODE
    (size,) = struct.unpack_from("<L", contents, at)
    if not size:
        return short
    (length,) = struct.unpack_from("<L", contents, at + 4)
    return contents[at + 10 : at + 10 + length].decode("utf-16-le", "replace")


def _wide(contents: bytes) -> str:
    """Return the text up to the first zero character."""
    return contents[: len(contents) & ~1].decode("utf-16-le", "replace").partition("\0")[0]
