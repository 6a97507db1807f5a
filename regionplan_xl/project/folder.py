"""A project folder: its paths and settings, its ledger, and reading its master."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from regionplan_xl.config import Config, read_config
from regionplan_xl.errors import InputError, NotNow, Place, Rejected, system_reason
from regionplan_xl.file_names import unique_name
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.project.progress import Progress, no_progress
from regionplan_xl.text import Phrase, phrase, sentences, without_advice

if TYPE_CHECKING:
    from regionplan_xl.delivery.channel import Channel
    from regionplan_xl.engine.engine import Engine
    from regionplan_xl.excel.common.master_model import Master
    from regionplan_xl.ledger.ledger import Ledger
    from regionplan_xl.sandbox.reader import Reader

T = TypeVar("T")
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_SHOWN_BESIDE = 3  # names of workbooks beside the place of a missing master


class Project:
    """A folder with config.yaml and workbooks/ (DESIGN.md section 2)."""

    lock_seconds = 10.0
    """How long to wait for another command that works on the project."""

    def __init__(self, folder: Path, config: Config, messages: str | None = None) -> None:
        self.folder = folder
        self.config = config
        self.messages = catalog(messages or config.plan.locale, config.plan.locale)
        """Translates messages about the project; `translate` is for the texts in its workbooks."""
        self.show_progress: Progress = no_progress
        self.workbooks = folder / "workbooks"
        self.outbox = self.workbooks / "outbox"
        self.inbox = self.workbooks / "inbox"
        self.archive = self.workbooks / "archive"
        self.held = self.workbooks / "held"
        self.backups = self.workbooks / "backups"
        self.records = self.workbooks / "records"
        self.reports = self.workbooks / "reports"
        self._engine: Engine | None = None
        self._reader: Reader | None = None
        self._until_closed = ExitStack()
        # Resolve links: lock files are next to the real file, and a link must not be replaced by a file.
        self.master_path = Path(os.path.realpath(folder / config.plan.master))

    @classmethod
    def open(cls, folder: Path, messages: str | None = None, config: Config | None = None) -> Project:
        """Return the project in `folder`; raise `InputError` if there is none or its config.yaml is wrong.

        `messages` is the language of messages (None: the plan's). `config`: the settings, if already read.
        """
        if not folder.is_dir():
            raise InputError(
                phrase("There is no folder «{folder}».", folder=folder),
                phrase("Make a project with «regionplan init DIR»."),
            )
        return cls(folder.resolve(), config or read_config(folder / "config.yaml"), messages)

    def rename_plan(self, name: str) -> None:
        """Change the plan's name in the settings in memory, after it was changed in config.yaml."""
        plan = self.config.plan.model_copy(update={"name": name})
        self.config = self.config.model_copy(update={"plan": plan})

    @property
    def language(self) -> str:
        """The project's language."""
        return self.config.plan.locale

    @property
    def translate(self) -> Catalog:
        """Translates phrases to the project's language."""
        return catalog(self.language)

    def progress(
        self, what: Phrase, items: Iterable[T] = (), total: int | None = None
    ) -> AbstractContextManager[Iterable[T]]:
        """Give the same items, and show the user how many of them are done; without a total only that work goes on."""
        return self.show_progress(self.messages(what), items, total)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, opened (and created) when first asked for."""
        from regionplan_xl.ledger.ledger import Ledger

        self._refuse_lost_ledger()
        return Ledger.open(self.config.ledger_url(self.folder), self.folder, restore=self._how_to_restore)

    def _refuse_lost_ledger(self) -> None:
        """Raise `InputError` if the ledger is gone but its files are not; a new ledger would not know them."""
        path = self.config.ledger_file(self.folder)
        if path is None or (path.exists() and path.stat().st_size):
            return
        for folder in (self.archive / "received", self.outbox, self.backups):
            if any(not name.startswith(".") for _, _, names in os.walk(folder) for name in names):
                raise InputError(
                    phrase(
                        "The ledger is missing or empty, but there are files in {folder}.",
                        folder=self.display_path(folder),
                    ),
                    sentences(
                        self._how_to_restore(),
                        phrase(
                            "To start again without it, first move the folders outbox, archive and backups elsewhere."
                        ),
                    ),
                    Place(file=self.display_path(path)),
                )

    def _how_to_restore(self) -> Phrase:
        """Return the fix for a ledger that is lost or damaged."""
        from regionplan_xl.project.backups.of_ledger import newest_ledger_copy

        copy = newest_ledger_copy(self.backups)
        if copy is None:
            return phrase("Put back a copy of it from your own backups.")
        return phrase(
            "Run «{command}»: it puts back «{copy}». What came after that is in the archive; the next merge reads it.",
            command="regionplan undo --ledger",
            copy=copy.path.name,
        )

    def round_folder(self, round_: str) -> Path:
        """Return the folder of a round in the outbox, under a name that every system can have."""
        return self.outbox / unique_name(self.outbox, round_)

    @property
    def channel(self) -> Channel:
        """The folder channel: it writes workbooks to the outbox and fetches returns from the inbox."""
        from regionplan_xl.delivery.folder import FolderChannel

        return FolderChannel(self.outbox, self.inbox, self.own_texts)

    @property
    def own_texts(self) -> Path:
        """The folder with copies of the receipts written next to tried-out files in the inbox."""
        from regionplan_xl.delivery.folder import TRY

        return self.archive / TRY / "receipts"

    def open_engine(self) -> Engine:
        """Return the engine, opened once; raise `NotNow` if its workers cannot be reached."""
        if self._engine is None:
            from regionplan_xl.engine.open_engine import open_engine

            self._engine = self._until_closed.enter_context(open_engine(self.config.engine))
        return self._engine

    def open_reader(self) -> Reader:
        """Return the reader of outside files, opened once, so that a command starts its processes only once."""
        if self._reader is None:
            from regionplan_xl.sandbox.reader import open_reader

            self._reader = self._until_closed.enter_context(open_reader(self.config.engine))
        return self._reader

    def close_engine(self) -> None:
        """Close the engine and the reader if they are open; the next use opens them again."""
        self._engine = self._reader = None
        self._until_closed.close()

    def close_ledger(self) -> None:
        """Close the ledger if it is open; the next use opens it again."""
        if "ledger" in self.__dict__:
            self.ledger.close()
            del self.__dict__["ledger"]

    def read_master_bytes(self) -> bytes:
        """Return the master's bytes; raise `InputError` if it is missing, `NotNow` if it cannot be read now."""
        try:
            return self.master_path.read_bytes()
        except FileNotFoundError:
            raise _missing_master(self.master_path) from None
        except OSError as error:
            raise NotNow(
                phrase("The master cannot be read now ({why}).", why=system_reason(error)),
                phrase("Close it in Excel, or check that you may open it, and try again."),
                Place(file=str(self.master_path)),
            ) from error

    def read_master(self) -> Master:
        """Read the master: the plan with the place of everything in it. Lost IDs and shares come from the ledger."""
        return self.with_known_ids(self.parse_master(self.read_master_bytes()))

    def with_known_ids(self, master: Master) -> Master:
        """Return the master with its lost IDs and shares restored from the ledger."""
        from regionplan_xl.excel.master.row_ids import with_restored_ids
        from regionplan_xl.excel.shares.restore import with_restored_shares

        snapshot = self.ledger.snapshot()
        master = with_restored_ids(master, self.ledger.last_words(snapshot))
        shares = {one.id: one.shares for one in snapshot.values() if one.shares}
        return self.with_removed_statuses(with_restored_shares(master, shares))

    def with_removed_statuses(self, master: Master) -> Master:
        """Return the master with status words that config.yaml no longer has marked as unread.

        Other cells that are not understood get their values from the last merge.
        """
        from regionplan_xl.excel.master.status_words import with_removed_statuses
        from regionplan_xl.excel.master.unparsed_cells import with_last_values

        if not master.reworded and not master.unparsed:
            return master
        snapshot = self.ledger.snapshot()
        return with_last_values(with_removed_statuses(master, snapshot), snapshot)

    def parse_master(self, book: bytes) -> Master:
        """Parse a master's bytes; raise `InputError` if they cannot be read."""
        from regionplan_xl.excel.master.read import read_master

        if not book:
            raise InputError(
                phrase("The master is an empty file."),
                phrase("Put back a copy of it; earlier ones are in workbooks/backups."),
                Place(file=str(self.master_path)),
            )
        with self.master_errors():
            return read_master(
                book,
                scale=self.config.scale,
                name=self.config.plan.name,
                language=self.config.plan.locale,
                last=self.ledger.last_texts(),
            )

    @contextmanager
    def master_errors(self) -> Iterator[None]:
        """Turn `Rejected` into `InputError` for a broken part of the master; some parts are read only on writing."""
        try:
            yield
        except Rejected as reason:
            raise InputError(
                phrase("The master cannot be read: {why}", why=without_advice(reason.reason)),
                phrase(
                    "Open it in Excel and save it as an Excel workbook (.xlsx), or take a copy from workbooks/backups."
                ),
                Place(file=str(self.master_path)),
            ) from reason

    def now(self) -> datetime:
        """Return this moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return today's date in local time."""
        return date.today()

    def user_name(self) -> str:
        """Return the name of the system's user who runs the command; "" if unknown."""
        import getpass

        try:
            return getpass.getuser()
        except (OSError, KeyError):
            return ""

    def display_path(self, path: Path) -> str:
        """Return a path for display: relative to the project folder if it is inside it."""
        try:
            return path.relative_to(self.folder).as_posix()
        except ValueError:
            return os.fspath(path)


def _missing_master(path: Path) -> InputError:
    """Return the error of a missing master; it names the other workbooks in its folder, one of which it may be."""
    names = sorted(p.name for p in path.parent.glob("*") if p.suffix.lower() in _WORKBOOKS)
    beside = [name for name in names if not name.startswith(("~$", "."))][:_SHOWN_BESIDE]
    if not beside:
        return InputError(
            phrase("The master is missing."),
            phrase(
                "Put it back (earlier copies are in workbooks/backups), or name it in config.yaml under plan: master."
            ),
            Place(file=str(path)),
        )
    return InputError(
        phrase("The master is missing. In its folder: {files}.", files=", ".join(f"«{n}»" for n in beside)),
        phrase(
            "If that is the master, save it as .xlsx under the name it had, or name it in config.yaml under plan: "
            "master. Earlier copies are in workbooks/backups."
        ),
        Place(file=str(path)),
    )
