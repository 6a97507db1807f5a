"""The plan as the last merge left it, to recognise later edits."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database
from regionplan_xl.ledger.values import measure_from_text, measure_to_text
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.model import Share


class Snapshot:
    """The part of a ledger that knows the plan's measures."""

    _database: Database

    def begin_snapshot(self, measures: Iterable[MeasureSnapshot]) -> None:
        """Record the measures as they are when the first workbooks are sent; does nothing later."""
        snapshot = tables.snapshot
        rows = [{"measure": one.id, "body": measure_to_text(one)} for one in measures]
        with self._database.writing() as connection:
            if rows and not connection.scalar(select(func.count()).select_from(snapshot)):
                connection.execute(insert(snapshot), rows)

    def snapshot(self) -> dict[str, MeasureSnapshot]:
        """Return every measure by id, as the last merge left it."""
        with self._database.reading() as connection:
            found = connection.execute(select(tables.snapshot))
            return {row.measure: measure_from_text(row.measure, row.body) for row in found}

    def last_words(self) -> dict[str, tuple[str, str]]:
        """Return the last known number and text of each measure: as the last merge left it, else as sent."""
        return self._sent_words() | {one.id: (one.number, one.text) for one in self.snapshot().values()}

    def _sent_words(self) -> dict[str, tuple[str, str]]:
        """Return what the latest round's workbooks say; they may be out with IDs that an undone merge gave.

        Measures deleted from the master are left out: their IDs are never given to others.
        """
        sent, dispatches, rounds, changes = tables.sent_rows, tables.dispatches, tables.rounds, tables.changes
        latest = select(rounds.c.name).order_by(rounds.c.opened.desc(), rounds.c.id.desc()).limit(1)
        deleted = select(changes.c.measure).where(changes.c.kind == "deleted", changes.c.undone == 0)
        query = (
            select(sent.c.measure, sent.c.number, sent.c.text).join(dispatches).order_by(dispatches.c.sent)
        )
        of_round = query.where(dispatches.c.round == latest.scalar_subquery(), sent.c.measure.not_in(deleted))
        with self._database.reading() as connection:
            return {row.measure: (row.number, row.text) for row in connection.execute(of_round)}

    def last_shares(self) -> dict[str, tuple[Share, ...]]:
        """Return what the members had answered on each shared measure, as the last merge left it."""
        return {one.id: one.shares for one in self.snapshot().values() if one.shares}

    def known_ids(self) -> frozenset[str]:
        """Return every id that a measure has ever had, so that none is given again."""
        queries = (
            select(tables.snapshot.c.measure),
            select(tables.sent_rows.c.measure).distinct(),
            select(tables.changes.c.measure).distinct(),
        )
        with self._database.reading() as connection:
            return frozenset(found for query in queries for found in connection.scalars(query) if found)


def replace_snapshot(connection: Connection, merge: int, measures: Iterable[MeasureSnapshot]) -> None:
    """Write the measures that differ, and keep what they were: a few answers in a large plan take few rows."""
    snapshot = tables.snapshot
    old: dict[str, str] = {row.measure: row.body for row in connection.execute(select(snapshot))}
    new = {measure.id: measure_to_text(measure) for measure in measures}
    differing = [measure for measure in old.keys() | new.keys() if old.get(measure) != new.get(measure)]
    if differing:
        kept = [{"merge": merge, "measure": measure, "body": old.get(measure)} for measure in differing]
        connection.execute(insert(tables.snapshot_before), kept)
        _write(connection, {measure: new.get(measure) for measure in differing})


def undo_snapshot(connection: Connection, merge: int) -> None:
    """Set the snapshot to what it was before the merge."""
    before = tables.snapshot_before
    kept = connection.execute(select(before).where(before.c.merge == merge)).all()
    if kept:
        _write(connection, {row.measure: row.body for row in kept})


def _write(connection: Connection, bodies: Mapping[str, str | None]) -> None:
    """Write these measures of the snapshot; None for a measure that is no longer in it."""
    snapshot = tables.snapshot
    gone = delete(snapshot).where(snapshot.c.measure == bindparam("gone"))
    connection.execute(gone, [{"gone": measure} for measure in bodies])
    rows = [{"measure": measure, "body": body} for measure, body in bodies.items() if body is not None]
    if rows:
        connection.execute(insert(snapshot), rows)
