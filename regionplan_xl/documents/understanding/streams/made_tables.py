"""Make tables of the pieces of a stream that have been assigned to columns."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from regionplan_xl.documents.blocks import EMPTY, Block, Paragraph, Row, StreamLine, Table, TableCell
from regionplan_xl.documents.understanding.streams.apart import cells_beside
from regionplan_xl.documents.understanding.streams.decoding import BAND, MORE, OUTSIDE, Placed
from regionplan_xl.documents.understanding.streams.headings import HeadingRun
from regionplan_xl.documents.understanding.streams.looks import NAMES, TEXTS, TIMES
from regionplan_xl.documents.wording import Vocabulary, join_lines
from regionplan_xl.errors import Place

_UNSURE = 0.6  # least margin in points of a certain place
_GOES_ON = ("-", ",", "/", "&", "\u00ad", "\u2010", "\u2011")


@dataclass(frozen=True)
class Columns:
    """The columns of a table: headings as written, fields, and the place of the headings.

    `topics`: the measures' column has no heading of its own; in its place is their topic. No headings: the document has
    none. `is_part`: the table has other columns before or after these.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    place: Place
    topics: bool = False
    is_part: bool = False

    @classmethod
    def of(cls, run: HeadingRun, lines: Sequence[StreamLine]) -> "Columns":
        """Return the columns named by a run of headings."""
        headings, means, topics = run.headings, run.means, False
        if "text" not in means:
            if "" in means:
                at = means.index("")
                means = (*means[:at], "text", *means[at + 1 :])
            else:
                headings, means, topics = ("", *headings), ("text", *means), True
        return cls(headings, means, lines[run.first].place, topics)

    @classmethod
    def usual(cls) -> "Columns":
        """Return the usual columns of measures without any headings."""
        return cls((), ("number", "text", "timeframe", "responsible", "involved"), Place())

    def row(self) -> Row:
        """Return the heading row."""
        return Row(tuple(map(TableCell, self.headings)), self.place)

    def band(self, text: str, place: Place) -> Row:
        """Return a row that is a heading over measures."""
        cell = TableCell(text)
        return Row((cell, *(replace(cell, continues="left") for _ in self.fields[1:])), place)

    def with_number(self) -> "Columns":
        """Return the columns with one for measure numbers added before the text."""
        at = next((n for n, one in enumerate(self.fields) if one in TEXTS), 0)
        return replace(
            self,
            headings=(*self.headings[:at], "", *self.headings[at:]),
            fields=(*self.fields[:at], "number", *self.fields[at:]),
        )


@dataclass
class _Row:
    """Pieces by column; those of a heading are in `BAND`."""

    cells: dict[int, list[Placed]] = field(default_factory=dict)


def blocks_of(placed: Sequence[Placed], lines: Sequence[StreamLine], columns: Columns) -> Iterator[Block]:
    """Yield the table made of the pieces, and the pieces outside it as paragraphs."""
    vocabulary = Vocabulary(line.text for line in lines)
    loose = {OUTSIDE, *(at for at, field_ in enumerate(columns.fields) if field_ == "number")}
    rows = _with_unsure_statuses(_with_texts_of_their_own(_rows_of(placed), columns), columns)
    for is_loose, group in itertools.groupby(rows, key=lambda row: row.cells.keys() <= loose):
        if not is_loose:
            yield _table(list(group), lines, columns, vocabulary)
            continue
        outside = [
            replace(lines[one.piece.line], text=one.piece.text)
            for row in group
            for cell in row.cells.values()
            for one in cell
        ]
        if columns.is_part:
            yield cells_beside(outside)
        else:
            yield from (Paragraph(line.text, line.place) for line in outside)


def _rows_of(placed: Sequence[Placed]) -> list[_Row]:
    """Return the pieces of each row; headings and pieces outside the table are separate rows."""
    rows: list[_Row] = []
    begins = True
    for one in placed:
        begins |= one.begins  # an empty cell may begin its row
        if not one.piece.text:
            continue
        place = BAND if one.place == MORE else one.place
        if begins or _kind(place) not in map(_kind, rows[-1].cells):
            rows.append(_Row())
        rows[-1].cells.setdefault(place, []).append(one)
        begins = False
    return rows


