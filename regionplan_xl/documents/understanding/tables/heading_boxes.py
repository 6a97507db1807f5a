"""Tables that are only a frame around a heading: «Mål: | Fleire vel å sykle», right above the table of measures."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from regionplan_xl.documents.blocks import Block, Document, Paragraph, Row, Table
from regionplan_xl.documents.understanding.words.single_texts import lone_heading
from regionplan_xl.documents.vocabulary.lookup import Label, find_label
from regionplan_xl.text import squeeze


def with_boxes_as_headings(document: Document) -> Document:
    """Return a document in which the rows of such tables are paragraphs; tables on sheets stay as they are."""
    return replace(document, blocks=tuple(_unboxed(document.blocks)))


def heading_in(row: Row) -> str:
    """Return the heading in a row above column headings: its only text, or a label and the text of an area or goal."""
    return lone_heading(row) or (_text(row) or "" if _label(row) else "")


def _unboxed(blocks: Sequence[Block]) -> Iterator[Block]:
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if isinstance(block, Table) and isinstance(following, Table) and _is_box(block, following):
            yield from (Paragraph(text, row.place, bold=True) for row in block.rows if (text := _text(row)))
        else:
            yield block


def _is_box(table: Table, following: Table) -> bool:
    """Return whether a table names one area, one goal, or one of each, over the table that follows it."""
    if table.place.sheet or all(map(_label, following.rows)):
        return False
    labels = [_label(row) for row in table.rows if _text(row) != ""]
    return [label and label.means for label in labels] in (["area"], ["goal"], ["area", "goal"])


def _label(row: Row) -> Label | None:
    """Return the label of an area or goal that a row begins with, if the rest of the row is its text."""
    text = _text(row)
    label = find_label(text) if text else None
    return label if label is not None and label.rest and label.means in ("area", "goal") else None


def _text(row: Row) -> str | None:
    """Return the text of a row of a label and its value, in one cell or two; None for any other row."""
    texts = [squeeze(cell.text) for cell in row.cells if cell.text.strip() and not cell.continues]
    return with_label_before(texts) if len(texts) <= 2 else None


def with_label_before(texts: Sequence[str]) -> str:
    """Return texts as a line, the first of two as a label: «Mål: Reine elver» of «Mål» and «Reine elver»."""
    return f"{texts[0].rstrip(':. ')}: {texts[1]}" if len(texts) == 2 else " ".join(texts)
