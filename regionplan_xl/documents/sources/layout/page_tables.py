"""The tables of a page: those of ruled cells, and those whose rows are bands across the page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from regionplan_xl.documents.blocks import COMPARE, Table
from regionplan_xl.documents.sources.layout.bands import Banded
from regionplan_xl.documents.sources.layout.lines import TextLine
from regionplan_xl.documents.sources.layout.open_rows import missing_lines
from regionplan_xl.documents.sources.layout.row_bands import banded_tables
from regionplan_xl.documents.sources.layout.ruled_cells import RuledCells, is_inside
from regionplan_xl.errors import Place, Problem
from regionplan_xl.text import phrase

Words = list[dict[str, Any]]
_MOST_OF_FOOTER = 2  # lines
_FOR_WHICH = phrase(
    "No line shows which rows these are for: {names}. They were read as for the rows from where they are printed on."
)


@dataclass(frozen=True)
class BandedRows:
    """A table whose rows are bands, with its place and the filled rectangles of the page."""

    banded: Banded
    fills: list[dict[str, Any]]
    place: Place

    @property
    def lines(self) -> list[list[TextLine]]:
        """The lines of text in each cell."""
        return self.banded.lines

    def unsure_words(self, whole: Collection[str]) -> Iterator[str]:
        """Yield the words, as read, of which nothing says whether a line break is within a word."""
        return self.banded.unsure_words(whole)

    def table(self, whole: Collection[str]) -> Table:
        """Return the table; `whole` are words of the document that are not parts of one."""
        return self.banded.table(whole, self.fills, self.place)


PageTable = RuledCells | BandedRows


@dataclass(frozen=True)
class PageTables:
    """The tables of a page with their upper edges; `last` is the lowest without cells.

    `unsure`: texts of which no line shows the rows.
    """

    placed: list[tuple[PageTable, float]]
    last: Banded | None
    words_outside: Words
    unsure: tuple[Problem, ...]

    @property
    def last_top(self) -> float:
        """The upper edge of the lowest table; 0 if there is none."""
        return max((top for _, top in self.placed), default=0.0)

    def at_end(self, lines_below: int) -> Banded | None:
        """Return the table that the page ends in, if so many lines below it are a footer."""
        is_last = self.last is not None and self.last.top == self.last_top
        return self.last if is_last and lines_below <= _MOST_OF_FOOTER else None


def page_tables(page: Any, words: Words, fills: list[dict[str, Any]], before: Banded | None) -> PageTables:
    """Return the tables of a page of pdfplumber; the page before ends in the table `before`."""
    number = page.page_number
    found = list(_ruled(page, words, fills))
    edges = [(edge["x0"], edge["x1"], edge["top"]) for edge in page.horizontal_edges]
    banded = list(banded_tables(_without(words, (one.words for one in found if one.is_whole)), edges, before))
    # Cells of some rows only, because they are filled or in a frame, are of a table whose other rows are not.
    taken = {id(word) for one in banded for word in one.words}
    cells = [one for one in found if not any(id(word) in taken for word in one.words)]
    placed: list[tuple[PageTable, float]] = [(one, one.top) for one in cells]
    unsure = []
    for nth, one in enumerate(banded, start=len(found) + 1):
        place = Place(page=number, table=nth)
        placed.append((BandedRows(one, fills, place), one.top))
        if texts := list(one.unsure_texts()):
            names = ", ".join(f"«{text}»" for text in texts)
            unsure.append(Problem(place, _FOR_WHICH.with_values(names=names), COMPARE))
    outside = _without(words, [*(one.words_in_cells for one in cells), *(one.words for one in banded)])
    return PageTables(placed, max(banded, key=lambda one: one.top, default=None), outside, tuple(unsure))


def _ruled(page: Any, words: Words, fills: list[dict[str, Any]]) -> Iterator[RuledCells]:
    """Yield the tables of ruled cells with words; rows that the end of the page divides are closed there."""
    lines = {"explicit_horizontal_lines": missing_lines(page.edges)}
    left = words
    for nth, found in enumerate(page.find_tables(lines), start=1):
        inside = [word for word in left if is_inside(word, found.bbox)]
        if inside:
            left = _without(left, [inside])
            boxes = [box for box in found.cells if box]
            yield RuledCells(boxes, inside, fills, Place(page=page.page_number, table=nth))


def _without(words: Words, taken: Iterable[Sequence[dict[str, Any]]]) -> Words:
    known = {id(word) for several in taken for word in several}
    return [word for word in words if id(word) not in known]
