"""Make texts what readers see: without invisible characters, and with symbols for the letters of symbol fonts."""

import re
from dataclasses import replace

from regionplan_xl.documents.blocks import Block, Document, Row, Table, TableCell
from regionplan_xl.documents.symbols import with_symbols

# Zero-width and directional characters, the byte order mark and the soft hyphen (Unicode, categories Cf and Zs).
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_TO_REPLACE = re.compile(f"{_INVISIBLE.pattern}|[\uf000-\uf0ff]")


def without_invisible(document: Document) -> Document:
    """Return the document without invisible characters in its texts, and with symbols that every font has."""
    return replace(document, blocks=tuple(map(_block, document.blocks)))


def _block(block: Block) -> Block:
    if isinstance(block, Table):
        rows = tuple(map(_row, block.rows))
        changed = any(new is not old for new, old in zip(rows, block.rows, strict=True))
        return replace(block, rows=rows) if changed else block
    return replace(block, text=_shown(block.text)) if _TO_REPLACE.search(block.text) else block


def _row(row: Row) -> Row:
    if not any(_TO_REPLACE.search(cell.text) for cell in row.cells):
        return row
    return replace(row, cells=tuple(map(_cell, row.cells)))


def _cell(cell: TableCell) -> TableCell:
    return replace(cell, text=_shown(cell.text)) if _TO_REPLACE.search(cell.text) else cell


def _shown(text: str) -> str:
    return with_symbols(_INVISIBLE.sub("", text))
