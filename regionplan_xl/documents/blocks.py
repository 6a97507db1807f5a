"""A document as a list of blocks: what it looks like, before anybody asks what it means.

Every format is read into these (`sources`), and everything that understands plans starts from them
(`understanding`). A block says where it is, so that each value of the plan can be found in the document again.
"""

from dataclasses import dataclass
from typing import Literal

from regionplan_xl.errors import Place, Problem

Continues = Literal["", "left", "above"]


@dataclass(frozen=True)
class Mark:
    """Words in a colour of their own: highlighted, on a shaded ground, or with coloured letters ("#RRGGBB")."""

    words: str
    colour: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table; lines of its text are separated by line breaks, bullets begin with «• ».

    `fill` is the colour behind the text ("#RRGGBB", "" for none or white). `struck`: all of the text is struck
    through; a text that is struck in part has those words in `struck_words` only. `notes` are footnotes, comments
    and boxes that belong to the cell. `continues`: the cell is part of a merged cell whose first one is to the left
    or above; it has the same text and fill as that one. `added` and `removed` are words of tracked changes that
    nobody has accepted yet; the text has those added and is without those removed. `guessed`: that the text is in
    this column was guessed from the order of the document's lines.
    """

    text: str = ""
    fill: str = ""
    bold: bool = False
    struck: bool = False
    struck_words: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    continues: Continues = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    guessed: bool = False


EMPTY = Cell()


@dataclass(frozen=True)
class Row:
    """A row of a table. `repeated`: the document says that it is a heading, repeated on each page."""

    cells: tuple[Cell, ...]
    place: Place
    repeated: bool = False


@dataclass(frozen=True)
class Table:
    """A table; every row has the same number of cells.

    `title` is its caption, or the name of the sheet. `certain` is False if its columns were guessed from where the
    words are, not from lines or cells of the document. `hidden`: the document does not show it (a hidden sheet).
    """

    rows: tuple[Row, ...]
    place: Place
    title: str = ""
    certain: bool = True
    hidden: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 1 is the topmost. Its number is in the text, also if the program counts it."""

    text: str
    level: int
    place: Place
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or one item of a list (`bullet`: «•», «-», «1.»; "" for none).

    `notes`, `struck_words`, `added` and `removed` are as of a `Cell`.
    """

    text: str
    place: Place
    bullet: str = ""
    bold: bool = False
    fill: str = ""
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    struck_words: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class StreamLine:
    """A line of a stream. `gap`: how many empty lines are above it."""

    text: str
    place: Place
    gap: int = 0


@dataclass(frozen=True)
class Stream(Paragraph):
    """Lines of a text that may be paragraphs, or the cells of a table one after another: only their order is known."""

    lines: tuple[StreamLine, ...] = ()


Block = Table | Heading | Paragraph


@dataclass(frozen=True)
class Document:
    """A document: its blocks in reading order, and what could not be read (a page that is a picture, for one)."""

    name: str
    blocks: tuple[Block, ...]
    unread: tuple[Problem, ...] = ()
