"""Cell and range references in A1 notation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


# Thousands of cells share a few columns.
@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Return the letters of a column number: `A` for 1, `AA` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """Return the number of a column: 1 for `A`, 27 for `AA`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """Return a cell's name: `B7` for row 7, column 2."""
    return f"{column_letters(column)}{row}"


def parse_cell(name: str) -> tuple[int, int] | None:
    """Return row and column of a name such as `B7`; None if it is not a cell of a sheet."""
    found = _CELL.fullmatch(name)
    if found is None:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, including all four edges."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def __str__(self) -> str:
        first, last = cell_name(self.top, self.left), cell_name(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def overlaps(self, other: "Area") -> bool:
        """Return whether the areas share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def down_to(self, row: int) -> "Area":
        """Return the area with `row` as its last row."""
        return replace(self, bottom=row)

    def around(self, cells: Iterable[tuple[int, int]]) -> "Area":
        """Return the smallest area that contains this one and `cells`."""
        corners = [(self.top, self.left), (self.bottom, self.right), *cells]
        rows, columns = zip(*corners, strict=True)
        return Area(min(rows), min(columns), max(rows), max(columns))


def parse_area(name: str) -> Area | None:
    """Return the area of `A1:C5` or `B2`; None if the name is not an area of cells (such as whole columns)."""
    first, _, last = name.strip().partition(":")
    start, end = parse_cell(first), parse_cell(last or first)
    if start is None or end is None:
        return None
    rows, columns = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return Area(rows[0], columns[0], rows[1], columns[1])


def parse_areas(names: str) -> list[Area]:
    """Return the areas of a list such as `A1:C5 E2`, skipping invalid names."""
    return [area for name in names.split() if (area := parse_area(name))]
