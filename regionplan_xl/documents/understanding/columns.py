"""What the columns of a table mean: by their headings, by what their cells look like, and as in the table before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.documents.draft import ColumnUnderstood
from regionplan_xl.documents.understanding.cell_shapes import Shape, shape_of
from regionplan_xl.documents.understanding.vocabulary import match_heading, status_key
from regionplan_xl.text import fold, squeeze

_HEADER_WITHIN = 20  # rows
_LONGEST_HEADING = 60  # characters
_LIST = ("remark", "involved")  # meanings that several columns may have
_PERIOD = re.compile(
    r"^(?:(?:19|20)\d\d|[kqt][1-4]|[1-4]\. ?(?:kvartal|kv\.?|quarter|quartal|tertial)|uke ?\d+|week ?\d+|h[12]"
    r"|(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|sept|okt|oct|nov|des|dec)[a-z]*\.?)(?: .*)?$"
)


@dataclass(frozen=True)
class Column:
    """A column: its heading, and the fields it holds (`means`: one, or two such as responsible and involved).

    `option`: a mark in this column means this («Klar» of the status, «2025 K2» of the timeframe, a body's name).
    """

    heading: str
    means: tuple[str, ...] = ()
    certainty: float = 1.0
    option: str = ""

    def understood(self, table: Table) -> ColumnUnderstood:
        """Return it as the preview shows it."""
        return ColumnUnderstood(self.heading, " + ".join(self.means), self.certainty, table.place)


@dataclass(frozen=True)
class Header:
    """The header of a table: its first row and the number of its rows (0: it has none), and its columns.

    `topic` is the heading of the column of measures if it names what they are about, not what the column is.
    """

    first: int
    count: int
    columns: tuple[Column, ...]
    topic: str = ""

    @property
    def end(self) -> int:
        """The first row below the header."""
        return self.first + self.count

    def at(self, means: str) -> tuple[int, ...]:
        """Return the columns that hold a field, without those whose cells are only marks."""
        return tuple(at for at, one in enumerate(self.columns) if means in one.means and not one.option)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of all columns, as compared."""
        return tuple(fold(column.heading) for column in self.columns)

    @property
    def is_of_a_plan(self) -> bool:
        """True if there are measures below it: a text, and something that a plan says of it."""
        means = {field for column in self.columns for field in column.means}
        return "text" in means and bool(
            means
            & {"responsible", "timeframe", "status", "involved", "start", "end", "goal", "number", "progress"}
        )


def find_header(table: Table, given: dict[str, str], before: Header | None) -> Header | None:
    """Return the header of a table, or what the columns hold if it has none; None if it is no table of measures.

    `given` is what a person said of headings (as `fold` gives them). `before` is the header of the table before:
    a table without one, of as many columns, goes on with it.
    """
    best: Header | None = None
    for at, row in enumerate(table.rows[:_HEADER_WITHIN]):
        header = _header_at(table, at, row, given)
        if header and (best is None or _score(header) > _score(best)):
            best = header
    goes_on = before is not None and bool(table.rows) and len(before.columns) == len(table.rows[0].cells)
    if best is not None and not (goes_on and before is not None and 4 * _score(best) < 3 * _score(before)):
        found = _complete(table, best)
        return found if found.is_of_a_plan else None
    if before is not None and goes_on:
        return replace(before, first=0, count=0, topic="")
    guessed = _by_shapes(table)
    return guessed if guessed.is_of_a_plan else None


def _score(header: Header) -> float:
    """Return how much of a header was known by its words; a column that only its cells tell of does not count."""
    fields = {field: column.certainty for column in header.columns for field in column.means}
    return sum(certainty for field, certainty in fields.items() if field != "text" or not header.topic)


def _header_at(table: Table, at: int, row: Row, given: dict[str, str]) -> Header | None:
    own = [cell for cell in row.cells if cell.text.strip() and not cell.continues]
    if not own or any(len(cell.text) > 3 * _LONGEST_HEADING for cell in own):
        return None
    headings = _headings(table, at, _rows_of_header(table, at))
    count = _rows_of_header(table, at)
    columns = tuple(_column(heading, given) for heading in headings)
    matched = [column for column in columns if column.means and column.certainty >= 0.7]
    fields = {field for column in matched for field in column.means}
    named = [heading for heading in headings if heading]
    if len(fields) < 2 or 3 * len(matched) < len(named):
        return None
    return Header(at, count, columns)


def _rows_of_header(table: Table, at: int) -> int:
    """Return 2 if the row below divides a heading that spans several columns, else 1."""
    if at + 1 >= len(table.rows):
        return 1
    above, below = table.rows[at].cells, table.rows[at + 1].cells
    spanned = [n for n, cell in enumerate(above) if cell.continues == "left" or _spans(above, n)]
    divided = {fold(below[n].text) for n in spanned if below[n].text.strip()}
    if len(divided) > 1 and all(len(text) <= _LONGEST_HEADING for text in divided):
        rest = [n for n in range(len(above)) if n not in spanned]
        if all(
            below[n].continues == "above" or not below[n].text.strip() or _is_heading(below[n].text)
            for n in rest
        ):
            return 2
    return 1


def _spans(cells: Sequence[object], at: int) -> bool:
    return at + 1 < len(cells) and getattr(cells[at + 1], "continues", "") == "left"


def _is_heading(text: str) -> bool:
    return match_heading(text) is not None


def _headings(table: Table, at: int, count: int) -> list[str]:
    """Return the heading of each column; of two rows «2025 K1», of one that spans columns the same for each."""
    width = len(table.rows[at].cells)
    found = []
    for column in range(width):
        parts = [squeeze(table.rows[row].cells[column].text) for row in range(at, at + count)]
        found.append(" ".join(dict.fromkeys(part for part in parts if part)))
    return found


def _column(heading: str, given: dict[str, str]) -> Column:
    if fold(heading) in given:
        means = given[fold(heading)]
        return Column(heading, (means,) if means else (), 1.0)
    if not heading:
        return Column("", (), 0.0)
    if _PERIOD.match(fold(heading)):
        return Column(heading, ("timeframe",), 0.9, option=heading)
    last = heading.split(" ", 1)[-1] if match_heading(heading.split(" ", 1)[0]) else heading
    if status_key(last):
        return Column(heading, ("status",), 0.9, option=last)
    match = match_heading(heading)
    if match is None:
        return Column(heading, (), 0.0)
    # «Mål / tiltak»: the goals are rows of their own above the measures.
    return Column(heading, ("text",) if "text" in match.means else match.means, match.certainty)


def _complete(table: Table, header: Header) -> Header:
    """Settle which of several columns holds a field, and give those without a known heading what they look like."""
    shapes = _shapes(table, header)
    columns = list(header.columns)
    columns = _keep_marks_only_where_marks_are(columns, shapes)
    _settle_pairs(columns, shapes)
    topic = ""
    if not any("text" in column.means for column in columns):
        at = _text_column(columns, shapes)
        if at is not None:
            topic = columns[at].heading
            columns[at] = replace(columns[at], means=("text",), certainty=0.9)
    for at, column in enumerate(columns):
        if not column.means and not column.heading:
            columns[at] = _named_by_shape(column, shapes[at], columns)
    return replace(header, columns=tuple(columns), topic=topic)


def _keep_marks_only_where_marks_are(columns: list[Column], shapes: Sequence[Shape]) -> list[Column]:
    """A column headed «Klar» or «2025» means that only if its cells are marks or painted."""
    kept = []
    for column, shape in zip(columns, shapes, strict=True):
        if column.option and shape.filled and not shape.marks:
            own = "status" if "status" in column.means and shape.statuses > 0.5 else ""
            kept.append(replace(column, option="", means=(own,) if own else (), certainty=0.5))
        else:
            kept.append(column)
    # Bodies as columns: the names are headings, the cells are marks.
    return [
        replace(column, means=("responsible",), option=column.heading, certainty=0.6)
        if not column.means and column.heading and shape.marks > 0.8 and shape.filled
        else column
        for column, shape in zip(kept, shapes, strict=True)
    ]


def _settle_pairs(columns: list[Column], shapes: Sequence[Shape]) -> None:
    """Of several columns for one field the most certain keeps it; a start and an end are one timeframe."""
    means = {field for column in columns for field in column.means}
    if "description" in means:
        at = next(n for n, column in enumerate(columns) if "description" in column.means)
        new = "remark" if "text" in means else "text"
        columns[at] = replace(columns[at], means=(new,), certainty=0.8)
    if "comment" in means and "status" not in means and "progress" not in means:
        for at, column in enumerate(columns):
            if column.means == ("comment",):
                columns[at] = replace(column, means=("remark",))
    for field in sorted(means - set(_LIST) - {"timeframe"}):
        having = [n for n, column in enumerate(columns) if field in column.means and not column.option]
        if len(having) > 1:
            headings = {fold(columns[n].heading) for n in having}
            if len(headings) == 1:
                continue  # one heading over several columns: they belong together
            best = max(having, key=lambda n: (columns[n].certainty, shapes[n].length))
            for n in having:
                if n != best:
                    columns[n] = replace(columns[n], means=(), certainty=0.5)


def _text_column(columns: Sequence[Column], shapes: Sequence[Shape]) -> int | None:
    free = [at for at, column in enumerate(columns) if not column.means and shapes[at].length >= 12]
    return max(free, key=lambda at: shapes[at].length, default=None)


def _named_by_shape(column: Column, shape: Shape, columns: Sequence[Column]) -> Column:
    taken = {field for one in columns for field in one.means}
    for field, share in (("number", shape.numbers), ("timeframe", shape.times), ("status", shape.statuses)):
        if share > 0.6 and field not in taken:
            return replace(column, means=(field,), certainty=0.6)
    return column


def _by_shapes(table: Table) -> Header:
    """Return what the columns of a table without header look like: a text, and a time or a status beside it."""
    nameless = (
        Header(0, 0, tuple(Column("") for _ in table.rows[0].cells)) if table.rows else Header(0, 0, ())
    )
    shapes = _shapes(table, nameless)
    columns = [_named_by_shape(column, shapes[at], ()) for at, column in enumerate(nameless.columns)]
    text = _text_column(columns, shapes)
    sure = {field for column in columns for field in column.means}
    if text is None or not sure & {"timeframe", "status"} or len(table.rows) < 3:
        return nameless
    columns[text] = replace(columns[text], means=("text",), certainty=0.6)
    after = [
        at for at, column in enumerate(columns) if not column.means and shapes[at].names > 0.6 and at > text
    ]
    for at, field in zip(after, ("responsible", "involved"), strict=False):
        columns[at] = replace(columns[at], means=(field,), certainty=0.5)
    return replace(nameless, columns=tuple(columns))


def _shapes(table: Table, header: Header) -> list[Shape]:
    rows = [row for row in table.rows[header.end :] if not _is_band(row)]
    width = len(table.rows[header.first].cells) if table.rows else 0
    return [shape_of([row.cells[at] for row in rows]) for at in range(width)]


def _is_band(row: Row) -> bool:
    return len({cell.text for cell in row.cells if cell.text.strip()}) <= 1
