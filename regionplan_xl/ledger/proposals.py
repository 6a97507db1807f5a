"""Proposals in the ledger: each said once, waiting, then accepted or declined."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from regionplan_xl.errors import NotNow
from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import is_duplicate
from regionplan_xl.ledger.values import cells_to_text
from regionplan_xl.plan.codes import question_key
from regionplan_xl.plan.merging.exchange import Proposal
from regionplan_xl.plan.merging.outcome import JudgedProposal
from regionplan_xl.text import phrase

_AGAIN = phrase("Nothing was changed; run merge again.")
_STATES = {"accept": "accepted", "decline": "declined"}


def waiting(connection: Connection) -> tuple[Proposal, ...]:
    """The proposals that wait for the secretariat, in the order they came."""
    return _found(connection, tables.proposals.c.state == "open")


def taken_in(connection: Connection, merge: int) -> tuple[Proposal, ...]:
    """Those that a merge took in."""
    return _found(connection, tables.proposals.c.opened_in == merge)


def settled_in(connection: Connection, merge: int) -> tuple[Proposal, ...]:
    """Those that a merge settled."""
    return _found(connection, tables.proposals.c.closed_in == merge)


def _found(connection: Connection, which: ColumnElement[bool]) -> tuple[Proposal, ...]:
    proposals = tables.proposals
    found = connection.execute(select(proposals).where(which).order_by(proposals.c.id))
    return tuple(
        Proposal(row.actor, row.round, row.cells, row.received, row.return_hash or "", row.file, row.key)
        for row in found
    )


def not_on_record(connection: Connection, proposed: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The proposals that are not on record yet, each with a key that no other has."""
    proposals = tables.proposals
    rows = connection.execute(select(proposals)).all()
    known = {(row.actor, row.round, row.cells) for row in rows if not row.undone}
    used = {row.key for row in rows}
    new = []
    for proposal in proposed:
        identity = (proposal.actor, proposal.round, proposal.cells)
        if identity in known:
            continue
        known.add(identity)
        attempt = 0
        words = ("proposal", proposal.actor, proposal.round, cells_to_text(proposal.cells))
        while (key := question_key(words, attempt).replace("K-", "F-", 1)) in used:
            attempt += 1
        used.add(key)
        new.append(replace(proposal, key=key))
    return tuple(new)


def open_in(connection: Connection, merge: int, proposed: Iterable[Proposal]) -> None:
    """The proposals wait from this merge on; `NotNow` where another merge took them."""
    rows = [
        {
            "key": proposal.key,
            "opened_in": merge,
            "state": "open",
            "actor": proposal.actor,
            "round": proposal.round,
            "cells": proposal.cells,
            "received": proposal.received,
            "return_hash": proposal.source or None,
            "file": proposal.file,
            "measure": "",
            "undone": 0,
        }
        for proposal in proposed
    ]
    if not rows:
        return
    try:
        connection.execute(insert(tables.proposals), rows)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise NotNow(
            phrase("A proposal of this merge was taken in by another one already."), _AGAIN
        ) from error


def close_in(connection: Connection, merge: int, judged: Iterable[JudgedProposal]) -> None:
    """The proposals are settled by this merge; `NotNow` where one does not wait any longer."""
    proposals = tables.proposals
    for one in judged:
        closing = (
            update(proposals)
            .where(proposals.c.key == one.key, proposals.c.state == "open")
            .values(state=_STATES[one.choice], closed_in=merge, measure=one.measure)
        )
        if connection.execute(closing).rowcount != 1:
            raise NotNow(phrase("The proposal {key} does not wait any longer.", key=one.key), _AGAIN)


def reopen(connection: Connection, merge: int) -> None:
    """Those that the merge settled wait again."""
    proposals = tables.proposals
    closed = update(proposals).where(proposals.c.closed_in == merge)
    connection.execute(closed.values(state="open", closed_in=None, measure=""))


def withdraw(connection: Connection, merge: int) -> None:
    """Those that the merge took in are as if they never came; their returns wait to be read again."""
    proposals = tables.proposals
    opened = update(proposals).where(proposals.c.opened_in == merge)
    connection.execute(opened.values(state="withdrawn", undone=merge))


def forget(connection: Connection, merge: int) -> None:
    """Those that the merge took in are gone."""
    connection.execute(delete(tables.proposals).where(tables.proposals.c.opened_in == merge))
