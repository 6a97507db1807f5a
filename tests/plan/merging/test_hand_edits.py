"""What the secretariat changed by hand is known from what the last merge left."""

from dataclasses import replace

from regionplan_xl.plan.merging.hand_edits import hand_changes, last_rollups, overruled_fields, take_snapshot
from regionplan_xl.plan.model import Field, FocusArea, Goal, Measure, Plan, Report, Share
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


def _renamed(of: Plan, old: str, new: str, *, aliases: tuple[str, ...] = ()) -> Plan:
    """The plan in which an actor has another name, in the register and in every measure."""

    def names(all_: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if name == old else name for name in all_)

    actors = tuple(replace(a, name=new, aliases=aliases) if a.name == old else a for a in of.actors)
    actors = tuple(replace(a, members=names(a.members)) for a in actors)
    return replace(of, actors=actors).map_measures(
        lambda m: replace(
            m,
            responsible=names(m.responsible),
            involved=names(m.involved),
            shares=tuple(replace(s, member=names((s.member,))[0]) for s in m.shares),
        )
    )


def test_renaming_an_owner_of_many_measures_is_one_line() -> None:
    before = plan(*(measure(f"M-{n}", f"1.1.{n}", "Regionrådet") for n in range(1, 5)))
    assert edits(before, _renamed(before, "Regionrådet", "Hallingtinget")) == [
        ("renamed", "actor", "Regionrådet", "Hallingtinget", "")
    ]


def test_renaming_a_member_of_a_group_is_one_line_and_its_answers_are_no_edits() -> None:
    before = plan(replace(SHARED, shares=(Share("Gol", Report(status="done")),)))
    assert edits(before, _renamed(before, "Gol", "Gol kyrkjelege", aliases=("Gol",))) == [
        ("renamed", "actor", "Gol", "Gol kyrkjelege", "")
    ]


def test_renaming_does_not_hide_an_edit_of_the_same_measure() -> None:
    before = plan(OWN)
    now = _renamed(before, "Regionrådet", "Hallingtinget").map_measures(lambda m: replace(m, text="Ny"))
    assert edits(before, now) == [
        ("renamed", "actor", "Regionrådet", "Hallingtinget", ""),
        ("hand", "text", "Tiltak 1.1.1", "Ny", ""),
    ]


def test_another_owner_who_was_in_the_plan_before_is_no_renaming() -> None:
    before = plan(OWN, measure("M-2", "1.1.2", "Næringshagen"))
    now = plan(replace(OWN, responsible=("Næringshagen",)), measure("M-2", "1.1.2", "Næringshagen"))
    assert edits(before, now) == [("hand", "responsible", "Regionrådet", "Næringshagen", "")]


def test_a_measure_moved_to_another_goal_with_another_number_is_one_move() -> None:
    before = _two_goals((OWN,), ())
    now = _two_goals((), (replace(OWN, number="2.1.1"),))
    assert edits(before, now) == [("moved", "place", "1.1.1 (1.1 Eit mål)", "2.1.1 (2.1 Eit anna)", "")]


def test_a_measure_moved_under_its_old_number_is_a_move_too() -> None:
    assert [e[0] for e in edits(_two_goals((OWN,), ()), _two_goals((), (OWN,)))] == ["moved"]


def test_another_order_in_the_same_goal_is_no_move() -> None:
    other = measure("M-2", "1.1.2", "Gol")
    assert edits(plan(OWN, other), plan(other, OWN)) == []


def _two_goals(first: tuple[Measure, ...], second: tuple[Measure, ...]) -> Plan:
    of = plan()
    goals = (Goal("G-1", "1.1", "Eit mål", first), Goal("G-2", "2.1", "Eit anna", second))
    return replace(of, areas=(FocusArea("1", "Næring", goals, "Næring"),))
