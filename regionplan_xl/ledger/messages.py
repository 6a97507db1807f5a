"""Messages that the program sends: recorded before they leave, so that nobody gets two and nobody is forgotten."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database, portions
from regionplan_xl.ledger.entries import NO_REASON, MessageRecord, MessageState
from regionplan_xl.text import Phrase


def unsettled(messages: Iterable[MessageRecord], answered: Collection[str]) -> list[MessageRecord]:
    """Return the last message of each kind to each actor, if it is not known to have arrived.

    Whoever has answered has got it.
    """
    last = {(one.kind, one.actor): one for one in messages}
    return [
        one for one in last.values() if one.state not in ("sent", "drafted") and one.actor not in answered
    ]


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

    def messages(self, round_: str | None = None) -> tuple[MessageRecord, ...]:
        """Return every message of a round, or all, in the order they were recorded."""
        query = select(tables.messages).order_by(tables.messages.c.recorded, tables.messages.c.key)
        if round_ is not None:
            query = query.where(tables.messages.c.round == round_)
        return tuple(map(tables.MESSAGE.value, self._database.rows(query)))
