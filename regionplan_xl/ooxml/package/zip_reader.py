"""Read a zip file in memory: its directory and its entries, compressed and uncompressed.

We do not use `zipfile`, because untouched entries are copied as raw bytes and hostile directories are refused (PKWARE
APPNOTE 6.3.10 sections 4.3 to 4.5).
"""

import io
import itertools
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR64 = struct.Struct("<4sLQL")

LOCAL_MARK = b"PK\x03\x04"
CENTRAL_MARK = b"PK\x01\x02"
END_MARK = b"PK\x05\x06"
END64_MARK = b"PK\x06\x06"
LOCATOR64_MARK = b"PK\x06\x07"
DESCRIPTOR_MARK = b"PK\x07\x08"

STORED, DEFLATED = 0, 8
ENCRYPTED = 0x0001 | 0x0040 | 0x2000
DESCRIPTOR_FOLLOWS = 0x0008
NAME_IS_UTF8 = 0x0800
ZIP64_EXTRA = 0x0001
FULL32, FULL16 = 0xFFFFFFFF, 0xFFFF

_COMMENT_AT_MOST = 65_535
_STEP = 64 * 1024
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the directory. Positions are byte offsets in the file.

    `start` is the offset of its local header, `data` of its first compressed byte, and `end` of the byte after its
    compressed bytes and data descriptor, if any. `central` is its whole directory record.
    """

    name: str
    central: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int
    data: int
    end: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory of a zip: its entries in order, and the archive's comment."""

    entries: tuple[Entry, ...]
    comment: bytes


def read_directory(data: bytes, limits: Limits) -> Directory:
    """Return the directory of the zip file `data`; raise `Rejected` if it disagrees with the local headers."""
    if not data:
        raise refusals.empty_file()
    if data.startswith(_OLE_MARK):
        raise refusals.password_protected() if _names_encryption(data) else refusals.old_excel()
    try:
        start, stop, count, prefix, comment = _find_directory(data, limits)
        entries = tuple(_entries(data, start, stop, prefix, limits))
    except struct.error:
        raise refusals.damaged() from None
    if len(entries) != count:
        raise refusals.damaged()
    _refuse_overlaps(entries)
    return Directory(entries, comment)


def _names_encryption(data: bytes) -> bool:
    # The stream of an encrypted workbook (MS-OFFCRYPTO section 1.3.2), as spelt in OLE directories.
    return "EncryptedPackage".encode("utf-16-le") in data


def _find_directory(data: bytes, limits: Limits) -> tuple[int, int, int, int, bytes]:
    """Return the directory's start and end, the number of entries, the length of junk before the zip, the comment."""
    place = _end_record(data)
    _, _, _, _, count, size, offset, comment_length = END.unpack_from(data, place)
    comment = data[place + END.size : place + END.size + comment_length]
    stop = place
    locator = place - LOCATOR64.size
    if locator >= 0 and data.startswith(LOCATOR64_MARK, locator):
        stop = _end64_record(data, locator)
        *_, count, size, offset = END64.unpack_from(data, stop)
    if count > limits.parts:
        raise refusals.too_many_parts(limits.parts)
    start = stop - size
    prefix = start - offset
    if start < 0 or prefix < 0:
        raise refusals.damaged()
    return start, stop, count, prefix, comment


def _end_record(data: bytes) -> int:
    lowest = max(0, len(data) - END.size - _COMMENT_AT_MOST)
    place = data.rfind(END_MARK, lowest)
    while place >= 0:
        if place + END.size <= len(data):
            length = int.from_bytes(data[place + 20 : place + 22], "little")
            if place + END.size + length <= len(data):
                return place
        place = data.rfind(END_MARK, lowest, place + len(END_MARK) - 1)
    raise refusals.damaged() if data.startswith(LOCAL_MARK) else refusals.not_a_workbook()


def _end64_record(data: bytes, locator: int) -> int:
    _, _, offset, _ = LOCATOR64.unpack_from(data, locator)
    # The record precedes the locator, unless it has extra data; `offset` does not count junk before the zip.
    for place in (locator - END64.size, offset):
        if place >= 0 and data.startswith(END64_MARK, place):
            return int(place)
    raise refusals.damaged()


def _entries(data: bytes, start: int, stop: int, prefix: int, limits: Limits) -> Iterator[Entry]:
    place, seen = start, 0
    while place < stop and data.startswith(CENTRAL_MARK, place):
        seen += 1
        if seen > limits.parts:
            raise refusals.too_many_parts(limits.parts)
        fields = CENTRAL.unpack_from(data, place)
        name_length, extra_length, comment_length = fields[10:13]
        end = place + CENTRAL.size + name_length + extra_length + comment_length
        if end > stop:
            raise refusals.damaged()
        yield _entry(data, data[place:end], prefix, start)
        place = end


