"""Merges: begin, finish and undo them. Each step is one transaction."""

from collections.abc import Mapping
from dataclasses import fields

from sqlalchemy import Connection, delete, func, insert, select, update

from regionplan_xl.errors import InputError
from regionplan_xl.ledger import changes, proposals, questions, returns, snapshot, tables, waiting
from regionplan_xl.ledger.database import Database, not_overtaken, read_fact, write_fact
from regionplan_xl.ledger.entries import MergeRecord, MergeState, NewMerge
from regionplan_xl.ledger.snapshot import KeptSnapshot
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.text import phrase

# Names of single facts in `meta`.
_UNDOING = "undoing"
_COPIED = "copied"
_IN_BOTH = [field.name for field in fields(MergeRecord) if field.name != "state"]


class Merges:
    """The part of a ledger with the merges."""

    _database: Database
    _snapshot: KeptSnapshot

    def next_merge_number(self) -> int:
        """Return the number of the next merge; `begin_merge` accepts it only once."""
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.max(tables.merges.c.number))) or 0) + 1

    def begin_merge(self, merge: NewMerge) -> int:
        """Record the whole merge as begun; return its number.

        Raise `NotNow` if another merge is under way, or has taken the number, the answers or the decisions.
        """
        with self._database.writing() as connection:
            _begin(connection, merge, "begun", self._snapshot.read(connection))
        return merge.number

    def note_merge(self, merge: NewMerge) -> None:
        """Record a merge that leaves the master as it is, such as hand edits; raise like `begin_merge`."""
        with self._database.writing() as connection:
            _begin(connection, merge, "noted", self._snapshot.read(connection))

    def finish_merge(self, number: int) -> None:
        """Record that the new master is on disk. This also cancels an undo that was begun."""
        with self._database.writing() as connection:
            _expect(connection, number, "begun", "undoing")
            _set_state(connection, number, "done")

    def undo_begun_merge(self, number: int) -> None:
        """Remove a merge that was begun but not finished; its returns wait again, and its number is free."""
        with self._database.writing() as connection:
            _expect(connection, number, "begun")
            _undo_effects(connection, number)
            snapshot.undo_snapshot(connection, number, {})
            for of_merge in (
                tables.changes.c.merge,
                tables.questions.c.opened_in,
                tables.proposals.c.opened_in,
                tables.remarks.c.opened_in,
                tables.returns_before.c.merge,
                tables.snapshot_before.c.merge,
                tables.merges.c.number,
            ):
                connection.execute(delete(of_merge.table).where(of_merge == number))

    def begin_undo(self, number: int, now: str = "", then: str = "") -> None:
        """Record that the last merge is being undone, so that an interrupted undo can be completed (`pending_merge`).

        `now` and `then` are the fingerprints of the master before and after the undo (see `undo_fingerprints`).
        """
        with self._database.writing() as connection:
            _expect(connection, number, "done")
            _expect_last(connection, number)
            _set_state(connection, number, "undoing")
            write_fact(connection, _UNDOING, f"{now} {then}")

    def undo_fingerprints(self) -> tuple[str, str]:
        """Return `now` and `then` of the last `begin_undo`; both are "" if there was none."""
        with self._database.reading() as connection:
            now, _, then = (read_fact(connection, _UNDOING) or "").partition(" ")
            return now, then

    def undo_merge(self, number: int) -> None:
        """Undo the last merge; what it wrote stays recorded, marked as undone.

        Its returns and the snapshot are reset to before the merge, except for edits by hand that it and later merges
        recorded: the master still has them. The questions, proposals and remarks that it opened
        are withdrawn, and those that it closed are open again.
        """
        with self._database.writing() as connection:
            _expect(connection, number, "done", "undoing")
            _expect_last(connection, number)
            _undo_effects(connection, number)
            edits = changes.hand_edits(connection, number)
            changes.mark_undone(connection, number, snapshot.undo_snapshot(connection, number, edits))
            waiting.undo_opening(connection, number)
            _set_state(connection, number, "undone")

    def pending_merge(self) -> MergeRecord | None:
        """Return the merge that an interrupted command left `begun` or `undoing`, or None."""
        return next((merge for merge in reversed(self.merges()) if merge.state in ("begun", "undoing")), None)

    def last_merge(self) -> MergeRecord | None:
        """Return the last merge in force, which `undo` would undo, or None."""
        return next((merge for merge in reversed(self.merges()) if merge.state in ("done", "undoing")), None)

    def merges(self) -> tuple[MergeRecord, ...]:
        """Return every merge, in order."""
        query = select(tables.merges).order_by(tables.merges.c.number)
        return tuple(map(tables.MERGE.value, self._database.rows(query)))

    def copied(self) -> int:
        """Return the number of the last merge whose returns have been copied for people; 0 if none."""
        with self._database.reading() as connection:
            return int(read_fact(connection, _COPIED) or 0)

    def set_copied(self, merge: int) -> None:
        """Record that the returns of all merges up to this one are copied."""
        with self._database.writing() as connection:
            write_fact(connection, _COPIED, str(merge))


def _begin(
    connection: Connection, merge: NewMerge, state: MergeState, former: Mapping[str, MeasureSnapshot]
) -> None:
    record = MergeRecord(state=state, **{name: getattr(merge, name) for name in _IN_BOTH})
    row = {**tables.MERGE.row(record), "under_way": _under_way(state)}
    with not_overtaken(phrase("Another merge is under way, or has taken the number.")):
        connection.execute(insert(tables.merges), row)
    returns.decide(connection, merge.number, merge.return_decisions)
    changes.record(connection, merge.number, merge.changes)
    questions.ask(connection, merge.number, merge.questions)
    questions.settle(connection, merge.number, merge.settled)
    proposals.take_in(connection, merge.number, merge.proposals)
    proposals.settle(connection, merge.number, merge.settled_proposals)
    proposals.list_remarks(connection, merge.number, merge.remarks)
    proposals.tick_off(connection, merge.number, merge.read_remarks)
    if merge.snapshot is not None:
        snapshot.replace_snapshot(connection, merge.number, merge.snapshot, former)


def _undo_effects(connection: Connection, number: int) -> None:
    """Reset the returns and the closed questions to before the merge."""
    returns.undo_decisions(connection, number)
    waiting.undo_closing(connection, number)


def _expect(connection: Connection, number: int, *states: MergeState) -> None:
    """Raise `InputError` if there is no such merge, or its state is not in `states`."""
    state = connection.scalar(select(tables.merges.c.state).where(tables.merges.c.number == number))
    if state is None:
        raise InputError(phrase("There is no merge number {number}.", number=number))
    if state not in states:
        raise InputError(
            phrase("Merge number {number} is {state}; that cannot be done.", number=number, state=state)
        )


def _expect_last(connection: Connection, number: int) -> None:
    """Raise `InputError` if a later merge is in force."""
    merges = tables.merges
    later = select(func.max(merges.c.number)).where(
        merges.c.number > number, merges.c.state.not_in(("undone", "noted"))
    )
    last = connection.scalar(later)
    if last is not None:
        what = phrase("Merge number {number} is not the last one.", number=number)
        raise InputError(what, phrase("Undo number {last} first.", last=last))


def _set_state(connection: Connection, number: int, state: MergeState) -> None:
    row = {"state": state, "under_way": _under_way(state)}
    with not_overtaken(phrase("Another merge is under way.")):
        connection.execute(update(tables.merges).where(tables.merges.c.number == number).values(row))


def _under_way(state: MergeState) -> bool | None:
    return True if state in ("begun", "undoing") else None
