"""Find out whether a formula depends on changed cells, so that the program that opens the file must recompute it."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping

from regionplan_xl.ooxml.common.references import LAST_COLUMN, LAST_ROW, Area, parse_area
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.scanning.found_rows import has_formula

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?:(?P<cells>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)|(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})"
    r"|(?P<rows>\$?\d+:\$?\d+))(?![\w.(!:])"
)
# Functions that depend on more than the cells they refer to.
_VOLATILE = re.compile(r"\b(?:INDIRECT|OFFSET|TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|INFO)\s*\(", re.IGNORECASE)
# The rest of a formula that refers only to cells: functions, numbers, operators, and words such as TRUE.
_REST = re.compile(
    r"(?:[A-Z][A-Z0-9._]*\(|TRUE|FALSE|[\d.]+(?:E[-+]?\d+)?|[-+*/^&=<>(),;%{}\s])*", re.IGNORECASE
)

Cells = Mapping[str, Collection[tuple[int, int]]]
"""Cells by sheet: (row, column), from 1."""


def must_recalculate(workbook: Workbook, changed: Cells, known: Container[tuple[str, int, int]]) -> bool:
    """Return whether any formula depends on a changed cell, or may. Cells in `known` already have their new results."""
    columns = {sheet.casefold(): _by_column(cells) for sheet, cells in changed.items()}
    for sheet in workbook.sheets:
        if sheet.kind != "worksheet":
            continue
        if not any(map(has_formula, XmlPart.of(workbook.package, sheet.part).stretches())):
            continue
        for row, cells in workbook.rows(sheet):
            for column, cell in cells.items():
                if cell.formula is None or (sheet.name, row, column) in known:
                    continue
                areas = _areas(cell.formula, sheet.name)
                if areas is None or any(_touches(columns.get(name, {}), area) for name, area in areas):
                    return True
    return False


def _by_column(cells: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(cells):
        found[column].append(row)
    return found


def _touches(rows_by_column: Mapping[int, list[int]], area: Area) -> bool:
    for column, rows in rows_by_column.items():
        if area.left <= column <= area.right:
            at = bisect_left(rows, area.top)
            if at < len(rows) and rows[at] <= area.bottom:
                return True
    return False


def _areas(formula: str, sheet: str) -> list[tuple[str, Area]] | None:
    """Return the areas that a formula on `sheet` refers to, by sheet; None if it may depend on others."""
    plain = _TEXT.sub(" ", formula)
    # A shared formula is stored in another cell; names, tables and other workbooks are not followed.
    if not plain.strip() or _VOLATILE.search(plain) or not _REST.fullmatch(_REFERENCE.sub(" ", plain)):
        return None
    return list(_named_areas(plain, sheet))


def _named_areas(formula: str, own: str) -> Iterator[tuple[str, Area]]:
    for found in _REFERENCE.finditer(formula):
        sheet = (found["sheet"] or own).removeprefix("'").removesuffix("'").replace("''", "'")
        text = found[0].rpartition("!")[2].replace("$", "")
        first, _, last = text.partition(":")
        if found["columns"]:
            text = f"{first}1:{last}{LAST_ROW}"
        area = Area(int(first), 1, int(last), LAST_COLUMN) if found["rows"] else parse_area(text)
        if area is not None:
            yield sheet.casefold(), area