def _entry(data: bytes, central: bytes, prefix: int, limit: int) -> Entry:
    _, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, *_, offset = (
        CENTRAL.unpack_from(central)
    )
    raw_name = central[CENTRAL.size : CENTRAL.size + name_length]
    name = _decoded(raw_name, flags)
    extra = central[CENTRAL.size + name_length : CENTRAL.size + name_length + extra_length]
    size, packed, offset = _wide(extra, (size, packed, offset))
    start = prefix + offset
    if start + LOCAL.size > limit or not data.startswith(LOCAL_MARK, start):
        raise refusals.damaged_part(name)
    local = LOCAL.unpack_from(data, start)
    local_flags, local_method, local_name, local_extra = local[2], local[3], local[9], local[10]
    if (flags | local_flags) & ENCRYPTED:
        raise refusals.password_protected()
    name_at = start + LOCAL.size
    if data[name_at : name_at + local_name] != raw_name or local_method != method:
        raise refusals.contradictory_part(name)
    first = name_at + local_name + local_extra
    last = first + packed
    if last > limit:
        raise refusals.damaged_part(name)
    end = last + (
        _descriptor_length(data, last, crc, packed, size) if local_flags & DESCRIPTOR_FOLLOWS else 0
    )
    return Entry(name, central, flags, method, crc, packed, size, start, first, min(end, limit))


def _decoded(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        if flags & NAME_IS_UTF8:
            raise refusals.damaged() from None
        name = raw.decode("cp437")
    if "\0" in name or not name:
        raise refusals.damaged()
    return name


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the extra fields of a header as (id, whole field with its four-byte head); a broken tail has id -1."""
    place = 0
    while place < len(extra):
        if place + 4 > len(extra):
            yield -1, extra[place:]
            return
        kind, length = struct.unpack_from("<2H", extra, place)
        end = place + 4 + length
        yield (kind if end <= len(extra) else -1), extra[place:end]
        place = end


def _wide(extra: bytes, narrow: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return size, compressed size and offset; numbers with all 32 bits set are in the zip64 field (section 4.5.3)."""
    if FULL32 not in narrow:
        return narrow
    wide = next((field[4:] for kind, field in extra_fields(extra) if kind == ZIP64_EXTRA), b"")
    numbers = iter(struct.unpack(f"<{len(wide) // 8}Q", wide[: len(wide) // 8 * 8]))
    size, packed, offset = (next(numbers, n) if n == FULL32 else n for n in narrow)
    return size, packed, offset


def _descriptor_length(data: bytes, place: int, crc: int, packed: int, size: int) -> int:
    """Return the length of the data descriptor (with or without mark, 32 or 64 bits); 0 if there is none."""
    for numbers in ("2L", "2Q"):
        try:
            body = struct.pack(f"<L{numbers}", crc, packed, size)
        except struct.error:
            continue
        for descriptor in (DESCRIPTOR_MARK + body, body):
            if data.startswith(descriptor, place):
                return len(descriptor)
    return 0


def _refuse_overlaps(entries: tuple[Entry, ...]) -> None:
    in_place = sorted(entries, key=lambda entry: entry.start)
    for entry, following in itertools.pairwise(in_place):
        if entry.data + entry.packed > following.start:
            raise refusals.contradictory_part(following.name)


class UnpackedEntry(io.RawIOBase):
    """An entry's bytes as a stream; raises `Rejected` if checksum or size are wrong.

    `count` is called with the number of bytes so far, and may raise: headers are not trusted.
    """

    def __init__(self, data: bytes, entry: Entry, count: Callable[[int], None]) -> None:
        if entry.method not in (STORED, DEFLATED):
            raise refusals.unknown_packing(entry.name)
        self._data = data
        self._entry = entry
        self._count = count
        self._next = entry.data
        self._last = entry.data + entry.packed
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == DEFLATED else None
        self._unpacked_bytes = 0
        self._crc = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill `buffer` with the next bytes, maybe only partly; return 0 at the end, where the checksum is tested."""
        view = memoryview(buffer).cast("B")
        piece = self.piece(len(view))
        view[: len(piece)] = piece
        return len(piece)

    def piece(self, wanted: int) -> bytes:
        """Return at most `wanted` more bytes; b"" at the end."""
        try:
            piece = self._inflate(wanted) if self._inflater else self._take_packed(wanted)
        except zlib.error:
            raise self._broken() from None
        self._unpacked_bytes += len(piece)
        self._crc = zlib.crc32(piece, self._crc)
        self._count(self._unpacked_bytes)
        if self._unpacked_bytes > self._entry.size:
            raise self._broken()
        if not piece and (self._crc != self._entry.crc or self._unpacked_bytes != self._entry.size):
            raise self._broken()
        return piece

    def _inflate(self, wanted: int) -> bytes:
        inflater = self._inflater
        while inflater and not inflater.eof:
            packed = inflater.unconsumed_tail or self._take_packed(_STEP)
            piece = inflater.decompress(packed, wanted)
            if piece:
                return piece
            if not packed:
                raise self._broken()
        return b""

    def _take_packed(self, wanted: int) -> bytes:
        taken = self._data[self._next : min(self._next + wanted, self._last)]
        self._next += len(taken)
        return taken

    def _broken(self) -> Rejected:
        return refusals.damaged_part(self._entry.name)
