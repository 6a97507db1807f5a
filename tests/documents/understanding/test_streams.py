"""Tables reduced to their lines in order, as some programs write them to text."""

import pytest

from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.sources.plain_text import read
from regionplan_xl.documents.understanding.streams.unfold import unfolded
from regionplan_xl.documents.understanding.understand import understand


def draft_of(text: str) -> Draft:
    return understand(unfolded(read(text.encode(), "plan.txt")))


def fields(draft: Draft) -> list[tuple[str, ...]]:
    """Return number, text, timeframe, responsible and involved of each measure."""
    return [
        (m.number.text, m.text.text, m.timeframe.text, m.responsible.text, m.involved.text)
        for m in draft.measures
    ]


CELLS = [
    ("Build a cycle path along the river", "2026", "City Works", "County Engineer"),
    ("Trial a night bus on Fridays", "2027", "North Bus", ""),
    ("Open the parking figures as data", "", "Digital Unit", "University"),
    ("Make the six worst crossings safe", "2025-2027", "", ""),
]


def test_a_line_for_each_cell_with_empty_lines_for_empty_cells() -> None:
    """As LibreOffice saves a table as text."""
    lines = ["Action", "When", "Lead", "Partners", *(cell for row in CELLS for cell in row)]
    assert [row[1:] for row in fields(draft_of("\n".join(lines)))] == CELLS


@pytest.mark.parametrize(
    "headings",
    [
        ("Nr", "Tiltak", "Frist", "Ansvarlig", "Samarbeidspartnere"),
        ("Nr.", "Maßnahme", "Zeitraum", "Zuständig", "Beteiligte"),
        ("Nr", "Åtgärd", "Tidplan", "Ansvarig", "Samverkan"),
        ("Nr", "Indsats", "Tidsplan", "Ansvarlig", "Samarbejdspartnere"),
    ],
)
def test_cells_in_reading_order_are_told_apart_by_what_they_look_like(headings: tuple[str, ...]) -> None:
    """As pdftotext writes a table; a cell takes as many lines as it needs."""
    text = "\n".join(headings) + (
        "\n1.1\nEtablere en felles plan for\nsykling i hele regionen\n2026\nVegkontoret\nNordfylket\n"
        "1.2\nBygge en bro over fjorden ved\nsagbruket\n2027-2028\nVegkontoret\n"
        "1.3\nVurdere nye ruter for bussen\n2029\nNordfylket\nVegkontoret\n"
    )
    assert fields(draft_of(text)) == [
        ("1.1", "Etablere en felles plan for sykling i hele regionen", "2026", "Vegkontoret", "Nordfylket"),
        ("1.2", "Bygge en bro over fjorden ved sagbruket", "2027-2028", "Vegkontoret", ""),
        ("1.3", "Vurdere nye ruter for bussen", "2029", "Nordfylket", "Vegkontoret"),
    ]


def test_lines_read_across_all_columns_go_back_to_their_cells() -> None:
    text = (
        "Tiltak\nTid\nAnsvar\nInvolvering\nMål 1.1:\nFolk syng meir i alle bygdene\n"
        "1.1.1.\n2026\nKulturlaget\nSongarforbundet\nByggje ei scene til dei store songfestane\nHolmen\nFjellnett\n"
        "som kjem kvart år, og leige henne ut\n"
        "1.1.2.\n2027\nKulturlaget\nKjøpe nye notar til alle kora i dalen\n"
    )
    draft = draft_of(text)
    assert fields(draft) == [
        (
            "1.1.1.",
            "Byggje ei scene til dei store songfestane som kjem kvart år, og leige henne ut",
            "2026",
            "Kulturlaget\nHolmen",
            "Songarforbundet\nFjellnett",
        ),
        ("1.1.2.", "Kjøpe nye notar til alle kora i dalen", "2027", "Kulturlaget", ""),
    ]
    (area,) = draft.areas
    assert [(goal.number.text, goal.text.text) for goal in area.goals] == [
        ("1.1", "Folk syng meir i alle bygdene")
    ]


def test_names_of_which_nothing_shows_the_column_are_doubted() -> None:
    text = (
        "Tiltak\nTid\nAnsvar\nInvolvering\n1.1.1\n2026\nKulturlaget\nSongarforbundet\n"
        "Byggje ei scene til dei store songfestane\nHolmen\nsom kjem kvart år, og leige henne ut\n"
        "1.1.2\n2027\nKulturlaget\nHolmen\nKjøpe nye notar til alle kora i dalen\n"
    )
    first, second = draft_of(text).measures
    assert first.involved.text == "Songarforbundet\nHolmen"
    assert first.involved.doubt is not None
    assert second.involved.doubt is None


