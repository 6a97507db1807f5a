"""Items that wait for a person (questions, proposals, remarks): open and close them, and undo either."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import overtaken
from regionplan_xl.plan.codes import question_key
from regionplan_xl.text import Phrase

_REOPENED: dict[Table, dict[str, Any]] = {
    tables.questions: {"state": "open", "closed_in": None},
    tables.proposals: {"state": "open", "closed_in": None, "measure": ""},
    tables.remarks: {"state": "open", "closed_in": None},
}


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
