"""The public page shows the plan, and nothing that it should not."""

import io
import math
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import docx
import pytest

from regionplan_xl.plan.model import FocusArea, Indicator, Measure, Plan, Report
from regionplan_xl.plan.status import LANGUAGES, STANDARD, Scale, Status
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.reports.page.measures import years_of
from regionplan_xl.reports.page.render import council_page
from regionplan_xl.reports.past import PastChange
from regionplan_xl.reports.word.council_case import council_case
from tests.reports.page.pages import (
    FIRST_MERGE,
    TODAY,
    Page,
    change,
    contents,
    page_of,
    squeezed,
    with_a_year,
)

POISONS = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% raw %}",
    '=HYPERLINK("http://example.org")',
    "\u202eabc\u200f",
    "' onmouseover='alert(1)",
    "langt ord " * 4_000,
    "\x00\ud83d\ufffe",
    "]]> &amp; <!-- -->",
)


@pytest.fixture(scope="module")
def year(plan: Plan) -> Plan:
    return with_a_year(plan)


@pytest.fixture(scope="module")
def page(year: Plan) -> Page:
    return Page(page_of(year))


def test_every_measure_is_there_with_number_text_status_and_who_is_responsible(
    year: Plan, page: Page
) -> None:
    said = squeezed(page.text)
    for one in year.measures:
        status = year.scale[one.report.status].label("nn") if one.report.status else "Utan status"
        assert f"{one.number} {one.text}" in said
        assert (
            f"{one.number} {one.text} " in said and status in said.split(f"{one.number} {one.text} ")[-1][:40]
        )
    assert len([item for item in page.named("li") if item.get("class") == "measure"]) == len(year.measures)


def test_the_table_of_figures_has_the_counts_a_person_gets_by_counting(year: Plan, page: Page) -> None:
    (table,) = page.headed("Satsingsområde")
    keys = (*year.scale.keys(), None)
    for area, row in zip(year.areas, table[1:-1], strict=True):
        by_hand = Counter(one.report.status for one in area.measures)
        overdue = sum(
            one.timeframe.end is not None
            and one.timeframe.end < TODAY
            and one.report.status not in ("done", "dropped")
            for one in area.measures
        )
        assert [int(cell) for cell in row[1:6]] == [by_hand[key] for key in keys]
        assert int(row[6]) == len(area.measures)
        assert row[7] == f"{math.floor(100 * by_hand['done'] / len(area.measures) + 0.5)}\u00a0%"
        assert int(row[8]) == overdue
    by_hand = Counter(one.report.status for one in year.measures)
    assert [int(cell) for cell in table[-1][1:7]] == [*(by_hand[key] for key in keys), 68]


def test_areas_of_the_same_name_have_their_own_figures(year: Plan, page: Page) -> None:
    alike = replace(year, areas=tuple(replace(area, name="Klima") for area in year.areas))
    (table,) = Page(page_of(alike)).headed("Satsingsområde")
    (apart,) = page.headed("Satsingsområde")
    assert [row[1:] for row in table] == [row[1:] for row in apart]


def test_a_status_is_never_told_by_its_colour_alone(year: Plan, page: Page) -> None:
    signs = [sign for sign in "○◐●◇" if f"{sign} " in page.text]
    assert len(signs) == 4
    for one in year.scale.statuses:
        assert one.label("nn") in page.text


def test_the_history_of_a_measure_is_there_the_newest_change_first(year: Plan, page: Page) -> None:
    histories = page.headed("Dato", "Kven")
    assert len(histories) == sum(one.report.status is not None for one in year.measures)
    first = next(one for one in year.measures if one.report.status)
    label = year.scale[first.report.status or ""].label("nn")
    assert [[squeezed(cell) for cell in row] for row in histories[0][1:]] == [
        ["30. juli 2025", "Gol kommune", "Status", "Ikkje påstarta", label],
        ["1. mai 2025", "Gol kommune", "Status", "", "Ikkje påstarta"],
    ]


def test_an_earlier_comment_and_an_answer_that_was_not_taken_are_nobodys_business(year: Plan) -> None:
    one = year.measures[0]
    history = {
        one.id: (
            PastChange(FIRST_MERGE, change(one, "comment", None, "Kari Nordmann er sjuk")),
            PastChange(FIRST_MERGE + timedelta(1), change(one, "comment", "Kari Nordmann er sjuk", "Utsett")),
            PastChange(FIRST_MERGE + timedelta(2), change(one, "status", "done", "started", "not_taken")),
        )
    }
    page = page_of(year, history=history)
    assert "sjuk" not in page and Page(page).headed("Dato", "Kven") == []