def _kind(place: int) -> int:
    """Return the kind of a place: a heading, outside, or any column."""
    return min(place, 0)


def _with_texts_of_their_own(rows: Sequence[_Row], columns: Columns) -> Sequence[_Row]:
    """Return rows with one text each: several numbers may precede all their texts."""
    number = next((at for at, field_ in enumerate(columns.fields) if field_ == "number"), None)
    text = next(at for at, field_ in enumerate(columns.fields) if field_ in TEXTS)
    spread = list(rows)
    for at, row in enumerate(rows):
        first = at
        while first and rows[first - 1].cells.keys() == {number}:
            first -= 1
        if first == at or number not in row.cells or text not in row.cells:
            continue
        texts: list[list[Placed]] = []
        for one in row.cells[text]:
            if not texts or not one.piece.is_low:
                texts.append([])
            texts[-1].append(replace(one, margin=0.0))
        if len(texts) != at - first + 1:
            texts = [[], *([] for _ in range(first + 1, at)), [one for part in texts for one in part]]
        for n, part in zip(range(first, at + 1), texts, strict=True):
            spread[n] = _Row({**spread[n].cells, text: part} if part else spread[n].cells)
    return spread


def _table(
    rows: Sequence[_Row], lines: Sequence[StreamLine], columns: Columns, vocabulary: Vocabulary
) -> Table:
    made = [columns.row()] if columns.headings else []
    for row in _with_times_of_their_own(rows, columns):
        first = min(one.piece.line for pieces in row.cells.values() for one in pieces)
        place = lines[first].place
        if BAND in row.cells:
            made.append(
                columns.band(join_lines((one.piece.text for one in row.cells[BAND]), vocabulary), place)
            )
            continue
        row = _with_late_texts_unsure(_with_lines_in_order(row, columns), columns)
        cells = (
            _cell(row.cells.get(at, ()), columns.fields[at], vocabulary) for at in range(len(columns.fields))
        )
        made.append(Row(tuple(cells), place))
    return Table(tuple(made), made[0].place, certain=False)


def _with_unsure_statuses(rows: Sequence[_Row], columns: Columns) -> Sequence[_Row]:
    """Return rows with statuses marked as uncertain if any row has several, because they may belong to other rows."""
    at = next((at for at, field_ in enumerate(columns.fields) if field_ == "status"), None)
    if at is None or all(len(row.cells.get(at, ())) < 2 for row in rows):
        return rows
    return [
        _Row({**row.cells, at: [replace(one, margin=0.0) for one in row.cells[at]]})
        if at in row.cells
        else row
        for row in rows
    ]


def _with_times_of_their_own(rows: Sequence[_Row], columns: Columns) -> Sequence[_Row]:
    """Return rows with one time each: cells of several measures may come only after the last of them."""
    spread = list(rows)
    beside = [at for at, field_ in enumerate(columns.fields) if field_ not in TEXTS | {"number"}]
    for at, row in enumerate(rows):
        groups: list[list[Placed]] = []
        pieces = sorted((one for n in beside for one in row.cells.get(n, ())), key=lambda one: one.piece.line)
        for before, one in zip([None, *pieces], pieces, strict=False):
            is_time = columns.fields[one.place] in TIMES
            if not groups or (is_time and before is not None and before.place != one.place):
                groups.append([])
            groups[-1].append(one)
        first = at - len(groups) + 1
        lacking = spread[max(first, 0) : at]
        times = all(any(columns.fields[one.place] in TIMES for one in group) for group in groups)
        if len(groups) < 2 or not times or len(lacking) < len(groups) - 1:
            continue
        if any(set(one.cells) & {BAND, *beside} for one in lacking):
            continue
        for group, n in zip(groups, range(first, at + 1), strict=True):
            cells = {column: cell for column, cell in spread[n].cells.items() if column not in beside}
            for one in group:
                cells.setdefault(one.place, []).append(replace(one, margin=0.0))
            spread[n] = _Row(cells)
    return spread


