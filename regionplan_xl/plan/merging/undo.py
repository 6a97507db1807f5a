"""A merge undone after hand edits: what it wrote goes back, what people wrote since stays."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Field, Measure, Plan, Share, Value
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.text import Translate

_WRITTEN = ("answer", "decision", "rollup")


@dataclass(frozen=True)
class Left:
    """What the merge wrote and an undo leaves: a value that somebody has changed since, or a measure of its own.

    `now` is what stands there; `gone`: the whole measure is no longer in the plan.
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


def take_back(
    plan: Plan,
    changes: Iterable[Change],
    former: Plan | None,
    day: date,
    translate: Translate,
    barred: Mapping[tuple[str, str, str], str] = MappingProxyType({}),
) -> TakenBack:
    """`plan` with every value that still is what the merge wrote as it was before.

    `changes` are the merge's; `former` is the plan before it, where a copy of that master is at hand, and
    `day` the local day of the merge: they tell what «Sist rapportert» and «Rapportert av» go back to.
    `barred` are cells that cannot be written (as in `fold.Unwritable`), with the text that stands there where
    the plan does not have it. The measures of accepted proposals stay: people may have built on them.
    """
    measures = {m.id: m for m in plan.measures if m.id}
    before = {m.id: m for m in former.measures} if former else {}
    register = Register(plan.actors)
    changes = list(changes)
    written = _joined(change for change in changes if change.kind in _WRITTEN)
    put_back: list[Change] = []
    accepted = [change for change in changes if change.kind == "proposal" and change.measure in measures]
    left = [Left(change, measures[change.measure].text) for change in accepted]
    for change in written:
        measure = measures.get(change.measure)
        if measure is None:
            left.append(Left(change, gone=True))
            continue
        now = _now(measure, change)
        where = (change.measure, change.member, change.field)
        if where in barred:
            left.append(Left(change, barred[where] or now))
            continue
        if now == change.before:
            continue
        if now != change.after:
            left.append(Left(change, now))
            continue
        measures[measure.id] = _with(measure, change.member, Field(change.field), change.before)
        put_back.append(change)
    for identity, old in before.items():
        mine = [change for change in written if change.measure == identity]
        if mine and identity in measures:
            wrote = {change.actor for change in mine} | {_answered(register, plan, identity, translate)}
            measures[identity] = _as_reported_before(measures[identity], old, wrote, day, barred)
    return TakenBack(plan.map_measures(lambda m: measures.get(m.id, m)), tuple(put_back), tuple(left))


def is_as_before(plan: Plan, changes: Iterable[Change]) -> bool:
    """True where a merge wrote something, and every value that it wrote is what it was before."""
    measures = {m.id: m for m in plan.measures if m.id}
    joined = _joined(change for change in changes if change.kind in _WRITTEN)
    written = [change for change in joined if change.before != change.after]
    return bool(written) and all(
        change.measure in measures and _now(measures[change.measure], change) == change.before
        for change in written
    )


def _now(measure: Measure, change: Change) -> Value:
    """What the measure says where `change` was written."""
    report = measure.share(change.member).report if change.member else measure.report
    return report.get(Field(change.field))


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


def _answered(register: Register, plan: Plan, identity: str, translate: Translate) -> str:
    """«3 av 6 har svart», as the merge wrote it for a shared measure."""
    measure = next(m for m in plan.measures if m.id == identity)
    return translate(answered_words([measure.share(name) for name in register.sharers(measure)]))


def _as_reported_before(
    measure: Measure, old: Measure, wrote: set[str], day: date, barred: Container[tuple[str, str, str]]
) -> Measure:
    if measure.reported_on == day and (measure.id, "", "reported_on") not in barred:
        measure = replace(measure, reported_on=old.reported_on)
    if measure.reported_by in wrote and (measure.id, "", "reported_by") not in barred:
        measure = replace(measure, reported_by=old.reported_by)
    return measure
