"""Messages that the program sends, recorded before they are sent, and received messages.

The record ensures that nobody gets a message twice and nobody is forgotten. A received message is recorded with its
place in the mailbox and the returns in it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database, portions, read_fact, write_fact
from regionplan_xl.ledger.entries import (
    NO_REASON,
    Dismissal,
    MailKind,
    MessageRecord,
    MessageState,
    ReceivedMailRecord,
    ReturnRecord,
)
from regionplan_xl.ledger.returns import insert_returns
from regionplan_xl.text import Phrase, phrase

RECEIPT = "receipt"
"""The kind of a message that tells an actor how its answer was understood; its key ends in the file's hash."""


def unsettled(messages: Iterable[MessageRecord], answered: Collection[str]) -> list[MessageRecord]:
    """Return the last message of each kind to each actor, if it is not known to have arrived.

    An actor in `answered` has evidently received its messages. Receipts are left out, since only actors that have
    answered get one.
    """
    last = {(one.kind, one.actor): one for one in messages if one.kind != RECEIPT}
    return [
        one for one in last.values() if one.state not in ("sent", "drafted") and one.actor not in answered
    ]


CAME_BACK = phrase("It came back undelivered.")
# Prefixes of the names of facts in `meta`, followed by the mailbox, the file or the key.
_BOOKMARK = "bookmark "
_TRIED = "tried "
_DISMISSED = "dismissed "


class Messages:
    """The part of a ledger with the messages sent."""

    _database: Database

    def record_messages(self, records: Iterable[MessageRecord]) -> tuple[MessageRecord, ...]:
        """Record messages, all or none; return for each the record with its key, which may be an earlier one."""
        messages, wanted = tables.messages, {record.key: record for record in records}
        found: dict[str, MessageRecord] = {}
        with self._database.writing() as connection:
            for some in portions(list(wanted)):
                query = select(messages).where(messages.c.key.in_(some))
                found |= {row.key: tables.MESSAGE.value(row) for row in connection.execute(query)}
            new = [tables.MESSAGE.row(record) for key, record in wanted.items() if key not in found]
            if new:
                connection.execute(insert(messages), new)
        return tuple(found.get(key, record) for key, record in wanted.items())

    def set_message(
        self, message_id: str, state: MessageState, at: datetime, address: str, reason: Phrase = NO_REASON
    ) -> None:
        """Set the state of a message, and the address used or tried."""
        same = tables.messages.c.message_id == message_id
        values = {"state": state, "changed": at, "address": address, "reason": reason}
        with self._database.writing() as connection:
            connection.execute(update(tables.messages).where(same).values(values))

    def messages(self, round_: str | None = None, *, kind: str = "") -> tuple[MessageRecord, ...]:
        """Return all messages, optionally of one round or kind, in the order they were recorded."""
        query = select(tables.messages).order_by(tables.messages.c.recorded, tables.messages.c.key)
        if round_ is not None:
            query = query.where(tables.messages.c.round == round_)
        if kind:
            query = query.where(tables.messages.c.kind == kind)
        return tuple(map(tables.MESSAGE.value, self._database.rows(query)))

    def dismissals(self) -> tuple[Dismissal, ...]:
        """Return the dismissals of messages, in order of time."""
        query = select(tables.meta.c.name, tables.meta.c.value).where(
            tables.meta.c.name.startswith(_DISMISSED, autoescape=True)
        )
        found = [
            Dismissal(row.name.removeprefix(_DISMISSED), said["name"], said["state"],
                      datetime.fromisoformat(said["at"]), said["by"])
            for row in self._database.rows(query)
            for said in [json.loads(row.value)]
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.at, one.key)))

    def dismiss(self, dismissals: Iterable[Dismissal]) -> None:
        """Record dismissals, all or none."""
        with self._database.writing() as connection:
            for one in dismissals:
                said = {"name": one.name, "state": one.state, "at": one.at.isoformat(), "by": one.by}
                write_fact(connection, _DISMISSED + one.key, json.dumps(said))

    def list_again(self, keys: Iterable[str]) -> None:
        """Undo the dismissals with these keys, all or none."""
        with self._database.writing() as connection:
            for key in keys:
                connection.execute(delete(tables.meta).where(tables.meta.c.name == _DISMISSED + key))


