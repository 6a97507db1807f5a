"""Widths of the columns of a table, so that no word is broken in the middle."""

import re
from collections.abc import Iterable, Sequence

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
_LONGEST_LINE_MM = 38.0
_LEAST_OF_TEXT = 0.38  # of the page, for the column with running text
_LONGEST_WORD_MM = 62.0  # a longer one, such as a web address, is no word to keep whole


def column_widths(
    rows: Iterable[WordRow], total: float, *, grows: int, least: Sequence[float] = ()
) -> tuple[float, ...]:
    """Return the width of each column in millimetres, `total` in all: at least that of its widest word.

    Where there is room, short lines («0 av 6 har svart») are kept whole too. The column number `grows`, which has
    running text, takes what is left. `least`: a least width of each. Where the words alone are too wide for the page,
    the widest columns give way.
    """
    widths = list(least) or [0.0]
    lines: list[float] = []
    for row in rows:
        widths += [0.0] * (len(row.cells) - len(widths))
        lines += [0.0] * (len(widths) - len(lines))
        if all(cell.span == 1 for cell in row.cells):
            for column, cell in enumerate(row.cells):
                widths[column] = max(widths[column], _widest_word(cell))
                lines[column] = max(lines[column], _widest_line(cell))
    _take(widths, sum(widths) - total)
    room = min(total - sum(widths), total * (1 - _LEAST_OF_TEXT) - sum(widths) + widths[grows])
    # Those first that need the least more.
    for column in sorted(range(len(widths)), key=lambda at: lines[at] - widths[at]):
        more = min(lines[column], _LONGEST_LINE_MM) - widths[column]
        if column != grows and 0 < more <= room:
            widths[column] += more
            room -= more
    widths[grows] += max(0.0, total - sum(widths))
    return tuple(widths)


def _take(widths: list[float], excess: float) -> None:
    """Make the widest columns narrower by `excess` millimetres in all."""
    while excess > 0.01:
        widest = max(widths)
        next_widest = max((width for width in widths if width < widest), default=0.0)
        those = [column for column, width in enumerate(widths) if width == widest]
        less = min(widest - next_widest, excess / len(those))
        for column in those:
            widths[column] -= less
        excess -= less * len(those)


def _widest_word(cell: WordCell) -> float:
    """Return the width that a cell needs for its widest word, in millimetres."""
    words = ((run, word) for line in cell.lines for run in line for word in _BREAKS.split(run.text))
    return _in_cell(min(_LONGEST_WORD_MM, max((_width(run, word) for run, word in words), default=0.0)))


def _widest_line(cell: WordCell) -> float:
    """Return the width that a cell needs for its widest line, in millimetres."""
    return _in_cell(max((sum(_width(run, run.text) for run in line) for line in cell.lines), default=0.0))


def _in_cell(width: float) -> float:
    return width + 2 * CELL_MARGIN_MM + 0.5


def _width(run: TextRun, text: str) -> float:
    """Return the width of a text in the style of a run, in millimetres."""
    points = FIGURE_PT if run.large else (NOTE_PT if run.note else TEXT_PT) * (BOLD if run.bold else 1)
    return points * text_width(text) * _MM_PER_PT * _ROOM
