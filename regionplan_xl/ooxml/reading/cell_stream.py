"""Read a sheet's cells from the bytes of its part, in document order and in little memory."""

import re
from collections.abc import Generator, Iterator
from itertools import chain
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.reading.cell_parser import BlankWanted, CellParser
from regionplan_xl.ooxml.reading.cells import Cell, CellDecoder
from regionplan_xl.ooxml.reading.plain_rows import PlainRows
from regionplan_xl.ooxml.xml.expat_parser import STEP, feed, parse_piece, read_pieces

_ROWS_BEGIN = re.compile(rb"<sheetData(?:\s[^<>]*)?>")
_ROWS_END = b"</sheetData"
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^<>?]*\?>)?")
_UTF8 = re.compile(rb"encoding\s*=\s*[\"'](?:utf-8|us-ascii|ascii)[\"']", re.IGNORECASE)
_PROLOGUE_AT_MOST = 16 * STEP


def read_cells(
    stream: BinaryIO, decoder: CellDecoder, limits: Limits, blank_wanted: BlankWanted, blank_rows: bool = True
) -> Iterator[list[Cell]]:
    """Yield every cell with something in it (or of a style that is `blank_wanted`) in document order, in batches.

    Rows of nothing but empty cells may be left out if `blank_rows` is False. Raises `Rejected` if the part is
    broken or refers to a cell that no sheet has.
    """
    parser = CellParser(decoder, limits, blank_wanted)
    rest = yield from _plain_rows(stream, parser, PlainRows(decoder, limits, blank_wanted, blank_rows))
    for _ in feed(parser.parser, chain([rest], read_pieces(stream)), decoder.part):
        yield parser.found
        parser.found = []
        if parser.text_length() > limits.text:
            raise refusals.too_large(limits.text)
    parser.finish()
    yield parser.found


def _plain_rows(stream: BinaryIO, parser: CellParser, rows: PlainRows) -> Generator[list[Cell], None, bytes]:
    """Yield cells as long as rows are ordinary; return the bytes that `parser` is to go on with."""
    beginning = _up_to_rows(stream)
    cut = _rows_begin(beginning)
    if not cut:
        return beginning
    parse_piece(parser.parser, beginning[:cut], rows.decoder.part)
    if not parser.in_rows:
        return beginning[cut:]
    rest = beginning[cut:]
    while True:
        end = rest.find(_ROWS_END)
        # A row starts at `<row` and nowhere else, unless comments or CDATA hide it; those fail the account.
        run_end = end if end >= 0 else rest.rfind(b"<row")
        if run_end > 0:
            cells = rows.read(rest[:run_end])
            if cells is None:
                break
            yield cells
            rest = rest[run_end:]
        more = stream.read(STEP) if end < 0 and len(rest) < _PROLOGUE_AT_MOST else b""
        if not more:
            break
        rest += more
    parser.row = rows.row
    return rest


def _up_to_rows(stream: BinaryIO) -> bytes:
    beginning = b""
    while len(beginning) < _PROLOGUE_AT_MOST and (more := stream.read(STEP)):
        beginning += more
        if _ROWS_BEGIN.search(beginning):
            break
    return beginning


def _rows_begin(beginning: bytes) -> int:
    """Return where the rows begin, if the sheet is UTF-8 and no comments and the like precede them; else 0."""
    begin = _ROWS_BEGIN.search(beginning)
    declaration = _DECLARATION.match(beginning)
    if begin is None or declaration is None or begin[0].endswith(b"/>"):
        return 0
    declared = declaration[0]
    if b"encoding" in declared and not _UTF8.search(declared):
        return 0
    before = beginning[declaration.end() : begin.start()]
    return 0 if b"<!" in before or b"<?" in before or b"\0" in before else begin.end()
