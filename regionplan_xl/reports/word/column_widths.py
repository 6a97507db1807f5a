"""Widths of the columns of a table, and the size of its letters, so that no word is broken in the middle."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat, zip_longest

from regionplan_xl.letter_widths import BOLD, text_width
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow

TEXT_PT, NOTE_PT, FIGURE_PT = 9.5, 8.5, 20.0
"""Sizes of the styles in tables."""
CELL_MARGIN_MM = 1.5
# Where a line may be broken. A space that does not break is part of the word.
_BREAKS = re.compile(r"[ \t\n]+|(?<=\w-)(?=[^\W\d])")
_MM_PER_PT = 25.4 / 72
# Another program's fonts and rounding may make a word a little wider.
_ROOM = 1.03
_NEARLY = 0.01  # millimetres that make no difference
_LONGEST_LINE_MM = 38.0
_LEAST_OF_TEXT = 0.38  # of the page, for the column with running text
_LONGEST_WORD_MM = 62.0  # a longer one, such as a web address, is no word to keep whole

# Parts of the styles' sizes that are tried in turn; 6.4 points is the smallest that is printed.
_SMALLER = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)


@dataclass(frozen=True)
class FittedColumns:
    """The width of each column in millimetres, and the size of the letters as a part of that of the styles."""

    widths: tuple[float, ...]
    letters: float = 1.0


@dataclass(frozen=True)
class _Needs:
    """What each column has, without the margins of a cell: its widest word and its widest line, in millimetres."""

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
    """Return columns that are `total` millimetres in all, each at least as wide as its widest word.

    Where there is room, short lines («0 av 6 har svart») are kept whole too. The column number `grows`, which has
    running text, takes what is left. `least`: a least width of each. Where there is too little room, the least widths
    give way first, then the letters become smaller. Only words too wide for the page in the smallest letters are
    broken, the widest first.
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
    # Those first that need the least more.
    for column in sorted(range(len(widths)), key=lambda at: lines[at] - widths[at]):
        more = min(lines[column], _LONGEST_LINE_MM) - widths[column]
        if column != grows and 0 < more <= room:
            widths[column] += more
            room -= more
    widths[grows] += max(0.0, total - sum(widths))
    return FittedColumns(tuple(widths), letters)


def _take(widths: list[float], excess: float, least: Sequence[float]) -> None:
    """Make the widest columns narrower by `excess` millimetres in all, but none narrower than its least width."""
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
    """Return the width of a column for text that is `width` in letters of full size."""
    return width * letters + 2 * CELL_MARGIN_MM + 0.5


def points(run: TextRun) -> float:
    """Return the size of a run's letters in its style, in points."""
    return FIGURE_PT if run.large else NOTE_PT if run.note else TEXT_PT


def _width(run: TextRun, text: str) -> float:
    """Return the width of a text in the style of a run, in millimetres."""
    bold = BOLD if run.bold or run.large else 1
    return points(run) * bold * text_width(text) * _MM_PER_PT * _ROOM
