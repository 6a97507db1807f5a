"""The example plan that ships with the program: Hallingdal's plan of 2025 in our own words, and its actors."""

from functools import cache
from importlib import resources
from typing import Any

import yaml

from regionplan_xl.plan.ids import goal_id, measure_id
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan
from regionplan_xl.plan.timeframe import Timeframe

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def example_actors() -> tuple[Actor, ...]:
    """Return every actor in the plan; the six municipalities are the members of «Kommunane»."""
    return tuple(_actor(row) for row in _read("actors.yaml")["actors"])


@cache
def example_plan() -> Plan:
    """Return the plan with 6 areas, 26 goals and 68 measures; no measure has a status."""
    content = _read("plan.yaml")
    taken: set[str] = set()
    areas = tuple(
        FocusArea(row["number"], row["name"], tuple(_goal(goal, taken) for goal in row["goals"]))
        for row in content["areas"]
    )
    return Plan(content["name"], areas, example_actors(), language=content["language"])


def _read(name: str) -> Any:
    source = resources.files("regionplan_xl").joinpath("example", name).read_bytes()
    return yaml.load(source, Loader=_Loader)  # noqa: S506  (a safe loader, the C one if there is one)


def _actor(row: dict[str, Any]) -> Actor:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Actor(**fields)


def _goal(row: dict[str, Any], taken: set[str]) -> Goal:
    identity = goal_id(f"{row['number']} {row['text']}", taken)
    taken.add(identity)
    return Goal(
        identity, row["number"], row["text"], tuple(_measure(measure, taken) for measure in row["measures"])
    )


def _measure(row: dict[str, Any], taken: set[str]) -> Measure:
    identity = measure_id(f"{row['number']} {row['text']}", taken)
    taken.add(identity)
    return Measure(
        identity,
        row["number"],
        row["text"],
        Timeframe.parse(row["timeframe"]),
        tuple(row.get("responsible", ())),
        tuple(row.get("involved", ())),
    )
