"""A shared measure is summarised cautiously."""

from datetime import date

import pytest

from regionplan_xl.plan.model import Report, Share
from regionplan_xl.plan.rollup import LONGEST_COMMENT, answered_words, roll_up
from regionplan_xl.plan.status import STANDARD


def shares(*statuses: str | None) -> list[Share]:
    return [Share(f"Kommune {n}", Report(status=status)) for n, status in enumerate(statuses)]


@pytest.mark.parametrize(
    ("statuses", "together"),
    [
        ((None, None), None),
        (("done", "done"), "done"),
        (("done", None), "started"),
        (("done", "started"), "started"),
        (("not_started", None), "not_started"),
        (("not_started", "not_started"), "not_started"),
        (("not_started", "done"), "started"),
        (("not_started", "started", None), "started"),
        (("started", None, None), "started"),
    ],
)
def test_done_when_all_are_done_not_started_when_all_that_answered_have_not_else_started(
    statuses: tuple[str | None, ...], together: str | None
) -> None:
    assert roll_up(shares(*statuses), STANDARD).status == together


def test_a_rolled_up_measure_says_how_many_have_answered() -> None:
    assert str(answered_words(shares("done", None, "started"))) == "2 of 3 have answered"


def test_every_comment_stands_after_its_members_name() -> None:
    both = [Share("Gol", Report(comment="I gang.")), Share("Ål"), Share("Hol", Report(comment="Ventar."))]
    assert roll_up(both, STANDARD).comment == "Gol: I gang.\nHol: Ventar."


def test_comments_too_long_for_a_cell_are_pointed_to_and_not_cut() -> None:
    long = [Share("Gol", Report(comment="x" * LONGEST_COMMENT)), Share("Hol", Report(comment="y"))]
    assert roll_up(long, STANDARD).comment == "The comments are on the sheet «Sub-status»."


def test_progress_counts_everybody_and_the_last_expected_day_counts() -> None:
    given = [
        Share("Gol", Report(progress=0.5, expected=date(2026, 1, 1))),
        Share("Hol", Report(progress=1.0, expected=date(2026, 6, 1))),
        Share("Ål"),
    ]
    together = roll_up(given, STANDARD)
    assert together.progress == 0.5
    assert together.expected == date(2026, 6, 1)


def test_who_is_done_without_saying_how_far_counts_as_all_of_it_but_a_written_0_stays_0() -> None:
    said = [Share("Gol", Report(status="done")), Share("Hol", Report(status="done", progress=0.0))]
    assert roll_up(said, STANDARD).progress == 0.5
