"""Measures that are no rows of a table: cards, numbered paragraphs."""

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
