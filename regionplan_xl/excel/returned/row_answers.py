"""The answers of a returned row to a measure, cell by cell."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from regionplan_xl.errors import Place
from regionplan_xl.excel.common.columns import ANSWERABLE
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.painted_colour import is_marked, status_of_paint
from regionplan_xl.excel.parsing.report_cells import read_answer, why_doubtful, word_and_colour
from regionplan_xl.excel.parsing.status_words import TICKS
from regionplan_xl.excel.returned.measure_table import ReturnedRow
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.merging.sent_and_returned import Answer, Clear, SentRow, Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import normalise, phrase, squeeze

_ONE = frozenset({"1", "1.0", "1,0", "1900-01-01"})
_FIELDS = {Field(column.key): column for column in ANSWERABLE}
KEYS = {name: column.key for name, column in _FIELDS.items()}
"""The columns of a measure's answers, by field."""
ONLY_A_NUMBER = phrase(
    "The comment is only a number, and another answer in the row was not understood. "
    "The answers may be in the wrong columns."
)
PAINTED_BESIDE = phrase(
    "Another cell of the row is painted in the colour of a status, but the cell for the status is not."
)


class Tick(NamedTuple):
    """A tick in a column named after a status; `written` is the tick below its heading, such as «Gul: x»."""

    status: str
    written: str


@dataclass(frozen=True)
class SourceFile:
    """The returned file, when it was received, and the plan's statuses."""

    name: str
    received: datetime
    scale: Scale

    @cached_property
    def day(self) -> date:
        """The day it was received."""
        return self.received.date()


def row_answers(row: ReturnedRow, sent: SentRow, file: SourceFile, place: Place) -> Iterator[Answer]:
    """Yield the answers of the row to the measure `sent`; blank and unchanged cells are no answer.

    A comment that is only a number is doubtful if another answer is not understood: they may be a column too far.
    """
    answers = list(_answers_of_cells(row, sent, file, place))
    is_unclear = any(isinstance(answer.value, Unclear) for answer in answers)
    for answer in answers:
        cell = row.cell(answer.field.value)
        is_number = answer.field is Field.COMMENT and isinstance(cell.value, (int, float, date))
        if is_unclear and is_number and not isinstance(answer.value, (Unclear, Clear)):
            yield replace(answer, value=Unclear(excerpt(cell.text), ONLY_A_NUMBER))
        else:
            yield answer


def _answers_of_cells(row: ReturnedRow, sent: SentRow, file: SourceFile, place: Place) -> Iterator[Answer]:
    status: object = None
    answered: list[str] = []
    for name, column in _FIELDS.items():
        ticks = row_ticks(row) if name is Field.STATUS else ()
        ticked = [tick.status for tick in ticks]
        base = sent.base.get(name)
        cell = row.cell(column.key)
        if cell.value is None and name is not Field.STATUS:
            continue
        value = why_doubtful(cell) or read_answer(name, cell, base, file.scale, ticked, file.day)
        if isinstance(value, Unclear) and ticks:
            value = replace(value, written=status_as_written(row, file.scale))
        if name is Field.STATUS:
            status = base if value is None else value
        if isinstance(value, Unclear) and name is Field.PROGRESS and status == "done":
            # Some programs lose the percentage format; with «done», a bare 1, or day 1 of their calendar, is not 1 %.
            value = 1.0 if row.text(column.key) in _ONE else value
        heading = row.table.headings.get(column.key, "")
        # A repeated heading further down that has been shifted is no answer.
        if value is not None and row.text(column.key) != heading:
            answered.append(column.key)
            yield Answer(sent.measure, sent.member, name, value, base, replace(place, column=heading))
    if Field.STATUS.value not in answered and sent.answerable:
        beside = _painted_beside(row, sent, file.scale, answered)
        heading = row.table.headings.get(Field.STATUS.value, "")
        if beside is not None:
            base = sent.base.get(Field.STATUS)
            yield Answer(
                sent.measure, sent.member, Field.STATUS, beside, base, replace(place, column=heading)
            )


def is_painted_as_status(cells: Iterable[GridCell], scale: Scale) -> bool:
    """Return whether one of the cells is painted in the colour of a status."""
    colours = {cell.colour for cell in cells}
    return any(isinstance(status_of_paint(colour, scale), str) for colour in colours)


def _painted_beside(
    row: ReturnedRow, sent: SentRow, scale: Scale, answered: Collection[str]
) -> Unclear | None:
    """Return what to ask if other cells of the row are painted in the colour of a status; else None.

    `answered`: our columns with a new answer. People paint such cells to draw attention to it, so they do not count.
    """
    if not is_painted_as_status(row.cells.values(), scale):
        return None
    table = row.table
    own = {table.columns.get(key, 0) for key in answered}
    painted = {
        at: (cell.colour or "", status)
        for at, cell in sorted(row.cells.items())
        if at not in own and isinstance(status := status_of_paint(cell.colour, scale), str)
    }
    statuses = sorted({status for _, status in painted.values()} - {sent.base.get(Field.STATUS)})
    if not statuses:
        return None
    headings = {**table.unknown, **{table.columns[key]: text for key, text in table.headings.items()}}
    headings |= {at: tick.heading for at, tick in table.ticks.items()}
    parts = [f"{headings.get(at) or column_letters(at)}: {colour}" for at, (colour, _) in painted.items()]
    options = tuple(("colour", status) for status in statuses) if len(statuses) == 1 else ()
    return Unclear(excerpt("; ".join(parts)), PAINTED_BESIDE, options)


def restored_cells(
    row: ReturnedRow, sent: SentRow, answers: Sequence[Answer], keys: Mapping[Field, str]
) -> Iterator[Answer]:
    """Yield the marked cells that repeat what was sent, or (with the value None) are blank; `keys`: their columns.

    `answers` are the new answers of the row.
    """
    answered = {answer.field for answer in answers}
    for name, key in keys.items():
        cell, base = row.cell(key), sent.base.get(name)
        is_heading = row.text(key) == row.table.headings.get(key, "") != ""
        if name not in answered and not is_heading and is_marked(cell.colour):
            yield Answer(sent.measure, sent.member, name, None if cell.is_blank else base, base)


def status_as_written(row: ReturnedRow, scale: Scale) -> str:
    """Return all that the row says about its status: the word, the colour that somebody painted, and the ticks."""
    parts = [word_and_colour(row.cell(Field.STATUS.value), scale), *(t.written for t in row_ticks(row))]
    return excerpt("; ".join(filter(None, parts)))


def row_ticks(row: ReturnedRow) -> Sequence[Tick]:
    """Return the ticks of the row in columns named after statuses."""
    found = [(column, row.cells[at].text) for at, column in row.table.ticks.items() if at in row.cells]
    return [
        Tick(column.status, f"{column.heading}: {squeeze(text)}")
        for column, text in found
        if normalise(text) in TICKS
    ]
