"""Tables of lines below headings: where rows begin, and which lines are headings over rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from regionplan_xl.documents.blocks import Row, Table, TableCell
from regionplan_xl.documents.sources.layout.aligned import anchor_of, begins_row
from regionplan_xl.documents.sources.layout.columns import Cells, Headings, cells_of, headings_of
from regionplan_xl.documents.sources.layout.lines import TextLine, had_no_room, joined_lines
from regionplan_xl.documents.sources.layout.sections import PageLine, Section
from regionplan_xl.errors import Place

_NUMBER = re.compile(r"^(?:[^\W\d_]{0,3}[-. ]?\d{1,3}(?:\.\d{1,3}){1,4}|[^\W\d_]{1,3}-\d{1,3})\.?(?=\s|$)")
_LABEL = re.compile(r"^[^\W\d_]{2,}\s+[A-Z]?\d{1,2}(?:\.\d{1,2})*(?:\.|:|\s*$)")
_FULL = 0.85  # of a column's width, because letters have different widths in the original
_CAPITAL = 1.3  # width of a capital letter relative to the average
_FEW = 0.6  # the largest share of filled rows in a column with cells over several rows
_SHORT = 4  # characters of a mark
_ENDS = (".", ":", ";", "?", "!")


@dataclass
class _Line:
    """A line and its content by column; `cells` is None if it spans columns."""

    source: PageLine
    line: TextLine
    cells: Cells | None
    new_page: bool

    @cached_property
    def filled(self) -> list[int]:
        return [at for at, cell in enumerate(self.cells or []) if cell]

    @property
    def is_first_alone(self) -> bool:
        return self.filled == [0] and self.source.is_alone


@dataclass
class _Made:
    """A row: its lines in each column, or the lines of a heading over rows."""

    cells: Cells
    is_band: bool = False
    guessed: bool = False
    lines: list[TextLine] = field(default_factory=list)


class _Reader:
    """Makes the rows of one table."""

    def __init__(self, section: Section) -> None:
        self.headings = headings_of(section.stretches[0].heads)
        self.lines = list(_lines(section, self.headings))
        self.width = len(self.headings.lefts)
        self.columns = self._columns()
        self.full = [(left, left + _FULL * (right - left)) for left, right in self.columns]
        self.anchor = anchor_of([line.cells for line in self.lines if line.cells], self.width)
        starts = [line for line in self.lines if self._number_of(line)]
        self.figures = Counter(_figures(self._number_of(line)) for line in starts).most_common(1)
        self.is_numbered = len(starts) > 1 and 2 * len(starts) >= self._begun()
        self.is_text_below = self._is_text_below()

    def _columns(self) -> list[tuple[float, float]]:
        rights = []
        for at in range(self.width):
            ends = [part.right for line in self.lines if line.cells for part in line.cells[at]]
            heads = [part.right for row in self.headings.rows for part in row[at]]
            rights.append(max([*ends, *heads], default=self.headings.lefts[at]))
        return list(zip(self.headings.lefts, rights, strict=True))

    def _number_of(self, line: _Line) -> str:
        """Return the number that a line's row begins with, if it is in one of the first two columns."""
        for at in line.filled[:2]:
            found = _NUMBER.match(line.cells[at][0].text) if line.cells and at < 2 else None
            if found and len(line.filled) > 1:
                return found[0]
        return ""

    def _begun(self) -> int:
        """Return how many lines have a number in the column where most rows begin."""
        at = self.anchor
        several = [line for line in self.lines if line.cells and len(line.filled) > 1]
        return sum(at is not None and _has_digits((line.cells or [])[at]) for line in several)

    def _is_text_below(self) -> bool:
        """Return whether the texts of most rows are below their numbers, in the same column."""
        below = [
            after.filled[:1] == [0] and not _NUMBER.match(after.line.text)
            for line, after in zip(self.lines, self.lines[1:], strict=False)
            if line.cells and line.cells[0] and _NUMBER.fullmatch(line.cells[0][0].text)
        ]
        return 2 * sum(below) > len(below)

    def rows(self) -> list[_Made]:
        made: list[_Made] = []
        for line in self.lines:
            if self.is_text_below and made and line.cells is None and _is_number_alone(made[-1]):
                made[-1].cells[0].append(line.line)
            elif line.cells is None or (line.is_first_alone and self._is_band(line, made)):
                self._add_band(line, made)
            elif not made or self._begins(line, made[-1]):
                made.append(_Made(line.cells))
            elif made[-1].is_band:
                made[-1].lines.append(line.line)
            else:
                self._go_on(line, made[-1])
        self._join_over_rows(made)
        return made

    def _is_band(self, line: _Line, made: Sequence[_Made]) -> bool:
        text = line.line.text
        if _LABEL.match(text):
            return True
        if self._first_is_numbers and not _NUMBER.match(text):
            return True
        above = made[-1].cells[0][-1] if made and not made[-1].is_band and made[-1].cells[0] else None
        needed = 1 + _CAPITAL * len(line.line.words[0][0])
        return _is_capitals(text) and (above is None or above.right + needed < self.full[0][1])

    @property
    def _first_is_numbers(self) -> bool:
        return (
            self.is_numbered
            and not self.is_text_below
            and all(
                _NUMBER.fullmatch(line.cells[0][0].text)
                for line in self.lines
                if line.cells and line.cells[0] and len(line.filled) > 1
            )
        )

    def _add_band(self, line: _Line, made: list[_Made]) -> None:
        again = _LABEL.match(line.line.text) or _NUMBER.match(line.line.text) or line.line.text.isupper()
        if made and made[-1].is_band and not again and not line.source.gap:
            before = made[-1].lines[-1]
            if (
                line.new_page
                or _LABEL.fullmatch(before.text)
                or had_no_room(before, line.line, self._page_right)
            ):
                made[-1].lines.append(line.line)
                return
        made.append(_Made([[] for _ in self.headings.lefts], is_band=True, lines=[line.line]))

    @cached_property
    def _page_right(self) -> float:
        return _FULL * max(line.line.right for line in self.lines)

    def _begins(self, line: _Line, row: _Made) -> bool:
        number = self._number_of(line)
        if row.is_band:
            return not line.is_first_alone or not (self.is_numbered or self._goes_on_band(line, row))
        if self.is_numbered:
            alone = _NUMBER.match(line.line.text) if line.is_first_alone else None
            return bool(number) or bool(alone and self.figures and _figures(alone[0]) == self.figures[0][0])
        if (line.is_first_alone and _is_capitals(line.line.text)) or (
            line.filled == [self.anchor] and line.line.text[:1].islower()
        ):
            return False  # the rest of a cell, because it is not a heading over rows
        if line.new_page:
            return self.anchor is not None and bool(line.cells and line.cells[self.anchor])
        return begins_row(line.cells or [], row.cells, self.anchor, self.columns)

    def _goes_on_band(self, line: _Line, row: _Made) -> bool:
        return line.line.text[:1].islower() or had_no_room(row.lines[-1], line.line, self._page_right)

    def _go_on(self, line: _Line, row: _Made) -> None:
        if line.is_first_alone and not self.is_numbered and row.cells[0] and line.line.text[:1].isupper():
            row.guessed = row.guessed or not row.cells[0][-1].text.endswith(_ENDS)
        for cell, more in zip(row.cells, line.cells or [], strict=True):
            cell.extend(more)

    def _join_over_rows(self, made: Sequence[_Made]) -> None:
        """Join the lines of a cell that spans several rows; they directly follow each other."""
        rows = [row for row in made if not row.is_band]
        for at in range(self.width):
            texts = [part.text for row in rows for part in row.cells[at]]
            is_short = sum(map(len, texts)) <= _SHORT * len(texts)
            if at == self.anchor or is_short or sum(bool(row.cells[at]) for row in rows) > _FEW * len(rows):
                continue
            target: list[TextLine] | None = None
            for row in made:
                cell = row.cells[at] if not row.is_band else []
                while cell and target and self._is_rest(target[-1], cell[0], at):
                    target.append(cell.pop(0))
                target = cell or (target if target and not row.is_band else None)

    def _is_rest(self, above: TextLine, line: TextLine, at: int) -> bool:
        # «2026» below «Haust» continues it; below «2025» it belongs to another row.
        figures = line.text[:1].isdigit() and not above.text[-1:].isdigit()
        goes_on = line.text[:1].islower() or figures
        return goes_on and line.top == above.bottom and had_no_room(above, line, self.full[at][1])


