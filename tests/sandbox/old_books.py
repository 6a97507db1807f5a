"""Build old binary workbooks by hand: .xls in its container, and .xlsb, smaller than any program writes them."""

import struct
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tests.ooxml.packages import RELATIONSHIPS, packed

Contents: TypeAlias = "Mapping[str, bytes | Contents]"
Place = tuple[int, int]  # row and column, from 0
_SECTOR = 512
_END, _FREE, _IS_FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def xls(
    cells: Mapping[Place, float | str], sheets: Sequence[str] = ("Ark1",), covers: Place | None = None
) -> bytes:
    """Return an .xls whose first sheet has those cells (MS-XLS section 2.4); text as LABEL records.

    `covers`: the numbers of rows and columns that the sheet claims, in a DIMENSIONS record.
    """
    bof = _biff(0x0809, struct.pack("<6H", 0x0600, 0x0005, 0, 0, 0, 0) + bytes(4))
    names = [_biff(0x0085, struct.pack("<LHBB", 0, 0, len(n), 0) + n.encode("latin-1")) for n in sheets]
    end = _biff(0x000A, b"")
    start = len(bof) + sum(map(len, names)) + len(end)
    bodies = []
    for index in range(len(sheets)):
        rows = [_cell(place, value) for place, value in sorted(cells.items())] if index == 0 else []
        if covers is not None:
            rows.insert(0, _biff(0x0200, struct.pack("<2L3H", 0, covers[0], 0, covers[1], 0)))
        bodies.append(
            _biff(0x0809, struct.pack("<6H", 0x0600, 0x0010, 0, 0, 0, 0) + bytes(4)) + b"".join(rows) + end
        )
    offsets = [start + sum(map(len, bodies[:i])) for i in range(len(sheets))]
    placed = [n[:4] + struct.pack("<L", at) + n[8:] for n, at in zip(names, offsets, strict=True)]
    return container({"Workbook": bof + b"".join(placed) + end + b"".join(bodies)})


def container(contents: Contents) -> bytes:
    """Return an OLE container of streams and storages (MS-CFB section 2), padded so that no mini stream is needed."""
    fat: list[int] = []
    data = b""
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if contents else _FREE)]

    def add(inside: Contents) -> None:
        nonlocal data
        for left, (name, content) in zip(range(len(inside) - 1, -1, -1), inside.items(), strict=True):
            at = len(entries)
            entries.append(b"")
            if isinstance(content, bytes):
                padded = content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\0")
                first, count = len(fat), len(padded) // _SECTOR
                fat.extend([*range(first + 1, first + count), _END])
                data += padded
                kind, start, size, child = 2, first, len(padded), _FREE
            else:
                kind, start, size, child = 1, _END, 0, len(entries) if content else _FREE
                add(content)
            after = len(entries) if left else _FREE
            entries[at] = _entry(name, kind, start, size, right=after, child=child)

    add(contents)
    directory = b"".join(entries).ljust(-(-len(entries) * 128 // _SECTOR) * _SECTOR, b"\0")
    at, count = len(fat), len(directory) // _SECTOR
    fat += [*range(at + 1, at + count), _END]
    fat_sectors = -(-(len(fat) + 1) * 4 // (_SECTOR - 4))
    fat_at = len(fat)
    fat += [_IS_FAT] * fat_sectors
    table = b"".join(struct.pack("<L", n) for n in fat).ljust(fat_sectors * _SECTOR, b"\xff")
    header = struct.pack(
        "<8s16x5H6x9L", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_sectors, at, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    where = b"".join(struct.pack("<L", fat_at + n) for n in range(fat_sectors))
    return (header + where).ljust(_SECTOR, b"\xff") + data + directory + table


def xlsb(
    cells: Mapping[Place, float],
    notes: Mapping[Place, str] | None = None,
    author: str = "",
    sheets: Sequence[str] = ("Tiltak",),
) -> bytes:
    """Return an .xlsb with those numbers on each sheet, and notes on cells (MS-XLSB sections 2.2.1 and 2.1.7.9)."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.bin" ContentType="{_BINARY}"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = (
        '<Relationships xmlns="{}"><Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'.format
    )
    bundles = [
        _record(156, struct.pack("<2L", 0, at) + _wide("rId1") + _wide(name))
        for at, name in enumerate(sheets, 1)
    ]
    book = _record(131) + _record(153, bytes(12)) + _record(143) + b"".join(bundles) + _record(144)
    rels, comments = "xl/worksheets/_rels/sheet1.bin.rels", "xl/comments1.bin"
    more: dict[str, str | bytes] = (
        {
            rels: link(RELATIONSHIPS, office, "comments", "../comments1.bin"),
            comments: _comments(notes, author),
        }
        if notes
        else {}
    )
    return packed(
        {
            **more,
            "[Content_Types].xml": types,
            "_rels/.rels": link(RELATIONSHIPS, office, "officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book + _record(132),
            "xl/_rels/workbook.bin.rels": link(RELATIONSHIPS, office, "worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": _sheet(cells),
        }
    )


def _comments(notes: Mapping[Place, str], author: str) -> bytes:
    body = _record(628) + _record(630) + _record(632, _wide(author)) + _record(631) + _record(633)
    for (row, column), text in notes.items():
        body += _record(635, struct.pack("<5L", 0, row, row, column, column) + bytes(16))
        body += _record(637, b"\0" + _wide(text)) + _record(636)
    return body + _record(634) + _record(629)


def _sheet(cells: Mapping[Place, float]) -> bytes:
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    body = bytearray(_record(129))
    body += _record(148, struct.pack("<4L", min(rows), max(rows), min(columns), max(columns)))
    body += _record(145)
    for (row, column), value in sorted(cells.items()):
        body += _record(0, struct.pack("<L", row) + bytes(21))
        body += _record(5, struct.pack("<2Ld", column, 0, value))
    return bytes(body + _record(146) + _record(130))


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def _cell(place: Place, value: float | str) -> bytes:
    row, column = place
    if isinstance(value, str):
        head = struct.pack("<4HB", row, column, 0, len(value), 0)
        return _biff(0x0204, head + value.encode("latin-1"))
    return _biff(0x0203, struct.pack("<3Hd", row, column, 0, value))


def _biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<2H", kind, len(content)) + content


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    return wide.ljust(64, b"\0") + struct.pack(
        "<H2B3L36xLQ", len(wide), kind, 1, _FREE, right, child, start, size
    )  # fmt: skip