@dataclass(frozen=True)
class ReceivedMessage:
    """A message to record, its place in a mailbox ("" in a folder), and the returns in it."""

    record: ReceivedMailRecord
    place: str = ""
    returns: tuple[ReturnRecord, ...] = ()


class ReceivedMail:
    """The part of a ledger with the messages received."""

    _database: Database

    def record_received(
        self, returns: Sequence[ReturnRecord], messages: Sequence[ReceivedMessage]
    ) -> frozenset[str]:
        """Record returns, and messages with their returns, all or none; return the hashes not recorded before."""
        with self._database.writing() as connection:
            new = insert_returns(connection, [*returns, *(one for each in messages for one in each.returns)])
            new |= _insert_messages(connection, messages)
            _mark_bounced(connection, messages)
            return new

    def received_places(self, channel: str, places: Sequence[str]) -> frozenset[str]:
        """Return which of `places` in a mailbox have a recorded message."""
        with self._database.reading() as connection:
            return _known_places(connection, channel, places)

    def bookmark(self, mailbox: str) -> str:
        """Return where the next fetch from a mailbox begins; "" means at its beginning."""
        with self._database.reading() as connection:
            return read_fact(connection, _BOOKMARK + mailbox) or ""

    def set_bookmark(self, mailbox: str, bookmark: str) -> None:
        """Set where the next fetch from a mailbox begins; everything before it must be recorded."""
        if bookmark != self.bookmark(mailbox):
            with self._database.writing() as connection:
                write_fact(connection, _BOOKMARK + mailbox, bookmark)

    def tried_file(self, name: str) -> str:
        """Return the hash that the tried-out file `name` had when its receipt was written; "" if none was."""
        with self._database.reading() as connection:
            return read_fact(connection, _TRIED + name) or ""

    def set_tried_file(self, name: str, hash_: str) -> None:
        """Record the hash of the tried-out file `name` for which a receipt was written next to it."""
        with self._database.writing() as connection:
            write_fact(connection, _TRIED + name, hash_)

    def received_mail_hashes(self) -> frozenset[str]:
        """Return the hash of every received message."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(tables.received_messages.c.hash)))

    def received_mails(self, kind: MailKind | None = None) -> tuple[ReceivedMailRecord, ...]:
        """Return every received message, optionally of one kind, in the order they were received."""
        query = select(tables.received_messages).order_by(
            tables.received_messages.c.received, tables.received_messages.c.hash
        )
        if kind is not None:
            query = query.where(tables.received_messages.c.kind == kind)
        return tuple(map(tables.RECEIVED_MESSAGE.value, self._database.rows(query)))

    def mails_with(self, returns: Iterable[str]) -> Mapping[str, tuple[ReceivedMailRecord, ...]]:
        """Return hash of a return -> the messages that it came in; returns without a message are left out."""
        files, found = tables.received_files, defaultdict[str, list[ReceivedMailRecord]](list)
        query = select(tables.received_messages, files.c.return_hash).join(
            files, files.c.message == tables.received_messages.c.hash
        )
        with self._database.reading() as connection:
            for some in portions(list(dict.fromkeys(returns))):
                wanted = query.where(files.c.return_hash.in_(some)).order_by(
                    tables.received_messages.c.received
                )
                for row in connection.execute(wanted):
                    found[row.return_hash].append(tables.RECEIVED_MESSAGE.value(row))
        return {hash_: tuple(messages) for hash_, messages in found.items()}


def _insert_messages(connection: Connection, messages: Sequence[ReceivedMessage]) -> frozenset[str]:
    """Record messages with their places and files; return the hashes of those not recorded before."""
    table = tables.received_messages
    wanted = {one.record.hash: one.record for one in reversed(messages)}
    there = frozenset(
        hash_
        for some in portions(list(wanted))
        for hash_ in connection.scalars(select(table.c.hash).where(table.c.hash.in_(some)))
    )
    rows = [tables.RECEIVED_MESSAGE.row(record) for hash_, record in wanted.items() if hash_ not in there]
    if rows:
        connection.execute(insert(table), rows)
    _confirm(connection, [one.record for one in messages if one.place and one.record.hash in there])
    _mark_meant(connection, [one.record for one in messages if one.returns and one.record.hash in there])
    _insert_places(connection, messages)
    _insert_files(connection, messages)
    return frozenset(wanted) - there


def _insert_places(connection: Connection, messages: Iterable[ReceivedMessage]) -> None:
    """Record where in a mailbox each message is, unless that place is recorded already."""
    at = {(one.record.channel, one.place): one.record.hash for one in messages if one.place}
    known = {
        (channel, place)
        for channel in {channel for channel, _ in at}
        for place in _known_places(connection, channel, [place for _, place in at])
    }
    new_places = [
        {"channel": channel, "place": place, "message": hash_}
        for (channel, place), hash_ in at.items()
        if (channel, place) not in known
    ]
    if new_places:
        connection.execute(insert(tables.received_places), new_places)


def _insert_files(connection: Connection, messages: Iterable[ReceivedMessage]) -> None:
    """Record which returns are in each message."""
    files = tables.received_files
    pairs = dict.fromkeys((each.record.hash, one.hash) for each in messages for one in each.returns)
    linked = {
        (row.message, row.return_hash)
        for some in portions(list(dict.fromkeys(message for message, _ in pairs)))
        for row in connection.execute(
            select(files.c.message, files.c.return_hash).where(files.c.message.in_(some))
        )
    }
    new_files = [
        {"message": message, "return_hash": file} for message, file in pairs if (message, file) not in linked
    ]
    if new_files:
        connection.execute(insert(files), new_files)


def _mark_bounced(connection: Connection, received: Iterable[ReceivedMessage]) -> None:
    """Mark our messages as bounced if a received message reports their address as undeliverable."""
    table = tables.messages
    for one in (each.record for each in received if each.record.bounced):
        addresses = {address.casefold() for address in one.bounced}
        query = select(table.c.message_id, table.c.address).where(
            table.c.message_id.in_(one.answers), table.c.state.in_(("sent", "unsure"))
        )
        for message in connection.execute(query).all():
            if message.address.casefold() in addresses:
                values = {"state": "bounced", "changed": one.received, "reason": CAME_BACK}
                same = table.c.message_id == message.message_id
                connection.execute(update(table).where(same).values(values))


def _confirm(connection: Connection, records: Sequence[ReceivedMailRecord]) -> None:
    """Record the confirmed senders of messages that were recorded from the archive, without a mailbox, before.

    An interrupted command had archived them without recording them. A message with a recorded place has been judged
    already, and is skipped.
    """
    table, places = tables.received_messages, tables.received_places
    for record in records:
        placed = select(places.c.place).where(places.c.message == record.hash)
        if record.confirmed and not connection.execute(placed).first():
            judged = {"confirmed": record.confirmed, "channel": record.channel, "received": record.received}
            connection.execute(update(table).where(table.c.hash == record.hash).values(judged))


def _mark_meant(connection: Connection, records: Iterable[ReceivedMailRecord]) -> None:
    """Change try-outs into ordinary messages when a person has named them to be merged."""
    table = tables.received_messages
    for one in records:
        was_tried = (table.c.hash == one.hash) & (table.c.kind == "try_out")
        connection.execute(update(table).where(was_tried).values(kind=one.kind))


def _known_places(connection: Connection, channel: str, places: Sequence[str]) -> frozenset[str]:
    table = tables.received_places
    return frozenset(
        place
        for some in portions(places)
        for place in connection.scalars(
            select(table.c.place).where(table.c.channel == channel, table.c.place.in_(some))
        )
    )
