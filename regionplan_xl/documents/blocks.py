"""A document as a list of blocks: its appearance, before anything is interpreted.

Every format is read into blocks (`sources`), and all code that interprets plans starts from them (`understanding`). A
block knows its place, so that each value of the plan can be traced back to the document.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from regionplan_xl.errors import Place, Problem
from regionplan_xl.text import phrase

COMPARE = phrase("Compare it with the document.")  # where it is not certain what a document says
Continues = Literal["", "left", "above"]


@dataclass(frozen=True)
class Highlight:
    """Words that are highlighted, shaded or coloured; `colour` is "#RRGGBB"."""

    words: str
    colour: str


@dataclass(frozen=True)
class TableCell:
    """A cell of a table. Lines of its text are separated by line breaks; bullets begin with «• ».

    `fill` is the colour behind the text ("#RRGGBB", "" for none or white). `struck`: the whole text is struck through;
    otherwise `struck_words` has the words that are. `notes` are the footnotes, comments and text boxes of the cell.
    `continues`: the cell is part of a merged cell that starts to the left or above; it has the same text and fill as
    the first one. `added` and `removed` are words of tracked changes that nobody has accepted yet; the text includes
    those added and omits those removed. `guessed`: the column of the text was guessed from the order of the document's
    lines.
    """

    text: str = ""
    fill: str = ""
    bold: bool = False
    struck: bool = False
    struck_words: tuple[str, ...] = ()
    marks: tuple[Highlight, ...] = ()
    notes: tuple[str, ...] = ()
    continues: Continues = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    guessed: bool = False


EMPTY = TableCell()


@dataclass(frozen=True)
class Row:
    """A row of a table. `repeated`: the document marks it as a heading row, repeated on each page."""

    cells: tuple[TableCell, ...]
    place: Place
    repeated: bool = False


@dataclass(frozen=True)
class Table:
    """A table; every row has the same number of cells.

    `title` is its caption or the name of its sheet. `certain` is False if its columns were guessed from the position of
    words, not read from lines or cells. `hidden`: the document does not show it (a hidden sheet).
    """

    rows: tuple[Row, ...]
    place: Place
    title: str = ""
    certain: bool = True
    hidden: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 1 is the topmost. The text includes its number, even an automatic one."""

    text: str
    level: int
    place: Place
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or list item (`bullet`: «•», «-», «1.»; "" for none).

    `notes`, `struck_words`, `added` and `removed` are as in `TableCell`.
    """

    text: str
    place: Place
    bullet: str = ""
    bold: bool = False
    fill: str = ""
    marks: tuple[Highlight, ...] = ()
    notes: tuple[str, ...] = ()
    struck_words: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class StreamLine:
    """A line of a stream. `gap`: the number of empty lines above it."""

    text: str
    place: Place
    gap: int = 0


@dataclass(frozen=True)
class Stream(Paragraph):
    """Lines of text that may be paragraphs or successive cells of a table: only their order is known."""

    lines: tuple[StreamLine, ...] = ()


Block = Table | Heading | Paragraph


@dataclass(frozen=True)
class Document:
    """A document: its blocks in reading order, and what could not be read (for example a page that is a picture)."""

    name: str
    blocks: tuple[Block, ...]
    unread: tuple[Problem, ...] = ()


def with_places(document: Document) -> Document:
    """Return the document with a place of its own for each heading and paragraph that has no row."""
    return replace(document, blocks=tuple(_with_place(block, at) for at, block in enumerate(document.blocks)))


def _with_place(block: Block, at: int) -> Block:
    if isinstance(block, Table) or block.place.row is not None:
        return block
    return replace(block, place=replace(block.place, block=at))


def lines_of(document: Document) -> list[str]:
    """Return the lines of all texts of a document in their order; those of a merged cell once."""
    return [line for text in _texts(document) for line in text.split("\n")]


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (
                cell.text for row in block.rows for cell in row.cells if cell.text and not cell.continues
            )
        else:
            yield block.text
