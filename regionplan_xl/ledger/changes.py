"""Every change of the plan: in which merge it was made, by whose answer or decision."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import not_overtaken
from regionplan_xl.ledger.entries import ChangeRecord
from regionplan_xl.ledger.snapshot import Snapshot
from regionplan_xl.plan.merging.outcome import Change, FieldKey
from regionplan_xl.plan.model import Field
from regionplan_xl.text import phrase

_OF_VALUES = ("answer", "decision", "rollup", "hand")
_CHANGES = (
    select(tables.changes, tables.merges.c.begun, tables.merges.c.by)
    .join(tables.merges)
    .order_by(tables.changes.c.id)
)


class Changes(Snapshot):
    """The part of a ledger that knows what was changed."""

    def changes_of(self, merge: int) -> tuple[Change, ...]:
        """Return what a merge changed, in order."""
        found = self._changes(_CHANGES.where(tables.changes.c.merge == merge))
        return tuple(record.change for record in found)

    def history(self, measure: str) -> tuple[ChangeRecord, ...]:
        """Return every change of the measure with this id, in order, also those that were undone."""
        return self._changes(_CHANGES.where(tables.changes.c.measure == measure))

    def history_by_number(self, number: str) -> tuple[ChangeRecord, ...]:
        """Return every change of the measures with this printed number (now, else formerly), in order."""
        changes = tables.changes
        wanted = {measure.id for measure in self.snapshot().values() if measure.number == number}
        if not wanted:
            with self._database.reading() as connection:
                wanted = set(connection.scalars(select(changes.c.measure).where(changes.c.number == number)))
        return self._changes(_CHANGES.where(changes.c.measure.in_(wanted)))

    def unlogged_changes(self) -> tuple[Change, ...]:
        """Return what merges have noted since the last one that wrote the master, in order."""
        numbers, states = tables.merges.c.number, tables.merges.c.state
        wrote = select(func.max(numbers)).where(states.in_(("done", "undoing", "begun"))).scalar_subquery()
        found = self._changes(_CHANGES.where(states == "noted", numbers > func.coalesce(wrote, 0)))
        return tuple(record.change for record in found)

    def last_changes(self) -> dict[FieldKey, Change]:
        """Return the last change of each value, for `plan.merging.rules.Rules`, without those that were undone."""
        changes = tables.changes
        last = (
            select(func.max(changes.c.id))
            .where(changes.c.undone == 0, changes.c.kind.in_(_OF_VALUES))
            .where(changes.c.field.in_([name.value for name in Field]))
            .group_by(changes.c.measure, changes.c.member, changes.c.field)
        )
        found = (record.change for record in self._changes(_CHANGES.where(changes.c.id.in_(last))))
        return {(change.measure, change.member, Field(change.field)): change for change in found}

    def _changes(self, query: Select[Any]) -> tuple[ChangeRecord, ...]:
        with self._database.reading() as connection:
            return tuple(
                ChangeRecord(
                    change=tables.CHANGE.value(row),
                    merge=row.merge,
                    at=row.begun,
                    by=row.by,
                    undone=row.undone != 0,
                )
                for row in connection.execute(query)
            )


def record(connection: Connection, merge: int, changes: Sequence[Change]) -> None:
    """Record what a merge changes; `NotNow` if another one has taken an answer of it."""
    rows = [{"merge": merge, "undone": 0, **tables.CHANGE.row(change)} for change in changes]
    if rows:
        with not_overtaken(phrase("An answer of this merge was taken in by another one already.")):
            connection.execute(insert(tables.changes), rows)


def mark_undone(connection: Connection, merge: int) -> None:
    """Mark what the merge changed as undone."""
    changes = tables.changes
    connection.execute(update(changes).where(changes.c.merge == merge).values(undone=merge))
