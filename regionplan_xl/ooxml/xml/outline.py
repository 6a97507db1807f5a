"""Where things are in a small piece of XML: every element with its place in the bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.xml.markup import SPREADSHEET, expat_parser, parse_more

_START_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>")


@dataclass(slots=True)
class Element:
    """An element and its place: `start` of its start tag, `inside` after that, `close` of its end tag, `end`.

    Of one that is closed at once (`<c/>`), `inside`, `close` and `end` are one place. `text` is its own
    text. Attributes are by name; those with a prefix by `namespace name`.
    """

    name: str
    prefix: str
    namespace: str
    attributes: dict[str, str]
    start: int
    inside: int = 0
    close: int = 0
    end: int = 0
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    @property
    def closed_at_once(self) -> bool:
        """Whether there is no end tag."""
        return self.inside == self.end

    def named(self, *names: str) -> Iterator["Element"]:
        """The child elements of those names in this element's own namespace."""
        return (child for child in self.children if child.name in names and child.namespace == self.namespace)

    def first(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next(self.named(name), None)

    def all(self) -> Iterator["Element"]:
        """This element and everything in it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.all()


def outline(data: bytes, part: str, *, namespaces: bool = True) -> Element:
    """The root element of the UTF-8 document `data` (it may declare another); `Rejected` where it is broken.

    A piece of a document (a row) is read with `namespaces=False`: its prefixes are declared elsewhere.
    """
    open_elements: list[Element] = []
    texts: list[list[str]] = []
    roots: list[Element] = []
    parser = utf8_parser(part, namespaces=namespaces)

    def begun(name: str, attributes: dict[str, str]) -> None:
        start = parser.CurrentByteIndex
        tag = _START_TAG.match(data, start)
        if tag is None:
            raise refusals.damaged_part(part)
        if namespaces:
            attributes = {_without_prefix(name): value for name, value in attributes.items()}
        element = Element(*_named(name, namespaces), attributes, start, tag.end())
        if tag[1]:
            element.close = element.end = tag.end()
        (open_elements[-1].children if open_elements else roots).append(element)
        open_elements.append(element)
        texts.append([])

    def ended(_: str) -> None:
        element = open_elements.pop()
        element.text = "".join(texts.pop())
        if not element.end:
            element.close = parser.CurrentByteIndex
            element.end = data.index(b">", element.close) + 1

    parser.buffer_text = True
    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = lambda text: texts[-1].append(text)
    parse_more(parser, data, part, last=True)
    return roots[0]


def utf8_parser(part: str, *, namespaces: bool = True) -> expat.XMLParserType:
    """An expat parser of UTF-8, whatever the document declares; element names come as `uri name prefix`."""
    parser = expat_parser(part, namespaces=namespaces, encoding="utf-8")
    parser.namespace_prefixes = namespaces
    return parser


def is_spreadsheet(element: Element, name: str) -> bool:
    """Whether it is the format's own element `name`, in either edition."""
    return element.name == name and element.namespace in SPREADSHEET


def _named(name: str, namespaces: bool) -> tuple[str, str, str]:
    """Local name, prefix and namespace of `uri local prefix`, or of `prefix:local`."""
    if not namespaces:
        prefix, _, local = name.rpartition(":")
        return local, prefix, ""
    uri, local, prefix = ("", name, "") if " " not in name else (*name.split(" "), "")[:3]
    return local, prefix, uri


def _without_prefix(name: str) -> str:
    return name.rpartition(" ")[0] if name.count(" ") == 2 else name
