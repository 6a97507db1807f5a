"""Render a table as lines of text no wider than the terminal, without breaking words."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from regionplan_xl.actions.result import TextTable
from regionplan_xl.text import Translate

GAP = "  "
# The first combining character is U+0300, and the first that takes two columns U+1100.
_OF_OTHER_WIDTH = re.compile(r"[^\x00-\u02ff]")


def rendered(
    table: TextTable, translate: Translate, width: int, emphasis: Callable[[str], str] = str
) -> Iterator[str]:
    """Yield the table's lines: in columns if the longest words fit side by side, otherwise row by row.

    `emphasis` is applied to the title and the headings. Only a single word can be wider than `width`.
    """
    headings = [translate(heading) for heading in table.headings]
    rows = [[translate(cell) for cell in table.row(item)] for item in table.items]
    if title := translate(table.title):
        yield from map(emphasis, _wrapped(title, width))
    widths = _column_widths([headings, *rows], width)
    if widths is None:
        yield from _stacked(headings, rows, width, emphasis)
        return
    yield from map(emphasis, _side_by_side(headings, widths))
    yield GAP.join("─" * width for width in widths)
    for row in rows:
        yield from _side_by_side(row, widths)


def _column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the width of each column; None if not even the longest words fit side by side."""
    columns = list(zip(*rows, strict=True))
    natural = [max(map(_line_width, column)) for column in columns]
    least = [max(map(_longest_word, column)) for column in columns]
    room = width - len(GAP) * (len(columns) - 1)
    if sum(natural) <= room:
        return natural
    if sum(least) > room:
        return None

    def capped(cap: int) -> list[int]:
        return [max(narrow, min(wide, cap)) for narrow, wide in zip(least, natural, strict=True)]

    # Shrink the widest columns first, all to the same width; none can be wider than the room for all of them.
    cap = next(cap for cap in range(min(max(natural), room), -1, -1) if sum(capped(cap)) <= room)
    return capped(cap)


def _side_by_side(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, columns))):
        parts = [column[number] if number < len(column) else "" for column in columns]
        yield GAP.join(
            part + " " * (width - _columns_of(part)) for part, width in zip(parts, widths, strict=True)
        ).rstrip()


def _stacked(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: int, emphasis: Callable[[str], str]
) -> Iterator[str]:
    """Yield each row as lines «heading: cell», with an empty line between rows."""
    for number, row in enumerate(rows):
        if number:
            yield ""
        for heading, cell in zip(headings, row, strict=True):
            if cell:
                first, *more = _wrapped(f"{heading}: {cell}", width, indent=GAP)
                yield first.replace(heading, emphasis(heading), 1)
                yield from more


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Wrap `text` at spaces only; indent continuation lines."""
    lines: list[str] = []
    for written in text.splitlines():
        line = ""
        for word in written.split(" "):
            longer = f"{line} {word}" if line else word
            if line.strip() and _columns_of(longer) > width:
                lines.append(line.rstrip())
                longer = indent + word
            line = longer
        lines.append(line)
    return lines or [""]


def _line_width(text: str) -> int:
    return max(map(_columns_of, text.splitlines()), default=0)


def _longest_word(text: str) -> int:
    return max(map(_columns_of, text.split()), default=0)


def _columns_of(text: str) -> int:
    """Return the number of terminal columns that a text takes (Unicode Standard Annex 11)."""
    if not _OF_OTHER_WIDTH.search(text):
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )
