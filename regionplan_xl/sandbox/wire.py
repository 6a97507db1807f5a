"""What goes through the pipe to and from the child: frames of plain data, never code.

A frame is one byte that says what it is, eight that say how long, and its contents: JSON, or raw bytes.
What comes from the child is checked as carefully as an outside file.
"""

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import IO, Any

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridRow, GridSheet, Raw
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.text import Phrase

_HEAD = struct.Struct(">cQ")
_FRAME_AT_MOST = 128 * 1024 * 1024
_CELLS_A_FRAME = 2_000
_VALUE_AT_MOST = 300  # characters of a value in a reason


class Tag(Enum):
    """What a frame holds."""

    READY = b"!"
    NAME = b"n"
    READ = b"r"
    UNPACK = b"u"
    SHEET = b"S"
    ROWS = b"R"
    END = b"E"
    MEMBER = b"M"
    REJECTED = b"X"


class Garbled(Exception):  # noqa: N818  (what came is no message)
    """The pipe ended, or what came through it is not what was agreed."""


def send(out: IO[bytes], tag: Tag, content: bytes = b"") -> None:
    """Write one frame; the caller flushes."""
    out.write(_HEAD.pack(tag.value, len(content)))
    out.write(content)


def receive(source: IO[bytes]) -> tuple[Tag, bytes]:
    """The next frame; `Garbled` where there is none."""
    head = source.read(_HEAD.size)
    if len(head) != _HEAD.size:
        raise Garbled
    tag, length = _HEAD.unpack(head)
    if length > _FRAME_AT_MOST:
        raise Garbled
    content = source.read(length)
    if len(content) != length:
        raise Garbled
    try:
        return Tag(tag), content
    except ValueError:
        raise Garbled from None


def to_json(value: object) -> bytes:
    """Plain data as JSON; halves of surrogate pairs survive."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def from_json(content: bytes) -> Any:
    """Plain data from JSON; `Garbled` where it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Garbled from None


def send_grid(out: IO[bytes], grid: Grid, last: Mapping[str, object]) -> None:
    """A grid as frames: each sheet, followed by its rows some at a time; at the end the codes and `last`."""
    for sheet in grid.sheets:
        send(out, Tag.SHEET, to_json([sheet.name, sheet.visible]))
        for rows in _portions(sheet.rows):
            send(out, Tag.ROWS, to_json(rows))
    send(out, Tag.END, to_json({"codes": grid.codes, **last}))


class GridBuilder:
    """Puts a grid together again from its frames; `Garbled` where they are wrong or more than `most` cells."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._sheets: list[tuple[str, bool, dict[int, GridRow]]] = []

    def add(self, tag: Tag, content: bytes) -> None:
        """One more sheet, or some more rows of the last one."""
        data = from_json(content)
        try:
            if tag is Tag.SHEET:
                name, visible = data
                self._sheets.append((_text(name), visible is True, {}))
            elif tag is Tag.ROWS:
                self._sheets[-1][2].update(self._row(row) for row in data)
            else:
                raise Garbled
        except (ValueError, TypeError, KeyError, IndexError, OverflowError):
            raise Garbled from None

    def grid(self, codes: object) -> Grid:
        """The grid of what was added."""
        if not isinstance(codes, list):
            raise Garbled
        return Grid(
            tuple(GridSheet(name, visible, rows) for name, visible, rows in self._sheets),
            tuple(_text(code) for code in codes),
        )

    def _row(self, data: Any) -> tuple[int, GridRow]:
        number, cells = data
        self._left -= len(cells)
        if self._left < 0:
            raise Garbled
        return _whole(number), {_whole(cell[0]): _cell(*cell[1:]) for cell in cells}


def rejected(rejection: Rejected) -> dict[str, object]:
    """A reason as plain data."""
    values = [
        [name, value if isinstance(value, int) else str(value)] for name, value in rejection.reason.values
    ]
    return {"template": rejection.reason.template, "values": values}


def to_rejected(data: Any) -> Rejected:
    """The reason again; only one of the program's own sentences, with plain values."""
    try:
        template = data["template"]
        if template not in catalog("nn").messages:
            raise Garbled
        return Rejected(
            Phrase(template, tuple((_text(name), _plain(value)) for name, value in data["values"]))
        )
    except (ValueError, TypeError, KeyError):
        raise Garbled from None


def _portions(rows: Mapping[int, GridRow]) -> Iterator[list[object]]:
    portion: list[object] = []
    cells = 0
    for number, row in rows.items():
        portion.append([number, [_listed(column, cell) for column, cell in row.items()]])
        cells += len(row)
        if cells >= _CELLS_A_FRAME:
            yield portion
            portion, cells = [], 0
    if portion:
        yield portion


def _listed(column: int, cell: GridCell) -> list[object]:
    value = cell.value
    if type(value) not in (str, int, float, bool, type(None)):
        value = _named(value)  # type: ignore[assignment]
    if cell.percent:
        return [column, value, cell.colour, True]
    return [column, value, cell.colour] if cell.colour else [column, value]


def _named(value: Raw) -> dict[str, str]:
    if isinstance(value, str):
        return {"error": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": str(value.total_seconds())}
    raise TypeError(type(value).__name__)


_MEANT: dict[str, Callable[[str], Raw]] = {
    "error": CellError,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda text: timedelta(seconds=float(text)),
}


def _cell(value: Any, colour: Any = None, percent: Any = False) -> GridCell:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        value = _MEANT[kind](_text(text))
    elif not isinstance(value, (str, int, float, bool, type(None))):
        raise Garbled
    return GridCell(value, None if colour is None else _text(colour), percent is True)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Garbled
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Garbled
    return value


def _plain(value: object) -> str | int:
    if isinstance(value, int):
        return value
    # It came from the file, and is shown in a sentence.
    return "".join(c if c.isprintable() else "�" for c in _text(value)[:_VALUE_AT_MOST])
