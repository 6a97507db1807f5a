"""What the ledger remembers of the plan: each value's last change, what was changed by hand, what is proposed."""

from collections.abc import Iterable

from sqlalchemy import func, insert, select

from regionplan_xl.ledger import merges, tables
from regionplan_xl.ledger import proposals as proposing
from regionplan_xl.ledger import queries as reading
from regionplan_xl.ledger.database import Database
from regionplan_xl.ledger.entries import NewMerge
from regionplan_xl.ledger.values import tracked_from_text, tracked_to_text
from regionplan_xl.plan.merging.exchange import Proposal
from regionplan_xl.plan.merging.hand_edits import Tracked
from regionplan_xl.plan.merging.outcome import Change, Where
from regionplan_xl.plan.model import Field, Share

_OF_VALUES = ("answer", "decision", "rollup", "hand")


class Memory:
    """The part of a ledger that outlives its rounds."""

    _database: Database

    def begin_snapshot(self, measures: Iterable[Tracked]) -> None:
        """The measures as they stand when the first workbooks go out, to tell later edits by; once only."""
        snapshot = tables.snapshot
        rows = [{"measure": one.id, "body": tracked_to_text(one)} for one in measures]
        with self._database.writing() as connection:
            if rows and not connection.scalar(select(func.count()).select_from(snapshot)):
                connection.execute(insert(snapshot), rows)

    def snapshot(self) -> dict[str, Tracked]:
        """Every measure by id, as the last merge left it."""
        with self._database.reading() as connection:
            found = connection.execute(select(tables.snapshot))
            return {row.measure: tracked_from_text(row.measure, row.body) for row in found}

    def last_words(self) -> dict[str, tuple[str, str]]:
        """Number and text that each measure was last known by: as the last merge left it, else as it was sent."""
        return self._sent_words() | {one.id: (one.number, one.text) for one in self.snapshot().values()}

    def _sent_words(self) -> dict[str, tuple[str, str]]:
        """As the latest round's workbooks have them; they may be out with IDs that an undone merge gave.

        Without what was deleted from the master: its IDs are nobody else's.
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
        """What the members had said of each shared measure, as the last merge left it."""
        return {one.id: one.shares for one in self.snapshot().values() if one.shares}

    def note_merge(self, merge: NewMerge) -> None:
        """Put on record what a merge has to remember while the master stays as it is; in one transaction."""
        with self._database.writing() as connection:
            merges.begin(connection, merge, "noted")

    def not_in_the_log(self) -> tuple[Change, ...]:
        """What merges have noted since the last one that wrote the master, in order."""
        numbers, states = tables.merges.c.number, tables.merges.c.state
        wrote = select(func.max(numbers)).where(states.in_(("done", "undoing", "begun")))
        with self._database.reading() as connection:
            last = connection.scalar(wrote) or 0
            query = reading.CHANGES.where(states == "noted", numbers > last)
            return tuple(record.change for record in reading.change_records(connection, query))

    def written(self) -> dict[Where, Change]:
        """The last change on record of each value, for `plan.fold.Rules`; undone ones do not count."""
        changes = tables.changes
        last = (
            select(func.max(changes.c.id))
            .where(changes.c.undone == 0, changes.c.kind.in_(_OF_VALUES))
            .group_by(changes.c.measure, changes.c.member, changes.c.field)
        )
        names = {name.value for name in Field}
        with self._database.reading() as connection:
            found = reading.change_records(connection, reading.CHANGES.where(changes.c.id.in_(last)))
        return {
            (record.change.measure, record.change.member, Field(record.change.field)): record.change
            for record in found
            if record.change.field in names
        }

    def known_ids(self) -> frozenset[str]:
        """Every id that a measure has ever had, so that none is given again."""
        queries = (
            select(tables.snapshot.c.measure),
            select(tables.sent_rows.c.measure).distinct(),
            select(tables.changes.c.measure).distinct(),
        )
        with self._database.reading() as connection:
            return frozenset(found for query in queries for found in connection.scalars(query) if found)

    def proposals(self) -> tuple[Proposal, ...]:
        """The proposals that wait for the secretariat, in the order they came."""
        with self._database.reading() as connection:
            return proposing.waiting(connection)

    def proposals_of(self, merge: int) -> tuple[tuple[Proposal, ...], tuple[Proposal, ...]]:
        """The proposals that a merge took in, and those that it settled."""
        with self._database.reading() as connection:
            return proposing.taken_in(connection, merge), proposing.settled_in(connection, merge)

    def new_proposals(self, proposed: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """Those that are not on record yet, each with the key that it will have there.

        What an actor proposes in one round is one proposal, however many files say it.
        """
        with self._database.reading() as connection:
            return proposing.not_on_record(connection, proposed)
