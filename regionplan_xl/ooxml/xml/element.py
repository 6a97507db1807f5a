"""XML as a tree of elements with their byte positions, so that it can be read and changed in place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import overload
from xml.parsers import expat

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes
from regionplan_xl.ooxml.xml.expat_parser import expat_parser, parse_piece
from regionplan_xl.ooxml.xml.namespaces import COMPATIBILITY, SPREADSHEET

_START_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>")
_PREFIX = re.compile(rb"<([^\s/>:]+:)")
_DEEPEST = 256


@dataclass(slots=True, eq=False)
class Element:
    """An element of the UTF-8 document `source`.

    Positions are byte offsets in `source`: `start` of the start tag, `inside` after it, `close` of the end tag, and
    `end` after that. Attributes are by name; those with a prefix by `namespace name`.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    source: bytes
    start: int
    _end_tag: int = 0
    children: list["Element"] = field(default_factory=list)
    _texts: list[str] | None = None

    @property
    def prefix(self) -> str:
        """The prefix of its name, as written, with the colon; "" if it has none."""
        found = _PREFIX.match(self.source, self.start)
        return found[1].decode() if found else ""

    @property
    def text(self) -> str:
        """Its own text, without that of its children."""
        return "".join(self._texts) if self._texts else ""

    @property
    def inside(self) -> int:
        """The position after its start tag."""
        return self._start_tag().end()

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is a single tag (`<c/>`); then `inside`, `close` and `end` are the same position."""
        return bool(self._start_tag()[1])

    @property
    def close(self) -> int:
        """The position of its end tag."""
        return self.inside if self.is_empty_tag else self._end_tag

    @property
    def end(self) -> int:
        """The position after the element."""
        return self.inside if self.is_empty_tag else self.source.index(b">", self._end_tag) + 1

    @property
    def start_tag(self) -> bytes:
        """Its start tag, as written."""
        return self._start_tag()[0]

    @property
    def xml(self) -> bytes:
        """The whole element, as written."""
        return self.source[self.start : self.end]

    @overload
    def get(self, attribute: str) -> str | None: ...
    @overload
    def get(self, attribute: str, default: str) -> str: ...
    def get(self, attribute: str, default: str | None = None) -> str | None:
        """Return the value of an attribute; `default` if it has none."""
        return self.attributes.get(attribute, default)

    def named(self, *names: str) -> Iterator["Element"]:
        """Yield the child elements in this element's own namespace, optionally only those with these names.

        Inside `mc:AlternateContent` only the Fallback counts: a Choice is for programs that know the extension it
        requires (ECMA-376 part 3 section 10.2), and we know none.
        """
        for child in self.children:
            if child.namespace == self.namespace:
                if not names or child.name in names:
                    yield child
            elif child.name == "AlternateContent" and child.namespace == COMPATIBILITY:
                for fallback in child.named("Fallback"):
                    for inner in fallback.children:
                        if inner.namespace == self.namespace and (not names or inner.name in names):
                            yield inner

    def first(self, name: str) -> "Element | None":
        """Return the first child with that name; None if there is none."""
        return next(self.named(name), None)

    def grouped(self, group: str, name: str) -> Iterator["Element"]:
        """Yield the elements `name` in the children `group` (`mergeCells`, `mergeCell`)."""
        for parent in self.named(group):
            yield from parent.named(name)

    def descendants(self) -> Iterator["Element"]:
        """Yield all descendants, in document order."""
        for child in self.children:
            yield child
            yield from child.descendants()

    def set_attributes(self, changes: dict[str, str | None]) -> ByteEdit:
        """Return the edit that sets attributes in its start tag (`with_attributes`)."""
        return ByteEdit(self.start, self.inside, with_attributes(self.start_tag, changes))

    def _start_tag(self) -> re.Match[bytes]:
        tag = _START_TAG.match(self.source, self.start)
        if tag is None:
            raise ValueError(f"no start tag at byte {self.start}")
        return tag


def start_tag(source: bytes, place: int = 0) -> bytes:
    """Return the start tag at `place` in well-formed XML, as written."""
    tag = _START_TAG.match(source, place)
    if tag is None:
        raise ValueError(f"no start tag at byte {place}")
    return tag[0]


def parse_fragment(source: bytes, start: int, end: int, part: str) -> Element:
    """Return the element from `start` to `end` in `source`, with positions in `source`.

    Its prefixes are declared elsewhere, so names have no namespace. Raises `Rejected` as `parse_xml` does.
    """
    return _parse(source, source[start:end], start, part, STANDARD, namespaces=False)


def parse_xml(data: bytes, part: str, limits: Limits = STANDARD) -> Element:
    """Return the root element of the UTF-8 document `data` (whatever encoding it declares).

    Raises `Rejected`, naming `part`, if it is broken, has a DOCTYPE, is too large or too deep, or has too many
    elements.
    """
    return _parse(data, data, 0, part, limits, namespaces=True)


def _parse(source: bytes, data: bytes, place: int, part: str, limits: Limits, *, namespaces: bool) -> Element:
    if len(data) > limits.tree_bytes:
        raise refusals.too_large(limits.tree_bytes)
    if data.count(b"<") - data.count(b"</") > limits.elements:
        raise refusals.too_many(part, limits.elements)
    parser = utf8_parser(part, namespaces=namespaces)
    document = Element("", "", {}, source, 0)
    open_elements = [document]
    names: dict[str, tuple[str, str]] = {}

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > _DEEPEST:
            raise refusals.damaged_part(part)
        if name not in names:
            namespace, _, local = name.rpartition(" " if namespaces else ":")
            names[name] = local, namespace if namespaces else ""
        element = Element(*names[name], attributes, source, place + parser.CurrentByteIndex)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()._end_tag = place + parser.CurrentByteIndex

    def text(piece: str) -> None:
        element = open_elements[-1]
        if element._texts is None:
            element._texts = []
        element._texts.append(piece)

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = text
    parse_piece(parser, data, part, last=True)
    return document.children[0]


def utf8_parser(part: str, *, namespaces: bool = True) -> expat.XMLParserType:
    """Return an expat parser for UTF-8, whatever the document declares; names have the form `uri name`."""
    return expat_parser(part, namespaces=namespaces, encoding="utf-8")


def is_spreadsheet(element: Element, name: str) -> bool:
    """Return whether the element is the spreadsheet format's own `name`, in either edition."""
    return element.name == name and element.namespace in SPREADSHEET
