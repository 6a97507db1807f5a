"""A dispatch to an actor that has another name since."""

from datetime import datetime

from regionplan_xl.plan.merging.sent_and_returned import Dispatch, SentRow
from regionplan_xl.plan.model import Report

SENT = Dispatch(
    "HX74K-Q2M9B", "2025-1", "Gol", datetime(2025, 2, 22, 9),
    (
        SentRow("M-1", "1.1", "Eit tiltak", "Gol", Report()),
        SentRow("M-2", "1.2", "Eit eige tiltak", "", Report()),
        SentRow("I-1", "", "Eit resultatmål", "2025", Report()),
    ),
)  # fmt: skip


def test_only_its_own_shares_get_the_new_name_and_a_result_goal_keeps_the_year_that_is_asked_about() -> None:
    now = SENT.under_name("Gol herad")
    assert now.actor == "Gol herad"
    assert [row.member for row in now.rows] == ["Gol herad", "", "2025"]
    assert [row.measure for row in now.rows] == ["M-1", "M-2", "I-1"]


def test_under_the_same_name_it_is_the_same_dispatch() -> None:
    assert SENT.under_name("Gol") is SENT
