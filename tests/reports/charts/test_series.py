"""The counts over time as series: the same numbers as at each point, for the whole plan and each area."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from regionplan_xl.plan.merging.hand_edits import take_snapshot
from regionplan_xl.plan.model import Plan
from regionplan_xl.reports.charts.series import NONE, UNREAD, plan_series
from regionplan_xl.reports.past import RoundEnd, TrendPoint, trend
from tests.reports.cases import TODAY, contents
from tests.reports.plans import any_plan


def points_of(plan: Plan, before: Plan) -> tuple[TrendPoint, ...]:
    end = RoundEnd("", date(2025, 3, 15), {one.id: one for one in take_snapshot(before, {})})
    return trend(plan, plan.scale, [end], TODAY, "2026-1")


def test_every_point_has_the_counts_of_the_plan_then(plan: Plan) -> None:
    case = contents(plan)
    series = plan_series(case.trend, case.figures.scale)
    assert series is not None
    assert series.kinds == ("not_started", "started", "done", "dropped", NONE)
    whole, *areas = series.areas
    assert [row.counts for row in whole.rows] == [point.total for point in case.trend]
    for at, point in enumerate(case.trend):
        assert [area.rows[at].counts for area in areas] == list(point.areas)
    assert [row.amounts[-1] for row in whole.rows] == [68, 16, 16]


@given(any_plan, any_plan)
@settings(max_examples=25, deadline=None)
def test_the_areas_add_up_and_the_shares_are_of_all(plan: Plan, before: Plan) -> None:
    series = plan_series(points_of(plan, before), plan.scale)
    assert series is not None
    whole, *areas = series.areas
    for at, row in enumerate(whole.rows):
        assert row.counts.counts.total == sum(area.rows[at].counts.counts.total for area in areas)
        assert sum(row.amounts) == row.counts.counts.total
        assert all(
            share * row.counts.counts.total == amount or abs(share * row.counts.counts.total - amount) < 1e-9
            for share, amount in zip(row.shares, row.amounts, strict=True)
        )
    kinds = {row.counts.counts.unread > 0 for row in whole.rows}
    assert (UNREAD in series.kinds) == (True in kinds)


def test_an_area_that_is_new_had_no_measures_before(plan: Plan) -> None:
    before = replace(plan, areas=plan.areas[:-1])
    series = plan_series(points_of(plan, before), plan.scale)
    assert series is not None
    new = series.areas[-1]
    assert (new.name, [row.counts.counts.total for row in new.rows]) == (plan.areas[-1].name, [0, 16])
    assert new.rows[0].shares == (0.0,) * len(series.kinds)


def test_areas_of_the_same_name_are_counted_apart(plan: Plan) -> None:
    alike = replace(plan, areas=tuple(replace(area, name="Klima") for area in plan.areas))
    series = plan_series(points_of(alike, alike), alike.scale)
    assert series is not None
    counted = [[row.counts.counts.total for row in area.rows] for area in series.areas[1:]]
    assert counted == [[len(area.measures)] * 2 for area in plan.areas]


def test_one_point_in_time_is_nothing_to_compare(plan: Plan) -> None:
    case = contents(plan)
    assert plan_series(case.trend[:1], case.figures.scale) is None
    assert plan_series((), case.figures.scale) is None


def test_a_long_past_is_cut_to_the_latest_points(plan: Plan) -> None:
    case = contents(plan)
    series = plan_series(case.trend * 5, case.figures.scale, latest=4)
    assert series is not None
    assert series.points == 15
    assert [row.round for row in series.areas[0].rows] == ["2026-1", "", "2025-1", "2026-1"]
