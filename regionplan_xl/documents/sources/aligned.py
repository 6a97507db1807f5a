"""Tables without lines: columns are where words are below each other, on a page or in text with spaces.

A column is what is between two gutters that no word crosses; only lines of several pieces tell where gutters are, for
a heading may run across all of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from regionplan_xl.documents.blocks import Cell, Row, Table
from regionplan_xl.documents.sources.lines import TextLine, had_no_room, joined_lines
from regionplan_xl.errors import Place

_LEAST_COLUMNS = 3
_LEAST_LINES = 3  # with several pieces
_APART = 12  # lines of one piece between lines of several; more, and the table has ended
_SHORT = 14  # characters, on average, in the column that tells where rows begin
_NUMBER = re.compile(r"^(?:[^\W\d_]{0,3}[-. ]?\d{1,3}(?:\.\d{1,3}){1,4}|[^\W\d_]{1,3}-\d{1,3})\.?(?=\s|$)")


@dataclass(frozen=True)
class _Pieces:
    """A line in pieces that are apart from each other."""

    line: TextLine
    parts: tuple[TextLine, ...]

    @cached_property
    def is_several(self) -> bool:
        return len(self.parts) > 1


def split_tables(lines: Sequence[TextLine], gap: float) -> Iterator[TextLine | list[TextLine]]:
    """Yield lines outside tables one by one, and the lines of each table together.

    `gap` is the least space between two pieces of a line, as a share of the letters' size.
    """
    pieces = [_Pieces(line, tuple(_parts(line, gap))) for line in lines]
    at = 0
    while at < len(pieces):
        end = _end_of_table(pieces, at)
        if end > at:
            yield [piece.line for piece in pieces[at:end]]
            at = end
        else:
            yield pieces[at].line
            at += 1


def _parts(line: TextLine, gap: float) -> Iterator[TextLine]:
    words = [line.words[0]]
    for word in line.words[1:]:
        if word[1] - words[-1][2] > gap * line.size:
            yield replace(line, words=tuple(words))
            words = []
        words.append(word)
    yield replace(line, words=tuple(words))


def _end_of_table(pieces: Sequence[_Pieces], start: int) -> int:
    """Return where the table that begins at a line ends; `start` if none begins there."""
    if len(pieces[start].parts) < _LEAST_COLUMNS:
        return start
    end, several = start + 1, 1
    body = pieces[start].line.size
    for at in range(start + 1, len(pieces)):
        piece = pieces[at]
        if piece.line.size > body * 1.15 or at - end > _APART:
            break
        if piece.is_several:
            end, several = at + 1, several + 1
    if several < _LEAST_LINES or len(_gutters(pieces[start:end])) < _LEAST_COLUMNS - 1:
        return start
    # The last row may go on below in its first column.
    columns = _columns(pieces[start:end])
    while (
        end < len(pieces)
        and not pieces[end].is_several
        and _fits_first(pieces[end], pieces[end - 1], columns)
    ):
        end += 1
    return end


def _fits_first(piece: _Pieces, before: _Pieces, columns: Sequence[tuple[float, float]]) -> bool:
    return (
        any(
            abs(piece.line.left - left) < piece.line.size and piece.line.right <= right
            for left, right in columns
        )
        and piece.line.top - before.line.bottom < piece.line.size
        and abs(piece.line.size - before.line.size) < 0.6
    )


def _gutters(pieces: Sequence[_Pieces]) -> list[tuple[float, float]]:
    """Return the strips that no line of several pieces has a word in."""
    covered = sorted((part.left, part.right) for piece in pieces if piece.is_several for part in piece.parts)
    gutters = []
    reach = covered[0][1] if covered else 0.0
    for left, right in covered:
        if left > reach:
            gutters.append((reach, left))
        reach = max(reach, right)
    return gutters


def _columns(pieces: Sequence[_Pieces]) -> list[tuple[float, float]]:
    """Return the columns as (where words begin, where there is room until)."""
    gutters = _gutters(pieces)
    several = [part for piece in pieces if piece.is_several for part in piece.parts]
    lefts = [min(part.left for part in several), *(right for _, right in gutters)]
    rights = [*(left for left, _ in gutters), max(part.right for part in several)]
    return list(zip(lefts, rights, strict=True))


def aligned_table(lines: Sequence[TextLine], gap: float, place: Place) -> Table:
    """Return the table that some lines make."""
    pieces = [_Pieces(line, tuple(_parts(line, gap))) for line in lines]
    columns = _columns(pieces)
    rows: list[list[list[TextLine]]] = []
    spanning: set[int] = set()
    anchor = _anchor(pieces, columns)
    for piece in pieces:
        cells = _cells(piece, columns)
        if cells is None:
            _add_spanning(piece, rows, spanning, columns)
        elif not rows or len(rows) - 1 in spanning or _begins_row(cells, rows[-1], anchor, columns):
            rows.append(cells)
        else:
            for cell, more in zip(rows[-1], cells, strict=True):
                cell.extend(more)
    return Table(tuple(_rows(rows, spanning, columns, place)), place, certain=False)


def _add_spanning(
    piece: _Pieces,
    rows: list[list[list[TextLine]]],
    spanning: set[int],
    columns: Sequence[tuple[float, float]],
) -> None:
    """Add a line that runs across columns: it begins a row, or goes on with one like it."""
    if len(rows) - 1 in spanning and had_no_room(rows[-1][0][-1], piece.line, columns[-1][1]):
        rows[-1][0].append(piece.line)
        return
    spanning.add(len(rows))
    rows.append([[piece.line], *([] for _ in columns[1:])])


def _cells(piece: _Pieces, columns: Sequence[tuple[float, float]]) -> list[list[TextLine]] | None:
    """Return what a line has in each column; None if a piece of it runs across several."""
    cells: list[list[TextLine]] = [[] for _ in columns]
    slack = piece.line.size * 0.3
    for part in piece.parts:
        begins = [n for n, (left, _) in enumerate(columns) if left <= part.left + slack]
        at = begins[-1] if begins else 0
        if at + 1 < len(columns) and part.right > columns[at + 1][0] + slack:
            return None
        cells[at].append(part)
    return cells


def _anchor(pieces: Sequence[_Pieces], columns: Sequence[tuple[float, float]]) -> int | None:
    """Return the column that tells where rows begin: short texts, one line each, in most rows; None if none does."""
    filled: list[list[str]] = [[] for _ in columns]
    for piece in pieces:
        for at, cell in enumerate(_cells(piece, columns) or []):
            filled[at] += [part.text for part in cell]
    lines = max(map(len, filled))
    short = [
        at
        for at, texts in enumerate(filled)
        if texts
        and sum(map(len, texts)) / len(texts) <= _SHORT
        and 6 * len(texts) >= lines
        and _has_digits(texts)
    ]
    return max(short, key=lambda at: sum(any(map(str.isdigit, text)) for text in filled[at]), default=None)


def _has_digits(texts: Sequence[str]) -> bool:
    return 2 * sum(any(map(str.isdigit, text)) for text in texts) >= len(texts) - 1


def _begins_row(
    cells: list[list[TextLine]],
    row: list[list[TextLine]],
    anchor: int | None,
    columns: Sequence[tuple[float, float]],
) -> bool:
    """True if a line begins a row and is not the rest of the row above."""
    filled = [at for at, cell in enumerate(cells) if cell]
    if not filled:
        return False
    first = cells[filled[0]][0]
    last = max((part for cell in row for part in cell), key=lambda part: part.bottom)
    if first.top - last.bottom > first.size * 0.8:
        return True
    if anchor is not None and cells[anchor]:
        return not _is_wrapped_anchor(cells, row, anchor)
    if _NUMBER.match(first.text) and filled[0] < 2:
        return True
    at = filled[0]
    if at > 1 or not row[at]:
        return False
    ended = not had_no_room(row[at][-1], first, columns[at][1])
    return ended and first.text[:1].isupper() and (anchor is not None or len(filled) > 1 or len(row[at]) > 0)


def _is_wrapped_anchor(cells: list[list[TextLine]], row: list[list[TextLine]], anchor: int) -> bool:
    """True if the short column itself goes on («2025-» / «2026») and nothing else of the row begins."""
    above = " ".join(part.text for part in row[anchor])
    return above.rstrip().endswith(("-", "–", "/", ",")) and not any(cells[at] for at in range(anchor))


def _rows(
    rows: Sequence[list[list[TextLine]]],
    spanning: set[int],
    columns: Sequence[tuple[float, float]],
    place: Place,
) -> Iterator[Row]:
    for number, parts in enumerate(rows, start=1):
        where = replace(place, row=number)
        if number - 1 in spanning:
            cell = Cell(joined_lines(parts[0], columns[-1][1]), bold=all(line.bold for line in parts[0]))
            yield Row((cell, *(replace(cell, continues="left") for _ in columns[1:])), where)
            continue
        cells = tuple(
            Cell(joined_lines(lines, right), bold=bool(lines) and all(line.bold for line in lines))
            for lines, (_, right) in zip(parts, columns, strict=True)
        )
        yield Row(cells, where)
