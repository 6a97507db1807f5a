"""Result goals in a document: listed under their heading, or in a table of indicators."""

from regionplan_xl.documents.draft import Draft
from tests.documents.drawn_tables import bullets, drafted, heading, lines, table

MEASURES = table(
    "Tiltak | Frist | Ansvar\nByggje bru over elva | 2026 | Hol\nByggje veg til garden | 2027 | Gol"
)


def goals(draft: Draft) -> list[tuple[str, list[str]]]:
    return [
        (area.name.text, [goal.text.text for goal in area.indicators])
        for area in draft.areas
        if area.indicators
    ]


def test_the_items_below_the_heading_of_result_goals_belong_to_the_area_above_them() -> None:
    draft = drafted(
        *lines("Resultatmål pr. innsatsområde", "NÆRING", "INNOVASJON – KOMPETANSE"),
        *bullets("Fleire arbeidsplassar", "Alle kommunar har næringsareal"),
        *lines("KLIMA"),
        *bullets("Utsleppa er redusert med 25 % frå 2009"),
        *lines("Handlingsprogram"),
        heading("Klima"), MEASURES,
    )  # fmt: skip
    assert goals(draft) == [
        ("Klima", ["Utsleppa er redusert med 25 % frå 2009"]),
        ("NÆRING", ["Fleire arbeidsplassar", "Alle kommunar har næringsareal"]),
    ]
    assert len(draft.measures) == 2


def test_a_list_that_is_not_of_result_goals_gives_none() -> None:
    draft = drafted(*lines("Verdigrunnlag"), *bullets("Leiken", "Ekta"), heading("Klima"), MEASURES)
    assert goals(draft) == []


def test_a_sentence_that_speaks_of_indicators_begins_no_list_of_result_goals() -> None:
    draft = drafted(
        *lines("Det blir rapportert på status og indikatorar årleg i Hallingtinget", "BUSTADER", "For dei eldste"),
        *bullets("Unge demente", "Bustader til demente"),
        heading("Klima"), MEASURES,
    )  # fmt: skip
    assert goals(draft) == []


def test_a_list_of_result_goals_ends_where_the_text_goes_on() -> None:
    draft = drafted(
        heading("Natur"), heading("Result goals", 2), *bullets("Cleaner rivers"),
        heading("Background", 2), *bullets("It rains a lot"),
        heading("Natur"), MEASURES,
    )  # fmt: skip
    assert goals(draft) == [("Natur", ["Cleaner rivers"])]


def test_a_table_of_indicators_says_baseline_target_and_what_was_measured() -> None:
    draft = drafted(
        heading("Utdanning"),
        table(
            "Indikator | Utgangspunkt | Måltal | Eining | Frist | Ansvar | 2024 | 2025\n"
            "Studieplassar | 450 | 600 | plassar | 2030 | Regionrådet | 470 | 510"
        ),
        MEASURES,
    )
    (goal,) = draft.indicators
    assert (goal.baseline.text, goal.target.text, goal.unit.text, goal.year.text) == (
        "450",
        "600",
        "plassar",
        "2030",
    )
    assert goal.responsible.text == "Regionrådet"
    assert [(year, value.text) for year, value in goal.values] == [(2024, "470"), (2025, "510")]
    assert len(draft.measures) == 2


def test_a_table_of_measures_with_an_indicator_for_each_is_of_measures() -> None:
    draft = drafted(
        heading("Utdanning"),
        table(
            "Tiltak | Frist | Ansvar | Indikator | Måltal\n"
            "Utvide fagskulen | 2026 | Regionrådet | Studieplassar | 600\n"
            "Halde kurs for vaksne | 2027 | Gol | Kurs | 12"
        ),
    )
    assert (len(draft.measures), draft.indicators) == (2, ())
