"""Measures outside table rows: on cards and in numbered paragraphs."""

from dataclasses import replace

import pytest

from regionplan_xl.documents.blocks import Block, Paragraph
from regionplan_xl.errors import Place
from tests.documents.drawn_tables import drafted, heading, lines, shown, table


def test_a_number_with_labelled_lines_below_is_a_measure() -> None:
    draft = drafted(
        heading("Handlungsfeld: Energie"),
        heading("Ziel 1.1: Wärme sparen", 2),
        *lines(
            "M1.1.1 Heizung tauschen", "Zuständig: Bauamt", "Beteiligte: Stadtwerke", "Zeitraum: 2026",
            "Stand: in Arbeit", "Bemerkung: Antrag gestellt", "M1.1.2 Beraten", "Zuständig: Energieagentur",
        ),
    )  # fmt: skip
    first, second = draft.measures
    assert (first.number.text, first.text.text) == ("M1.1.1", "Heizung tauschen")
    assert (first.responsible.text, first.involved.text, first.timeframe.text) == (
        "Bauamt",
        "Stadtwerke",
        "2026",
    )
    assert (first.status.text, [remark.text for remark in first.remarks]) == (
        "in Arbeit",
        ["Antrag gestellt"],
    )
    assert (second.number.text, second.responsible.text) == ("M1.1.2", "Energieagentur")
    (area,) = draft.areas
    assert (area.name.text, area.goals[0].number.text, area.goals[0].text.text) == (
        "Energie",
        "1.1",
        "Wärme sparen",
    )


def test_a_table_of_labels_and_values_is_one_measure() -> None:
    draft = drafted(
        table("Tiltak | Byggje bru\nAnsvar | Hol\nFrist | 2026\nStatus | I gang"),
        table("Tiltak | Byggje veg\nAnsvar | Gol\nFrist | 2027\nStatus | Ferdig"),
    )
    assert [(m.text.text, m.responsible.text, m.timeframe.text, m.status.text) for m in draft.measures] == [
        ("Byggje bru", "Hol", "2026", "I gang"),
        ("Byggje veg", "Gol", "2027", "Ferdig"),
    ]


def test_prose_is_no_measure() -> None:
    draft = drafted(heading("Innleiing"), *lines("Planen gjeld for fire år.", "Han er vedteken i 2024."))
    assert draft.measures == ()
    assert [value.text for value in draft.left_out] == [
        "Planen gjeld for fire år.",
        "Han er vedteken i 2024.",
    ]


def test_labels_within_a_sentence_are_fields_of_the_measure() -> None:
    draft = drafted(
        heading("Kultur"),
        *(
            Paragraph(text, Place(row=row), bullet="•")
            for row, text in enumerate(
                (
                    "Byggje scene. Ansvar: Hol. Frist: 2026.",
                    "Lage korbok (ansvarleg: Gol; frist: hausten 2027)",
                ),
                1,
            )
        ),
    )
    assert [(m.text.text, m.responsible.text, m.timeframe.text) for m in draft.measures] == [
        ("Byggje scene", "Hol", "2026"),
        ("Lage korbok", "Gol", "hausten 2027"),
    ]


def test_a_bold_line_above_such_items_is_their_goal() -> None:
    draft = drafted(
        heading("Kultur"),
        Paragraph("Fleire syng", Place(row=1), bold=True),
        Paragraph("Byggje scene. Ansvar: Hol. Frist: 2026.", Place(row=2), bullet="•"),
    )
    (area,) = draft.areas
    assert (area.name.text, area.goals[0].text.text) == ("Kultur", "Fleire syng")


def test_a_text_between_a_measure_and_what_is_said_of_it_belongs_to_it() -> None:
    draft = drafted(
        *lines(
            "Tiltak 1.1: Byggje scene", "Det gjer det lettare å halde konsertar.", "Ansvar: Hol", "Frist: 2026",
            "Tiltak 1.2: Lage korbok", "Songane skal takast vare på.", "Ansvar: Gol", "Frist: 2027",
        )
    )  # fmt: skip
    assert [
        (m.number.text, m.text.text, m.responsible.text, [r.text for r in m.remarks]) for m in draft.measures
    ] == [
        ("1.1", "Byggje scene", "Hol", ["Det gjer det lettare å halde konsertar."]),
        ("1.2", "Lage korbok", "Gol", ["Songane skal takast vare på."]),
    ]


