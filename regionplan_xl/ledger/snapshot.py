"""The snapshot of the measures after the last merge, stored as JSON; a merge writes only the rows that differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import portions
from regionplan_xl.ledger.stored.values import measure_from_text, measure_to_text
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import NOTHING, Field, Report, Share

_AT_ONCE = 500  # rows per fetch: a balance between speed and memory


class KeptSnapshot:
    """A cache of the snapshot; it is read again only after a merge or an undo has been recorded."""

    def __init__(self) -> None:
        self._merges: object = None
        self._measures: dict[str, MeasureSnapshot] = {}

    def read(self, connection: Connection) -> Mapping[str, MeasureSnapshot]:
        """Return measure id -> measure."""
        merges = tables.merges.c
        query = select(merges.number, merges.state, merges.begun, merges.after).order_by(merges.number)
        recorded = [*map(tuple, connection.execute(query))]
        if recorded != self._merges or not self._measures:
            before = self._measures
            found = connection.execute(select(tables.snapshot)).partitions(_AT_ONCE)
            self._measures = {
                measure: _same(before.get(measure), measure_from_text(measure, body))
                for rows in found
                for measure, body in rows
            }
            self._merges = recorded
        return self._measures


def _same(before: MeasureSnapshot | None, now: MeasureSnapshot) -> MeasureSnapshot:
    return before if before == now and before is not None else now


def replace_snapshot(
    connection: Connection,
    merge: int,
    measures: Iterable[MeasureSnapshot],
    former: Mapping[str, MeasureSnapshot],
) -> None:
    """Write the measures that differ from `former`, the snapshot before the merge; keep their former rows."""
    new: dict[str, str | None] = dict.fromkeys(former)
    for one in measures:
        if former.get(one.id) == one:
            del new[one.id]
        else:
            new[one.id] = measure_to_text(one)
    bodies = dict(_bodies(connection, new))
    differing = {measure: body for measure, body in new.items() if bodies.get(measure) != body}
    if differing:
        kept = [{"merge": merge, "measure": measure, "body": bodies.get(measure)} for measure in differing]
        connection.execute(insert(tables.snapshot_before), kept)
        _write(connection, differing)


def _bodies(connection: Connection, measures: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (measure id, stored JSON) of these measures."""
    snapshot = tables.snapshot
    for some in portions(tuple(measures)):
        for row in connection.execute(select(snapshot).where(snapshot.c.measure.in_(some))):
            yield row.measure, row.body


def undo_snapshot(connection: Connection, merge: int, edits: Mapping[int, Change]) -> frozenset[int]:
    """Take what a merge wrote out of the snapshot, and out of the rows kept by later merges.

    `edits` are the edits by hand that it recorded, by any key. They stay, as do those of later merges; return the keys
    of those that stay: not one that the merge itself wrote over.
    """
    before = tables.snapshot_before
    rows = connection.execute(select(before).where(before.c.merge >= merge).order_by(before.c.merge)).all()
    chains: dict[str, list[Row[Any]]] = {row.measure: [row] for row in rows if row.merge == merge}
    for row in rows:
        if row.merge > merge and row.measure in chains:
            chains[row.measure].append(row)
    of_measure: dict[str, dict[int, Change]] = defaultdict(dict)
    for key, change in edits.items():
        of_measure[change.measure][key] = change
    bodies = dict(_bodies(connection, chains))
    kept: set[int] = set()
    changed, new = [], {}
    for measure, chain in chains.items():
        states = [*(row.body for row in chain), bodies.get(measure)]
        first, found = _without_merge(measure, states[0], states[1], of_measure[measure])
        kept |= found
        body = first
        for row, (was, now) in zip(chain[1:], pairwise(states[1:]), strict=True):
            changed.append({"of_merge": row.merge, "of_measure": measure, "new_body": body})
            body = _edited(measure, was, now, body)
        # What was edited and then edited back has been undone with the merge.
        new[measure] = _edited(measure, states[1], states[-1], first)
    if changed:
        its = (before.c.merge == bindparam("of_merge")) & (before.c.measure == bindparam("of_measure"))
        connection.execute(update(before).where(its).values(body=bindparam("new_body")), changed)
    if new:
        _write(connection, new)
    return frozenset(kept)


def _without_merge(
    measure: str, before: str | None, after: str | None, edits: Mapping[int, Change]
) -> tuple[str | None, set[int]]:
    """Return `before` with those of `edits` that `after` has, and their keys; both are stored JSON, as in `_edited`."""
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


def _edited(measure: str, was: str | None, now: str | None, onto: str | None) -> str | None:
    """Return `onto` with the edits that made `now` of `was`; all are stored JSON, or None without the measure."""
    if was == now:
        return onto
    if was is None or now is None or onto is None:
        return now if was is None else None
    return measure_to_text(_with_edits(*(measure_from_text(measure, body) for body in (was, now, onto))))


def _with_edits(was: MeasureSnapshot, now: MeasureSnapshot, onto: MeasureSnapshot) -> MeasureSnapshot:
    """Return `onto` with what differs between `was` and `now`, value by value."""
    edited = {one.name for one in fields(onto) if getattr(was, one.name) != getattr(now, one.name)}
    values = {name: getattr(now, name) for name in edited}
    values["report"] = _report_with_edits(was.report, now.report, onto.report)
    values["shares"] = tuple(_shares_with_edits(was, now, onto))
    changed = set(was.overruled) ^ set(now.overruled)
    values["overruled"] = tuple(one for one in Field if (one in onto.overruled) is not (one in changed))
    return replace(onto, **values)


def _shares_with_edits(was: MeasureSnapshot, now: MeasureSnapshot, onto: MeasureSnapshot) -> Iterator[Share]:
    members = {share.member for share in onto.shares}
    for member in dict.fromkeys(share.member for share in (*onto.shares, *now.shares)):
        report = _report_with_edits(*(_report_of(one, member) for one in (was, now, onto)))
        if report or member in members:
            yield Share(member, report)


def _report_with_edits(was: Report, now: Report, onto: Report) -> Report:
    for name in Field:
        if was.get(name) != now.get(name):
            onto = onto.with_value(name, now.get(name))
    return onto


def _write(connection: Connection, bodies: Mapping[str, str | None]) -> None:
    """Replace these measures in the snapshot; None removes a measure."""
    snapshot = tables.snapshot
    gone = delete(snapshot).where(snapshot.c.measure == bindparam("gone"))
    connection.execute(gone, [{"gone": measure} for measure in bodies])
    rows = [{"measure": measure, "body": body} for measure, body in bodies.items() if body is not None]
    if rows:
        connection.execute(insert(snapshot), rows)
