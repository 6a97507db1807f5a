"""The history: the changes of each measure, and the counts of each focus area at the end of each round."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from regionplan_xl.plan.counts import AreaCounts, count_measures, sum_counts
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Field, FocusArea, Measure, Plan
from regionplan_xl.plan.overdue import is_overdue
from regionplan_xl.plan.status import Scale
from regionplan_xl.plan.timeframe import Timeframe

_PUBLIC_KINDS = frozenset(
    ("answer", "decision", "rollup", "hand", "placed", "new", "proposal", "moved", "restarted", "statuses")
)
_PUBLIC_FIELDS = frozenset(
    ("status", "progress", "expected", "value", "number", "text", "timeframe", "responsible", "involved")
)

_AreaKey = tuple[str, str]  # number and name of an area; "" as the number of one that the plan no longer has


@dataclass(frozen=True)
class PastChange:
    """A change that is still in force, and when it was made."""

    at: datetime
    change: Change


History = Mapping[str, Sequence[PastChange]]
"""The changes of each measure, by measure ID and in order."""


@dataclass(frozen=True)
class TrendPoint:
    """The counts of the plan on a day. `round` is the round that ended then, "" before the first round."""

    round: str
    day: date
    areas: tuple[AreaCounts, ...]
    total: AreaCounts


@dataclass(frozen=True)
class RoundEnd:
    """The measures by ID as the merges of a round left them, and the day of the last of those merges."""

    round: str
    day: date
    measures: Mapping[str, MeasureSnapshot]


def public_changes(changes: Iterable[PastChange]) -> tuple[PastChange, ...]:
    """Return the changes of a measure that the public page shows: values in force, never an earlier comment.

    A comment may have been changed because it revealed too much about somebody.
    What a proposal said is left out too: it may name somebody to ask.
    """
    return tuple(
        one
        for one in map(_without_proposal, changes)
        if one.change.kind in _PUBLIC_KINDS
        and (one.change.field in _PUBLIC_FIELDS or one.change.kind in ("new", "proposal"))
        and one.change.before != one.change.after
    )


def _without_proposal(one: PastChange) -> PastChange:
    return replace(one, change=replace(one.change, before=None)) if one.change.kind == "proposal" else one


def trend(
    plan: Plan, scale: Scale, ends: Iterable[RoundEnd], today: date, round_name: str
) -> tuple[TrendPoint, ...]:
    """Return the counts at the end of each earlier round, and today's counts of the plan as `round_name`.

    A measure counts in the area it was in at the time. If that area has been renamed, or several have its name, it
    counts in its current area.
    """
    areas = [_key(area) for area in plan.areas]
    area_now = {measure.id: _key(area) for area, _, measure in plan.placed() if measure.id}
    by_name: dict[str, list[_AreaKey]] = {}
    for key in areas:
        by_name.setdefault(key[1], []).append(key)

    def placed(one: MeasureSnapshot) -> _AreaKey:
        there = by_name.get(one.area or "", [])
        now = area_now.get(one.id)
        if now is not None and (not there or (len(there) > 1 and now in there)):
            return now
        return there[0] if there else ("", one.area or "")

    points = [
        _point(end.round, end.day, ((placed(one), as_measure(one)) for one in _measures(end)), areas, scale)
        for end in ends
    ]
    now = ((_key(area), measure) for area, _, measure in plan.placed())
    return (*points, _point(round_name, today, now, areas, scale))


def _key(area: FocusArea) -> _AreaKey:
    return area.number, area.name


def _measures(end: RoundEnd) -> Iterator[MeasureSnapshot]:
    return (one for one in end.measures.values() if not is_indicator(one.id))


def as_measure(one: MeasureSnapshot) -> Measure:
    """Return the measure of a snapshot; one whose status is unread has none, whatever was understood before."""
    return Measure(
        one.id,
        one.number,
        one.text,
        Timeframe.parse(one.timeframe or ""),
        one.responsible,
        report=one.report.with_value(Field.STATUS, None) if one.unread else one.report,
        shares=one.shares,
        unread=one.unread,
    )


def _point(
    round_name: str,
    day: date,
    placed: Iterable[tuple[_AreaKey, Measure]],
    areas: Iterable[_AreaKey],
    scale: Scale,
) -> TrendPoint:
    found: dict[_AreaKey, list[Measure]] = {area: [] for area in areas}
    for area, measure in placed:
        found.setdefault(area, []).append(measure)
    counts = tuple(_area_counts(area, some, day, scale) for area, some in found.items())
    return TrendPoint(round_name, day, counts, sum_counts(counts, scale))


def _area_counts(area: _AreaKey, measures: Sequence[Measure], day: date, scale: Scale) -> AreaCounts:
    overdue = sum(is_overdue(measure, scale, day) for measure in measures)
    return AreaCounts(*area, count_measures(measures, scale), overdue)
