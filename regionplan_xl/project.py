"""One open project folder: its paths, its lock, and the only way to change the master."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.config import Config, read_config
from regionplan_xl.errors import InputError, NotNow, Place, Rejected
from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.plan.fold import rolled_up
from regionplan_xl.plan.model import Plan, as_compared
from regionplan_xl.plan.outcome import Outcome

if TYPE_CHECKING:
    from regionplan_xl.delivery.folder import FolderChannel
    from regionplan_xl.excel.master import Master
    from regionplan_xl.excel.overview_blocks import Response
    from regionplan_xl.records.entries import MergeRecord, Verdict
    from regionplan_xl.records.ledger import Ledger

LOCK_SECONDS = 10.0


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
        self.master_path = folder / config.plan.master

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
    def said(self) -> Catalog:
        """Says phrases in the project's language."""
        return catalog(self.language)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, opened (and made) when first asked for."""
        from regionplan_xl.records.ledger import Ledger

        return Ledger.open(self.config.ledger_url(self.folder), self.folder)

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
        """The master as a plan, with the place of everything in it."""
        return self.understand_master(self.read_master_bytes())

    def understand_master(self, book: bytes) -> Master:
        """The plan in the bytes of a master."""
        from regionplan_xl.excel.master_read import read_master

        try:
            return read_master(
                book, scale=self.config.scale, name=self.config.plan.name, language=self.config.plan.locale
            )
        except Rejected as reason:
            raise InputError(
                f"The master cannot be read: {self.said(reason.reason)}",
                "Open it in Excel and save it as an Excel workbook (.xlsx), or take a copy from workbooks/backups.",
                Place(file=str(self.master_path)),
            ) from reason

    def master_in_use(self) -> str | None:
        """The lock file beside the master that tells that a program has it open, or None."""
        name = self.master_path.name
        # Excel writes ~$master.xlsx, or ~$ for the first two letters of a long name; LibreOffice .~lock.master.xlsx#.
        for lock in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):
            if (self.master_path.parent / lock).exists():
                return lock
        return None

    def refuse_if_in_use(self) -> None:
        """`NotNow` while somebody has the master open."""
        lock = self.master_in_use()
        if lock is not None:
            raise NotNow(
                f"The master is open in another program (there is a «{lock}» beside it).",
                "Save and close it, and run the command again; no answer is lost meanwhile. "
                "If nobody has it open, delete that file.",
                Place(file=str(self.master_path)),
            )

    def commit(self, master: Master, outcome: Outcome, verdicts: Sequence[Verdict] = ()) -> int | None:
        """The only way to change the master: the merge's number, or None where the master needed no change.

        The new master is made beside, reopened and compared with what was decided; the merge is put on
        record; and only then, if the master on disk is still the one that was read, is it replaced.
        Interrupted anywhere, the next command finishes it or takes it back (`recover`).
        """
        from regionplan_xl.excel.master_update import update_master
        from regionplan_xl.records.entries import NewMerge, tracked

        outcome = replace(outcome, questions=self.ledger.new_questions(outcome.questions))
        if not (outcome.changes or outcome.questions or outcome.settled or master.unidentified):
            for verdict in verdicts:
                self.ledger.set_return(verdict.hash, verdict.state, verdict.reason, verdict.dispatch)
            return None
        self.refuse_if_in_use()
        number = self.ledger.next_merge_number()
        before = self.read_master_bytes()
        self._expect(master.fingerprint, before)
        updated = update_master(
            before,
            master,
            outcome,
            number=number,
            now=self.now().astimezone(),
            said=self.said,
            responses=self._responses(outcome.plan, verdicts),
            known_ids=frozenset(self.ledger.snapshot()),
        )
        self._expect_plan(updated.book, updated.plan)
        backup = self._back_up(before, number)
        self.ledger.begin_merge(
            NewMerge(
                number=number,
                begun=self.now(),
                by=_who(),
                before=fingerprint(before),
                after=fingerprint(updated.book),
                backup=backup.relative_to(self.folder).as_posix(),
                changes=(*outcome.changes, *updated.given_ids),
                questions=outcome.questions,
                settled=outcome.settled,
                verdicts=tuple(verdicts),
                snapshot=tracked(updated.plan, rolled_up(updated.plan, self.said)),
            )
        )
        try:
            self._replace_master(updated.book, expecting=master.fingerprint)
        except BaseException:
            self.recover()
            raise
        self.ledger.finish_merge(number)
        return number

    def put_back(self, merge: MergeRecord, before: bytes) -> None:
        """The master is again as before `merge`, and the ledger knows that it never happened."""
        self.ledger.begin_undo(merge.number)
        try:
            self._replace_master(before, expecting=merge.after)
        except BaseException:
            self.recover()
            raise
        self.ledger.undo_merge(merge.number)

    def recover(self) -> None:
        """End what an interrupted command began: the master on disk tells whether it happened."""
        pending = self.ledger.pending_merge()
        if pending is None:
            return
        on_disk = fingerprint(self.master_path.read_bytes()) if self.master_path.exists() else ""
        happened = on_disk == pending.after or (on_disk != pending.before and self._bears(pending.number))
        if happened:
            self.ledger.finish_merge(pending.number)
        elif pending.state == "undoing":
            self.ledger.undo_merge(pending.number)
        else:
            self.ledger.roll_back_merge(pending.number)

    def _expect(self, expected: str, book: bytes) -> None:
        if fingerprint(book) != expected:
            raise NotNow(
                "The master was changed while the command was at work.",
                "Nothing was written; run it again.",
                Place(file=self.shown(self.master_path)),
            )

    def _expect_plan(self, book: bytes, plan: Plan) -> None:
        """The new master, reopened, says what was decided; else it never takes the old one's place."""
        found = self.understand_master(book).plan
        if as_compared(found) != as_compared(plan):
            differing = [m.number for m, n in zip(found.measures, plan.measures, strict=False) if m != n]
            raise NotNow(
                f"The master could not be updated safely (measures {', '.join(differing[:5]) or '?'}).",
                "Nothing was changed, and the answers are kept. Send the developers a copy of the master.",
                Place(file=self.shown(self.master_path)),
            )

    def _replace_master(self, book: bytes, *, expecting: str) -> None:
        self.refuse_if_in_use()
        self._expect(expecting, self.read_master_bytes())
        try:
            write_atomically(self.master_path, book)
        except PermissionError as error:
            raise NotNow(
                f"The master cannot be replaced now ({error.strerror}).",
                "Close it in Excel, or see that the folder may be written to, and run the command again.",
                Place(file=self.shown(self.master_path)),
            ) from error

    def _back_up(self, book: bytes, merge: int) -> Path:
        stamp = self.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")
        path = self.backups / f"master {stamp} before merge {merge}.xlsx"
        write_atomically(path, book)
        return path

    def _responses(self, plan: Plan, verdicts: Sequence[Verdict]) -> list[Response]:
        """How far each actor has come in the latest round, once these verdicts are passed.

        Of what an actor was asked, that counts as answered which has a status in a plan that it has replied to.
        """
        from regionplan_xl.excel.overview_blocks import Response

        round_ = self.ledger.latest_round()
        if round_ is None:
            return []
        merged = {verdict.dispatch for verdict in verdicts if verdict.state == "merged"}
        sent = {record.actor: record.code for record in self.ledger.dispatches(round_.name)}
        replied = self.ledger.answered(round_.name) | {
            record.actor for record in self.ledger.dispatches(round_.name) if record.code in merged
        }
        measures = {measure.id: measure for measure in plan.measures}
        responses = []
        for actor, code in sent.items():
            dispatch = self.ledger.dispatch_by_code(code)
            rows = (
                [row for row in dispatch.rows if row.answerable and row.measure in measures]
                if dispatch
                else []
            )
            known = sum(
                (
                    measures[row.measure].share(row.member).report
                    if row.member
                    else measures[row.measure].report
                ).status
                is not None
                for row in rows
            )
            responses.append(Response(actor, len(rows), known if actor in replied else 0))
        return responses

    def _bears(self, merge: int) -> bool:
        """True where the master's own log holds that merge (somebody saved it by hand since)."""
        from regionplan_xl.excel.master_update import bears_merge

        book = self.read_master_bytes()
        return bears_merge(book, self.understand_master(book).log, merge)

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


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
