"""The cells of a workbook in one form, whatever program and file format it came from."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from regionplan_xl.colour import MIXED as MIXED
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.text import day_in_figures

Raw = str | float | bool | date | time | timedelta | None
"""The value of a cell. A `date` may be a `datetime`, and a whole number an `int`."""


class Uncomputed(str):
    """A formula, from its `=` on, without a value: no program has computed it."""

    __slots__ = ()


class GridCell(NamedTuple):
    """A value, the fill colour (`#RRGGBB` or `MIXED`), and whether the number format is a percentage.

    `struck`: the text, or part of it, is struck through. A named tuple, because very many are made.
    """

    value: Raw = None
    colour: str | None = None
    percent: bool = False
    struck: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether the cell has no value, or only white space; the colour does not count."""
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
            clock = "" if value.time() == time() else f" {value.time().isoformat()}"
            return day_in_figures(value) + clock
        if isinstance(value, date):
            return day_in_figures(value)
        return value.isoformat() if isinstance(value, time) else str(value)


BLANK = GridCell()
GridRow = Mapping[int, GridCell]


@dataclass(frozen=True)
class GridText:
    """A text other than the value of a cell, at a cell (row and column 0 if none); `author` if known.

    `kind`: note, shape, picture, chart, control, object, link, header, title, property, covered (under a merged cell)
    or unread (there is something that cannot be read).
    """

    kind: str
    text: str
    row: int = 0
    column: int = 0
    author: str = ""


@dataclass(frozen=True)
class GridSheet:
    """One sheet: rows by number, and their cells by column number, both counted from 1.

    Rows without a value are left out; other rows include their painted blank cells. `merged`: the merged ranges that
    span several rows.
    """

    name: str
    visible: bool = True
    rows: Mapping[int, GridRow] = field(default_factory=dict)
    texts: tuple[GridText, ...] = ()
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Grid:
    """All sheets of a file in order. `codes` (of dispatches) and `texts` come from the file's properties."""

    sheets: tuple[GridSheet, ...] = ()
    codes: tuple[str, ...] = ()
    texts: tuple[GridText, ...] = ()


def joined_rows(rows: Iterable[tuple[int, dict[int, GridCell]]]) -> dict[int, GridRow]:
    """Return the rows that have a value, in row order."""
    kept: dict[int, dict[int, GridCell]] = {}
    for number, cells in rows:
        if number in kept:
            kept[number].update(cells)  # some programs write a row in two pieces
        elif any(cell.value is not None and not cell.is_blank for cell in cells.values()):
            kept[number] = cells
    return dict(sorted(kept.items()))


def _plain(number: float) -> str:
    if not math.isfinite(number):
        return str(number)
    rounded = round(number, 10)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)
