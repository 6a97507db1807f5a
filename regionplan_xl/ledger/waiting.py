"""Items that wait for a person (questions, proposals, remarks): open and close them, and undo either."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Table, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database, overtaken
from regionplan_xl.ledger.stored.columns import Stored
from regionplan_xl.plan.codes import question_key
from regionplan_xl.text import Phrase

_REOPENED: dict[Table, dict[str, Any]] = {
    tables.questions: {"state": "open", "closed_in": None},
    tables.proposals: {"state": "open", "closed_in": None, "measure": ""},
    tables.remarks: {"state": "open", "closed_in": None},
}


_Item = TypeVar("_Item")


def recorded_merges(connection: Connection) -> list[tuple[object, ...]]:
    """Return a value that changes with every recorded merge and undo; nothing else changes what waits."""
    merges = tables.merges.c
    query = select(merges.number, merges.state, merges.begun, merges.after).order_by(merges.number)
    return [*map(tuple, connection.execute(query))]


class KeptItems(Generic[_Item]):
    """A cache of the open items of one kind; they are read again only after a merge or an undo has been recorded."""

    def __init__(self, table: Table, stored: Stored[_Item]) -> None:
        self._query = select(table).where(table.c.state == "open").order_by(table.c.id)
        self._stored = stored
        self._merges: object = None
        self._items: tuple[_Item, ...] = ()

    def read(self, database: Database) -> tuple[_Item, ...]:
        """Return the open items, in the order of recording."""
        with database.reading() as connection:
            recorded = recorded_merges(connection)
            if recorded != self._merges:
                self._items = tuple(map(self._stored.value, connection.execute(self._query)))
                self._merges = recorded
        return self._items


def new_key(words: Sequence[str], used: set[str], letter: str) -> str:
    """Return a key for what `words` identify that is not in `used`, and add it there."""
    attempt = 0
    while (key := question_key(words, attempt).replace("K-", f"{letter}-", 1)) in used:
        attempt += 1
    used.add(key)
    return key


def opened(merge: int) -> dict[str, Any]:
    """Return the values of a row that a merge opens, by column."""
    return {"opened_in": merge, "state": "open", "undone": 0}


def close(connection: Connection, table: Table, key: str, gone: Phrase, **closed: Any) -> None:
    """Close the row with this key; raise `NotNow` with the text `gone` if it is not open."""
    closing = update(table).where(table.c.key == key, table.c.state == "open").values(closed)
    if connection.execute(closing).rowcount != 1:
        raise overtaken(gone)


def undo_closing(connection: Connection, merge: int) -> None:
    """Open again what the merge closed."""
    for table, values in _REOPENED.items():
        connection.execute(update(table).where(table.c.closed_in == merge).values(values))


def undo_opening(connection: Connection, merge: int) -> None:
    """Mark what the merge opened as withdrawn, since its returns will be read again."""
    for table in _REOPENED:
        withdrawn = {"state": "withdrawn", "undone": merge}
        connection.execute(update(table).where(table.c.opened_in == merge).values(withdrawn))
