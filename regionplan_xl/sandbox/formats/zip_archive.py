"""A zip that is not an .xlsx (.ods, .xlsb, several files packed together), opened under the same limits."""

import io
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.package.relationships import part_key
from regionplan_xl.ooxml.package.zip_reader import Entry, UnpackedEntry, read_directory

_STEP = 256 * 1024


class ZipArchive:
    """The entries of a zip in memory; every method raises `Rejected` if the file is faulty.

    Unpacked bytes are counted on the way, over all entries (each entry is meant to be read once). `packed_by_people`:
    names that would be one part in a workbook, such as «Gol» and «gol», are two files.
    """

    def __init__(self, data: bytes, limits: Limits, *, packed_by_people: bool = False) -> None:
        if len(data) > limits.file_bytes:
            raise refusals.too_large(limits.file_bytes)
        self._data = data
        self._limits = limits
        self._unpacked = 0
        self._files: dict[str, Entry] = {}
        self._parts: dict[str, list[Entry]] = {}
        for entry in read_directory(data, limits).entries:
            same = self._parts.setdefault(part_key(entry.name), [])
            if entry.name in self._files or (same and not packed_by_people):
                raise refusals.ambiguous_part(entry.name)
            self._files[entry.name] = entry
            same.append(entry)

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of the files in it, as spelt and ordered there, without folders."""
        return tuple(entry.name for entry in self._files.values() if not entry.name.endswith(("/", "\\")))

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._parts

    def unpack(self, name: str, length: int | None = None) -> bytes:
        """Return the bytes of the file with exactly this name, checksum tested; or only the first `length` bytes."""
        unpacked = self._unpacked_entry(self._files[name])
        return _all_of(unpacked) if length is None else unpacked.piece(length)

    def read(self, name: str) -> bytes:
        """Return all bytes of a file, after a checksum test."""
        return _all_of(self._open(name))

    def beginning(self, name: str, length: int) -> bytes:
        """Return the first bytes of a file. The rest may be damaged."""
        return self._open(name).piece(length)

    def open(self, name: str) -> BinaryIO:
        """Open a file as a stream; the checksum is tested when the end is read."""
        return io.BufferedReader(self._open(name), _STEP)

    def _open(self, name: str) -> UnpackedEntry:
        same = self._parts.get(part_key(name))
        if not same:
            raise refusals.missing_part(name)
        if len(same) > 1:
            raise refusals.ambiguous_part(name)
        return self._unpacked_entry(same[0])

    def _unpacked_entry(self, entry: Entry) -> UnpackedEntry:
        before = 0

        def count(came: int) -> None:
            nonlocal before
            self._unpacked += came - before
            before = came
            if self._unpacked > self._limits.inflated_bytes:
                raise refusals.too_large(self._limits.inflated_bytes)

        return UnpackedEntry(self._data, entry, count)


def _all_of(unpacked: UnpackedEntry) -> bytes:
    return b"".join(iter(lambda: unpacked.piece(_STEP), b""))
