"""Tables of measures: the meaning of their columns and rows."""

from dataclasses import replace

import pytest

from regionplan_xl.documents.draft import Draft, DraftMeasure
from regionplan_xl.documents.understanding.understand import Choices
from regionplan_xl.errors import Place
from tests.documents.drawn_tables import drafted, heading, shown, table

_TWO = "Tiltak | Tid | Ansvar\nSynge | 2026 | Hol\nDanse | 2027 | Gol"


def one(draft: Draft) -> DraftMeasure:
    (measure,) = draft.measures
    return measure


@pytest.mark.parametrize(
    "header",
    [
        "Nr | Tiltak | Frist | Ansvarlig | Samarbeidspartnere | Status | Merknad",
        "No. | Action | Due | Lead | Partners | RAG | Notes",
        "Nr. | Maßnahme | Zeitraum | Zuständig | Beteiligte | Stand | Bemerkung",
        "Nr | Åtgärd | Tidplan | Ansvarig | Samverkan | Läge | Anmärkning",
        "Nr | Indsats | Tidsplan | Ansvarlig | Samarbejdspartnere | Status | Bemærkning",
        "N° | Acción | Plazo | Responsable | Socios | Estado | Observaciones",
        "N° | Action | Échéance | Pilote | Partenaires | État d'avancement | Remarques",
        "Nr. | Maatregel | Planning | Trekker | Partners | Stand van zaken | Opmerkingen",
        "Nro | Toimenpide | Aikataulu | Vastuutaho | Yhteistyökumppanit | Tila | Huomautukset",
    ],
)
def test_the_columns_are_known_in_the_languages_that_councils_write_in(header: str) -> None:
    row = "1.1.1 | Byggje gangveg | 2026 | Vegvesenet | Kommunen | Ferdig | Søkt om midlar"
    measure = one(drafted(table(f"{header}\n{row}")))
    assert (measure.number.text, measure.text.text, measure.timeframe.text) == (
        "1.1.1",
        "Byggje gangveg",
        "2026",
    )
    assert (measure.responsible.text, measure.involved.text) == ("Vegvesenet", "Kommunen")
    assert (measure.status.text, [remark.text for remark in measure.remarks]) == (
        "Ferdig",
        ["Søkt om midlar"],
    )


def test_columns_may_come_in_any_order_and_the_header_below_other_rows() -> None:
    draft = drafted(
        table(
            """
            Handlingsplan 2026 | | |
            Revidert i mai | | |
            Ansvar | Tid | Tiltak | Nr
            Hol | 2026 | Byggje bru | 1
            Gol | 2027 | Byggje veg | 2
            """
        )
    )
    assert [(m.number.text, m.text.text, m.responsible.text) for m in draft.measures] == [
        ("1", "Byggje bru", "Hol"),
        ("2", "Byggje veg", "Gol"),
    ]
    assert {value.text for value in draft.left_out} >= {"Handlingsplan 2026", "Revidert i mai"}


def test_a_slip_in_a_heading_is_understood_and_said_to_be_uncertain() -> None:
    draft = drafted(table("Tiltak | Tidsramme | Ansvar | Innovering\nSynge i kor | 2026 | Hol | Gol"))
    assert one(draft).involved.text == "Gol"
    (column,) = [column for column in draft.columns if column.heading == "Innovering"]
    assert (column.means, column.certainty < 0.9) == ("involved", True)


def test_two_header_rows_are_one() -> None:
    draft = drafted(
        table(
            """
            Nr | Tiltak | Ansvar | 2025 | < | 2026 | <
            ^  | ^      | ^      | K3   | K4 | K1  | K2
            1  | Så eng | Hol    |      | x  | x   |
            2  | Slå eng | Gol   |      |    |     | x
            """
        )
    )
    assert [measure.timeframe.text for measure in draft.measures] == ["2025 K4, 2026 K1", "2026 K2"]


def test_a_cross_under_a_status_is_the_status_and_two_crosses_are_a_question() -> None:
    draft = drafted(
        table(
            """
            Tiltak | Ansvar | Ikkje påstarta | I gang | Ferdig
            Så eng | Hol    |                |        | x
            Slå eng | Gol   |                | x      |
            Rake   | Ål     | x              | x      |
            Tørke  | Ål     |                |        |
            """
        )
    )
    assert [(m.status.text, m.status.doubt is None) for m in draft.measures] == [
        ("Ferdig", True),
        ("I gang", True),
        ("Ikkje påstarta, I gang", False),
        ("", True),
    ]


