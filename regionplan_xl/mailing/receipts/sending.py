"""Send the receipts that are owed, after the merge that recorded them; what cannot be sent now is sent later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from regionplan_xl.delivery.mail.drafts import DRAFT
from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.delivery.mail.message import Attachment
from regionplan_xl.errors import InputError, NotNow, system_reason
from regionplan_xl.file_names import NamesInFolder, unique_name
from regionplan_xl.ledger.entries import MessageRecord, ReturnRecord
from regionplan_xl.ledger.messages import RECEIPT
from regionplan_xl.locale import catalog
from regionplan_xl.mailing.actor_letters import ActorLetters
from regionplan_xl.mailing.draft_room import write_drafts
from regionplan_xl.mailing.post_room import PostRoom, ToSend, open_sender
from regionplan_xl.mailing.receipts.owed import Recipient, Recipients, hash_of
from regionplan_xl.mailing.receipts.returned_book import BookMarker, ReturnedBook
from regionplan_xl.mailing.receipts.words import Receipt, open_about
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.project.archive import file_of
from regionplan_xl.project.folder import Project
from regionplan_xl.project.ledger_copy import copy_ledger
from regionplan_xl.project.submissions import read_returns
from regionplan_xl.text import Phrase, phrase, sentences

FOLDER = "receipts"
# As many as a server takes at once, so that nobody waits for a minute; the next command sends the rest.
_AT_ONCE = 30
# What a server has refused is tried again now and then, and not for ever.
_AGAIN_AFTER, _AGAIN_FOR = timedelta(hours=1), timedelta(days=3)
_NO_REASON = Phrase("")
_BY_SECRETARIAT = phrase("The secretariat looks at it, and writes to you if anything is needed.")


@dataclass(frozen=True)
class SentReceipts:
    """What became of the receipts that were due, and why some are not sent, if anything is in the way of all.

    `folder`: where the drafts are.
    """

    records: tuple[MessageRecord, ...] = ()
    waiting: int = 0
    reason: Phrase | str = _NO_REASON
    folder: str = ""


NO_RECEIPTS = SentReceipts()


def send_receipts(
    project: Project, plan: Plan | None = None, read: Sequence[Submission] = ()
) -> SentReceipts:
    """Send the receipts that are owed; a failure is told, and stops nothing. The project is locked.

    `plan`: the master's, which is read if it is not given. `read`: what returned files say, if they were just read.
    """
    due = due_receipts(project.ledger.messages(kind=RECEIPT), project.now())
    records = {one.hash: one for one in _returns(project, due) if one.state != "waiting"}
    due = [one for one in due if hash_of(one) in records]
    if not due:
        return NO_RECEIPTS
    sent: list[MessageRecord] = []
    try:
        plan = plan or project.read_master().plan
        desk = _Desk(project, plan, records, {one.source: one for one in read})
        for record in desk.send(due[:_AT_ONCE]):
            sent.append(record)  # noqa: PERF402  (what was sent before an error counts)
    except (NotNow, InputError) as error:
        reason: Phrase | str = sentences(error.what, error.fix)
    except OSError as error:
        reason = system_reason(error)
    else:
        reason = _NO_REASON
    if sent:
        copy_ledger(project, "receipts")  # so that no copy sends them once more
    return SentReceipts(tuple(sent), _left(due, sent), reason, project.display_path(project.outbox))


def due_receipts(messages: Iterable[MessageRecord], now: datetime) -> list[MessageRecord]:
    """Return the receipts that are to be sent now: not sent yet, or refused a while ago."""
    return [one for one in messages if one.state == "recorded" or _is_tried_again(one, now)]


def _is_tried_again(one: MessageRecord, now: datetime) -> bool:
    return one.state == "failed" and now - one.recorded < _AGAIN_FOR and now - one.changed >= _AGAIN_AFTER


def _left(due: Sequence[MessageRecord], sent: Sequence[MessageRecord]) -> int:
    return len({one.key for one in due} - {one.key for one in sent})


def _returns(project: Project, due: Sequence[MessageRecord]) -> list[ReturnRecord]:
    found = (project.ledger.return_(hash_of(one)) for one in due)
    return [one for one in found if one is not None]


class _Desk:
    """Writes and sends receipts, with what they have in common."""

    def __init__(
        self,
        project: Project,
        plan: Plan,
        records: Mapping[str, ReturnRecord],
        read: Mapping[str, Submission],
    ) -> None:
        self._project = project
        self._plan = plan
        self._records = records
        self._recipients = Recipients.of(project, plan.actors, records)
        self._rounds = {one.name: one for one in project.ledger.rounds()}
        self._open = project.ledger.open_questions()
        self._read = dict(read)

    def send(self, due: Sequence[MessageRecord]) -> Iterable[MessageRecord]:
        """Send the receipts by the server, or write drafts; yield what became of each."""
        self._read_missing([hash_of(one) for one in due])
        to_send = [self._to_send(one) for one in due]
        channel = self._project.config.delivery.channel
        mailed = [one for one in to_send if channel != "folder" and one.addresses]
        yield from write_drafts(self._project, [one for one in to_send if one not in mailed], self._path)
        if mailed:
            with closing(open_sender(self._project, channel)) as sender:
                yield from PostRoom(self._project, sender).send_all(mailed)

    def _read_missing(self, hashes: Iterable[str]) -> None:
        """Read once more what was merged by an earlier command."""
        records = [self._records[one] for one in hashes if one not in self._read]
        files = [file_of(self._project, one) for one in records if one.state == "merged"]
        if files:
            self._read |= {one.source: one for one in read_returns(self._project, files).submissions}

    def _to_send(self, record: MessageRecord) -> ToSend:
        returned = self._records[hash_of(record)]
        found = self._recipients.find(returned, record.actor, accepted=bool(returned.dispatch)) or Recipient(
            record.actor, ()
        )
        return ToSend(
            record.key, RECEIPT, record.round, record.actor, found.addresses, record.code,
            lambda: self._letter(record, returned), found.thread,
        )  # fmt: skip

    def _letter(self, record: MessageRecord, returned: ReturnRecord) -> tuple[Letter, tuple[Attachment, ...]]:
        actor = next((one for one in self._plan.actors if one.name == record.actor), Actor(record.actor))
        translate = catalog(actor.language or self._project.language)
        values: dict[str, object] = {
            "file": returned.name.rpartition("/")[2],
            "received": translate.moment(local_moment(returned.received)),
            "rows": [], "kept": 0, "held": [], "decides": [], "texts": 0, "proposals": 0,
            "returned": False, "unread": "", "try_out": False,
        }  # fmt: skip
        submission, book = self._read.get(returned.hash), ReturnedBook({})
        if submission is None:
            reason = returned.reason if returned.reason.for_sender else _BY_SECRETARIAT
            values["unread"] = translate(reason)
        else:
            code = submission.dispatch.code
            sent = self._project.ledger.dispatches_by_code([code]).get(code, submission.dispatch)
            questions = open_about(submission, self._open)
            data = file_of(self._project, returned)[1]
            if questions and isinstance(data, bytes):
                marker = BookMarker(self._project, self._plan)
                book = marker.mark(returned.name, data, questions, actor, sent)
            said = Receipt(submission, sent, questions, self._plan.scale, translate, book.addresses)
            values |= {**said.values(), "returned": bool(book.files)}
        round_ = self._rounds[record.round]
        letters = ActorLetters.of(self._project, self._plan.name, round_)
        return letters.write_receipt(actor, record.code, values), book.files

    def _path(self, one: ToSend) -> Path:
        outbox = self._project.outbox
        folder = outbox / unique_name(outbox, one.round) / FOLDER
        name = NamesInFolder(folder).unique(f"{one.actor} {hash_mark(one.key)}", DRAFT)
        return folder / name


def hash_mark(key: str) -> str:
    """Return a short mark of what a receipt is for, so that each has a file of its own."""
    return key.rpartition("/")[2][:6]
