"""Send the receipts that are owed, after the merge that recorded them; a later command sends the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from regionplan_xl.delivery.mail.drafts import DRAFT
from regionplan_xl.errors import InputError, NotNow, system_reason
from regionplan_xl.file_names import NamesInFolder
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import NO_REASON, MessageRecord
from regionplan_xl.ledger.messages import RECEIPT
from regionplan_xl.mailing.draft_messages import write_drafts
from regionplan_xl.mailing.message_sender import MessageSender, ToSend, open_sender
from regionplan_xl.mailing.receipts.content import OpenQuestions
from regionplan_xl.mailing.receipts.owed import Recipient, Recipients
from regionplan_xl.mailing.receipts.recorded import hash_of, try_outs
from regionplan_xl.mailing.receipts.tried import TriedAnswers, plan_try_outs
from regionplan_xl.mailing.receipts.writing import Answered, ReceiptWriter
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.answered.present_owners import PresentOwners
from regionplan_xl.project.archive import file_of
from regionplan_xl.project.folder import Project
from regionplan_xl.project.ledger_copy import copy_ledger
from regionplan_xl.project.submissions import read_returns
from regionplan_xl.text import Phrase, phrase

FOLDER = "receipts"
# As many as a server accepts without a pause, so that nobody waits for a minute; the next command sends the rest.
_AT_ONCE = 30
# How often, and for how long, to retry a receipt that a server has refused.
_AGAIN_AFTER, _AGAIN_FOR = timedelta(hours=1), timedelta(days=3)


@dataclass(frozen=True)
class SentReceipts:
    """The receipts sent, the number still waiting, and the reason if an error stopped the sending.

    `folder`: the folder of the drafts.
    """

    records: tuple[MessageRecord, ...] = ()
    waiting: int = 0
    reason: Phrase | str = NO_REASON
    folder: str = ""


NO_RECEIPTS = SentReceipts()


def send_receipts(
    project: Project, plan: Plan | None = None, read: Sequence[Submission] = ()
) -> SentReceipts:
    """Send the receipts that are owed; an error is reported in the result, not raised. The project must be locked.

    `plan`: the master's plan; it is read if not given. `read`: submissions that were just read, if any.
    """
    sent: list[MessageRecord] = []
    due: list[MessageRecord] = []
    tried = TriedAnswers(project)
    try:
        plan_try_outs(project, tried)
        due = due_receipts(project.ledger.messages(kind=RECEIPT), project.now())
        receipts_due = _DueReceipts(project, plan, tried, due, {one.source: one for one in read})
        due = receipts_due.due
        now = due[:_AT_ONCE]
        with project.progress(phrase("Sending receipts"), receipts_due.send(now), len(now)) as records:
            for record in records:
                sent.append(record)  # noqa: PERF402  (keeps those sent before an error)
    except (NotNow, InputError) as error:
        reason: Phrase | str = error.reason
    except OSError as error:
        reason = system_reason(error)
    else:
        reason = NO_REASON
    if sent:
        copy_ledger(project, "receipts")  # so that a restored copy does not send them again
    return SentReceipts(tuple(sent), _left(due, sent), reason, project.display_path(project.outbox))


def due_receipts(messages: Iterable[MessageRecord], now: datetime) -> list[MessageRecord]:
    """Return the receipts to send now: not sent yet, or refused some time ago."""
    return [one for one in messages if one.state == "recorded" or _is_tried_again(one, now)]


def _is_tried_again(one: MessageRecord, now: datetime) -> bool:
    return one.state == "failed" and now - one.recorded < _AGAIN_FOR and now - one.changed >= _AGAIN_AFTER


def _left(due: Sequence[MessageRecord], sent: Sequence[MessageRecord]) -> int:
    return len({one.key for one in due} - {one.key for one in sent})


class _DueReceipts:
    """Writes and sends receipts; `due` are those that can be written."""

    def __init__(
        self,
        project: Project,
        plan: Plan | None,
        tried: TriedAnswers,
        due: Sequence[MessageRecord],
        read: Mapping[str, Submission],
    ) -> None:
        self._project, self._given, self._tried_out = project, plan, tried
        found = (project.ledger.return_(hash_of(one)) for one in due)
        self._records = {one.hash: one for one in found if one is not None and one.state != "waiting"}
        missing = {hash_of(one) for one in due} - self._records.keys()
        self._tried = {one.hash: one for one in (try_outs(project) if missing else ()) if one.hash in missing}
        self.due = [one for one in due if hash_of(one) in self._records or hash_of(one) in self._tried]
        self._questions = project.ledger.open_questions()
        self._read = dict(read)

    @cached_property
    def _plan(self) -> Plan:
        return self._given or self._tried_out.master.plan

    @cached_property
    def _open(self) -> OpenQuestions:
        return OpenQuestions(self._questions)

    @cached_property
    def _writer(self) -> ReceiptWriter:
        return ReceiptWriter(self._project, self._plan)

    def send(self, due: Sequence[MessageRecord]) -> Iterable[MessageRecord]:
        """Send the receipts by the mail server, or write drafts; yield the record of each."""
        if not due:
            return
        self._read_missing([hash_of(one) for one in due])
        recipients = Recipients.of(self._project, self._plan, self._records)
        to_send = [self._to_send(one, recipients) for one in self._under_present_names(due)]
        channel = self._project.config.delivery.channel
        mailed = [one for one in to_send if channel != "folder" and one.addresses]
        yield from write_drafts(self._project, [one for one in to_send if one not in mailed], self._path)
        if mailed:
            with closing(open_sender(self._project, channel)) as sender:
                yield from MessageSender(self._project, sender).send_all(mailed)

    def _under_present_names(self, due: Sequence[MessageRecord]) -> Sequence[MessageRecord]:
        """Rename the actors of receipts, and of the submissions and questions that they are about."""
        names = PresentNames(self._project.ledger, self._plan)
        owners = PresentOwners(names)
        self._read = {one.source: one for one in owners.submissions(self._read.values())}
        self._questions = owners.questions(self._questions)
        return names.messages(due)

    def _read_missing(self, hashes: Iterable[str]) -> None:
        """Read again the returns that an earlier command merged."""
        records = [self._records[one] for one in hashes if one in self._records and one not in self._read]
        files = [file_of(self._project, one) for one in records if one.state == "merged"]
        if files:
            returns = read_returns(self._project, files, plan=self._plan)
            self._read |= {one.source: one for one in returns.submissions}

    def _to_send(self, record: MessageRecord, recipients: Recipients) -> ToSend:
        hash_ = hash_of(record)
        if hash_ in self._tried:
            found = recipients.find_tried(self._tried[hash_], record.actor)
        else:
            returned = self._records[hash_]
            found = recipients.find(returned, record.actor, accepted=bool(returned.dispatch))
        found = found or Recipient(record.actor, ())
        return ToSend(
            key=record.key,
            kind=RECEIPT,
            round=record.round,
            actor=record.actor,
            addresses=found.addresses,
            code=record.code,
            letter=lambda: self._writer.write(
                self._answered(record), record.actor, record.round, record.code
            ),
            thread=found.thread,
        )

    def _answered(self, record: MessageRecord) -> Answered:
        """Return the answer that a receipt is for."""
        hash_ = hash_of(record)
        if hash_ in self._tried:
            return self._tried_out.of_receipt(self._tried[hash_], record)
        returned, submission = self._records[hash_], self._read.get(hash_)
        if submission is None:
            return Answered(returned.name, returned.received, reason=returned.reason)
        questions = self._open.about(submission)
        data = file_of(self._project, returned).data if questions else b""
        known = data if isinstance(data, bytes) else b""
        return Answered(returned.name, returned.received, known, submission, questions)

    def _path(self, one: ToSend) -> Path:
        folder = self._project.round_folder(one.round) / FOLDER
        name = NamesInFolder(folder).unique(f"{one.actor} {hash_mark(one.key)}", DRAFT)
        return folder / name


def hash_mark(key: str) -> str:
    """Return six characters that make the name of a receipt's draft unique, also among several about one e-mail."""
    return fingerprint(key.encode())[:6]
