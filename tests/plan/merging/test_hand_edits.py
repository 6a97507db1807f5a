"""Edits by hand are recognised by comparison with the result of the last merge."""

from dataclasses import replace

from regionplan_xl.plan.merging.hand_edits import hand_changes, last_rollups, overruled_fields, take_snapshot
from regionplan_xl.plan.model import Actor, Field, FocusArea, Goal, Measure, Plan, Report, Share
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
    """Return the plan with another name for an actor, in the register and in every measure."""

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


# A name in another's place: the same body renamed, or another body.


def _with_register(of: Plan, *actors: Actor) -> Plan:
    return replace(of, actors=actors)


def _owned(name: str, *actors: Actor) -> Plan:
    return _with_register(plan(measure("M-1", "1.1.1", name), measure("M-2", "1.1.2", name)), *actors)


GOL, HOL, AAL = Actor("Gol"), Actor("Hol"), Actor("Ål")
OLD, NEW = Actor("Turistrådet", email="post@turist.no"), Actor("Visit Hallingdal", email="hei@visit.no")


def test_a_new_body_in_a_new_row_that_takes_over_everything_is_no_renaming() -> None:
    before = _owned("Turistrådet", GOL, OLD, HOL)
    for register in ((GOL, OLD, HOL, NEW), (GOL, HOL, NEW), (NEW, GOL, HOL), (GOL, NEW, HOL)):
        assert (
            edits(before, _owned("Visit Hallingdal", *register))
            == [("hand", "responsible", "Turistrådet", "Visit Hallingdal", "")] * 2
        ), register


def test_a_new_body_without_address_in_a_new_row_is_no_renaming() -> None:
    before = _owned("Turistrådet", GOL, Actor("Turistrådet"), HOL, AAL)
    now = _owned("Visit", GOL, HOL, AAL, Actor("Visit"))
    assert [e[0] for e in edits(before, now)] == ["hand", "hand"]


def test_a_name_changed_in_its_row_is_a_renaming() -> None:
    before = _owned("Turistrådet", GOL, Actor("Turistrådet"), HOL)
    assert edits(before, _owned("Visit", GOL, Actor("Visit"), HOL)) == [
        ("renamed", "actor", "Turistrådet", "Visit", "")
    ]


def test_a_body_with_the_same_address_or_short_name_is_renamed_wherever_its_row_is() -> None:
    before = _owned("Turistrådet", OLD, GOL, HOL)
    now = _owned("Visit", GOL, HOL, replace(OLD, name="Visit", email="Post@turist.no"))
    assert [e[0] for e in edits(before, now)] == ["renamed"]
    short = Actor("Turistrådet", short="TR")
    before = _owned("Turistrådet", short, GOL, HOL)
    assert [e[0] for e in edits(before, _owned("Visit", GOL, HOL, replace(short, name="Visit")))] == [
        "renamed"
    ]


def test_a_row_in_which_both_name_and_address_were_changed_is_another_body() -> None:
    before = _owned("Turistrådet", GOL, OLD, HOL)
    assert [e[0] for e in edits(before, _owned(NEW.name, GOL, NEW, HOL))] == ["hand", "hand"]


def test_a_record_from_before_the_register_was_kept_calls_nothing_a_renaming() -> None:
    before = _owned("Turistrådet", GOL, Actor("Turistrådet"), HOL)
    snapshot = {one.id: replace(one, bodies=None) for one in take_snapshot(before, {})}
    now = _owned("Visit", GOL, Actor("Visit"), HOL)
    assert [c.kind for c in hand_changes(now, snapshot)] == ["hand", "hand"]


# A goal that is moved whole.


def _areas(**goals: tuple[Goal, ...]) -> Plan:
    areas = tuple(FocusArea(str(n), name, of, name) for n, (name, of) in enumerate(goals.items(), 1))
    return replace(plan(), areas=areas)


FIRST = Goal("G-1", "1.1", "Eit mål", (OWN, measure("M-2", "1.1.2", "Gol")))
SECOND = Goal("G-2", "2.1", "Eit anna", (SHARED,))
THIRD = Goal("G-3", "1.2", "Eit tredje", (measure("M-4", "1.2.1", "Hol"),))


def test_a_goal_cut_and_pasted_to_another_sheet_moves_each_of_its_measures() -> None:
    now = _areas(Næring=(THIRD,), Klima=(SECOND, FIRST))
    assert edits(_areas(Næring=(FIRST, THIRD), Klima=(SECOND,)), now) == [
        ("moved", "place", "1.1.1 (1.1 Eit mål, Næring)", "1.1.1 (1.1 Eit mål, Klima)", ""),
        ("moved", "place", "1.1.2 (1.1 Eit mål, Næring)", "1.1.2 (1.1 Eit mål, Klima)", ""),
    ]


def test_the_last_goal_of_an_area_moved_and_its_sheet_deleted_is_a_move() -> None:
    found = edits(_areas(Næring=(FIRST,), Klima=(SECOND,)), _areas(Klima=(SECOND, FIRST)))
    assert [e[0] for e in found] == ["moved", "moved"]


def test_a_goal_moved_to_a_new_sheet_and_renumbered_is_one_move_per_measure() -> None:
    moved = replace(THIRD, number="3.1", measures=(replace(THIRD.measures[0], number="3.1.1"),))
    now = _areas(Næring=(FIRST,), Klima=(SECOND,), Kultur=(moved,))
    assert edits(_areas(Næring=(FIRST, THIRD), Klima=(SECOND,)), now) == [
        ("moved", "place", "1.2.1 (1.2 Eit tredje, Næring)", "3.1.1 (3.1 Eit tredje, Kultur)", "")
    ]


def test_a_focus_area_with_another_name_has_moved_nothing() -> None:
    assert edits(_areas(Næring=(FIRST,), Klima=(SECOND,)), _areas(Nyskaping=(FIRST,), Klima=(SECOND,))) == []
