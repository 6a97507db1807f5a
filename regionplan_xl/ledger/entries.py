"""What is stored in the ledger and read from it, as values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change, Question, Settled, SettledProposal
from regionplan_xl.plan.merging.sent_and_returned import Proposal, Remark, SentRow
from regionplan_xl.text import Phrase

ReturnState = Literal["waiting", "merged", "held", "ignored"]
# `noted`: a merge that left the master as it was, and had something to remember. There is nothing to undo.
MergeState = Literal["begun", "done", "undoing", "undone", "noted"]
# `recorded`: nothing of it has left. `unsure`: it may have arrived or not. `drafted`: it is in the outbox.
MessageState = Literal["recorded", "sent", "drafted", "unsure", "failed", "bounced"]
# `try_out`: its workbooks are no returns; only a receipt is written for them.
MailKind = Literal["reply", "auto_reply", "bounce", "try_out"]
QuestionState = Literal["open", "kept", "taken", "own", "placed", "withdrawn"]

NO_REASON = Phrase("")


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A workbook about to be sent: to which actor, with which rows and texts, and its path within the project."""

    actor: str
    rows: tuple[SentRow, ...]
    path: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DispatchRecord:
    """A workbook that was sent, without its rows. `serial` counts those of one actor in one round from 1."""

    code: str
    round: str
    actor: str
    sent: datetime
    path: str
    serial: int
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReturnRecord:
    """A file that came back. `hash` is its SHA-256, `path` where its bytes are kept within the project.

    `sender`: the address that it came from, or the folder in the inbox that it was put in ("": the inbox itself).
    `round` and `actor` are those of `dispatch`, the code it answers; all three are "" until that is known.
    """

    hash: str
    name: str
    received: datetime
    channel: str
    sender: str
    path: str
    state: ReturnState = "waiting"
    reason: Phrase = NO_REASON
    dispatch: str = ""
    round: str = ""
    actor: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceivedMailRecord:
    """A message that came in. `hash` is its SHA-256, `path` where its bytes are kept within the project.

    `sender` is the address that it gives itself, `confirmed` the one that the mailbox has confirmed ("": none), and
    `doubt` why not (none in a folder, where whoever may write to it may answer). `answers` are the ids of the messages
    that it answers, `bounced` the addresses that a message could not be delivered to. `copies`: a machine has sent it
    in answer to a message, so its files may be those that were sent out. `unread`: why it could not be taken apart.
    """

    hash: str
    name: str
    channel: str
    received: datetime
    path: str
    kind: MailKind
    sender: str = ""
    confirmed: str = ""
    doubt: Phrase = NO_REASON
    subject: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()
    bounced: tuple[str, ...] = ()
    text: str = ""
    copies: bool = False
    unread: Phrase = NO_REASON


@dataclass(frozen=True, kw_only=True)
class ReturnDecision:
    """What a merge does with one return. `dispatch` "" leaves the code that is already known."""

    hash: str
    state: ReturnState
    reason: Phrase = NO_REASON
    dispatch: str = ""


@dataclass(frozen=True, kw_only=True)
class _Merge:
    number: int
    begun: datetime
    by: str
    before: str
    after: str
    backup: str


@dataclass(frozen=True, kw_only=True)
class NewMerge(_Merge):
    """Everything that a merge is about to do. `number` is `Ledger.next_merge_number()`, `by` who runs it.

    `before` and `after` are fingerprints of the master, `backup` the path of the copy within the project.
    `questions`, `proposals` and `remarks` carry keys (see `Ledger.new_questions` and the like); `settled` and
    `settled_proposals` are decisions carried out, `read_remarks` the keys of remarks that are ticked off;
    `snapshot` is every measure of the master as it will be, or
    None if it stays as it was.
    """

    changes: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    settled: tuple[Settled, ...] = ()
    return_decisions: tuple[ReturnDecision, ...] = ()
    snapshot: tuple[MeasureSnapshot, ...] | None = None
    proposals: tuple[Proposal, ...] = ()
    settled_proposals: tuple[SettledProposal, ...] = ()
    remarks: tuple[Remark, ...] = ()
    read_remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MergeRecord(_Merge):
    """A merge. `begun` and `undoing` are states that a run was stopped in."""

    state: MergeState


@dataclass(frozen=True, kw_only=True)
class RollOverRecord:
    """A roll-over in force, or a new plan: its merge, the year that began, and the last round before it ("": none).

    `year` is None if a new plan was taken in. `archived` is the path of the former master within the project.
    """

    merge: int
    year: int | None
    last_round: str
    archived: str


@dataclass(frozen=True, kw_only=True)
class ChangeRecord:
    """A change: in which merge, when, run by whom, and whether it was undone since."""

    change: Change
    merge: int
    at: datetime
    by: str
    undone: bool


@dataclass(frozen=True, kw_only=True)
class QuestionRecord:
    """A question and what became of it: closed in which merge, by whom and when (None while it is open)."""

    question: Question
    state: QuestionState
    opened_in: int
    closed_in: int | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class JobRecord:
    """A job of the service: its timetable, since when it has it, and how its last run went.

    `status` is the exit status of the last run that ended; `begun` after `ended` (or alone): a run is under way, or was
    stopped. `failures` are those in a row, the first of them at `failing_since`, the last with the reason `cause`;
    `told` are the causes that the secretariat has been told of since the job last went well, at `done`.
    """

    name: str
    timetable: str
    since: datetime
    begun: datetime | None = None
    ended: datetime | None = None
    status: int = 0
    cause: Phrase = NO_REASON
    failures: int = 0
    failing_since: datetime | None = None
    told: tuple[str, ...] = ()
    done: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReportRecord:
    """A report that was written: its path within the project, and the SHA-256 of the file and of what it is made of."""

    path: str
    hash: str
    written: datetime
    made_of: str


@dataclass(frozen=True, kw_only=True)
class FrozenReport:
    """The report to a meeting on `day`, kept with all that it showed: a file in the archive with the SHA-256 `hash`.

    `undone` is the moment when the freeze was undone, with the `reason`; None while it is in force.
    """

    meeting: str
    day: date
    hash: str
    frozen: datetime
    by: str
    undone: datetime | None = None
    undone_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Dismissal:
    """Somebody's word that a message need not be listed any longer, as long as its state is this one.

    `key` is a receipt's, or the hash of a message in which something was tried out; `name` is what people call it.
    """

    key: str
    name: str
    state: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class MessageRecord:
    """A message that the program sends, recorded before it leaves. `key` is unique: nobody gets the same one twice.

    `kind` is that of the letter; `round`, `actor` and `code` (of the workbook in it) are "" where there is none.
    `address` is the one that it went to, or was tried last; `changed`: since when it has its state, for `reason`.
    """

    message_id: str
    key: str
    kind: str
    round: str
    actor: str
    address: str
    code: str
    recorded: datetime
    changed: datetime
    state: MessageState = "recorded"
    reason: Phrase = NO_REASON
