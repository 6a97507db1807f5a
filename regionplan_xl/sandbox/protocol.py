"""The protocol between parent and child: frames of plain data, never code.

A frame is one byte for its kind, eight for its length, then its content: JSON or raw bytes. The parent checks what the
child sends as carefully as an outside file.
"""

import json
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import IO, Any

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridRow, GridSheet, GridText, Raw, Uncomputed
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.reading.cells import CellError, StruckText
from regionplan_xl.plan.merging.plain_data import from_plain, to_plain
from regionplan_xl.text import Phrase

_HEAD = struct.Struct(">cQ")
_FRAME_AT_MOST = 128 * 1024 * 1024
_CELLS_A_FRAME = 2_000
_VALUE_AT_MOST = 300  # characters of a value within a reason
_PARTS = re.compile(r"\{part\d+\}(?: \{part\d+\})*")  # the templates that `text.sentences` makes


DOCUMENTS = "documents"
MAILS = "mails"
"""The command line arguments of a child for plan documents, and of one for messages."""


SIZE_OF_REQUEST = 8
"""Bytes of the length field of a request that precedes a file."""


class FrameKind(Enum):
    """The kinds of frames: requests, and parts of an answer."""

    READY = b"!"
    NAME = b"n"
    READ = b"r"
    LOOK = b"l"
    ANSWERS = b"a"
    UNPACK = b"u"
    DOCUMENT = b"d"
    MAIL = b"m"
    MARK = b"k"
    SHEET = b"S"
    ROWS = b"R"
    TEXTS = b"T"
    END = b"E"
    MEMBER = b"M"
    REJECTED = b"X"


class ProtocolError(Exception):
    """The pipe ended, or an unexpected frame came through it."""


class PipeClosedError(ProtocolError):
    """The pipe ended before the end of an answer."""


def send(out: IO[bytes], kind: FrameKind, content: bytes = b"") -> None:
    """Write one frame; the caller flushes."""
    out.write(_HEAD.pack(kind.value, len(content)))
    out.write(content)


def receive(source: IO[bytes]) -> tuple[FrameKind, bytes]:
    """Return the next frame as (kind, content). Raises `PipeClosedError` at the end, `ProtocolError` if invalid."""
    head = source.read(_HEAD.size)
    if len(head) != _HEAD.size:
        raise PipeClosedError
    kind, length = _HEAD.unpack(head)
    if length > _FRAME_AT_MOST:
        raise ProtocolError
    content = source.read(length)
    if len(content) != length:
        raise PipeClosedError
    try:
        return FrameKind(kind), content
    except ValueError:
        raise ProtocolError from None


def to_json(value: object) -> bytes:
    """Return plain data as JSON; lone surrogates survive."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def from_json(content: bytes) -> Any:
    """Return plain data from JSON; raise `ProtocolError` if it is invalid."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise ProtocolError from None


def send_grid(out: IO[bytes], grid: Grid) -> dict[str, object]:
    """Write a grid as frames, each sheet followed by batches of its rows; return the content of the END frame."""
    for sheet in grid.sheets:
        send(out, FrameKind.SHEET, to_json([sheet.name, sheet.visible]))
        if sheet.texts or sheet.merged:
            merged = [astuple(area) for area in sheet.merged]
            send(out, FrameKind.TEXTS, to_json([[astuple(text) for text in sheet.texts], merged]))
        for rows in _row_batches(sheet.rows):
            send(out, FrameKind.ROWS, to_json(rows))
    return {"codes": grid.codes, "texts": [astuple(one) for one in grid.texts]}


class GridBuilder:
    """Builds a grid from its frames; raises `ProtocolError` if they are invalid or hold more than `most` cells."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._sheets: list[tuple[str, bool, dict[int, GridRow]]] = []
        self._texts: dict[int, tuple[tuple[GridText, ...], tuple[Area, ...]]] = {}

    def add(self, kind: FrameKind, content: bytes) -> None:
        """Add a sheet, or more rows or texts of the last one."""
        data = from_json(content)
        try:
            if kind is FrameKind.SHEET:
                name, visible = data
                self._sheets.append((as_text(name), visible is True, {}))
            elif kind is FrameKind.ROWS:
                self._sheets[-1][2].update(self._row(row) for row in data)
            elif kind is FrameKind.TEXTS:
                texts, merged = data
                self._take(len(texts) + len(merged))
                areas = tuple(Area(*map(as_whole, area)) for area in merged)
                self._texts[len(self._sheets) - 1] = tuple(map(_text_from_plain, texts)), areas
            else:
                raise ProtocolError
        except (ValueError, TypeError, KeyError, IndexError, OverflowError):
            raise ProtocolError from None

    def grid(self, codes: object, texts: object = ()) -> Grid:
        """Return the grid; `codes` and `texts` are those from the file's properties."""
        if not isinstance(codes, list) or not isinstance(texts, (list, tuple)):
            raise ProtocolError
        sheets = (
            GridSheet(name, visible, rows, *self._texts.get(at, ()))
            for at, (name, visible, rows) in enumerate(self._sheets)
        )
        return Grid(
            tuple(sheets), tuple(as_text(code) for code in codes), tuple(map(_text_from_plain, texts))
        )

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise ProtocolError

    def _row(self, data: Any) -> tuple[int, GridRow]:
        number, cells = data
        self._take(len(cells))
        return as_whole(number), {as_whole(cell[0]): _cell_from_plain(*cell[1:]) for cell in cells}


