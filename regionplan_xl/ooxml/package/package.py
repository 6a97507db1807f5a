"""A workbook file as parts: opened under limits, found by relationship, saved with the other parts unchanged."""

import io
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.package.kept import Kept
from regionplan_xl.ooxml.package.package_form import PackageForm
from regionplan_xl.ooxml.package.relationships import (
    BINARY_WORKBOOK_TYPE,
    CONTENT_TYPES,
    PACKAGE_RELATIONSHIPS,
    SIGNATURE_ORIGIN,
    SIGNATURE_TYPE,
    WORKBOOK_TYPES,
    ContentTypes,
    Relationship,
    is_office,
    part_key,
    read_content_types,
    read_relationships,
    relationships_part,
)
from regionplan_xl.ooxml.package.zip_reader import Directory, Entry, UnpackedEntry, read_directory
from regionplan_xl.ooxml.package.zip_writer import Contents, write_archive
from regionplan_xl.ooxml.xml.element import Element, parse_xml
from regionplan_xl.ooxml.xml.encoding import to_utf8

_STEP = 1024 * 1024
_BUFFER = 128 * 1024
_ORDINARY = 1024 * 1024  # bytes; the largest part that is kept in memory as a whole
_SMALL_SHEET = 128 * 1024  # bytes; the largest sheet whose rows and surroundings are cached
_SMALL = 16 * 1024  # bytes; the largest part whose elements are cached
_TREES: Kept[Element] = Kept(32)
"""Content types, relationships, properties and styles are the same in nearly all workbooks of one program."""