def test_a_card_may_begin_with_its_number_and_say_its_goal() -> None:
    draft = drafted(
        heading("Handlungsfeld: Energie"),
        table(
            "Nr. | 1.1\nMaßnahme | Heizung tauschen\nZiel | Wärme sparen\nZuständig | Bauamt\nKosten | 10 000"
        ),
        table("Nr. | 1.2\nMaßnahme | Beraten\nZiel | Wärme sparen\nZuständig | Agentur\nKosten | 500"),
    )
    (area,) = draft.areas
    (goal,) = area.goals
    assert (area.name.text, goal.text.text) == ("Energie", "Wärme sparen")
    assert [(m.number.text, m.text.text, m.own[0][1].text) for m in goal.measures] == [
        ("1.1", "Heizung tauschen", "10 000"),
        ("1.2", "Beraten", "500"),
    ]


def test_a_number_before_prose_makes_no_measure_of_it() -> None:
    draft = drafted(
        heading("Bakgrunn"), *lines("1.1 Kommunen har 4 000 innbyggjarar.", "1.2 Dei fleste bur i sentrum.")
    )
    assert draft.measures == ()
    assert len(draft.left_out) == 2


def test_an_empty_application_form_has_no_measures() -> None:
    draft = drafted(table("Navn på tiltak | \nAnsvarlig | \nTidsrom | \nBeskrivelse | "))
    assert draft.measures == ()


def test_the_number_of_a_label_is_the_number_of_the_measure() -> None:
    draft = drafted(*lines("Action 4: Build a stage", "Lead: Hol", "When: 2026"))
    assert [(m.number.text, m.text.text) for m in draft.measures] == [("4", "Build a stage")]


def test_a_table_of_contents_has_no_measures() -> None:
    draft = drafted(*lines("1.1 Tiltak for song ........... 6", "1.2 Tiltak for dans ........... 9"))
    assert draft.measures == ()
    assert len(draft.left_out) == 2


def test_a_card_has_its_title_in_a_row_of_its_own_and_two_pairs_beside_each_other() -> None:
    draft = drafted(
        heading("Mål: Fleire syng"),
        table(
            "Tiltak 3: Byggje scene | < | < | <\nAnsvar | Hol | Frist | 2026\nMerknad | Ventar på tomt | < | <"
        ),
        table("Tiltak 4: Kjøpe piano | < | < | <\nAnsvar | Kulturavdeling | Frist | 2027\nMerknad | | < | <"),
    )
    (measure, other) = draft.measures
    assert (measure.number.text, measure.text.text) == ("3", "Byggje scene")
    assert (measure.responsible.text, measure.timeframe.text) == ("Hol", "2026")
    assert [remark.text for remark in measure.remarks] == ["Ventar på tomt"]
    assert (other.number.text, other.responsible.text) == ("4", "Kulturavdeling")


def test_cards_below_each_other_begin_where_one_says_again_what_it_is_about() -> None:
    (area,) = drafted(
        table(
            """
            Mål        | Song
            Tiltak nr. | 1
            Tiltak     | Byggje scene
            Ansvar     | Hol
                       |
            Mål        | Dans
            Tiltak nr. | 2
            Tiltak     | Leige sal
            Ansvar     | Gol
            """
        )
    ).areas
    assert [(g.text.text, g.measures[0].number.text) for g in area.goals] == [("Song", "1"), ("Dans", "2")]


def test_what_one_card_says_to_be_above_it_is_above_the_next_ones_too() -> None:
    draft = drafted(
        table("Mål | Song\nTiltak | Byggje scene\nAnsvar | Hol\nTiltak | Leige sal\nAnsvar | Gol")
    )
    (goal,) = draft.areas[0].goals
    assert [measure.text.text for measure in goal.measures] == ["Byggje scene", "Leige sal"]


def test_a_heading_above_a_card_is_the_measure_if_the_card_names_none() -> None:
    draft = drafted(
        heading("Song"),
        heading("Byggje scene", 2),
        table("Ansvar | Hol\nFrist | 2026"),
        heading("Leige sal", 2),
        table("Ansvar | Gol\nFrist | 2027"),
    )
    assert [area.name.text for area in draft.areas] == ["Song"]
    assert [(m.text.text, m.responsible.text) for m in draft.measures] == [
        ("Byggje scene", "Hol"),
        ("Leige sal", "Gol"),
    ]


def test_a_heading_above_a_card_may_be_its_number() -> None:
    draft = drafted(
        heading("Fiche action n° 1", 2),
        table("Axe | Eau\nIntitulé | Planter des haies\nPilote | Commune"),
        heading("Fiche action n° 2", 2),
        table("Axe | Eau\nIntitulé | Curer les fossés\nPilote | Commune"),
    )
    assert [(m.number.text, m.text.text) for m in draft.measures] == [
        ("1", "Planter des haies"),
        ("2", "Curer les fossés"),
    ]
    assert [area.name.text for area in draft.areas] == ["Eau"]


def test_the_title_of_an_empty_form_is_no_measure() -> None:
    form = "Ansvarlig | \nFrist | \nStatus | "
    assert drafted(heading("Vurderingsskjema"), table(form)).measures == ()
    assert drafted(table("Vurderingsskjema | <\n" + form)).measures == ()