def test_columns_read_one_after_another_give_the_measures_and_no_guesses() -> None:
    text = (
        "No.\nAction\nFLOOD DEFENCE\nA1.1\nSurvey the sea wall between the quay and\nthe old ropeworks\n"
        "A1.2\nRaise the pumping station\nA1.3\nA2.1\n\nAgree a closing plan\nSend a guide to every household\n\n"
        "Lead\n\nPartners\n\nWhen\n\nHarbour Authority\n\n2025\n\nCity Works\n\nYearly\nPolice\n"
    )
    draft = draft_of(text)
    assert fields(draft) == [
        ("A1.1", "Survey the sea wall between the quay and the old ropeworks", "", "", ""),
        ("A1.2", "Raise the pumping station", "", "", ""),
        ("A1.3", "Agree a closing plan", "", "", ""),
        ("A2.1", "Send a guide to every household", "", "", ""),
    ]
    assert {"Harbour Authority", "2025", "City Works", "Yearly", "Police"} <= {
        value.text for value in draft.left_out
    }
    assert [bool(measure.text.doubt) for measure in draft.measures] == [False, False, True, True]


def test_times_that_come_after_several_measures_are_given_to_each_with_a_doubt() -> None:
    text = (
        "Tiltak\nTid\nAnsvar\nInvolvering\n1.1.1\nByggje ei scene til songfesten\n"
        "1.1.2\nKjøpe nye notar til alle kora\n"
        "\n2026\n\nKulturlaget\n\nHolmen\n\n2027\n\nHolmen\n1.1.3\nHalde kurs for nye songarar\n2028\nKulturlaget\n"
    )
    measures = draft_of(text).measures
    assert [(m.timeframe.text, m.responsible.text, m.involved.text) for m in measures] == [
        ("2026", "Kulturlaget", "Holmen"),
        ("2027", "Holmen", ""),
        ("2028", "Kulturlaget", ""),
    ]
    assert [bool(measure.timeframe.doubt) for measure in measures] == [True, True, False]


def test_prose_and_lists_without_headings_of_columns_give_no_measures() -> None:
    text = (
        "Referat frå møtet\n\nTil stades: Kari, Ola\n\nSak 1\nLeiaren opna møtet og ønskte vel møtt.\n\n"
        "- Kaffi vart servert\n- Budsjettet vart vedteke 12. mai 2025\n\nTid\n\nNeste møte er i juni.\n"
    )
    assert draft_of(text).measures == ()


def test_a_text_that_comes_after_the_last_measure_is_no_part_of_it() -> None:
    text = (
        "Tiltak Tid Ansvar Involvering\n\n1.1.1\nByggje ei scene til songfesten\n\n2026 Kulturlaget\n\n"
        "1.1.2\nKjøpe nye notar til alle kora\n\n2027 Kulturlaget\n\n\n\nForslag til vedtak:\n"
        "Saka blir teken til orientering i møtet\n"
    )
    draft = draft_of(text)
    assert [row[:2] for row in fields(draft)] == [
        ("1.1.1", "Byggje ei scene til songfesten"),
        ("1.1.2", "Kjøpe nye notar til alle kora"),
    ]
    assert "Saka blir teken til orientering i møtet" in {value.text for value in draft.left_out}


def areas(draft: Draft) -> list[tuple[str, str, list[str]]]:
    return [
        (area.number.text, area.name.text, [m.number.text for goal in area.goals for m in goal.measures])
        for area in draft.areas
    ]


@pytest.mark.parametrize("headings", ["Tiltak Tid Ansvar Involvering\n\n", ""])
def test_an_area_whose_heading_is_only_a_number_and_a_name_is_an_area(headings: str) -> None:
    text = (
        "Plan for Fjellbygda\n\nInnhald\n1 Klima\n2 Næring\n\n"
        f"1 Klima\n\nMål 1.1 Reinare luft\n\n{headings}1.1.1 Byggje sykkelveg langs elva\n2026\n\nHol\n\nNAV\n\n"
        f"2. Næring\n\nMål 2.1 Fleire bedrifter\n\n{headings}2.1.1 Halde kurs for gründarar\n2027\n\nGol\n\nNAV\n"
    )
    assert areas(draft_of(text)) == [("1", "Klima", ["1.1.1"]), ("2", "Næring", ["2.1.1"])]


def test_the_first_area_of_a_text_with_a_line_for_each_cell_is_an_area_like_the_others() -> None:
    """As LibreOffice saves headings and tables as text: nothing is above the first area."""
    headings = "Nr\nTiltak\nFrist\nAnsvar\n"
    text = (
        f"1 Klima\n\nMål 1.1 Reinare luft\n{headings}1.1.1\nByggje sykkelveg langs elva\n2026\nHol\n"
        "1.1.2\nPlante tre i sentrum\n2027\nGol\n\n"
        f"2 Næring\n\nMål 2.1 Fleire bedrifter\n{headings}2.1.1\nHalde kurs for gründarar\n2027\nGol\n"
        "2.1.2\nSkipe eit næringsfond\n2028\nHol\n"
    )
    draft = draft_of(text)
    assert areas(draft) == [("1", "Klima", ["1.1.1", "1.1.2"]), ("2", "Næring", ["2.1.1", "2.1.2"])]
    assert [goal.text.text for area in draft.areas for goal in area.goals] == [
        "Reinare luft",
        "Fleire bedrifter",
    ]


