"""Tables without rules: words that are aligned below each other, on a page or in text with spaces, form columns.

A column lies between two gutters that no word crosses. Only lines of several pieces show the gutters, because a heading
may run across all of them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from regionplan_xl.documents.blocks import Row, Table, TableCell
from regionplan_xl.documents.sources.layout.lines import TextLine, had_no_room, joined_lines
from regionplan_xl.errors import Place

_LEAST_COLUMNS = 3
_LEAST_LINES = 3  # lines of several pieces
_APART = 12  # the most lines of a single piece in a row before the table has ended
_LARGER = 1.15  # times the font size of the table: text this large is a heading
_SHORT = 14  # average number of characters in the column that shows where rows begin
_NUMBER = re.compile(r"^(?:[^\W\d_]{0,3}[-. ]?\d{1,3}(?:\.\d{1,3}){1,4}|[^\W\d_]{1,3}-\d{1,3})\.?(?=\s|$)")


@dataclass(frozen=True)
class _Pieces:
    """A line split into pieces with gaps between them."""

    line: TextLine
    parts: tuple[TextLine, ...]

    @cached_property
    def is_several(self) -> bool:
        return len(self.parts) > 1


def split_tables(
    lines: Sequence[TextLine], gap: float, goes_on: bool = False, heads: str = ""
) -> Iterator[TextLine | list[TextLine]]:
    """Yield the lines of a page outside tables one by one, and the lines of each table together.

    `gap` is the minimum space between two pieces, as a share of the font size. `goes_on`: the previous page ended in a
    table, so this one may begin with the rest of a row; `heads` are the headings of that table.
    """
    pieces = [_Pieces(line, tuple(pieces_between_gaps(line, gap))) for line in lines]
    at = 0
    while at < len(pieces):
        is_again = at == 0 and pieces[at].line.text == heads
        end = _end_of_table(pieces, at, goes_on and at == 0, is_again)
        if end > at:
            yield [piece.line for piece in pieces[at:end]]
            at = end
        else:
            yield pieces[at].line
            at += 1


def pieces_between_gaps(line: TextLine, gap: float) -> Iterator[TextLine]:
    """Yield the pieces of a line that are separated by gaps."""
    words = [line.words[0]]
    for word in line.words[1:]:
        if word[1] - words[-1][2] > gap * line.size:
            yield replace(line, words=tuple(words))
            words = []
        words.append(word)
    yield replace(line, words=tuple(words))


def _end_of_table(pieces: Sequence[_Pieces], start: int, goes_on: bool, is_again: bool) -> int:
    """Return the end of the table that begins at a line; `start` if none begins there.

    `is_again`: it repeats the headings of the previous page's table, so that few rows may follow.
    """
    rows = (piece for piece in pieces[start:] if piece.is_several)
    largest = next(rows, pieces[start]).line.size * _LARGER
    if not pieces[start].is_several and (not goes_on or pieces[start].line.size > largest):
        return start
    end = start + 1
    body = pieces[start].line.size
    lefts = set(_lefts(pieces[start]))
    for at in range(start + 1, len(pieces)):
        piece = pieces[at]
        if piece.line.size > body * _LARGER or at - end > _APART:
            break
        if piece.is_several:
            mine = _lefts(piece)
            if (
                len(mine) > 1
                and lefts
                and not any(_is_near(left, known, body) for left in mine for known in lefts)
            ):
                break  # nothing is aligned with anything above: another table begins
            lefts.update(mine)
            end = at + 1
    found = pieces[start:end]
    several = [piece for piece in found if piece.is_several]
    full = [piece for piece in several if len(piece.parts) >= _LEAST_COLUMNS]
    if not is_again and (
        len(several) < _LEAST_LINES
        or len(_column_lefts(found)) < _LEAST_COLUMNS
        or 5 * len(full) < len(several)
    ):
        return start
    # The last row may continue below in one of its columns.
    columns = _columns(found)
    while (
        end < len(pieces)
        and not pieces[end].is_several
        and _fits_column(pieces[end], pieces[end - 1], columns, is_again and end == start + 1)
    ):
        end += 1
    return end


def _lefts(piece: _Pieces) -> list[float]:
    return [part.left for part in piece.parts[1:]]


def _is_near(one: float, other: float, size: float) -> bool:
    return abs(one - other) <= 0.5 * size


def _fits_column(
    piece: _Pieces, before: _Pieces, columns: Sequence[tuple[float, float]], below_heads: bool
) -> bool:
    """Return whether a line right below another begins at a column and ends before the next one.

    In the first column, where text below the table begins as well, it must be no longer than others. Below headings the
    line spacing may be larger.
    """
    size = piece.line.size
    rights = [columns[0][1], *(left - size / 2 for left, _ in columns[2:]), float("inf")]
    return (
        any(
            abs(piece.line.left - left) < 0.5 * size and piece.line.right <= right
            for (left, _), right in zip(columns, rights, strict=True)
        )
        and piece.line.top - before.line.bottom < size * (2 if below_heads else 1)
        and abs(size - before.line.size) < 0.6
    )


def _column_lefts(pieces: Sequence[_Pieces]) -> list[float]:
    """Return the left edges of columns: where pieces of several lines are aligned."""
    several = [piece for piece in pieces if piece.is_several]
    size = several[0].line.size if several else 1.0
    groups: list[list[float]] = []
    for left in sorted(part.left for piece in several for part in piece.parts):
        if groups and left - groups[-1][-1] <= 0.5 * size:
            groups[-1].append(left)
        else:
            groups.append([left])
    least = max(2, len(several) // 12)
    fullest = max((piece for piece in several), key=lambda piece: len(piece.parts), default=None)
    heads = [part.left for part in fullest.parts] if fullest else []
    found = [
        group[0]
        for group in groups
        if len(group) >= least or any(_is_near(head, group[0], size) for head in heads)
    ]
    return _with_figures_joined(found, several)


def _with_figures_joined(lefts: list[float], lines: Sequence[_Pieces]) -> list[float]:
    """Return the left edges of columns, merging those that are one right-aligned column («9», «10»).

    Each line has a piece in only one of two such columns, and pieces of the left one reach into the right one. A
    heading in either belongs to both.
    """
    joined: list[float] = []
    for left, right in zip(lefts, [*lefts[1:], float("inf")], strict=True):
        mine = _within(lines, left, right)
        before = _within(lines, joined[-1], left) if joined else {}
        apart = bool(mine) and bool(before) and not mine.keys() & before.keys()
        reaches = any(part.right > left + 1 for part in before.values())
        headed = (len(before) == 1 and 0 in before) or (len(mine) == 1 and 0 in mine)
        if not (apart and (reaches or (headed and len(lefts) > _LEAST_COLUMNS))):
            joined.append(left)
    return joined


def _within(lines: Sequence[_Pieces], left: float, right: float) -> dict[int, TextLine]:
    """Return the pieces that begin between two positions, by line."""
    return {
        at: part for at, line in enumerate(lines) for part in line.parts if left - 1 <= part.left < right - 1
    }


def _columns(pieces: Sequence[_Pieces]) -> list[tuple[float, float]]:
    """Return the columns as (left edge, right limit)."""
    lefts = _column_lefts(pieces)
    rights = []
    for at, left in enumerate(lefts):
        following = lefts[at + 1] if at + 1 < len(lefts) else float("inf")
        ends = [
            part.right
            for piece in pieces
            if piece.is_several
            for part in piece.parts
            if left - 1 <= part.left < following and part.right <= following
        ]
        rights.append(max(ends, default=left))
    return list(zip(lefts, rights, strict=True))


def aligned_table(lines: Sequence[TextLine], gap: float, place: Place) -> Table:
    """Return the table made up of these lines."""
    pieces = [_Pieces(line, tuple(pieces_between_gaps(line, gap))) for line in lines]
    columns = _columns(pieces)
    pieces = [_split_at(piece, columns) for piece in pieces]
    rows: list[list[list[TextLine]]] = []
    spanning: set[int] = set()
    anchor = anchor_of((_cells(piece, columns) or [] for piece in pieces), len(columns))
    for piece in pieces:
        cells = _cells(piece, columns)
        if cells is None:
            _add_spanning(piece, rows, spanning, columns)
        elif not rows or len(rows) - 1 in spanning or begins_row(cells, rows[-1], anchor, columns):
            rows.append(cells)
        else:
            for cell, more in zip(rows[-1], cells, strict=True):
                cell.extend(more)
    return Table(tuple(_rows(rows, spanning, columns, place)), place, certain=False)


def _split_at(piece: _Pieces, columns: Sequence[tuple[float, float]]) -> _Pieces:
    """Return a line split also where a word starts a column after only a single space."""
    if not piece.is_several:
        return piece
    parts: list[TextLine] = []
    slack = 0.3 * piece.line.size
    for part in piece.parts:
        words = [part.words[0]]
        for word in part.words[1:]:
            if any(abs(word[1] - left) <= slack for left, _ in columns[1:]):
                parts.append(replace(part, words=tuple(words)))
                words = []
            words.append(word)
        parts.append(replace(part, words=tuple(words)))
    return _Pieces(piece.line, tuple(parts))


def _add_spanning(
    piece: _Pieces,
    rows: list[list[list[TextLine]]],
    spanning: set[int],
    columns: Sequence[tuple[float, float]],
) -> None:
    """Add a line that spans columns: it begins a row, or continues the previous such row."""
    if len(rows) - 1 in spanning and had_no_room(rows[-1][0][-1], piece.line, columns[-1][1]):
        rows[-1][0].append(piece.line)
        return
    spanning.add(len(rows))
    rows.append([[piece.line], *([] for _ in columns[1:])])


def _cells(piece: _Pieces, columns: Sequence[tuple[float, float]]) -> list[list[TextLine]] | None:
    """Return the content of a line by column; None if a piece spans several columns."""
    cells: list[list[TextLine]] = [[] for _ in columns]
    slack = piece.line.size * 0.3
    for part in piece.parts:
        begins = [n for n, (left, _) in enumerate(columns) if left <= part.left + slack]
        at = begins[-1] if begins else 0
        if at + 1 < len(columns) and part.right > columns[at + 1][0] + slack:
            return None
        cells[at].append(part)
    return cells


def anchor_of(lines: Iterable[list[list[TextLine]]], width: int) -> int | None:
    """Return the column that shows where rows begin: short single-line texts in most rows; None if there is none.

    `lines` are the contents of each line in each of `width` columns.
    """
    filled: list[list[str]] = [[] for _ in range(width)]
    for cells in lines:
        for at, cell in enumerate(cells):
            filled[at] += [part.text for part in cell]
    most = max(map(len, filled))
    short = [
        at
        for at, texts in enumerate(filled)
        if texts
        and sum(map(len, texts)) / len(texts) <= _SHORT
        and 6 * len(texts) >= most
        and _has_digits(texts)
    ]
    return max(short, key=lambda at: sum(any(map(str.isdigit, text)) for text in filled[at]), default=None)


def _has_digits(texts: Sequence[str]) -> bool:
    return 2 * sum(any(map(str.isdigit, text)) for text in texts) >= len(texts) - 1


def begins_row(
    cells: list[list[TextLine]],
    row: list[list[TextLine]],
    anchor: int | None,
    columns: Sequence[tuple[float, float]],
) -> bool:
    """Return whether a line begins a row, as opposed to continuing the row above."""
    filled = [at for at, cell in enumerate(cells) if cell]
    if not filled:
        return False
    if len(row[0]) == 1 and _NUMBER.fullmatch(row[0][0].text) and not (anchor is not None and cells[anchor]):
        return (
            _NUMBER.match(cells[filled[0]][0].text) is not None
        )  # the text of a measure is on the line below its number
    first = cells[filled[0]][0]
    last = max((part for cell in row for part in cell), key=lambda part: part.bottom)
    if first.top - last.bottom > first.size * 0.8:
        return True
    if anchor is not None and cells[anchor]:
        return not (_is_wrapped_anchor(cells, row, anchor) or _had_no_room_at_all(cells, row, columns))
    if _NUMBER.match(first.text) and filled[0] < 2:
        return True
    at = filled[0]
    if at > 1 or not row[at]:
        return False
    ended = not had_no_room(row[at][-1], first, columns[at][1])
    return ended and first.text[:1].isupper() and (anchor is not None or len(filled) > 1 or len(row[at]) > 0)


def _is_wrapped_anchor(cells: list[list[TextLine]], row: list[list[TextLine]], anchor: int) -> bool:
    """Return whether the short column itself continues («2025-» / «2026») and nothing else begins."""
    above = " ".join(part.text for part in row[anchor])
    return above.rstrip().endswith(("-", "–", "/", ",")) and not any(cells[at] for at in range(anchor))


def _had_no_room_at_all(
    cells: list[list[TextLine]], row: list[list[TextLine]], columns: Sequence[tuple[float, float]]
) -> bool:
    """Return whether a line without a first cell continues full cells everywhere it has text («Innan 1.» / «juni»)."""
    if cells[0] or not row[0]:
        return False
    return all(
        above and had_no_room(above[-1], cell[0], right)
        for cell, above, (_, right) in zip(cells, row, columns, strict=True)
        if cell
    )


def _rows(
    rows: Sequence[list[list[TextLine]]],
    spanning: set[int],
    columns: Sequence[tuple[float, float]],
    place: Place,
) -> Iterator[Row]:
    for number, parts in enumerate(rows, start=1):
        where = replace(place, row=number)
        if number - 1 in spanning:
            cell = TableCell(joined_lines(parts[0], columns[-1][1]), bold=all(line.bold for line in parts[0]))
            yield Row((cell, *(replace(cell, continues="left") for _ in columns[1:])), where)
            continue
        cells = tuple(
            TableCell(joined_lines(lines, right), bold=bool(lines) and all(line.bold for line in lines))
            for lines, (_, right) in zip(parts, columns, strict=True)
        )
        yield Row(cells, where)
