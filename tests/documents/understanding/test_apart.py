"""Text in which the columns of a table come one after another, as pdftotext writes many tables."""

import pytest

from regionplan_xl.documents.blocks import Document, Row, Table, TableCell
from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.sources.plain_text import read
from regionplan_xl.documents.understanding.streams.unfold import unfolded
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.errors import Place

NUMBERS_APART = """\
Plan climat du Val d'Orge
Axe 1 : Se déplacer autrement
N°
1.1
1.2

Action
Créer une voie verte entre la
gare et le lycée
Ouvrir une ligne de covoiturage

Pilote
Service voirie

Échéance
2027

Service mobilité

2028

Axe 2 : Consommer moins
N°
2.1

Action
Isoler les quatre écoles

Pilote
Service bâtiments
"""
WITHOUT_NUMBERS = """\
Maßnahmenplan Oberthal
Wohnen im Alter
Maßnahme
Beratungsstelle für
barrierefreies Umbauen im
Rathaus einrichten
Leerstände im Ortskern erfassen

Zuständig
Sozialamt

Frist
2026

Bauamt

Juni 2026

Mobilität
Maßnahme
Bürgerbus auf drei Linien
2027
ausweiten
"""
IN_ONE_COLUMN_WITH_THEIR_NUMBERS = """\
Handlingsplan 2026-2030
Klimat och energi
Nr
Åtgärd
Mål 1.1 Vi har halverat utsläppen
1.1.1 Ta fram en energiplan för alla
kommunala byggnader i dalen
1.1.2 Starta en samåkningstjänst

Tid

Ansvarig

Samverkan

2026
2027

Tekniska nämnden
Kollektivtrafiken

Byalagen

Näringsliv
Nr
Åtgärd
Mål 2.1 Fler företag startas
2.1.1 Utred en gemensam industripark

Tid

Ansvarig

Samverkan

2028
"""


def draft_of(text: str) -> Draft:
    return understand(unfolded(read(text.encode(), "plan.txt")))


def measures(draft: Draft) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return number and text of the measures of each area."""
    return [
        (area.name.text, [(m.number.text, m.text.text) for goal in area.goals for m in goal.measures])
        for area in draft.areas
    ]


def test_numbers_in_a_column_before_the_texts_are_those_of_the_texts_in_their_order() -> None:
    draft = draft_of(NUMBERS_APART)
    assert measures(draft) == [
        (
            "Se déplacer autrement",
            [
                ("1.1", "Créer une voie verte entre la gare et le lycée"),
                ("1.2", "Ouvrir une ligne de covoiturage"),
            ],
        ),
        ("Consommer moins", [("2.1", "Isoler les quatre écoles")]),
    ]
    assert not any(measure.text.doubt for measure in draft.measures)


def test_texts_that_nothing_counts_are_asked_about() -> None:
    draft = draft_of(WITHOUT_NUMBERS)
    assert measures(draft) == [
        (
            "Wohnen im Alter",
            [
                ("", "Beratungsstelle für barrierefreies Umbauen im Rathaus einrichten"),
                ("", "Leerstände im Ortskern erfassen"),
            ],
        ),
        ("Mobilität", [("", "Bürgerbus auf drei Linien ausweiten")]),
    ]
    assert all(measure.text.doubt for measure in draft.measures)


def test_the_line_above_each_table_is_its_area() -> None:
    assert measures(draft_of(IN_ONE_COLUMN_WITH_THEIR_NUMBERS)) == [
        (
            "Klimat och energi",
            [
                ("1.1.1", "Ta fram en energiplan för alla kommunala byggnader i dalen"),
                ("1.1.2", "Starta en samåkningstjänst"),
            ],
        ),
        ("Näringsliv", [("2.1.1", "Utred en gemensam industripark")]),
    ]


@pytest.mark.parametrize("text", [NUMBERS_APART, WITHOUT_NUMBERS, IN_ONE_COLUMN_WITH_THEIR_NUMBERS])
def test_whom_and_when_of_the_other_columns_are_in_no_field_but_left_out_by_name(text: str) -> None:
    draft = draft_of(text)
    said = "\n".join(value.text for value in draft.left_out)
    assert [(m.timeframe.text, m.responsible.text, m.involved.text) for m in draft.measures] == [
        ("", "", "") for _ in draft.measures
    ]
    names = {"Service voirie", "2028", "Sozialamt", "Juni 2026", "2027", "Tekniska nämnden", "Byalagen"}
    assert {name for name in names if name in text} == {name for name in names if name in said}


NEXT_COLUMN_RIGHT_BELOW = """Handlingsplan 2026

Tiltak

Halde skogdag
Rydde stigar
Ansvar
Gol kommune
Hol kommune

Frist
2026
2027

Status
Ferdig
Raud
"""


def test_the_heading_of_the_next_column_ends_that_of_the_measures() -> None:
    draft = draft_of(NEXT_COLUMN_RIGHT_BELOW)
    assert [one.text.text for one in draft.measures] == ["Halde skogdag", "Rydde stigar"]
    assert not any(one.responsible or one.status or one.timeframe for one in draft.measures)
    left = " ".join(one.text for one in draft.left_out)
    assert all(word in left for word in ("Gol kommune", "Hol kommune", "2026", "2027", "Ferdig", "Raud"))


@pytest.mark.parametrize("word", ["Frist", "Merknad", "Status", "Påstarta", "Gol\nFrist", "planning", "time"])
def test_no_body_is_called_as_another_column_or_a_status(word: str) -> None:
    row = (TableCell("1.1"), TableCell("Byggje sti"), TableCell(word), TableCell("Gol og Nes"))
    heads = tuple(map(TableCell, ("Nr", "Tiltak", "Ansvar", "Involvering")))
    document = Document("plan.xlsx", (Table((Row(heads, Place()), Row(row, Place())), Place()),))
    (measure,) = understand(document).measures
    assert (measure.text.text, measure.responsible.text, measure.involved.text) == (
        "Byggje sti",
        "",
        "Gol og Nes",
    )
    assert word.split("\n")[-1] in " ".join(one.text for one in understand(document).left_out)


@pytest.mark.parametrize("body", ["Planning", "State", "Planning, Gol", "Strategi\nGol kommune", "Time"])
def test_a_department_or_municipality_that_is_called_as_a_heading_is_a_body(body: str) -> None:
    row = (TableCell("1.1"), TableCell("Byggje sti"), TableCell(body))
    heads = tuple(map(TableCell, ("Nr", "Tiltak", "Ansvar")))
    document = Document("plan.xlsx", (Table((Row(heads, Place()), Row(row, Place())), Place()),))
    (measure,) = understand(document).measures
    assert measure.responsible.text == body
