"""Rows of a table as bands across a page, each with its words, and the cells that they make with the columns."""

import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from regionplan_xl.documents.blocks import Row, Table, TableCell
from regionplan_xl.documents.sources.layout.cells_over_rows import RowEdges, first_rows, nearest_rows
from regionplan_xl.documents.sources.layout.lines import TextLine, covered, joined_lines, unsure_words
from regionplan_xl.documents.sources.layout.ruled_cells import fill_behind, text_lines
from regionplan_xl.documents.vocabulary.lookup import field_of
from regionplan_xl.errors import Place

Word = dict[str, Any]
Rule = tuple[float, float, float]  # left, right, height, in points
Span = tuple[float, float]  # left and right
_MORE_ROOM = 0.12  # of a letter's size, between two rows than between two lines of a cell
_LINES_APART = 1.0  # of a letter's size, the most between two lines of a cell
_SEVERAL = 3


@dataclass(frozen=True)
class Band:
    """A row of a table: its top and bottom, and its words. `rule` is the line above it, if there is one."""

    top: float
    bottom: float
    words: tuple[Word, ...]
    rule: Rule | None = None

    def is_open_above(self, column: Span) -> bool:
        """Return whether the line above is not above a column, so that its cell goes on."""
        left, right = column
        return self.rule is not None and (self.rule[0] > left or self.rule[1] < right)


@dataclass(frozen=True)
class _Cell:
    """The words of a cell, and over how many rows it is; `is_told`: a line or its place tells which rows."""

    words: tuple[Word, ...]
    rows: int = 1
    is_told: bool = True

    @cached_property
    def lines(self) -> list[TextLine]:
        return list(text_lines(self.words))


