"""Write a package many times with different bytes in a few places, compressing the rest only once.

Deflated data is a sequence of blocks (RFC 1951 section 3.2.3). Fixed pieces are compressed into separate blocks that
end at a whole byte and refer to nothing before them, so they can be placed between the others unchanged.
"""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.package.zip_reader import END, Directory, read_directory
from regionplan_xl.ooxml.package.zip_writer import write_archive

_END_BLOCK = b"\x03\x00"  # an empty final block
_STORED = struct.Struct("<BHH")
_STORE_AT_MOST = 512  # bytes; less is not worth compressing
_LEVEL, _MEMORY = 2, 7
# Offsets of checksum and sizes in a local header and a directory record, of the header's offset in a record, and of the
# directory's offset in the end record.
_SIZES, _PLACE = struct.Struct("<3L"), struct.Struct("<L")
_IN_LOCAL, _IN_CENTRAL, _PLACE_IN_CENTRAL, _PLACE_IN_END = 14, 16, 42, 16


class _PackedPart(NamedTuple):
    data: bytes
    crc: int
    size: int


class _PartForm:
    """A part made of constants and gaps in turn, starting and ending with a constant."""

    def __init__(self, constants: Sequence[bytes]) -> None:
        self._constants = [(one, _packed(one) if len(one) > _STORE_AT_MOST else b"") for one in constants]

    def filled(self, gaps: Sequence[bytes]) -> _PackedPart:
        """Return the part with its gaps filled in."""
        blocks: list[bytes] = []
        crc = size = 0
        loose = b""
        for (constant, packed), gap in zip(self._constants, (*gaps, b""), strict=True):
            if packed:
                blocks += (_block(loose), packed)
                loose = gap
            else:
                loose += constant + gap
            crc = zlib.crc32(gap, zlib.crc32(constant, crc))
            size += len(constant) + len(gap)
        blocks += (_block(loose), _END_BLOCK)
        return _PackedPart(b"".join(blocks), crc, size)


class PackageForm:
    """A package with gaps in some of its parts."""

    def __init__(
        self, data: bytes, directory: Directory, parts: Mapping[str, Sequence[bytes]], limits: Limits
    ) -> None:
        """`parts`: the constants around the gaps of each part, by its name as spelt in the zip."""
        self._forms = {name: _PartForm(constants) for name, constants in parts.items()}
        out = io.BytesIO()
        write_archive(out, data, directory, dict.fromkeys(parts, b""))
        empty = out.getvalue()
        entries = read_directory(empty, limits).entries
        self._start = max(entry.end for entry in entries)
        self._directory = empty[self._start :]
        places = accumulate((len(entry.central) for entry in entries), initial=0)
        records = dict(zip((entry.name for entry in entries), places, strict=False))
        self._entries: list[tuple[str, int, int]] = []
        """Each entry's name, its offset, and the offset of its record in the directory."""
        self._before: dict[str, tuple[bytes, bytes]] = {}
        """The bytes before a part's data, split around its sizes."""
        copied = 0
        for entry in sorted(entries, key=lambda entry: entry.start):
            self._entries.append((entry.name, entry.start, records[entry.name]))
            if entry.name in parts:
                sizes = entry.start + _IN_LOCAL
                self._before[entry.name] = empty[copied:sizes], empty[sizes + _SIZES.size : entry.data]
                copied = entry.end
        self._after = empty[copied : self._start]

    def pack(self, gaps: Mapping[str, Sequence[bytes]]) -> bytes:
        """Return the package with the gaps of each part filled in."""
        out: list[bytes] = []
        directory = bytearray(self._directory)
        moved = 0
        for name, place, record in self._entries:
            _PLACE.pack_into(directory, record + _PLACE_IN_CENTRAL, place + moved)
            if name not in self._before:
                continue
            part = self._forms[name].filled(gaps[name])
            sizes = _SIZES.pack(part.crc, len(part.data), part.size)
            directory[record + _IN_CENTRAL : record + _IN_CENTRAL + _SIZES.size] = sizes
            before, header = self._before[name]
            out += (before, sizes, header, part.data)
            moved += len(part.data) - len(_END_BLOCK)
        _PLACE.pack_into(directory, len(directory) - END.size + _PLACE_IN_END, self._start + moved)
        return b"".join((*out, self._after, directory))


def _packed(constant: bytes) -> bytes:
    """Return bytes as deflated blocks that refer to nothing before them."""
    deflater = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflater.compress(constant) + deflater.flush(zlib.Z_FULL_FLUSH)


def _block(loose: bytes) -> bytes:
    if len(loose) > _STORE_AT_MOST:
        deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, _MEMORY)
        return deflater.compress(loose) + deflater.flush(zlib.Z_FULL_FLUSH)
    return _STORED.pack(0, len(loose), len(loose) ^ 0xFFFF) + loose if loose else b""
