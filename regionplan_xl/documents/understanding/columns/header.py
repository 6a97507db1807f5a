"""The meaning of a table's columns: by heading, by the look of the cells, and as in the previous table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.blocks import Row, Table, TableCell
from regionplan_xl.documents.draft import ColumnUnderstood
from regionplan_xl.documents.understanding.words.cell_shapes import (
    Shape,
    is_mark,
    is_number,
    is_time,
    shape_of,
)
from regionplan_xl.documents.vocabulary.lookup import (
    CERTAIN,
    field_of,
    is_other_date,
    match_heading,
    other_table,
    status_key,
)
from regionplan_xl.text import normalise, squeeze

HEADER_WITHIN = 20
"""The rows of a table in which to look for its header."""
_LONGEST_HEADING = 60  # characters
_LOOKED_AT = 60  # rows below a row that are examined to decide whether it is a header
ONE_OF_SEVERAL = "one_status"
"""The field of each of several columns with status words: one per municipality, as in «Gol | Ål | Hol»."""
_MONTHS = (
    "jan|feb|mar|mär|apr|mai|may|maj|mei|jun|jul|aug|sep|sept|okt|oct|nov|des|dec|dez|janv|févr|avr|juil|août|ene|abr|"
    "ago|dic|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu"
)
_ONE_PERIOD = (
    r"(?:(?:19|20)\d\d|[kqts][1-4]|[1-4]\.? ?(?:kvartal|kv\.?|quarter|quartal|qtr|tertial|trimestre|kwartaal|neljännes)"
    r"|(?:kvartal|kv|quarter|quartal|qtr|tertial|trimestre|kwartaal)\.? ?[1-4]"
    r"|i{1,3}|iv|(?:uke|veke|vecka|uge|woche|kw|week|wk|v|w|viikko|semaine|semana)\.? ?\d{1,2}|h[12]|\d\d"
    rf"|(?:{_MONTHS})[a-zä]*\.?)"
)
_PERIOD = re.compile(rf"(?!\d\d\b){_ONE_PERIOD}(?:[ /.–-]+{_ONE_PERIOD})*")
_MOSTLY = 0.5  # share of a column's cells
_STRONG = frozenset(("responsible", "timeframe", "status", "start", "end", "involved"))
_SAID_OF_MEASURES = _STRONG | {"goal", "number", "progress"}


@dataclass(frozen=True)
class MeasureColumn:
    """A column: its heading, and its fields (`means`: one, or two such as responsible and involved).

    `option`: what a mark in this column means («Klar» for the status, «2025 K2» for the timeframe, a body's name).
    """

    heading: str
    means: tuple[str, ...] = ()
    certainty: float = 1.0
    option: str = ""


@dataclass(frozen=True)
class Header:
    """The header of a table: its first row, its number of rows (0: no header), and its columns.

    `topic` is the heading of the measures' column if it names their topic, not the kind of column.
    """

    first: int
    count: int
    columns: tuple[MeasureColumn, ...]
    topic: str = ""

    @property
    def end(self) -> int:
        """The first row below the header."""
        return self.first + self.count

    def at(self, means: str) -> tuple[int, ...]:
        """Return the columns of a field, except those with only marks in their cells."""
        return tuple(at for at, one in enumerate(self.columns) if means in one.means and not one.option)

    def first_of(self, means: str) -> int | None:
        """Return the first column of a field; None if there is none."""
        return next(iter(self.at(means)), None)

    def understood(self, table: Table) -> list[ColumnUnderstood]:
        """Return the columns with a heading, as shown in the preview."""
        return [
            ColumnUnderstood(
                one.heading, " + ".join(one.means), one.certainty, table.place, self._ticks(table, at)
            )
            for at, one in enumerate(self.columns)
            if one.heading
        ]

    def _ticks(self, table: Table, at: int) -> tuple[str, ...]:
        texts = (squeeze(row.cells[at].text) for row in table.rows[self.end :])
        return tuple(dict.fromkeys(filter(is_mark, texts))) if self.columns[at].option else ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of all columns, normalised for comparison."""
        return tuple(normalise(column.heading) for column in self.columns)

    @property
    def is_of_a_plan(self) -> bool:
        """True if measures are below it: there is a text, and something that plans say about measures.

        If no word calls the texts measures, more evidence is required.
        """
        means = {field for column in self.columns for field in column.means}
        named = any("text" in one.means and one.certainty >= 0.7 for one in self.columns) and not self.topic
        if "text" not in means or other_table([column.heading for column in self.columns], named):
            return False
        if named:
            return bool(means & _SAID_OF_MEASURES)
        return bool(means & _STRONG) and len(means & _SAID_OF_MEASURES) > 1


def score(header: Header) -> float:
    """Return how much of a header was recognised by its words; columns recognised only by their cells do not count."""
    fields = {field: column.certainty for column in header.columns for field in column.means}
    return sum(certainty for field, certainty in fields.items() if field != "text" or not header.topic)


def header_at(table: Table, at: int, given: dict[str, str]) -> Header | None:
    """Return the header that begins at a row; None if the row is not a header."""
    row = table.rows[at]
    own = [cell for cell in row.cells if cell.text.strip() and not cell.continues]
    if not own or any(len(cell.text) > 3 * _LONGEST_HEADING for cell in own):
        return None
    count = _rows_of_header(table, at)
    headings = _headings(table, at, count)
    shapes = shapes_below(table.rows[at + count : at + count + _LOOKED_AT], len(row.cells))
    columns = marks_only_where_marks_are([_column(heading, given) for heading in headings], shapes)
    matched = [column for column in columns if column.means and column.certainty >= 0.7 and not column.option]
    fields = {field for column in matched for field in column.means}
    by_look = set() if len(fields) > 1 else _told_by_cells(columns, shapes)
    if len(fields | by_look) < 2 or not fields:
        return None
    certain = {field for column in matched if column.certainty >= CERTAIN for field in column.means}
    is_certain = "text" in certain and bool(certain & _STRONG)
    if not is_certain and 3 * (len(matched) + len(by_look)) < _kinds_of_columns(columns, shapes, row):
        return None
    return Header(at, count, tuple(columns))


def _kinds_of_columns(columns: Sequence[MeasureColumn], shapes: Sequence[Shape], row: Row) -> int:
    """Return the number of different columns; those with one heading count once, as do all with status words."""
    kinds = set()
    for column, shape, cell in zip(columns, shapes, row.cells, strict=True):
        if column.heading and not column.option:
            kinds.add("" if shape.statuses > _MOSTLY else normalise(cell.text) or column.heading)
    return len(kinds)


def _told_by_cells(columns: Sequence[MeasureColumn], shapes: Sequence[Shape]) -> set[str]:
    """Return the fields suggested by the cells under unknown headings that look unlike their heading.

    This finds headers in unknown languages.
    """
    found = set()
    for column, shape in zip(columns, shapes, strict=True):
        if column.heading and not column.means and shape.filled > 2:
            if shape.times > 0.6 and not is_time(column.heading):
                found.add("timeframe")
            elif shape.statuses > 0.6 and status_key(column.heading) is None:
                found.add("status")
            elif shape.numbers > 0.8 and not is_number(column.heading):
                found.add("number")
            elif shape.length > 25 and 2 * len(column.heading) < shape.length:
                found.add("text")
    return found if "text" in found or any("text" in column.means for column in columns) else set()


def _rows_of_header(table: Table, at: int) -> int:
    """Return 2 if the row below subdivides a heading that spans several columns, otherwise 1."""
    if at + 1 >= len(table.rows):
        return 1
    above, below = table.rows[at].cells, table.rows[at + 1].cells
    spanned = [n for n, cell in enumerate(above) if cell.continues == "left" or _spans(above, n)]
    if not spanned:
        spanned = _spanned_by_gaps(above, below)
    if not spanned and _divides_fields(above, below):
        return 2
    divided = {normalise(below[n].text) for n in spanned if below[n].text.strip()}
    if len(divided) > 1 and all(len(text) <= _LONGEST_HEADING for text in divided):
        rest = [n for n in range(len(above)) if n not in spanned]
        if all(
            below[n].continues == "above" or not below[n].text.strip() or _is_heading(below[n].text)
            for n in rest
        ):
            return 2
    return 1


def _divides_fields(above: Sequence[TableCell], below: Sequence[TableCell]) -> bool:
    """Return whether a row subdivides fields: «Ansvar» over «hovud» and «medverkar», the latter under an empty cell.

    The row must be empty under most headings; otherwise it is a measure.
    """
    texts = [squeeze(cell.text) for cell in below]
    heads = [squeeze(cell.text) for cell in above]
    filled = [n for n, text in enumerate(texts) if text]
    gaps = [n for n in filled if not heads[n] and n and texts[n - 1]]
    is_short = all(len(texts[n]) <= _LONGEST_HEADING and not is_number(texts[n]) for n in filled)
    named = [text for text in heads if text]
    known = gaps and all(_is_heading(texts[n]) for n in gaps)
    return bool(known) and is_short and 2 * len([n for n in filled if heads[n]]) <= len(named)


def _spans(cells: Sequence[TableCell], at: int) -> bool:
    return at + 1 < len(cells) and cells[at + 1].continues == "left"


def _spanned_by_gaps(above: Sequence[TableCell], below: Sequence[TableCell]) -> list[int]:
    """Return the columns with quarters under a year that is written once, without merged cells."""
    found: list[int] = []
    for n, cell in enumerate(below):
        if not is_period(cell.text):
            continue
        if above[n].text.strip() or (n - 1 in found and not above[n].text.strip()):
            found.append(n)
    return found if any(not above[n].text.strip() for n in found) else []


def is_period(heading: str) -> bool:
    """Return whether a heading is a year, a quarter, a month or a week."""
    return _PERIOD.fullmatch(normalise(heading)) is not None


def _is_heading(text: str) -> bool:
    return match_heading(text) is not None


def _headings(table: Table, at: int, count: int) -> list[str]:
    """Return the heading of each column; two rows are combined («2025 K1»), and a spanning heading is repeated."""
    rows = [row.cells for row in table.rows[at : at + count]]
    found = []
    above = ""
    for column, cell in enumerate(rows[0]):
        parts = [squeeze(cells[column].text) for cells in rows]
        if count > 1 and not parts[0] and parts[1] and is_period(parts[1]) and above:
            parts[0] = above
        above = parts[0] if cell.text.strip() or parts[0] else ""
        found.append(" ".join(dict.fromkeys(part for part in parts if part)))
    return found


def _column(heading: str, given: dict[str, str]) -> MeasureColumn:
    if normalise(heading) in given:
        means = given[normalise(heading)]
        return MeasureColumn(heading, (means,) if means else (), 1.0)
    if not heading:
        return MeasureColumn("", (), 0.0)
    if is_period(heading):
        return MeasureColumn(heading, ("timeframe",), 0.9, option=heading)
    words = _with_whole_word(heading)
    last = words.split(" ", 1)[-1] if match_heading(words.split(" ", 1)[0]) else words
    if status_key(last):
        return MeasureColumn(heading, ("status",), 0.9, option=last)
    match = match_heading(words)
    if match is None or (match.means == ("timeframe",) and is_other_date(heading)):
        return MeasureColumn(heading, (), 0.0)
    # «Mål / tiltak»: goals are rows of their own above the measures.
    return MeasureColumn(heading, ("text",) if "text" in match.means else match.means, match.certainty)


def _with_whole_word(heading: str) -> str:
    """Return a heading that a narrow column has broken («Gjenno mført») in one piece, if that is a known word."""
    whole = heading.replace(" ", "")
    if whole == heading or not whole.isalpha() or field_of(heading) or status_key(heading):
        return heading
    return whole if field_of(whole) or status_key(whole) else heading


def shapes_below(rows: Sequence[Row], width: int) -> list[Shape]:
    """Return the shape of each column in some rows, skipping rows that are headings over others."""
    kept = [row for row in rows if len({cell.text for cell in row.cells if cell.text.strip()}) > 1]
    return [shape_of([row.cells[at] for row in kept]) for at in range(width)]


def marks_only_where_marks_are(
    columns: Sequence[MeasureColumn], shapes: Sequence[Shape]
) -> list[MeasureColumn]:
    """Keep «Klar» or «2025» as the meaning of a column only if its cells are marks or painted."""
    kept = []
    for column, shape in zip(columns, shapes, strict=True):
        is_answered = "status" in column.means and shape.answers > _MOSTLY  # «Gjennomført»: Ja, Nei, Delvis
        if column.option and shape.filled and shape.marks < _MOSTLY and not is_answered:
            own = ""
            if "status" in column.means:
                own = "status" if shape.statuses > _MOSTLY else "end" if shape.times > _MOSTLY else ""
            kept.append(
                replace(column, option="", means=(own,) if own else (), certainty=0.7 if own else 0.5)
            )
        else:
            kept.append(column)
    # Bodies as columns: the headings are names, the cells are marks.
    return [
        replace(column, means=("responsible",), option=column.heading, certainty=0.6)
        if not column.means and column.heading and shape.marks > 0.8 and shape.filled and not shape.numbers
        else column
        for column, shape in zip(kept, shapes, strict=True)
    ]
