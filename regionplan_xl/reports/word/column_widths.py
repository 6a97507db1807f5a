"""Widths of the columns of a table, so that no word is broken in the middle."""

import re
from collections.abc import Iterable, Sequence

from regionplan_xl.letter_widths import BOLD, text_width
from regionplan_xl.reports.word.rows import WordCell, WordRow

TEXT_PT, NOTE_PT, FIGURE_PT = 9.5, 8.5, 20.0
"""Sizes of the styles in tables."""
CELL_MARGIN_MM = 1.5
# Where a line may be broken. A space that does not break is part of the word.
_BREAKS = re.compile(r"[ \t\n]+|(?<=\w-)(?=[^\W\d])")
_MM_PER_PT = 25.4 / 72
# Another program's fonts and rounding may make a word a little wider.
_ROOM = 1.03
_LONGEST_WORD_MM = 62.0  # a longer one, such as a web address, is no word to keep whole


def column_widths(
    rows: Iterable[WordRow], total: float, *, grows: int, least: Sequence[float] = ()
) -> tuple[float, ...]:
    """Return the width of each column in millimetres, `total` in all: at least that of its widest word.

    The column number `grows` takes what is left. `least`: a least width of each. Where the words alone are too wide for
    the page, the widest columns give way.
    """
    widths = list(least) or [0.0]
    for row in rows:
        widths += [0.0] * (len(row.cells) - len(widths))
        if all(cell.span == 1 for cell in row.cells):
            for column, cell in enumerate(row.cells):
                widths[column] = max(widths[column], _widest_word(cell))
    excess = sum(widths) - total
    while excess > 0.01:
        widest = max(widths)
        next_widest = max((width for width in widths if width < widest), default=0.0)
        those = [column for column, width in enumerate(widths) if width == widest]
        less = min(widest - next_widest, excess / len(those))
        for column in those:
            widths[column] -= less
        excess -= less * len(those)
    widths[grows] += max(0.0, total - sum(widths))
    return tuple(widths)


def _widest_word(cell: WordCell) -> float:
    """Return the width that a cell needs for its widest word, in millimetres."""
    widest = 0.0
    for line in cell.lines:
        for run in line:
            points = (
                FIGURE_PT if run.large else (NOTE_PT if run.note else TEXT_PT) * (BOLD if run.bold else 1)
            )
            words = _BREAKS.split(run.text)
            widest = max(widest, points * max(map(text_width, words), default=0.0))
    return min(_LONGEST_WORD_MM, widest * _MM_PER_PT * _ROOM) + 2 * CELL_MARGIN_MM + 0.5
