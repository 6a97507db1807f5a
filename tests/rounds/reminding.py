"""Rounds that were sent some time ago, for tests of what is due by now."""

import sqlite3
from datetime import date, timedelta

from tests.rounds.desk import Desk


def deadline_in(desk: Desk, days: int) -> None:
    """The round was sent a month before now or before its deadline, which is so many days from today."""
    today = date.today()
    deadline = today + timedelta(days=days)
    sent = min(today, deadline) - timedelta(days=30)
    in_ledger(desk, "UPDATE rounds SET deadline = ?", deadline.isoformat())
    in_ledger(desk, "UPDATE dispatches SET sent = ? || substr(sent, 11)", sent.isoformat())


def in_ledger(desk: Desk, statement: str, *values: str) -> None:
    """Change the ledger as if time had passed."""
    ledger = desk.folder / "workbooks" / "records" / "ledger.db"
    with sqlite3.connect(ledger) as connection:
        connection.execute(statement, values)
    connection.close()


def asked(desk: Desk) -> set[str]:
    """All who were sent a workbook in the last round."""
    return set(desk.run("status")["not_answered"]) | set(desk.run("status")["answered"])
