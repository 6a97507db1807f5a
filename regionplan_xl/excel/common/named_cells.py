"""Cells that have a name of their own, and are found by it wherever people move them."""

import re
from dataclasses import dataclass

from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.common.references import parse_cell

_ONE_CELL = re.compile(r"(?P<sheet>'(?:[^']|'')+'|[^'!]+)!(?P<cell>\$?[A-Z]+\$?\d+)")


@dataclass(frozen=True)
class NamedCell:
    """Where a name points to; row and column from 1."""

    sheet: str
    row: int
    column: int


def named_cell(workbook: Workbook, name: str) -> NamedCell | None:
    """The single cell called `name`; None where there is none, or it has been deleted."""
    for known in workbook.defined_names:
        found = _ONE_CELL.fullmatch(known.text)
        if known.name != name or found is None:
            continue
        place = parse_cell(found["cell"])
        if place is not None:
            sheet = found["sheet"]
            if sheet.startswith("'"):
                sheet = sheet[1:-1].replace("''", "'")
            return NamedCell(sheet, *place)
    return None
