"""Undo a merge in a plan that was edited by hand since: revert the merge's values and keep the hand edits."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.indicator_reports import with_indicator_measures, without_indicator_measures
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.merging.rules import ValueKey
from regionplan_xl.plan.merging.shared_measures import who_reported
from regionplan_xl.plan.model import Field, Measure, Plan, Value
from regionplan_xl.text import Translate

_WRITTEN = ("answer", "placed", "decision", "rollup")


@dataclass(frozen=True)
class KeptValue:
    """A change that an undo does not revert: the value was edited since, or it is the measure of a proposal.

    `now` is the present value; `gone`: the measure is no longer in the plan.
    """

    change: Change
    now: Value = None
    gone: bool = False


@dataclass(frozen=True)
class UndoneChanges:
    """The plan after an undo, the changes reverted, and the changes kept."""

    plan: Plan
    undone: tuple[Change, ...] = ()
    kept: tuple[KeptValue, ...] = ()


def undo_changes(
    plan: Plan,
    changes: Iterable[Change],
    former: Plan | None,
    day: date,
    translate: Translate,
    unwritable: Mapping[ValueKey, str] = MappingProxyType({}),
) -> UndoneChanges:
    """Revert every value in `plan` that is still as the merge wrote it.

    `changes` are the merge's changes. `former` is the plan before the merge (None if there is no copy of that master)
    and `day` the local day of the merge; they serve to restore «Sist rapportert» and «Rapportert av». `unwritable` are
    values without a cell (keys as in `rules.Unwritable`) -> the text in the master, or "" to use the plan's value. The
    measures of accepted proposals stay, since people may have built on them.
    """
    plan = with_indicator_measures(plan)
    measures = {m.id: m for m in plan.measures if m.id}
    changes = list(changes)
    written = _joined(changes)
    undone: list[Change] = []
    accepted = [change for change in changes if change.kind == "proposal" and change.measure in measures]
    kept = [KeptValue(change, measures[change.measure].text) for change in accepted]
    for change in written:
        measure = measures.get(change.measure)
        if measure is None:
            kept.append(KeptValue(change, gone=True))
            continue
        now = _now(measure, change)
        key = (change.measure, change.member, change.field)
        if key in unwritable:
            kept.append(KeptValue(change, unwritable[key] or now))
        elif now == change.after and now != change.before:
            measures[measure.id] = measure.with_value(change.member, Field(change.field), change.before)
            undone.append(change)
        elif now != change.before:
            kept.append(KeptValue(change, now))
    if former is not None:
        _restore_who_reported(measures, written, plan, former, day, translate, unwritable)
    plan = without_indicator_measures(plan.map_measures(lambda m: measures.get(m.id, m)))
    return UndoneChanges(plan, tuple(undone), tuple(kept))


def is_as_before(plan: Plan, changes: Iterable[Change]) -> bool:
    """Return whether a merge wrote something and every value that it wrote is now as before the merge."""
    measures = {m.id: m for m in with_indicator_measures(plan).measures if m.id}
    written = [change for change in _joined(changes) if change.before != change.after]
    return bool(written) and all(
        change.measure in measures and _now(measures[change.measure], change) == change.before
        for change in written
    )


def _now(measure: Measure, change: Change) -> Value:
    return measure.value(change.member, Field(change.field))


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Join the changes of each field that the merge wrote: from its first former value to its last new one."""
    found: dict[ValueKey, Change] = {}
    for change in changes:
        if change.kind in _WRITTEN:
            key = (change.measure, change.member, change.field)
            found[key] = replace(change, before=found[key].before) if key in found else change
    return list(found.values())


def _restore_who_reported(
    measures: dict[str, Measure],
    written: Iterable[Change],
    plan: Plan,
    former: Plan,
    day: date,
    translate: Translate,
    unwritable: Container[ValueKey],
) -> None:
    """Restore `reported_by` and `reported_on` in `measures` from `former` if still as the merge wrote them."""
    register = Register(plan.actors)
    of_measure: dict[str, list[Change]] = defaultdict(list)
    for change in written:
        of_measure[change.measure].append(change)
    for old in former.measures:
        measure = measures.get(old.id)
        if measure is None or old.id not in of_measure:
            continue
        as_merged = old
        for change in of_measure[old.id]:
            as_merged = as_merged.with_value(change.member, Field(change.field), change.after)
        shares = register.shares_to_count(as_merged)
        wrote = {change.actor for change in of_measure[old.id]}
        wrote |= {who_reported(shares, overruled, translate) for overruled in (False, True)}
        if measure.reported_on == day and (old.id, "", "reported_on") not in unwritable:
            measure = replace(measure, reported_on=old.reported_on)
        if measure.reported_by in wrote and (old.id, "", "reported_by") not in unwritable:
            measure = replace(measure, reported_by=old.reported_by)
        measures[old.id] = measure
