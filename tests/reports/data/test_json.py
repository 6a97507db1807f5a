"""The data of a report follows its schema and agrees with the plan."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings

from regionplan_xl.plan.model import Plan
from regionplan_xl.reports.body_plan import plan_of_body
from regionplan_xl.reports.data.report_data import json_schema, render_json
from tests.paths import PROJECT
from tests.reports.page.pages import contents, with_a_year
from tests.reports.plans import any_plan

SCHEMA = PROJECT / "docs" / "report.schema.json"


def test_the_schema_in_the_documentation_is_that_of_the_data() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == json_schema(), "run: make pages"


def test_a_plan_with_a_year_behind_it_follows_the_schema(plan: Plan) -> None:
    data = json.loads(render_json(contents(with_a_year(plan))))
    jsonschema.Draft202012Validator(json_schema()).validate(data)
    assert [one["text"] for one in data["plan_measures"]] == [one.text for one in plan.measures]
    own = [one["status"] for one in data["statuses"] if not one["member"]]
    assert own == [one.report.status for one in plan.measures]
    shares = sum(bool(share.report) for one in plan.measures for share in one.shares)
    assert len(data["statuses"]) == len(plan.measures) + shares
    assert data["trend"][-1]["total"]["counts"]["by_status"] == data["total"]["by_status"]
    assert Counter(one["after"] for one in data["history"])["done"] == own.count("done")


@settings(max_examples=25, deadline=None)
@given(any_plan)
def test_any_plan_follows_the_schema(plan: Plan) -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(render_json(contents(plan))))


def test_the_data_for_a_body_are_of_what_its_case_shows(plan: Plan) -> None:
    year = with_a_year(plan)
    name = next(one.name for one in year.actors if plan_of_body(year, one.name).shared)
    data = json.loads(render_json(replace(contents(year), actor=name)))
    jsonschema.Draft202012Validator(json_schema()).validate(data)
    body = plan_of_body(year, name)
    shown = [one.id for one in (*body.together.measures, *body.involved)]
    assert 0 < len(shown) < len(year.measures)
    assert [one["id"] for one in data["plan_measures"]] == shown
    for part in ("statuses", "history"):
        assert {one["measure"] for one in data[part]} <= set(shown)
    assert {one["measure"] for one in data["statuses"]} == set(shown)
    assert data["trend"] == []


def test_something_else_does_not_follow_the_schema(plan: Plan) -> None:
    data = json.loads(render_json(contents(plan)))
    del data["total"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema()).validate(data)


def test_no_address_of_anybody_is_in_the_data(plan: Plan, tmp_path: Path) -> None:

    with_address = replace(plan, actors=tuple(replace(one, email="kari@example.org") for one in plan.actors))
    assert b"kari@example.org" not in render_json(contents(with_address))


def test_half_a_character_never_stops_the_report(plan: Plan) -> None:
    broken = contents(replace(plan, name="Plan \ud83d"))
    assert json.loads(render_json(broken))["plan"] == "Plan ?"
