"""Who is sent what, and the names of rounds."""

from dataclasses import replace

import pytest

from regionplan_xl.plan.merging.rows_to_send import next_round_name, rows_by_actor
from regionplan_xl.plan.model import Report, Share
from tests.plan.plans import measure, plan


@pytest.mark.parametrize(
    ("rounds", "name"),
    [
        ([], "2026-1"),
        (["2026-1"], "2026-2"),
        (["2026-9"], "2026-10"),
        (["2025-1", "2025-2"], "2026-1"),
        # The year of the last round, should the clock be behind it.
        (["2027-1"], "2027-2"),
        (["R1"], "R2"),
        (["Runde 4"], "Runde 5"),
        # A year is no number to count on from, and a word is none at all.
        (["Haust 2026"], "2026-1"),
        (["Prøve"], "2026-1"),
        # Never one that there is already, in whatever case.
        (["r2", "R1"], "R3"),
        (["2026-1", "Haust"], "2026-2"),
        (["2026-2", "2026-1"], "2026-3"),
    ],
)
def test_the_next_round_is_named_after_the_last(rounds: list[str], name: str) -> None:
    assert next_round_name(rounds, 2026) == name


@pytest.mark.parametrize(
    "involved",
    [("Gol", "Kommunane"), ("Kommunane", "Gol"), ("Gol", "Gol kommune"), ("Kommunane", "Kommunane", "Hol")],
)
def test_a_body_that_is_involved_in_more_than_one_way_has_one_row(involved: tuple[str, ...]) -> None:
    one = replace(measure("M-1", "1.1.1", "Regionrådet"), involved=involved)
    of = plan(one, measure("M-2", "1.1.2", "Kommunane"))
    for rows in rows_by_actor(of).values():
        assert len({(row.measure, row.member) for row in rows}) == len(rows)
    assert [row.measure for row in rows_by_actor(of)["Gol"]] == ["M-2", "M-1"]


def test_what_a_body_has_done_comes_after_the_rest_in_the_plans_order() -> None:
    first, second, third, fourth = (measure(f"M-{n}", f"1.1.{n}", "Gol") for n in range(1, 5))
    done, left = Report("done", 1.0), Report("a status that is no longer in the plan")
    other = replace(measure("M-5", "1.1.5", "Hol"), involved=("Gol",), report=done)
    of = plan(
        other, replace(first, report=done), second, replace(third, report=left), replace(fourth, report=done)
    )
    assert [row.measure for row in rows_by_actor(of)["Gol"]] == ["M-2", "M-3", "M-1", "M-4", "M-5"]


def test_what_a_member_has_done_of_a_shared_measure_is_its_own_part() -> None:
    shared = replace(measure("M-1", "1.1.1", "Kommunane"), shares=(Share("Gol", Report("done")),))
    of = plan(shared, measure("M-2", "1.1.2", "Kommunane"))
    assert [row.measure for row in rows_by_actor(of)["Gol"]] == ["M-2", "M-1"]
    assert [row.measure for row in rows_by_actor(of)["Hol"]] == ["M-1", "M-2"]


def test_the_area_of_a_row_says_its_sub_area_too() -> None:
    dance = replace(measure("M-1", "1.1.1", "Gol"), own=(("Delområde", "Dans"), ("Kostnad", "12")))
    (in_sub_area, other) = rows_by_actor(plan(dance, measure("M-2", "1.1.2", "Gol")))["Gol"]
    assert (in_sub_area.area, other.area) == ("Næring – Dans", "Næring")
