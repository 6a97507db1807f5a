"""Roll a plan over to its next year: restart yearly measures, drop finished ones, and list what a person must see."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.merging.rules import ValueKey
from regionplan_xl.plan.model import NOTHING, Field, Goal, Measure, Plan
from regionplan_xl.plan.overdue import is_finished

HORIZON = 4
"""The number of years that a plan covers, including the one that begins."""


@dataclass(frozen=True)
class RollOver:
    """The request: the year that begins, whether to drop finished measures, and whether to renumber."""

    year: int
    drop_done: bool = False
    renumber: bool = False

    @property
    def first_day(self) -> date:
        """The first day of the year that begins."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """The last day that the plan covers."""
        return date(self.year + HORIZON - 1, 12, 31)


@dataclass(frozen=True)
class RolledOver:
    """The plan of the year that begins, and the measures that changed or need a person.

    `carried`: go on unchanged. `restarted`: yearly ones that start again. `done`: finished ones; `dropped`: their ids
    if they were to be dropped. `ended`: should have been done before the year, and are not. `later`: begin after the
    last day that the plan covers. `unclear`: have a timeframe that is not understood. `unnumbered`: were not renumbered
    because their goal has no number. `kept`: values that stay because the master has no cell for them.
    """

    plan: Plan
    changes: tuple[Change, ...] = ()
    carried: tuple[Measure, ...] = ()
    restarted: tuple[Measure, ...] = ()
    done: tuple[Measure, ...] = ()
    dropped: tuple[str, ...] = ()
    ended: tuple[Measure, ...] = ()
    later: tuple[Measure, ...] = ()
    unclear: tuple[Measure, ...] = ()
    renumbered: tuple[Change, ...] = ()
    unnumbered: tuple[Measure, ...] = ()
    kept: tuple[Change, ...] = ()


def roll_over(
    plan: Plan, asked: RollOver, last_round: str = "", unwritable: Collection[ValueKey] = ()
) -> RolledOver:
    """Return the plan for the year that begins.

    A measure that is not finished goes on with its timeframe; a deadline that has passed is for a person to move.
    Yearly measures, finished or not, lose their reports. `last_round` is the last round about the year before; late
    answers to it are about that year. `unwritable` are values for which the master has no cell.
    """
    done = {m.id for m in plan.measures if not _starts_again(m, asked) and _is_done(m, plan)}
    dropped = done if asked.drop_done else set()
    before = {m.id: m for m in plan.measures}
    new = plan.map_measures(lambda m: _restarted(m, unwritable) if _starts_again(m, asked) else m)
    if dropped:
        new = new.map_goals(_without(dropped))
    if asked.renumber:
        new = new.map_goals(lambda goal: _renumbered(goal, unwritable))
    restarted = [m for m in plan.measures if _starts_again(m, asked)]
    going_on = [m for m in plan.measures if m.id not in done and not _starts_again(m, asked)]
    renumbered = tuple(
        Change.of("renumbered", m, "number", before[m.id].number, m.number)
        for m in new.measures
        if m.id and m.number != before[m.id].number
    )
    lost = [change for m in restarted for change in _reset(m, asked.year, last_round)]
    kept = [c for c in lost if (c.measure, c.member, c.field) in unwritable]
    return RolledOver(
        new,
        (
            *(c for c in lost if c not in kept),
            *(
                Change.of("dropped", before[one], "text", before[one].text, None)
                for one in before
                if one in dropped
            ),
            *renumbered,
        ),
        carried=tuple(going_on),
        restarted=tuple(restarted),
        done=tuple(m for m in plan.measures if m.id in done),
        dropped=tuple(one for one in before if one in dropped),
        ended=tuple(m for m in going_on if m.timeframe.ends_before(asked.first_day)),
        later=tuple(m for m in going_on if (m.timeframe.start or date.min) > asked.last_day),
        unclear=tuple(m for m in going_on if m.timeframe.kind == "unclear"),
        renumbered=renumbered,
        unnumbered=tuple(m for g in new.goals if asked.renumber and not _stem(g) for m in g.measures),
        kept=tuple(kept),
    )


def _starts_again(measure: Measure, asked: RollOver) -> bool:
    """Return whether a measure is yearly and its timeframe reaches into the year that begins."""
    frame = measure.timeframe
    return bool(measure.id) and frame.kind == "yearly" and not frame.ends_before(asked.first_day)


def _is_done(measure: Measure, plan: Plan) -> bool:
    return bool(measure.id) and not measure.unread and is_finished(measure.report.status, plan.scale)


def _restarted(measure: Measure, unwritable: Collection[ValueKey]) -> Measure:
    """Return the measure without its reports; values in `unwritable` stay."""
    new = replace(measure, report=NOTHING, shares=(), reported_on=None, reported_by="")
    for identity, member, name in unwritable:
        if identity != measure.id:
            continue
        if name in set(Field):
            new = new.with_value(member, Field(name), measure.value(member, Field(name)))
        elif name in ("reported_on", "reported_by"):
            new = replace(new, **{name: getattr(measure, name)})
    return new


def _reset(measure: Measure, year: int, last_round: str) -> Iterator[Change]:
    """Yield the new period of a yearly measure, then each value that it loses."""
    yield Change.of("restarted", measure, "period", str(year - 1), str(year), round=last_round)
    for member, report in (("", measure.report), *((s.member, s.report) for s in measure.shares)):
        for name in Field:
            if report.get(name) is not None:
                yield Change.of("restarted", measure, name.value, report.get(name), None, member)


def _without(dropped: Collection[str]) -> Callable[[Goal], Goal]:
    def kept(goal: Goal) -> Goal:
        if not any(m.id in dropped for m in goal.measures):
            return goal
        return replace(goal, measures=tuple(m for m in goal.measures if m.id not in dropped))

    return kept


def _stem(goal: Goal) -> str:
    """Return the prefix of the numbers of the goal's measures."""
    return goal.number.strip().rstrip(".")


def _renumbered(goal: Goal, unwritable: Collection[ValueKey]) -> Goal:
    """Return the goal with its measures numbered in order below its own number; unchanged if it has no number."""
    stem = _stem(goal)
    if not stem:
        return goal

    def numbered(measure: Measure, at: int) -> Measure:
        if not measure.id or (measure.id, "", "number") in unwritable:
            return measure
        return replace(measure, number=f"{stem}.{at}")

    return replace(goal, measures=tuple(numbered(m, at) for at, m in enumerate(goal.measures, start=1)))