def _with_lines_in_order(row: _Row, columns: Columns) -> _Row:
    """Return a row that was read across its columns, with the names of each line in the right columns.

    The lines of such a row each begin with its text. Two names after it belong to one column each; a single name may
    belong to either, as may names in several lines if one of the columns is empty.
    """
    names = [at for at, field in enumerate(columns.fields) if field in NAMES]
    if len(names) == 2 and sum(bool(row.cells.get(at)) for at in names) == 1:
        at = next(at for at in names if row.cells.get(at))
        below = [one for before, one in itertools.pairwise(row.cells[at]) if _is_below(before, one)]
        unsure = [replace(one, margin=0.0) if one in below else one for one in row.cells[at]]
        return _Row({**row.cells, at: unsure})
    if len(names) != 2 or not all(row.cells.get(at) for at in names):
        return row
    pieces = sorted((one for cell in row.cells.values() for one in cell), key=lambda one: one.piece.line)
    runs: list[list[Placed]] = [[]]
    for before, one in zip([None, *pieces], pieces, strict=False):
        if before is not None and before.place < names[0] <= one.place and any(runs[0]):
            runs.append([])
        if one.place in names:
            runs[-1].append(one)
    if len(runs) < 2:
        return row
    cells = {at: cell for at, cell in row.cells.items() if at not in names}
    for nth, run in enumerate(runs):
        for one in run:
            alone = nth > 0 and len(run) == 1
            moved = replace(one, place=names[1], margin=0.0) if alone else one
            if nth > 0 and len(run) == 2:
                moved = replace(one, place=names[run.index(one)])
            cells.setdefault(moved.place, []).append(moved)
    return _Row(cells)


def _with_late_texts_unsure(row: _Row, columns: Columns) -> _Row:
    """Return a row with its text marked uncertain where it resumes after other cells: that may belong elsewhere."""
    names = [one.piece.line for at, cell in row.cells.items() if columns.fields[at] in NAMES for one in cell]
    at = next((at for at in row.cells if columns.fields[at] in TEXTS), None)
    if at is None or not names or row.cells[at][0].piece.line > min(names):
        return row
    late = [one.piece.line > min(names) and not one.piece.is_low for one in row.cells[at]]
    cell = [
        replace(one, margin=0.0) if is_late else one for one, is_late in zip(row.cells[at], late, strict=True)
    ]
    return _Row({**row.cells, at: cell})


def _is_below(before: Placed, one: Placed) -> bool:
    """Return whether a piece is a separate line, not the rest of the previous one."""
    return before.piece.line != one.piece.line and not before.piece.text.endswith(_GOES_ON)


def _cell(pieces: Sequence[Placed], field_: str, vocabulary: Vocabulary) -> TableCell:
    if not pieces:
        return EMPTY
    texts = [one.piece.text for one in pieces]
    guessed = any(one.margin < _UNSURE or one.piece.unsure for one in pieces)
    if field_ in NAMES:
        # Two names side by side may belong to two columns.
        guessed |= any(before.piece.line == one.piece.line for before, one in itertools.pairwise(pieces))
    if field_ in TIMES:
        return TableCell("\n".join(texts), guessed=guessed)
    return TableCell(
        _names(pieces, vocabulary) if field_ in NAMES else join_lines(texts, vocabulary), guessed=guessed
    )


def _names(pieces: Sequence[Placed], vocabulary: Vocabulary) -> str:
    """Join the pieces of a cell of names: one line each, except after a hyphen or comma."""
    joined = [pieces[0].piece.text]
    for before, one in itertools.pairwise(pieces):
        if joined[-1].endswith(_GOES_ON):
            joined[-1] = join_lines((joined[-1], one.piece.text), vocabulary)
        elif before.piece.line == one.piece.line:
            joined[-1] = f"{joined[-1]} {one.piece.text}"
        else:
            joined.append(one.piece.text)
    return "\n".join(joined)
