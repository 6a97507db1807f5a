"""The figures survive as JSON until the next report."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from regionplan_xl.errors import InputError
from regionplan_xl.plan.model import Plan
from regionplan_xl.reports.data.figures_json import parse_json, render_json
from regionplan_xl.reports.figures import figures
from tests.reports.plans import any_plan

TODAY = date(2026, 3, 15)


def test_the_next_report_reads_exactly_what_this_one_wrote(plan: Plan) -> None:
    first = figures(plan, today=date(2025, 3, 15), answered={"Gol kommune": True, "Hol kommune": False})
    second = figures(plan, today=TODAY, answered=None, previous=parse_json(render_json(first)))
    assert parse_json(render_json(first)) == first
    assert parse_json(render_json(second)) == second
    assert second.changes is not None and second.changes.measures == ()


@given(any_plan)
def test_any_plans_figures_survive_as_json(plan: Plan) -> None:
    found = figures(plan, today=TODAY, answered={})
    assert parse_json(render_json(found)) == found


def test_the_json_is_for_people_too(plan: Plan) -> None:
    text = render_json(figures(plan, today=TODAY, answered=None)).decode()
    assert "Næringsutvikling og arbeidsplassar" in text
    assert json.loads(text)["total"]["total"] == 68


def test_a_measures_own_columns_are_in_the_data(plan: Plan) -> None:
    own = (("Prioritet", "Høg"), ("Kostnad", "200 000"))
    first = plan.measures[0].id
    with_own = plan.map_measures(lambda one: replace(one, own=own) if one.id == first else one)
    data = json.loads(render_json(figures(with_own, today=TODAY, answered=None)))
    assert [one["own"] for one in data["measures"] if one["id"] == first] == [[list(pair) for pair in own]]


def test_half_a_character_never_stops_the_report(plan: Plan) -> None:
    broken = replace(plan, name="Plan \ud83d")
    assert parse_json(render_json(figures(broken, today=TODAY, answered=None))).plan == "Plan ?"


@pytest.mark.parametrize("data", [b"", b"{}", b"[1, 2]", b'{"plan": 1}', b"\xff\xfe", b"PK\x03\x04"])
def test_another_file_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InputError, match="earlier report"):
        parse_json(data)
