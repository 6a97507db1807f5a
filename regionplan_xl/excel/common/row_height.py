"""Compute the height of a row with wrapped text.

Excel fits rows without a height when it opens a file; LibreOffice and previewers do not, so we set one.
"""

from collections.abc import Iterable
from functools import lru_cache

from regionplan_xl.letter_widths import BOLD, LETTER_WIDTHS, WIDEST, text_width

LINE = 15.0
"""Points per line of Calibri 11."""

AIR = 3.0
"""Points between rows, so that lines of neighbouring rows do not run together."""

TALLEST = 409.0
"""Points; Excel's own limit is 409.5."""

_SPACE = LETTER_WIDTHS[" "]
_PER_UNIT = 7 / (11 * 96 / 72)  # a column is 7 pixels wide per character at 96 dpi, and the font size is 11
_MARGIN = 1.5  # characters, because other programs use other fonts


def height(
    cells: Iterable[tuple[str | None, float]], *, bold: bool = False, least: float = LINE + AIR
) -> float:
    """Return the height in points of a row of cells (text, column width in characters)."""
    per_unit = _PER_UNIT / (BOLD if bold else 1)
    lines = 1
    for text, width in cells:
        # Most texts are short and need no more checks.
        if text and (len(text) * WIDEST > width * per_unit or "\n" in text):
            lines = max(lines, _lines(text, width * per_unit))
    return max(least, min(TALLEST, lines * LINE + AIR))


def split_lines(text: str, width: float, *, bold: bool = False) -> list[str]:
    """Return `text` split at spaces into lines no wider than a column of `width` characters."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and height([(longer, width)], bold=bold, least=0) > LINE + AIR:
            lines.append(word)
        else:
            lines[-1:] = [longer]
    return lines


def heading_width(text: str) -> float:
    """Return the column width, in characters, at which no word of the heading is broken."""
    widest = max((_width(word) for word in text.split()), default=0.0)
    return round(widest * BOLD / _PER_UNIT + _MARGIN, 1)


# A plan has few distinct words, and repeats texts in many rows.
@lru_cache(maxsize=65_536)
def _width(word: str) -> float:
    return text_width(word)


@lru_cache(maxsize=8_192)
def _lines(text: str, width: float) -> int:
    return sum(_wrapped(paragraph, max(width, 1.0)) for paragraph in text.split("\n"))


def _wrapped(paragraph: str, width: float) -> int:
    lines, used = 1, 0.0
    for wide in map(_width, paragraph.split(" ")):
        longer = used + _SPACE + wide
        if used and longer <= width:
            used = longer
            continue
        lines += bool(used)
        # A word longer than the line is broken.
        broken = int(wide / width) if wide >= width else 0
        lines += broken
        used = max(wide - broken * width, _SPACE)
    return lines
