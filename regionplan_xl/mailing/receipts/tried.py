"""Try-outs: read answers to see how they would be understood. Only the receipt is recorded."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import NO_REASON, MessageRecord, ReceivedMailRecord, ReturnRecord
from regionplan_xl.ledger.messages import RECEIPT
from regionplan_xl.mailing.receipts.content import OpenQuestions
from regionplan_xl.mailing.receipts.owed import OwedReceipt, Recipients, record_receipts
from regionplan_xl.mailing.receipts.recorded import hash_of, receipt_key, try_outs
from regionplan_xl.mailing.receipts.writing import Answered
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.answered.present_owners import PresentOwners
from regionplan_xl.project.archive import StoredFile
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.received_files import BY_HAND, FOLDER, may_be_workbook
from regionplan_xl.project.merge_decisions import decide_outcome
from regionplan_xl.project.submissions import ReadReturns, read_returns
from regionplan_xl.sandbox.reader import File

# A person who tries something out waits for the receipt; a later one is useless.
_FOR = timedelta(days=7)


class TriedAnswers:
    """Reads try-outs against the present master."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read_before: dict[str, tuple[Answered, ...]] = {}

    @cached_property
    def master(self) -> Master:
        """The master, read when it is first needed."""
        return self._project.read_master()

    def of_message(self, message: ReceivedMailRecord) -> tuple[Answered, ...]:
        """Return each workbook in a message as read; without a workbook, one `Answered` that was not taken in."""
        if message.hash in self._read_before:
            return self._read_before[message.hash]
        data = (self._project.folder / message.path).read_bytes()
        mail = self._project.open_reader().mail_in(message.name, data)
        files = () if mail is None or isinstance(mail, Rejected) else mail.files
        self._read_before[message.hash] = found = self._read(files, message, message.name)
        return found

    def of_receipt(self, message: ReceivedMailRecord, record: MessageRecord) -> Answered:
        """Return the workbook in a message that a receipt is for, as read."""
        found = self.of_message(message)
        return next((one for one in found if _key(message, one) == record.key), found[0])

    def of_file(self, name: str, data: bytes) -> tuple[Answered, ...]:
        """Read a file: a workbook, or each workbook in a message or a zip."""
        reader = self._project.open_reader()
        mail = reader.mail_in(name, data)
        files = reader.files_in(name, data) if mail is None or isinstance(mail, Rejected) else mail.files
        return self._read(files, None, name)

    def _read(
        self, files: Sequence[File], message: ReceivedMailRecord | None, name: str
    ) -> tuple[Answered, ...]:
        project, now = self._project, self._project.now()
        received, channel = (message.received, message.channel) if message else (now, FOLDER)
        stored = [(_as_return(inner, data, received, channel), data) for inner, data in files]
        messages = {record.hash: (message,) for record, _ in stored} if message else {}
        to_read = [StoredFile(record, data) for record, data in stored]
        returns = read_returns(project, to_read, plan=self.master.plan, messages=messages)
        bytes_of = {record.hash: data for record, data in stored}
        found = {
            one.source: self._understood(one, returns, bytes_of, received) for one in returns.submissions
        }
        for held in returns.held:
            record = held.record
            if not found or may_be_workbook(bytes_of[record.hash]):
                found[record.hash] = Answered(
                    record.name, received, reason=held.reason, try_out=True, source=record.hash
                )
        in_order = [found[one] for one in bytes_of if one in found]
        return tuple(in_order) or (Answered(name, received, reason=NO_REASON, try_out=True),)

    def _understood(
        self, submission: Submission, returns: ReadReturns, bytes_of: Mapping[str, bytes], received: datetime
    ) -> Answered:
        only = ReadReturns((submission,), merged_later=returns.merged_later)
        outcome = decide_outcome(self._project, self.master, only, {})
        asked = [one for one in outcome.questions if one.source == submission.source]
        owners = PresentOwners(PresentNames(self._project.ledger, self.master.plan))
        (submission,) = owners.submissions([submission])
        open_ = owners.questions(self._project.ledger.open_questions())
        questions = OpenQuestions([*open_, *asked]).about(submission)
        return Answered(
            submission.file, received, bytes_of[submission.source], submission, questions,
            try_out=True, source=submission.source,
        )  # fmt: skip


def _key(message: ReceivedMailRecord, answered: Answered) -> str:
    """Return the key of the receipt for a workbook in a try-out message."""
    return f"{receipt_key(message.hash)}/{answered.source}"


def _as_return(name: str, data: bytes, received: datetime, channel: str) -> ReturnRecord:
    """Return an unrecorded `ReturnRecord` for a file, so that it can be read like a return."""
    return ReturnRecord(
        hash=fingerprint(data), name=name, received=received, channel=channel, sender="", path=""
    )


def plan_try_outs(project: Project, tried: TriedAnswers) -> None:
    """Record the receipts owed for new try-outs by e-mail."""
    if not project.config.delivery.wants_receipt(True):
        return
    known = {hash_of(one) for one in project.ledger.messages(kind=RECEIPT)}
    since = project.now() - _FOR
    new = [one for one in try_outs(project) if one.hash not in known and one.received >= since]
    if new and project.ledger.latest_round() is not None:
        recipients = Recipients(project, tried.master.plan, {})
        record_receipts(project, [owed for one in new for owed in _owed(recipients, tried, one)])


def _owed(recipients: Recipients, tried: TriedAnswers, message: ReceivedMailRecord) -> Iterator[OwedReceipt]:
    if not (message.channel in BY_HAND or recipients.may_get_one(message)):
        return
    for answered in tried.of_message(message):
        sent = answered.submission.dispatch if answered.submission else None
        found = recipients.find_tried(message, recipients.present_name(sent))
        if found is not None:
            yield OwedReceipt(_key(message, answered), found, sent)