def test_two_pairs_beside_each_other_on_a_sheet_are_no_header() -> None:
    drawn = table(
        """
        Action A1: Build a stage | <        | <        | <
        Lead officer             | Council  | Partners | Choir
        Deadline                 | 2026     | Status   | Ongoing
                                 |          |          |
        Action A2: Mark the path | <        | <        | <
        Lead officer             | Trust    | Partners | Hikers
        Deadline                 | 2027     | Status   | Ongoing
        """
    )
    rows = tuple(replace(row, place=replace(row.place, sheet="Plan")) for row in drawn.rows)
    draft = drafted(replace(drawn, rows=rows, place=replace(drawn.place, sheet="Plan")))
    assert [
        (m.number.text, m.responsible.text, m.involved.text, m.timeframe.text) for m in draft.measures
    ] == [
        ("A1", "Council", "Choir", "2026"),
        ("A2", "Trust", "Hikers", "2027"),
    ]


def test_a_line_in_capitals_above_a_goal_begins_a_new_area() -> None:
    draft = drafted(
        *lines(
            "KULTUR", "Mål 1.1 Fleire syng", "1.1.1 Byggje scene", "Ansvar: Hol", "Frist: 2026",
            "HELSE", "Mål 2.1 Fleire går", "2.1.1 Rydde stiar", "Ansvar: Gol", "Frist: 2027",
        )
    )  # fmt: skip
    assert [(area.name.text, [goal.number.text for goal in area.goals]) for area in draft.areas] == [
        ("KULTUR", ["1.1"]),
        ("HELSE", ["2.1"]),
    ]


@pytest.mark.parametrize("label", ["Maßnahme", "Massnahme", "Åtgärd", "Indsats", "Mesure"])
def test_the_number_after_a_word_for_a_measure_is_its_number(label: str) -> None:
    draft = drafted(
        heading("Wärmeplanung"),
        heading(f"{label} 3: Trasse vermessen", 2),
        *lines("Zuständig: Stadtwerke", "Zeitraum: 2025"),
    )
    assert [(m.number.text, m.text.text) for m in draft.measures] == [("3", "Trasse vermessen")]


def test_headings_of_measures_with_less_below_them_are_measures_as_the_others_are() -> None:
    draft = drafted(
        heading("Food Strategy"),
        heading("Growing", 2),
        heading("Open ten gardens", 3),
        *lines("Lead: Parks; partners: Allotment Society; by 2027"),
        heading("Lend tools", 3),
        *lines("Lead: Libraries; by 2026"),
    )
    assert [area.name.text for area in draft.areas] == ["Growing"]
    assert [(m.text.text, m.responsible.text, m.involved.text, m.timeframe.text) for m in draft.measures] == [
        ("Open ten gardens", "Parks", "Allotment Society", "by 2027"),
        ("Lend tools", "Libraries", "", "by 2026"),
    ]


def test_a_body_with_a_year_in_its_name_is_no_time() -> None:
    draft = drafted(
        heading("Tiltak 1: Byggje bru"), *lines("Ansvar: Hol, Partnarskapen Grønt 2030", "Status: I gang")
    )
    assert [(m.responsible.text, m.timeframe.text) for m in draft.measures] == [
        ("Hol, Partnarskapen Grønt 2030", "")
    ]


def test_a_numbered_priority_is_an_area_and_the_items_of_its_list_have_their_numbers() -> None:
    items = (
        "Cut the limit to 20 mph. Lead: Highways. Deadline: 2026.",
        "Build crossings. Lead: Works. Deadline: 2027.",
    )
    numbered = [Paragraph(text, Place(row=n), bullet=f"{n}.") for n, text in enumerate(items, 1)]
    draft = drafted(*lines("Action plan for safer streets", "Priority 1: Slower traffic"), *numbered)
    assert [area.name.text for area in draft.areas] == ["Slower traffic"]
    assert [(m.number.text, m.text.text) for m in draft.measures] == [
        ("1", "Cut the limit to 20 mph"),
        ("2", "Build crossings"),
    ]


def test_the_priority_of_a_measure_is_no_area() -> None:
    draft = drafted(*lines("Measure 1: Build a bridge", "Lead: Hol", "Priority: high", "Deadline: 2027"))
    assert [m.priority.text for m in draft.measures] == ["high"]


def test_labels_on_lines_of_their_own_have_their_values_below() -> None:
    texts = (
        "No.",
        "1",
        "Action",
        "Restore the",
        "harbour crane",
        "Lead",
        "Museum Trust",
        "When",
        "Spring 2026",
    )
    draft = drafted(*lines("Action plan for the old quay", *texts))
    assert [(m.number.text, m.text.text, m.responsible.text, m.timeframe.text) for m in draft.measures] == [
        ("1", "Restore the harbour crane", "Museum Trust", "Spring 2026")
    ]


