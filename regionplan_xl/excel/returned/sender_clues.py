"""What a returned workbook bears that points at whose it is: codes, rows' IDs, titles. None of it proves anything."""

import re
from collections.abc import Iterable

from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.text import fold, squeeze

_ID = re.compile(r"M-[0-9A-Z]{4,8}")
_TITLE_WITHIN = 3  # rows from the top
_LONGEST_TITLE = 300  # characters


def find_ids(grid: Grid) -> frozenset[str]:
    """The ID of every row, as far as they stand in cells of their own."""
    texts = (
        cell.value
        for sheet in grid.sheets
        for row in sheet.rows.values()
        for cell in row.values()
        if isinstance(cell.value, str) and len(cell.value) < 20
    )
    return frozenset(text for text in (squeeze(text).upper() for text in texts) if _ID.fullmatch(text))


def named_in_titles(grid: Grid, names: Iterable[str]) -> frozenset[str]:
    """Those of the actors' names that begin a line at the top of a sheet, as they do in the title of Tiltak."""
    lines = [
        fold(cell.value)
        for sheet in grid.sheets
        for number, row in sheet.rows.items()
        if number <= _TITLE_WITHIN
        for cell in row.values()
        if isinstance(cell.value, str) and len(cell.value) < _LONGEST_TITLE
    ]
    return frozenset(name for name in names if any(line.startswith(f"{fold(name)}:") for line in lines))
