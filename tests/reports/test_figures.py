"""The figures show what is known, and add up."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.colour import contrast, text_colour
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan, Report, Share
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.reports.figures import Figures, figures
from tests.reports.plans import MUNICIPALITIES, any_plan

TODAY = date(2026, 3, 15)


def measure(id_: str, status: str | None = None, time: str = "2026", **values: object) -> Measure:
    return Measure(id_, id_, f"Tiltak {id_}", Timeframe.parse(time), report=Report(status), **values)  # type: ignore[arg-type]


def plan_of(*measures: Measure, actors: tuple[Actor, ...] = ()) -> Plan:
    return Plan("Plan", (FocusArea("1", "Næring", (Goal("G-1", "1.1", "Mål", measures),)),), actors)


def as_of_today(plan: Plan, previous: Figures | None = None) -> Figures:
    return figures(plan, today=TODAY, answered=None, previous=previous)


def test_a_measure_without_status_is_never_counted_as_not_started() -> None:
    counts = as_of_today(plan_of(measure("a"), measure("b", "not_started"))).total
    assert (counts.by_status["not_started"], counts.without, counts.total) == (1, 1, 2)


def test_each_area_has_the_counts_a_person_gets_by_counting(plan: Plan) -> None:
    found, keys = as_of_today(plan), plan.scale.keys()
    for area, shown in zip(plan.areas, found.areas, strict=True):
        by_hand = Counter(m.report.status for m in area.measures)
        assert dict(shown.counts.by_status) == {key: by_hand[key] for key in keys}
        assert shown.counts.without == by_hand[None]
        assert shown.counts.share_done == by_hand["done"] / len(area.measures)
    assert found.total.total == 68


def test_a_measure_is_late_when_its_timeframe_is_over_and_nobody_says_it_is_done() -> None:
    plan = plan_of(
        measure("late", "started", "2025"),
        measure("silent", None, "2024.-2025"),
        measure("done", "done", "2025"),
        measure("dropped", "dropped", "2025"),
        measure("still time", "not_started", "2026"),
        measure("yearly", "not_started", "årleg"),
        measure("unreadable", "not_started", "etter kvart"),
        measure("next year", "started", "2027"),
        measure("last day", "started", "mars 2026"),
    )
    found = as_of_today(plan)
    assert [line.id for line in found.overdue] == ["late", "silent"]
    assert [line.id for line in found.due] == ["still time", "last day"]


def test_a_group_is_counted_with_its_sum_and_each_member_with_its_own_word() -> None:
    actors = (Actor("Gol"), Actor("Hol"), Actor("Kommunane", kind="group", members=("Gol", "Hol")))
    shared = measure(
        "a",
        "started",
        responsible=("Kommunane",),
        shares=(Share("Gol", Report("done")),),
    )
    found = as_of_today(plan_of(shared, measure("b", "done", responsible=("Hol",)), actors=actors))
    responsible = {body.name: body.counts for body in found.responsible}
    reporting = {body.name: body.counts for body in found.reporting}
    assert responsible["Kommunane"].by_status["started"] == 1
    assert responsible["Hol"].total == 1
    assert reporting["Gol"].by_status["done"] == 1
    assert (reporting["Hol"].by_status["done"], reporting["Hol"].without) == (1, 1)
    assert "Kommunane" not in reporting


def test_a_status_that_left_the_scale_is_counted_under_its_own_name() -> None:
    found = as_of_today(plan_of(measure("a", "paused")))
    assert found.total.by_status["paused"] == 1
    assert found.scale["paused"].label("nn") == "paused"


def test_a_plan_with_no_measures_has_no_share_done() -> None:
    found = as_of_today(plan_of())
    assert (found.total.total, found.total.share_done) == (0, None)
    assert as_of_today(Plan("Tom")).areas == ()


def test_what_changed_since_the_last_report_is_told_by_id_not_by_number() -> None:
    before = as_of_today(plan_of(measure("same", "started"), measure("moved", None), measure("gone", "done")))
    after = plan_of(
        replace(measure("moved", "done"), number="9.9"), measure("same", "started"), measure("", "started")
    )
    changes = as_of_today(after, before).changes
    assert changes is not None and changes.since == TODAY
    assert [(c.kind, c.id, c.before, c.after) for c in changes.measures] == [
        ("changed", "moved", None, "done"),
        ("new", "", None, "started"),
        ("gone", "gone", "done", None),
    ]


def test_a_status_that_is_not_understood_is_told_as_such_among_the_changes() -> None:
    before = as_of_today(
        plan_of(measure("a", "done"), measure("b", unread="hmm"), measure("c", unread="hmm"))
    )
    after = plan_of(measure("a", unread="hmm"), measure("b", unread="hm"), measure("c", "started"))
    changes = as_of_today(after, before).changes
    assert changes is not None
    assert [(c.id, c.before or c.before_unread, c.after or c.after_unread) for c in changes.measures] == [
        ("a", "done", "hmm"),
        ("c", "hmm", "started"),
    ]


def test_a_late_measure_is_not_answered_waits_for_a_decision_or_is_not_finished() -> None:
    plan = plan_of(
        measure("silent", None, "2025"),
        measure("asked", None, "2025"),
        measure("late", "started", "2025"),
        measure("late and asked", "started", "2025"),
        measure("unread", None, "2025", unread="hmm"),
    )
    found = figures(plan, today=TODAY, answered=None, asked_about={"asked", "late and asked"})
    parts = found.overdue_unanswered, found.overdue_undecided, found.overdue_unfinished
    assert [[line.id for line in part] for part in parts] == [
        ["silent"],
        ["asked"],
        ["late", "late and asked", "unread"],
    ]


def test_not_knowing_who_was_asked_is_not_the_same_as_nobody_having_answered(plan: Plan) -> None:
    assert as_of_today(plan).replies is None
    asked = dict.fromkeys(MUNICIPALITIES, False) | {"Gol kommune": True}
    replies = figures(plan, today=TODAY, answered=asked).replies
    assert replies is not None
    assert replies.answered == ("Gol kommune",)
    assert len(replies.waiting) == 5


@given(any_plan)
def test_the_counts_always_add_up_to_the_number_of_measures(plan: Plan) -> None:
    found = as_of_today(plan)
    for area, shown in zip(plan.areas, found.areas, strict=True):
        assert sum(shown.counts.by_status.values()) + shown.counts.without == len(area.measures)
    assert found.total.total == sum(area.counts.total for area in found.areas) == len(plan.measures)
    for key, count in found.total.by_status.items():
        assert count == sum(area.counts.by_status[key] for area in found.areas)
    assert set(found.overdue).isdisjoint(found.due)


@pytest.mark.parametrize("fill", ["#C00000", "#FFC000", "#00A650", "#7F7F7F"])
def test_the_traffic_lights_bear_text_that_can_be_read(fill: str) -> None:
    assert contrast(text_colour(fill), fill) >= 4.5


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_bears_text_that_can_be_read(colour: int) -> None:
    fill = f"#{colour:06X}"
    assert contrast(text_colour(fill), fill) >= 4.5
