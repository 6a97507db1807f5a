"""The values that are written to and read from the ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change, Question, Settled, SettledProposal
from regionplan_xl.plan.merging.sent_and_returned import Proposal, Remark, SentRow
from regionplan_xl.text import Phrase

ReturnState = Literal["waiting", "merged", "held", "ignored"]
# `noted`: a merge that did not write the master but recorded something, such as hand edits. It cannot be undone.
MergeState = Literal["begun", "done", "undoing", "undone", "noted"]
# `recorded`: not sent yet. `unsure`: it may or may not have arrived. `drafted`: it is in the outbox.
MessageState = Literal["recorded", "sent", "drafted", "unsure", "failed", "bounced"]
# `try_out`: its workbooks are not returns; they only get a receipt.
MailKind = Literal["reply", "auto_reply", "bounce", "try_out"]
QuestionState = Literal["open", "kept", "taken", "own", "placed", "withdrawn"]

NO_REASON = Phrase("")


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A workbook about to be sent: its actor, rows, texts, and path within the project."""

    actor: str
    rows: tuple[SentRow, ...]
    path: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DispatchRecord:
    """A sent workbook without its rows. `serial` numbers the workbooks of an actor in a round, from 1."""

    code: str
    round: str
    actor: str
    sent: datetime
    path: str
    serial: int
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReturnRecord:
    """A returned file. `hash` is its SHA-256, `path` the path of its bytes within the project.

    `sender`: the address that it came from, or the folder of the inbox that it was in ("": the inbox itself).
    `dispatch` is the code that it answers, `round` and `actor` those of the dispatch; all are "" until known.
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
    """A received message. `hash` is its SHA-256, `path` the path of its bytes within the project.

    `sender` is the address in its header, `confirmed` the one that the mailbox has authenticated ("": none), and
    `doubt` the reason if none (empty for messages in a folder, which need no authentication). `answers` are the ids of
    the messages that it replies to, `bounced` the addresses that could not be reached. `copies`: it is an automatic
    reply, so its files may be copies of those sent out. `unread`: why it could not be unpacked.
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
    """The state that a merge gives a return. An empty `dispatch` keeps the known code."""

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
    """Everything that a merge is about to record. `number` is `Ledger.next_merge_number()`, `by` the user.

    `before` and `after` are fingerprints of the master, `backup` is the path of its backup within the project.
    `questions`, `proposals` and `remarks` have keys (see `Ledger.new_questions` and the like). `settled` and
    `settled_proposals` are decisions carried out, `read_remarks` the keys of remarks ticked off. `snapshot` has every
    measure as the merge leaves it, or is None if the snapshot does not change.
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
    """A recorded merge. The states `begun` and `undoing` are left by an interrupted command."""

    state: MergeState


@dataclass(frozen=True, kw_only=True)
class RollOverRecord:
    """A roll-over in force, or the start of a new plan: its merge, year, and the last round before it ("": none).

    `year` is the one that began; None for a new plan. `archived` is the path of the former master within the project.
    """

    merge: int
    year: int | None
    last_round: str
    archived: str


@dataclass(frozen=True, kw_only=True)
class ChangeRecord:
    """A change with its merge, time and user, and whether it was undone."""

    change: Change
    merge: int
    at: datetime
    by: str
    undone: bool


@dataclass(frozen=True, kw_only=True)
class JobRecord:
    """A job of the service: its timetable, the time since when it has it, and the result of its last run.

    `status` is the exit status of the last finished run. `begun` later than `ended` (or alone) means that a run is
    under way or was interrupted. `failures` counts consecutive failures, the first at `failing_since`, the last because
    of `cause`. `told` are the causes reported to the secretariat since the last success, at `done`.
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
    """A written report: its path within the project, and the SHA-256 of the file and of its contents (`made_of`)."""

    path: str
    hash: str
    written: datetime
    made_of: str


@dataclass(frozen=True, kw_only=True)
class FrozenReport:
    """The frozen report to a meeting on `day`: all its contents are a file in the archive with the SHA-256 `hash`.

    `undone` is the time when the freeze was undone for `reason`; None while it is in force.
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
    """A person's request not to list a message any longer, valid while its state is `state`.

    `key` is that of a receipt, or the hash of a try-out message; `name` is the name shown to people.
    """

    key: str
    name: str
    state: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class MessageRecord:
    """A message to send, recorded before it is sent. `key` is unique, so that nobody gets the same message twice.

    `kind` is the kind of letter. `round`, `actor` and `code` (of the workbook in it) are "" if there is none.
    `address` is the address used or tried last. `changed` is when it got its state, because of `reason`.
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
