"""Lines that name the UN goals which an area serves count for each of its measures."""

import pytest

from regionplan_xl.documents.draft import Draft
from regionplan_xl.plan.model import Measure
from regionplan_xl.plan.own_columns import LINKS
from tests.documents.drawn_tables import bullets, drafted, heading, lines, table

CLIMATE = table(
    "Tiltak | Frist | Ansvar\nByggje bru over elva | 2026 | Hol\nByggje veg til garden | 2027 | Gol"
)
HEALTH = table("Tiltak | Frist | Ansvar\nSikre tannhelsa til eldre | 2026 | Hol")


def goals(draft: Draft) -> list[str]:
    """Return the UN goals of each measure."""
    return [dict(one.own)["UN goals"].text if one.own else "" for one in draft.measures]


@pytest.mark.parametrize(
    "said",
    [
        "FNs berekraftsmål: 3, 4, 11",
        "FNs bærekraftsmål 3, 4, 11",
        "Relevante FN-mål: 3, 4, 11",
        "UN sustainable development goals (SDGs): 3, 4, 11",
        "SDG: 3, 4, 11.",
        "FN:s globala mål – 3, 4, 11",
    ],
)
def test_a_line_below_the_heading_of_an_area_counts_for_its_measures_only(said: str) -> None:
    draft = drafted(heading("Klima"), *lines("Elva skal vere rein.", said), CLIMATE, heading("Helse"), HEALTH)
    assert goals(draft) == ["3, 4, 11", "3, 4, 11", ""]
    assert [one.text for one in draft.left_out] == ["Elva skal vere rein."]


def test_goals_listed_below_the_line_are_read_as_they_are_written() -> None:
    draft = drafted(
        heading("Klima"), *lines("FNs berekraftsmål:"), *bullets("Mål 13: Stoppe klimaendringane", "Livet på land"),
        CLIMATE,
    )  # fmt: skip
    assert goals(draft) == ["Mål 13: Stoppe klimaendringane\nLivet på land"] * 2


def test_what_a_measure_says_itself_stays() -> None:
    own = table(
        "Tiltak | Frist | Ansvar | FN-mål\nByggje bru over elva | 2026 | Hol | 9\nByggje veg | 2027 | Gol | "
    )
    draft = drafted(heading("Klima"), *lines("FN-mål: 13"), own)
    assert [[(heading, value.text) for heading, value in one.own] for one in draft.measures] == [
        [("FN-mål", "9")], [("FN-mål", "13")],
    ]  # fmt: skip


def test_what_is_said_of_the_whole_plan_is_of_no_single_measure_and_is_not_lost() -> None:
    draft = drafted(
        heading("Plan for Hallingdal", 1), *lines("FNs berekraftsmål: 3, 4, 11"),
        heading("Klima", 2), CLIMATE, heading("Helse", 2), HEALTH,
    )  # fmt: skip
    assert goals(draft) == ["", "", ""]
    assert "FNs berekraftsmål: 3, 4, 11" in " ".join(one.text for one in draft.left_out) or [
        one.text for one in draft.left_out
    ] == ["3, 4, 11"]


def test_a_sentence_about_the_goals_says_nothing_of_the_measures() -> None:
    said = "Planen byggjer på FNs berekraftsmål, og 3 av dei er særleg viktige for regionen."
    draft = drafted(heading("Klima"), *lines(said), CLIMATE)
    assert goals(draft) == ["", ""]
    assert [one.text for one in draft.left_out] == [said]


def test_a_line_of_a_measures_own_card_is_about_that_measure() -> None:
    draft = drafted(
        heading("Klima"),
        *lines("Tiltak: Byggje bru", "Ansvar: Hol", "Frist: 2026", "FN-mål: 9",
               "Tiltak: Byggje veg", "Ansvar: Gol", "Frist: 2027"),
    )  # fmt: skip
    assert [bool(one.own or one.remarks) for one in draft.measures] == [True, False]


def test_columns_of_links_to_other_plans_are_kept_and_known() -> None:
    for name in ("Lenke", "Tilknytting til andre planar", "Kobling til andre planer", "Link"):
        linked = table(f"Tiltak | Frist | {name}\nByggje bru over elva | 2026 | https://hol.no/kommuneplan")
        (measure,) = drafted(heading("Klima"), linked).measures
        own = tuple((heading, value.text) for heading, value in measure.own)
        assert LINKS.of(Measure("M-1", "", "Byggje bru over elva", own=own)) == "https://hol.no/kommuneplan"
