"""Cells of the master with content that is not understood, which a merge does not overwrite."""

from collections.abc import Iterator

from regionplan_xl.excel.common.columns import TAKE_ANSWER
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.plan.merging.exchange import Unclear
from regionplan_xl.plan.merging.rules import Unwritable, ValueKey
from regionplan_xl.plan.model import Field
from regionplan_xl.text import phrase

_COLUMNS = (*(name.value for name in Field), "reported_on")


def unread(master: Master) -> dict[ValueKey, Unclear]:
    """Return what each such cell holds, by the value that belongs in it."""
    return dict(_found(master))


def unparsed_reasons(master: Master) -> Unwritable:
    """Return why nothing is written in each such cell."""
    return {
        meant: phrase(
            "The value in the master is not understood: {reason} Fix or empty that cell; then choose «{choice}».",
            reason=unclear.reason,
            choice=TAKE_ANSWER,
        )
        for meant, unclear in _found(master)
    }


def _found(master: Master) -> Iterator[tuple[ValueKey, Unclear]]:
    if not master.unparsed:
        return
    for identity, place in master.places.items():
        for key in _COLUMNS:
            unclear = master.unparsed.get((place.sheet, place.row, place.columns.get(key, 0)))
            if unclear is not None:
                yield (identity, "", key), unclear
    shares = master.shares
    if shares is None:
        return
    for identity, row in shares.rows.items():
        for (member, name), column in shares.members.items():
            unclear = master.unparsed.get((shares.sheet, row, column))
            if unclear is not None:
                yield (identity, member, name.value), unclear
