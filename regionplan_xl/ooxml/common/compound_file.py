"""Read the names and streams of a compound file, the container format of .xls, .doc and .msg ([MS-CFB]).

A stream can be written back in place.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA  # higher numbers mean the end of a chain, or no sector at all
_IN_HEADER = 109  # sectors of the allocation table that the header lists
_STREAM, _ROOT = 2, 5
_SIBLINGS, _CHILD = 68, 76  # where an entry has the numbers of others


class Unreadable(Exception):  # noqa: N818  (a verdict on one file)
    """The container's structure is broken."""


@dataclass(frozen=True)
class CompoundStream:
    """A stream: its content, and the parts of the file that hold it (start, length), in order."""

    content: bytes
    stretches: tuple[tuple[int, int], ...]


def find_stream(data: bytes, names: Collection[str]) -> CompoundStream:
    """Return the first stream with one of these names; raise `Unreadable` if there is none or it is broken."""
    try:
        return _Container(data).stream(names)
    except (struct.error, IndexError, MemoryError) as error:
        raise Unreadable from error


def top_names(data: bytes) -> frozenset[str]:
    """Return the names of the streams and storages that are in no other storage, as those of attached files are.

    Raises `Unreadable` if the directory is broken.
    """
    try:
        return frozenset(_Container(data).top_names())
    except (struct.error, IndexError, MemoryError) as error:
        raise Unreadable from error


def with_content(data: bytes, stream: CompoundStream, content: bytes) -> bytes:
    """Return the file with the stream's content replaced by other content of the same length."""
    out, at = bytearray(data), 0
    for start, length in stream.stretches:
        out[start : start + length] = content[at : at + length]
        at += length
    return bytes(out)


class _Container:
    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<2H", data, 30)
        first_directory, self._smallest = struct.unpack_from("<L4xL", data, 48)
        first_small, _, first_more, _ = struct.unpack_from("<4L", data, 60)
        if not (shift in (9, 12) and small_shift == 6):
            raise Unreadable
        self._size: int = 1 << shift
        self._small_size: int = 1 << small_shift
        self._next = self._allocation(first_more)
        self._directory = self._joined(self._chain(self._next, first_directory))
        self._first_small = first_small

    def _entries(self) -> list[bytes]:
        return [self._directory[at : at + _ENTRY] for at in range(0, len(self._directory), _ENTRY)]

    def top_names(self) -> Iterator[str]:
        entries = self._entries()
        root = next((entry for entry in entries if entry[66] == _ROOT), None)
        if root is None:
            raise Unreadable
        waiting, seen = [struct.unpack_from("<L", root, _CHILD)[0]], set[int]()
        while waiting:
            at = waiting.pop()
            if at >= len(entries) or at in seen:
                continue
            seen.add(at)
            yield _name(entries[at])
            waiting += struct.unpack_from("<2L", entries[at], _SIBLINGS)

    def stream(self, names: Collection[str]) -> CompoundStream:
        entries = self._entries()
        root = next((entry for entry in entries if entry[66] == _ROOT), b"")
        for entry in entries:
            if entry[66] == _STREAM and _name(entry) in names:
                first, size = struct.unpack_from("<2L", entry, 116)
                places = self._small_places(root, first) if size < self._smallest else self._places(first)
                stretches = tuple(_cut(list(places), size))
                content = b"".join(self._data[start : start + length] for start, length in stretches)
                if len(content) < size:
                    raise Unreadable
                return CompoundStream(content, stretches)
        raise Unreadable

    def _allocation(self, first_more: int) -> Sequence[int]:
        """Return the allocation table: the next sector of each sector."""
        listed = list(struct.unpack_from(f"<{_IN_HEADER}L", self._data, 76))
        per_sector, seen = self._size // 4, 0
        while first_more < _LAST_SECTOR and seen <= len(self._data) // self._size:
            *more, first_more = struct.unpack_from(f"<{per_sector}L", self._data, self._at(first_more))
            listed += more
            seen += 1
        table = b"".join(self._sector(number) for number in listed if number < _LAST_SECTOR)
        return struct.unpack(f"<{len(table) // 4}L", table)

    def _chain(self, following: Sequence[int], first: int) -> Iterator[int]:
        number = first
        for _ in range(len(following) + 1):
            if number >= _LAST_SECTOR:
                return
            yield number
            number = following[number]
        raise Unreadable

    def _at(self, number: int) -> int:
        return (number + 1) * self._size

    def _sector(self, number: int) -> bytes:
        return self._data[self._at(number) : self._at(number) + self._size]

    def _joined(self, numbers: Iterator[int]) -> bytes:
        return b"".join(map(self._sector, numbers))

    def _places(self, first: int) -> Iterator[tuple[int, int]]:
        return ((self._at(number), self._size) for number in self._chain(self._next, first))

    def _small_places(self, root: bytes, first: int) -> Iterator[tuple[int, int]]:
        """Yield where a small stream, which shares sectors with others, is in the file (start, length)."""
        table = self._joined(self._chain(self._next, self._first_small))
        following = struct.unpack(f"<{len(table) // 4}L", table)
        shared = [self._at(n) for n in self._chain(self._next, struct.unpack_from("<L", root, 116)[0])]
        for number in self._chain(following, first):
            sector, within = divmod(number * self._small_size, self._size)
            yield shared[sector] + within, self._small_size


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(length - 2, 0)].decode("utf-16-le", errors="replace")


def _cut(places: Iterable[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    for start, length in places:
        if size <= 0:
            return
        yield start, min(length, size)
        size -= length
