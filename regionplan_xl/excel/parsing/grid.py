"""The cells of a workbook, the same whatever program and file format it came from."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from regionplan_xl.ooxml.common.references import Area

Raw = str | float | bool | date | time | timedelta | None
"""The value of a cell; `datetime` is a `date`, whole numbers may be `int`."""


class Uncomputed(str):
    """A formula, from its `=` on, that has no value: no program has computed it."""

    __slots__ = ()


class GridCell(NamedTuple):
    """A value, the fill colour (`#RRGGBB` or `MIXED`), and whether the number format is per cent.

    `struck`: the text, or a part of it, is struck through. A named tuple, because so many of them are made.
    """

    value: Raw = None
    colour: str | None = None
    percent: bool = False
    struck: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it has no value, or only white space; the colour does not count."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def text(self) -> str:
        """The value as a person would write it; "" for a blank cell."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, (int, float)):
            return f"{_plain(value * 100)} %" if self.percent else _plain(value)
        if isinstance(value, datetime):
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        return value.isoformat() if isinstance(value, (date, time)) else str(value)


MIXED = "mixed"
"""The colour of a cell painted in several colours (a gradient, a coloured pattern)."""

BLANK = GridCell()
GridRow = Mapping[int, GridCell]


@dataclass(frozen=True)
class GridText:
    """A text outside the values of cells, at a cell (both 0 if at none); `author` if that is known.

    `kind`: note, shape, picture, chart, control, object, link, header, property, covered (under a merged cell), or
    unread (something is there that cannot be read).
    """

    kind: str
    text: str
    row: int = 0
    column: int = 0
    author: str = ""


@dataclass(frozen=True)
class GridSheet:
    """One sheet: rows by number, cells by column number, both counted from 1.

    Rows without a value are left out; the others have their painted blank cells too. `merged`: the merged ranges
    of several rows.
    """

    name: str
    visible: bool = True
    rows: Mapping[int, GridRow] = field(default_factory=dict)
    texts: tuple[GridText, ...] = ()
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Grid:
    """All sheets of one file in order. `codes` (of dispatches) and `texts` are from the file's properties."""

    sheets: tuple[GridSheet, ...] = ()
    codes: tuple[str, ...] = ()
    texts: tuple[GridText, ...] = ()


def kept_rows(rows: Iterable[tuple[int, GridRow]]) -> dict[int, GridRow]:
    """Return the rows of a sheet that have a value, without their unpainted blank cells."""
    return joined_rows(
        (number, {column: cell for column, cell in row.items() if cell.colour or not cell.is_blank})
        for number, row in rows
    )


def joined_rows(rows: Iterable[tuple[int, dict[int, GridCell]]]) -> dict[int, GridRow]:
    """Return the rows that have a value, in their order."""
    kept: dict[int, dict[int, GridCell]] = {}
    for number, cells in rows:
        if number in kept:
            kept[number].update(cells)  # some programs write a row in two places
        elif any(cell.value is not None and not cell.is_blank for cell in cells.values()):
            kept[number] = cells
    return dict(sorted(kept.items()))


def _plain(number: float) -> str:
    if not math.isfinite(number):
        return str(number)
    rounded = round(number, 10)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)
