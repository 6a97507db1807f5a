"""Whether a result goal is reached, as far as its numbers show."""

import pytest

from regionplan_xl.plan.indicator_state import newest
from regionplan_xl.plan.model import Indicator


def state(value: str, **more: str) -> str:
    return newest(Indicator("Mål", values=((2024, "1"), (2025, value)), **more)).state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("600", "reached"),
        ("610", "reached"),
        ("510", "on_the_way"),
        ("440", "not_reached"),
        ("ca. 500", "not_known"),
    ],
)
def test_a_value_is_compared_with_baseline_and_target(value: str, found: str) -> None:
    assert state(value, baseline="450", target="600") == found


@pytest.mark.parametrize(
    ("value", "found"),
    [("-25", "reached"), ("−30 %", "reached"), ("-12,5", "on_the_way"), ("4", "not_known")],
)
def test_a_change_from_a_year_begins_at_nothing(value: str, found: str) -> None:
    assert state(value, baseline="2009", target="-25", unit="%", direction="down") == found


@pytest.mark.parametrize(
    ("value", "found"), [("41", "reached"), ("40", "not_reached"), ("39", "not_reached")]
)
def test_over_40_is_not_reached_at_40(value: str, found: str) -> None:
    assert state(value, target="> 40", unit="%") == found
    assert state("40", target="≥ 40") == "reached"


def test_lower_is_better_where_the_plan_says_down() -> None:
    assert state("5", baseline="8", target="6", direction="down") == "reached"
    assert state("7", baseline="8", target="6") == "on_the_way"


def test_without_target_value_or_direction_it_is_not_known() -> None:
    assert state("12") == "not_known"
    assert state("12", target="14") == "not_known"
    assert state("14", target="14") == "reached"
    assert newest(Indicator("Mål", target="600")).state == "not_known"
