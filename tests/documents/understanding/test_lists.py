"""Lists without a word for measures: they are asked about, and only in a document without other measures."""

from dataclasses import replace

import pytest

from regionplan_xl.documents.blocks import Paragraph
from regionplan_xl.documents.draft import Draft
from tests.documents.drawn_tables import bullets, drafted, heading, lines, table
from tests.documents.read_text import left_out, read_text, told


def shown(draft: Draft) -> list[tuple[str, str, str, str]]:
    """Return area, goal, number and text of each measure."""
    return [
        (area.name.text, goal.text.text, measure.number.text, measure.text.text)
        for area in draft.areas
        for goal in area.goals
        for measure in goal.measures
    ]


def test_the_items_below_a_goal_are_measures_and_each_is_asked_about() -> None:
    draft = drafted(
        heading("Kulturplan"),
        *lines("Planen byggjer på to folkemøte."),
        heading("Mål 1: Alle har ein møteplass", 2),
        *bullets("Opne biblioteket på kveldstid", "Ruste opp grendehusa"),
        heading("Mål 2: Kunst er synleg", 2),
        *bullets("Kjøpe inn lokal kunst"),
    )
    assert shown(draft) == [
        ("", "Alle har ein møteplass", "", "Opne biblioteket på kveldstid"),
        ("", "Alle har ein møteplass", "", "Ruste opp grendehusa"),
        ("", "Kunst er synleg", "", "Kjøpe inn lokal kunst"),
    ]
    assert all(measure.text.doubt for measure in draft.measures)


def test_in_a_text_each_item_is_on_the_check_sheet() -> None:
    imported = read_text(
        "Culture Strategy\n\nGoal 1: Everyone takes part\n- Open the library at night\n- Lend out violins\n"
    )
    texts = [measure.text for measure in imported.plan.measures]
    assert texts == ["Open the library at night", "Lend out violins"]
    assert all(text in told(imported) for text in texts)
    assert "Nothing says that this item of a list is a measure" in told(imported)


@pytest.mark.parametrize(
    "intro",
    ["For å nå målet skal vi:", "The Council will:", "Kommunen vil:", "Die Stadt wird folgende Maßnahmen:"],
)
def test_a_list_of_what_somebody_means_to_do_is_of_measures_and_other_lists_are_not(intro: str) -> None:
    draft = drafted(
        heading("Strategi for digitalisering"),
        heading("Grunnlag", 2),
        *lines("Strategien bygger på:"),
        *bullets("kommuneplanen", "nasjonal strategi"),
        heading("Innbyggere", 2),
        *lines(intro),
        *bullets("teste alle skjema med brukere", "samle alt på én side"),
    )
    assert [one[3] for one in shown(draft)] == ["teste alle skjema med brukere", "samle alt på én side"]
    assert {"kommuneplanen", "nasjonal strategi"} <= {value.text for value in draft.left_out}


def test_a_list_of_the_headings_that_follow_is_no_list_of_measures() -> None:
    draft = drafted(
        heading("Climate plan"),
        heading("Themes", 2),
        *bullets("Transport", "Housing"),
        heading("Transport", 2),
        *bullets("Run a night bus"),
        heading("Housing", 2),
        *bullets("Insulate all schools"),
    )
    assert [one[3] for one in shown(draft)] == ["Run a night bus", "Insulate all schools"]


@pytest.mark.parametrize(
    "title", ["Møtereferat 12. mars 2026", "Forskrift om snøscooter", "Vil du vite meir?"]
)
def test_a_list_in_a_document_that_is_no_plan_gives_no_measures(title: str) -> None:
    draft = drafted(
        heading(title),
        heading("1 Til stades", 2),
        *bullets("Kari Moen", "Ola Lie"),
        *lines("1.1 Møtet er sett", "1.2 Møtet er slutt"),
    )
    assert draft.measures == ()


def test_the_items_below_a_heading_of_measures_are_measures() -> None:
    draft = drafted(
        heading("Referat"), *bullets("Ola Lie"), heading("Tiltak", 2), *bullets("Male rekkverket")
    )
    assert [one[3] for one in shown(draft)] == ["Male rekkverket"]


