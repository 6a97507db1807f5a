"""Tables beside the plan's: replies to a hearing, risks, evaluations; and what says that they are others."""

from tests.documents.drawn_tables import drafted, heading, table
from tests.documents.read_text import asked, read_text

PLAN = "**Tiltak | **Ansvar | **Deltek | **Tidsplan\nSpråkkafé | Biblioteket | Laga | 2025\nPraksis | NAV | Hol | 2026"


def test_a_table_with_bold_headings_of_its_own_does_not_go_on_with_the_columns_of_the_plan() -> None:
    draft = drafted(
        heading("Arbeid"),
        table(PLAN),
        heading("Vedlegg: Innspel i høyringa"),
        table(
            "**Innspel frå | **Innspel | **Vurdering | **Følgt\n"
            "Eldrerådet | Planen bør nemne eldre | Blir teke inn neste gong | Nei\n"
            "Senterlaget | Kaféen må vere i grendene òg | Er teke inn | Ja",
            number=2,
        ),
    )
    assert [measure.text.text for measure in draft.measures] == ["Språkkafé", "Praksis"]
    left_out = " ".join(value.text for value in draft.left_out)
    assert "Planen bør nemne eldre" in left_out
    assert "Følgt" in left_out


def test_nor_does_a_table_whose_times_are_no_times() -> None:
    draft = drafted(
        heading("Arbeid"),
        table(PLAN),
        heading("Innspel"),
        table(
            "Innspel frå | Innspel | Vurdering | Følgt\nEldrerådet | Meir om eldre | Neste gong | Nei\n"
            "Senterlaget | Grendene òg | Teke inn | Ja",
            number=2,
        ),
    )
    assert [measure.text.text for measure in draft.measures] == ["Språkkafé", "Praksis"]


def test_a_table_on_the_next_page_goes_on_though_its_first_row_is_bold_as_all_its_rows() -> None:
    rows = "**Kurs | **NAV | **Gol | **2027\n**Messe | **Biblioteket | **Ål | **2028"
    draft = drafted(heading("Arbeid"), table(PLAN), table(rows, number=2))
    assert len(draft.measures) == 4


def test_measures_below_no_goal_give_no_question_about_a_goal_without_a_number() -> None:
    imported = read_text(
        "# Plan\n\n## Kultur\n\n### Mål 1.1 Song\n\nTiltak 1.1.1: Kor\nAnsvar: Hol\n\n"
        "## Idrett\n\nTiltak 2.1.1: Hall\nAnsvar: Gol\n",
        file="plan.md",
    )
    assert [[goal.text for goal in area.goals] for area in imported.plan.areas] == [["Song"], [""]]
    assert not any("«»" in question for question in asked(imported))
