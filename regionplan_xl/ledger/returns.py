"""Returned files, their states, and the decisions of merges about them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update
from sqlalchemy.exc import NoResultFound

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database, insert_all, insert_new, portions
from regionplan_xl.ledger.entries import ReturnDecision, ReturnRecord, ReturnState
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
    """The part of a ledger with the returned files."""

    _database: Database

    def hashes(self) -> frozenset[str]:
        """Return the hash of every recorded file."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(tables.returns.c.hash)))

    def recorded(self, hashes: Iterable[str]) -> frozenset[str]:
        """Return the hashes of recorded files among `hashes`."""
        wanted = list(dict.fromkeys(hashes))
        if not wanted:
            return frozenset()
        with self._database.reading() as connection:
            return _recorded(connection, wanted)

    def states(self) -> list[tuple[ReturnState, Phrase]]:
        """Return the state of every file, and the reason for it."""
        found = self._database.rows(select(tables.returns.c.state, tables.returns.c.reason))
        return [(row.state, row.reason) for row in found]

    def returns(self, state: ReturnState | None = None) -> tuple[ReturnRecord, ...]:
        """Return the files in `state`, or all, in the order they were received."""
        return self._returns(_RETURNS if state is None else _RETURNS.where(tables.returns.c.state == state))

    def return_(self, hash_: str) -> ReturnRecord | None:
        """Return the file with these bytes (SHA-256), or None."""
        return next(iter(self._returns(_RETURNS.where(tables.returns.c.hash == hash_))), None)

    def returns_of(self, merge: int) -> tuple[ReturnRecord, ...]:
        """Return the files that a merge decided about, in their present states."""
        return self._returns(_RETURNS.where(tables.returns.c.hash.in_(_decided_in(merge))))

    def _returns(self, query: Select[Any]) -> tuple[ReturnRecord, ...]:
        found = self._database.rows(query)
        return tuple(tables.RETURN.value(row, round=row.round, actor=row.actor) for row in found)

    def set_returns(self, decisions: Sequence[ReturnDecision]) -> None:
        """Set the states of files, all or none."""
        with self._database.writing() as connection:
            _carry_out(connection, decisions)

    def set_origins(self, records: Iterable[ReturnRecord]) -> None:
        """Set the channel and sender with which files were last received, for those that are not merged yet."""
        returns = tables.returns
        rows = [{"of": one.hash, "by": one.channel, "from_": one.sender} for one in records]
        same = (returns.c.hash == bindparam("of")) & (returns.c.state != "merged")
        if rows:
            with self._database.writing() as connection:
                connection.execute(
                    update(returns).where(same).values(channel=bindparam("by"), sender=bindparam("from_")),
                    rows,
                )

    def answered(self, round_: str, besides: int = 0) -> frozenset[str]:
        """Return the actors with a return merged in the round, not counting the merge `besides`."""
        dispatches, returns = tables.dispatches, tables.returns
        query = select(dispatches.c.actor).join(returns, returns.c.dispatch == dispatches.c.code)
        # A message without a workbook is not an answer.
        is_answer = returns.c.hash.not_in(select(tables.received_messages.c.hash))
        merged = query.where(dispatches.c.round == round_, returns.c.state == "merged", is_answer)
        with self._database.reading() as connection:
            return frozenset(connection.scalars(merged.where(returns.c.hash.not_in(_decided_in(besides)))))


def insert_returns(connection: Connection, records: Iterable[ReturnRecord]) -> frozenset[str]:
    """Record files as waiting; return the hashes of those not recorded before."""
    returns, wanted = tables.returns, dict[str, ReturnRecord]()
    for record in records:
        wanted.setdefault(record.hash, record)
    for known in _recorded(connection, list(wanted)):
        del wanted[known]
    rows = [tables.RETURN.row(record) for record in wanted.values()]
    if insert_all(connection, returns, rows):
        return frozenset(wanted)
    # Another process has just recorded one of them.
    return frozenset(
        row["hash"]
        for row in rows
        if insert_new(connection, returns, row, returns.c.hash == row["hash"]) is None
    )


def _recorded(connection: Connection, hashes: Sequence[str]) -> frozenset[str]:
    known = tables.returns.c.hash
    found = (connection.scalars(select(known).where(known.in_(some))) for some in portions(hashes))
    return frozenset(one for of_some in found for one in of_some)


def decide(connection: Connection, merge: int, decisions: Iterable[ReturnDecision]) -> None:
    """Carry out a merge's decisions about files, and record their former states."""
    before = _carry_out(connection, list(decisions))
    if before:
        rows = [{"merge": merge, **tables.RETURN_BEFORE.row(one)} for one in before]
        connection.execute(insert(tables.returns_before), rows)


def undo_decisions(connection: Connection, merge: int) -> None:
    """Reset every file that the merge decided about to its former state."""
    before = tables.returns_before
    found = connection.execute(select(before).where(before.c.merge == merge)).all()
    _set(connection, [tables.RETURN_BEFORE.value(row) for row in found])


def _carry_out(connection: Connection, decisions: Sequence[ReturnDecision]) -> list[ReturnDecision]:
    """Set the states of files as decided; return the decisions that undo this."""
    returns = tables.returns
    before: dict[str, ReturnDecision] = {}
    for some in portions([decision.hash for decision in decisions]):
        for row in connection.execute(select(returns).where(returns.c.hash.in_(some))):
            before[row.hash] = ReturnDecision(
                hash=row.hash, state=row.state, reason=row.reason, dispatch=row.dispatch
            )
    for decision in decisions:
        if decision.hash not in before:
            raise NoResultFound(f"No row was found for the file {decision.hash}.")
    _set(connection, [replace(one, dispatch=one.dispatch or before[one.hash].dispatch) for one in decisions])
    return [before[decision.hash] for decision in decisions]


def _set(connection: Connection, decisions: Iterable[ReturnDecision]) -> None:
    rows = [
        {"of": one.hash, "state": one.state, "reason": one.reason, "dispatch": one.dispatch}
        for one in decisions
    ]
    if rows:
        connection.execute(update(tables.returns).where(tables.returns.c.hash == bindparam("of")), rows)


def _decided_in(merge: int) -> Select[Any]:
    return select(tables.returns_before.c.return_hash).where(tables.returns_before.c.merge == merge)
