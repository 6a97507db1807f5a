"""What the secretariat changed by hand is known from what the last merge left."""

from dataclasses import replace

from regionplan_xl.plan.merging.hand_edits import hand_changes, last_rollups, overruled_fields, take_snapshot
from regionplan_xl.plan.model import Field, Measure, Plan, Report, Share
from tests.plan.plans import measure, plan

OWN = measure("M-1", "1.1.1", "Regionrådet")
SHARED = measure("M-3", "1.1.3", "Kommunane")


def edits(before: Plan, now: Plan) -> list[tuple[str, str, object, object, str]]:
    snapshot = {one.id: one for one in take_snapshot(before, {})}
    return [(c.kind, c.field, c.before, c.after, c.member) for c in hand_changes(now, snapshot)]


def test_nothing_is_known_before_the_first_workbooks_are_out() -> None:
    assert hand_changes(plan(OWN), {}) == ()


def test_a_master_that_nobody_touched_has_no_edits() -> None:
    assert edits(plan(OWN, SHARED), plan(OWN, SHARED)) == []


def test_text_owner_number_timeframe_and_status_are_each_an_edit() -> None:
    now = replace(
        OWN, number="1.1.9", text="Ny tekst", responsible=("Gol", "Ål"), report=Report(status="done")
    )
    assert edits(plan(OWN), plan(now)) == [
        ("hand", "number", "1.1.1", "1.1.9", ""),
        ("hand", "text", "Tiltak 1.1.1", "Ny tekst", ""),
        ("hand", "responsible", "Regionrådet", "Gol, Ål", ""),
        ("hand", "status", None, "done", ""),
    ]


def test_an_edit_of_one_members_cell_says_whose() -> None:
    now = replace(SHARED, shares=(Share("Gol", Report(status="done")),))
    assert edits(plan(SHARED), plan(now)) == [("hand", "status", None, "done", "Gol")]
    assert edits(plan(now), plan(SHARED)) == [("hand", "status", "done", None, "Gol")]


def test_a_deleted_measure_is_noticed_and_a_row_without_id_is_not_an_edit_yet() -> None:
    assert edits(plan(OWN, SHARED), plan(SHARED, Measure("", "1.1.7", "Heilt nytt"))) == [
        ("deleted", "text", "Tiltak 1.1.1", None, "")
    ]


def test_a_measure_that_comes_back_is_new() -> None:
    assert edits(plan(SHARED), plan(OWN, SHARED)) == [("new", "text", None, "Tiltak 1.1.1", "")]


def test_what_is_overruled_and_what_was_rolled_up_is_kept_apart() -> None:
    rolled = {("M-3", name): Report("started").get(name) for name in Field}
    kept = {one.id: one for one in take_snapshot(plan(OWN, SHARED), rolled, {("M-3", Field.STATUS)})}
    assert overruled_fields(kept) == {("M-3", Field.STATUS)}
    assert last_rollups(kept) == rolled
