"""How tall a row has to be for its wrapped text.

Excel fits rows that carry no height when it opens a file; LibreOffice and previewers do not, so we say one.
"""

from collections.abc import Iterable
from functools import lru_cache

LINE = 15.0
"""Points per line of Calibri 11."""

AIR = 3.0
"""Points between rows, so that lines of neighbouring rows do not run together."""

TALLEST = 409.0
"""Points of the tallest row; Excel's own limit is 409.5."""

# How wide the letters of Calibri are, in parts of its size (the advance widths of Carlito, which has the same).
_LETTERS = {
    0.24: "ijlI .,'", 0.28: ":;", 0.32: "ftJ-()!", 0.36: "r", 0.4: 'sz/"', 0.44: "ckvxyFLS", 0.48: "aegåäéETYZ–?+§",
    0.52: "bdhnopquøöCKPX0123456789«»", 0.56: "ABRVÅÄ", 0.6: "D", 0.64: "GHNU", 0.68: "OQØÖ&…", 0.72: "w%",
    0.76: "æÆ", 0.8: "m", 0.84: "M", 0.88: "W",
}  # fmt: skip
_OTHERS = 0.6


class _Widths(dict[str, float]):
    """The width of every letter there is."""

    def __missing__(self, letter: str) -> float:
        return _OTHERS


_WIDTHS = _Widths((letter, width) for width, letters in _LETTERS.items() for letter in letters)
_WIDEST = 0.88
_SPACE = _WIDTHS[" "]
_PER_UNIT = 7 / (
    11 * 96 / 72
)  # a column is 7 pixels wide per character at 96 dots an inch, and the size is 11
_BOLD = 1.06
_MARGIN = 1.5  # characters; other programs have other fonts


def height(
    cells: Iterable[tuple[str | None, float]], *, bold: bool = False, least: float = LINE + AIR
) -> float:
    """Return the height in points of a row of cells (text, column width in characters)."""
    per_unit = _PER_UNIT / (_BOLD if bold else 1)
    lines = 1
    for text, width in cells:
        # Most are short, and looked at no further.
        if text and (len(text) * _WIDEST > width * per_unit or "\n" in text):
            lines = max(lines, _lines(text, width * per_unit))
    return max(least, min(TALLEST, lines * LINE + AIR))


def split_lines(text: str, width: float, *, bold: bool = False) -> list[str]:
    """Return `text` as lines that are each no wider than a column of `width` characters, divided at spaces."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and height([(longer, width)], bold=bold, least=0) > LINE + AIR:
            lines.append(word)
        else:
            lines[-1:] = [longer]
    return lines


def heading_width(text: str) -> float:
    """Return how wide a column has to be, in characters, so that no word of its heading is broken."""
    widest = max((_width(word) for word in text.split()), default=0.0)
    return round(widest * _BOLD / _PER_UNIT + _MARGIN, 1)


# A plan has few words, and shows a text in many rows.
@lru_cache(maxsize=65_536)
def _width(word: str) -> float:
    return sum(map(_WIDTHS.__getitem__, word))


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
