"""Remove invisible characters: direction marks, zero-width spaces, soft hyphens."""

import re
from dataclasses import replace

from regionplan_xl.documents.blocks import Block, Document, Row, Table, TableCell

# Zero-width and directional characters, the byte order mark and the soft hyphen (Unicode, categories Cf and Zs).
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def without_invisible(document: Document) -> Document:
    """Return the document without invisible characters in its texts."""
    return replace(document, blocks=tuple(map(_block, document.blocks)))


def _block(block: Block) -> Block:
    if isinstance(block, Table):
        rows = tuple(map(_row, block.rows))
        changed = any(new is not old for new, old in zip(rows, block.rows, strict=True))
        return replace(block, rows=rows) if changed else block
    return replace(block, text=_INVISIBLE.sub("", block.text)) if _INVISIBLE.search(block.text) else block


def _row(row: Row) -> Row:
    if not any(_INVISIBLE.search(cell.text) for cell in row.cells):
        return row
    return replace(row, cells=tuple(map(_cell, row.cells)))


def _cell(cell: TableCell) -> TableCell:
    return replace(cell, text=_INVISIBLE.sub("", cell.text)) if _INVISIBLE.search(cell.text) else cell
