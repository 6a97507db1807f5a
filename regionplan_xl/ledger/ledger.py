"""The ledger: the durable record of what was sent, what came back, and what was decided."""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.changes import ChangeRecords
from regionplan_xl.ledger.database import Database
from regionplan_xl.ledger.dispatches import Dispatches
from regionplan_xl.ledger.jobs import Jobs, Reports
from regionplan_xl.ledger.merges import Merges
from regionplan_xl.ledger.messages import Messages, ReceivedMail
from regionplan_xl.ledger.proposals import Proposals, Remarks
from regionplan_xl.ledger.questions import Questions
from regionplan_xl.ledger.returns import Returns
from regionplan_xl.ledger.snapshot import KeptSnapshot
from regionplan_xl.ledger.waiting import KeptItems
from regionplan_xl.plan.codes import dispatch_code
from regionplan_xl.text import Phrase


class Ledger(
    Dispatches,
    Returns,
    Merges,
    ChangeRecords,
    Questions,
    Proposals,
    Remarks,
    Jobs,
    Reports,
    Messages,
    ReceivedMail,
):
    """An open ledger. Every method is one transaction, which is on disk when the method returns.

    All moments must be aware datetimes; they are returned in UTC. Every method raises `NotNow` if the database is busy
    or cannot be reached, and `InputError` if it is damaged.
    """

    def __init__(self, database: Database, new_code: Callable[[], str] = dispatch_code) -> None:
        self._database = database
        self._new_code = new_code
        self._snapshot = KeptSnapshot()
        self._kept_questions = KeptItems(tables.questions, tables.QUESTION)
        self._kept_proposals = KeptItems(tables.proposals, tables.PROPOSAL)
        self._kept_remarks = KeptItems(tables.remarks, tables.REMARK)

    @classmethod
    def open(
        cls,
        url: str,
        folder: Path = Path(),
        patience: float = 10.0,
        restore: Callable[[], Phrase] | None = None,
    ) -> Self:
        """Open the ledger at `url` (`sqlite:///…`, `postgresql+psycopg://…`); create it if there is none.

        A relative SQLite path is resolved in `folder`. Wait up to `patience` seconds for a busy database. `restore`
        returns the fix for a damaged one.
        """
        return cls(Database.open(url, folder, patience, restore))

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()
