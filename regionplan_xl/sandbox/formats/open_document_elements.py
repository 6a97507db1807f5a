"""Collect what an .ods holds besides values from a stream of elements: relevant styles, notes, drawings, headers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from regionplan_xl.excel.parsing.grid import GridText
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.xml.expat_parser import expat_parser, feed, read_pieces
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive

Attributes = Mapping[str, str]

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {
    f"{_SPACE}{uri}": prefix
    for uri, prefix in {
        "office:1.0": "office", "table:1.0": "table", "text:1.0": "text", "style:1.0": "style",
        "drawing:1.0": "draw", "meta:1.0": "meta",
    }.items()
} | {"http://purl.org/dc/elements/1.1/": "dc"}  # fmt: skip
"""The usual prefix of each namespace that we read."""

OFFICE, TABLE, TEXT, STYLE, FO = (
    f"{_SPACE}{name}:1.0" for name in ("office", "table", "text", "style", "xsl-fo-compatible")
)
DRAW, LINK = f"{_SPACE}drawing:1.0", "http://www.w3.org/1999/xlink href"
LABEL = f"{_SPACE}form:1.0 label"
TITLE = "dc:title"
PROPERTIES = frozenset({TITLE, "dc:description", "dc:subject", "meta:keyword"})
PARAGRAPHS = frozenset({"text:p", "text:h"})
BLANKS = re.compile(r"[ \t\r\n]*[\t\r\n][ \t\r\n]*")
"""White space that a program may have added to make the XML readable (ODF 1.3 part 3, 6.1.2). LibreOffice Calc keeps
runs of plain spaces as typed, and reads them so, contrary to that section.
"""
_HEADER = re.compile(r"style:(?:header|footer)(?:-left|-first)?")
_FILLED_IN = frozenset(
    f"text:{name}"
    for name in ("page-number", "page-count", "sheet-name", "date", "time", "title", "file-name")
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ANCESTORS_AT_MOST = 20  # styles


@dataclass
class OpenDocumentStyles:
    """Collects the colours of cell styles, the styles that strike text through, and the styles that hide a sheet."""

    hiding: set[str] = field(default_factory=set)
    struck: set[tuple[str, str]] = field(default_factory=set)
    _colours: dict[str, str | None] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)
    _family: str = ""
    _name: str = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle the start of an element, named with its usual prefix."""
        if name == "style:style":
            self._family = attributes.get(f"{STYLE} family", "")
            self._name = attributes.get(f"{STYLE} name", "")
            if self._family == "table-cell":
                self._parents[self._name] = attributes.get(f"{STYLE} parent-style-name", "")
                if len(self._parents) > RETURNED.styles:
                    raise refusals.too_many("content.xml", RETURNED.styles)
        elif name == "style:default-style":
            self._family = ""
        elif name == "style:text-properties" and self._family in ("table-cell", "text"):
            kinds = ("text-line-through-style", "text-line-through-type")
            if any(attributes.get(f"{STYLE} {kind}", "none") != "none" for kind in kinds):
                self.struck.add((self._family, self._name))
        elif name == "style:table-cell-properties" and self._family == "table-cell":
            colour = attributes.get(f"{FO} background-color")
            if colour is not None:
                self._colours[self._name] = colour.upper() if _COLOUR.fullmatch(colour) else None
        elif (
            name == "style:table-properties"
            and self._family == "table"
            and attributes.get(f"{TABLE} display") == "false"
        ):
            self.hiding.add(self._name)

    def colour(self, style: str) -> str | None:
        """Return the fill colour `#RRGGBB` of the cell style or an ancestor, or None."""
        for _ in range(_ANCESTORS_AT_MOST):
            if not style or style in self._colours:
                break
            style = self._parents.get(style, "")
        return self._colours.get(style)

    def strikes(self, style: str) -> bool:
        """Return whether the cell style or an ancestor strikes the text through."""
        for _ in range(_ANCESTORS_AT_MOST if self.struck else 0):
            if ("table-cell", style) in self.struck:
                return True
            style = self._parents.get(style, "")
        return False


@dataclass
class Aside:
    """A note or drawing that is being read; `level` is its depth among the elements that are no cell text."""

    level: int
    kind: str
    name: str
    row: int = 0
    column: int = 0
    lines: list[str] = field(default_factory=list)
    author: str = ""
    within: str = ""

    def start(self, name: str) -> None:
        """Handle the start of an element within it."""
        if name in PARAGRAPHS:
            self.lines.append("")
        if name in PARAGRAPHS or name in ("dc:creator", "dc:date", "meta:date-string"):
            self.within = name
        elif name == "draw:image" and not self.kind:
            self.kind = "picture"
        elif name in ("draw:object", "draw:object-ole") and self.kind != "note":
            self.kind = "object"
        elif name == "text:s" and self.lines:
            self.lines[-1] += " "
        elif name == "text:line-break":
            self.lines.append("")

    def characters(self, text: str) -> None:
        """Handle text within it."""
        if self.within in PARAGRAPHS and self.lines:
            self.lines[-1] += BLANKS.sub(" ", text)
        elif self.within == "dc:creator":
            self.author += text

    def text(self) -> GridText | None:
        """Return its text: for a picture without words its name, for an empty note None."""
        said = "\n".join(self.lines).strip()
        if not said and self.kind == "note":
            return None
        kind = "shape" if said and self.kind != "note" else self.kind or "shape"
        return GridText(kind, said or self.name, self.row, self.column, self.author.strip())


@dataclass
class Headers:
    """Collects the texts of page headers and footers, without fields that are filled in on printing."""

    texts: dict[str, None] = field(default_factory=dict)
    _inside: int = 0
    _filled_in: int = 0
    _pieces: list[str] = field(default_factory=list)

    def start(self, name: str) -> None:
        """Handle the start of an element."""
        if self._inside:
            self._inside += 1
            self._filled_in += bool(self._filled_in) or name in _FILLED_IN
            self._pieces.append(" " if name in PARAGRAPHS or name == "text:s" else "")
        elif _HEADER.fullmatch(name):
            self._inside, self._pieces = 1, []

    def end(self) -> None:
        """Handle the end of an element."""
        if self._inside:
            self._inside -= 1
            self._filled_in -= bool(self._filled_in)
            if not self._inside:
                self.texts["".join(self._pieces)] = None

    def characters(self, text: str) -> None:
        """Handle text."""
        if self._inside and not self._filled_in:
            self._pieces.append(text)


def parse_part(
    archive: ZipArchive,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Parse a part and call the handlers with the usual prefixes of elements; raise `Rejected` if it is faulty."""
    parser: expat.XMLParserType = expat_parser(part, namespaces=True)
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(_short(name), attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(_short(name))
    parser.CharacterDataHandler = characters
    with archive.open(part) as stream:
        for _ in feed(parser, read_pieces(stream), part):
            pass


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{NAMES.get(space, '?')}:{local}"
