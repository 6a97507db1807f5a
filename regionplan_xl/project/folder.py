"""One open project folder: its paths, its lock, and the only way to change the master."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.config import Config, read_config
from regionplan_xl.errors import InputError, NotNow, Place, Problem, Rejected
from regionplan_xl.files import sweep_beside
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.plan.merging.outcome import MergeOutcome
from regionplan_xl.project.commit import commit, put_back, recover, rehearse, take_back
from regionplan_xl.project.master_lock import refuse_if_busy
from regionplan_xl.project.return_copies import catch_up

if TYPE_CHECKING:
    from regionplan_xl.delivery.folder import FolderChannel
    from regionplan_xl.excel.common.master_model import Master
    from regionplan_xl.ledger.entries import MergeRecord, ReturnDecision
    from regionplan_xl.ledger.ledger import Ledger

LOCK_SECONDS = 10.0
# Seconds after which nobody can still be writing a report.
SAFE_AGE = 3600.0


class Project:
    """A folder with config.yaml and workbooks/ (DESIGN.md section 2)."""

    def __init__(self, folder: Path, config: Config) -> None:
        self.folder = folder
        self.config = config
        self.workbooks = folder / "workbooks"
        self.outbox = self.workbooks / "outbox"
        self.inbox = self.workbooks / "inbox"
        self.archive = self.workbooks / "archive"
        self.held = self.workbooks / "held"
        self.backups = self.workbooks / "backups"
        self.records = self.workbooks / "records"
        self.reports = self.workbooks / "reports"
        # Where it really lies: its locks are there too, and a link must not be replaced by a file.
        self.master_path = Path(os.path.realpath(folder / config.plan.master))

    @classmethod
    def open(cls, folder: Path) -> Project:
        """The project in `folder`; `InputError` where there is none or its config.yaml is wrong."""
        if not folder.is_dir():
            raise InputError(f"There is no folder «{folder}».", "Make a project with «regionplan init DIR».")
        return cls(folder.resolve(), read_config(folder / "config.yaml"))

    @property
    def language(self) -> str:
        """The project's language."""
        return self.config.plan.locale

    @property
    def translate(self) -> Catalog:
        """Says phrases in the project's language."""
        return catalog(self.language)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, opened (and made) when first asked for."""
        from regionplan_xl.ledger.ledger import Ledger

        self._refuse_lost_ledger()
        return Ledger.open(self.config.ledger_url(self.folder), self.folder)

    def _refuse_lost_ledger(self) -> None:
        """`InputError` where a new ledger would be made beside what an earlier one knew of."""
        path = self.config.ledger_file(self.folder)
        if path is None or (path.exists() and path.stat().st_size):
            return
        for folder in (self.archive / "received", self.outbox, self.backups):
            if any(not name.startswith(".") for _, _, names in os.walk(folder) for name in names):
                raise InputError(
                    f"The ledger is missing or empty, but there are files in {self.shown(folder)}.",
                    "Put back a copy of it. To begin anew without it, first move the folders outbox, archive and "
                    "backups elsewhere.",
                    Place(file=self.shown(path)),
                )

    @property
    def channel(self) -> FolderChannel:
        """The way out and in."""
        from regionplan_xl.delivery.folder import FolderChannel

        return FolderChannel(self.outbox, self.inbox)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else's command changes this project meanwhile; `NotNow` where one is running."""
        from filelock import FileLock, Timeout

        self.records.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.records / "project.lock", timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            raise NotNow(
                "Another regionplan command is at work on this project.",
                "Wait until it is done and try again.",
            ) from None
        try:
            self.recover()
            yield
        finally:
            if "ledger" in self.__dict__:
                self.ledger.close()
                del self.__dict__["ledger"]
            lock.release()

    def read_master_bytes(self) -> bytes:
        """The master as it lies on disk."""
        try:
            return self.master_path.read_bytes()
        except FileNotFoundError:
            raise InputError(
                "The master is missing.",
                "Put it back (earlier copies are in workbooks/backups), or name it in config.yaml under plan: master.",
                Place(file=str(self.master_path)),
            ) from None
        except OSError as error:
            raise NotNow(
                f"The master cannot be read now ({error.strerror}).",
                "Close it in Excel, or see that you may open it, and try again.",
                Place(file=str(self.master_path)),
            ) from error

    def read_master(self) -> Master:
        """The master as a plan, with the place of everything in it; what it has lost is known from the ledger."""
        return self.recognise_master(self.read_master_bytes())

    def recognise_master(self, book: bytes) -> Master:
        """The plan in the bytes of a master, with what it has lost and the ledger knows."""
        from regionplan_xl.excel.master.row_ids import with_restored_ids
        from regionplan_xl.excel.shares.restore import with_restored_shares

        master = with_restored_ids(self.understand_master(book), self.ledger.last_words())
        return with_restored_shares(master, self.ledger.last_shares())

    def understand_master(self, book: bytes) -> Master:
        """The plan in the bytes of a master."""
        from regionplan_xl.excel.master.read import read_master

        if not book:
            raise InputError(
                "The master is empty: the file holds nothing at all.",
                "Put back a copy of it; earlier ones are in workbooks/backups.",
                Place(file=str(self.master_path)),
            )
        with self._master_is_to_blame():
            return read_master(
                book, scale=self.config.scale, name=self.config.plan.name, language=self.config.plan.locale
            )

    @contextmanager
    def _master_is_to_blame(self) -> Iterator[None]:
        """`InputError` where a part of the master turns out to be broken; some are only looked at by a commit."""
        try:
            yield
        except Rejected as reason:
            raise InputError(
                f"The master cannot be read: {self.translate(reason.reason)}",
                "Open it in Excel and save it as an Excel workbook (.xlsx), or take a copy from workbooks/backups.",
                Place(file=str(self.master_path)),
            ) from reason

    def refuse_if_in_use(self) -> None:
        """`NotNow` while somebody has the master open, or a sync program has left a second version beside it."""
        refuse_if_busy(self.master_path)

    def commit(
        self, master: Master, outcome: MergeOutcome, verdicts: Sequence[ReturnDecision] = ()
    ) -> int | None:
        """The only way to change the master: the merge's number, or None where the master needed no change.

        The new master is made beside, reopened and compared with what was decided; the merge is put on
        record; and only then, if the master on disk is still the one that was read, is it replaced.
        Interrupted anywhere, the next command finishes it or takes it back (`recover`).
        """
        with self._master_is_to_blame():
            return commit(self, master, outcome, verdicts)

    def rehearse(
        self, master: Master, outcome: MergeOutcome, verdicts: Sequence[ReturnDecision] = ()
    ) -> None:
        """Raise what `commit` would where the master has no room for `outcome`; nothing is written."""
        with self._master_is_to_blame():
            rehearse(self, master, outcome, verdicts)

    def put_back(self, merge: MergeRecord, before: bytes) -> None:
        """The master is again as before `merge`, byte for byte, and the ledger knows that it never happened."""
        put_back(self, merge, before)

    def take_back(self, merge: MergeRecord, former: bytes | None) -> tuple[Problem, ...]:
        """What `merge` wrote goes back, cell by cell; given is what was edited by hand since and left alone."""
        with self._master_is_to_blame():
            return take_back(self, merge, former)

    def recover(self) -> None:
        """Sweep up and end what an interrupted command began. The project is locked."""
        inside = [folder for root in (self.outbox, self.archive) for folder in _folders(root)]
        ours = [self.workbooks, self.held, self.backups, self.records, *inside]
        swept = sweep_beside(dict.fromkeys(ours))
        # The master may lie among the files of other programs.
        swept += sweep_beside([self.master_path.parent], of=f"{self.master_path.name}.")
        # Reports and settings are written without the lock.
        swept += sweep_beside((self.reports, self.folder), older_than=SAFE_AGE)
        for path in swept:
            logging.getLogger("regionplan_xl").info("Swept «%s», left by an interrupted command.", path.name)
        recover(self)
        catch_up(self)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Today, by the local calendar."""
        return date.today()

    def shown(self, path: Path) -> str:
        """A path as people read it: from the project folder where it lies there."""
        path = Path(path)
        try:
            return path.relative_to(self.folder).as_posix()
        except ValueError:
            return os.fspath(path)


def _folders(root: Path) -> Iterator[Path]:
    """The folder and all below it."""
    for folder, _, _ in os.walk(root):
        yield Path(folder)
