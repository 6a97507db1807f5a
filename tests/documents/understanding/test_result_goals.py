"""Result goals in a document: listed under their heading, or in a table of indicators."""

import pytest

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


@pytest.mark.parametrize(
    ("drawn", "target", "year", "values", "others"),
    [
        ("Indikator | Utgangspunkt | Mål | År\nUtslepp | 310 000 | 155 000 | 2030", "155 000", "2030", [], []),
        ("Indikator | Status 2024 | Mål 2028\nAktive | 61 % | 70 %", "70 %", "2028", [(2024, "61 %")], []),
        (
            "Indikator | 2022 | 2023 | Måltall 2028\nAktive | 60 | 61 | 70",
            "70", "2028", [(2022, "60"), (2023, "61")], [],
        ),
        (
            "Indikator | Måling 2024 | Mål 2025 | Mål 2027\nTrivsel | 4,1 | 4,2 | 4,5",
            "4,5", "2027", [(2024, "4,1")], [("Mål 2025", "4,2")],
        ),
        (
            "Mål | Indikator | Resultat 2023 | Ambisjon 2026\nTrygg skule | Mobba elevar | 7 | 0",
            "0", "2026", [(2023, "7")], [("Mål", "Trygg skule")],
        ),
        (
            "Resultatmål | Nåverdi (2023) | Prognose 2025 | Målverdi 2027\nFullføring | 78 | 80 | 85",
            "85", "2027", [], [("Nåverdi (2023)", "78"), ("Prognose 2025", "80")],
        ),
        (
            "Mål | Utgangspunkt 2023 | Mål 2028\nSyklande | 40 % | 60 %",
            "60 %", "2028", [], [("Utgangspunkt 2023", "40 %")],
        ),
        (
            "Indikator | Utgangspunkt | Mål 2028 | Ambisjon 2028\nSyklande | 40 % | 60 % | 65 %",
            "60 %", "2028", [], [("Ambisjon 2028", "65 %")],
        ),
        (
            "Indikator | Status 2024 | Resultat 2024 | Mål 2028\nSyklande | 40 % | 41 % | 60 %",
            "60 %", "2028", [(2024, "40 %")], [("Resultat 2024", "41 %")],
        ),
    ],
)  # fmt: skip
def test_what_is_aimed_at_in_a_year_is_the_target_and_was_never_measured(
    drawn: str, target: str, year: str, values: list[tuple[int, str]], others: list[tuple[str, str]]
) -> None:
    draft = drafted(heading("Helse"), table(drawn), MEASURES)
    (goal,) = draft.indicators
    assert (goal.target.text, goal.year.text) == (target, year)
    assert [(when, value.text) for when, value in goal.values] == values
    assert [(said, value.text) for said, value in goal.own] == others
    assert draft.left_out == ()


def test_result_goals_of_the_whole_plan_belong_to_no_area_above_them() -> None:
    indicators = table("Indikator | Utgangspunkt | Mål\nUtslepp | 310 | 155")
    draft = drafted(
        heading("Regional plan 2026-2029", 1),
        heading("Helse", 2), heading("Mål 1.1 Alle er aktive", 3), MEASURES,
        heading("Resultatmål", 3), indicators,
        heading("Klima", 2), heading("Mål 2.1 Lågare utslepp", 3), MEASURES,
        heading("Resultatmål", 2), indicators,
    )  # fmt: skip
    assert goals(draft) == [("Helse", ["Utslepp"]), ("", ["Utslepp"])]
