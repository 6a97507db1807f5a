"""Shift references in formulas and lists of areas when rows or columns are inserted (ECMA-376 18.17)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from regionplan_xl.ooxml.common.references import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    column_letters,
    column_number,
)

_TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>'(?:[^']|'')+'!|(?:\[\d+\])?[^\W\d][\w.?\\]*(?::[^\W\d][\w.?\\]*)?!)
    | (?P<structured>\[(?:[^\[\]]|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<cells>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?(?![\w(.!\\?]))
    | (?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}(?![\w(.!]))
    | (?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(.!\\?]))
    | (?P<other>[\w.\\?$]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r"""\"(?:[^"]|"")*\"|'(?:[^']|'')*'""")
LOST_REFERENCE = "#REF!"
_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]+)")
_COLUMN_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]*)")


class CannotInsert(Exception):  # noqa: N818  (a verdict on one insertion)
    """The insertion might change something else in an unknown way, so it is refused."""


@dataclass(frozen=True)
class Insertion:
    """`count` new rows before row `before` of `sheet`, in columns `left` to `right`; existing cells move down."""

    sheet: str
    before: int
    count: int
    left: int = 1
    right: int = LAST_COLUMN

    _moving: ClassVar[tuple[str, ...]] = ("cells", "rows")
    """The kinds of references that can move."""

    @property
    def whole_rows(self) -> bool:
        """Whether all columns move down."""
        return (self.left, self.right) == (1, LAST_COLUMN)

    def covers(self, column: int) -> bool:
        """Return whether a column moves down."""
        return self.left <= column <= self.right

    def is_alike(self, area: Area) -> bool:
        """Return whether a formula for several cells, in `area`, would change the same way in each of them."""
        return False

    def cuts(self, area: Area) -> bool:
        """Return whether the new cells split `area`."""
        return area.top < self.before <= area.bottom and self.moved(area) != area

    def earlier_by(self, area: Area) -> "Insertion":
        """Return the insertion relative to the last cells of `area`, seen from what its first cell refers to."""
        return replace(self, before=max(self.before - (area.bottom - area.top), 1))

    def moved(self, area: Area) -> Area:
        """Return `area` after the insertion, longer if rows come into it; raise `CannotInsert` if only a part moves."""
        if area.bottom < self.before or area.right < self.left or self.right < area.left:
            return area
        if not (self.covers(area.left) and self.covers(area.right)):
            raise CannotInsert
        top = area.top + (self.count if area.top >= self.before else 0)
        if top > LAST_ROW:
            raise CannotInsert
        return Area(top, area.left, min(area.bottom + self.count, LAST_ROW), area.right)

    def moved_list(self, names: str) -> str:
        """Return a list of areas such as `A1:C5 E2` after the insertion."""
        return " ".join(self._moved_name(name) for name in names.split())

    def _moved_name(self, name: str) -> str:
        return self.moved_formula(name, on_sheet=True)

    def moved_formula(self, formula: str, *, on_sheet: bool) -> str:
        """Return a formula after the insertion; `on_sheet` if it is on the sheet itself."""
        out, here = [], on_sheet
        for token in _TOKEN.finditer(formula):
            text = token[0]
            if token.lastgroup == "sheet":
                here = self._is_sheet(text)
                out.append(text)
                continue
            if here and token.lastgroup in self._moving:
                text = self._moved_reference(text)
            out.append(text)
            here = on_sheet
        return "".join(out)

    def _is_sheet(self, written: str) -> bool:
        name = written[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        if name.casefold() == self.sheet.casefold():
            return True
        if ":" in name:
            raise CannotInsert  # a reference to several sheets
        return False

    def _moved_reference(self, text: str) -> str:
        corners = [found for corner in text.split(":") if (found := _CORNER.fullmatch(corner))]
        rows = [int(corner[4]) for corner in corners]
        columns = [column_number(corner[2]) if corner[2] else 0 for corner in corners]
        if max(columns) > LAST_COLUMN or not all(1 <= row <= LAST_ROW for row in rows):
            return text  # a name such as ABC9999999
        if rows != sorted(rows):
            raise CannotInsert
        left, right = (min(columns), max(columns)) if all(columns) else (1, LAST_COLUMN)
        area = self.moved(Area(rows[0], left, rows[-1], right))
        ends = (area.top, area.bottom)[: len(corners)]
        return ":".join(f"{c[1]}{c[2]}{c[3]}{end}" for c, end in zip(corners, ends, strict=True))


@dataclass(frozen=True)
class ColumnInsertion(Insertion):
    """`count` new columns before column `before` of `sheet`; existing cells move right."""

    _moving: ClassVar[tuple[str, ...]] = ("cells", "columns")

    def is_alike(self, area: Area) -> bool:
        """Return whether a formula for several cells, in `area`, would change the same way in each of them."""
        return area.left == area.right

    def cuts(self, area: Area) -> bool:
        """Return whether the new cells split `area`."""
        return area.left < self.before <= area.right

    def earlier_by(self, area: Area) -> "ColumnInsertion":
        """Return the insertion relative to the last cells of `area`, seen from what its first cell refers to."""
        return replace(self, before=max(self.before - (area.right - area.left), 1))

    def moved(self, area: Area) -> Area:
        """Return `area` after the insertion, wider if columns come into it; raise `CannotInsert` beyond the sheet."""
        if area.right < self.before or (area.left, area.right) == (1, LAST_COLUMN):
            return area
        left = area.left + (self.count if area.left >= self.before else 0)
        if area.right + self.count > LAST_COLUMN:
            raise CannotInsert
        return Area(area.top, left, area.bottom, area.right + self.count)

    def _moved_reference(self, text: str) -> str:
        corners = [found for corner in text.split(":") if (found := _COLUMN_CORNER.fullmatch(corner))]
        columns = [column_number(corner[2]) for corner in corners]
        rows = [int(corner[4]) for corner in corners if corner[4]]
        if max(columns) > LAST_COLUMN or not all(1 <= row <= LAST_ROW for row in rows):
            return text  # a name such as ABC9999999
        if columns != sorted(columns):
            raise CannotInsert
        area = self.moved(Area(1, columns[0], LAST_ROW, columns[-1]))
        ends = (area.left, area.right)[: len(corners)]
        return ":".join(
            f"{c[1]}{c[2] if column_number(c[2]) == end else column_letters(end)}{c[3]}{c[4]}"
            for c, end in zip(corners, ends, strict=True)
        )


def copied_formula(formula: str, right: int = 0, down: int = 0) -> str:
    """Return a formula as copied to the right and down; raise `CannotInsert` beyond the edge of the sheet."""
    return "".join(
        ":".join(_copied_corner(corner, right, down) for corner in token[0].split(":"))
        if token.lastgroup in ("cells", "columns")
        else token[0]
        for token in _TOKEN.finditer(formula)
    )


def _copied_corner(written: str, right: int, down: int) -> str:
    corner = _COLUMN_CORNER.fullmatch(written)
    if corner is None:
        return written
    letters, row = corner[2], corner[4]
    if not corner[1]:
        column = column_number(letters) + right
        if not 1 <= column <= LAST_COLUMN:
            raise CannotInsert
        letters = column_letters(column)
    if row and not corner[3]:
        row = str(int(row) + down)
        if not 1 <= int(row) <= LAST_ROW:
            raise CannotInsert
    return f"{corner[1]}{letters}{corner[3]}{row}"


def with_renamed_sheets(formula: str, names: Mapping[str, str]) -> str:
    """Return a formula with sheets renamed; `names` are the new names by the casefolded old ones."""

    def renamed(token: re.Match[str]) -> str:
        written = token[0][:-1]
        if token.lastgroup != "sheet":
            return token[0]
        old = written[1:-1].replace("''", "'") if written.startswith("'") else written
        new = names.get(old.casefold())
        return token[0] if new is None else "'" + new.replace("'", "''") + "'!"

    return _TOKEN.sub(renamed, formula)


def formula_shape(formula: str) -> str:
    """Return a formula without its sheets and cells, to compare it with others."""
    marks = {"sheet": "", "cells": "#", "columns": "#"}
    return _TOKEN.sub(lambda token: marks.get(token.lastgroup or "", token[0]), formula)


def has_lost_reference(formula: str) -> bool:
    """Return whether a formula refers to what was deleted: `#REF!`, but not within a text or the name of a sheet."""
    return LOST_REFERENCE in formula and LOST_REFERENCE in _QUOTED.sub("", formula)
