"""Find cells by defined name, wherever people move them."""

import re

from regionplan_xl.excel.common.master_model import CellPlace
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.common.references import parse_cell

_ONE_CELL = re.compile(r"(?P<sheet>'(?:[^']|'')+'|[^'!]+)!(?P<cell>\$?[A-Z]+\$?\d+)")


def named_cell(workbook: Workbook, name: str) -> CellPlace | None:
    """Return the single cell with the defined name `name`; None if there is none or it has been deleted."""
    for known in workbook.defined_names:
        found = _ONE_CELL.fullmatch(known.text)
        if known.name != name or found is None:
            continue
        place = parse_cell(found["cell"])
        if place is not None:
            sheet = found["sheet"]
            if sheet.startswith("'"):
                sheet = sheet[1:-1].replace("''", "'")
            return CellPlace(sheet, *place)
    return None