def _lines(section: Section, headings: Headings) -> Iterator[_Line]:
    """Yield the lines of all stretches as if on one page."""
    top = 0.0
    for nth, stretch in enumerate(section.stretches):
        lefts = headings_of(stretch.heads).lefts
        for at, (line, cells) in enumerate(zip(stretch.lines, cells_of(stretch, lefts), strict=True)):
            top += 1 + (0 if line.tops_page or (at == 0) else line.gap)
            moved = [[replace(part, top=top, bottom=top + 1) for part in cell] for cell in cells or []]
            own = replace(line.line, top=top, bottom=top + 1)
            yield _Line(line, own, moved if cells is not None else None, nth > 0 and at == 0)


def _is_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 3


def _is_number_alone(made: _Made) -> bool:
    """Return whether a row has only a number, in its first column."""
    return len(made.cells[0]) == 1 and _NUMBER.fullmatch(made.cells[0][0].text) is not None


def _has_digits(cell: Sequence[TextLine]) -> bool:
    return any(map(str.isdigit, "".join(part.text for part in cell)))


def _figures(number: str) -> int:
    return len(re.findall(r"\d+", number))


def table_of(section: Section, place: Place) -> Table:
    """Return the table made up of a section's lines, with its headings as first rows."""
    reader = _Reader(section)
    rows = [*_heading_cells(reader.headings), *(_cells(made, reader.columns) for made in reader.rows())]
    return Table(
        tuple(Row(cells, replace(place, row=n)) for n, cells in enumerate(rows, start=1)),
        place,
        certain=False,
    )


def _heading_cells(headings: Headings) -> Iterator[tuple[TableCell, ...]]:
    for nth, row in enumerate(headings.rows):
        cells: list[TableCell] = []
        for at, lines in enumerate(row):
            divided = nth == 0 and len(headings.rows) > 1 and not lines and bool(headings.rows[1][at])
            if divided and cells:
                cells.append(replace(cells[-1], continues="left"))
            else:
                cells.append(
                    TableCell(joined_lines(lines, max(line.right for line in lines)) if lines else "")
                )
        yield tuple(cells)


def _cells(made: _Made, columns: Sequence[tuple[float, float]]) -> tuple[TableCell, ...]:
    if made.is_band:
        text = TableCell(joined_lines(made.lines, min(line.right for line in made.lines)))
        return (text, *(replace(text, continues="left") for _ in columns[1:]))
    cells = [
        TableCell(joined_lines(lines, left + _FULL * (right - left)))
        for lines, (left, right) in zip(made.cells, columns, strict=True)
    ]
    if made.guessed:
        cells[0] = replace(cells[0], guessed=True)
    return tuple(cells)
