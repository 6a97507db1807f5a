"""Tables of ruled cells on a page: the words within the lines around each cell."""

import statistics
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from regionplan_xl.documents.blocks import Row, Table, TableCell
from regionplan_xl.documents.sources.layout.lines import TextLine, covered, joined_lines, unsure_words
from regionplan_xl.documents.sources.layout.spaces import SPACE_AFTER
from regionplan_xl.errors import Place

Box = tuple[float, float, float, float]
_LEAST_MARGIN = 2.0  # points, between the line and the text of a cell


@dataclass(frozen=True)
class RuledCells:
    """The cells of a table as drawn (left, top, right, bottom), in points; the words between its outer lines; fills."""

    drawn: Sequence[Box]
    words: Sequence[dict[str, Any]]
    fills: Sequence[dict[str, Any]]
    place: Place

    @cached_property
    def boxes(self) -> list[Box]:
        """The cells; of a row that is drawn as one although it has texts in the columns of others, a cell for each."""
        lefts = [*_edges(box[0] for box in self.drawn), max(box[2] for box in self.drawn)]
        return [one for box in self.drawn for one in self._divided(box, lefts)]

    def _divided(self, box: Box, lefts: Sequence[float]) -> list[Box]:
        inner = [left for left in lefts if box[0] + 2 < left < box[2] - 2]
        words = [word for word in self.words if is_inside(word, box)] if inner else []
        if not words:
            return [box]
        spans = covered(((word["x0"], word["x1"]) for word in words), words[0]["size"])
        edges = [box[0], *inner, box[2]]
        columns = [sum(edge <= left for edge in inner) for left, _ in spans]
        is_within = all(right <= edges[n + 1] for n, (_, right) in zip(columns, spans, strict=True))
        if len(set(columns)) < 2 or not is_within:
            return [box]
        return [(left, box[1], right, box[3]) for left, right in pairwise(edges)]

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(box[1] for box in self.boxes)

    @cached_property
    def words_in_cells(self) -> list[dict[str, Any]]:
        """The words that are not between cells."""
        return [word for word in self.words if any(is_inside(word, box) for box in self.boxes)]

    @property
    def is_whole(self) -> bool:
        """True if there are several rows and columns, and all words between the outer lines are in a cell."""
        tops, lefts = _edges(box[1] for box in self.boxes), _edges(box[0] for box in self.boxes)
        return min(len(tops), len(lefts)) > 1 and len(self.words_in_cells) == len(self.words)

    @cached_property
    def lines(self) -> list[list[TextLine]]:
        """The lines of text in each cell."""
        return [list(text_lines(word for word in self.words if is_inside(word, box))) for box in self.boxes]

    @cached_property
    def _margin(self) -> float:
        """The margin in the cells, from those with text at the left."""
        both = zip(self.boxes, self.lines, strict=True)
        margin = min((line.left - box[0] for box, lines in both for line in lines), default=0.0)
        return max(margin, _LEAST_MARGIN)

    def unsure_words(self, whole: Collection[str]) -> Iterator[str]:
        """Yield the words, as read, of which nothing says whether a line break is within a word."""
        for box, lines in zip(self.boxes, self.lines, strict=True):
            yield from unsure_words(lines, box[2] - self._margin, whole)

    def table(self, whole: Collection[str]) -> Table:
        """Return the table, including merged cells; `whole` are words of the document that are not parts of one."""
        lefts, tops = _edges(box[0] for box in self.boxes), _edges(box[1] for box in self.boxes)
        grid = [[TableCell() for _ in lefts] for _ in tops]
        for box, lines in zip(self.boxes, self.lines, strict=True):
            cell = TableCell(
                joined_lines(lines, box[2] - _LEAST_MARGIN, whole, box[2] - self._margin),
                fill=fill_behind(box, self.fills),
                bold=bool(lines) and all(line.bold for line in lines),
            )
            columns = [n for n, left in enumerate(lefts) if box[0] - 1 <= left < box[2] - 1]
            rows = [n for n, top in enumerate(tops) if box[1] - 1 <= top < box[3] - 1]
            for row in rows:
                for column in columns:
                    going_on = "left" if column != columns[0] else "above" if row != rows[0] else ""
                    grid[row][column] = TableCell(cell.text, cell.fill, cell.bold, continues=going_on)  # type: ignore[arg-type]
        kept = [cells for cells in grid if any(cell.text or cell.fill for cell in cells)]
        place = self.place
        rows_ = (
            Row(tuple(cells), Place(page=place.page, table=place.table, row=n))
            for n, cells in enumerate(kept, start=1)
        )
        return Table(tuple(rows_), place)


def is_inside(word: dict[str, Any], box: Box) -> bool:
    """Return whether the middle of a word is in a box."""
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def text_lines(words: Iterable[dict[str, Any]]) -> Iterator[TextLine]:
    """Yield lines of words: words with the same vertical centre, from left to right."""
    line: list[dict[str, Any]] = []
    for word in sorted(words, key=lambda one: (one["top"] + one["bottom"], one["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if (
            line
            and middle
            > statistics.fmean((one["top"] + one["bottom"]) / 2 for one in line) + word["size"] * 0.4
        ):
            yield _line(line)
            line = []
        line.append(word)
    if line:
        yield _line(line)


def _line(words: list[dict[str, Any]]) -> TextLine:
    ordered = sorted(words, key=lambda word: float(word["x0"]))
    bold = all("bold" in word["fontname"].lower() or "black" in word["fontname"].lower() for word in ordered)
    return TextLine(
        tuple((word["text"], float(word["x0"]), float(word["x1"])) for word in ordered),
        top=min(word["top"] for word in ordered),
        bottom=max(word["bottom"] for word in ordered),
        size=round(statistics.median(word["size"] for word in ordered), 1),
        bold=bold,
        ends_in_space=ordered[-1].get(SPACE_AFTER),
    )


def _edges(values: Iterable[float]) -> list[float]:
    """Return the distinct edges in order; those less than two points apart are one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2:
            edges.append(value)
    return edges


def fill_behind(box: tuple[float, float, float, float], fills: Sequence[dict[str, Any]]) -> str:
    """Return the colour of the topmost rectangle behind most of a cell; "" for none or white."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    colour = ""
    for rect in fills:
        if rect["x0"] <= x <= rect["x1"] and rect["top"] <= y <= rect["bottom"]:
            width = min(rect["x1"], box[2]) - max(rect["x0"], box[0])
            if width > 0.6 * (box[2] - box[0]):
                colour = hex_colour(rect["non_stroking_color"]) or ""
    return "" if colour == "#FFFFFF" else colour


def hex_colour(colour: Any) -> str | None:
    """Return a PDF colour (grey, RGB or CMYK, each component 0-1) as "#RRGGBB"; None for anything else."""
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return None
    if len(parts) == 1:
        rgb = [parts[0]] * 3
    elif len(parts) == 3:
        rgb = list(parts)
    elif len(parts) == 4:
        rgb = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    else:
        return None
    return "#" + "".join(f"{round(255 * min(max(part, 0), 1)):02X}" for part in rgb)
