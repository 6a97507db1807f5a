"""Status colours that some people cannot tell apart are found."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.colour import WHITE, contrast, least_difference, text_colour
from regionplan_xl.excel.common.cell_formats import UNREAD
from regionplan_xl.plan.checks import check_plan
from regionplan_xl.plan.checks.colours import LEAST
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import STANDARD, Scale, Status

GREY = Status("dropped", "#7F7F7F", {"nn": "Utgått"})


def found(*statuses: Status) -> list[tuple[str, str]]:
    plan = Plan("Plan", scale=Scale((*STANDARD.statuses, *statuses)))
    return [
        (one.code, str(one.problem.place.column)) for one in check_plan(plan) if one.code.startswith("colour")
    ]


def test_everybody_tells_the_standard_colours_apart() -> None:
    assert found() == found(GREY) == []
    colours = [*(one.colour for one in STANDARD.statuses), GREY.colour, WHITE, UNREAD]
    assert all(least_difference(one, other) >= LEAST for one, other in combinations(colours, 2))
    assert all(contrast(text_colour(one), one) >= 4.5 for one in colours)


@pytest.mark.parametrize(
    "colour",
    ["#FF0000", "#ED7D31", "#00B050", "#FFD24D"],  # like red, like green to some, like green, like yellow
)
def test_a_colour_like_that_of_another_status_is_found(colour: str) -> None:
    assert ("colours-alike", "statuses.odd.colour") in found(Status("odd", colour, {"nn": "Anna"}))


@pytest.mark.parametrize("colour", ["#FFFFFF", "#FFFF00", "#F2F2F2"])
def test_a_colour_like_white_is_found(colour: str) -> None:
    assert ("colour-like-none", "statuses.odd.colour") in found(Status("odd", colour, {"nn": "Anna"}))


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_how_different_two_colours_are_does_not_depend_on_their_order(one: int, other: int) -> None:
    first, second = f"#{one:06X}", f"#{other:06X}"
    assert least_difference(first, second) == pytest.approx(least_difference(second, first))
    assert least_difference(first, first) == 0
