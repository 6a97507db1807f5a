"""The meaning of columns and headings with unusual words."""

from dataclasses import replace

import pytest

from tests.documents.drawn_tables import drafted, heading, lines, table


@pytest.mark.parametrize(
    "heading_of_status", ["Fremdrift", "Progress so far", "Avancement", "Korleis går det?"]
)
def test_words_for_a_status_below_a_heading_of_progress_are_the_statuses(heading_of_status: str) -> None:
    draft = drafted(
        table(
            f"Tiltak | Ansvar | Frist | {heading_of_status}\nByggje veg | Hol | 2026 | I gang\n"
            "Byggje bru | Gol | 2027 | Ferdig"
        )
    )
    assert [measure.status.text for measure in draft.measures] == ["I gang", "Ferdig"]


def test_shares_below_a_heading_of_progress_are_no_statuses() -> None:
    draft = drafted(
        table(
            "Tiltak | Ansvar | Frist | Fremdrift\nByggje veg | Hol | 2026 | 40 %\nByggje bru | Gol | 2027 | 80 %"
        )
    )
    assert [measure.status.text for measure in draft.measures] == ["", ""]


def test_a_column_that_is_mostly_empty_adds_to_the_measures_and_is_not_them() -> None:
    draft = drafted(
        table(
            "Was wird getan? | Wer ist zuständig? | Bis wann? | Erläuterung\n"
            "Radweg an der Bundesstraße bauen | Tiefbauamt | 2026 | \n"
            "Fahrradstation am Bahnhof errichten | Planungsamt | 2027 | Der Entwurf liegt dem Rat vor\n"
            "Schulwege für alle Kinder sichern | Schulamt | 2028 | "
        )
    )
    assert [measure.text.text for measure in draft.measures] == [
        "Radweg an der Bundesstraße bauen",
        "Fahrradstation am Bahnhof errichten",
        "Schulwege für alle Kinder sichern",
    ]
    assert [remark.text for remark in draft.measures[1].remarks] == ["Der Entwurf liegt dem Rat vor"]


def test_a_cross_below_a_quarter_is_the_time_and_nobody_who_is_responsible() -> None:
    draft = drafted(
        table(
            "Åtgärd | Ansvarig | 2026 Kv 1 | 2026 Kv 2\nBygga bro | Vägnämnden |  | X\nMåla | Skolan | X | "
        )
    )
    assert [measure.responsible.text for measure in draft.measures] == ["Vägnämnden", "Skolan"]
    assert [measure.timeframe.text for measure in draft.measures] == ["2026 Kv 2", "2026 Kv 1"]


def test_the_goal_over_each_of_several_tables_is_that_of_its_own_measures() -> None:
    header = "Tiltak | Ansvar | Frist"
    draft = drafted(
        heading("Klima"),
        table(f"Mindre utslepp | | \n{header}\nByte bussar | Hol | 2026"),
        table(f"Meir skog | | \n{header}\nPlante tre | Gol | 2027"),
    )
    (area,) = draft.areas
    assert [goal.text.text for goal in area.goals] == ["Mindre utslepp", "Meir skog"]


def test_a_sheet_with_the_columns_of_the_sheet_before_is_an_area_of_its_own() -> None:
    text = "Tiltak | Ansvar | Frist\n{} | Hol | 2026"
    sheets = []
    for name, what in (("Klima", "Byte bussar"), ("Skule", "Byggje skule")):
        drawn = table(text.format(what))
        rows = tuple(replace(row, place=replace(row.place, sheet=name)) for row in drawn.rows)
        sheets.append(replace(drawn, rows=rows, place=replace(drawn.place, sheet=name)))
    assert [area.name.text for area in drafted(*sheets).areas] == ["Klima", "Skule"]


def test_a_goal_between_the_lines_of_a_measure_is_the_goal_of_that_measure() -> None:
    draft = drafted(
        heading("Thema Verkeer"),
        *lines(
            "Maatregel 1.1: Fietspad aanleggen", "Doel: Meer fietsers", "Trekker: Provincie", "Planning: 2026",
            "Maatregel 1.2: Haltes verhogen", "Doel: Betere bussen", "Trekker: Gemeente", "Planning: 2027",
        ),
    )  # fmt: skip
    assert [measure.responsible.text for measure in draft.measures] == ["Provincie", "Gemeente"]
    assert [goal.text.text for area in draft.areas for goal in area.goals] == [
        "Meer fietsers",
        "Betere bussen",
    ]