class Package:
    """The parts of one .xlsx or .xlsm, held compressed in memory.

    Every method raises `Rejected`, and nothing else, if the file is at fault. Unpacked bytes are counted on the way,
    over all parts (a part that is read twice counts once).
    """

    def __init__(self, data: bytes, directory: Directory, limits: Limits) -> None:
        self.limits = limits
        self._data = data
        self._directory = directory
        self._entries = {entry.name: entry for entry in directory.entries}
        self._by_key = _by_key(directory)
        self._inflated: dict[str, int] = {}
        self._relationships: dict[str, tuple[Relationship, ...]] = {}
        self._last = "", b""

    @classmethod
    def open(cls, source: bytes | Path, limits: Limits = STANDARD) -> "Package":
        """Return the package in `source`; raise `Rejected`, or `FileNotFoundError` if the file does not exist."""
        data = source if isinstance(source, bytes) else _read(source, limits)
        if len(data) > limits.file_bytes:
            raise refusals.too_large(limits.file_bytes)
        package = cls(data, read_directory(data, limits), limits)
        if any("\\" in name for name in package.names):
            raise refusals.backslashes()
        _ = package.workbook_part
        return package

    @property
    def data(self) -> bytes:
        """The file itself, compressed."""
        return self._data

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, as spelt and ordered in the zip, without folders."""
        return tuple(entry.name for entry in self._directory.entries if not entry.name.endswith("/"))

    def find(self, name: str) -> str | None:
        """Return the part `name` as spelt in the zip; case, leading slash and percent-encoding do not matter."""
        return name if name in self._entries else self._by_key.get(part_key(name))

    def read(self, name: str) -> bytes:
        """Return all bytes of a part, after a checksum test. The last part of moderate size is cached."""
        if name == self._last[0]:
            return self._last[1]
        unpacked = self._unpacked(name)
        data = b"".join(iter(lambda: unpacked.piece(_STEP), b""))
        if len(data) <= _ORDINARY:
            self._last = name, data
        return data

    def open_part(self, name: str) -> BinaryIO:
        """Return a part as a stream that uses little memory; the checksum is tested at its end at the latest."""
        if self._known(name).size <= _ORDINARY:
            return io.BytesIO(self.read(name))
        return io.BufferedReader(self._unpacked(name), _BUFFER)

    def parse(self, name: str) -> Element:
        """Return the root element of an XML part, with positions in the part's UTF-8 form."""
        if self.find(name) and self.size(name) <= _SMALL:
            return _TREES.get((self.packed(name), self.limits), lambda: self._parse(name))
        return self._parse(name)

    def size(self, name: str) -> int:
        """Return the size of a part in bytes, as the zip declares it. A part that turns out larger is refused."""
        return self._entry(name).size

    def is_small_sheet(self, name: str) -> bool:
        """Return whether the part is a sheet small enough for the cache."""
        return self.find(name) is not None and self.size(name) <= _SMALL_SHEET

    def packed(self, name: str) -> Hashable:
        """Return a cache key for the bytes of a part without unpacking it; identical parts have equal keys."""
        entry = self._entry(name)
        packed = self._data[entry.data : entry.data + entry.packed]
        return entry.method, entry.crc, entry.size, packed

    def save(self, out: BinaryIO, replaced: Mapping[str, Contents]) -> None:
        """Write the package to `out` with some parts replaced; the other parts keep their compressed bytes.

        A replacement is bytes, or a function that writes them to a given stream. Raises `KeyError` for a part that does
        not exist.
        """
        contents = {self._entry(name).name: content for name, content in replaced.items()}
        write_archive(out, self._data, self._directory, contents)

    def form(self, parts: Mapping[str, Sequence[bytes]]) -> PackageForm:
        """Return the package as a form: the given pieces of each part are fixed, the gaps between them variable."""
        constants = {self._entry(name).name: given for name, given in parts.items()}
        return PackageForm(self._data, self._directory, constants, self.limits)

    def content_type(self, name: str) -> str:
        """Return the content type of a part in lower case; "" if it has none."""
        return self._content_types.of(name).strip().lower()

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """Return the relationships of a part; for an empty name, those of the package itself."""
        if part not in self._relationships:
            kept = self.find(relationships_part(part) if part else PACKAGE_RELATIONSHIPS)
            self._relationships[part] = tuple(self._as_spelt(part, kept)) if kept else ()
        return self._relationships[part]

    def related(self, part: str, kind: str) -> tuple[Relationship, ...]:
        """Return the internal relationships of `part` of one of the standard's kinds (`styles`)."""
        return tuple(r for r in self.relationships(part) if not r.external and is_office(r.type, kind))

    def of_workbook(self, kind: str) -> str | None:
        """Return the workbook's part of that kind (`styles`); None if it is missing, even if a relationship names it.

        Some programs refer to styles, a theme or shared strings that they never wrote.
        """
        targets = (r.target for r in self.related(self.workbook_part, kind))
        return next((target for target in targets if self.find(target)), None)

    @cached_property
    def workbook_part(self) -> str:
        """The workbook part, found by relationship and content type."""
        if self.find(CONTENT_TYPES) is None:
            raise refusals.not_a_workbook()
        targets = [r.target for r in self.related("", "officeDocument")]
        if any(self.content_type(target) == BINARY_WORKBOOK_TYPE for target in targets):
            raise refusals.binary_workbook()
        if not targets:
            # Some programs omit the relationship; the content type still identifies the part.
            targets = [name for name in self.names if self.content_type(name) in WORKBOOK_TYPES]
        workbooks = [target for target in targets if self.content_type(target) in WORKBOOK_TYPES]
        if not workbooks:
            raise refusals.not_a_workbook()
        found = self.find(workbooks[0])
        if found is None:
            raise refusals.missing_part(workbooks[0])
        return found

    @cached_property
    def signed(self) -> bool:
        """Whether the package is digitally signed. Any change would break the signature."""
        return any(r.type == SIGNATURE_ORIGIN for r in self.relationships("")) or any(
            self.content_type(name) == SIGNATURE_TYPE for name in self.names
        )

    @cached_property
    def _content_types(self) -> ContentTypes:
        name = self.find(CONTENT_TYPES)
        return read_content_types(self.parse(name)) if name else ContentTypes()

    def _as_spelt(self, part: str, kept: str) -> Iterator[Relationship]:
        for r in read_relationships(self.parse(kept), part):
            yield r if r.external else Relationship(r.id, r.type, self.find(r.target) or r.target)

    def _parse(self, name: str) -> Element:
        return parse_xml(to_utf8(self.read(name), name), name, self.limits)

    def _entry(self, name: str) -> Entry:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return self._entries[found]

    def _known(self, name: str) -> Entry:
        try:
            return self._entry(name)
        except KeyError:
            raise refusals.missing_part(name) from None

    def _unpacked(self, name: str) -> UnpackedEntry:
        entry = self._known(name)

        def count(came: int) -> None:
            if came > self._inflated.get(entry.name, 0):
                self._inflated[entry.name] = came
                if sum(self._inflated.values()) > self.limits.inflated_bytes:
                    raise refusals.too_large(self.limits.inflated_bytes)

        return UnpackedEntry(self._data, entry, count)


def _read(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as source:
            return source.read(limits.file_bytes + 1)
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise refusals.unreadable(problem.strerror or type(problem).__name__) from None


def _by_key(directory: Directory) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in directory.entries:
        key = part_key(entry.name)
        if key in found:
            raise refusals.ambiguous_part(entry.name)
        found[key] = entry.name
    return found
