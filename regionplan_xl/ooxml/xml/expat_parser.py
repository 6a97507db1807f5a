"""Parse XML of outside files safely as a stream: no DOCTYPE, no entities, no endless tags."""

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO
from xml.parsers import expat

from regionplan_xl.ooxml.common import refusals

STEP = 64 * 1024
_LONGEST_TAG = 1024 * 1024
_HANDLERS = (
    "StartElementHandler", "EndElementHandler", "CharacterDataHandler", "StartDoctypeDeclHandler",
    "EntityDeclHandler",
)  # fmt: skip


class _FirstElement(Exception):  # noqa: N818  (a signal: the prologue has been read)
    pass


def expat_parser(part: str, *, namespaces: bool = False, encoding: str | None = None) -> expat.XMLParserType:
    """Return an expat parser for `part` that raises `Rejected` at a DOCTYPE.

    Names are as written (`x:row`) or, with `namespaces`, `uri name`. `encoding` overrides the document's.
    """

    def refuse(*_: object) -> None:
        raise refusals.document_type(part)

    parser = expat.ParserCreate(encoding, " " if namespaces else None)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    return parser


def feed(parser: expat.XMLParserType, pieces: Iterable[bytes], part: str) -> Iterator[None]:
    """Feed `parser` the rest of a document; yield after every piece, so that the caller can use the results so far.

    Raises `Rejected` if the document is broken, or has a tag or comment longer than a mebibyte.
    """
    given = max(0, parser.CurrentByteIndex)
    try:
        for piece in pieces:
            parse_piece(parser, piece, part)
            given += len(piece)
            if given - parser.CurrentByteIndex > _LONGEST_TAG:
                raise refusals.damaged_part(part)
            yield
        parse_piece(parser, b"", part, last=True)
        yield
    finally:
        _release(parser)


def read_pieces(stream: BinaryIO, size: int = STEP) -> Iterator[bytes]:
    """Yield the rest of `stream` in pieces of at most `size` bytes."""
    return iter(lambda: stream.read(size), b"")


def parse_piece(parser: expat.XMLParserType, data: bytes, part: str, *, last: bool = False) -> None:
    """Feed `parser` more bytes; raise `Rejected` if they are not XML. The `last` bytes finish the document."""
    try:
        parser.Parse(data, last)
    except (expat.ExpatError, ValueError, LookupError):
        raise refusals.damaged_part(part) from None
    finally:
        if last:
            _release(parser)


def _release(parser: expat.XMLParserType) -> None:
    """Remove the handlers, whose reference cycle would keep the parser and all it read until garbage collection."""
    for name in _HANDLERS:
        setattr(parser, name, None)


def refuse_document_type(data: bytes, part: str) -> None:
    """Raise `Rejected` if the XML `data` (in any encoding) has a DOCTYPE or does not begin like XML."""

    def first_element(*_: object) -> None:
        raise _FirstElement

    parser = expat_parser(part)
    parser.StartElementHandler = first_element
    with suppress(_FirstElement):
        for _ in feed(parser, read_pieces(io.BytesIO(data)), part):
            pass