def test_a_table_that_goes_on_without_its_header_has_the_columns_and_headings_of_the_one_before() -> None:
    draft = drafted(
        table("Mål | Nr | Tiltak | Tid | Ansvar\nRein luft | 1 | Fyre mindre | 2026 | Hol", page=1),
        table(" | 2 | Gå meir | 2027 | Gol\nReine elver | 3 | Rense vatn | 2027 | Ål", page=2),
    )
    assert [(goal, number) for _, goal, number, _ in shown(draft)] == [
        ("Rein luft", "1"),
        ("Rein luft", "2"),
        ("Reine elver", "3"),
    ]


def test_a_row_that_a_page_cuts_is_one_measure_and_is_asked_about() -> None:
    draft = drafted(
        table("Nr | Tiltak | Tid | Ansvar\n1 | Byggje gangveg langs | 2026 | Hol", page=1),
        table("Nr | Tiltak | Tid | Ansvar\n | elva til skulen | |\n2 | Så eng | 2027 | Gol", page=2),
    )
    first, second = draft.measures
    assert first.text.text.split() == ["Byggje", "gangveg", "langs", "elva", "til", "skulen"]
    assert first.text.doubt is not None
    assert second.text.text == "Så eng"


def test_two_bodies_in_one_cell_are_told_apart_as_the_heading_says() -> None:
    draft = drafted(table("Tiltak | Tid | Ansvarlig (samarbeid med)\nSynge | 2026 | Skole (FAU, Elevråd)"))
    assert (one(draft).responsible.text, one(draft).involved.text) == ("Skole", "FAU, Elevråd")
    assert one(draft).responsible.doubt is not None


def test_columns_that_a_plan_has_no_field_for_are_kept_with_their_heading() -> None:
    measure = one(drafted(table("Tiltak | Tid | Ansvar | Kostnad\nSynge | 2026 | Hol | 300 000")))
    assert [(head, value.text) for head, value in measure.own] == [("Kostnad", "300 000")]


@pytest.mark.parametrize(
    "drawn",
    [
        "Namn | Telefon | E-post\nKari | 123 45 678 | kari@example.org\nOla | 234 56 789 | ola@example.org",
        "Dato | Stad | Deltakarar\n12.05. | Gol | Alle\n13.05. | Ål | Alle",
        "Post | 2025 | 2026\nLøn | 100 | 120\nReiser | 20 | 25",
        "Tiltak | Ansvar | Tid",
        "Nr | Risiko | Sannsynlighet | Konsekvens | Tiltak | Ansvarlig\n1 | Flom | Høy | Høy | Bygge voll | Hol",
        "Issue | Reported by | Action | Owner | Status\nThe page is slow | Ann | Restart it | IT | Closed",
        "Asset | Description | Owner | Location | Status\nA-1 | Laptop of the newest model | IT | Hol | In use",
        "Version | Date | Changes | Author\n1.0 | 12 May 2025 | First draft | Ann\n1.1 | 2 June 2025 | More | Bo",
        "Kommune | Kontaktperson | Rolle | Periode\nHol | Kari | Leder | 2023-2027\nGol | Ola | Leder | 2023-2027",
    ],
    ids=[
        "contacts",
        "meetings",
        "budget",
        "an empty form",
        "risks",
        "issues",
        "assets",
        "versions",
        "members",
    ],
)
def test_other_tables_give_no_measures_and_are_named_as_left_out(drawn: str) -> None:
    draft = drafted(table(drawn))
    assert draft.measures == ()
    left = " ".join(value.text for value in draft.left_out) + " ".join(c.heading for c in draft.columns)
    assert all(word in left for word in drawn.replace("|", " ").split())


def test_a_person_may_say_what_a_column_is() -> None:
    drawn = "Kva skjer | Namn | Innan\nSynge i kor | Hol | 2026"
    chosen = Choices({"kva skjer": "text", "namn": "responsible", "innan": "timeframe"})
    measure = one(drafted(table(drawn), choices=chosen))
    assert (measure.text.text, measure.responsible.text, measure.timeframe.text) == (
        "Synge i kor",
        "Hol",
        "2026",
    )


def test_a_hidden_sheet_gives_no_measures_and_is_told_with_its_texts() -> None:
    shown_one = replace(table(_TWO), place=Place("Plan"), title="Plan")
    old = replace(table("Tiltak | Tid | Ansvar\nGammalt | 2019 | Hol"), place=Place("Gamal"), hidden=True)
    draft = drafted(shown_one, old)
    assert [measure.text.text for measure in draft.measures] == ["Synge", "Danse"]
    (doubt,) = draft.doubts
    assert (doubt.place.sheet, doubt.said) == ("Gamal", "Tiltak | Tid | Ansvar\nGammalt | 2019 | Hol")
    asked = drafted(shown_one, old, choices=Choices(sheets=("Gamal",)))
    assert [measure.text.text for measure in asked.measures] == ["Gammalt"]


