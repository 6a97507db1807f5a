"""A Word document as parts: unpacked under limits, found by relationships (ECMA-376 part 1 section 11.3)."""

from collections.abc import Iterator
from functools import cached_property

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.package.relationships import (
    CONTENT_TYPES,
    PACKAGE_RELATIONSHIPS,
    Relationship,
    read_relationships,
    relationships_part,
)
from regionplan_xl.ooxml.xml.element import Element, parse_xml
from regionplan_xl.ooxml.xml.encoding import to_utf8
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive
from regionplan_xl.text import phrase

_MEBIBYTE = 1024 * 1024
_LIMITS = Limits(
    file_bytes=64 * _MEBIBYTE,
    inflated_bytes=64 * _MEBIBYTE,
    tree_bytes=24 * _MEBIBYTE,
    parts=5_000,
    elements=600_000,
)
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.microsoft.com/office/word/2010/wordml",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_WORD = phrase(
    "The file is an old Word document (.doc). Open it in Word, save it as .docx and import that."
)
NO_WORD_DOCUMENT = phrase(
    "The file is not a Word document. Open it in Word, save it as .docx and import that."
)


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute of a Word element, in any edition of the format; None if it is missing."""
    if element is None:
        return None
    for space in _NAMESPACES:
        if (found := element.attributes.get(f"{space} {name}")) is not None:
            return found
    return element.attributes.get(name)


def child(element: Element | None, *path: str) -> Element | None:
    """Return the descendant at a path of child names; None if there is none."""
    for name in path:
        element = next((one for one in element.children if one.name == name), None) if element else None
    return element


def value(element: Element | None, *path: str) -> str | None:
    """Return the attribute `val` of the descendant at a path; None if there is none."""
    return attribute(child(element, *path), "val")


def is_on(properties: Element | None, name: str) -> bool | None:
    """Return whether a boolean property is on (section 17.17.4); None if it is not specified."""
    found = child(properties, name)
    if found is None:
        return None
    return (attribute(found, "val") or "true").strip().lower() not in ("0", "false", "off")


class WordParts:
    """The parts of a Word document, each parsed on first use; raises `Rejected` if the file is faulty."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            raise _ole_refusal(data)
        if not data.startswith(b"PK"):
            raise refusals.empty_file() if not data else Rejected(NO_WORD_DOCUMENT)
        self._archive = ZipArchive(data, _LIMITS)
        found = [r.target for r in self._relationships("") if r.kind == "officeDocument"]
        if CONTENT_TYPES not in self._archive or not found:
            raise Rejected(NO_WORD_DOCUMENT)
        self._main = found[0]
        self.document = self._parse(self._main)
        if self.document.name != "document":
            raise Rejected(NO_WORD_DOCUMENT)

    def part(self, kind: str) -> Element | None:
        """Return the root of the first part of that kind («styles»); None if there is none."""
        return next(self.parts(kind), None)

    def parts(self, kind: str) -> Iterator[Element]:
        """Yield the roots of all parts of that kind («header»)."""
        for relationship in self._of_document:
            if (
                relationship.kind == kind
                and not relationship.external
                and relationship.target in self._archive
            ):
                yield self._parse(relationship.target)

    @cached_property
    def _of_document(self) -> tuple[Relationship, ...]:
        return self._relationships(self._main)

    def _relationships(self, part: str) -> tuple[Relationship, ...]:
        name = relationships_part(part) if part else PACKAGE_RELATIONSHIPS
        return read_relationships(self._parse(name), part) if name in self._archive else ()

    def _parse(self, part: str) -> Element:
        return parse_xml(to_utf8(self._archive.read(part), part), part, _LIMITS)


def _ole_refusal(data: bytes) -> Rejected:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refusals.password_protected()
    return Rejected(OLD_WORD)