def test_a_status_within_a_sentence_keeps_the_capitals_of_its_names(year: Plan) -> None:
    labels = {"not_started": "Ventar på NAV", "started": "IKT-sak", "done": "Ferdig"}
    scale = Scale(tuple(replace(one, labels={"nn": labels[one.key]}) for one in STANDARD.statuses))
    said = Page(page_of(replace(year, scale=scale))).text
    assert re.search(r"\d ventar på NAV, \d+ IKT-sak, \d+ ferdig", said)


def test_the_age_of_each_answer_is_said(year: Plan, page: Page) -> None:
    answered = sum(one.reported_on is not None for one in year.measures)
    assert page.text.count("1. februar 2026 av Gol kommune (42 dagar gammalt)") == answered
    assert page.text.count("Ikkje rapportert") == len(year.measures) - answered


def test_a_shared_measure_says_when_it_was_last_answered_and_by_how_many(year: Plan) -> None:
    shared = [one for one in year.measures if one.shares]
    noted = year.map_measures(lambda one: replace(one, reported_by="3 av 6 har svart") if one.shares else one)
    said = squeezed(Page(page_of(noted, "en")).text)
    assert any(one.reported_on for one in shared)
    assert "1 February 2026, 6 of 6 have answered (42 days old)" in said
    assert "by 3 av 6" not in said


def test_progress_is_in_whole_per_cent_as_in_the_case(year: Plan) -> None:
    first = year.measures[0]
    plan = year.map_measures(
        lambda one: replace(one, report=Report("started", 0.4625)) if one is first else one
    )
    said = squeezed(Page(page_of(plan)).text)
    assert "46 %" in said
    assert "46,2" not in said


def test_a_value_that_is_no_number_has_no_unit(plan: Plan) -> None:
    goal = Indicator("Trivsel", target="80", unit="%", values=((2024, "mange"), (2025, "72")))
    page = Page(page_of(replace(plan, indicators=(goal,))))
    (table,) = page.headed("År", "Verdi")
    assert [row[1] for row in table[1:]] == ["mange", "72 %"]


def test_a_focus_area_without_measures_says_so(plan: Plan) -> None:
    empty = FocusArea("7", "Beredskap")
    said = squeezed(Page(page_of(replace(plan, areas=(*plan.areas, empty)))).text)
    assert said.count("Planen har ingen tiltak her.") == 1
    assert "7 Beredskap Planen har ingen tiltak her." in said


def test_what_was_reported_after_the_day_of_the_page_is_not_said_to_be_of_that_day(year: Plan) -> None:
    later = year.map_measures(lambda one: replace(one, reported_on=TODAY + timedelta(days=1)))
    said = Page(page_of(later)).text
    assert "16. mars 2026" in said
    assert "i dag" not in said
    assert "(i dag)" in Page(page_of(year.map_measures(lambda one: replace(one, reported_on=TODAY)))).text


def test_what_changed_since_last_time_has_both_statuses(year: Plan, page: Page) -> None:
    (table,) = page.headed("Tiltak", "Frå")
    changed = [one for one in year.measures if one.report.status not in (None, "not_started")]
    assert [squeezed(row[0]) for row in table[1:]] == [f"{one.number} {one.text}" for one in changed]
    assert {squeezed(row[1]) for row in table[1:]} == {"○ Ikkje påstarta"}


def test_the_page_names_the_meeting_that_it_is_compared_with_as_the_case_does(year: Plan) -> None:
    made = contents(year)
    assert made.figures.changes is not None
    changes = replace(made.figures.changes, meeting="Hallingtinget")
    made = replace(made, figures=replace(made.figures, changes=changes))
    heading = "Endra sidan Hallingtinget 15. mars 2025"
    assert heading in Page(council_page(made).decode()).text
    assert heading in [one.text for one in docx.Document(io.BytesIO(council_case(made))).paragraphs]


