"""Recognise the parts of a returned sheet that are exactly as sent, so that only the rest must be read with care.

Anything that differs, even by a space or a style, is left to the slower code. The parts recognised here add nothing to
its result: `read_returned` returns the same without this module.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property

from regionplan_xl.excel.actor.layout import PREVIOUS
from regionplan_xl.excel.actor.previous_answer import catalog_of_heading, previous_answer
from regionplan_xl.excel.actor.row_shades import is_sent_fill
from regionplan_xl.excel.actor.workbook import FINISHED, ONLY_INVOLVED, band_lines, band_text
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.columns import ANSWERABLE
from regionplan_xl.excel.parsing.grid import GridCell, GridRow
from regionplan_xl.excel.parsing.painted_colour import status_of_paint
from regionplan_xl.excel.returned.measure_table import MeasureTable
from regionplan_xl.excel.returned.row_answers import is_painted_as_status
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, SentRow
from regionplan_xl.plan.status import Scale

_TEXTS = ("number", "text", "timeframe", "responsible", "involved", "reported_by")


@dataclass(frozen=True)
class AsSent:
    """Which parts of a row are exactly as sent: its locked cells, its answer cells, and the formats of these."""

    locked: bool = False
    answers: bool = False
    looks: bool = False


_ALL = {
    (locked, answers, looks): AsSent(locked, answers, looks)
    for locked in (False, True)
    for answers in (False, True)
    for looks in (False, True)
}
NOT_AS_SENT = _ALL[False, False, False]


class Bands:
    """The texts of the bands and dividers that a workbook was sent with."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._goals = {(row.area, row.goal) for row in dispatch.rows}

    def __contains__(self, text: str) -> bool:
        return text in self._texts or text in _dividers() or text in self._lines

    @cached_property
    def _texts(self) -> frozenset[str]:
        return frozenset(band_text(area, goal) for area, goal in self._goals)

    @cached_property
    def _lines(self) -> frozenset[str]:
        """The lines of bands that take more than one line."""
        return frozenset(line for area, goal in self._goals for line in band_lines(area, goal))


@cache
def _labels_and_statuses(scale: Scale) -> frozenset[tuple[object, str | None]]:
    """Return every label with the status that it is read as."""
    labels = (label for status in scale.statuses for label in status.labels.values())
    return frozenset((label, scale.status_of_label(label)) for label in labels)


@cache
def _dividers() -> frozenset[str]:
    return frozenset(word for one in (FINISHED, ONLY_INVOLVED) for word in every_wording(one))


class RowsAsSent:
    """Compares the rows of one sheet with what was sent to its actor."""

    def __init__(self, table: MeasureTable, bands: Bands, scale: Scale) -> None:
        self._table, self._bands, self._scale = table, bands, scale
        at = table.columns
        self._texts = [(at[name], name) for name in _TEXTS if name in at]
        self._reported_on = at.get(columns.REPORTED_ON.key, 0)
        self._previous = at.get(PREVIOUS.key, 0)
        self._translate = catalog_of_heading(table.headings.get(PREVIOUS.key, ""))
        self._empty = [*table.unknown, *(at[key] for key in (columns.REMARK.key,) if key in at)]
        self._answers = [at.get(column.key, 0) for column in ANSWERABLE]
        self._number = at.get(columns.NUMBER.key, 0)
        self._statuses = _labels_and_statuses(scale)
        here = list(at.values())
        # On any other sheet, the meaning of a row depends on more than its cells.
        self._is_usual = (
            not (table.ticks or table.merged)
            and all(key in at for key in (*_TEXTS[:2], *(column.key for column in ANSWERABLE)))
            and len(set(here)) == len(here)
            and self._number not in table.ids
        )

    def is_band(self, cells: GridRow) -> bool:
        """Return whether a row is a band exactly as sent, with nothing else in it."""
        number = self._number
        for column, cell in cells.items():
            if cell.value is not None and column != number:
                return False
        band, status = cells.get(number), cells.get(self._answers[0])
        return (
            self._is_usual
            and band is not None
            and type(band.value) is str
            and band.value in self._bands
            and (status is None or status_of_paint(status.colour, self._scale) is None)
        )

    def has_same_looks(self, cells: GridRow) -> bool:
        """Return whether the answer cells have the fill of the row's hidden IDs, as in every row that is sent."""
        for column in self._table.ids:
            one = cells.get(column)
            if one is not None and is_sent_fill(one.colour):
                shade = one.colour
                return all(
                    (cell := cells.get(at)) is not None and cell.colour == shade for at in self._answers
                )
        return False

    def compare(self, cells: GridRow, sent: SentRow) -> AsSent:
        """Return which parts of a row are exactly as sent for its measure."""
        if not self._is_usual:
            return NOT_AS_SENT
        return _ALL[
            self._is_locked_as_sent(cells, sent),
            self._is_answered_as_sent(cells, sent) and not is_painted_as_status(cells.values(), self._scale),
            self.has_same_looks(cells),
        ]

    def _is_locked_as_sent(self, cells: GridRow, sent: SentRow) -> bool:
        for column in self._table.ids:
            if column not in cells or cells[column].value != sent.measure:
                return False
        for column, name in self._texts:
            if not _is_text(cells.get(column), getattr(sent, name)):
                return False
        for column in self._empty:
            if column in cells and cells[column].value is not None:
                return False
        return (
            not self._reported_on or _is_day(cells.get(self._reported_on), sent.reported_on)
        ) and self._is_previous_as_sent(cells, sent)

    def _is_previous_as_sent(self, cells: GridRow, sent: SentRow) -> bool:
        if self._translate is None:
            return True
        return _is_text(cells.get(self._previous), previous_answer(sent, self._translate, self._scale))

    def _is_answered_as_sent(self, cells: GridRow, sent: SentRow) -> bool:
        status, progress, comment, expected = map(cells.get, self._answers)
        base = sent.base
        return (
            _is_number(progress, base.progress)
            and (
                _is_text(comment, base.comment) if base.comment else comment is None or comment.value is None
            )
            and _is_day(expected, base.expected)
            and self._is_status_as_sent(status, base.status)
        )

    def _is_status_as_sent(self, cell: GridCell | None, base: str | None) -> bool:
        if cell is None or cell.value is None:
            is_same = base is None
        else:
            is_same = (cell.value, base) in self._statuses and not cell.struck and type(cell.value) is str
        return is_same and (cell is None or status_of_paint(cell.colour, self._scale) is None)


def _is_text(cell: GridCell | None, sent: str) -> bool:
    if cell is None or cell.value is None:
        return not sent
    return cell.value == sent and type(cell.value) is str and not cell.struck


def _is_number(cell: GridCell | None, sent: float | None) -> bool:
    if cell is None or cell.value is None:
        return sent is None
    return cell.value == sent and type(cell.value) in (int, float) and not cell.struck


def _is_day(cell: GridCell | None, sent: date | None) -> bool:
    if cell is None or cell.value is None:
        return sent is None
    return isinstance(cell.value, datetime) and cell.value.date() == sent and not cell.struck