def test_the_numbers_of_pages_are_in_no_cell() -> None:
    text = (
        "Tiltak Tid Ansvar Involvering\n\n1.1.1\nByggje ei scene til songfesten\n\n2026 Kulturlaget\n\nSide 3 av 9\n\n"
        "1.1.2\nKjøpe nye notar til alle kora\n\n4\n\n2027 Kulturlaget\n"
    )
    draft = draft_of(text)
    assert fields(draft) == [
        ("1.1.1", "Byggje ei scene til songfesten", "2026", "Kulturlaget", ""),
        ("1.1.2", "Kjøpe nye notar til alle kora", "2027", "Kulturlaget", ""),
    ]
    assert {"Side 3 av 9", "4"} <= {value.text for value in draft.left_out}


def test_rows_of_tabs_below_headings_with_spaces_are_below_those_headings() -> None:
    text = (
        "KULTUR\n\nTiltak Tid Ansvar Involvering\n\nMål 1.1:\nFolk syng meir\n\n"
        "1.1.1\tByggje ei scene\t2026\tHol\tGol\n1.1.2\tKjøpe notar\t2027\tGol\t\n\n"
        "Mål 1.2:\nFolk dansar meir\n\n1.2.1\tHalde dansekurs\t2026\tHol\tÅl\n"
    )
    draft = draft_of(text)
    assert fields(draft) == [
        ("1.1.1", "Byggje ei scene", "2026", "Hol", "Gol"),
        ("1.1.2", "Kjøpe notar", "2027", "Gol", ""),
        ("1.2.1", "Halde dansekurs", "2026", "Hol", "Ål"),
    ]
    (area,) = draft.areas
    assert [(goal.number.text, goal.text.text) for goal in area.goals] == [
        ("1.1", "Folk syng meir"),
        ("1.2", "Folk dansar meir"),
    ]


def test_names_that_are_known_are_told_apart_on_one_line() -> None:
    text = "Tiltak Tid Ansvar Involvering\n\n1.1.1 Byggje ei scene\n2026 Indre Vest Nordfylket\n"
    document = unfolded(read(text.encode(), "plan.txt"), ["Indre Vest", "Nordfylket"])
    assert fields(understand(document)) == [("1.1.1", "Byggje ei scene", "2026", "Indre Vest", "Nordfylket")]


def test_statuses_are_asked_about_where_some_row_has_several() -> None:
    text = (
        "Nr\nTiltak\nAnsvar\nStatus\n1.1\nByggje gangveg langs heile elva\nHol\nFerdig\nI gang\n"
        "1.2\nKjøpe nye notar til alle kora\nGol\n1.3\nHalde kurs for nye songarar\nNes\nFerdig\n"
    )
    said = [measure.status for measure in draft_of(text).measures if measure.status]
    assert said and all(status.doubt for status in said)


def test_the_area_and_the_goal_after_a_card_are_above_the_cards_that_follow() -> None:
    card = "{} Radweg bauen\nZuständig: Bauamt\nStand: umgesetzt\n"
    text = (
        "Klimaplan\nHandlungsfeld: Energie\nZiel 1.1: Weniger Strom\n" + card.format("M1.1.1") + "\n"
        "Handlungsfeld: Verkehr\nZiel 2.1: Mehr Rad\n" + card.format("M2.1.1") + card.format("M2.1.2")
    )
    assert areas(draft_of(text)) == [("", "Energie", ["M1.1.1"]), ("", "Verkehr", ["M2.1.1", "M2.1.2"])]


def test_an_area_and_a_goal_between_the_lines_of_a_card_are_its_own() -> None:
    text = (
        "Tiltak: Byggje sti\nAnsvar: Hol\nOmråde: Friluft\nMål: Fleire går tur\nFrist: 2026\n\n"
        "Tiltak: Plante skog\nAnsvar: Gol\nOmråde: Klima\nMål: Reinare luft\nFrist: 2027\n"
    )
    assert [(area.name.text, area.goals[0].text.text) for area in draft_of(text).areas] == [
        ("Friluft", "Fleire går tur"),
        ("Klima", "Reinare luft"),
    ]


def test_a_cell_right_below_a_heading_is_no_heading() -> None:
    text = (
        "Kultur\nByggje ei scene til songfesten\nKjøpe nye notar til alle kora\n\nAnsvar\nKulturlaget\n\nInvolvering\n"
        "Holmen\n\nSongarforbundet\n"
    )
    draft = draft_of(text)
    said = " ".join(value.text for value in draft.left_out)
    assert draft.measures == ()
    assert {"Kulturlaget", "Holmen", "Songarforbundet"} <= set(said.split())