def test_the_colours_of_a_hidden_sheet_explain_nothing() -> None:
    legend = replace(table("[G]Gjennomført\n[R]Ikkje påstarta"), place=Place("Lister"), hidden=True)
    assert drafted(table(_TWO), legend).legend == ()
    assert len(drafted(table(_TWO), replace(legend, hidden=False)).legend) == 2


def test_the_header_of_an_unknown_language_is_known_by_what_is_below_it() -> None:
    draft = drafted(
        table(
            """
            Lp. | Działanie                       | Termin | Kto
            1   | Budowa ścieżki wzdłuż rzeki     | 2026   | Gmina
            2   | Remont świetlicy na osiedlu     | 2027   | Powiat
            3   | Nasadzenia drzew przy szkole    | 2027   | Gmina
            """
        )
    )
    assert [(m.number.text, m.text.text, m.timeframe.text) for m in draft.measures] == [
        ("1", "Budowa ścieżki wzdłuż rzeki", "2026"),
        ("2", "Remont świetlicy na osiedlu", "2027"),
        ("3", "Nasadzenia drzew przy szkole", "2027"),
    ]
    assert {column.heading for column in draft.columns if column.means == "timeframe"} == {"Termin"}


def test_bodies_are_columns_with_crosses_however_many_they_are() -> None:
    draft = drafted(
        table(
            """
            Mål  | Tiltak  | Hol | Gol | Ål | NAV | Vinn | Tid
            Song | Synge   | x   |     |    |     |      | 2026
            Song | Danse   |     | x   | x  |     |      | 2027
            Song | Spele   |     |     |    | x   |      | 2027
            Song | Le      |     |     |    |     | x    | 2028
            """
        )
    )
    assert [measure.responsible.text for measure in draft.measures] == ["Hol", "Gol, Ål", "NAV", "Vinn"]


def test_a_first_row_that_holds_values_is_no_header() -> None:
    draft = drafted(
        table(
            """
            1.1 | Byggje gangveg langs elva     | Hol | 2026 | I gang
            1.2 | Setje opp benker i parken     | Gol | 2027 | Ferdig
            1.3 | Plante tre ved skulen i Ål    | Ål  | 2027 | I gang
            """
        )
    )
    assert [(m.number.text, m.timeframe.text, m.status.text) for m in draft.measures] == [
        ("1.1", "2026", "I gang"),
        ("1.2", "2027", "Ferdig"),
        ("1.3", "2027", "I gang"),
    ]


def test_years_that_are_written_once_over_their_quarters_are_the_years_of_all_of_them() -> None:
    draft = drafted(
        table(
            """
            Tiltak  | Ansvar | 2026 |     |     |     | 2027 |
                    |        | Q1   | Q2  | Q3  | Q4  | Q1   | Q2
            Synge   | Hol    |      | [B] | [B] |     |      |
            Danse   | Gol    |      |     |     | [B] | [B]  |
            """
        )
    )
    assert [measure.timeframe.text for measure in draft.measures] == ["2026 Q2 Q3", "2026 Q4, 2027 Q1"]


def test_colours_written_as_codes_are_statuses_to_ask_about() -> None:
    draft = drafted(
        table(
            """
            farge   | kode | tittel
            #00B050 | A1   | Byggje gangveg langs heile elva
            #C00000 | A2   | Setje opp nye benker i parken
            """
        )
    )
    assert [measure.status_colour.text for measure in draft.measures] == ["#00B050", "#C00000"]


def test_rows_that_name_the_row_they_belong_to_are_areas_measures_and_remarks() -> None:
    draft = drafted(
        table(
            """
            id | title                       | owner | status       | parent
            A  | Klima                       |       |              |
            A1 | Byggje vindmøller på fjellet | Hol  | In progress  | A
            A1-p | Planlagt                  |       |              | A1
            A1-s | Stand 2024                |       |              | A1
            A2 | Setje opp solceller på skulen | Gol | Completed    | A
            A2-p | Planlagt                  |       |              | A2
            A2-s | Stand 2024                |       |              | A2
            """
        )
    )
    assert [(number, text) for _, _, number, text in shown(draft)] == [
        ("A1", "Byggje vindmøller på fjellet"),
        ("A2", "Setje opp solceller på skulen"),
    ]
    assert [area.name.text for area in draft.areas] == ["Klima"]


def test_what_a_template_asks_for_is_no_measure() -> None:
    draft = drafted(
        table(
            "No. | Action | Lead | Deadline\n1 | [Insert action] | [Name] | [dd/mm/yyyy]\n2 | [Insert action] | |"
        )
    )
    assert draft.measures == ()
    assert any("[Insert action]" in value.text for value in draft.left_out)


