"""The states of a stored measure after an undo: without what one merge wrote, with the edits by hand and later merges.

Each state is the JSON of `values.measure_to_text`, or None where the plan does not have the measure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import pairwise

from regionplan_xl.ledger.stored.values import measure_from_text, measure_to_text
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import NOTHING, Field, Report, Share


def without_merge(
    measure: str, states: Sequence[str | None], edits: Mapping[int, Change]
) -> tuple[list[str | None], set[int]]:
    """Return the states of a measure without what a merge wrote, and the keys of the edits by hand that stay.

    `states` are those before the merge, after it, and after each later merge. The returned states begin with the one
    before the merge; the one after it, now the same, is left out.
    """
    first, kept = _with_hand_edits(measure, states[0], states[1], edits)
    found = [first]
    for was, now in pairwise(states[1:]):
        found.append(_with_difference(measure, was, now, found[-1]))
    # What was edited and then edited back has been undone with the merge.
    found[-1] = _with_difference(measure, states[1], states[-1], first)
    return found, kept


def _with_hand_edits(
    measure: str, before: str | None, after: str | None, edits: Mapping[int, Change]
) -> tuple[str | None, set[int]]:
    """Return `before` with those of the edits by hand that `after` has, and the keys of these edits."""
    kept: set[int] = set()
    if before is None or after is None or not edits:
        return before, kept
    found, merged = measure_from_text(measure, before), measure_from_text(measure, after)
    for key, change in edits.items():
        edited = _with_edit(found, merged, change)
        if edited is not None:
            found = edited
            kept.add(key)
    return measure_to_text(found), kept


def _with_edit(onto: MeasureSnapshot, after: MeasureSnapshot, change: Change) -> MeasureSnapshot | None:
    """Return `onto` with an edit by hand as `after` has it; None if `after` has another value."""
    name = change.field
    if name not in {field.value for field in Field}:
        value = getattr(after, name)
        written = ", ".join(value) if isinstance(value, tuple) else value
        return (
            replace(onto, **{name: value}, bodies=after.bodies) if (written or None) == change.after else None
        )
    field, report = Field(name), _report_of(after, change.member)
    now = report.get(field)
    if change.member:
        shares = [share for share in onto.shares if share.member != change.member]
        edited = _report_of(onto, change.member).with_value(field, now)
        new = replace(onto, shares=(*shares, Share(change.member, edited)), labels=after.labels)
    else:
        new = replace(onto, report=onto.report.with_value(field, now), labels=after.labels)
        if field is Field.STATUS:
            new, now = replace(new, unread=after.unread), after.unread or now
    return new if now == change.after else None


def _report_of(measure: MeasureSnapshot, member: str) -> Report:
    """Return the measure's own report, or the share of a member."""
    found = {"": measure.report} | {share.member: share.report for share in measure.shares}
    return found.get(member, NOTHING)


def _with_difference(measure: str, was: str | None, now: str | None, onto: str | None) -> str | None:
    """Return `onto` with every value in which `now` differs from `was`."""
    if was == now:
        return onto
    if was is None or now is None or onto is None:
        return now if was is None else None
    return measure_to_text(_with_changed(*(measure_from_text(measure, body) for body in (was, now, onto))))


def _with_changed(was: MeasureSnapshot, now: MeasureSnapshot, onto: MeasureSnapshot) -> MeasureSnapshot:
    edited = {one.name for one in fields(onto) if getattr(was, one.name) != getattr(now, one.name)}
    values = {name: getattr(now, name) for name in edited}
    values["report"] = _changed_report(was.report, now.report, onto.report)
    values["shares"] = tuple(_changed_shares(was, now, onto))
    changed = set(was.overruled) ^ set(now.overruled)
    values["overruled"] = tuple(one for one in Field if (one in onto.overruled) is not (one in changed))
    return replace(onto, **values)


def _changed_shares(was: MeasureSnapshot, now: MeasureSnapshot, onto: MeasureSnapshot) -> Iterator[Share]:
    members = {share.member for share in onto.shares}
    for member in dict.fromkeys(share.member for share in (*onto.shares, *now.shares)):
        report = _changed_report(*(_report_of(one, member) for one in (was, now, onto)))
        if report or member in members:
            yield Share(member, report)


def _changed_report(was: Report, now: Report, onto: Report) -> Report:
    for name in Field:
        if was.get(name) != now.get(name):
            onto = onto.with_value(name, now.get(name))
    return onto
