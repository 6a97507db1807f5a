"""Words, colours and a property that the program puts in an actor's workbook and recognises in the returned one."""

from functools import cache

from regionplan_xl.excel.common.cell_formats import BAND
from regionplan_xl.locale import every_wording
from regionplan_xl.text import normalise, phrase

CODE = phrase("Code")
"""The label before the dispatch code."""
CODE_PROPERTY = "Regionplan code"
"""The custom document property that holds the dispatch code."""
CLEAR = phrase("(clear)")
"""What an actor writes to clear a field."""
CORRECT = phrase(
    "We did not understand this answer. Please correct it, save the file and send it to us again."
)
"""The note on a cell to be corrected, in a workbook sent back with a receipt."""

INPUT = "#EAF3FB"  # «fill in here»
INPUT_BORDER = "#B9D3E8"
PALE = "#F6F6F4"  # rows that are only for information
MARK_BORDER = "#7030A0"
MARK = "#E6D3F7"  # cells to be corrected, in a workbook sent back
MARK_IN_COPY = "#F3D6F7"  # the same in a fresh copy, whose cells do not contain the unread answer
PROGRAM_FILLS = (INPUT, PALE, BAND, MARK, MARK_IN_COPY)
"""Fills that the program gives status cells, so they do not count as painted by a person."""


def is_mark_note(text: str) -> bool:
    """Return whether a note is our note on a cell to be corrected, in any language."""
    return normalise(text) in _mark_notes()


@cache
def _mark_notes() -> frozenset[str]:
    return frozenset(map(normalise, every_wording(CORRECT)))