def test_a_cell_that_is_a_list_holds_a_measure_in_each_item() -> None:
    draft = drafted(table("Mål | Tiltak | Ansvar\nFolk syng | • Byggje scene\\n• Lage korbok | Hol"))
    assert [(goal, text) for _, goal, _, text in shown(draft)] == [
        ("Folk syng", "Byggje scene"),
        ("Folk syng", "Lage korbok"),
    ]
    assert [(m.responsible.text, m.text.doubt is not None) for m in draft.measures] == [("Hol", True)] * 2
    numbered = drafted(table("Nr | Tiltak | Ansvar\n1.1 | • Byggje scene\\n• Lage korbok | Hol"))
    assert len(numbered.measures) == 1


def test_a_measure_over_several_rows_has_a_body_in_each() -> None:
    draft = drafted(
        table(
            """
            Nr  | Tiltak       | Ansvar | Samarbeid     | Frist
            1.1 | Byggje scene | Hol    | Kulturlaget   | 2026
            ^   | ^            | ^      | Songlaget     | ^
            1.2 | Leige sal    | Gol    | Idrettslaget  | 2027
            """
        )
    )
    assert [(m.number.text, m.involved.text) for m in draft.measures] == [
        ("1.1", "Kulturlaget\nSonglaget"),
        ("1.2", "Idrettslaget"),
    ]


def test_a_table_on_its_side_has_a_measure_in_each_column() -> None:
    draft = drafted(
        heading("Kultur"),
        table(
            """
            Nr      | 1            | 2          | 3
            Mål     | Folk syng    | <          | Folk dansar
            Tiltak  | Byggje scene | Øve i kor  | Leige sal
            Ansvar  | Hol          | Songlaget  | Gol
            Frist   | 2026         | Årleg      | 2027
            Merknad |              |            |
            """
        ),
    )
    assert shown(draft) == [
        ("Kultur", "Folk syng", "1", "Byggje scene"),
        ("Kultur", "Folk syng", "2", "Øve i kor"),
        ("Kultur", "Folk dansar", "3", "Leige sal"),
    ]
    assert [m.timeframe.text for m in draft.measures] == ["2026", "Årleg", "2027"]


def test_labels_with_a_value_and_a_help_text_are_no_table_on_its_side() -> None:
    draft = drafted(
        table(
            """
            Tiltak | Byggje scene | Skriv kva de vil gjere
            Ansvar | Hol          | Kven har ansvaret?
            Frist  | 2026         | Når skal det vere ferdig?
            """
        )
    )
    assert [m.text.text for m in draft.measures] == ["Byggje scene"]


def test_two_empty_rows_do_not_end_a_table_whose_rows_repeat_what_is_said_of_each_measure() -> None:
    rows = [
        f"#01873B | {area}{n}{end} | {text} | 5 | {parent}"
        for area in "BE"
        for n in (1, 2)
        for end, text, parent in (
            ("", f"Klimatiltak {area}{n} i heile kommunen", area),
            ("-13", "Sachstand 2013", f"{area}{n}"),
            ("-15", "Sachstand 2015 / 2016", f"{area}{n}"),
        )
    ]
    drawn = table(
        "\n".join(
            (
                "assessment | id | title | priority | parent",
                "#01873B | B | Bauen | 4 |",
                *rows[:6],
                "#01873B | E | Energie | 4 |",
                *rows[6:],
            )
        )
    )
    empty = replace(drawn.rows[0], cells=tuple(replace(cell, text="") for cell in drawn.rows[0].cells))
    sheet = replace(drawn, place=Place("plan"), rows=(*drawn.rows[:8], empty, empty, *drawn.rows[8:]))
    sheet = replace(
        sheet, rows=tuple(replace(row, place=Place("plan", row=n)) for n, row in enumerate(sheet.rows))
    )
    assert [(area, number) for area, _, number, _ in shown(drafted(sheet))] == [
        ("Bauen", "B1"), ("Bauen", "B2"), ("Energie", "E1"), ("Energie", "E2"),
    ]  # fmt: skip


def test_a_measure_with_a_word_of_headings_in_it_is_no_label() -> None:
    draft = drafted(
        heading("Oppvekst"),
        table(
            """
            Mål: Barn er trygge | <
            Tiltak | Ansvarlig
            Utrede samlokalisering av tannhelse | Hamar kommune
            Gjennomføre språkkafeer i samarbeid med frivillige | Stange kommune
            """
        ),
    )
    assert [(one.text.text, one.responsible.text, one.involved.text) for one in draft.measures] == [
        ("Utrede samlokalisering av tannhelse", "Hamar kommune", ""),
        ("Gjennomføre språkkafeer i samarbeid med frivillige", "Stange kommune", ""),
    ]
