"""Choose column widths and font size for a table so that no word is broken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat, zip_longest

from regionplan_xl.letter_widths import BOLD, text_width
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow

TEXT_PT, NOTE_PT, FIGURE_PT = 9.5, 8.5, 20.0
"""Font sizes of the table styles, in points."""
CELL_MARGIN_MM = 1.5
# Where a line may break. A no-break space is part of a word.
_BREAKS = re.compile(r"[ \t\n]+|(?<=\w-)(?=[^\W\d])")
_MM_PER_PT = 25.4 / 72
# Allow for the fonts and rounding of other programs, which may make a word slightly wider.
_ROOM = 1.03
_NEARLY = 0.01  # millimetres that make no visible difference
_LONGEST_LINE_MM = 38.0
_LEAST_OF_TEXT = 0.38  # minimum share of the page for the column with running text
_LONGEST_WORD_MM = 62.0  # a longer word, such as a web address, may be broken

# Scale factors for the styles' font sizes, tried in turn; 6.4 points is the smallest size that we print.
_SMALLER = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)


@dataclass(frozen=True)
class FittedColumns:
    """The width of each column in millimetres, and the scale factor for the styles' font sizes."""

    widths: tuple[float, ...]
    letters: float = 1.0


@dataclass(frozen=True)
class _Needs:
    """The widest word and widest line of each column in millimetres, without cell margins."""

    words: tuple[float, ...]
    lines: tuple[float, ...]

    @classmethod
    def of(cls, rows: Sequence[WordRow]) -> "_Needs":
        words = [0.0] * max(len(row.cells) for row in rows)
        lines = list(words)
        for row in rows:
            if all(cell.span == 1 for cell in row.cells):
                for column, cell in enumerate(row.cells):
                    words[column] = max(words[column], _widest_word(cell))
                    lines[column] = max(lines[column], _widest_line(cell))
        return cls(tuple(words), tuple(lines))


def fit_columns(
    rows: Sequence[WordRow], total: float, *, grows: int, least: Sequence[float] = ()
) -> FittedColumns:
    """Return column widths that add up to `total` millimetres, each at least as wide as its longest word.

    If there is room, short lines («0 av 6 har svart») also stay whole. Column number `grows`, which holds running text,
    gets the remaining space. `least`: a minimum width per column. If space is short, the minimum widths give way first,
    then the font size. A word is broken only if it is too wide for the page in the smallest size, the widest first.
    """
    needs = _Needs.of(rows)
    letters = next(
        (one for one in _SMALLER if sum(map(_in_cell, needs.words, repeat(one))) <= total), _SMALLER[-1]
    )
    words = [_in_cell(width, letters) for width in needs.words]
    lines = [_in_cell(width, letters) for width in needs.lines]
    widths = [max(pair) for pair in zip_longest(words, least, fillvalue=0.0)]
    _take(widths, sum(widths) - total, words)
    _take(widths, sum(widths) - total, [0.0] * len(widths))
    room = min(total - sum(widths), total * (1 - _LEAST_OF_TEXT) - sum(widths) + widths[grows])
    # Columns that need the least extra space come first.
    for column in sorted(range(len(widths)), key=lambda at: lines[at] - widths[at]):
        more = min(lines[column], _LONGEST_LINE_MM) - widths[column]
        if column != grows and 0 < more <= room:
            widths[column] += more
            room -= more
    widths[grows] += max(0.0, total - sum(widths))
    return FittedColumns(tuple(widths), letters)


def _take(widths: list[float], excess: float, least: Sequence[float]) -> None:
    """Shrink the widest columns by `excess` millimetres in total, but none below its minimum width."""
    while excess > _NEARLY:
        free = [column for column, width in enumerate(widths) if width - least[column] > _NEARLY]
        if not free:
            return
        widest = max(widths[column] for column in free)
        those = [column for column in free if widest - widths[column] <= _NEARLY]
        others = [widths[column] for column in free if column not in those]
        stop = max([*others, *(least[column] for column in those)])
        less = min(widest - stop, excess / len(those))
        for column in those:
            widths[column] -= less
        excess -= less * len(those)


def _widest_word(cell: WordCell) -> float:
    """Return the width of a cell's widest word, in millimetres."""
    words = ((run, word) for line in cell.lines for run in line for word in _BREAKS.split(run.text))
    return min(_LONGEST_WORD_MM, max((_width(run, word) for run, word in words), default=0.0))


def _widest_line(cell: WordCell) -> float:
    """Return the width of a cell's widest line, in millimetres."""
    return max((sum(_width(run, run.text) for run in line) for line in cell.lines), default=0.0)


def _in_cell(width: float, letters: float) -> float:
    """Return the column width for text that is `width` millimetres wide at full font size."""
    return width * letters + 2 * CELL_MARGIN_MM + 0.5


def points(run: TextRun) -> float:
    """Return the font size of a run in its style, in points."""
    return FIGURE_PT if run.large else NOTE_PT if run.note else TEXT_PT


def _width(run: TextRun, text: str) -> float:
    """Return the width of a text in the style of a run, in millimetres."""
    bold = BOLD if run.bold or run.large else 1
    return points(run) * bold * text_width(text) * _MM_PER_PT * _ROOM
