"""A merge undone after hand edits: what it wrote goes back, what people wrote since stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Field, Measure, Plan, Share, Value
from regionplan_xl.plan.outcome import Change
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.text import Say

_WRITTEN = ("answer", "decision", "rollup")


@dataclass(frozen=True)
class Left:
    """A value that the merge wrote and somebody has changed since; `now` is what stands there.

    `gone`: the whole measure is no longer in the plan.
    """

    change: Change
    now: Value = None
    gone: bool = False


@dataclass(frozen=True)
class TakenBack:
    """The plan without what the merge wrote, the values put back, and those left as people wrote them."""

    plan: Plan
    put_back: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()


def take_back(plan: Plan, changes: Iterable[Change], former: Plan | None, day: date, said: Say) -> TakenBack:
    """`plan` with every value that still is what the merge wrote as it was before.

    `changes` are the merge's; `former` is the plan before it, where a copy of that master is at hand, and
    `day` the local day of the merge: they tell what «Sist rapportert» and «Rapportert av» go back to.
    """
    measures = {m.id: m for m in plan.measures if m.id}
    before = {m.id: m for m in former.measures} if former else {}
    register = Register(plan.actors)
    written = _joined(change for change in changes if change.kind in _WRITTEN)
    put_back: list[Change] = []
    left: list[Left] = []
    for change in written:
        measure = measures.get(change.measure)
        if measure is None:
            left.append(Left(change, gone=True))
            continue
        name = Field(change.field)
        now = (measure.share(change.member).report if change.member else measure.report).get(name)
        if now == change.before:
            continue
        if now != change.after:
            left.append(Left(change, now))
            continue
        measures[measure.id] = _with(measure, change.member, name, change.before)
        put_back.append(change)
    for identity, old in before.items():
        mine = [change for change in written if change.measure == identity]
        if mine and identity in measures:
            wrote = {change.actor for change in mine} | {_answered(register, plan, identity, said)}
            measures[identity] = _as_reported_before(measures[identity], old, wrote, day)
    return TakenBack(_exchanged(plan, measures), tuple(put_back), tuple(left))


def _joined(changes: Iterable[Change]) -> list[Change]:
    """One change per field, from what stood there first to what stood there last."""
    found: dict[tuple[str, str, str], Change] = {}
    for change in changes:
        where = (change.measure, change.member, change.field)
        found[where] = replace(change, before=found[where].before) if where in found else change
    return list(found.values())


def _with(measure: Measure, member: str, name: Field, value: Value) -> Measure:
    if not member:
        return replace(measure, report=measure.report.with_value(name, value))
    share = Share(member, measure.share(member).report.with_value(name, value))
    others = [s for s in measure.shares if s.member != member]
    known = [s.member for s in measure.shares]
    at = known.index(member) if member in known else len(known)
    return replace(measure, shares=(*others[:at], share, *others[at:]))


def _answered(register: Register, plan: Plan, identity: str, said: Say) -> str:
    """«3 av 6 har svart», as the merge wrote it for a shared measure."""
    measure = next(m for m in plan.measures if m.id == identity)
    return said(answered_words([measure.share(name) for name in register.sharers(measure)]))


def _as_reported_before(measure: Measure, old: Measure, wrote: set[str], day: date) -> Measure:
    if measure.reported_on == day:
        measure = replace(measure, reported_on=old.reported_on)
    if measure.reported_by in wrote:
        measure = replace(measure, reported_by=old.reported_by)
    return measure


def _exchanged(plan: Plan, measures: Mapping[str, Measure]) -> Plan:
    areas = tuple(
        replace(
            area,
            goals=tuple(
                replace(goal, measures=tuple(measures.get(m.id, m) for m in goal.measures))
                for goal in area.goals
            ),
        )
        for area in plan.areas
    )
    return replace(plan, areas=areas)
