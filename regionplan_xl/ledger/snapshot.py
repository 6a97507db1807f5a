"""The snapshot of the measures after the last merge, stored as JSON; a merge writes only the rows that differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import portions
from regionplan_xl.ledger.stored.undone_states import without_merge
from regionplan_xl.ledger.stored.values import measure_from_text, measure_to_text
from regionplan_xl.ledger.waiting import recorded_merges
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change

_AT_ONCE = 500  # rows per fetch: a balance between speed and memory


class KeptSnapshot:
    """A cache of the snapshot; it is read again only after a merge or an undo has been recorded."""

    def __init__(self) -> None:
        self._merges: object = None
        self._measures: dict[str, MeasureSnapshot] = {}

    def read(self, connection: Connection) -> Mapping[str, MeasureSnapshot]:
        """Return measure id -> measure."""
        recorded = recorded_merges(connection)
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
    """Remove what a merge wrote from the snapshot, and from the former measures that later merges have kept.

    `edits` are the edits by hand that it recorded, by any key. They stay, as do those of later merges, except those
    that the merge itself wrote over. Return the keys of those that stay.
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
        (*earlier, new[measure]), found = without_merge(measure, states, of_measure[measure])
        kept |= found
        for row, body in zip(chain[1:], earlier, strict=True):
            changed.append({"of_merge": row.merge, "of_measure": measure, "new_body": body})
    if changed:
        its = (before.c.merge == bindparam("of_merge")) & (before.c.measure == bindparam("of_measure"))
        connection.execute(update(before).where(its).values(body=bindparam("new_body")), changed)
    if new:
        _write(connection, new)
    return frozenset(kept)


def _write(connection: Connection, bodies: Mapping[str, str | None]) -> None:
    """Replace these measures in the snapshot; None removes a measure."""
    snapshot = tables.snapshot
    gone = delete(snapshot).where(snapshot.c.measure == bindparam("gone"))
    connection.execute(gone, [{"gone": measure} for measure in bodies])
    rows = [{"measure": measure, "body": body} for measure, body in bodies.items() if body is not None]
    if rows:
        connection.execute(insert(snapshot), rows)
