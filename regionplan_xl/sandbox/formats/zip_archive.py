"""A zip that is no .xlsx (.ods, .xlsb, several files packed together), opened under the same limits."""

import io
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.package.relationships import part_key
from regionplan_xl.ooxml.package.zip_reader import Entry, Unpacked, read_directory

_STEP = 256 * 1024


class ZipArchive:
    """The entries of a zip in memory; every method raises `Rejected` for a fault of the file.

    Unpacked bytes are counted as they come, over all entries together (each entry is meant to be read once).
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        if len(data) > limits.file_bytes:
            raise refusals.too_large(limits.file_bytes)
        self._data = data
        self._limits = limits
        self._unpacked = 0
        self._entries: dict[str, Entry] = {}
        for entry in read_directory(data, limits).entries:
            key = part_key(entry.name)
            if key in self._entries:
                raise refusals.ambiguous_part(entry.name)
            self._entries[key] = entry

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of the files in it, as they are spelt there and in their order; without folders."""
        return tuple(entry.name for entry in self._entries.values() if not entry.name.endswith(("/", "\\")))

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._entries

    def read(self, name: str) -> bytes:
        """Return all bytes of a file, once its checksum is compared."""
        unpacked = self._open(name)
        return b"".join(iter(lambda: unpacked.piece(_STEP), b""))

    def beginning(self, name: str, length: int) -> bytes:
        """Return the first bytes of a file, which may be damaged further on."""
        return self._open(name).piece(length)

    def open(self, name: str) -> BinaryIO:
        """Open a file as a stream; the checksum is compared when its end is read."""
        return io.BufferedReader(self._open(name), _STEP)

    def _open(self, name: str) -> Unpacked:
        entry = self._entries.get(part_key(name))
        if entry is None:
            raise refusals.missing_part(name)
        before = 0

        def count(came: int) -> None:
            nonlocal before
            self._unpacked += came - before
            before = came
            if self._unpacked > self._limits.inflated_bytes:
                raise refusals.too_large(self._limits.inflated_bytes)

        return Unpacked(self._data, entry, count)
