"""The recorded changes of the plan, and snapshots of its measures, with which later hand edits are found."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database, insert_many, not_overtaken, read_fact, write_fact
from regionplan_xl.ledger.entries import ChangeRecord, RollOverRecord
from regionplan_xl.ledger.snapshot import KeptSnapshot
from regionplan_xl.ledger.stored.values import (
    measure_from_text,
    measure_to_text,
    statuses_from_text,
    statuses_to_text,
    texts_from_text,
    texts_to_text,
)
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.last_texts import LastTexts
from regionplan_xl.plan.merging.outcome import Change, FieldKey
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale, Status
from regionplan_xl.text import phrase

_TEXTS, _STATUSES = "texts", "statuses"  # the names of facts in `meta`
_OF_VALUES = ("answer", "placed", "decision", "rollup", "hand", "restarted")
_CHANGES = (
    select(tables.changes, tables.merges.c.begun, tables.merges.c.by)
    .join(tables.merges)
    .order_by(tables.changes.c.id)
)


class ChangeRecords:
    """The part of a ledger with the recorded changes and the snapshot of the last merge."""

    _database: Database
    _snapshot: KeptSnapshot

    def begin_snapshot(self, measures: Iterable[MeasureSnapshot]) -> None:
        """Record the first snapshot, when the first workbooks are sent; do nothing if there is one already."""
        snapshot = tables.snapshot
        with self._database.writing() as connection:
            if connection.execute(select(snapshot.c.measure).limit(1)).first() is None:
                rows = ({"measure": one.id, "body": measure_to_text(one)} for one in measures)
                insert_many(connection, snapshot, rows)

    def snapshot(self) -> Mapping[str, MeasureSnapshot]:
        """Return measure id -> the measure as the last merge left it."""
        with self._database.reading() as connection:
            return self._snapshot.read(connection)

    def record_texts(self, texts: LastTexts, scale: Scale) -> None:
        """Record the master's texts apart from its measures, and the words of its statuses."""
        with self._database.writing() as connection:
            before = statuses_from_text(read_fact(connection, _STATUSES) or "{}")
            known = {status.key: status for status in (*before, *scale.statuses)}
            for name, new in ((_TEXTS, texts_to_text(texts)), (_STATUSES, statuses_to_text(known.values()))):
                if read_fact(connection, name) != new:
                    write_fact(connection, name, new)

    def former_statuses(self, scale: Scale) -> tuple[Status, ...]:
        """Return the statuses that the plan had earlier and that are not in the scale, as they were last recorded."""
        with self._database.reading() as connection:
            known = statuses_from_text(read_fact(connection, _STATUSES) or "{}")
        return tuple(status for status in known if status.key not in scale)

    def last_texts(self) -> LastTexts:
        """Return the master's texts apart from its measures, as last recorded."""
        with self._database.reading() as connection:
            return texts_from_text(read_fact(connection, _TEXTS) or "{}")

    def last_words(self, snapshot: Mapping[str, MeasureSnapshot]) -> dict[str, tuple[str, str]]:
        """Return measure id -> its last known (number, text): from `snapshot`, else as sent."""
        return self._sent_words() | {one.id: (one.number, one.text) for one in snapshot.values()}

    def _sent_words(self) -> dict[str, tuple[str, str]]:
        """Return measure id -> (number, text) as sent in the latest round, for ids that the snapshot does not have.

        Workbooks may have been sent with ids that came from a merge undone since. Measures deleted from the master are
        left out, since their ids are never reused.
        """
        sent, dispatches, rounds, changes = tables.sent_rows, tables.dispatches, tables.rounds, tables.changes
        latest = select(rounds.c.name).order_by(rounds.c.id.desc()).limit(1)
        known = select(tables.snapshot.c.measure)
        deleted = select(changes.c.measure).where(changes.c.kind == "deleted", changes.c.undone == 0)
        query = select(sent.c.measure, sent.c.number, sent.c.text).join(dispatches)
        query = query.where(dispatches.c.round == latest.scalar_subquery(), sent.c.measure.not_in(known))
        query = query.where(sent.c.measure.not_in(deleted)).order_by(dispatches.c.serial, dispatches.c.sent)
        return {row.measure: (row.number, row.text) for row in self._database.rows(query)}

    def known_ids(self) -> frozenset[str]:
        """Return every id that a measure has ever had, so that none is reused."""
        queries = (
            select(tables.snapshot.c.measure),
            select(tables.sent_rows.c.measure).distinct(),
            select(tables.changes.c.measure).distinct(),
        )
        with self._database.reading() as connection:
            return frozenset(found for query in queries for found in connection.scalars(query) if found)

    def changes_of(self, merge: int) -> tuple[Change, ...]:
        """Return the changes of a merge, in order."""
        found = self._changes(_CHANGES.where(tables.changes.c.merge == merge))
        return tuple(record.change for record in found)

    def history(self, measure: str) -> tuple[ChangeRecord, ...]:
        """Return every change of the measure with this id, in order, including undone ones."""
        return self._changes(_CHANGES.where(tables.changes.c.measure == measure))

    def histories(self) -> dict[str, tuple[ChangeRecord, ...]]:
        """Return measure id -> its changes in force (not undone), in order."""
        found: dict[str, list[ChangeRecord]] = {}
        for one in self._changes(
            _CHANGES.where(tables.changes.c.undone == 0, tables.merges.c.state != "begun")
        ):
            found.setdefault(one.change.measure, []).append(one)
        return {measure: tuple(records) for measure, records in found.items()}

    def snapshots_at(self, moments: Sequence[datetime]) -> tuple[dict[str, MeasureSnapshot], ...]:
        """Return, for each moment, measure id -> the measure as it was left by the merges up to then.

        Merges that were undone do not count.
        """
        merges, before = tables.merges, tables.snapshot_before
        query = select(before, merges.c.begun).join(merges).order_by(merges.c.number.desc())
        measures = dict(self.snapshot())
        rows = self._database.rows(query)
        found: dict[datetime, dict[str, MeasureSnapshot]] = {}
        at = 0
        for moment in sorted(set(moments), reverse=True):
            while at < len(rows) and rows[at].begun > moment:
                row = rows[at]
                if row.body is None:
                    measures.pop(row.measure, None)
                else:
                    measures[row.measure] = measure_from_text(row.measure, row.body)
                at += 1
            found[moment] = dict(measures)
        return tuple(found[moment] for moment in moments)

    def history_by_number(self, number: str) -> tuple[ChangeRecord, ...]:
        """Return every change of the measures that have or had this printed number, in order.

        If a measure has the number now, another one had it before only if a change of its number is recorded. If no
        measure has it, `number` may also be the text of a deleted measure or result goal.
        """
        changes = tables.changes
        wanted = {measure.id for measure in self.snapshot().values() if measure.number == number}
        had = (changes.c.number == number) | (changes.c.text == number)
        if wanted:
            had = (changes.c.field == "number") & (changes.c.before == number)
        with self._database.reading() as connection:
            wanted |= set(connection.scalars(select(changes.c.measure).where(had)))
        return self._changes(_CHANGES.where(changes.c.measure.in_(wanted)))

    def unlogged_changes(self) -> tuple[Change, ...]:
        """Return the changes recorded, and not undone, since the last merge in force that wrote the master, in order.

        They were noted, or recorded by a merge that is undone.
        """
        numbers, states = tables.merges.c.number, tables.merges.c.state
        wrote = select(func.max(numbers)).where(states.in_(("done", "undoing", "begun"))).scalar_subquery()
        query = _CHANGES.where(states.in_(("noted", "undone")), tables.changes.c.undone == 0)
        found = self._changes(query.where(numbers > func.coalesce(wrote, 0)))
        return tuple(record.change for record in found)

    def last_changes(self) -> dict[FieldKey, Change]:
        """Return the last change in force of each value, for `plan.merging.rules.Rules`."""
        changes = tables.changes
        last = (
            select(func.max(changes.c.id))
            .where(changes.c.undone == 0, changes.c.kind.in_(_OF_VALUES))
            .where(changes.c.field.in_([name.value for name in Field]))
            .group_by(changes.c.measure, changes.c.member, changes.c.field)
        )
        found = (record.change for record in self._changes(_CHANGES.where(changes.c.id.in_(last))))
        return {(change.measure, change.member, Field(change.field)): change for change in found}

    def edited_since(self, moment: datetime) -> frozenset[tuple[str, Field]]:
        """Return (measure id, field) of every value that was edited by hand by a later merge; shares are left out."""
        changes, merges = tables.changes, tables.merges
        query = (
            select(changes.c.measure, changes.c.field)
            .join(merges)
            .where(changes.c.kind == "hand", changes.c.undone == 0, changes.c.member == "")
            .where(changes.c.field.in_([name.value for name in Field]), merges.c.begun > moment)
        )
        return frozenset((row.measure, Field(row.field)) for row in self._database.rows(query))

    def roll_overs(self, merge: int | None = None) -> tuple[RollOverRecord, ...]:
        """Return every roll-over in force, in order; with `merge`, only the one that this merge made, if any."""
        changes = tables.changes
        found = self._changes(
            _CHANGES.where(changes.c.kind == "roll_over", changes.c.undone == 0)
            .where(changes.c.measure == "" if merge is None else changes.c.merge == merge)
            .where(tables.merges.c.state != "begun")
        )
        return tuple(
            RollOverRecord(
                merge=one.merge,
                year=int(str(one.change.after)) if one.change.field == "year" else None,
                last_round=one.change.round,
                archived=one.change.file,
            )
            for one in found
        )

    def plan_names(self, merge: int) -> tuple[str, str] | None:
        """Return the plan's (former name, new name) if `merge` took in a new plan with another name, or None."""
        changes = tables.changes
        query = _CHANGES.where(
            changes.c.merge == merge, changes.c.kind == "roll_over", changes.c.field == "plan"
        )
        found = [(str(one.change.before), str(one.change.after)) for one in self._changes(query)]
        return found[0] if found and found[0][0] != found[0][1] else None

    def carried_over(self, measure: str | None = None) -> dict[tuple[str, str], str]:
        """Return (id in the new plan, former id) -> the former measure's number and text, or only for `measure`."""
        changes = tables.changes
        query = _CHANGES.where(changes.c.kind == "carried_over", changes.c.undone == 0)
        found: dict[tuple[str, str], str] = {}
        for record in self._changes(query if measure is None else query.where(changes.c.measure == measure)):
            pair = record.change.measure, str(record.change.before)
            found.pop(pair, None)
            if record.change.after is not None:
                found[pair] = str(record.change.after)
        return found

    def restarted(self) -> dict[str, str]:
        """Return id of each restarted measure -> the last round before its restart, for `rules.Rules`."""
        changes, merges = tables.changes, [one.merge for one in self.roll_overs()]
        query = _CHANGES.where(changes.c.merge.in_(merges), changes.c.kind == "restarted")
        found = self._changes(query.where(changes.c.field == "period")) if merges else ()
        return {one.change.measure: one.change.round for one in found}

    def _changes(self, query: Select[Any]) -> tuple[ChangeRecord, ...]:
        return tuple(
            ChangeRecord(
                change=tables.CHANGE.value(row),
                merge=row.merge,
                at=row.begun,
                by=row.by,
                undone=row.undone != 0,
            )
            for row in self._database.rows(query)
        )


def record(connection: Connection, merge: int, changes: Sequence[Change]) -> None:
    """Record the changes of a merge; raise `NotNow` if another merge has taken one of its answers."""
    rows = [{"merge": merge, "undone": 0, **tables.CHANGE.row(change)} for change in changes]
    if rows:
        with not_overtaken(phrase("An answer of this merge was taken in by another one already.")):
            connection.execute(insert(tables.changes), rows)


def hand_edits(connection: Connection, merge: int) -> dict[int, Change]:
    """Return the edits by hand of single values that a merge recorded, by the key of their row."""
    changes = tables.changes
    query = select(changes).where(changes.c.merge == merge, changes.c.kind == "hand").order_by(changes.c.id)
    return {row.id: tables.CHANGE.value(row) for row in connection.execute(query)}


def mark_undone(connection: Connection, merge: int, kept: Collection[int]) -> None:
    """Mark the changes of a merge as undone, except for those with a key in `kept`."""
    changes = tables.changes
    undone = update(changes).where(changes.c.merge == merge).values(undone=merge)
    connection.execute(undone)
    in_force = update(changes).where(changes.c.id == bindparam("kept")).values(undone=0)
    if kept:
        connection.execute(in_force, [{"kept": key} for key in kept])
