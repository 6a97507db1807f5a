"""How tall a row has to be for its wrapped text.

Excel fits rows that carry no height when it opens a file; LibreOffice and previewers do not, so we say one.
"""

from collections.abc import Iterable

LINE = 15.0
"""Points per line of Calibri 11."""

AIR = 3.0
"""Points between rows, so that lines of neighbouring rows do not run together."""

_TALLEST = 409.0  # points; Excel's own limit is 409.5
_LETTERS_PER_UNIT = 1.15  # a column's width counts digits, and running text is a little narrower


def height(
    cells: Iterable[tuple[str | None, float]], *, bold: bool = False, least: float = LINE + AIR
) -> float:
    """The height in points of a row of (text, column width in characters)."""
    per_unit = _LETTERS_PER_UNIT * (0.93 if bold else 1)
    lines = max((_lines(text, int(width * per_unit)) for text, width in cells if text), default=1)
    return max(least, min(_TALLEST, lines * LINE + AIR))


def _lines(text: str, room: int) -> int:
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(_wrapped(paragraph, max(room, 1)) for paragraph in text.split("\n"))


def _wrapped(paragraph: str, room: int) -> int:
    lines, used = 1, 0
    for word in paragraph.split(" "):
        if used and used + 1 + len(word) <= room:
            used += 1 + len(word)
            continue
        lines += bool(used)
        # A word longer than the line is broken.
        lines += (len(word) - 1) // room if word else 0
        used = (len(word) - 1) % room + 1 if word else 1
    return lines
