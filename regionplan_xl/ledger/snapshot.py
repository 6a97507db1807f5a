"""The measures as the last merge left them, kept as JSON; of a merge that changes few, few rows are written."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.values import measure_from_text, measure_to_text
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot


class DecodedMeasures:
    """Measures by what is stored of them: each is decoded once while the ledger is open."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, MeasureSnapshot]] = {}

    def value(self, measure: str, body: str) -> MeasureSnapshot:
        """Return the measure with the id `measure` that is stored as `body`."""
        known = self._known.get(measure)
        if known is None or known[0] != body:
            known = self._known[measure] = body, measure_from_text(measure, body)
        return known[1]


def replace_snapshot(
    connection: Connection, merge: int, measures: Iterable[MeasureSnapshot], decoded: DecodedMeasures
) -> None:
    """Write the measures that differ, and keep what they were."""
    snapshot = tables.snapshot
    old: dict[str, str] = {row.measure: row.body for row in connection.execute(select(snapshot))}
    new: dict[str, str | None] = dict.fromkeys(old)
    for one in measures:
        body = old.get(one.id)
        same = body is not None and decoded.value(one.id, body) == one
        new[one.id] = body if same else measure_to_text(one)
    differing = [measure for measure, body in new.items() if old.get(measure) != body]
    if differing:
        kept = [{"merge": merge, "measure": measure, "body": old.get(measure)} for measure in differing]
        connection.execute(insert(tables.snapshot_before), kept)
        _write(connection, {measure: new[measure] for measure in differing})


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