def test_cards_below_each_other_have_the_same_labels() -> None:
    first = ("Tiltak", "Byggje bru", "Ansvar", "Hol", "Frist", "2026")
    second = ("Tiltak", "Byggje veg", "Ansvar", "Gol", "Frist", "2027")
    draft = drafted(heading("Plan"), *lines(*first, *second))
    assert [(m.text.text, m.responsible.text, m.timeframe.text) for m in draft.measures] == [
        ("Byggje bru", "Hol", "2026"),
        ("Byggje veg", "Gol", "2027"),
    ]


def test_headings_of_columns_below_each_other_are_no_labels() -> None:
    draft = drafted(heading("Plan"), *lines("Tiltak", "Ansvar", "Frist", "Byggje bru", "Hol", "2026"))
    assert draft.measures == ()


def test_a_heading_of_a_measure_is_one_also_if_nothing_is_said_of_it_as_of_the_others() -> None:
    draft = drafted(
        heading("Action 1: Build a stage"),
        *lines("Lead: Hol", "Timeframe: 2026"),
        heading("Action 2: Paint the hall"),
        *lines("The hall was built in 1962."),
        heading("Action 3: Plant trees"),
        *lines("Lead: Gol", "Timeframe: 2027"),
    )
    assert [(m.number.text, m.text.text, m.responsible.text) for m in draft.measures] == [
        ("1", "Build a stage", "Hol"),
        ("2", "Paint the hall", ""),
        ("3", "Plant trees", "Gol"),
    ]


def test_a_card_may_begin_with_its_number_beside_its_text() -> None:
    draft = drafted(
        table(
            "A1 | Radwege bauen\nZiel | Mehr Radverkehr\nKurzbeschreibung | Zwölf Kilometer\n"
            "Verantwortlich | Bauamt\nZeitraum | 2026\nStand | begonnen"
        ),
        table("A2 | Bänke aufstellen\nZiel | \nVerantwortlich | Ortsbeirat\nZeitraum | 2027\nStand | "),
    )
    assert [(m.number.text, m.text.text, m.responsible.text) for m in draft.measures] == [
        ("A1", "Radwege bauen", "Bauamt"),
        ("A2", "Bänke aufstellen", "Ortsbeirat"),
    ]
    assert draft.left_out == ()


def test_a_numbered_heading_above_numbered_measures_is_no_measure() -> None:
    draft = drafted(
        heading("4.1 Avlaup"),
        Paragraph("Tiltak 4.1.1 Sanere leidningar", Place(row=1), bold=True),
        Paragraph("Leidningane er gamle.", Place(row=2)),
        Paragraph("Ansvar: Kommunane", Place(row=3)),
        Paragraph("Tiltak 4.1.2 Tilsyn", Place(row=4), bold=True),
        Paragraph("Ansvar: Tilsynskontoret", Place(row=5)),
    )
    assert shown(draft) == [
        ("Avlaup", "", "4.1.1", "Sanere leidningar"),
        ("Avlaup", "", "4.1.2", "Tilsyn"),
    ]
    assert [value.text for value in draft.measures[0].remarks] == ["Leidningane er gamle."]


_NUMBERED = (
    ("1 Reint miljø", "1.1 Elvene er reine"),
    ("1.1.1 Rense vatnet ved utløpet", "Ansvar: Hol", "Frist: 2026"),
    ("1.1.2 Måle vatnet kvart år", "Ansvar: Gol", "Frist: 2027"),
    ("1.2 Lufta er rein",),
    ("1.2.1 Fyre mindre med ved", "Ansvar: Ål", "Frist: 2028"),
)
_AREA_GOAL_MEASURES = [
    ("Reint miljø", "Elvene er reine", "1.1.1", "Rense vatnet ved utløpet"),
    ("Reint miljø", "Elvene er reine", "1.1.2", "Måle vatnet kvart år"),
    ("Reint miljø", "Lufta er rein", "1.2.1", "Fyre mindre med ved"),
]


def test_a_line_is_a_goal_if_its_number_begins_that_of_the_measure_below() -> None:
    drawn = lines(*(text for texts in _NUMBERED for text in texts))
    assert shown(drafted(heading("Handlingsplan 2026"), *drawn)) == _AREA_GOAL_MEASURES


def test_a_heading_is_a_goal_if_its_number_begins_that_of_the_measure_below() -> None:
    (area, goal), first, second, (next_goal,), third = _NUMBERED
    blocks: list[Block] = [
        heading("Handlingsplan 2026"),
        heading(area, 2),
        heading(goal, 3),
        *lines(*first, *second),
        heading(next_goal, 3),
        *lines(*third),
    ]
    assert shown(drafted(*blocks)) == _AREA_GOAL_MEASURES
