"""Whether answers moved away from their measures although every row still seems whole.

Only the cells between two that tell the measure can do so unseen. What was sent then stands in the wrong rows.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from regionplan_xl.excel.actor.layout import PREVIOUS
from regionplan_xl.excel.actor.previous_answer import language_of, previous_answer
from regionplan_xl.excel.common.columns import ANSWERABLE
from regionplan_xl.excel.parsing.report_cells import AnswerValue
from regionplan_xl.excel.returned.measure_table import Table, TableRow
from regionplan_xl.plan.merging.exchange import SentRow
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import fold

# What was sent beside the answers.
_BESIDE: dict[str, Callable[[SentRow], str]] = {
    "involved": lambda sent: fold(sent.involved),
    "responsible": lambda sent: fold(sent.responsible),
    "timeframe": lambda sent: fold(sent.timeframe),
}
_MANY = 2  # values in each other's places; one alone may have been put right by hand
_FEW = 3  # at most one in so many of them lost or new

Placed = tuple[TableRow, SentRow]


def locked_cells_moved(table: Table, placed: Sequence[Placed], between: Sequence[TableRow]) -> bool:
    """True where the cells beside the answers stand beside other measures than they were sent with.

    `between` are the rows that are no measure's: there, such cells never stood. Those on the answers' far side
    count only where the ID behind them stayed: a sort that ends with the answers leaves both behind. Without any
    IDs all of them count.
    """
    text, status, last = (table.columns.get(key, 0) for key in ("text", "status", "id"))
    unmarked = not any(row.ids() for row, _ in placed)
    stayed = [(row, sent) for row, sent in placed if row.text("id").upper() == sent.measure.upper()]
    for key, of in _BESIDE.items():
        column = table.columns.get(key, 0)
        nearer = text < column < status
        if column and (nearer or unmarked or status < column < last):
            rows = placed if nearer or unmarked else stayed
            strayed = [fold(row.text(key)) for row in between if nearer and row.text(key)]
            if _exchanged([of(sent) for _, sent in rows], [fold(row.text(key)) for row, _ in rows], strayed):
                return True
    return False


def answers_moved(placed: Sequence[tuple[SentRow, TableRow, dict[Field, AnswerValue]]]) -> bool:
    """True where what was sent for some measures stands beside others: the answer cells alone were moved.

    Each row comes with what is new in it by field. Seen only where there were earlier comments or days to move;
    the few statuses change places in honest answers too.
    """
    for name in (Field.COMMENT, Field.EXPECTED):
        sent = [row.base.get(name) for row, _, _ in placed]
        now = [
            said[name] if name in said else base if not row.cell(name.value).is_blank else None
            for base, (_, row, said) in zip(sent, placed, strict=True)
        ]
        counts = Counter(sent)
        homes: dict[AnswerValue, int] = {
            value: n for n, value in enumerate(sent) if value is not None and counts[value] == 1
        }
        there = Counter(now)  # what was drawn down stands in several rows, and nothing was moved by that
        strangers = [
            value
            for n, value in enumerate(now)
            if homes.get(value, n) != n and now[homes[value]] != value and there[value] == 1
        ]
        if len(strangers) >= _MANY:
            return True
    return False


def whole_rows(table: Table, placed: Sequence[Placed], sent: Sequence[SentRow], scale: Scale) -> set[int]:
    """The numbers of rows that surely are whole on a sheet without IDs, whatever order they stand in.

    `sent` is everything in the order it was sent. Where what was sent on the answers' far side stands beside its
    measures, and no longer in that order, it was moved together with the texts, and so were the answers between.
    Rows with the same far side may have changed places among them all the same, if they are not in order.
    """
    far_side = _far_side(table, scale)
    placed = sorted(placed, key=lambda one: one[0].number)
    now = [tuple(fold(row.text(key)) for key in far_side) for row, _ in placed]
    if not far_side or now != [tuple(of(row) for of in far_side.values()) for _, row in placed]:
        return set()
    rest = iter([tuple(of(row) for of in far_side.values()) for row in sent])
    if all(seen in rest for seen in now):
        return set()
    places = {row.measure: place for place, row in enumerate(sent)}
    alike: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for seen, (row, of) in zip(now, placed, strict=True):
        alike.setdefault(seen, []).append((places[of.measure], row.number))
    return {number for rows in alike.values() if rows == sorted(rows) for _, number in rows}


def in_order(places: Sequence[int]) -> bool:
    """True where rows, whose places among those sent are `places`, still follow one another as they were sent."""
    return all(one < other for one, other in pairwise(places))


def _far_side(table: Table, scale: Scale) -> dict[str, Callable[[SentRow], str]]:
    """The columns beyond the answers, as the text sees it, and what each was sent with."""
    answers = [table.columns.get(column.key, 0) for column in ANSWERABLE]
    if not table.columns.get("text", 0) < min(answers):
        return {}
    said = language_of(table.headings.get(PREVIOUS.key, ""))
    of = {key: sent for key, sent in _BESIDE.items() if key != "timeframe"}
    if said is not None:
        of[PREVIOUS.key] = lambda row: fold(previous_answer(row, said, scale))
    return {key: sent for key, sent in of.items() if table.columns.get(key, 0) > max(answers)}


def _exchanged(sent: Sequence[str], now: Sequence[str], strayed: Sequence[str]) -> bool:
    """True where values changed places: many stand where others were sent, and hardly any was lost by it.

    A value that was copied or filled down is in more places than before, so it does not count.
    """
    known = set(sent)
    strangers = [new for old, new in zip(sent, now, strict=True) if new != old and new in known]
    if any(value in known for value in strayed):
        return bool(strangers)
    if len(strangers) < _MANY:
        return False
    before, after = Counter(sent), Counter(value for value in now if value in known)
    new = max((after - before).total(), (before - after).total())
    return new * _FEW < len(strangers)
