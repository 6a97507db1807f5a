"""Detect answers that were displaced from their measures although every row still looks intact.

Only cells between two that identify the measure can be displaced without a trace. The values that were sent, or the
shade of the answer cells, are then in other rows.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from regionplan_xl.excel.actor.layout import PREVIOUS
from regionplan_xl.excel.actor.previous_answer import catalog_of_heading, previous_answer
from regionplan_xl.excel.actor.row_shades import OTHER_ROWS, is_rounded, is_sent_fill
from regionplan_xl.excel.returned.measure_table import MeasureTable, ReturnedRow
from regionplan_xl.excel.returned.row_matching import MatchedRow, RowMatcher
from regionplan_xl.plan.merging.sent_and_returned import SentRow
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import normalise

SentText = Callable[[SentRow], str]

# The locked columns that do not identify a measure, and the text that each was sent with.
_LOCKED: dict[str, SentText] = {
    "involved": lambda sent: normalise(sent.involved),
    "responsible": lambda sent: normalise(sent.responsible),
    "timeframe": lambda sent: normalise(sent.timeframe),
}
_EXCHANGED = 2  # values in each other's rows; a single one may be a correction by hand
_CHANGED_PER_EXCHANGED = 3  # at most one value lost or new for this many exchanged


def locked_cells_displaced(
    table: MeasureTable, rows: Sequence[MatchedRow], without_measure: Sequence[ReturnedRow]
) -> bool:
    """Return whether locked cells are in the rows of other measures than those they were sent with.

    `without_measure`: the rows of no measure, which were sent without such cells. Columns beyond the answers count only
    in rows that kept the ID behind them: a sort of a range that ends with the answers leaves both behind. Without any
    IDs, all rows count.
    """
    if all(row.as_sent.locked for row in rows):
        return False
    text, status, last = (table.columns.get(key, 0) for key in ("text", "status", "id"))
    no_ids = not any(row.returned.ids() for row in rows)
    with_id = [row for row in rows if row.returned.text("id").upper() == row.sent.measure.upper()]
    for key, sent_text in _LOCKED.items():
        column = table.columns.get(key, 0)
        before_answers = text < column < status
        if column and (before_answers or no_ids or status < column < last):
            counted = rows if before_answers or no_ids else with_id
            astray = [normalise(row.text(key)) for row in without_measure if before_answers and row.text(key)]
            sent = [sent_text(row.sent) for row in counted]
            if _are_exchanged(sent, [normalise(row.returned.text(key)) for row in counted], astray):
                return True
    return False


def answers_displaced(rows: Sequence[MatchedRow]) -> bool:
    """Return whether comments, days or values that were sent for some measures are now in the rows of others.

    This is detected only if there were earlier ones. Statuses do not count: they are few and change places in honest
    answers too.
    """
    if sum(not row.as_sent.answers for row in rows) < _EXCHANGED:
        return False
    for name in (Field.COMMENT, Field.EXPECTED, Field.VALUE):
        sent = [row.sent.base.get(name) for row in rows]
        now = [
            (base or None)
            if row.as_sent.answers
            else row.values.get(name, None if row.returned.cell(name.value).is_blank else base)
            for base, row in zip(sent, rows, strict=True)
        ]
        if _are_displaced(sent, now):
            return True
    return False


def origins_of_cells(
    rows: Sequence[MatchedRow],
    others: Sequence[ReturnedRow],
    sent: Sequence[SentRow],
    shades_of: Callable[[Iterable[str]], Mapping[str, str]],
) -> dict[int, list[SentRow]]:
    """Return, by row number, the sent rows whose answer cells are now in a row, if cells moved without measures.

    Only rows with cells of others are included; the result is empty if nothing was moved. `others`: the rows of no
    measure. `sent`: all rows that were sent. Those to be answered had the shades that `shades_of` returns for their
    IDs. The formats of answer cells are compared with those of the ID cells beside them. The formats stay together when
    only values are moved, so that is not detected, nor anything if a program has changed the shades.
    """
    if all(row.as_sent.looks for row in rows) and all(map(_has_one_shade, others)):
        return {}
    shades = shades_of(row.measure for row in sent if row.answerable)
    # Without formats of ID cells, rows in another order may be values moved alone.
    known = shades if _are_in_order(rows, sent) else {}
    shaded = [(row.returned, _shade_of_ids(row.returned) or known.get(row.sent.measure, "")) for row in rows]
    shaded += [(row, _shade_of_ids(row) or "") for row in others]
    columns = [
        [_Fill(row.number, shade, row.cell(column.key).colour) for row, shade in shaded]
        for column in (shaded[0][0].table.answers if shaded else ())
    ]
    if any(is_rounded(fill.now) for fills in columns for fill in fills):
        return {}
    moved: dict[int, dict[str, None]] = defaultdict(dict)  # row number -> the fills of cells of other rows
    for fills in columns:
        for number, fill in _displaced_fills(fills):
            moved[number][fill] = None
    sent_with: dict[str, list[SentRow]] = defaultdict(list)
    for row in sent:
        if row.measure in shades:
            sent_with[shades[row.measure]].append(row)

    # Cached, because in a large workbook many rows have one shade.
    @cache
    def sent_with_any(*fills: str) -> list[SentRow]:
        return [row for fill in fills for row in sent_with.get(fill, ())]

    return {number: sent_with_any(*fills) for number, fills in moved.items()}


class _Fill(NamedTuple):
    """The fill of an answer cell, and the one it was sent with ("": not known)."""

    number: int
    sent: str
    now: str | None

    @property
    def is_of_another_row(self) -> bool:
        return self.sent not in ("", self.now)


def _displaced_fills(fills: Sequence[_Fill]) -> list[tuple[int, str]]:
    """Return the row number and fill of each cell in a column that belongs to another row; none if none was moved."""
    # A cell that was painted, or pasted over with another format, shows nothing.
    fills = [fill for fill in fills if fill.now is None or is_sent_fill(fill.now)]
    before, now = [fill.sent for fill in fills], [fill.now for fill in fills]
    # Nobody types an answer in a band, or in a row that is only for information.
    is_shifted = any(fill.now in OTHER_ROWS and fill.is_of_another_row for fill in fills)
    if not (is_shifted or _are_displaced(before, now) or _are_exchanged(before, now, ())):
        return []
    return [(fill.number, fill.now or "") for fill in fills if fill.is_of_another_row]


def in_one_row(rows: Sequence[MatchedRow]) -> list[MatchedRow]:
    """Return the rows whose measures have no other row on the sheet."""
    counts = Counter(row.sent.measure for row in rows)
    return [row for row in rows if counts[row.sent.measure] == 1]


def certain_rows(
    table: MeasureTable, rows: Sequence[MatchedRow], matcher: RowMatcher, scale: Scale, some_held: bool
) -> Collection[int]:
    """Return the numbers of the rows whose answers certainly belong to their measures."""
    numbers = {row.number for row in rows}
    if any(row.returned.ids() for row in rows):
        return numbers
    positions = [
        matcher.position[row.sent.measure] for row in sorted(rows, key=lambda matched: matched.number)
    ]
    if positions == sorted(set(positions)) and not some_held:
        return numbers
    return _intact_rows(table, rows, matcher.sent, scale)


def _intact_rows(
    table: MeasureTable, rows: Sequence[MatchedRow], sent: Sequence[SentRow], scale: Scale
) -> set[int]:
    """Return the numbers of the rows that are certainly intact on a sheet without IDs, whatever their order.

    `sent`: all rows in the order they were sent. If the locked cells beyond the answers are with their measures but no
    longer in that order, they were moved together with the texts, and so were the answers between them. Rows with equal
    texts beyond the answers may still have been exchanged among themselves, unless they are in order.
    """
    beyond = _columns_beyond_answers(table, scale)
    rows = sorted(rows, key=lambda row: row.number)
    now = [tuple(normalise(row.returned.text(key)) for key in beyond) for row in rows]
    if not beyond or now != [tuple(sent_text(row.sent) for sent_text in beyond.values()) for row in rows]:
        return set()
    rest = iter([tuple(sent_text(row) for sent_text in beyond.values()) for row in sent])
    if all(texts in rest for texts in now):
        return set()
    positions = {row.measure: position for position, row in enumerate(sent)}
    alike: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for texts, row in zip(now, rows, strict=True):
        alike.setdefault(texts, []).append((positions[row.sent.measure], row.number))
    return {number for group in alike.values() if group == sorted(group) for _, number in group}


def _columns_beyond_answers(table: MeasureTable, scale: Scale) -> dict[str, SentText]:
    """Return the columns separated from the text by the answers, and the text that each was sent with."""
    answers = [table.columns.get(column.key, 0) for column in table.answers]
    if not table.columns.get("text", 0) < min(answers):
        return {}
    columns = {key: sent_text for key, sent_text in _LOCKED.items() if key != "timeframe"}
    translate = catalog_of_heading(table.headings.get(PREVIOUS.key, ""))
    if translate is not None:
        columns[PREVIOUS.key] = lambda row: normalise(previous_answer(row, translate, scale))
    return {key: text for key, text in columns.items() if table.columns.get(key, 0) > max(answers)}


def _are_in_order(rows: Sequence[MatchedRow], sent: Sequence[SentRow]) -> bool:
    positions = {row.measure: position for position, row in enumerate(sent)}
    found = [positions[row.sent.measure] for row in rows]
    return found == sorted(found)


def _has_one_shade(row: ReturnedRow) -> bool:
    """Return whether the answer cells have the same fill as the hidden IDs, or none of them has one."""
    shade = _shade_of_ids(row)
    return all(row.cell(column.key).colour == shade for column in row.table.answers)


def _shade_of_ids(row: ReturnedRow) -> str | None:
    """Return the fill of the row's hidden ID cells; None if they are gone or look otherwise."""
    fills = (row.cells[column].colour for column in row.table.ids if column in row.cells)
    return next((fill for fill in fills if is_sent_fill(fill)), None)


