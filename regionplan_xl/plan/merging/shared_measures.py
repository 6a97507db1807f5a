"""Roll up shared measures in a merge, unless the secretariat overrules the roll-up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.merging.rules import Rules
from regionplan_xl.plan.model import Field, Measure, Plan, Share, Value
from regionplan_xl.plan.rollup import answered_words, has_answered, roll_up
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Translate, phrase

OVERRULED = phrase("Overruled by the secretariat")


@dataclass(frozen=True)
class RolledUp:
    """A shared measure after the roll-up, the changes that it made, and the fields that are overruled."""

    measure: Measure
    changes: tuple[Change, ...] = ()
    overruled: tuple[Field, ...] = ()


def roll_up_measure(measure: Measure, register: Register, scale: Scale, rules: Rules) -> RolledUp:
    """Write the roll-up of its shares into a shared measure.

    A field stays as it is if the secretariat overrules it or the master has no cell for it. So does a measure that no
    member has ever answered.
    """
    shares = register.shares_to_count(measure)
    if not any(map(has_answered, shares)) and not any((measure.id, name) in rules.rollups for name in Field):
        return RolledUp(measure)
    total = roll_up(shares, scale, rules.translate)
    report = measure.report
    changes: list[Change] = []
    overruled: list[Field] = []
    for name in Field:
        now, value = report.get(name), total.get(name)
        if (measure.id, "", name) in rules.unwritable:
            continue
        if value is None and rules.rollups.get((measure.id, name)) is None:
            continue  # no member has answered this field, so what the secretariat wrote stays
        if now is not None and _is_overruled(measure, name, value, rules):
            overruled.append(name)
        elif now != value:
            report = report.with_value(name, value)
            changes.append(Change.of("rollup", measure, name.value, now, value))
    by = who_reported(shares, bool(overruled), rules.translate)
    if (report, by) != (measure.report, measure.reported_by):
        measure = replace(measure, report=report, reported_by=by)
    return RolledUp(measure, tuple(changes), tuple(overruled))


def who_reported(shares: Sequence[Share], overruled: bool, translate: Translate) -> str:
    """Return what «Rapportert av» says of a shared measure; `overruled`: the secretariat overrules the roll-up."""
    answered = translate(answered_words(shares))
    return f"{translate(OVERRULED)}; {answered}" if overruled else answered


def _is_overruled(measure: Measure, name: Field, rollup: Value, rules: Rules) -> bool:
    """Return whether the secretariat itself wrote the value of a shared measure, and has not cleared it since.

    A value that an actor answered before the measure became shared does not count; the roll-up replaces it. Neither
    does one that the measure already had when the members were asked, once they answer that field.
    """
    now = measure.report.get(name)
    if (measure.id, name) in rules.overruled:
        return True
    last = rules.last_changes.get((measure.id, "", name))
    answered = last is not None and last.kind in ("answer", "placed", "rollup") and last.after == now
    if answered or now in (rules.rollups.get((measure.id, name)), rollup):
        return False
    return (measure.id, name) in rules.rollups or (measure.id, name) in rules.edited


def current_rollups(plan: Plan, translate: Translate = str) -> dict[tuple[str, Field], Value]:
    """Return (measure id, field) -> roll-up for every shared measure that a member has answered."""
    register = Register(plan.actors)
    found: dict[tuple[str, Field], Value] = {}
    for measure in plan.measures:
        shares = register.shares_to_count(measure)
        if any(map(has_answered, shares)):
            total = roll_up(shares, plan.scale, translate)
            found |= {(measure.id, name): total.get(name) for name in Field}
    return found
