"""The case shows how the values of result goals have developed: a picture, its words, and the numbers."""

import io
import sys
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from regionplan_xl.locale import catalog
from regionplan_xl.plan.model import Indicator, Plan
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.reports.charts.indicator_chart import draw_indicators
from regionplan_xl.reports.charts.indicator_pictures import indicator_pictures
from regionplan_xl.reports.figures import figures
from regionplan_xl.reports.word.council_case import council_case
from tests.reports.page.pages import TODAY, contents, with_a_year

HEADING = {"nn": "Indikatorar over tid", "nb": "Indikatorer over tid", "en": "Indicators over time"}
CHANGE = Indicator(
    "Utslepp $x$",
    "Klima og miljø",
    "2016",
    "-25",
    "%",
    "2030",
    ((2024, "-7"), (2025, "-12,5")),
    direction="down",
)


def case(plan: Plan, language: str = "nn") -> Document:
    return docx.Document(io.BytesIO(council_case(replace(contents(plan, language), trend=()))))


def pictures(document: Document) -> list[Any]:
    return list(document.element.body.iter(qn("wp:docPr")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_of_two_years_are_shown_against_the_target(plan: Plan, language: str) -> None:
    document = case(with_a_year(plan), language)
    assert HEADING[language] in [one.text for one in document.paragraphs]
    (picture,) = pictures(document)
    last = "512.5" if language == "en" else "512,5"
    assert f"Studieplassar: 450 (2022), {last} (2025), " in picture.get("descr")
    assert "600 plassar" in picture.get("descr")
    # «Eitt tal» has one value, «Ord» no number, «Bustader» no value.
    (table,) = [one for one in document.tables if one.rows[0].cells[-1].text == "2025"]
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [["Studieplassar", "450", last]]


def test_one_value_is_nothing_to_compare(plan: Plan) -> None:
    document = case(plan)
    assert HEADING["nn"] not in [one.text for one in document.paragraphs]
    assert not pictures(document)


def test_without_what_draws_charts_the_numbers_stand_alone(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    document = case(with_a_year(plan))
    assert not pictures(document)
    assert [one for one in document.tables if one.rows[0].cells[-1].text == "2025"]


def test_a_change_begins_at_nothing_and_not_at_the_year_it_is_counted_from(plan: Plan) -> None:
    found = figures(replace(plan, indicators=(CHANGE,)), today=TODAY, answered=None)
    (picture,) = indicator_pictures(found.indicators, catalog("nn"), 176.0)
    (panel,) = picture.panels
    assert (panel.baseline, panel.target, panel.values) == (0.0, -25.0, (-7.0, -12.5))
    svg = draw_indicators(picture, "svg")
    said = ["".join(one.itertext()) for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert {"Utslepp $x$", "-7", "-12,5", "2024", "2025"} <= set(said)
    draw_indicators.cache_clear()
    assert draw_indicators(picture, "svg") == svg


def test_the_goals_of_a_large_plan_are_on_pictures_that_fit_on_pages(plan: Plan) -> None:
    many = replace(plan, indicators=(CHANGE,) * 23)
    found = figures(many, today=TODAY, answered=None)
    assert [len(one.panels) for one in indicator_pictures(found.indicators, catalog("nn"), 176.0)] == [
        10,
        10,
        3,
    ]
