"""The plan: focus areas, goals, measures, actors and indicators, as immutable values."""

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal, TypeVar

from regionplan_xl.plan.status import STANDARD, Scale
from regionplan_xl.plan.timeframe import Timeframe

_Item = TypeVar("_Item")
ActorKind = Literal["organ", "group", "role", "open"]


class Field(StrEnum):
    """A field that an actor may answer about a measure, or (value and comment) about a year of an indicator."""

    STATUS = "status"
    PROGRESS = "progress"
    COMMENT = "comment"
    EXPECTED = "expected"
    VALUE = "value"


MEASURE_FIELDS = (Field.STATUS, Field.PROGRESS, Field.COMMENT, Field.EXPECTED)
"""The fields that are answered about a measure."""

# status: a key of the scale; progress: a share 0.0-1.0; comment: text; expected: a day; value: as `targets` reads it.
Value = str | float | date | None


@dataclass(frozen=True, slots=True)
class Report:
    """The answerable fields of a measure, a member's share or a year of an indicator. None = not answered."""

    status: str | None = None
    progress: float | None = None
    comment: str | None = None
    expected: date | None = None
    value: str | None = None

    def get(self, name: Field) -> Value:
        """Return the value of one field."""
        value: Value = getattr(self, name.value)
        return value

    def with_value(self, name: Field, value: Value) -> "Report":
        """Return the same report with one field changed."""
        return replace(self, **{name.value: value})  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        return any(self.get(name) is not None for name in Field)


NOTHING = Report()


@dataclass(frozen=True, slots=True)
class Share:
    """The report of one member of a group, or of one of several owners, about a shared measure."""

    member: str  # Actor.name
    report: Report = NOTHING


@dataclass(frozen=True)
class Measure:
    """A measure (tiltak). `id` is stable and opaque; `number` is the printed one, and may repeat.

    `responsible` and `involved` are names of actors in the register, in the plan's order; an unknown name is kept as
    written. `unread` is a status word that is not understood; the status is then None. `own` are the cells of columns
    that people have added, as (heading, text).
    """

    id: str
    number: str
    text: str
    timeframe: Timeframe = field(default_factory=lambda: Timeframe.parse(""))
    responsible: tuple[str, ...] = ()
    involved: tuple[str, ...] = ()
    report: Report = NOTHING
    shares: tuple[Share, ...] = ()
    reported_on: date | None = None
    reported_by: str = ""
    remark: str = ""
    unread: str = ""
    own: tuple[tuple[str, str], ...] = ()

    def share(self, member: str) -> Share:
        """Return the share of `member`; an empty one if it has none."""
        return self._by_member.get(member) or Share(member)

    @cached_property
    def _by_member(self) -> dict[str, Share]:
        return {share.member: share for share in reversed(self.shares)}

    def value(self, member: str, name: Field) -> Value:
        """Return one field of the share of `member`, or of the measure's own report if `member` is ""."""
        return (self.share(member).report if member else self.report).get(name)

    def with_value(self, member: str, name: Field, value: Value) -> "Measure":
        """Return the measure with one field changed, in the report that `value` reads it from."""
        if not member:
            return replace(self, report=self.report.with_value(name, value))
        changed = Share(member, self.share(member).report.with_value(name, value))
        if all(share.member != member for share in self.shares):
            return replace(self, shares=(*self.shares, changed))
        return replace(self, shares=tuple(changed if s.member == member else s for s in self.shares))


@dataclass(frozen=True)
class Goal:
    """A goal (mål) and its measures."""

    id: str
    number: str
    text: str
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class FocusArea:
    """A focus area (satsingsområde); `sheet` is the name of its sheet in the master."""

    number: str
    name: str
    goals: tuple[Goal, ...] = ()
    sheet: str = ""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures of all goals, in order."""
        return tuple(m for goal in self.goals for m in goal.measures)


@dataclass(frozen=True)
class Actor:
    """An actor of the register. `name` is unique; `members` are names of other actors (of a `group`)."""

    name: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    kind: ActorKind = "organ"
    members: tuple[str, ...] = ()
    email: str = ""
    language: str = ""
    reports: bool = True


@dataclass(frozen=True)
class Indicator:
    """A result goal (resultatmål): a quantity measured each year, with baseline and target.

    Every text is as written; `plan.targets` reads the numbers. `values` and `comments` are (year, text) as reported, in
    the order of the years. `direction` is "up", "down" or "" if unknown. The `responsible` actors report one common
    value. `id` is stable and opaque. An imported document may calculate a baseline: as the sum of the `adds` indicators
    before it, or as the indicator before it `times` a factor; the master then has a formula for it.
    """

    name: str
    area: str = ""
    baseline: str = ""
    target: str = ""
    unit: str = ""
    year: str = ""
    values: tuple[tuple[int, str], ...] = ()
    id: str = ""
    responsible: tuple[str, ...] = ()
    direction: str = ""
    comments: tuple[tuple[int, str], ...] = ()
    remark: str = ""
    adds: int = 0
    times: int = 0


@dataclass(frozen=True)
class Plan:
    """A whole plan with its register of actors and its scale of statuses."""

    name: str
    areas: tuple[FocusArea, ...] = ()
    actors: tuple[Actor, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    scale: Scale = STANDARD
    language: str = "nn"

    @property
    def goals(self) -> tuple[Goal, ...]:
        """All goals, in order."""
        return tuple(goal for area in self.areas for goal in area.goals)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All measures, in order."""
        return tuple(m for area in self.areas for m in area.measures)

    def placed(self) -> Iterator[tuple[FocusArea, Goal, Measure]]:
        """Yield every measure with its area and goal, in order."""
        for area in self.areas:
            for goal in area.goals:
                for measure in goal.measures:
                    yield area, goal, measure

    def map_goals(self, change: Callable[[Goal], Goal]) -> "Plan":
        """Return the plan with `change` applied to every goal, in order; unchanged areas stay the same objects."""

        def in_area(area: FocusArea) -> FocusArea:
            goals = _mapped(area.goals, change)
            return area if goals is area.goals else replace(area, goals=goals)

        return replace(self, areas=_mapped(self.areas, in_area))

    def map_measures(self, change: Callable[[Measure], Measure]) -> "Plan":
        """Return the plan with `change` applied to every measure, in order; unchanged goals stay the same objects."""

        def in_goal(goal: Goal) -> Goal:
            measures = _mapped(goal.measures, change)
            return goal if measures is goal.measures else replace(goal, measures=measures)

        return self.map_goals(in_goal)


def _mapped(items: tuple[_Item, ...], change: Callable[[_Item], _Item]) -> tuple[_Item, ...]:
    changed = tuple(map(change, items))
    return items if all(map(operator.is_, changed, items)) else changed


def as_compared(plan: Plan) -> tuple[object, ...]:
    """Return the areas, goals and measures in a form in which two readings of the same plan are equal.

    Empty shares are left out, and the own columns of shared measures, whose formulas Excel may compute again.
    """

    def measure(one: Measure) -> Measure:
        if not one.shares:
            return one
        shares = sorted((s for s in one.shares if s.report), key=lambda share: share.member)
        return replace(one, shares=tuple(shares), own=())

    return tuple(
        (
            area.number,
            area.name,
            tuple((g.id, g.number, g.text, tuple(map(measure, g.measures))) for g in area.goals),
        )
        for area in plan.areas
    )
