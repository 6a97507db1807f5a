"""Rows and cells of a Word table, as values."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TextRun:
    """A run of text in one style; `note` is smaller, `large` is for key figures."""

    text: str
    bold: bool = False
    italic: bool = False
    note: bool = False
    muted: bool = False
    large: bool = False


@dataclass(frozen=True)
class WordCell:
    """A cell with a paragraph per line. `fill` is `#RRGGBB` or ""; `span` is a number of columns."""

    lines: tuple[tuple[TextRun, ...], ...]
    fill: str = ""
    span: int = 1
    align: Literal["left", "center"] = "left"


@dataclass(frozen=True)
class WordRow:
    """A row. `heading`: repeated on every page; `with_next`: kept on the same page as the next row."""

    cells: tuple[WordCell, ...]
    heading: bool = False
    with_next: bool = False


def plain_cell(text: str, *, bold: bool = False, fill: str = "", span: int = 1) -> WordCell:
    """Return a cell with one paragraph in one style."""
    return WordCell(((TextRun(text, bold=bold),),), fill, span)


def text_row(*cells: WordCell | str) -> WordRow:
    """Return a row of these cells; strings become plain cells."""
    return WordRow(tuple(cell if isinstance(cell, WordCell) else plain_cell(cell) for cell in cells))
