"""The snapshot of the measures after the last merge, stored as JSON; a merge writes only the rows that differ."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import portions
from regionplan_xl.ledger.stored.values import measure_from_text, measure_to_text
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot

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


def undo_snapshot(connection: Connection, merge: int) -> None:
    """Reset the snapshot to before the merge."""
    before = tables.snapshot_before
    kept = connection.execute(select(before).where(before.c.merge == merge)).all()
    if kept:
        _write(connection, {row.measure: row.body for row in kept})


def _write(connection: Connection, bodies: Mapping[str, str | None]) -> None:
    """Replace these measures in the snapshot; None removes a measure."""
    snapshot = tables.snapshot
    gone = delete(snapshot).where(snapshot.c.measure == bindparam("gone"))
    connection.execute(gone, [{"gone": measure} for measure in bodies])
    rows = [{"measure": measure, "body": body} for measure, body in bodies.items() if body is not None]
    if rows:
        connection.execute(insert(snapshot), rows)
