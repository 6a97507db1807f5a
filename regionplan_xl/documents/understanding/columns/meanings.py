"""Decide what the columns of a header hold: one column per field, and unknown headings by the cells below them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from regionplan_xl.documents.blocks import Row, Table
from regionplan_xl.documents.understanding.columns.header import (
    ONE_OF_SEVERAL,
    Header,
    MeasureColumn,
    is_period,
    marks_only_where_marks_are,
    shapes_below,
)
from regionplan_xl.documents.understanding.words.cell_shapes import Shape, is_colour, is_number, is_time
from regionplan_xl.documents.vocabulary.lookup import (
    CERTAIN,
    is_other_date,
    may_name_measures,
    status_key,
    whom_or_when,
)
from regionplan_xl.documents.vocabulary.words_of_texts import OF_AMOUNTS
from regionplan_xl.plan.own_columns import is_own_heading
from regionplan_xl.text import normalise, squeeze

_LIST = ("remark", "involved")  # fields that several columns may have
_SAYS_STATUS = (
    ("progress",),
    ("comment",),
    ("description",),
)  # fields whose cells may contain status words
_ASKING = re.compile(r".*\?\s*$|(?:kva|hva|vad|hvad|was|what|wat|que|qué|cosa|co|mitä|hvað)\s")
_UNITS = frozenset(("eining", "enhet", "enhed", "einheit", "unit"))  # of an organisation, or of measurement
_AMOUNT = re.compile(OF_AMOUNTS)
_SHORTEST_TEXT = 12  # characters; a measure is at least this long
_USUAL_TEXT = 20  # characters of a measure under a heading that could name anything
_MOSTLY_TIMES = 0.6  # share of a column's cells that are times
_TIMES = frozenset(("timeframe", "start", "end"))
_MOSTLY_STATUSES = 0.6  # share of a column's cells that are status words
_DIFFERENT = 0.7  # share of distinct texts in a column of measures


def complete(table: Table, header: Header) -> Header:
    """Decide which of several columns holds a field; give columns with unknown headings the field they look like."""
    shapes = _shapes(table, header)
    columns = marks_only_where_marks_are(header.columns, shapes)
    _settle_groups(columns, shapes)
    _settle_levels(columns, shapes)
    _settle_units(columns)
    _settle_texts(columns, shapes)
    _settle_status(columns, shapes)
    _settle_titles(columns, shapes)
    _settle_descriptions(columns, shapes)
    _settle_pairs(columns, shapes)
    topic = ""
    if not any("text" in column.means for column in columns):
        at = _text_column(columns, shapes)
        if at is not None:
            asked = (
                _ASKING.match(normalise(columns[at].heading)) is not None
            )  # «Was wird getan?» is not a topic
            named = asked or may_name_measures(columns[at].heading)
            topic = "" if named else columns[at].heading
            columns[at] = replace(columns[at], means=("text",), certainty=0.6 if named else 0.9)
    _settle_times(columns, shapes)
    _settle_span(columns, shapes)
    _settle_several_statuses(columns, shapes)
    for at in range(len(columns)):
        if not columns[at].means:
            columns[at] = _named_by_shape(at, columns, shapes[at])
    return replace(header, columns=tuple(columns), topic=topic)


def _settle_times(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Drop a time that only the heading suggests, if other columns have times and this one has none."""
    timed = [n for n, one in enumerate(columns) if set(one.means) & _TIMES]
    for n in timed:
        is_doubtful = columns[n].certainty < CERTAIN and shapes[n].filled and not shapes[n].times
        if is_doubtful and any(shapes[other].times for other in timed):
            columns[n] = replace(columns[n], means=(), certainty=0.5)


