"""The example plan of the project."""

from pathlib import Path

from regionplan_xl.documents.example import example_actors, example_plan
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import bare
from tests.documents.read_text import read_document


def texts(plan: Plan) -> list[str]:
    return [*(goal.text for goal in plan.goals), *(measure.text for measure in plan.measures)]


def test_the_example_has_six_areas_26_goals_and_68_measures_without_status() -> None:
    plan = example_plan()
    assert (len(plan.areas), len(plan.goals), len(plan.measures)) == (6, 26, 68)
    assert not any(measure.report or measure.shares for measure in plan.measures)
    assert len({measure.id for measure in plan.measures} | {goal.id for goal in plan.goals}) == 68 + 26
    assert len({bare(measure.text) for measure in plan.measures}) == 68


def test_its_texts_are_short() -> None:
    for text in texts(example_plan()):
        assert 4 <= len(text.split()) <= 12, text


def test_its_texts_are_not_the_documents(shared: Path) -> None:
    case = read_document(shared / "plans" / "000_baa27bac7c5f390b.txt").plan
    printed = [bare(text) for text in texts(case)]
    for ours in texts(example_plan()):
        words = ours.split()
        for at in range(len(words) - 3):
            four = bare(" ".join(words[at : at + 4]))
            assert not any(four in text for text in printed), ours


def test_everybody_named_is_in_the_register_and_reachable_by_mail() -> None:
    register = Register(example_actors())
    for measure in example_plan().measures:
        for name in (*measure.responsible, *measure.involved):
            actor = register.resolve(name)
            assert actor is not None, name
            assert actor.name == name
    for actor in example_actors():
        assert actor.email.isascii()
        assert actor.email.endswith("@example.org") == (actor.reports and actor.kind != "group")
        assert actor.language == ""
    addresses = [actor.email for actor in example_actors() if actor.email]
    assert len(addresses) == len(set(addresses))


def test_the_municipalities_are_six() -> None:
    register = Register(example_actors())
    group = register.resolve("kommunar")
    assert group is not None
    assert [actor.name for actor in register.members_of(group)] == [
        "Flå",
        "Nesbyen",
        "Gol",
        "Hemsedal",
        "Ål",
        "Hol",
    ]
    assert not any(actor.reports for actor in example_actors() if actor.kind == "open")
