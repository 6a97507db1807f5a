"""Read a sheet's cells from its part as a stream, in document order."""

import re
from collections.abc import Generator, Iterator
from itertools import chain, groupby
from operator import attrgetter
from typing import BinaryIO, TypeVar

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.reading.cell_maker import CellMaker
from regionplan_xl.ooxml.reading.cell_parser import CellParser
from regionplan_xl.ooxml.reading.cells import CellDecoder
from regionplan_xl.ooxml.reading.plain_rows import PlainRows, Row
from regionplan_xl.ooxml.xml.expat_parser import STEP, feed, parse_piece, read_pieces

_Made = TypeVar("_Made")
_ROWS_BEGIN = re.compile(rb"<sheetData(?:\s[^<>]*)?>")
_ROWS_END = b"</sheetData"
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^<>?]*\?>)?")
_UTF8 = re.compile(rb"encoding\s*=\s*[\"'](?:utf-8|us-ascii|ascii)[\"']", re.IGNORECASE)
_PROLOGUE_AT_MOST = 16 * STEP
_FEW_ROWS = 12 * 1024  # bytes


def read_rows(
    stream: BinaryIO, decoder: CellDecoder, limits: Limits, maker: CellMaker[_Made], blank_rows: bool = True
) -> Iterator[Row[_Made]]:
    """Yield the rows that have cells: row number, and by column number the result of `maker` for each cell.

    In document order; a row that was written in two places is yielded twice. Rows of empty cells may be left out if
    `blank_rows` is False. Raises `Rejected` if the part is broken or has a cell outside the sheet.
    """
    number, row = 0, dict[int, _Made]()
    for more, cells in _read(stream, decoder, limits, maker, blank_rows):
        if more == number:
            row |= cells
        else:
            if row:
                yield number, row
            number, row = more, cells
    if row:
        yield number, row


def _read(
    stream: BinaryIO, decoder: CellDecoder, limits: Limits, maker: CellMaker[_Made], blank_rows: bool
) -> Iterator[Row[_Made]]:
    parser = CellParser(decoder, limits, lambda style: maker.plain(None, style) is not None)
    rest = yield from _plain_rows(stream, parser, PlainRows(decoder, limits, maker, blank_rows))
    for _ in feed(parser.parser, chain([rest], read_pieces(stream)), decoder.part):
        yield from _made(parser, maker)
        if parser.text_length() > limits.text:
            raise refusals.too_large(limits.text)
    parser.finish()
    yield from _made(parser, maker)


def _made(parser: CellParser, maker: CellMaker[_Made]) -> Iterator[Row[_Made]]:
    """Yield the results for the cells that the parser has found since the last call."""
    found, parser.found = parser.found, []
    for number, cells in groupby(found, key=attrgetter("row")):
        row = {
            cell.column: maker.plain(cell.value, cell.style) if cell.formula is None else maker.computed(cell)
            for cell in cells
        }
        yield number, {column: made for column, made in row.items() if made is not None}


def _plain_rows(
    stream: BinaryIO, parser: CellParser, rows: PlainRows[_Made]
) -> Generator[Row[_Made], None, bytes]:
    """Yield rows as long as they are ordinary; return the bytes at which `parser` must continue."""
    beginning = _up_to_rows(stream)
    cut = _rows_begin(beginning)
    if not cut:
        return beginning
    parse_piece(parser.parser, beginning[:cut], rows.decoder.part)
    if not parser.in_rows:
        return beginning[cut:]
    rest = beginning[cut:]
    # A caller that looks for a header needs only a few rows.
    few = rest.rfind(b"<row", 0, _FEW_ROWS)
    if few > 0 and _ROWS_END not in rest[:few] and (found := rows.read(rest[:few])) is not None:
        yield from found
        rest = rest[few:]
    while True:
        end = rest.find(_ROWS_END)
        # Rows start only at `<row`, except in comments and CDATA, which make `rows.read` return None.
        run_end = end if end >= 0 else rest.rfind(b"<row")
        if run_end > 0:
            found = rows.read(rest[:run_end])
            if found is None:
                break
            yield from found
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
    """Return where the rows begin; 0 if the sheet is not UTF-8 or has comments and the like before them."""
    begin = _ROWS_BEGIN.search(beginning)
    declaration = _DECLARATION.match(beginning)
    if begin is None or declaration is None or begin[0].endswith(b"/>"):
        return 0
    declared = declaration[0]
    if b"encoding" in declared and not _UTF8.search(declared):
        return 0
    before = beginning[declaration.end() : begin.start()]
    return 0 if b"<!" in before or b"<?" in before or b"\0" in before else begin.end()
