"""Cells of the master with content that is not understood, which a merge does not overwrite."""

from collections.abc import Iterator

from regionplan_xl.excel.common.columns import TAKE_ANSWER
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.plan.merging.rules import Unwritable, ValueKey
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.text import phrase

_COLUMNS = (*(name.value for name in Field), "reported_on")


def unparsed_values(master: Master) -> dict[ValueKey, Unclear]:
    """Return what each such cell holds, by the value that belongs in it."""
    if not master.unparsed:
        return {}
    return {v: master.unparsed[cell] for v, cell in _value_cells(master) if cell in master.unparsed}


def unparsed_reasons(master: Master) -> Unwritable:
    """Return why nothing is written in each such cell."""
    reason = phrase(
        "The value in the master is not understood: {reason} Fix or empty that cell; then choose «{choice}»."
    )
    return {
        value: reason.with_values(reason=unclear.reason, choice=TAKE_ANSWER)
        for value, unclear in unparsed_values(master).items()
    }


def _value_cells(master: Master) -> Iterator[tuple[ValueKey, tuple[str, int, int]]]:
    """Yield each value with its cell: sheet, row and column."""
    for identity, place in master.places.items():
        for key in _COLUMNS:
            yield (identity, "", key), (place.sheet, place.row, place.columns.get(key, 0))
    if shares := master.shares:
        for identity, row in shares.rows.items():
            for (member, name), column in shares.members.items():
                yield (identity, member, name.value), (shares.sheet, row, column)
