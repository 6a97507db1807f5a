"""Make rounds that were sent some time ago, for tests of what is due."""

import sqlite3
from datetime import date, timedelta

from tests.rounds.desk import Desk


def deadline_in(desk: Desk, days: int) -> None:
    """Set the deadline `days` from today; the round was sent a month before that or before today."""
    today = date.today()
    deadline = today + timedelta(days=days)
    sent = min(today, deadline) - timedelta(days=30)
    in_ledger(desk, "UPDATE rounds SET deadline = ?", deadline.isoformat())
    in_ledger(desk, "UPDATE dispatches SET sent = ? || substr(sent, 11)", sent.isoformat())


def as_of(desk: Desk, days: int) -> None:
    """Let the deadline be a later one, `days` from today; everything in the ledger happened a month ago."""
    deadline_in(desk, days)
    then = (date.today() - timedelta(days=30)).isoformat()
    in_ledger(desk, "UPDATE messages SET changed = ? || substr(changed, 11)", then)


def in_ledger(desk: Desk, statement: str, *values: str) -> None:
    """Change the ledger as if time had passed."""
    ledger = desk.folder / "workbooks" / "records" / "ledger.db"
    with sqlite3.connect(ledger) as connection:
        connection.execute(statement, values)
    connection.close()


def asked(desk: Desk) -> set[str]:
    """Return all actors who were sent a workbook in the last round."""
    return set(desk.run("status")["not_answered"]) | set(desk.run("status")["answered"])
