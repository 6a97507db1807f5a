"""Tables typed as paragraphs with tabs between their cells."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from regionplan_xl.documents.blocks import Block, Document, Paragraph, Row, Stream, Table, TableCell

_LEAST_ROWS = 3
_LEAST_TABS = 2


def with_tables_of_tabs(document: Document) -> Document:
    """Return the document with at least three paragraphs in a row with as many tabs (two or more) as tables."""
    if not any(map(_tabs, document.blocks)):
        return document
    return replace(document, blocks=tuple(_blocks(document.blocks)))


def _blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    for tabs, found in groupby(enumerate(blocks), key=lambda one: _tabs(one[1])):
        run = list(found)
        rows = [_row(block, at) for at, block in run if isinstance(block, Paragraph)]
        if tabs and len(rows) >= _LEAST_ROWS:
            yield Table(tuple(rows), rows[0].place, certain=False)
        else:
            yield from (block for _, block in run)


def _tabs(block: Block) -> int:
    """Return the number of tabs in a paragraph of one line; 0 for other blocks and fewer tabs than a table has."""
    if not isinstance(block, Paragraph) or isinstance(block, Stream) or block.bullet or "\n" in block.text:
        return 0
    tabs = block.text.count("\t")
    return tabs if tabs >= _LEAST_TABS else 0


def _row(paragraph: Paragraph, at: int) -> Row:
    """Return the row that a paragraph is; its notes and marks are those of the first cell."""
    first, *rest = paragraph.text.split("\t")
    cell = TableCell(
        first.strip(),
        bold=paragraph.bold,
        marks=paragraph.marks,
        notes=paragraph.notes,
        struck_words=paragraph.struck_words,
        added=paragraph.added,
        removed=paragraph.removed,
    )
    others = (TableCell(text.strip(), bold=paragraph.bold) for text in rest)
    return Row((cell, *others), replace(paragraph.place, block=at))