def _settle_span(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Find a missing start left of the end, or end right of the start, and both in two adjacent columns of times."""
    means = {field for column in columns for field in column.means}
    if "timeframe" in means:
        return

    def is_free(at: int) -> bool:
        free = 0 <= at < len(columns) and not columns[at].means and _may_be_time(columns[at].heading)
        return free and bool(shapes[at].filled) and shapes[at].times > _MOSTLY_TIMES

    for left in range(-1, len(columns)):
        right = left + 1
        known = (
            columns[left].means if left >= 0 else (),
            columns[right].means if right < len(columns) else (),
        )
        if is_free(left) and (is_free(right) or known[1] == ("end",)) and "start" not in means:
            columns[left] = replace(columns[left], means=("start",), certainty=0.6)
            means.add("start")
            known = (("start",), known[1])
        if is_free(right) and known[0] == ("start",) and "end" not in means:
            columns[right] = replace(columns[right], means=("end",), certainty=0.6)
            means.add("end")


def _settle_groups(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Find the goals if a word for measures is above repeated texts, left of the measures («Indsats | Handling»)."""
    texts = [n for n, column in enumerate(columns) if column.means == ("text",) and not column.option]
    if len(texts) == 2 and not any("goal" in column.means for column in columns):
        group, text = texts
        if shapes[group].different < 1.0 and shapes[text].different > shapes[group].different:
            columns[group] = replace(columns[group], means=("goal",), certainty=0.6)


def _settle_units(columns: list[MeasureColumn]) -> None:
    """Find who is responsible below «Eining», which means units of measurement only beside what is measured."""
    means = {field for column in columns for field in column.means}
    if means & {"responsible", "indicator", "baseline", "target"}:
        return
    for n, column in enumerate(columns):
        if column.means == ("unit",) and normalise(column.heading) in _UNITS:
            columns[n] = replace(column, means=("responsible",), certainty=0.6)


def _settle_levels(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Tell areas from goals: of two goal columns the first is the area; long «priorities» are areas."""
    goals = [n for n, column in enumerate(columns) if column.means == ("goal",)]
    means = {field for column in columns for field in column.means}
    if len(goals) > 1 and normalise(columns[goals[0]].heading) != normalise(columns[goals[1]].heading):
        above = "sub_area" if "area" in means else "area"
        columns[goals[0]] = replace(columns[goals[0]], means=(above,), certainty=0.8)
    at = next((n for n, column in enumerate(columns) if column.means == ("priority",)), None)
    if at is not None and "area" not in means and shapes[at].length > _SHORTEST_TEXT:
        columns[at] = replace(columns[at], means=("area",), certainty=0.6)


def _settle_texts(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Find the measures if the column with that heading has only their numbers («Tiltak | Beskrivelse»)."""
    means = {field for column in columns for field in column.means}
    numbered = [n for n, one in enumerate(columns) if one.means == ("text",) and shapes[n].numbers > 0.7]
    if numbered and "number" not in means:
        columns[numbered[0]] = replace(columns[numbered[0]], means=("number",), certainty=0.8)


def _settle_status(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Find the statuses if the progress column has status words («Framdrift: Pågår») instead of percentages."""
    if any("status" in column.means for column in columns):
        return
    worded = [n for n, one in enumerate(columns) if one.means in _SAYS_STATUS and shapes[n].statuses > 0.6]
    if worded:
        columns[worded[0]] = replace(columns[worded[0]], means=("status",), certainty=0.8)


def _settle_several_statuses(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Find the columns with a status each («Gol | Ål | Hol»), none of which is the measure's."""
    if any("status" in column.means for column in columns):
        return
    worded = [n for n, one in enumerate(columns) if _may_be_status(one, shapes[n])]
    for n in worded if len(worded) > 1 else ():
        columns[n] = replace(columns[n], means=(ONE_OF_SEVERAL,), certainty=0.9)


def _may_be_status(column: MeasureColumn, shape: Shape) -> bool:
    return not column.means and shape.statuses > _MOSTLY_STATUSES


def _settle_titles(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Find the measures below a heading that could name anything («Tittel»), if no other column has them."""
    named = [n for n, one in enumerate(columns) if not one.means and may_name_measures(one.heading)]
    titles = [n for n in named if shapes[n].length >= _USUAL_TEXT]
    if titles and not any("text" in column.means for column in columns):
        columns[titles[0]] = replace(columns[titles[0]], means=("text",), certainty=0.6)


def _settle_descriptions(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Read descriptions as the measures if nothing else is, else as remarks; the same for comments on no status."""
    means = {field for column in columns for field in column.means}
    if "description" in means:
        at = next(n for n, column in enumerate(columns) if "description" in column.means)
        new = "remark" if "text" in means or _is_mostly_empty(at, columns, shapes) else "text"
        certainty = 0.8 if new == "remark" else 0.6
        columns[at] = replace(columns[at], means=(new,), certainty=certainty)
    if "comment" in means and "status" not in means and "progress" not in means:
        for at, column in enumerate(columns):
            if column.means == ("comment",):
                columns[at] = replace(column, means=("remark",))


def _settle_pairs(columns: list[MeasureColumn], shapes: Sequence[Shape]) -> None:
    """Keep one of several columns for a field; none of several statuses that nothing tells apart."""
    means = {field for column in columns for field in column.means}
    for field in sorted(means - set(_LIST) - {"timeframe"}):
        having = [n for n, column in enumerate(columns) if field in column.means and not column.option]
        if len({normalise(columns[n].heading) for n in having}) < 2:
            continue  # one heading over several columns: they belong together
        several = _statuses_of_several(having, columns, shapes) if field == "status" else []
        kept = several or [_best_of(having, columns, shapes)]
        for n in having:
            if n not in kept:
                columns[n] = replace(columns[n], means=(), certainty=0.5)
        for n in several:
            columns[n] = replace(columns[n], means=(ONE_OF_SEVERAL,))


def _best_of(having: Sequence[int], columns: Sequence[MeasureColumn], shapes: Sequence[Shape]) -> int:
    """Return the most certain of the columns for a field, preferring one that is filled."""
    return max(
        having,
        key=lambda n: (
            columns[n].certainty,
            bool(shapes[n].filled),
            _year_in(columns[n].heading),  # «Status 2024», not «Status 2023»
            shapes[n].length,
        ),
    )


def _statuses_of_several(
    having: Sequence[int], columns: Sequence[MeasureColumn], shapes: Sequence[Shape]
) -> list[int]:
    """Return the columns with a status each («Status Gol | Status Ål») that only their names tell apart."""
    worded = [n for n in having if shapes[n].statuses > _MOSTLY_STATUSES]
    apart = {(columns[n].certainty, _year_in(columns[n].heading)) for n in worded}
    return worded if len(worded) > 1 and len(apart) == 1 else []


def _year_in(heading: str) -> int:
    """Return the last year in a heading; 0 if it names none."""
    return max(map(int, re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", heading)), default=0)


def _is_mostly_empty(at: int, columns: Sequence[MeasureColumn], shapes: Sequence[Shape]) -> bool:
    """Return whether a column is empty in most rows that have a text, so that it only adds to the texts."""
    other = _text_column(columns, shapes)
    return other is not None and 2 * shapes[at].filled <= shapes[other].filled


def _text_column(columns: Sequence[MeasureColumn], shapes: Sequence[Shape]) -> int | None:
    """Return the column with the longest texts, preferring columns whose texts are mostly distinct."""
    free = [
        at for at, column in enumerate(columns) if not column.means and shapes[at].length >= _SHORTEST_TEXT
    ]
    different = [at for at in free if shapes[at].different >= _DIFFERENT]
    return max(different or free, key=lambda at: shapes[at].length, default=None)


def _may_be_time(heading: str) -> bool:
    """Return whether times may be below a heading: not below «2027» or «Kostnad», where 2000 is an amount."""
    return not (is_other_date(heading) or is_period(heading) or _AMOUNT.search(normalise(heading)))


def _named_by_shape(at: int, columns: Sequence[MeasureColumn], shape: Shape) -> MeasureColumn:
    """Return a column with the field that its cells suggest; less certain if it has a heading of another kind."""
    column, taken = columns[at], {field for one in columns for field in one.means}
    if shape.filled == 0 or is_own_heading(column.heading):
        return column
    said = whom_or_when(column.heading, shape.times > _MOSTLY_TIMES)
    if said and said not in taken:
        return replace(column, means=(said,), certainty=0.9)
    if shape.colours > 0.6 and "status" not in taken:
        return replace(column, means=("status",), certainty=0.6)
    if not taken & {"timeframe", "start", "end"} and shape.times > 0.6 and _may_be_time(column.heading):
        return replace(column, means=("timeframe",), certainty=0.6)
    if not taken & {"status", ONE_OF_SEVERAL} and _may_be_status(column, shape):
        return replace(column, means=("status",), certainty=0.6)
    text = next((n for n, one in enumerate(columns) if "text" in one.means), 0)
    if "number" not in taken and shape.numbers > 0.8 and at <= text and shape.different > _DIFFERENT:
        return replace(column, means=("number",), certainty=0.6)
    if "responsible" not in taken and column.heading and shape.bodies >= 0.4:
        return replace(column, means=("responsible",), certainty=0.5)
    return column


def by_shapes(table: Table) -> Header:
    """Return the columns of a table without a header by their look: a text, and a time or status next to it."""
    if not table.rows:
        return Header(0, 0, ())
    nameless = Header(0, 0, tuple(MeasureColumn("") for _ in table.rows[0].cells))
    shapes = _shapes(table, nameless)
    columns = list(nameless.columns)
    numbered = len(columns) > 2 and _is_of_numbers(table)
    text = 1 if numbered else _text_column(nameless.columns, shapes)
    if text is not None:
        columns[text] = replace(columns[text], means=("text",), certainty=0.6)
    _settle_several_statuses(columns, shapes)
    for at in range(len(columns)):
        if not columns[at].means:
            columns[at] = _named_by_shape(at, columns, shapes[at])
    sure = [at for at, column in enumerate(columns) if set(column.means) & {"timeframe", "status"}]
    first = [squeeze(cell.text) for cell in _first_row(table).cells]
    said = any(is_time(first[at]) or status_key(first[at]) or is_colour(first[at]) for at in sure)
    # A first row unlike the others is the header of some other kind of table.
    if text is None or not said:
        return nameless
    if not numbered and (len(table.rows) < 3 or shapes[text].length < _USUAL_TEXT):
        return nameless
    after = [
        at for at, column in enumerate(columns) if not column.means and shapes[at].names > 0.6 and at > text
    ]
    for at, field in zip(after, ("responsible", "involved"), strict=False):
        columns[at] = replace(columns[at], means=(field,), certainty=0.5)
    return replace(nameless, columns=tuple(columns))


def _is_of_numbers(table: Table) -> bool:
    """Return whether the first cells are measure numbers with two or more figures."""
    first = [squeeze(row.cells[0].text) for row in table.rows if not _is_heading(row)]
    return bool(first) and all(is_number(text) and len(re.findall(r"\d+", text)) > 1 for text in first)


def _first_row(table: Table) -> Row:
    return next((row for row in table.rows if not _is_heading(row)), table.rows[0])


def _is_heading(row: Row) -> bool:
    """Return whether the row has a single cell."""
    return sum(1 for cell in row.cells if not cell.continues) == 1


def _shapes(table: Table, header: Header) -> list[Shape]:
    width = len(table.rows[header.first].cells) if table.rows else 0
    return shapes_below(table.rows[header.end :], width)