def test_a_table_of_participants_beside_the_plan_says_nothing_of_the_measures() -> None:
    drawn = table(
        "Tiltak | Hovedansvar | Medansvar | | | Deltakere | Rolle\n"
        "Byte bussar | Hol | Ål; Gol | | | Kari Bø | Leder\n"
        "Plante tre | Gol | Hol | | | Ola Vik | Sekretær\n"
        "Byggje sti | Ål | | | | |"
    )
    rows = tuple(replace(row, place=replace(row.place, sheet="Plan")) for row in drawn.rows)
    draft = drafted(replace(drawn, rows=rows, place=replace(drawn.place, sheet="Plan")))
    assert [measure.involved.text for measure in draft.measures] == ["Ål; Gol", "Hol", ""]
    told = " ".join(value.text for value in draft.left_out)
    assert "Kari Bø" in told
    assert "Ola Vik" in told


def test_few_rows_below_the_same_header_on_the_next_page_are_understood_as_those_before() -> None:
    draft = drafted(
        table(
            """
            Åtgärd        | Ansvar | Tidplan | Uppföljning
            Bygga scen    | Hol    | 2026    | Pågår
            Köpa piano    | Gol    | 2027    | Genomförd
            Hyra en stor  | Ål     | 2027    | Pågår
            """,
            page=1,
        ),
        table("Åtgärd | Ansvar | Tidplan | Uppföljning\nlokal i centrum | | |", page=2),
    )
    assert [m.text.text for m in draft.measures] == [
        "Bygga scen",
        "Köpa piano",
        "Hyra en stor lokal i centrum",
    ]
    assert {m.status.text for m in draft.measures} == {"Pågår", "Genomförd"}


def test_a_polish_plan_is_understood() -> None:
    draft = drafted(
        heading("Obszar 1: Czyste powietrze"),
        heading("Cel: Mniej pieców", 2),
        table(
            "Lp. | Zadanie | Jednostka odpowiedzialna | Partnerzy | Termin realizacji | Koszt | Stan realizacji\n"
            "1.1 | Wymiana kotłów w gminie | Urząd Miasta | Związek Gmin | 2026 | 120 | w trakcie\n"
            "1.2 | Budowa węzła przy dworcu | Wydział Inwestycji | PKP | co roku | 90 | zrealizowano"
        ),
    )
    (area,) = draft.areas
    assert (area.name.text, area.goals[0].text.text) == ("Czyste powietrze", "Mniej pieców")
    assert [
        (m.number.text, m.responsible.text, m.involved.text, m.timeframe.text) for m in draft.measures
    ] == [
        ("1.1", "Urząd Miasta", "Związek Gmin", "2026"),
        ("1.2", "Wydział Inwestycji", "PKP", "co roku"),
    ]
    assert [m.status.text for m in draft.measures] == ["w trakcie", "zrealizowano"]


@pytest.mark.parametrize(
    ("heading_of_bodies", "field"),
    [
        ("Gjennomføringsansvar", "responsible"),
        ("Altri enti coinvolti", "involved"),
        ("Nettverkssamarbeid", "involved"),
    ],
)
def test_a_heading_that_no_list_has_says_by_its_stem_who_does_it_and_who_helps(
    heading_of_bodies: str, field: str
) -> None:
    draft = drafted(
        table(f"Tiltak | {heading_of_bodies} | Frist\nByggje scene | Hol | 2026\nLeige sal | Gol | 2027")
    )
    assert [getattr(m, field).text for m in draft.measures] == ["Hol", "Gol"]


def test_letters_below_the_names_of_bodies_mean_what_the_document_says() -> None:
    draft = drafted(
        *lines("H = huvudansvarig, M = medverkar"),
        table(
            """
            Nr  | Åtgärd       | Klart | Kulturnämnden | Skolan | Biblioteket
            1.1 | Bygga scen   | 2026  | H             | M      |
            1.2 | Köpa piano   | 2027  | M             |        | H
            1.3 | Öva in kören | 2027  |               | H      | M
            """
        ),
    )
    assert [(m.responsible.text, m.involved.text) for m in draft.measures] == [
        ("Kulturnämnden", "Skolan"),
        ("Biblioteket", "Kulturnämnden"),
        ("Skolan", "Biblioteket"),
    ]