def test_a_list_beside_tables_of_measures_gives_none() -> None:
    draft = drafted(
        heading("Plan"),
        heading("Mål 1: Alle bur trygt", 2),
        *bullets("færre fall", "fleire besøk"),
        table("Tiltak | Ansvar | Frist\nBesøke alle | Hol | 2026"),
    )
    assert [measure.text.text for measure in draft.measures] == ["Besøke alle"]


def test_a_long_item_is_a_measure_by_its_first_sentence_and_the_rest_a_remark() -> None:
    rest = "Kommunen har sidan 2019 hatt ei ordning som skal vidareførast. " * 4
    draft = drafted(heading("Mål 1: Alle les"), *bullets(f"Opne biblioteket på kveldstid. {rest}"))
    (measure,) = draft.measures
    assert measure.text.text == "Opne biblioteket på kveldstid"
    assert [remark.text for remark in measure.remarks] == [rest.strip()]


@pytest.mark.parametrize(("first", "second"), [("I.a", "II.b"), ("I.1", "II.2"), ("1.a", "2.b")])
def test_roman_numbers_and_letters_are_numbers_of_measures(first: str, second: str) -> None:
    above = (
        {"I": "I. Vern", "1": "1. Vern"}[first[0]],
        {"II": "II. Hjelp", "2": "2. Hjelp"}[second.split(".")[0]],
    )
    draft = drafted(
        heading("Beredskapsplan"),
        heading(above[0], 2),
        *lines(f"{first} Øve evakuering hvert halvår"),
        heading(above[1], 2),
        *lines(f"{second} Varsle på tre språk"),
    )
    assert shown(draft) == [
        ("Vern", "", first, "Øve evakuering hvert halvår"),
        ("Hjelp", "", second, "Varsle på tre språk"),
    ]


def test_a_line_with_the_number_that_those_below_go_on_from_is_their_heading() -> None:
    texts = ("Tiltak for natur", "I. Våtmark", "I.1 Fylle att grøfter", "II. Skog", "II.1 Verne gammalskog")
    assert shown(drafted(*lines(*texts))) == [
        ("Våtmark", "", "I.1", "Fylle att grøfter"),
        ("Skog", "", "II.1", "Verne gammalskog"),
    ]


def test_the_number_of_an_item_in_a_list_is_that_of_the_measure() -> None:
    items = [replace(item, bullet=f"{n}.") for n, item in enumerate(bullets("Bygge bru", "Bygge vei"), 1)]
    draft = drafted(heading("Mål 1: Trygge veier"), *items)
    assert [(m.number.text, m.text.text) for m in draft.measures] == [("1", "Bygge bru"), ("2", "Bygge vei")]
    assert all(isinstance(item, Paragraph) for item in items)


def test_the_links_of_a_web_page_are_no_measures() -> None:
    page = (
        "<html><body><nav><ul><li>Home<li>Contact</ul></nav><h1>Biodiversity action plan</h1>"
        "<h2>Wetlands</h2><ul><li>Survey newts in twelve ponds</ul></body></html>"
    )
    imported = read_text(page, file="plan.html")
    assert [measure.text for measure in imported.plan.measures] == ["Survey newts in twelve ponds"]
    assert "Contact" in told(imported)


def test_headings_that_say_that_they_are_measures_need_nothing_below_them() -> None:
    draft = drafted(
        heading("Klimaplan"),
        heading("Mål 1: Mindre utslipp", 2),
        heading("Tiltak 1: Byggje ladepunkt", 3),
        *lines("Det finst ingen i dag."),
        heading("Mål 2: Tryggare kyst", 2),
        heading("Tiltak 2: Heve moloen", 3),
        *lines("Stormen gjorde skade."),
    )
    assert shown(draft) == [
        ("", "Mindre utslipp", "1", "Byggje ladepunkt"),
        ("", "Tryggare kyst", "2", "Heve moloen"),
    ]
    assert {"Det finst ingen i dag.", "Stormen gjorde skade."} <= {value.text for value in draft.left_out}


def test_a_heading_with_nothing_below_it_is_named_on_the_check_sheet() -> None:
    measures = "| Tiltak | Ansvar | Frist |\n| Byggje bru | Hol | 2026 |"
    plan = f"# Plan for Hol\n\n## Synge i kor\n\n## Veg\n\n{measures}\n\n## Male\n"
    imported = read_text(plan, file="plan.md")
    assert [measure.text for measure in imported.plan.measures] == ["Byggje bru"]
    assert left_out(imported) == ["Synge i kor", "Male"]
