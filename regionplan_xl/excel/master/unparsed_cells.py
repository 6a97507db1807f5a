"""Cells of the master that say something which is not understood: nothing writes over them unasked."""

from collections.abc import Iterator

from regionplan_xl.excel.common.columns import TAKE_ANSWER
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.plan.merging.exchange import Unclear
from regionplan_xl.plan.merging.rules import Unwritable, ValueKey
from regionplan_xl.plan.model import Field
from regionplan_xl.text import phrase

_COLUMNS = (*(name.value for name in Field), "reported_on")


def unread(master: Master) -> dict[ValueKey, Unclear]:
    """What stands in each such cell, by what belongs there."""
    return dict(_found(master))


def unparsed_reasons(master: Master) -> Unwritable:
    """Why nothing is written in each such cell."""
    return {
        meant: phrase(
            "What stands in the master is not understood: {reason} Mend or empty that cell; then choose «{choice}».",
            reason=unclear.reason,
            choice=TAKE_ANSWER,
        )
        for meant, unclear in _found(master)
    }


def _found(master: Master) -> Iterator[tuple[ValueKey, Unclear]]:
    if not master.unread:
        return
    for identity, place in master.places.items():
        for key in _COLUMNS:
            unclear = master.unread.get((place.sheet, place.row, place.columns.get(key, 0)))
            if unclear is not None:
                yield (identity, "", key), unclear
    shares = master.shares
    if shares is None:
        return
    for identity, row in shares.rows.items():
        for (member, name), column in shares.members.items():
            unclear = master.unread.get((shares.sheet, row, column))
            if unclear is not None:
                yield (identity, member, name.value), unclear
