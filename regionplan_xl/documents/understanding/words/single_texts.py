"""Texts that may be headings: those short enough, and alone in a row of a table."""

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.text import normalise, squeeze

HEADING_AT_MOST = 120  # characters
_TITLE_WITHIN = 3  # rows of a sheet


def name_of_sheet(table: Table) -> str:
    """Return the name of a sheet, completed from its first lines: sheet names are limited to 31 characters."""
    sheet = table.place.sheet
    for row in table.rows[:_TITLE_WITHIN]:
        text = lone_heading(row)
        if text and normalise(text).startswith(normalise(sheet)):
            return text
    return sheet


def lone_heading(row: Row) -> str:
    """Return the text of a row with a single text, short enough for a heading; else ""."""
    own = [squeeze(cell.text) for cell in row.cells if cell.text.strip() and not cell.continues]
    return own[0] if len(own) == 1 and len(own[0]) <= HEADING_AT_MOST else ""
