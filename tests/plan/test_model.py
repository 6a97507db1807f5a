"""Plans are values: a change gives a new plan, and leaves everything else as it was."""

from dataclasses import replace

from regionplan_xl.plan.model import Field, FocusArea, Goal, Measure, Plan, Report, Share
from regionplan_xl.text import phrase

FIRST, SECOND, THIRD = (Measure(f"M-{n}", f"1.{n}.1", f"Tiltak {n}") for n in (1, 2, 3))
PLAN = Plan(
    "Plan",
    (
        FocusArea("1", "Næring", (Goal("G-1", "1.1", "Mål", (FIRST,)), Goal("G-2", "1.2", "Mål", (SECOND,)))),
        FocusArea("2", "Helse", (Goal("G-3", "2.1", "Mål", (THIRD,)),)),
    ),
)


def test_a_change_of_every_measure_reaches_them_all_in_the_plans_order() -> None:
    seen: list[str] = []

    def note(measure: Measure) -> Measure:
        seen.append(measure.id)
        return replace(measure, remark="sett")

    changed = PLAN.map_measures(note)
    assert seen == ["M-1", "M-2", "M-3"]
    assert [measure.remark for measure in changed.measures] == ["sett"] * 3
    assert [measure.remark for measure in PLAN.measures] == [""] * 3


def test_goals_and_areas_where_nothing_changes_are_the_very_same_values() -> None:
    changed = PLAN.map_measures(lambda m: replace(m, remark="ny") if m.id == "M-2" else m)
    assert [measure.remark for measure in changed.measures] == ["", "ny", ""]
    assert changed.goals[0] is PLAN.goals[0]
    assert changed.areas[1] is PLAN.areas[1]
    assert PLAN.map_measures(lambda m: m).areas is PLAN.areas


def test_a_measure_may_be_added_to_one_goal() -> None:
    changed = PLAN.map_goals(lambda g: replace(g, measures=(*g.measures, THIRD)) if g.id == "G-1" else g)
    assert changed.goals[0].measures == (FIRST, THIRD)
    assert changed.goals[1] is PLAN.goals[1]


def test_a_members_answer_is_written_in_its_own_share_only() -> None:
    shared = replace(FIRST, shares=(Share("Gol", Report("started")), Share("Ål", Report("done"))))
    changed = shared.with_value("Gol", Field.STATUS, "done").with_value("Hol", Field.PROGRESS, 0.5)
    assert [share.member for share in changed.shares] == ["Gol", "Ål", "Hol"]
    assert (changed.value("Gol", Field.STATUS), changed.value("Hol", Field.PROGRESS)) == ("done", 0.5)
    assert changed.value("", Field.STATUS) is None
    assert shared.with_value("", Field.STATUS, "started").value("", Field.STATUS) == "started"


def test_a_sentence_gets_its_values_later_and_keeps_its_words() -> None:
    sentence = phrase("{actor} does not share this measure.")
    assert str(sentence.with_values(actor="Gol")) == "Gol does not share this measure."
    assert sentence.with_values(actor="Gol").template == sentence.template
