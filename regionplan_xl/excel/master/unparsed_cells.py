"""Cells of the master with content that is not understood. A merge does not overwrite them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from regionplan_xl.excel.common.columns import TAKE_ANSWER
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.rules import Unwritable, ValueKey
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.model import NOTHING, Field, Measure
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.text import phrase

_TEXTS = ("number", "text", "responsible", "involved", "timeframe", "remark")
_REPORTED = tuple(name.value for name in Field)
_COLUMNS = (*_REPORTED, "reported_on", "reported_by", *_TEXTS)


def with_last_values(master: Master, snapshot: Mapping[str, MeasureSnapshot]) -> Master:
    """Return the master with the last merge's values in such cells; a measure's own status stays unread."""
    lost: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for identity, member, name in unparsed_values(master):
        lost[identity].append((member, name))
    if not lost:
        return master

    def measure(one: Measure) -> Measure:
        was = snapshot.get(one.id)
        return one if was is None else _with_last(one, was, lost[one.id])

    plan = master.plan.map_measures(lambda one: measure(one) if one.id in lost else one)
    return replace(master, plan=plan)


def _with_last(measure: Measure, was: MeasureSnapshot, lost: Iterable[tuple[str, str]]) -> Measure:
    shares = {share.member: share.report for share in was.shares}
    for member, name in lost:
        if name in _REPORTED and (member or name != Field.STATUS):
            report = shares.get(member, NOTHING) if member else was.report
            measure = measure.with_value(member, Field(name), report.get(Field(name)))
        elif name in _TEXTS and (said := getattr(was, name)) is not None:
            values: dict[str, Any] = {name: Timeframe.parse(said) if name == "timeframe" else said}
            measure = replace(measure, **values)
    return measure


def unparsed_values(master: Master) -> dict[ValueKey, Unclear]:
    """Return the content of each such cell, by the value that belongs there."""
    if not master.unparsed:
        return {}
    return {v: master.unparsed[cell] for v, cell in _value_cells(master) if cell in master.unparsed}


def unparsed_reasons(master: Master) -> Unwritable:
    """Return the reasons why nothing is written in such cells."""
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
