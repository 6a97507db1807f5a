"""Areas and goals above measures: headings, bands, lines between tables, and numbered or bold texts."""

import pytest

from regionplan_xl.documents.blocks import Block, Paragraph
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.errors import Place
from tests.documents.drawn_tables import drafted, heading, lines, shown, table


def test_headings_goals_and_areas_come_from_wherever_they_are() -> None:
    in_rows = table(
        """
        Nr    | Tiltak | Tid | Ansvar
        MILJØ | < | < | <
        1.1   | **Reine elver | |
        1.1.1 | Rense vatn | 2026 | Hol
        1.2   | **Rein luft | |
        1.2.1 | Fyre mindre | 2027 | Gol
        """
    )
    expected = [
        ("Miljø", "Reine elver", "1.1.1", "Rense vatn"),
        ("Miljø", "Rein luft", "1.2.1", "Fyre mindre"),
    ]
    assert [(area.capitalize(), *rest) for area, *rest in shown(drafted(in_rows))] == expected
    in_headings: list[Block] = [
        heading("Miljø"),
        heading("Mål 1.1: Reine elver", 2),
        table("Nr | Tiltak | Tid | Ansvar\n1.1.1 | Rense vatn | 2026 | Hol"),
        heading("Mål 1.2: Rein luft", 2),
        table("Nr | Tiltak | Tid | Ansvar\n1.2.1 | Fyre mindre | 2027 | Gol"),
    ]
    assert shown(drafted(*in_headings)) == expected
    in_columns = table(
        """
        Satsingsområde | Mål | Nr | Tiltak | Tid | Ansvar
        Miljø | Reine elver | 1.1.1 | Rense vatn | 2026 | Hol
        ^     | Rein luft   | 1.2.1 | Fyre mindre | 2027 | Gol
        """
    )
    assert shown(drafted(in_columns)) == expected


def test_the_title_of_the_document_is_no_area() -> None:
    draft = drafted(
        heading("Handlingsplan 2026", 1),
        heading("Miljø", 2),
        table("Tiltak | Ansvar | Tid\nRense vatn | Hol | 2026"),
        heading("Kultur", 2),
        table("Tiltak | Ansvar | Tid\nSynge | Gol | 2026"),
    )
    assert [area.name.text for area in draft.areas] == ["Miljø", "Kultur"]
    assert draft.title.text == "Handlingsplan 2026"


def test_a_heading_of_the_text_column_names_what_the_measures_are_about() -> None:
    draft = drafted(
        heading("Infrastruktur"),
        table("Jernbane | Tidsramme | Ansvar\nByggje dobbeltspor heile vegen | 2026 | Staten"),
        table("Veg | Tidsramme | Ansvar\nUtbetre riksveg 7 over fjellet | 2027 | Staten"),
    )
    assert [(area, goal) for area, goal, *_ in shown(draft)] == [
        ("Infrastruktur", "Jernbane"),
        ("Infrastruktur", "Veg"),
    ]


def test_of_two_headings_that_look_alike_the_one_right_above_the_other_is_the_area() -> None:
    draft = drafted(
        table(
            """
            Nr            | Tiltak        | Ansvar
            **Kultur      | <             | <
            **Folk syng   | <             | <
            1             | Byggje scene  | Hol
            **Folk dansar | <             | <
            2             | Leige sal     | Gol
            **Natur       | <             | <
            **Reine elvar | <             | <
            3             | Rydje         | Ål
            """
        )
    )
    assert [(area.name.text, [goal.text.text for goal in area.goals]) for area in draft.areas] == [
        ("Kultur", ["Folk syng", "Folk dansar"]),
        ("Natur", ["Reine elvar"]),
    ]


def test_headings_that_are_numbered_alike_are_on_one_level() -> None:
    draft = drafted(
        heading("Kultur"),
        table(
            """
            Nr                | Tiltak       | Ansvar
            **1.1 Folk syng   | <            | <
            **1.2 Folk dansar | <            | <
            1.2.1             | Leige sal    | Gol
            """
        ),
    )
    assert [goal.text.text for area in draft.areas for goal in area.goals] == ["Folk dansar"]
    assert draft.areas[0].name.text == "Kultur"