def rejection_to_plain(rejection: Rejected) -> dict[str, object]:
    """Return a reason as plain data."""
    return {"reason": to_plain(rejection.reason)}


def rejection_from_plain(data: Any) -> Rejected:
    """Return the rejection; raise `ProtocolError` unless its reason is one of the program's own phrases."""
    try:
        return Rejected(phrase_from_plain(data["reason"]))
    except (TypeError, KeyError):
        raise ProtocolError from None


def phrase_from_plain(data: Any, text: Callable[[object], str] | None = None) -> Phrase:
    """Return a phrase; raise `ProtocolError` unless it is one of the program's own phrases, with plain values.

    Each text value passes through `text`, by default `shown_text`.
    """
    text = text or shown_text
    own = catalog("nn").english
    try:
        template, plural = as_text(data["say"]), as_text(data.get("many", ""))
        is_own = template in own or _PARTS.fullmatch(template)
        if not is_own or (plural and plural not in own):
            raise ProtocolError
        values = tuple((as_text(name), _phrase_value(value, text)) for name, value in data["with"])
        return Phrase(template, values, plural, for_sender=data.get("for_sender") is True)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ProtocolError from None


def shown_text(value: object) -> str:
    """Return a text from a file, printable and short enough for a sentence; raise `ProtocolError` if it is no text."""
    return "".join(c if c.isprintable() else "\ufffd" for c in as_text(value)[:_VALUE_AT_MOST])


def _phrase_value(value: Any, text: Callable[[object], str]) -> Any:
    if isinstance(value, dict):
        return from_plain(value) if "date" in value else phrase_from_plain(value, text)
    return value if isinstance(value, (int, float)) else text(value)


def _row_batches(rows: Mapping[int, GridRow]) -> Iterator[list[object]]:
    batch: list[object] = []
    cells = 0
    for number, row in rows.items():
        batch.append([number, [_cell_to_plain(column, cell) for column, cell in row.items()]])
        cells += len(row)
        if cells >= _CELLS_A_FRAME:
            yield batch
            batch, cells = [], 0
    if batch:
        yield batch


def _cell_to_plain(column: int, cell: GridCell) -> list[object]:
    value = cell.value
    if type(value) not in (str, int, float, bool, type(None)):
        name, write = next(
            (name, write) for name, (kind, write, _) in _KINDS.items() if isinstance(value, kind)
        )
        value = {name: write(value)}  # type: ignore[assignment]
    if cell.struck:
        return [column, value, cell.colour, cell.percent, True]
    if cell.percent:
        return [column, value, cell.colour, True]
    return [column, value, cell.colour] if cell.colour else [column, value]


# Values that JSON lacks: type, writer, reader. `datetime` comes before `date`, its base class.
_KINDS: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Raw]]] = {
    "text": (StruckText, str, str),
    "formula": (Uncomputed, str, Uncomputed),
    "error": (str, str, CellError),
    "moment": (datetime, datetime.isoformat, datetime.fromisoformat),
    "day": (date, date.isoformat, date.fromisoformat),
    "time": (time, time.isoformat, time.fromisoformat),
    "seconds": (
        timedelta,
        lambda span: str(span.total_seconds()),
        lambda text: timedelta(seconds=float(text)),
    ),
}


def _cell_from_plain(value: Any, colour: Any = None, percent: Any = False, struck: Any = False) -> GridCell:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        value = _KINDS[kind][2](as_text(text))
    elif not isinstance(value, (str, int, float, bool, type(None))):
        raise ProtocolError
    return GridCell(value, None if colour is None else as_text(colour), percent is True, struck is True)


def _text_from_plain(data: Any) -> GridText:
    if not isinstance(data, list) or len(data) != 5:
        raise ProtocolError
    kind, text, row, column, author = data
    if not (type(row) is type(column) is int and row >= 0 and column >= 0):
        raise ProtocolError
    return GridText(as_text(kind), as_text(text), row, column, as_text(author))


def as_text(value: object) -> str:
    """Return `value`; raise `ProtocolError` if it is not text."""
    if not isinstance(value, str):
        raise ProtocolError
    return value


def as_whole(value: object) -> int:
    """Return `value`; raise `ProtocolError` if it is not an integer of at least 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ProtocolError
    return value
