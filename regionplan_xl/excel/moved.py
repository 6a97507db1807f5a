"""Whether answers moved away from their measures although every row still seems whole.

Only the cells between two that tell the measure can do so unseen. What was sent then stands in the wrong rows.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from regionplan_xl.excel.answers import Said
from regionplan_xl.excel.matching import Table, TableRow
from regionplan_xl.plan.exchange import SentRow
from regionplan_xl.plan.model import Field
from regionplan_xl.text import fold

# What stands between the text and the answers.
_BETWEEN: tuple[tuple[str, Callable[[SentRow], str]], ...] = (
    ("involved", lambda sent: sent.involved),
    ("responsible", lambda sent: sent.responsible),
    ("timeframe", lambda sent: sent.timeframe),
)
_MANY = 2  # values in each other's places; one alone may have been put right by hand
_FEW = 3  # at most one in so many of them lost or new

Placed = tuple[TableRow, SentRow]


def locked_cells_moved(table: Table, placed: Sequence[Placed], between: Sequence[TableRow]) -> bool:
    """True where the cells left of the answers stand beside other measures than they were sent with.

    `between` are the rows that are no measure's: there, such cells never stood.
    """
    text, status = table.columns.get("text", 0), table.columns.get("status", 0)
    for key, of in _BETWEEN:
        if text < table.columns.get(key, 0) < status:
            sent = [fold(of(row)) for _, row in placed]
            strayed = [fold(row.text(key)) for row in between if row.text(key)]
            if _exchanged(sent, [fold(row.text(key)) for row, _ in placed], strayed):
                return True
    return False


def answers_moved(placed: Sequence[tuple[SentRow, TableRow, dict[Field, Said]]]) -> bool:
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
        homes: dict[Said, int] = {
            value: n for n, value in enumerate(sent) if value is not None and counts[value] == 1
        }
        strangers = [
            value for n, value in enumerate(now) if homes.get(value, n) != n and now[homes[value]] != value
        ]
        if len(strangers) >= _MANY:
            return True
    return False


def in_order(placed: Sequence[TableRow], order: Sequence[int]) -> bool:
    """True where the rows, whose places among those sent are `order`, still follow one another as they were sent."""
    by_row = [place for _, place in sorted(zip([row.number for row in placed], order, strict=True))]
    return all(one < other for one, other in pairwise(by_row))


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
