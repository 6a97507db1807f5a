"""Framlegg: a proposal counts once however often it comes, and becomes a measure only if a person decides so."""

from dataclasses import replace

import pytest

from regionplan_xl.plan.merging.outcome import ProposalDecision
from regionplan_xl.plan.merging.proposals import collect_proposals, decide_proposals
from regionplan_xl.plan.merging.sent_and_returned import Proposal
from regionplan_xl.plan.model import FocusArea, Goal, Plan
from tests.plan.plans import ACTORS, NOON, dispatch, measure, plan, returned

PLAN = Plan(
    "Plan",
    (
        FocusArea(
            "1",
            "Næring",
            (
                Goal(
                    "G-1", "1.1", "Eit mål", (measure("M-1", "1.1.1", "Gol"), measure("M-2", "1.1.4", "Ål"))
                ),
                Goal("G-2", "1.2", "Eit anna mål"),
            ),
            "Næring",
        ),
    ),
    ACTORS,
)
WAITING = Proposal("Gol", "2025-1", ("Sykkelveg", "1.1", "", ""), NOON, "h", "Gol.xlsx", "F-1")


def accept(under: str, text: str = "") -> ProposalDecision:
    return ProposalDecision("F-1", "accept", under, text)


def test_the_same_row_in_two_files_is_one_proposal() -> None:
    sent = dispatch(plan(measure("M-1", "1.1.1", "Gol")), "Gol")
    one = replace(returned(sent, source="a"), proposals=(("Sykkelveg", "", "", ""), ("Bru", "", "", "")))
    two = replace(returned(sent, source="b"), proposals=(("Sykkelveg", "", "", ""),))
    assert [p.cells[0] for p in collect_proposals([one, two])] == ["Sykkelveg", "Bru"]
    assert collect_proposals([one, two]) == collect_proposals([two, one])


@pytest.mark.parametrize(
    ("under", "goal", "number"),
    [("1.1", "1.1", "1.1.5"), (" 1.1. ", "1.1", "1.1.5"), ("1.2", "1.2", "1.2.1"), ("1.1.2", "1.1", "1.1.2")],
)
def test_an_accepted_proposal_is_a_measure_under_the_goal_that_is_named(
    under: str, goal: str, number: str
) -> None:
    done = decide_proposals(PLAN, [WAITING], [accept(under)])
    found = next(g for g in done.plan.goals if g.number == goal).measures[-1]
    assert (found.number, found.text, found.responsible, found.remark) == (
        number, "Sykkelveg", ("Gol",), "Proposed by Gol.",
    )  # fmt: skip
    assert [(j.key, j.choice, j.measure) for j in done.settled] == [("F-1", "accept", found.id)]
    assert [c.kind for c in done.changes] == ["proposal"]


def test_the_secretariat_may_word_it_again_before_accepting() -> None:
    done = decide_proposals(PLAN, [WAITING], [accept("1.2", "Sykkelveg langs elva")])
    assert done.plan.measures[-1].text == "Sykkelveg langs elva"


@pytest.mark.parametrize("number", ["", "  ", ".", "1.1.x"])
def test_a_measure_without_a_number_blocks_no_proposal(number: str) -> None:
    blank = PLAN.map_measures(lambda one: replace(one, number=number) if one.id == "M-1" else one)
    done = decide_proposals(blank, [WAITING], [accept("1.1")])
    assert done.problems == ()
    assert done.plan.measures[2].number == "1.1.5"


@pytest.mark.parametrize("under", ["", "9.9", "Næring", "1.1.4"])
def test_without_a_goal_of_the_plan_it_waits_and_the_reason_is_told(under: str) -> None:
    done = decide_proposals(PLAN, [WAITING], [accept(under)])
    assert (done.plan, done.settled, len(done.problems)) == (PLAN, (), 1)


def test_a_declined_proposal_changes_nothing_but_the_record() -> None:
    done = decide_proposals(PLAN, [WAITING], [ProposalDecision("F-1", "decline")])
    assert done.plan == PLAN
    assert [(c.kind, c.before, c.after) for c in done.changes] == [("proposal", "Sykkelveg · 1.1", None)]


def test_a_copied_row_decided_in_two_ways_is_asked_about_again() -> None:
    done = decide_proposals(PLAN, [WAITING], [accept("1.1"), ProposalDecision("F-1", "decline")])
    assert (done.plan, done.settled, len(done.problems)) == (PLAN, (), 2)


def test_two_accepted_at_once_get_numbers_and_ids_of_their_own() -> None:
    other = replace(WAITING, key="F-2")
    done = decide_proposals(PLAN, [WAITING, other], [accept("1.2"), replace(accept("1.2"), key="F-2")])
    new = done.plan.goals[1].measures
    assert [m.number for m in new] == ["1.2.1", "1.2.2"]
    assert len({m.id for m in done.plan.measures}) == 4


def test_a_goal_may_be_named_by_its_text_and_one_without_number_gives_its_measures_none() -> None:
    done = decide_proposals(PLAN, [WAITING], [accept("eit anna mål.")])
    assert [m.number for m in done.plan.goals[1].measures] == ["1.2.1"]
    unnumbered = PLAN.map_goals(lambda goal: replace(goal, number=""))
    done = decide_proposals(unnumbered, [WAITING], [accept("Eit anna mål")])
    assert [(m.number, m.text) for m in done.plan.goals[1].measures] == [("", "Sykkelveg")]


def test_a_text_that_several_goals_have_is_no_decision() -> None:
    alike = PLAN.map_goals(lambda goal: replace(goal, text="Eit mål"))
    done = decide_proposals(alike, [WAITING], [accept("Eit mål")])
    assert (done.plan, len(done.problems), done.settled) == (alike, 1, ())
