"""Labels and headings in the languages that plans are written in."""

import pytest

from regionplan_xl.documents.draft import Draft, DraftMeasure
from regionplan_xl.documents.sources.plain_text import read
from regionplan_xl.documents.understanding.streams.unfold import unfolded
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.documents.vocabulary.lookup import status_key


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
