"""XML of outside files, parsed safely: no DOCTYPE, no entities, no network, bounded depth.

Also the namespaces of the format, which comes in two editions (ISO/IEC 29500 transitional and strict).
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO
from xml.parsers import expat

from lxml import etree

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
DRAWING = (
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/main",
)
OFFICE_RELATIONSHIPS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"

STEP = 64 * 1024
_LONGEST_TAG = 1024 * 1024


class _PrologueRead(Exception):  # noqa: N818  (a signal: the first element has come)
    pass


def expat_parser(part: str, *, namespaces: bool = False, encoding: str | None = None) -> expat.XMLParserType:
    """An expat parser for `part` that raises `Rejected` at a DOCTYPE.

    Names come as written (`x:row`), or with `namespaces` as `uri name`. `encoding` overrules the document's.
    """

    def refuse(*_: object) -> None:
        raise refusals.document_type(part)

    parser = expat.ParserCreate(encoding, " " if namespaces else None)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def fed(parser: expat.XMLParserType, pieces: Iterable[bytes], part: str) -> Iterator[None]:
    """Give `parser` the rest of a document; pauses after every piece, so that what was gathered is used.

    `Rejected` where the document is broken, or has one tag or comment longer than a mebibyte.
    """
    given = max(0, parser.CurrentByteIndex)
    for piece in pieces:
        parse_more(parser, piece, part)
        given += len(piece)
        if given - parser.CurrentByteIndex > _LONGEST_TAG:
            raise refusals.damaged_part(part)
        yield
    parse_more(parser, b"", part, last=True)
    yield


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The rest of `stream`, some 64 KiB at a time."""
    return iter(lambda: stream.read(STEP), b"")


def parse_more(parser: expat.XMLParserType, data: bytes, part: str, *, last: bool = False) -> None:
    """Give `parser` some more bytes; `Rejected` where they are no XML."""
    try:
        parser.Parse(data, last)
    except (expat.ExpatError, ValueError, LookupError):
        raise refusals.damaged_part(part) from None


def refuse_document_type(data: bytes, part: str) -> None:
    """`Rejected` if the XML `data` (in any encoding) has a DOCTYPE, or does not begin as XML does."""

    def begun(*_: object) -> None:
        raise _PrologueRead

    parser = expat_parser(part)
    parser.StartElementHandler = begun
    with suppress(_PrologueRead):
        for _ in fed(parser, pieces(io.BytesIO(data)), part):
            pass


def parse(data: bytes, part: str, limits: Limits = STANDARD) -> etree._Element:
    """The root element of the XML `data`; `part` names it in the reason when it is `Rejected`."""
    if len(data) > limits.tree_bytes:
        raise refusals.too_large(limits.tree_bytes)
    refuse_document_type(data, part)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise refusals.damaged_part(part) from None


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def namespace(element: etree._Element) -> str:
    """The element's namespace, or nothing."""
    return etree.QName(element).namespace or ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The child elements in the parent's own namespace (of those names, where any are given).

    Inside `mc:AlternateContent` only the Fallback counts: a Choice is for programs that know the extension
    it requires (ECMA-376 part 3 section 10.2), and this one knows none.
    """
    own = namespace(element)
    for child in element:
        name = etree.QName(child)
        if name.namespace == own:
            if not names or name.localname in names:
                yield child
        elif name.namespace == COMPATIBILITY and name.localname == "AlternateContent":
            for fallback in child:
                if fallback.tag == f"{{{COMPATIBILITY}}}Fallback":
                    yield from _of(fallback, own, names)


def _of(parent: etree._Element, own: str, names: tuple[str, ...]) -> Iterator[etree._Element]:
    for child in parent:
        name = etree.QName(child)
        if name.namespace == own and (not names or name.localname in names):
            yield child


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name, as `children` finds it."""
    return next(children(element, name), None)


def truth(text: str | None, default: bool = False) -> bool:
    """An `xsd:boolean` attribute; `default` where it is absent or something else."""
    if text is None:
        return default
    return {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}.get(
        text.strip().lower(), default
    )


def whole(text: str | None) -> int | None:
    """A whole-number attribute; None where it is absent or something else."""
    if text is None or len(text) > 20:
        return None
    try:
        return int(text)
    except ValueError:
        return None


def row_count(text: str | None, absent: int) -> int:
    """How many rows of headings or totals a table has; what is not a number (`true`, `1.0`) is read as yes or no."""
    if not text or not text.strip():
        return absent
    number = whole(text)
    return number if number is not None else int(truth(text, default=True))


def relationship_id(element: etree._Element, name: str = "id") -> str | None:
    """The `r:id` of an element, in either edition's namespace."""
    for space in OFFICE_RELATIONSHIPS:
        found = element.get(f"{{{space}}}{name}")
        if found is not None:
            return found
    return None
