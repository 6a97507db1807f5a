"""Labels and headings in the languages that plans are written in."""

import pytest

from regionplan_xl.documents.draft import Draft, DraftMeasure
from regionplan_xl.documents.sources.plain_text import read
from regionplan_xl.documents.understanding.streams.unfold import unfolded
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.documents.vocabulary.lookup import status_key
from tests.documents.drawn_tables import drafted, table


def draft_of(text: str) -> Draft:
    return understand(unfolded(read(text.encode(), "plan.txt")))


def said(measure: DraftMeasure) -> tuple[str, str, str]:
    return measure.text.text, measure.responsible.text, measure.timeframe.text


@pytest.mark.parametrize(
    ("whom", "when"),
    [
        ("By: Highways", "Due by: June 2026"),
        ("Owner: Highways", "By: June 2026"),
        ("Av: Fritidsnämnden", "Senast: juni 2026"),
        ("Ansvar: Teknisk", "Innan: juni 2026"),
        ("Ansvarlig: Teknisk", "Innen: juni 2026"),
        ("Ansvar: Teknik og Miljø", "Senest: juni 2026"),
        ("Von: Bauamt", "Bis: Juni 2026"),
        ("Zuständig: Bauamt", "Spätestens: Juni 2026"),
        ("Pilote : Mairie", "Échéance : juin 2026"),
        ("Par : Mairie", "Avant : 2026"),
        ("Door: Gemeente", "Uiterlijk: juni 2026"),
        ("Vastuu: Kirjasto", "Määräaika: 2026"),
        ("Vastuutaho: Kirjasto", "Viimeistään: 2026"),
        ("Ábyrgð: Umhverfissvið", "Tímarammi: 2026"),
        ("Vastutaja: Vallavalitsus", "Tähtaeg: 2026"),
    ],
)
def test_labels_say_whom_and_when(whom: str, when: str) -> None:
    draft = draft_of(f"Plan 2026\n\nTiltak 1: Widen the pavement\n{whom}\n{when}\n")
    assert [said(measure) for measure in draft.measures] == [
        ("Widen the pavement", whom.split(":")[1].strip(), when.split(":")[1].strip())
    ]


def test_a_day_that_is_said_of_the_document_is_no_time_of_a_measure() -> None:
    draft = draft_of(
        "Plan 2026\n\nÅtgärd 1: Bredda trottoaren\nAnsvar: Gatukontoret\nSenast ändrad: 2. mars 2025\n"
    )
    (measure,) = draft.measures
    assert measure.timeframe.text == ""


@pytest.mark.parametrize(
    "headings",
    [
        ("Tegevus", "Vastutaja", "Partnerid", "Tähtaeg", "Staatus"),
        ("Aðgerð", "Ábyrgð", "Samstarfsaðilar", "Tímarammi", "Staða"),
        ("Toimenpide", "Vastuutaho", "Yhteistyökumppanit", "Määräaika", "Tila"),
        ("Maatregel", "Trekker", "Betrokkenen", "Planning", "Stand van zaken"),
        ("Åtgärd", "Utförs av", "Samverkan", "Tidsgräns", "Status"),
        ("Indsats", "Tovholder", "Samarbejdspartnere", "Tidsfrist", "Status"),
        ("Maßnahme", "Umsetzung durch", "Mitwirkung", "Fälligkeit", "Umsetzungsstand"),
        ("Mesure", "Porté par", "Partenaires", "Échéance", "État d'avancement"),
    ],
)
def test_headings_of_columns(headings: tuple[str, ...]) -> None:
    rows = (
        headings,
        ("Widen the pavement", "Mairie", "Police", "2026", "x"),
        ("Plant trees", "Parks", "", "2027", "x"),
    )
    draft = draft_of("\n".join("| " + " | ".join(row) + " |" for row in rows))
    assert [column.means for column in draft.columns] == [
        "text",
        "responsible",
        "involved",
        "timeframe",
        "status",
    ]


@pytest.mark.parametrize("words", [("Töös", "Alustamata", "Tehtud"), ("Í vinnslu", "Ekki hafið", "Lokið")])
def test_words_of_statuses(words: tuple[str, ...]) -> None:
    assert [status_key(word) for word in words] == ["started", "not_started", "done"]


def test_the_name_of_the_plan_is_no_area_in_any_language() -> None:
    table = "| Aðgerð | Ábyrgð |\n|---|---|\n| Leggja hjólastíg | Vegagerðin |\n"
    draft = draft_of(
        f"# Aðgerðaáætlun\n\n## Samgöngur\n\n{table}\n## Úrgangur\n\n{table.replace('hjólastíg', 'veg')}"
    )
    assert [area.name.text for area in draft.areas] == ["Samgöngur", "Úrgangur"]


@pytest.mark.parametrize(
    ("heading", "cell"), [("By", "Branch managers"), ("Av", "Kulturnämnden"), ("Durch", "Bauamt")]
)
def test_a_column_that_says_by_has_whom_or_when(heading: str, cell: str) -> None:
    whom = draft_of(f"| Action | {heading} | Due |\n|---|---|---|\n| Open on Sundays | {cell} | 2026 |\n")
    when = draft_of(f"| Action | Owner | {heading} |\n|---|---|---|\n| Open on Sundays | {cell} | 2026 |\n")
    assert [said(draft.measures[0]) for draft in (whom, when)] == [("Open on Sundays", cell, "2026")] * 2


def test_a_table_of_one_row_is_no_card_though_a_heading_is_unknown() -> None:
    draft = draft_of(
        "| Action | Crew | Due | Progress |\n|---|---|---|---|\n| Wifi everywhere | IT | June 2026 | Complete |\n"
    )
    assert [said(measure) for measure in draft.measures] == [("Wifi everywhere", "", "June 2026")]


def test_the_number_in_the_title_of_a_card_needs_no_mark_after_it() -> None:
    draft = draft_of("Tiltak 1.1 Kurs for ansatte\nAnsvar: Oppvekst | Frist: 2026\n")
    assert [(m.number.text, said(m)) for m in draft.measures] == [
        ("1.1", ("Kurs for ansatte", "Oppvekst", "2026"))
    ]


def test_a_heading_that_is_a_time_is_when_and_is_asked_about() -> None:
    draft = draft_of(
        "# Tiltaksplan\n\n## 2026\n\n- Registrere stølar. Ansvar: Kulturkontoret\n"
        "- Setje opp skilt. Ansvar: Teknisk. Frist: mai 2026\n\n## 2027\n\n- Gje ut bok. Ansvar: Mållaget\n"
    )
    assert [(measure.timeframe.text, bool(measure.timeframe.doubt)) for measure in draft.measures] == [
        ("2026", True),
        ("mai 2026", False),
        ("2027", True),
    ]


def test_numbers_with_a_letter_before_a_text_are_numbers() -> None:
    draft = drafted(
        table("Action | Owner | When\n1a. Build a crossing | Highways | 2026\n1b. Paint it | BID | 2027")
    )
    assert [(one.number.text, one.text.text) for one in draft.measures] == [
        ("1a", "Build a crossing"),
        ("1b", "Paint it"),
    ]


def test_the_year_beside_the_word_for_a_status_makes_it_no_less_certain() -> None:
    draft = drafted(table("Tiltak | Ansvar | Status 2025\nByggje bru | Hol | I gang"))
    assert [(column.means, column.certainty >= 0.9) for column in draft.columns][-1] == ("status", True)
