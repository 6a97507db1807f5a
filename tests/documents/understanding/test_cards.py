"""Measures that are no rows of a table: cards, numbered paragraphs."""

from regionplan_xl.documents.blocks import Paragraph
from regionplan_xl.errors import Place
from tests.documents.drawn_tables import drafted, heading, lines, table


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