def test_a_goal_that_is_a_line_between_tables_is_within_the_area_above_it() -> None:
    draft = drafted(
        *lines("KULTUR"), table("Nr | Tiltak | Ansvar"),
        *lines("Mål 1.1 Fleire syng"), table("1.1.1 | Byggje scene | Hol"),
        *lines("HELSE"), table("Nr | Tiltak | Ansvar"),
        *lines("Mål 2.1 Fleire går"), table("2.1.1 | Rydde stiar | Gol"),
    )  # fmt: skip
    assert [(area.name.text, [goal.number.text for goal in area.goals]) for area in draft.areas] == [
        ("KULTUR", ["1.1"]),
        ("HELSE", ["2.1"]),
    ]


def test_roman_numbers_above_lettered_ones_are_headings() -> None:
    draft = drafted(
        table(
            "Nr | Tiltak | Ansvar | Frist\nI. | Nett | |\nI.a | Stenge hull i nettet | Vei | 2026\n"
            "II. | Parkering | |\nII.a | Sette opp stativ | Skole | 2027\nII.b | Bygge hus ved stasjonen | Bane | 2028"
        )
    )
    assert [(area, number, text) for area, _, number, text in shown(draft)] == [
        ("Nett", "I.a", "Stenge hull i nettet"),
        ("Parkering", "II.a", "Sette opp stativ"),
        ("Parkering", "II.b", "Bygge hus ved stasjonen"),
    ]


@pytest.mark.parametrize(
    "goal", ["Mål A: Flere heltidsbruk", "Ziel B. Flere heltidsbruk", "Goal C – Flere heltidsbruk"]
)
def test_a_goal_may_have_a_letter_for_its_number(goal: str) -> None:
    draft = drafted(heading(goal), table("Tiltak | Frist | Ansvar\nSynge | 2026 | Hol"))
    assert [
        (text, [m.text.text for m in g.measures])
        for a in draft.areas
        for g in a.goals
        for text in [g.text.text]
    ] == [("Flere heltidsbruk", ["Synge"])]


def test_rows_of_a_text_alone_before_fuller_ones_are_headings_also_where_nothing_is_bold() -> None:
    draft = drafted(
        table(
            "Goal / action | Lead | By | Status\nClean air | | |\nElectrify the fleet | Waste | 2027 | Done\n"
            "Ban idling | Police | 2025 | Done\nWarm homes | | |\nInsulate 400 houses | Housing | 2028 | Done"
        )
    )
    assert [(area, text) for area, _, _, text in shown(draft)] == [
        ("Clean air", "Electrify the fleet"),
        ("Clean air", "Ban idling"),
        ("Warm homes", "Insulate 400 houses"),
    ]


def test_a_measure_of_which_nothing_more_is_known_is_no_heading() -> None:
    draft = drafted(
        table(
            "Action | Lead | By | Status\nElectrify the fleet | Waste | 2027 | Done\nBan idling | | |\n"
            "Plant trees | Parks | 2028 | Done\nInsulate houses | | |"
        )
    )
    assert [text for *_, text in shown(draft)] == [
        "Electrify the fleet", "Ban idling", "Plant trees", "Insulate houses",
    ]  # fmt: skip


def test_a_heading_within_a_table_is_below_the_bold_line_above_it() -> None:
    area = Paragraph("LEVEVANER", Place(), bold=True)
    aged = Paragraph("ALDERDOM", Place(), bold=True)
    goals = ("Mål 1: Alle er i rørsle", "Fleire turstiar", "Færre eldre er åleine")
    tables = [
        table(f"{goal} | <   | <\nTiltak | Ansvar | Tid\n{text} | Hol | 2026")
        for goal, text in zip(goals, ("Rydde stiar", "Merkje løyper", "Besøke eldre"), strict=True)
    ]
    draft = drafted(heading("Temaplan for folkehelse"), area, *tables[:2], aged, tables[2])
    assert [(where, goal) for where, goal, *_ in shown(draft)] == [
        ("LEVEVANER", "Alle er i rørsle"),
        ("LEVEVANER", "Fleire turstiar"),
        ("ALDERDOM", "Færre eldre er åleine"),
    ]