def test_who_is_responsible_accountable_consulted_and_informed_needs_no_key() -> None:
    draft = drafted(
        table(
            """
            Action        | By when | Council | Police | Schools
            Build a stage | 2026    | R       | C      | I
            Mark the path | 2027    | A       | R      |
            """
        )
    )
    assert [(m.responsible.text, m.involved.text) for m in draft.measures] == [
        ("Council", "Police\nSchools"),
        ("Council\nPolice", ""),
    ]


def test_letters_that_nobody_explains_say_nothing_of_who_does_it() -> None:
    draft = drafted(
        table(
            """
            Tiltak       | Ansvar | Frist | Effekt | Kostnad | Hast
            Byggje scene | Hol    | 2026  | H      | M       | L
            Leige sal    | Gol    | 2027  | L      | H       | M
            """
        )
    )
    assert [(m.responsible.text, m.involved.text) for m in draft.measures] == [("Hol", ""), ("Gol", "")]


def test_a_heading_that_asks_what_is_done_is_no_area() -> None:
    draft = drafted(
        heading("Kultur"),
        table(
            """
            Nr  | Kva skal gjerast              | Kven | Når
            1.1 | Byggje ein scene på torget    | Hol  | 2026
            1.2 | Leige ein sal til dansarane   | Gol  | 2027
            """
        ),
    )
    assert [area.name.text for area in draft.areas] == ["Kultur"]


@pytest.mark.parametrize(
    ("start", "end"), [("Börjar", "Klart"), ("Første dag", "Siste dag"), ("Start", "Siste dag")]
)
def test_two_columns_of_times_beside_each_other_are_the_start_and_the_end(start: str, end: str) -> None:
    draft = drafted(
        table(
            f"Åtgärd | {start} | {end} | Ansvarig\nByt ut belysningen | maj 2025 | 2026 | Hol\n"
            "Utbilda all personal | 2025-03-01 | hösten 2027 | Gol\nBesök alla äldre | Q2 2025 | Q4 2026 | Ål"
        )
    )
    assert [measure.timeframe.text for measure in draft.measures] == [
        "maj 2025 – 2026",
        "2025-03-01 – hösten 2027",
        "Q2 2025 – Q4 2026",
    ]


def test_the_day_when_something_was_reported_is_not_the_start() -> None:
    draft = drafted(
        table(
            "Tiltak | Sist rapportert | Slutt | Ansvar\nByggje veg | 2024 | 2026 | Hol\n"
            "Byggje bru | 2024 | 2027 | Gol\nByggje scene | 2023 | 2028 | Ål"
        )
    )
    assert [measure.timeframe.text for measure in draft.measures] == ["2026", "2027", "2028"]


def test_a_second_row_of_headings_divides_the_heading_above_it_without_merged_cells() -> None:
    draft = drafted(
        table(
            "Nummer | Vorhaben | Zuständigkeit | | Umsetzung | Kosten\n"
            " | | federführend | beteiligt | | in Euro\n"
            "1 | Radweg bauen | Tiefbauamt | Land | 2026 | 12"
        )
    )
    (measure,) = draft.measures
    assert (measure.text.text, measure.responsible.text, measure.involved.text, measure.timeframe.text) == (
        "Radweg bauen", "Tiefbauamt", "Land", "2026",
    )  # fmt: skip


def test_a_short_first_measure_is_no_second_row_of_headings() -> None:
    draft = drafted(
        table("Tiltak | Ansvar | | Frist\nSynge | Hol | Gol | 2026\nDanse på torget | Hol | | 2027")
    )
    assert [measure.text.text for measure in draft.measures] == ["Synge", "Danse på torget"]


def test_a_table_without_headings_goes_on_with_the_columns_of_the_one_before() -> None:
    draft = drafted(
        heading("Barn"),
        table(
            "1 | Opne ein ungdomsklubb i sentrum | 2026 | Kultur\n2 | Gje alle symjekurs om hausten | 2027 | Skule\n"
            "3 | Tilsetje ein miljøarbeidar til | 2028 | Helse"
        ),
        heading("Eldre"),
        table(
            "4 | Opne ei dagstove ved sjukeheimen | 2025 | Omsorg\n5 | Køyre ut middag i heile bygda | 2026 | Kjøken"
        ),
    )
    assert [(a.name.text, [m.number.text for g in a.goals for m in g.measures]) for a in draft.areas] == [
        ("Barn", ["1", "2", "3"]),
        ("Eldre", ["4", "5"]),
    ]