def _are_displaced(sent: Sequence[Hashable], now: Sequence[Hashable]) -> bool:
    """Return whether several values that were each in one row are now in another row instead."""
    counts = Counter(sent)
    sent_in = {value: n for n, value in enumerate(sent) if value is not None and counts[value] == 1}
    counts_now = Counter(now)  # a value that was filled down is in several rows, and displaced nothing
    displaced = [
        value
        for n, value in enumerate(now)
        if sent_in.get(value, n) != n and now[sent_in[value]] != value and counts_now[value] == 1
    ]
    return len(displaced) >= _EXCHANGED


def _are_exchanged(sent: Sequence[str], now: Sequence[str | None], astray: Sequence[str]) -> bool:
    """Return whether values were exchanged: many are in the rows of others, and hardly any was lost.

    A value that was copied or filled down is in more rows than before, so it does not count.
    """
    known = set(sent)
    displaced = [new for old, new in zip(sent, now, strict=True) if new != old and new in known]
    if any(value in known for value in astray):
        return bool(displaced)
    if len(displaced) < _EXCHANGED:
        return False
    before, after = Counter(sent), Counter(value for value in now if value in known)
    changed = max((after - before).total(), (before - after).total())
    return changed * _CHANGED_PER_EXCHANGED < len(displaced)
