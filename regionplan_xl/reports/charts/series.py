"""Compute the counts of a plan over time as a series per focus area; tables and charts both use it.

pandas is imported on first use, because most commands never need it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from regionplan_xl.plan.counts import AreaCounts, status_counts
from regionplan_xl.plan.status import Scale
from regionplan_xl.reports.past import TrendPoint

LEAST_POINTS = 2
"""With fewer points in time there is nothing to compare."""
NONE, UNREAD = "", "?"
"""The kinds for measures without a status, and for those with an unread status."""


@dataclass(frozen=True)
class SeriesRow:
    """The counts at one point in time: `amounts` by kind as in `PlanSeries.kinds`, `shares` of the total (0.0-1.0)."""

    round: str
    day: date
    counts: AreaCounts
    amounts: tuple[int, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class AreaSeries:
    """One focus area over time, a row per point; `name` is "" for the whole plan."""

    number: str
    name: str
    rows: tuple[SeriesRow, ...]


@dataclass(frozen=True)
class PlanSeries:
    """The whole plan over time, followed by each focus area.

    `kinds`: the statuses of the scale, `NONE`, and `UNREAD` if any measure is unread. `points`: the number of points in
    time; there may be rows for only the latest ones.
    """

    kinds: tuple[str, ...]
    areas: tuple[AreaSeries, ...]
    points: int


def plan_series(points: Sequence[TrendPoint], scale: Scale, latest: int | None = None) -> PlanSeries | None:
    """Return the series of the `latest` points (by default all); None if there are too few to compare.

    An area that was not in the plan at a point has zero measures there.
    """
    if len(points) < LEAST_POINTS:
        return None
    shown = points[-latest:] if latest else points
    names = list(dict.fromkeys((one.number, one.name) for point in shown for one in point.areas))
    kinds = (*scale.keys(), NONE)
    if any(point.total.counts.unread for point in shown):
        kinds = (*kinds, UNREAD)
    counts, shares = _computed(shown, names, scale, len(kinds))
    areas = [
        AreaSeries(
            number,
            name,
            tuple(
                SeriesRow(
                    point.round,
                    point.day,
                    _area_counts(number, name, row, scale),
                    tuple(row[: len(kinds)]),
                    tuple(part),
                )
                for point, row, part in zip(shown, counts[at], shares[at], strict=True)
            ),
        )
        for at, (number, name) in enumerate([("", ""), *names])
    ]
    return PlanSeries(kinds, tuple(areas), len(points))


def _computed(
    points: Sequence[TrendPoint], names: Sequence[tuple[str, str]], scale: Scale, kinds: int
) -> tuple[list[list[list[int]]], list[list[list[float]]]]:
    """Return the counts, and the shares of the first `kinds` counts, for the plan and each area at each point.

    `names`: the number and name of each area. The counts are: each status, without status, unread, total, overdue.
    """
    import pandas

    place = {name: at for at, name in enumerate(names, 1)}
    keys = scale.keys()
    records = [
        (area, at, *(one.counts.by_status.get(key, 0) for key in keys), *_others(one))
        for at, point in enumerate(points)
        for area, one in ((0, point.total), *((place[one.number, one.name], one) for one in point.areas))
    ]
    # Column names are numbers, because a status may have any key.
    frame = pandas.DataFrame.from_records(records).set_index([0, 1])
    every = pandas.MultiIndex.from_product([range(len(names) + 1), range(len(points))])
    counts = frame.groupby(level=[0, 1]).sum().reindex(every, fill_value=0)
    total = counts.iloc[:, -2]
    shares = counts.iloc[:, :kinds].div(total, axis=0).fillna(0.0)
    return tuple(  # type: ignore[return-value]
        [table.loc[at].to_numpy().tolist() for at in range(len(names) + 1)] for table in (counts, shares)
    )


def _others(one: AreaCounts) -> tuple[int, int, int, int]:
    return one.counts.without, one.counts.unread, one.counts.total, one.overdue


def _area_counts(number: str, name: str, row: Sequence[int], scale: Scale) -> AreaCounts:
    *by_status, _, unread, total, overdue = row
    counts = status_counts(dict(zip(scale.keys(), by_status, strict=True)), total, scale, unread)
    return AreaCounts(number, name, counts, overdue)
