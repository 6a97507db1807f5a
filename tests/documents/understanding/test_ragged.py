"""Tables in text whose rows do not start in the same column."""

from regionplan_xl.documents.draft import Draft
from tests.documents.drawn_tables import drafted, lines, table


def shown(draft: Draft) -> list[tuple[str, ...]]:
    """Return area, goal, text, timeframe, responsible and involved of each measure."""
    return [
        (
            area.name.text,
            goal.text.text,
            measure.text.text,
            measure.timeframe.text,
            measure.responsible.text,
            measure.involved.text,
        )
        for area in draft.areas
        for goal in area.goals
        for measure in goal.measures
    ]


def test_a_row_that_begins_a_column_too_early_is_moved_to_where_its_time_fits() -> None:
    draft = drafted(
        table(
            """
            SAMFERDSEL | | | | |
            Bane | | Tid | Ansvar | Involvering | Merknad
            Byggje kryssingsspor | 2026 | Vy | Hol | |
            | Byggje perrong | 2027 | Vy | | Dyrt
            Pusse opp stasjonen | 2028 | | Hol | |
            """
        )
    )
    assert shown(draft) == [
        ("SAMFERDSEL", "Bane", "Byggje kryssingsspor", "2026", "Vy", "Hol"),
        ("SAMFERDSEL", "Bane", "Byggje perrong", "2027", "Vy", ""),
        ("SAMFERDSEL", "Bane", "Pusse opp stasjonen", "2028", "", "Hol"),
    ]


def test_a_heading_in_the_table_begins_another_one_with_columns_of_its_own() -> None:
    draft = drafted(
        table(
            """
            Verkehr | | Zeitraum | Zuständig | Beteiligte
            | Radwege bauen | 2026 | Bauamt | Stadtwerke
            | Buslinie einrichten | 2027 | Stadtwerke |
            ENERGIE | | | |
            Strom | Zeitraum | Zuständig | Beteiligte |
            Dächer prüfen | 2028 | Bauamt | Stadtwerke |
            """
        )
    )
    assert shown(draft) == [
        ("Verkehr", "", "Radwege bauen", "2026", "Bauamt", "Stadtwerke"),
        ("Verkehr", "", "Buslinie einrichten", "2027", "Stadtwerke", ""),
        ("ENERGIE", "Strom", "Dächer prüfen", "2028", "Bauamt", "Stadtwerke"),
    ]


def test_a_measure_with_nothing_but_a_text_is_no_heading_of_what_comes_below() -> None:
    draft = drafted(
        table(
            """
            Bane | | Tid | Ansvar | Merknad
            | Byggje kryssingsspor | 2026 | Vy |
            | Lage ein strategi for stoppestader | | |
            Veg | | Tid | Ansvar | Merknad
            | Byggje bru over elva | 2027 | Vegvesenet |
            """
        )
    )
    assert [measure.text.text for measure in draft.measures] == [
        "Byggje kryssingsspor",
        "Lage ein strategi for stoppestader",
        "Byggje bru over elva",
    ]


def test_columns_below_headings_in_another_table_stay_apart_where_no_row_has_both() -> None:
    (bridge, road) = drafted(
        table("Nr | Tiltak | Tid | Ansvar | Involvering | Status"),
        *lines("Mål 1.1 Fleire reiser saman"),
        table("1.1.1 | Byggje bru | 2026 | Hol | | Ferdig\n1.1.2 | Byggje veg | 2027 | Gol | Vy |"),
    ).measures
    assert (bridge.involved.text, bridge.status.text) == ("", "Ferdig")
    assert (road.involved.text, road.status.text) == ("Vy", "")
