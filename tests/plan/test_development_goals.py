"""The UN goals named in measures."""

from dataclasses import replace

import pytest

from regionplan_xl.plan.checks import MEASURES, check_plan
from regionplan_xl.plan.development_goals import LAST_GOAL, goal_name, goals_in, goals_of
from tests.plan.plans import measure, plan


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("3, 11 og 13", (3, 11, 13)),
        ("Mål 8", (8,)),
        ("SDG 4; SDG 17", (4, 17)),
        ("8.5", (8,)),
        ("11.a", (11,)),
        ("Stoppe klimaendringane", (13,)),
        ("Good health and well-being / 10", (3, 10)),
        ("Agenda 2030", ()),
        ("18", ()),
        ("", ()),
    ],
)
def test_goals_are_found_by_number_and_by_name(text: str, goals: tuple[int, ...]) -> None:
    assert goals_in(text) == goals


@pytest.mark.parametrize("language", ["nn", "nb", "en", "sv"])
def test_each_goal_is_found_by_its_name_in_every_language(language: str) -> None:
    assert LAST_GOAL == 17
    for number in range(1, LAST_GOAL + 1):
        assert goals_in(goal_name(number, language)) == (number,)


def test_what_is_none_of_the_goals_is_a_finding() -> None:
    known, odd, none = (
        replace(measure(f"M-{n}", f"1.1.{n}", "Gol"), own=own)
        for n, own in enumerate(((("FN-mål", "3, 11"),), (("FN-mål", "3 og 19"),), (("Kostnad", "19"),)), 1)
    )
    assert (goals_of(known), goals_of(odd), goals_of(none)) == ((3, 11), (3,), ())
    found = [
        f
        for f in check_plan(plan(known, odd, none), {}, checks=MEASURES)
        if f.code == "development-goal-unknown"
    ]
    assert [finding.measure_id for finding in found] == ["M-2"]
