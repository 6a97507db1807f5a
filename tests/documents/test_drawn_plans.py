"""A plan written as plain text gives the same plan in every layout."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from regionplan_xl.plan.model import Plan
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from regionplan_xl.text import bare, squeeze
from tests.documents.drawn_files import FILES
from tests.documents.drawn_plans import TABLES, WHOLE, DrawnPlan, in_reading_order, plans, without_numbers
from tests.documents.read_text import INLINE, read_text, told


def drawn(plan: DrawnPlan) -> list[tuple[str, ...]]:
    """Return number, text, time, bodies and status of each measure, as drawn."""
    return [
        (one.number, one.text, one.timeframe, one.responsible, one.involved, one.status)
        for one in plan.measures
    ]


def imported(plan: Plan) -> list[tuple[str, ...]]:
    """Return the same of each measure, as imported."""
    return [
        (
            one.number,
            squeeze(one.text),
            one.timeframe.written,
            "; ".join(one.responsible),
            "; ".join(one.involved),
            one.report.status or "",
        )
        for one in plan.measures
    ]


def outline(plan: Plan) -> list[list[str]]:
    """Return the numbers of the goals of each area."""
    return [[goal.number for goal in area.goals] for area in plan.areas]


@pytest.mark.parametrize("written", WHOLE)
@settings(deadline=None, max_examples=12)
@given(plan=plans())
def test_every_measure_of_a_plan_in_plain_text_is_found_with_all_that_is_said_of_it(
    written: Callable[[DrawnPlan], str], plan: DrawnPlan
) -> None:
    read = read_text(written(plan)).plan
    assert imported(read) == drawn(plan)
    assert outline(read) == [[goal.number for goal in goals] for _, goals in plan.areas]


@pytest.mark.parametrize("written", TABLES)
@settings(deadline=None, max_examples=6)
@given(plan=plans().map(without_numbers))
def test_a_plan_needs_no_numbers(written: Callable[[DrawnPlan], str], plan: DrawnPlan) -> None:
    read = read_text(written(plan)).plan
    assert [one[1:] for one in imported(read)] == [one[1:] for one in drawn(plan)]
    assert [[goal.text for goal in area.goals] for area in read.areas] == [
        [goal.text for goal in goals] for _, goals in plan.areas
    ]


@pytest.mark.parametrize("made", FILES)
@settings(deadline=None, max_examples=6)
@given(plan=plans())
def test_every_measure_of_a_plan_in_an_office_file_is_found_with_all_that_is_said_of_it(
    made: Callable[[DrawnPlan], tuple[bytes, str]], plan: DrawnPlan
) -> None:
    read = read_plan(*made(plan), Importing(), INLINE).plan
    assert imported(read) == drawn(plan)
    assert outline(read) == [[goal.number for goal in goals] for _, goals in plan.areas]


@settings(deadline=None, max_examples=25)
@given(plan=plans())
def test_in_reading_order_no_measure_is_lost_and_what_is_unsure_is_asked(plan: DrawnPlan) -> None:
    read = read_text(in_reading_order(plan))
    found = imported(read.plan)
    assert [one[:3] for one in found] == [one[:3] for one in drawn(plan)]
    kept = bare(told(read))
    for measure, (*_, responsible, involved, status) in zip(plan.measures, found, strict=True):
        assert status in ("", measure.status)
        names = bare(f"{responsible} {involved}")
        assert all(bare(name) in names for name in (measure.responsible, measure.involved))
        assert not measure.status or status == measure.status or bare(measure.word) in kept
