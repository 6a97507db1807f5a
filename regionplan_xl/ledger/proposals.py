"""Actors' proposals (the sheet Framlegg) and remarks (Merknader), each recorded once."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, insert, select

from regionplan_xl.ledger import tables, waiting
from regionplan_xl.ledger.database import Database, not_overtaken
from regionplan_xl.ledger.stored.values import cells_to_text, phrase_to_text, place_to_text, storable
from regionplan_xl.plan.merging.outcome import SettledProposal
from regionplan_xl.plan.merging.sent_and_returned import Proposal, Remark
from regionplan_xl.text import phrase

_STATES = {"accept": "accepted", "decline": "declined"}


class Proposals:
    """The part of a ledger with the proposals."""

    _database: Database
    _kept_proposals: waiting.KeptItems[Proposal]

    def proposals(self) -> tuple[Proposal, ...]:
        """Return the proposals that wait for the secretariat, in the order of recording."""
        return self._kept_proposals.read(self._database)

    def proposals_of(self, merge: int) -> tuple[tuple[Proposal, ...], tuple[Proposal, ...]]:
        """Return the proposals that a merge opened, and those that it settled."""
        proposals = tables.proposals
        return (
            self._proposals(proposals.c.opened_in == merge),
            self._proposals(proposals.c.closed_in == merge),
        )

    def new_proposals(self, proposed: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """Return the proposals that are not recorded yet, each with a new unique key.

        The same proposal from an actor in a round counts once, however many files have it.
        """
        proposed = tuple(proposed)
        if not proposed:
            return ()
        rows = self._database.rows(select(tables.proposals))
        known = {(row.actor, row.round, row.cells) for row in rows if not row.undone}
        used = {row.key for row in rows}
        new = []
        for proposal in proposed:
            identity = (proposal.actor, proposal.round, proposal.cells)
            if identity not in known:
                known.add(identity)
                words = ("proposal", proposal.actor, proposal.round, cells_to_text(proposal.cells))
                new.append(replace(proposal, key=waiting.new_key(words, used, "F")))
        return tuple(new)

    def _proposals(self, which: ColumnElement[bool]) -> tuple[Proposal, ...]:
        query = select(tables.proposals).where(which).order_by(tables.proposals.c.id)
        return tuple(map(tables.PROPOSAL.value, self._database.rows(query)))


class Remarks:
    """The part of a ledger with the remarks: what actors wrote outside the cells for answers."""

    _database: Database
    _kept_remarks: waiting.KeptItems[Remark]

    def remarks(self) -> tuple[Remark, ...]:
        """Return the remarks that are not ticked off, in the order of recording."""
        return self._kept_remarks.read(self._database)

    def remarks_of(self, merge: int) -> tuple[Remark, ...]:
        """Return the remarks that a merge listed."""
        return self._remarks(tables.remarks.c.opened_in == merge)

    def new_remarks(self, found: Iterable[Remark]) -> tuple[Remark, ...]:
        """Return the remarks that are not recorded yet, each with a new unique key.

        The same text in the same place of an actor's workbook counts once per round, however many files have it.
        """
        found, remarks = tuple(found), tables.remarks
        if not found:
            return ()
        with self._database.reading() as connection:
            rows = connection.execute(select(remarks.c.key, remarks.c.identity, remarks.c.undone)).all()
        known = {row.identity for row in rows if not row.undone}
        used = {row.key for row in rows}
        new = []
        for remark in found:
            identity = _identity(remark)
            if identity not in known:
                known.add(identity)
                new.append(replace(remark, key=waiting.new_key(("remark", identity), used, "N")))
        return tuple(new)

    def _remarks(self, which: ColumnElement[bool]) -> tuple[Remark, ...]:
        query = select(tables.remarks).where(which).order_by(tables.remarks.c.id)
        with self._database.reading() as connection:
            return tuple(map(tables.REMARK.value, connection.execute(query)))


def _identity(remark: Remark) -> str:
    words = [remark.actor, remark.round, place_to_text(replace(remark.place, file="")), remark.written]
    if not remark.written:  # «look into the file» is about that file only
        words += phrase_to_text(remark.kind), remark.source
    return sha256(storable(cells_to_text(tuple(words))).encode()).hexdigest()


def list_remarks(connection: Connection, merge: int, found: Iterable[Remark]) -> None:
    """Record remarks; raise `NotNow` if another merge has recorded one of them."""
    rows = [
        waiting.opened(merge) | {"identity": _identity(remark)} | tables.REMARK.row(remark)
        for remark in found
    ]
    if rows:
        with not_overtaken(phrase("A remark of this merge was listed by another one already.")):
            connection.execute(insert(tables.remarks), rows)


def tick_off(connection: Connection, merge: int, keys: Iterable[str]) -> None:
    """Close the remarks that are ticked off; raise `NotNow` if one is not open."""
    for key in keys:
        gone = phrase("The remark {key} does not wait any longer.", key=key)
        waiting.close(connection, tables.remarks, key, gone, state="read", closed_in=merge)


def take_in(connection: Connection, merge: int, proposed: Iterable[Proposal]) -> None:
    """Record proposals; raise `NotNow` if another merge has recorded one of them."""
    rows = [waiting.opened(merge) | {"measure": ""} | tables.PROPOSAL.row(proposal) for proposal in proposed]
    if rows:
        with not_overtaken(phrase("A proposal of this merge was taken in by another one already.")):
            connection.execute(insert(tables.proposals), rows)


def settle(connection: Connection, merge: int, judged: Iterable[SettledProposal]) -> None:
    """Close the proposals that a merge settles; raise `NotNow` if one is not open."""
    for one in judged:
        gone = phrase("The proposal {key} does not wait any longer.", key=one.key)
        closed = {"state": _STATES[one.choice], "closed_in": merge, "measure": one.measure}
        waiting.close(connection, tables.proposals, one.key, gone, **closed)
