"""Returned files: which came, what state each is in, and what merges decided about them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database, insert_new
from regionplan_xl.ledger.entries import NO_REASON, ReturnDecision, ReturnRecord, ReturnState
from regionplan_xl.text import Phrase

_of_dispatch = tables.dispatches.c
_RETURNS = (
    select(
        tables.returns,
        func.coalesce(_of_dispatch.round, "").label("round"),
        func.coalesce(_of_dispatch.actor, "").label("actor"),
    )
    .outerjoin(tables.dispatches)
    .order_by(tables.returns.c.received, tables.returns.c.hash)
)


class Returns:
    """The part of a ledger that knows what came back."""

    _database: Database

    def record_return(self, record: ReturnRecord) -> bool:
        """Record a file, which waits from then on; return False if the same bytes are recorded already."""
        row, same = tables.RETURN.row(record), tables.returns.c.hash == record.hash
        with self._database.writing() as connection:
            return insert_new(connection, tables.returns, row, same) is None

    def returns(self, state: ReturnState | None = None) -> tuple[ReturnRecord, ...]:
        """Return the files in `state`, or all, in the order they were received."""
        return self._returns(_RETURNS if state is None else _RETURNS.where(tables.returns.c.state == state))

    def return_(self, hash_: str) -> ReturnRecord | None:
        """Return the file with these bytes (SHA-256), or None."""
        return next(iter(self._returns(_RETURNS.where(tables.returns.c.hash == hash_))), None)

    def returns_of(self, merge: int) -> tuple[ReturnRecord, ...]:
        """Return the files that a merge decided about, as they are now."""
        return self._returns(_RETURNS.where(tables.returns.c.hash.in_(_decided_in(merge))))

    def _returns(self, query: Select[Any]) -> tuple[ReturnRecord, ...]:
        found = self._database.rows(query)
        return tuple(tables.RETURN.value(row, round=row.round, actor=row.actor) for row in found)

    def set_return(
        self, hash_: str, state: ReturnState, reason: Phrase = NO_REASON, dispatch: str = ""
    ) -> None:
        """Set the state of a file; `dispatch` "" leaves the code that is already known."""
        decision = ReturnDecision(hash=hash_, state=state, reason=reason, dispatch=dispatch)
        with self._database.writing() as connection:
            _carry_out(connection, decision)

    def answered(self, round_: str, besides: int = 0) -> frozenset[str]:
        """Return the actors that have a return merged in the round, by another merge than `besides`."""
        dispatches, returns = tables.dispatches, tables.returns
        query = select(dispatches.c.actor).join(returns, returns.c.dispatch == dispatches.c.code)
        merged = query.where(dispatches.c.round == round_, returns.c.state == "merged")
        with self._database.reading() as connection:
            return frozenset(connection.scalars(merged.where(returns.c.hash.not_in(_decided_in(besides)))))


def decide(connection: Connection, merge: int, decisions: Iterable[ReturnDecision]) -> None:
    """Carry out what a merge decides about files, and record what each was before."""
    for decision in decisions:
        before = _carry_out(connection, decision)
        row = {"merge": merge, **tables.RETURN_BEFORE.row(before)}
        connection.execute(insert(tables.returns_before), row)


def undo_decisions(connection: Connection, merge: int) -> None:
    """Set every file that the merge decided about to what it was before."""
    before = tables.returns_before
    for row in connection.execute(select(before).where(before.c.merge == merge)).all():
        _set(connection, tables.RETURN_BEFORE.value(row))


def _carry_out(connection: Connection, decision: ReturnDecision) -> ReturnDecision:
    """Set a file to what was decided; return the decision that undoes it."""
    returns = tables.returns
    found = connection.execute(select(returns).where(returns.c.hash == decision.hash)).one()
    _set(connection, replace(decision, dispatch=decision.dispatch or found.dispatch))
    return ReturnDecision(hash=found.hash, state=found.state, reason=found.reason, dispatch=found.dispatch)


def _set(connection: Connection, decision: ReturnDecision) -> None:
    row = {"state": decision.state, "reason": decision.reason, "dispatch": decision.dispatch}
    connection.execute(update(tables.returns).where(tables.returns.c.hash == decision.hash).values(row))


def _decided_in(merge: int) -> Select[Any]:
    return select(tables.returns_before.c.return_hash).where(tables.returns_before.c.merge == merge)