def test_of_two_headings_above_the_columns_the_first_is_the_area_also_of_the_next_table() -> None:
    draft = drafted(
        table("NATUR | < | <\nReine elvar | < | <\nTiltak | Ansvar | Tid\nRense vatn | Hol | 2026"),
        table("Rein luft | < | <\nTiltak | Ansvar | Tid\nFyre mindre | Gol | 2027"),
        table("KULTUR | < | <\nFolk syng | < | <\nTiltak | Ansvar | Tid\nByggje scene | Ål | 2026"),
    )
    assert [(where, goal) for where, goal, *_ in shown(draft)] == [
        ("NATUR", "Reine elvar"),
        ("NATUR", "Rein luft"),
        ("KULTUR", "Folk syng"),
    ]


@pytest.mark.parametrize("many", [1, 4, 8])
def test_the_bold_line_above_a_table_is_its_area_however_many_lines_the_table_begins_with(many: int) -> None:
    area = Paragraph("LEVEVANER", Place(), bold=True)
    lines_above = "\n".join(f"Overskrift {number} | < | <" for number in range(many))
    measures = table(f"{lines_above}\nTiltak | Ansvar | Tid\nRydde stiar | Hol | 2026")
    draft = drafted(heading("Temaplan for folkehelse"), area, measures)
    assert shown(draft) == [("LEVEVANER", f"Overskrift {many - 1}", "", "Rydde stiar")]


def test_the_same_headings_again_are_no_measure_though_their_columns_were_understood_by_the_cells() -> None:
    headings = "TILT.NR.: | TILTAK: | ANSV.: | TIDSFRIST:"
    draft = drafted(
        heading("Trafikk"),
        table(f"{headings}\nA-1 | Montere skilt | Teknisk etat | 2025\nA-2 | Vakt | FAU | Årleg"),
        heading("Vald"),
        table(f"{headings}\nB-1 | Felles vaktordning | Barnevernvakta | 2026"),
    )
    assert [one.text.text for one in draft.measures] == ["Montere skilt", "Vakt", "Felles vaktordning"]
    assert draft.measures[2].responsible.text == "Barnevernvakta"


def test_two_rows_of_headings_again_are_no_measure() -> None:
    headings = "Nr | Tiltak | Ansvarleg | Gjennomføring | <\n^ | ^ | ^ | 2026 | 2027"
    draft = drafted(
        heading("Sentrum"),
        table(f"{headings}\n1 | Ny gågate | Teknisk | x | x\n2 | Rettleiar for skilt | Plan | | x"),
        heading("Oppvekst"),
        table(f"{headings}\n3 | Ny barnehage | Oppvekst | | x"),
    )
    assert [(one.text.text, one.timeframe.text) for one in draft.measures] == [
        ("Ny gågate", "2026-2027"), ("Rettleiar for skilt", "2027"), ("Ny barnehage", "2027"),
    ]  # fmt: skip


@pytest.mark.parametrize("frame", ["Mål: {}", "Mål: | {}", "Mål | {}", "Satsingsområde | {area}\nMål | {}"])
def test_a_goal_in_a_frame_above_its_table_is_the_goal_of_the_measures(frame: str) -> None:
    """Each goal is in a table of its own, of one cell or two, right above the table of its measures."""
    goals = (
        ("Miljø", "Rein luft", "Fyre mindre"),
        ("Miljø", "Reine elver", "Rense vatn"),
        ("Kultur", "Song", "Øve meir"),
    )
    blocks: list[Block] = []
    for nth, (area, goal, text) in enumerate(goals):
        if "Satsingsområde" not in frame and nth != 1:
            blocks.append(heading(area))
        rows = f"Tiltak | Ansvar | Tid\n{text} | Hol | 2026\n{text} i bygdene | Gol | 2027"
        blocks += [table(frame.format(goal, area=area)), table(rows)]
    draft = drafted(*blocks)
    assert shown(draft) == [(a, g, "", written) for a, g, t in goals for written in (t, f"{t} i bygdene")]
    assert not draft.left_out


