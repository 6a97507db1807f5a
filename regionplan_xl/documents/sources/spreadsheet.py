"""Read a spreadsheet as blocks: a table for each sheet. Its kind is told by its bytes, not by its name."""

from regionplan_xl.documents.blocks import Document
from regionplan_xl.documents.sources.spreadsheets.workbook_cells import WorkbookCells
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.sandbox.formats.limits import RETURNED


def read(data: bytes, name: str) -> Document:
    """Return the blocks of a spreadsheet; raises `Rejected` if it is none, or too large."""
    cells = WorkbookCells(Workbook.open(data, RETURNED))
    blocks = tuple(cells.blocks())
    return Document(name, blocks, tuple(cells.unread))
