"""Answers folded into a plan: who may answer what, and what a person must settle."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regionplan_xl.plan.merging.decisions import BOTH_TAKEN, UNKNOWN_KEY, WHOLE_FILE
from regionplan_xl.plan.merging.fold import GONE, OTHER_OWNER, fold
from regionplan_xl.plan.merging.outcome import Change, Decision, FieldKey, MergeOutcome, Question
from regionplan_xl.plan.merging.rules import Rules
from regionplan_xl.plan.merging.sent_and_returned import Clear, Submission, Unclear
from regionplan_xl.plan.merging.shared_measures import current_rollups
from regionplan_xl.plan.merging.threeway import Policy
from regionplan_xl.plan.merging.undo import undo_changes
from regionplan_xl.plan.model import MEASURE_FIELDS, Field, Measure, Plan, Report, Share
from regionplan_xl.text import phrase
from tests.plan.plans import TODAY, dispatch, measure, plan, returned

RULES = Rules(today=TODAY)
OWN = measure("M-1", "1.1.1", "Regionrådet")
JOINT = measure("M-2", "1.1.2", "Regionrådet", "Næringshagen")
SHARED = measure("M-3", "1.1.3", "Kommunane")
MIXED = measure("M-4", "1.1.4", "Næringshagen", "Kommunane", "Bedrifter")
PLAN = plan(OWN, JOINT, SHARED, MIXED)


def only(outcome: MergeOutcome, id_: str) -> Measure:
    return next(m for m in outcome.plan.measures if m.id == id_)


def with_report(of: Plan, id_: str, report: Report) -> Plan:
    return of.map_measures(lambda m: replace(m, report=report) if m.id == id_ else m)


def test_an_answer_is_written_with_who_and_when() -> None:
    outcome = fold(PLAN, [returned(dispatch(PLAN, "Regionrådet"), ("M-1", Field.STATUS, "started"))], RULES)
    now = only(outcome, "M-1")
    assert (now.report.status, now.reported_by, now.reported_on) == ("started", "Regionrådet", TODAY)
    assert [(c.field, c.before, c.after, c.actor) for c in outcome.changes] == [
        ("status", None, "started", "Regionrådet")
    ]


def test_an_untouched_return_changes_nothing() -> None:
    outcome = fold(PLAN, [returned(dispatch(PLAN, "Gol"))], RULES)
    assert outcome.plan == PLAN
    assert not outcome.changes
    assert not outcome.questions


def test_the_other_measures_are_the_very_same_values() -> None:
    outcome = fold(PLAN, [returned(dispatch(PLAN, "Regionrådet"), ("M-1", Field.STATUS, "done"))], RULES)
    assert only(outcome, "M-2") is JOINT


def test_each_municipality_answers_for_itself_and_the_measure_is_rolled_up() -> None:
    gol = returned(dispatch(PLAN, "Gol"), ("M-3", Field.STATUS, "done"))
    outcome = fold(PLAN, [gol], RULES)
    now = only(outcome, "M-3")
    assert now.share("Gol").report.status == "done"
    assert now.share("Ål").report.status is None
    assert now.report.status == "started"
    assert now.reported_by == "1 of 3 have answered"
    assert {c.kind for c in outcome.changes} == {"answer", "rollup"}


def test_a_body_beside_the_municipalities_is_one_of_those_that_share() -> None:
    submissions = [
        returned(dispatch(PLAN, name), ("M-4", Field.STATUS, "done"))
        for name in ("Næringshagen", "Gol", "Ål", "Hol")
    ]
    now = only(fold(PLAN, submissions, RULES), "M-4")
    assert now.report.status == "done"
    assert now.reported_by == "4 of 4 have answered"


def test_two_owners_answer_each_for_itself_and_the_measure_is_rolled_up() -> None:
    one = returned(dispatch(PLAN, "Regionrådet"), ("M-2", Field.STATUS, "started"))
    other = returned(dispatch(PLAN, "Næringshagen"), ("M-2", Field.STATUS, "done"))
    for order in ([one, other], [other, one]):
        outcome = fold(PLAN, order, RULES)
        now = only(outcome, "M-2")
        assert (now.report.status, now.reported_by) == ("started", "2 of 2 have answered")
        assert [now.share(name).report.status for name in ("Regionrådet", "Næringshagen")] == [
            "started",
            "done",
        ]
        assert outcome.questions == ()


def test_the_measure_is_not_done_before_the_silent_owner_has_answered() -> None:
    outcome = fold(PLAN, [returned(dispatch(PLAN, "Regionrådet"), ("M-2", Field.STATUS, "done"))], RULES)
    now = only(outcome, "M-2")
    assert (now.report.status, now.reported_by) == ("started", "1 of 2 have answered")


def test_an_owner_that_does_not_report_is_not_waited_for() -> None:
    one = plan(measure("M-1", "1.1.1", "Regionrådet", "Bedrifter"))
    outcome = fold(one, [returned(dispatch(one, "Regionrådet"), ("M-1", Field.STATUS, "done"))], RULES)
    now = only(outcome, "M-1")
    assert (now.report.status, now.reported_by) == ("done", "Regionrådet")


def test_a_field_that_the_secretariat_changed_too_waits_with_both_values() -> None:
    sent = dispatch(PLAN, "Regionrådet")
    now = with_report(PLAN, "M-1", Report(status="done"))
    outcome = fold(now, [returned(sent, ("M-1", Field.STATUS, "started"))], RULES)
    (question,) = outcome.questions
    assert (question.base, question.answer, question.now) == (None, "started", "done")
    assert outcome.plan == now


def test_an_answer_for_a_measure_that_was_deleted_waits() -> None:
    sent = dispatch(PLAN, "Regionrådet")
    outcome = fold(plan(JOINT), [returned(sent, ("M-1", Field.STATUS, "done"))], RULES)
    assert [q.reason for q in outcome.questions] == [GONE]
    assert outcome.questions[0].number == "1.1.1"


def test_an_answer_for_a_measure_that_moved_to_another_owner_waits() -> None:
    sent = dispatch(PLAN, "Regionrådet")
    moved = plan(measure("M-1", "1.1.1", "Næringshagen"))
    outcome = fold(moved, [returned(sent, ("M-1", Field.STATUS, "done"))], RULES)
    assert [q.reason for q in outcome.questions] == [OTHER_OWNER]
    assert outcome.plan == moved


def test_tøm_empties_a_field() -> None:
    filled = with_report(PLAN, "M-1", Report(comment="Gammalt"))
    sent = dispatch(filled, "Regionrådet")
    outcome = fold(filled, [returned(sent, ("M-1", Field.COMMENT, Clear()))], RULES)
    assert only(outcome, "M-1").report.comment is None


def ask_about(answer: object = "started", key: str = "K-1") -> Question:
    return Question(
        reason=phrase("Both."), actor="Regionrådet", file="rr.xlsx", source="h", asked=dispatch(PLAN, "Gol").sent,
        measure="M-1", number="1.1.1", field=Field.STATUS, answer=answer, key=key,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_decision_to_take_the_answer_writes_it() -> None:
    outcome = fold(PLAN, [], RULES, [ask_about()], [Decision("K-1", "take")])
    assert only(outcome, "M-1").report.status == "started"
    assert [s.key for s in outcome.settled] == ["K-1"]
    assert [c.kind for c in outcome.changes] == ["decision"]


def test_a_decision_to_keep_the_master_closes_the_question_and_writes_nothing() -> None:
    outcome = fold(PLAN, [], RULES, [ask_about()], [Decision("K-1", "keep")])
    assert outcome.plan == PLAN
    assert [s.choice for s in outcome.settled] == ["keep"]


def test_a_decision_that_a_newer_answer_writes_over_in_the_same_merge_is_on_record_and_undone_too() -> None:
    newer = returned(dispatch(PLAN, "Regionrådet"), ("M-1", Field.STATUS, "done"))
    rules = replace(RULES, policy="newest")
    outcome = fold(PLAN, [newer], rules, [ask_about()], [Decision("K-1", "take")])
    assert [(c.kind, c.before, c.after) for c in outcome.changes] == [
        ("decision", None, "started"),
        ("answer", "started", "done"),
    ]
    assert undo_changes(outcome.plan, outcome.changes, PLAN, TODAY, str).plan == PLAN


def test_taking_one_of_two_answers_settles_the_other() -> None:
    outcome = fold(PLAN, [], RULES, [ask_about(), ask_about("done", "K-2")], [Decision("K-2", "take")])
    assert only(outcome, "M-1").report.status == "done"
    assert {s.key: s.choice for s in outcome.settled} == {"K-1": "keep", "K-2": "take"}


def test_the_secretariats_own_value_is_written() -> None:
    outcome = fold(PLAN, [], RULES, [ask_about()], [Decision("K-1", "own", "done")])
    assert only(outcome, "M-1").report.status == "done"


def test_an_answer_that_was_not_understood_cannot_be_taken_and_still_waits() -> None:
    unclear = Unclear("kanskje", phrase("?"))
    outcome = fold(PLAN, [], RULES, [ask_about(unclear)], [Decision("K-1", "take")])
    assert outcome.plan == PLAN
    assert not outcome.settled


def test_the_same_question_is_not_asked_twice() -> None:
    now = with_report(PLAN, "M-1", Report(status="done"))
    again = returned(dispatch(PLAN, "Regionrådet"), ("M-1", Field.STATUS, "started"), source="copy")
    assert not fold(now, [again], RULES, [ask_about()]).questions


def test_a_question_is_closed_when_the_master_has_been_changed_to_its_answer() -> None:
    now = with_report(PLAN, "M-1", Report(status="started"))
    outcome = fold(now, [], RULES, [ask_about(), ask_about("done", "K-2")])
    assert [(s.key, s.choice) for s in outcome.settled] == [("K-1", "keep")]
    assert outcome.plan == now
    assert not outcome.changes


def test_an_answer_about_the_year_before_stays_open_though_the_master_says_the_same_of_the_new_year() -> None:
    now = with_report(PLAN, "M-1", Report(status="started"))
    rules = replace(RULES, rounds=("2025-1",), restarted={"M-1": "2025-1"})
    assert not fold(now, [], rules, [replace(ask_about(), round="2025-1")]).settled


def test_what_is_asked_since_the_owner_is_another_now_shows_what_the_master_says() -> None:
    sent = dispatch(PLAN, "Regionrådet")
    moved = plan(replace(measure("M-1", "1.1.1", "Næringshagen"), report=Report(status="done")))
    (question,) = fold(moved, [returned(sent, ("M-1", Field.STATUS, "started"))], RULES).questions
    assert (question.answer, question.now) == ("started", "done")


def test_what_a_person_has_judged_is_not_asked_again() -> None:
    now = with_report(PLAN, "M-1", Report(status="done"))
    rules = replace(RULES, judged=(replace(ask_about("started"), round="2025-1"),))
    again = returned(dispatch(PLAN, "Regionrådet"), ("M-1", Field.STATUS, "started"), source="copy")
    outcome = fold(now, [again], rules)
    assert not outcome.questions
    assert outcome.plan == now


def test_a_roll_up_that_the_secretariat_overruled_stays_and_is_marked() -> None:
    first = fold(PLAN, [returned(dispatch(PLAN, "Gol"), ("M-3", Field.STATUS, "done"))], RULES).plan
    overruled = with_report(first, "M-3", Report(status="not_started"))
    ål = returned(dispatch(PLAN, "Ål"), ("M-3", Field.STATUS, "done"))
    outcome = fold(overruled, [ål], replace(RULES, rollups=current_rollups(first)))
    now = only(outcome, "M-3")
    assert now.report.status == "not_started"
    assert now.reported_by == "Overruled by the secretariat; 2 of 3 have answered"
    assert outcome.overruled == (("M-3", Field.STATUS),)


def test_an_overruling_that_is_cleared_gives_way_to_the_roll_up() -> None:
    first = fold(PLAN, [returned(dispatch(PLAN, "Gol"), ("M-3", Field.STATUS, "done"))], RULES).plan
    cleared = with_report(first, "M-3", Report())
    outcome = fold(cleared, [], replace(RULES, rollups=current_rollups(first)))
    assert only(outcome, "M-3").report.status == "started"


def test_folding_again_what_is_folded_changes_nothing() -> None:
    once = fold(PLAN, [returned(dispatch(PLAN, "Gol"), ("M-3", Field.STATUS, "done"))], RULES).plan
    twice = fold(once, [returned(dispatch(PLAN, "Gol"), ("M-3", Field.STATUS, "done"))],
                 replace(RULES, rollups=current_rollups(once)))  # fmt: skip
    assert twice.plan == once
    assert not twice.changes


def written(outcome: MergeOutcome) -> dict[FieldKey, Change]:
    return {(c.measure, c.member, Field(c.field)): c for c in outcome.changes}


@pytest.mark.parametrize("policy", ["ask", "master", "newest"])
@pytest.mark.parametrize("order", [("started", "done"), ("done", "started")])
def test_two_answers_that_differ_are_asked_about_also_where_the_first_was_merged_before(
    policy: Policy, order: tuple[str, str]
) -> None:
    rules = replace(RULES, policy=policy)
    sent = dispatch(PLAN, "Regionrådet")
    first, second = (returned(sent, ("M-1", Field.STATUS, said), source=said) for said in order)
    once = fold(PLAN, [first], rules)
    outcome = fold(once.plan, [second], replace(rules, last_changes=written(once)))
    (question,) = outcome.questions
    assert (question.now, question.answer) == order
    assert first.file in str(question.reason)
    assert outcome.plan == once.plan


def test_a_new_workbook_that_showed_the_first_answer_may_correct_it() -> None:
    once = fold(PLAN, [returned(dispatch(PLAN, "Regionrådet"), ("M-1", Field.STATUS, "started"))], RULES)
    again = returned(dispatch(once.plan, "Regionrådet", "NEW"), ("M-1", Field.STATUS, "done"))
    outcome = fold(once.plan, [again], replace(RULES, last_changes=written(once)))
    assert not outcome.questions
    assert only(outcome, "M-1").report.status == "done"


def test_while_two_answers_wait_a_third_is_not_written() -> None:
    sent = dispatch(PLAN, "Regionrådet")
    waiting = [
        replace(ask_about("started"), round="2025-1"),
        replace(ask_about("done", "K-2"), round="2025-1"),
    ]
    third = returned(sent, ("M-1", Field.STATUS, "started"), source="third")
    assert fold(PLAN, [third], RULES, waiting).plan == PLAN
    assert fold(PLAN, [third], RULES, waiting).questions == ()
    other = returned(sent, ("M-1", Field.STATUS, "not_started"), source="fourth")
    assert len(fold(PLAN, [other], RULES, waiting).questions) == 1


def test_an_answer_that_is_judged_in_this_very_merge_is_not_written_from_a_copy() -> None:
    waiting = replace(ask_about("started"), round="2025-1")
    copy = returned(dispatch(PLAN, "Regionrådet"), ("M-1", Field.STATUS, "started"), source="copy")
    outcome = fold(PLAN, [copy], RULES, [waiting], [Decision("K-1", "keep")])
    assert (outcome.plan, outcome.questions) == (PLAN, ())


def test_taking_two_answers_that_differ_takes_none_and_says_why() -> None:
    questions = [ask_about(), ask_about("done", "K-2")]
    outcome = fold(PLAN, [], RULES, questions, [Decision("K-1", "take"), Decision("K-2", "take")])
    assert (outcome.plan, outcome.settled) == (PLAN, ())
    assert [p.what for p in outcome.problems] == [BOTH_TAKEN, BOTH_TAKEN]


@pytest.mark.parametrize("choice", ["take", "own"])
def test_a_file_that_could_not_be_read_cannot_be_taken_but_can_be_put_aside(choice: str) -> None:
    whole = replace(ask_about(None), measure="", number="", field=None)
    outcome = fold(PLAN, [], RULES, [whole], [Decision("K-1", choice, "done")])  # type: ignore[arg-type]
    assert (outcome.settled, [p.what for p in outcome.problems]) == ((), [WHOLE_FILE])
    assert len(fold(PLAN, [], RULES, [whole], [Decision("K-1", "keep")]).settled) == 1


def test_a_decision_about_a_row_that_no_merge_wrote_is_left_alone_and_told_of() -> None:
    outcome = fold(PLAN, [], RULES, [ask_about()], [Decision("K-9", "take")])
    assert (outcome.settled, [p.what for p in outcome.problems]) == ((), [UNKNOWN_KEY])


def test_an_answer_to_a_measure_that_has_become_shared_is_taken_as_the_members_own() -> None:
    asked = replace(ask_about(), measure="M-3", actor="Gol")
    outcome = fold(PLAN, [], RULES, [asked], [Decision("K-1", "take")])
    now = only(outcome, "M-3")
    assert (now.share("Gol").report.status, now.report.status) == ("started", "started")


def test_an_answer_to_a_measure_that_is_no_longer_shared_is_taken_as_its_own() -> None:
    asked = replace(ask_about(), member="Regionrådet")
    outcome = fold(PLAN, [], RULES, [asked], [Decision("K-1", "take")])
    assert only(outcome, "M-1").report.status == "started"


def test_what_one_body_answered_gives_way_when_the_measure_has_become_shared() -> None:
    own = plan(measure("M-3", "1.1.3", "Gol"))
    once = fold(own, [returned(dispatch(own, "Gol"), ("M-3", Field.STATUS, "done"))], RULES)
    shared = plan(replace(only(once, "M-3"), responsible=("Kommunane",)))
    rules = replace(RULES, last_changes=written(once))
    assert only(fold(shared, [], rules), "M-3").report.status == "done"
    outcome = fold(shared, [returned(dispatch(shared, "Ål"), ("M-3", Field.STATUS, "not_started"))], rules)
    assert only(outcome, "M-3").report.status == "not_started"
    assert outcome.overruled == ()


def test_an_overruling_stays_when_the_members_come_to_agree_with_it_and_change_again() -> None:
    overruled = replace(RULES, overruled=frozenset({("M-3", Field.STATUS)}))
    shares = tuple(Share(name, Report(status="done")) for name in ("Gol", "Ål", "Hol"))
    agreed = plan(replace(SHARED, report=Report(status="done"), shares=shares))
    outcome = fold(agreed, [], replace(overruled, rollups=current_rollups(agreed)))
    assert outcome.overruled == (("M-3", Field.STATUS),)
    assert only(outcome, "M-3").reported_by.startswith("Overruled")
    hol = returned(dispatch(outcome.plan, "Hol"), ("M-3", Field.STATUS, "started"))
    later = fold(outcome.plan, [hol], replace(overruled, rollups=current_rollups(agreed)))
    assert only(later, "M-3").report.status == "done"


values = {
    Field.STATUS: st.sampled_from(["not_started", "started", "done"]),
    Field.PROGRESS: st.sampled_from([0.0, 0.25, 1.0]),
    Field.COMMENT: st.text("aæå\n ", min_size=1),
    Field.EXPECTED: st.dates(date(2025, 1, 1), date(2028, 1, 1)),
}


@st.composite
def answered(draw: st.DrawFn, actor: str, ids: tuple[str, ...]) -> Submission:
    given_: list[tuple[str, Field, object]] = [
        (id_, name, draw(values[name]))
        for id_ in ids
        for name in draw(st.sets(st.sampled_from(MEASURE_FIELDS)))
    ]
    return returned(dispatch(PLAN, actor), *given_)  # type: ignore[arg-type]


# A busy machine draws slowly; that says nothing about the rule.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.permutations(["Regionrådet", "Gol", "Ål", "Hol", "Næringshagen"]),
    st.tuples(
        answered("Regionrådet", ("M-1",)),
        answered("Gol", ("M-3", "M-4")),
        answered("Hol", ("M-3", "M-4")),
        answered("Næringshagen", ("M-4",)),
    ),
)
def test_returns_of_disjoint_rows_commute(order: list[str], submissions: tuple[Submission, ...]) -> None:
    by_order = sorted(submissions, key=lambda s: order.index(s.dispatch.actor))
    together = fold(PLAN, submissions, RULES)
    one_by_one = PLAN
    for submission in by_order:
        one_by_one = fold(one_by_one, [submission], replace(RULES, rollups=current_rollups(one_by_one))).plan
    assert one_by_one == together.plan
    assert not together.questions


@given(answered("Gol", ("M-3", "M-4")))
def test_the_same_answers_twice_are_once(submission: Submission) -> None:
    once = fold(PLAN, [submission], RULES).plan
    again = fold(once, [replace(submission, source="copy")], replace(RULES, rollups=current_rollups(once)))
    assert again.plan == once
    assert not again.questions


@given(answered("Gol", ("M-3", "M-4")), answered("Regionrådet", ("M-1", "M-2")))
def test_only_rows_of_the_one_who_answered_change(gol: Submission, rr: Submission) -> None:
    outcome = fold(PLAN, [gol, rr], RULES)
    for change in outcome.changes:
        if change.kind == "answer":
            assert change.measure in {"Gol": ("M-3", "M-4"), "Regionrådet": ("M-1", "M-2")}[change.actor]
            assert change.member in ("", change.actor)
