"""The plan of one body: the measures it is responsible for, with its own reports, and those it is involved in."""

from dataclasses import dataclass, replace

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Measure, Plan, Share


@dataclass(frozen=True)
class SharedMeasure:
    """A measure that a body is responsible for together with others; `others` are their shares."""

    measure: Measure
    own: Share
    others: tuple[Share, ...]


@dataclass(frozen=True)
class BodyPlan:
    """The parts of the plan that concern one body.

    `together`: the measures and result goals that it is responsible for, as in the plan. `own`: the same, with the
    body's own share of shared measures. `shared` and `involved` are separate lists.
    """

    together: Plan
    own: Plan
    shared: tuple[SharedMeasure, ...]
    involved: tuple[Measure, ...]


def plan_of_body(plan: Plan, name: str) -> BodyPlan:
    """Return the parts of the plan that concern the body called `name`, an actor in the register."""
    register = Register(plan.actors)

    def named(names: tuple[str, ...]) -> bool:
        return any(actor is not None and actor.name == name for actor in map(register.resolve, names))

    def takes_part(names: tuple[str, ...]) -> bool:
        actors = [actor for actor in map(register.resolve, names) if actor is not None]
        return any(member.name == name for actor in actors for member in register.members_of(actor)) or named(
            names
        )

    def belongs(measure: Measure) -> bool:
        return name in register.owners(measure) or named(measure.responsible)

    goals = tuple(one for one in plan.indicators if belongs(Measure("", "", "", responsible=one.responsible)))
    together = replace(
        _only(plan, frozenset(id(one) for one in plan.measures if belongs(one))), indicators=goals
    )
    shared = tuple(
        SharedMeasure(
            one, one.share(name), tuple(s for s in register.shares_to_count(one) if s.member != name)
        )
        for one in together.measures
        if name in register.sharers(one)
    )
    involved = tuple(one for one in plan.measures if not belongs(one) and takes_part(one.involved))
    return BodyPlan(together, as_reported_by(name, together), shared, involved)


def as_reported_by(name: str, plan: Plan) -> Plan:
    """Return the plan with the share of the body called `name` in place of each measure it shares."""
    register = Register(plan.actors)
    return plan.map_measures(lambda one: own_report(name, one, register))


def own_report(name: str, measure: Measure, register: Register) -> Measure:
    """Return the measure with the report of the body called `name`, if that body shares it."""
    if name not in register.sharers(measure):
        return measure
    return replace(measure, report=measure.share(name).report, unread="")


def _only(plan: Plan, kept: frozenset[int]) -> Plan:
    """Return the plan with only these measures (by `id()`), without empty goals and areas, and without indicators."""
    areas = []
    for area in plan.areas:
        goals = [
            replace(goal, measures=tuple(one for one in goal.measures if id(one) in kept))
            for goal in area.goals
        ]
        if any(goal.measures for goal in goals):
            areas.append(replace(area, goals=tuple(goal for goal in goals if goal.measures)))
    return replace(plan, areas=tuple(areas), indicators=())
