"""The place of a held file, as written by the secretariat."""

from datetime import UTC, datetime

import pytest

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.placing import SentTo, find_sent_row
from regionplan_xl.plan.merging.sent_and_returned import Candidate, Dispatch, SentRow
from regionplan_xl.plan.model import Actor, Measure, Report
from tests.linear.counting import operations
from tests.paths import PACKAGE

REGISTER = Register((
    Actor("Gol kommune", "Gol"), Actor("Ål kommune", "Ål"), Actor("Kyrkja 2026-1"), Actor("Kyrkja"),
    Actor("Turlaget", "T"), Actor("Torpo idrettslag", "T"),
))  # fmt: skip
SENT = (
    ("Gol kommune", "2025-1"), ("Kyrkja", "2025-1"), ("Gol kommune", "2026-1"), ("Ål kommune", "2026-1"),
    ("Kyrkja", "2026-1"), ("Kyrkja 2026-1", "2026-1"), ("Heradet", "2026-1"),
)  # fmt: skip
SENT_TO = SentTo(SENT, REGISTER)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Gol", ("Gol kommune", "2026-1")),
        ("gol kommune", ("Gol kommune", "2026-1")),
        ("Gol (runde 2025-1)", ("Gol kommune", "2025-1")),
        ("GOL 2025-1", ("Gol kommune", "2025-1")),
        ("Gol (round 2026-1)", ("Gol kommune", "2026-1")),
        ("Heradet", ("Heradet", "2026-1")),
        ("heradet runda 2026-1", ("Heradet", "2026-1")),
    ],
)
def test_a_body_is_found_by_any_of_its_names_and_without_a_round_it_is_its_last(
    written: str, found: tuple[str, str]
) -> None:
    assert SENT_TO.find(written, ()) == found


def test_without_a_round_a_likely_one_goes_before_the_last() -> None:
    assert SENT_TO.find("Gol", [Candidate(actor="Gol kommune", round="2025-1")]) == ("Gol kommune", "2025-1")
    assert SENT_TO.find("Gol", [Candidate(actor="Ål kommune", round="2025-1")]) == ("Gol kommune", "2026-1")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Kyrkja 2026-1", "«Kyrkja 2026-1» may be several of those that something was sent to."),
        ("Hol", "Nothing was sent to «Hol», so the file cannot be an answer from there."),
        (
            "Ål (runde 2025-1)",
            "Nothing was sent to «Ål (runde 2025-1)», so the file cannot be an answer from there.",
        ),
        ("T", "Nothing was sent to «T», so the file cannot be an answer from there."),
        ("", "Nothing was sent to «», so the file cannot be an answer from there."),
        ("2026-1", "Nothing was sent to «2026-1», so the file cannot be an answer from there."),
    ],
)
def test_a_name_that_is_nobodys_or_several_bodies_is_no_place(written: str, reason: str) -> None:
    assert str(SENT_TO.find(written, ())[0]) == reason


def test_a_body_that_was_sent_several_rounds_is_known() -> None:
    assert SENT_TO.has_several_rounds("Gol kommune")
    assert not SENT_TO.has_several_rounds("Ål kommune")


def test_a_body_is_found_at_the_same_cost_whatever_was_sent() -> None:
    def find(bodies: int) -> int:
        names = [f"Organ {number:04}" for number in range(bodies)]
        register = Register(tuple(map(Actor, names)))
        sent_to = SentTo([(name, "2026-1") for name in names], register)
        sent_to.find("Organ 0001", ())
        done = operations(lambda: sent_to.find("Organ 0002 (runde 2026-1)", ()), PACKAGE)
        return sum(done.values())

    # Texts that were compared lately cost less.
    assert 0 < find(2_000) < 2 * find(100)


@pytest.mark.parametrize("written", [".", "«»", " "])
def test_signs_alone_never_name_a_measure_without_a_number(written: str) -> None:
    row = SentRow("M-1", "", "Rydde stiane", "", Report())
    dispatch = Dispatch("K", "2026-1", "Gol", datetime(2026, 1, 1, tzinfo=UTC), (row,))
    measures = {"M-1": Measure(id="M-1", number="", text="Rydde stiane")}
    found = find_sent_row(written, dispatch, measures)
    assert isinstance(found, tuple)
    assert "none of the measures" in str(found[0])
    assert find_sent_row("rydde stiane", dispatch, measures) == row
