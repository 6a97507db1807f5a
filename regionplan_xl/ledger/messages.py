"""Messages: those that the program sends, recorded before they leave, and those that come in.

Nobody gets two, and nobody is forgotten. What comes in is recorded as it came: where in a mailbox it is, and which
returns were in it.
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
"""The kind of a message that tells a body what was understood of its answer; its key ends in the file's hash."""


def unsettled(messages: Iterable[MessageRecord], answered: Collection[str]) -> list[MessageRecord]:
    """Return the last message of each kind to each actor, if it is not known to have arrived.

    Whoever has answered has got it. Receipts, which only those get who have answered, are not among them.
    """
    last = {(one.kind, one.actor): one for one in messages if one.kind != RECEIPT}
    return [
        one for one in last.values() if one.state not in ("sent", "drafted") and one.actor not in answered
    ]


CAME_BACK = phrase("It came back undelivered.")
_BOOKMARK = "bookmark "  # the name of a fact in `meta`, with the mailbox
_TRIED = "tried "  # the same, with the file
_DISMISSED = "dismissed "  # the same, with the key


class Messages:
    """The part of a ledger that knows what was written to whom."""

    _database: Database

    def record_messages(self, records: Iterable[MessageRecord]) -> tuple[MessageRecord, ...]:
        """Record messages, all or none; return for each the record of its key, which may have been there before."""
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
        """Set the state of a message, and the address that it went to or was tried at."""
        same = tables.messages.c.message_id == message_id
        values = {"state": state, "changed": at, "address": address, "reason": reason}
        with self._database.writing() as connection:
            connection.execute(update(tables.messages).where(same).values(values))

    def messages(self, round_: str | None = None, *, kind: str = "") -> tuple[MessageRecord, ...]:
        """Return every message of a round, of a kind, or all, in the order they were recorded."""
        query = select(tables.messages).order_by(tables.messages.c.recorded, tables.messages.c.key)
        if round_ is not None:
            query = query.where(tables.messages.c.round == round_)
        if kind:
            query = query.where(tables.messages.c.kind == kind)
        return tuple(map(tables.MESSAGE.value, self._database.rows(query)))

    def dismissals(self) -> tuple[Dismissal, ...]:
        """Return what need not be listed any longer, in the order of the moments when that was said."""
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
        """Record what need not be listed any longer, all or none."""
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
    """The part of a ledger that knows the messages that came in."""

    _database: Database

    def record_received(
        self, returns: Sequence[ReturnRecord], messages: Sequence[ReceivedMessage]
    ) -> frozenset[str]:
        """Record returns, and messages with theirs, all or none; return the hashes that were not recorded before."""
        with self._database.writing() as connection:
            new = insert_returns(connection, [*returns, *(one for each in messages for one in each.returns)])
            new |= _insert_messages(connection, messages)
            _mark_bounced(connection, messages)
            return new

    def received_places(self, channel: str, places: Sequence[str]) -> frozenset[str]:
        """Return those of some places in a mailbox whose messages are recorded."""
        with self._database.reading() as connection:
            return _known_places(connection, channel, places)

    def bookmark(self, mailbox: str) -> str:
        """Return where the next look in a mailbox begins, "" at its beginning."""
        with self._database.reading() as connection:
            return read_fact(connection, _BOOKMARK + mailbox) or ""

    def set_bookmark(self, mailbox: str, bookmark: str) -> None:
        """Set where the next look in a mailbox begins, now that all before it is recorded."""
        if bookmark != self.bookmark(mailbox):
            with self._database.writing() as connection:
                write_fact(connection, _BOOKMARK + mailbox, bookmark)

    def tried_file(self, name: str) -> str:
        """Return the hash of the file `name` when the receipt next to it was written, "" if none was."""
        with self._database.reading() as connection:
            return read_fact(connection, _TRIED + name) or ""

    def set_tried_file(self, name: str, hash_: str) -> None:
        """Set the hash of the file `name` that the receipt next to it is for."""
        with self._database.writing() as connection:
            write_fact(connection, _TRIED + name, hash_)

    def received_mail_hashes(self) -> frozenset[str]:
        """Return the hash of every message on record."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(tables.received_messages.c.hash)))

    def received_mails(self, kind: MailKind | None = None) -> tuple[ReceivedMailRecord, ...]:
        """Return every message on record, or those of a kind, in the order they were received."""
        query = select(tables.received_messages).order_by(
            tables.received_messages.c.received, tables.received_messages.c.hash
        )
        if kind is not None:
            query = query.where(tables.received_messages.c.kind == kind)
        return tuple(map(tables.RECEIVED_MESSAGE.value, self._database.rows(query)))

    def mails_with(self, returns: Iterable[str]) -> Mapping[str, tuple[ReceivedMailRecord, ...]]:
        """Return the messages that each of some returns came in, by its hash; of the others nothing."""
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
    table, places, files = tables.received_messages, tables.received_places, tables.received_files
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
        connection.execute(insert(places), new_places)
    pairs = dict.fromkeys((each.record.hash, one.hash) for each in messages for one in each.returns)
    linked = {
        (row.message, row.return_hash)
        for some in portions(list(wanted))
        for row in connection.execute(
            select(files.c.message, files.c.return_hash).where(files.c.message.in_(some))
        )
    }
    new_files = [
        {"message": message, "return_hash": file} for message, file in pairs if (message, file) not in linked
    ]
    if new_files:
        connection.execute(insert(files), new_files)
    return frozenset(wanted) - there


def _mark_bounced(connection: Connection, received: Iterable[ReceivedMessage]) -> None:
    """Mark our messages that came back, each from the address that it went to."""
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
    """Record who a mailbox says that messages are from which were read from the archive before.

    A command that was stopped had archived them and not recorded. One that is on record with its place has been judged.
    """
    table, places = tables.received_messages, tables.received_places
    for record in records:
        placed = select(places.c.place).where(places.c.message == record.hash)
        if record.confirmed and not connection.execute(placed).first():
            judged = {"confirmed": record.confirmed, "channel": record.channel, "received": record.received}
            connection.execute(update(table).where(table.c.hash == record.hash).values(judged))


def _mark_meant(connection: Connection, records: Iterable[ReceivedMailRecord]) -> None:
    """Record that messages are answers which were taken for try-outs before: somebody has named them to be merged."""
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