def test_the_counts_over_time_end_with_those_of_today(year: Plan, page: Page) -> None:
    whole, *areas = page.headed("Dato", "Runde")
    assert [squeezed(row[0]) for row in whole[1:]] == ["15. mars 2025", "15. september 2025", "15. mars 2026"]
    reported = sum(one.report.status is not None for one in year.measures)
    by_hand = Counter(one.report.status for one in year.measures)
    assert [int(cell) for cell in whole[1][2:7]] == [reported, 0, 0, 0, len(year.measures) - reported]
    assert [int(cell) for cell in whole[3][2:7]] == [by_hand[key] for key in (*year.scale.keys(), None)]
    assert len(areas) == len(year.areas)


def test_an_indicator_is_a_chart_with_its_numbers_in_words_and_in_a_table(page: Page) -> None:
    charts = [one for one in page.named("svg") if one["role"] == "img"]
    assert len(charts) == 2  # the others have no number
    assert (
        "Studieplassar: 2022: 450 plassar; 2025: 512,5 plassar; Mål: 600 plassar (2028); På veg" in page.text
    )
    assert [[squeezed(cell) for cell in row] for row in page.headed("År", "Verdi")[0]] == [
        ["År", "Verdi"], ["2022", "450 plassar"], ["2025", "512,5 plassar"],
    ]  # fmt: skip


def test_nothing_is_loaded_from_anywhere(year: Plan) -> None:
    html = page_of(year)
    page = Page(html)
    assert "http://" not in html and "https://" not in html and "url(" not in html and "@import" not in html
    assert {attributes["href"] for attributes in page.named("link")} == {"data:,"}
    assert all("src" not in attributes for _, attributes in page.elements)
    assert all(str(a["href"]).startswith("#") for a in page.named("a"))
    policy = next(one["content"] for one in page.named("meta") if one.get("http-equiv"))
    assert str(policy).startswith("default-src 'none'")


@pytest.mark.parametrize("poison", POISONS, ids=range(len(POISONS)))
def test_text_from_outside_is_shown_as_text(year: Plan, poison: str) -> None:
    status = Status("odd", "#7F7F7F", {"nn": poison})
    first = year.measures[0]

    def odd(one: Measure) -> Measure:
        report = Report("odd", comment=poison) if one.id == first.id else one.report
        return replace(
            one, text=poison, responsible=(poison,), reported_by=poison, number=poison[:5], report=report
        )

    told = {first.id: (PastChange(FIRST_MERGE, change(first, "text", "før", poison)),)}
    indicators = tuple(replace(one, name=poison, area=poison, unit=poison) for one in year.indicators)
    areas = tuple(
        replace(area, name=poison, goals=tuple(replace(goal, text=poison) for goal in area.goals))
        for area in year.areas
    )
    plan = replace(
        year, name=poison, areas=areas, indicators=indicators, scale=Scale((*STANDARD.statuses, status))
    )
    harmless = {first.id: (PastChange(FIRST_MERGE, change(first, "text", "før", "no")),)}
    page = Page(page_of(plan.map_measures(odd), history=told, meeting=poison))
    plain = Page(page_of(year, history=harmless, meeting="Møte"))
    assert {name for name, _ in page.elements} <= {name for name, _ in plain.elements}
    assert {key for _, attributes in page.elements for key in attributes} <= {
        key for _, attributes in plain.elements for key in attributes
    }
    assert len(page.named("script")) == 1
    # What would turn the text around it is shown as a sign; a mark that does nothing but that is not.
    shown = re.sub("[\x00\ud83d\ufffe\u202e]", "\ufffd", poison).replace("\u200f", "")
    assert page.text.count(shown) >= len(year.measures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_which_language_it_is_in_and_is_in_it(year: Plan, language: str) -> None:
    page = Page(page_of(year, language))
    assert page.named("html") == [{"lang": language}]
    assert ("Skip to the measures" in page.text) == (language == "en")


def test_headings_are_in_order_and_every_heading_of_a_table_says_what_it_heads(page: Page) -> None:
    levels = [int(name[1]) for name, _ in page.elements if name in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(one.get("scope") in ("col", "row") for one in page.named("th"))


def test_a_plan_without_anything_has_a_page_too() -> None:
    page = Page(page_of(Plan("Tom")))
    assert "Tom – status" in page.text


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("2025", (2025,)),
        ("2025.-2027", (2025, 2026, 2027)),
        ("årleg", ("*",)),
        ("Kont", ("*",)),
        ("", ()),
        ("??", ()),
    ],
)
def test_the_filter_of_years_finds_what_the_timeframe_covers(
    written: str, years: tuple[int | str, ...]
) -> None:
    assert years_of(Timeframe.parse(written)) == years
