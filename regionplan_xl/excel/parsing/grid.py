"""A returned workbook as a neutral grid of cells, whatever program and format it came from."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from regionplan_xl.text import squeeze

Raw = str | float | bool | date | time | timedelta | None
"""What a cell holds; `datetime` is a `date`, whole numbers may be `int`."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A value, the colour that the cell is painted with (`#RRGGBB` or `MIXED`), and whether it is shown in per cent."""

    value: Raw = None
    colour: str | None = None
    percent: bool = False

    @property
    def is_blank(self) -> bool:
        """True where it says nothing, whatever its colour."""
        return self.value is None or (isinstance(self.value, str) and not squeeze(self.value))

    @property
    def text(self) -> str:
        """The value as a person would write it; nothing for a blank cell."""
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
"""The colour of a cell that is painted in several (a gradient, a coloured pattern)."""

BLANK = GridCell()
GridRow = Mapping[int, GridCell]


@dataclass(frozen=True)
class GridSheet:
    """One sheet: rows by number, cells by column number, both counted from 1.

    Only rows that hold a value are there; in them, also blank cells that are painted.
    """

    name: str
    visible: bool = True
    rows: Mapping[int, GridRow] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """All sheets of one file in order. `codes` are those found elsewhere than in cells (file properties)."""

    sheets: tuple[GridSheet, ...] = ()
    codes: tuple[str, ...] = ()


def kept_rows(rows: Iterable[tuple[int, GridRow]]) -> dict[int, GridRow]:
    """The rows worth keeping of a sheet: those with a value, without their unpainted blank cells."""
    kept: dict[int, dict[int, GridCell]] = {}
    for number, row in rows:
        cells = {column: cell for column, cell in row.items() if cell.colour or not cell.is_blank}
        # A row that a program wrote in two places comes twice.
        if number in kept or any(not cell.is_blank for cell in cells.values()):
            kept.setdefault(number, {}).update(cells)
    return dict(sorted(kept.items()))


def _plain(number: float) -> str:
    if not math.isfinite(number):
        return str(number)
    rounded = round(number, 10)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)