def test_a_goal_beside_its_label_in_the_first_row_of_a_table_is_the_goal_of_the_measures() -> None:
    goals = (
        ("Miljø", "Rein luft", "Fyre mindre"),
        ("Miljø", "Reine elver", "Rense vatn"),
        ("Kultur", "Song", "Øve meir"),
    )
    blocks: list[Block] = [heading("Miljø")]
    for area, goal, text in goals:
        above = [heading(area)] if area == "Kultur" else []
        blocks += [*above, table(f"Mål | {goal} | <\nTiltak | Ansvar | Tid\n{text} | Hol | 2026")]
    draft = drafted(*blocks)
    assert shown(draft) == [(area, goal, "", text) for area, goal, text in goals]
    assert not draft.left_out


def test_a_table_that_lists_the_goals_of_a_plan_is_no_heading_of_what_follows() -> None:
    draft = drafted(
        heading("Miljø"),
        table("Mål 1 | Rein luft\nMål 2 | Reine elver"),
        table("Tiltak | Ansvar | Tid\nRense vatn | Hol | 2026"),
    )
    assert [measure[1] for measure in shown(draft)] == [""]


@pytest.mark.parametrize("text", ["Tiltak i planperioden", "Mål vi skal nå", "Tiltak vi prioriterer"])
def test_a_small_word_after_mål_or_tiltak_is_no_roman_number(text: str) -> None:
    assert find_label(text) is None


def test_an_appendix_with_the_tables_is_no_area_though_measures_are_outside_it_too() -> None:
    draft = drafted(
        heading("Oppfølging"),
        table("Tiltak | Ansvar | Tid\nMelde status til rådet | Hol | 2026"),
        heading("Vedlegg 1: Tiltaksliste"),
        heading("Miljø", 2),
        table("Mål | Tiltak | Ansvar | Tid\nRein luft | Fyre mindre | Hol | 2026"),
        heading("Kultur", 2),
        table("Mål | Tiltak | Ansvar | Tid\nSong | Øve meir | Gol | 2027"),
    )
    assert shown(draft)[1:] == [("Miljø", "Rein luft", "", "Fyre mindre"), ("Kultur", "Song", "", "Øve meir")]


@pytest.mark.parametrize("is_divided", (False, True))
def test_a_row_above_a_goal_is_its_area_though_each_goal_has_the_headings_of_the_columns_again(
    is_divided: bool,
) -> None:
    heads = "Nr | Tiltak | Ansvar | Tid"
    first = f"""
        1. Miljø | < | < | <
        Mål 1.1 Reine elver | < | < | <
        {heads}
        1.1.1 | Rense vatn | Hol | 2026
        Mål 1.2 Rein luft | < | < | <
        {heads}
        1.2.1 | Fyre mindre | Gol | 2027
        2. Kultur | < | < | <
        Mål 2.1 Folk syng | < | < | <
        {heads}
        2.1.1 | Byggje scene | Ål | 2026
    """
    second = f"""
        3. Helse | < | < | <
        Mål 3.1 Folk er friske | < | < | <
        {heads}
        3.1.1 | Merkje stiar | Hol | 2026
        Mål 3.2 Folk søv godt | < | < | <
        {heads}
        3.2.1 | Slå av lys | Hol | 2026
    """
    tables = [table(first), table(second)] if is_divided else [table(first + second)]
    assert shown(drafted(heading("Handlingsplan 2026"), *tables)) == [
        ("Miljø", "Reine elver", "1.1.1", "Rense vatn"),
        ("Miljø", "Rein luft", "1.2.1", "Fyre mindre"),
        ("Kultur", "Folk syng", "2.1.1", "Byggje scene"),
        ("Helse", "Folk er friske", "3.1.1", "Merkje stiar"),
        ("Helse", "Folk søv godt", "3.2.1", "Slå av lys"),
    ]