def test_measures_counted_in_their_texts_have_those_numbers_from_1_again_below_each_goal() -> None:
    draft = drafted(
        table(
            "Delmål | Tiltak | Frist\nLesing | 1. Bokbuss til barnehagene | 2025\n"
            "Lesing | 2. Lesesirkel på polsk | 2026\n"
            "Rom | 1. Nytt studierom | 2027\nRom | 2. Bytte skilt | 2028"
        )
    )
    assert [(m.number.text, m.text.text) for m in draft.measures] == [
        ("1", "Bokbuss til barnehagene"), ("2", "Lesesirkel på polsk"), ("1", "Nytt studierom"), ("2", "Bytte skilt"),
    ]  # fmt: skip


def test_what_begins_with_a_number_of_its_own_is_not_counted() -> None:
    draft = drafted(table("Tiltak | Frist\n3. klasse får symjekurs | 2025\n10. klasse får vegleiing | 2026"))
    assert [(m.number.text, m.text.text) for m in draft.measures] == [
        ("", "3. klasse får symjekurs"),
        ("", "10. klasse får vegleiing"),
    ]


def test_who_contributes_is_involved() -> None:
    draft = drafted(
        table(
            "Tiltak | Aktører | < | Slutt\n^ | Hovedansvar | Bidrar | ^\nFiber til alle | Kraftlaget | Telenor | 2026"
        )
    )
    (measure,) = draft.measures
    assert (measure.responsible.text, measure.involved.text) == ("Kraftlaget", "Telenor")


def test_a_heading_below_another_says_what_is_in_its_column() -> None:
    draft = drafted(
        table(
            "Tiltak | Ansvar | < | Korleis går det?\n | Hovudansvar | Deltek | \nByggje | Hol | Gol | Ferdig"
        )
    )
    (measure,) = draft.measures
    assert (measure.responsible.text, measure.involved.text, measure.status.text) == ("Hol", "Gol", "Ferdig")


def test_of_two_years_of_statuses_the_last_one_is_the_status_and_the_other_is_kept() -> None:
    draft = drafted(
        table(
            "Tiltak | Ansvar | Status 2023 | Status 2024\nByggje bru | Hol | Påbegynt | Gjennomført\n"
            "Måle vind | Gol | Ikkje påbegynt | Påbegynt"
        )
    )
    assert [measure.status.text for measure in draft.measures] == ["Gjennomført", "Påbegynt"]
    assert [(head, value.text) for head, value in draft.measures[0].own] == [("Status 2023", "Påbegynt")]


def test_of_two_columns_of_measures_the_one_that_repeats_its_texts_has_the_goals() -> None:
    draft = drafted(
        table(
            "Indsats | Handling | Ansvarlig | Tidsplan\nFællesskab | Oprette spisevenner | Sundhed | 2025\n"
            "^ | Udvide åbningstiden | Kultur | 2026\nTryghed | Faste teams | Sundhed | 2025"
        )
    )
    assert [goal.text.text for goal in draft.areas[0].goals] == ["Fællesskab", "Tryghed"]
    assert next(column for column in draft.columns if column.means == "goal").certainty < 0.9


def test_units_of_an_organisation_are_responsible_and_those_of_measurement_are_not() -> None:
    rows = "Ny vaktordning | Legevakta | 2026\nDigital eksamen | Skulekontoret | 2027"
    draft = drafted(table(f"Tiltak | Eining | Frist\n{rows}"))
    assert [measure.responsible.text for measure in draft.measures] == ["Legevakta", "Skulekontoret"]
    measured = drafted(table("Tiltak | Indikator | Eining | Frist\nSykle meir | Reiser | prosent | 2026"))
    assert not measured.measures[0].responsible


def test_a_ticked_box_under_a_status_is_the_status_and_empty_boxes_say_nothing() -> None:
    draft = drafted(
        table(
            "Tiltak | Ansvar | [B]Gjennomført | [B]I gang | [B]Ikkje starta\nKurs | Hol | ☒ | ☐ | ☐\n"
            "Samtalar | Gol | ☐ | ☒ | ☐\nKampanje | Ål | ☐ | ☐ | ☐"
        )
    )
    assert [measure.status.text for measure in draft.measures] == ["Gjennomført", "I gang", ""]
    assert draft.legend == ()
