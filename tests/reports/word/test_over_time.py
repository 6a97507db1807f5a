"""The case shows the status over time: a picture with an alternative text, and its numbers in a table."""

import io
import re
import sys
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.word.council_case import council_case
from tests.reports.cases import contents

HEADING = {"nn": "Utvikling over tid", "nb": "Utvikling over tid", "en": "Over time"}
ROUND = {"nn": "Runde", "nb": "Runde", "en": "Round"}


def case(contents: ReportContents) -> Document:
    return docx.Document(io.BytesIO(council_case(contents)))


def numbers(document: Document, heading: str = "Runde") -> list[list[str]]:
    (table,) = [one for one in document.tables if one.cell(0, 0).text == heading]
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def pictures(document: Document) -> list[Any]:
    return list(document.element.body.iter(qn("wp:docPr")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_case_has_a_picture_in_words_and_its_numbers(plan: Plan, language: str) -> None:
    found = contents(plan, language)
    document = case(found)
    assert HEADING[language] in [one.text for one in document.paragraphs]
    (picture,) = pictures(document)
    done = plan.scale["done"].label(language)
    assert f"{done}:" in picture.get("descr")
    assert re.search(r"0\s?%", picture.get("descr"))
    assert all(f"{area.number} {area.name}" in picture.get("descr") for area in plan.areas)
    rows = numbers(document, ROUND[language])
    whole = [row[2:] for row in rows[1:4]]
    assert [row[:6] for row in whole] == [
        [*map(str, point.total.counts.by_status.values()), str(point.total.counts.without), "68"]
        for point in found.trend
    ]
    assert whole[0][:6] == ["0", "0", "0", "0", "68", "68"]
    assert len(rows) == 7 * (1 + 3)


def test_one_point_in_time_is_not_shown(plan: Plan) -> None:
    found = contents(plan)
    document = case(replace(found, trend=found.trend[-1:]))
    assert HEADING["nn"] not in [one.text for one in document.paragraphs]
    assert not pictures(document)


def test_the_case_of_one_body_does_not_show_the_whole_plan(plan: Plan) -> None:
    assert not pictures(case(replace(contents(plan), actor="Gol kommune")))


def test_without_what_draws_charts_the_table_stands_alone(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = contents(plan)
    with_picture = numbers(case(found))
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    document = case(found)
    assert not pictures(document)
    assert numbers(document) == with_picture


def test_a_long_past_is_cut_and_the_case_says_so(plan: Plan) -> None:
    found = contents(plan)
    document = case(replace(found, trend=found.trend * 5))
    assert "Dei 10 siste av 15 tidspunkt er viste; nettsida har alle." in [
        one.text for one in document.paragraphs
    ]
    assert len(numbers(document)) == 7 * (1 + 10)
