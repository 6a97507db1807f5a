"""The measures of a new plan that continue those of the former one, by text, owners and areas."""

from dataclasses import replace

from regionplan_xl.plan.model import Actor, FocusArea, Goal, Indicator, Measure, Plan
from regionplan_xl.plan.next_year.carry_over import Pair, likely_pairs, with_own_ids

GOL, RR = Actor("Gol"), Actor("Regionrådet", aliases=("Regionråd", "RR"))


def a_plan(*texts: str, owner: str = "Regionrådet", area: str = "Klima og miljø", goal: str = "Mål") -> Plan:
    """Return a plan with measures of those texts."""
    measures = tuple(
        Measure(f"M-{area[:1]}{n}", f"1.1.{n}", text, responsible=(owner,)) for n, text in enumerate(texts, 1)
    )
    return Plan("Plan", (FocusArea("1", area, (Goal("G-1", "1.1", goal, measures),)),), (GOL, RR))


FORMER = a_plan(
    "Innføre klimaråd i kvar kommune",
    "Arrangere yrkesmesse",
    "Byggje gangveg langs elva i Torpo",
    "Utarbeide felles plan for beredskap og sårbarheit",
    "Etablere kulturskule for vaksne",
    owner="RR",
)


def pair_of(pairs: tuple[Pair, ...], new: str, former: str) -> Pair | None:
    return next((p for p in pairs if new in p.new.text and former in p.former.text), None)


def test_the_same_measure_in_other_words_is_surely_the_same() -> None:
    found = pair_of(likely_pairs(FORMER, a_plan("Innføre klimaråd i kommunane")), "klimaråd", "klimaråd")
    assert found is not None
    assert found.sure


def test_a_rare_word_in_common_is_worth_a_look_and_not_sure() -> None:
    new = a_plan("Avtale med næringslivet som sikrar økonomien", goal="Yrkesmessa er sikra")
    found = pair_of(likely_pairs(FORMER, new), "Avtale", "yrkesmesse")
    assert found is not None
    assert not found.sure


def test_another_place_or_number_makes_it_another_measure_until_a_person_says_otherwise() -> None:
    found = pair_of(likely_pairs(FORMER, a_plan("Byggje gangveg langs elva i Nesbyen")), "gangveg", "gangveg")
    assert found is not None
    assert not found.sure


def test_two_measures_that_are_both_alike_are_not_sure() -> None:
    new = a_plan("Innføre klimaråd i kommunane", "Innføre klimaråd i kommunane no")
    assert not any(p.sure for p in likely_pairs(FORMER, new) if "klimaråd" in p.former.text)


def test_measures_with_nothing_in_common_are_no_pair() -> None:
    assert likely_pairs(FORMER, a_plan("Sikre tannhelsa til eldre", owner="Gol", area="Helse")) == ()


def test_measures_and_result_goals_that_are_called_the_same_have_ids_of_their_own() -> None:
    twice = a_plan("Rydde stiar", "Rydde stiar").map_measures(lambda one: replace(one, number=""))
    goals = (
        Indicator("Talet på turstiar", "Klima og miljø"),
        Indicator("Talet på turstiar", "Klima og miljø"),
    )
    first = with_own_ids(replace(twice, indicators=goals), known=())
    known = ids(first)
    assert len(known) == 4
    assert known.isdisjoint(ids(with_own_ids(first, known)))


def ids(plan: Plan) -> set[str]:
    return {one.id for one in plan.measures} | {one.id for one in plan.indicators}
