"""The charts of the status over time: words and numbers as text, reproducible, and clear without colour."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree as ET

import matplotlib
import pytest

from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.reports.charts.pictures import case_series, status_pictures
from regionplan_xl.reports.charts.status_chart import HIGHEST_MM, StatusPicture, draw_status, picture_height
from tests.reports.cases import contents
from tests.reports.plans import with_statuses

_SVG, _DC = "{http://www.w3.org/2000/svg}", "{http://purl.org/dc/elements/1.1/}"
IN_ANOTHER_PROCESS = """
import hashlib
from tests.reports.charts.test_status_chart import pictures
from tests.reports.plans import mixed_plan
from regionplan_xl.reports.charts.status_chart import draw_status
(picture,) = pictures(mixed_plan())
for form in ("svg", "png"):
    print(hashlib.sha256(draw_status(picture, form)).hexdigest())
"""


def pictures(plan: Plan, language: str = "nn") -> tuple[StatusPicture, ...]:
    case = contents(plan, language)
    series = case_series(case)
    assert series is not None
    return status_pictures(case, series)


def texts(svg: bytes) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{_SVG}text")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_picture_says_is_text_in_each_language(plan: Plan, language: str) -> None:
    (picture,) = pictures(plan, language)
    svg = draw_status(picture, "svg")
    said = texts(svg)
    assert {f"{area.number} {area.name}" for area in plan.areas} <= set(said)
    assert {"2025-1", "2026-1"} <= set(said)
    assert all(any(one.label(language) in text for text in said) for one in plan.scale.statuses)
    numbers = [text for text in said if text.isdecimal()]
    shown = [count for panel in picture.panels for row in panel.counts for count in row if count]
    assert set(numbers) <= set(map(str, shown))
    assert numbers.count("68") == 1  # before the first round nobody had reported anything
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert (root.findtext(f"{_SVG}title"), root.findtext(f"{_SVG}desc")) == (
        picture.title,
        picture.description,
    )


def test_a_picture_is_the_same_bytes_each_time_whatever_settings_somebody_has(plan: Plan) -> None:
    (picture,) = pictures(plan)
    first = [draw_status(picture, form) for form in ("svg", "png")]
    draw_status.cache_clear()
    with matplotlib.rc_context({"font.size": 20, "savefig.dpi": 30, "svg.fonttype": "path"}):
        assert [draw_status(picture, form) for form in ("svg", "png")] == first
    run = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert run.stdout.split() == [hashlib.sha256(one).hexdigest() for one in first]


def test_a_picture_has_no_date_in_it(plan: Plan) -> None:
    (picture,) = pictures(plan)
    metadata = ET.fromstring(draw_status(picture, "svg")).iter()
    names = [one.tag for one in metadata]
    assert f"{_DC}title" in names
    assert f"{_DC}date" not in names
    assert b"tEXt" not in draw_status(picture, "png")


@pytest.mark.parametrize("count", [3, 5, 9])
def test_statuses_are_told_without_colour(plan: Plan, count: int) -> None:
    (picture,) = pictures(with_statuses(plan, count))
    hatches = [kind.hatch for kind in picture.kinds]
    assert len(set(hatches)) == len(hatches) == count + 1
    assert len({kind.label for kind in picture.kinds}) == count + 1


def test_names_that_people_wrote_are_shown_as_they_are(plan: Plan) -> None:
    names = ("$x_1$ <b>&amp;</b>", "{{ 7*7 }} \\alpha", "\u202eabc\u0007 שלום 中文")
    areas = [replace(area, name=name) for area, name in zip(plan.areas, names, strict=False)]
    (picture,) = pictures(replace(plan, areas=(*areas, *plan.areas[3:])))
    said = texts(draw_status(picture, "svg"))
    assert [one for one in said if one[:2] in ("1 ", "2 ")] == ["1 $x_1$ <b>&amp;</b>", "2 {{ 7*7 }} \\alpha"]
    assert any("שלום" in one for one in said)


def test_the_pictures_of_many_areas_fit_on_pages(plan: Plan) -> None:
    areas = tuple(replace(area, name=f"{area.name} {n}") for n in range(5) for area in plan.areas)
    found = pictures(replace(plan, areas=areas))
    assert len(found) > 1
    assert sum(len(one.panels) for one in found) == 31
    assert all(picture_height(one) <= HIGHEST_MM for one in found)