@dataclass(frozen=True)
class Banded:
    """The rows of a table, from top to bottom, and its columns.

    `leading` is the room between two lines of a cell. `over_rows` are the words in the first columns, `open_columns`,
    whose cells are over several rows, without lines to tell which.
    """

    rows: tuple[Band, ...]
    columns: tuple[Span, ...]
    leading: float
    open_columns: int = 0
    over_rows: tuple[Word, ...] = ()

    @property
    def top(self) -> float:
        """The upper edge of the first row."""
        return self.rows[0].top

    @property
    def words(self) -> list[Word]:
        """All words in it."""
        return [*(word for row in self.rows for word in row.words), *self.over_rows]

    @property
    def lines(self) -> list[list[TextLine]]:
        """The lines of text in each cell."""
        return [cell.lines for cells in self._cells for cell in cells]

    def unsure_texts(self) -> Iterator[str]:
        """Yield the texts of which nothing says which rows they are for."""
        for cells in self._cells:
            yield from (" ".join(line.text for line in cell.lines) for cell in cells if not cell.is_told)

    def unsure_words(self, whole: Collection[str]) -> Iterator[str]:
        """Yield the words, as read, of which nothing says whether a line break is within a word."""
        for (_, right), cells in zip(self.columns, self._cells, strict=True):
            for cell in cells:
                yield from unsure_words(cell.lines, right, whole, is_guessed=True)

    def table(self, whole: Collection[str], fills: Sequence[dict[str, Any]], place: Place) -> Table:
        """Return it as a table.

        `whole` are words of the document that are not parts of one, and `fills` the filled rectangles of the page.
        """
        by_column = [
            [one for cell in cells for one in _over_rows(cell, right, whole)]
            for (_, right), cells in zip(self.columns, self._cells, strict=True)
        ]
        left, right = self.columns[0][0], self.columns[-1][1]
        rows = []
        for n, (band, *cells) in enumerate(zip(self.rows, *by_column, strict=True), start=1):
            if self._is_spanning(band):
                (one,) = _over_rows(_Cell(band.words), right, whole)
                cells = [one, *(replace(one, continues="left") for _ in cells[1:])]
            fill = fill_behind((left, band.top, right, band.bottom), fills)
            rows.append(Row(tuple(replace(cell, fill=fill) for cell in cells), replace(place, row=n)))
        return Table(tuple(rows), place, certain=False)

    @cached_property
    def _cells(self) -> list[list[_Cell]]:
        """The cells of each column."""
        return [
            [cell for first, last in self._groups(at) for cell in self._cells_of(at, first, last)]
            for at in range(len(self.columns))
        ]

    def _groups(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield the first and last row of each run of rows without a line between them in a column."""
        first = 0
        for n in range(1, len(self.rows) + 1):
            if n == len(self.rows) or not self._goes_on(at, n):
                yield first, n - 1
                first = n

    def _goes_on(self, at: int, row: int) -> bool:
        both = self.rows[row - 1], self.rows[row]
        if any(self._is_spanning(band) for band in both):
            return False
        if at < self.open_columns:
            return not (row == 1 and self._has_headings)
        return both[1].is_open_above(self.columns[at])

    @cached_property
    def _has_headings(self) -> bool:
        return is_row_of_headings(self.rows[0].words, self.columns)

    def _cells_of(self, at: int, first: int, last: int) -> list[_Cell]:
        """Return the cells of a column in a run of rows without lines between them there."""
        edges = list(self._edges(first, last, at))
        top = edges[0].top if first else 0.0
        bottom = edges[-1].bottom if last + 1 < len(self.rows) else float("inf")
        words = [
            *(one for row in self.rows[first : last + 1] if not self._is_spanning(row) for one in row.words),
            *(one for one in self.over_rows if top < middle_of(one) < bottom),
        ]
        inside = [word for word in words if is_in(word, self.columns[at])]
        if first == last or not inside:
            return [_Cell(tuple(inside), len(edges))]
        texts = apart(inside, self.leading)
        if len(texts) == 1 and at >= self.open_columns:
            return [_Cell(tuple(inside), len(edges))]
        places = [(band.top, band.bottom) for band in map(as_band, texts)]
        known = first_rows(places, edges, inside[0]["size"])
        starts = known or nearest_rows(places, edges)
        cells = [_Cell((), starts[0])] if starts[0] else []
        for start, end in pairwise((*dict.fromkeys(starts), len(edges))):
            mine = [word for text, n in zip(texts, starts, strict=True) if n == start for word in text]
            cells.append(_Cell(tuple(mine), end - start, known is not None))
        return cells

    def _edges(self, first: int, last: int, at: int) -> Iterator[RowEdges]:
        """Yield the edges of rows: the lines between them, or the middle of the room there."""
        rooms = [max(below.top - above.bottom, 0.0) for above, below in pairwise(self.rows)]
        usual = statistics.median(rooms) if rooms else 0.0
        rooms = [usual, *rooms, usual]
        for n in range(first, last + 1):
            band = self.rows[n]
            tops = [word["top"] for word in band.words if word["x0"] > self.columns[at][1]]
            yield RowEdges(
                band.top - rooms[n] / 2, band.bottom + rooms[n + 1] / 2, min(tops, default=band.top)
            )

    def _is_spanning(self, band: Band) -> bool:
        """Return whether words go over several columns, as a heading."""
        return not all(any(is_in(word, column) for column in self.columns) for word in band.words)


def is_row_of_headings(words: Iterable[Word], columns: Sequence[Span]) -> bool:
    """Return whether words are the headings of at least two columns."""
    known = list(words)
    texts = (" ".join(word["text"] for word in known if is_in(word, column)) for column in columns)
    return sum(bool(field_of(text)) for text in texts) > 1


def is_in(word: Word, column: Span) -> bool:
    """Return whether a word is between the edges of a column."""
    return bool(column[0] - 1 <= word["x0"] and word["x1"] <= column[1] + 1)


def _over_rows(cell: _Cell, right: float, whole: Collection[str]) -> list[TableCell]:
    """Return a cell for each of its rows; `right` is where the longest line of its column ends."""
    text = joined_lines(cell.lines, right, whole, is_guessed=True)
    one = TableCell(text, bold=bool(cell.lines) and all(line.bold for line in cell.lines))
    return [one, *(replace(one, continues="above") for _ in range(cell.rows - 1))]


def as_band(words: Sequence[Word]) -> Band:
    """Return words as a row that is as high as they are."""
    return Band(min(word["top"] for word in words), max(word["bottom"] for word in words), tuple(words))


def middle_of(word: Word) -> float:
    """Return the height of the middle of a word."""
    return float((word["top"] + word["bottom"]) / 2)


def leading_of(words: Sequence[Word]) -> float:
    """Return the room between two lines of a cell: the least that is between several words and those below them."""
    if not words:
        return 0.0
    ordered = sorted(words, key=lambda one: one["top"])
    rooms: Counter[float] = Counter()
    for n, word in enumerate(ordered):
        for below in ordered[n + 1 :]:
            room = below["top"] - word["bottom"]
            if room > _LINES_APART * word["size"]:
                break
            if room > -word["size"] / 2 and below["x0"] < word["x1"] and word["x0"] < below["x1"]:
                rooms[round(room, 1)] += 1
                break
    usual = [room for room, count in rooms.items() if count >= _SEVERAL]
    return min(usual, default=float("inf"))


def apart(words: Sequence[Word], room: float) -> list[list[Word]]:
    """Return the words in bands that have more room between them than this."""
    bands: list[list[Word]] = []
    bottom = 0.0
    for word in sorted(words, key=lambda one: one["top"]):
        if bands and word["top"] - bottom <= room + _MORE_ROOM * word["size"]:
            bands[-1].append(word)
            bottom = max(bottom, word["bottom"])
        else:
            bands.append([word])
            bottom = word["bottom"]
    return bands


def spans_of(words: Sequence[Word]) -> list[Span]:
    """Return left and right of what words cover, between empty strips."""
    size = statistics.median(word["size"] for word in words)
    return covered([(word["x0"], word["x1"]) for word in words], size)


def columns_of(bands: Iterable[Sequence[Word]]) -> list[Span]:
    """Return left and right of each column: what words of all bands cover, without those that cover only one strip."""
    words = [word for band in bands if len(spans_of(band)) > 1 for word in band]
    return spans_of(words) if words else []
