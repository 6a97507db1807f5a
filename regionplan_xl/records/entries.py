"""What is written in the ledger and read back from it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from regionplan_xl.plan.exchange import SentRow
from regionplan_xl.plan.model import NOTHING, Field, Plan, Report, Share, Value
from regionplan_xl.plan.outcome import Change, Question, Settled
from regionplan_xl.text import Phrase

ReturnState = Literal["waiting", "merged", "held", "ignored"]
MergeState = Literal["begun", "done", "undoing", "undone"]
QuestionState = Literal["open", "kept", "taken", "own", "withdrawn"]

NO_REASON = Phrase("")


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A workbook about to be sent: whose, with which rows, and its file's path within the project."""

    actor: str
    rows: tuple[SentRow, ...]
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class DispatchRecord:
    """A workbook that was sent, without its rows. `serial` counts those of one actor in one round from 1."""

    code: str
    round: str
    actor: str
    sent: datetime
    path: str
    serial: int


@dataclass(frozen=True, kw_only=True)
class ReturnRecord:
    """A file that came back. `hash` is its SHA-256, `path` where its bytes are kept within the project.

    `round` and `actor` are those of `dispatch`, the code it answers; all three are "" until that is known.
    """

    hash: str
    name: str
    received: datetime
    channel: str
    sender: str
    path: str
    state: ReturnState
    reason: Phrase
    dispatch: str
    round: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a merge does with one return. `dispatch` "" leaves the code that is already known."""

    hash: str
    state: ReturnState
    reason: Phrase = NO_REASON
    dispatch: str = ""


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """A measure as the last merge left it, to tell what was changed by hand since.

    `rollup` is what the merge itself rolled up for a shared measure; None where it rolled up nothing.
    """

    id: str
    number: str
    text: str
    responsible: tuple[str, ...] = ()
    report: Report = NOTHING
    shares: tuple[Share, ...] = ()
    rollup: Report | None = None


def tracked(plan: Plan, shown: Mapping[tuple[str, Field], Value]) -> tuple[Tracked, ...]:
    """Every measure of `plan` as the ledger keeps it; `shown` is the roll-up by measure and field."""
    return tuple(
        Tracked(
            id=m.id,
            number=m.number,
            text=m.text,
            responsible=m.responsible,
            report=m.report,
            shares=m.shares,
            rollup=_rollup(m.id, shown),
        )
        for m in plan.measures
        if m.id
    )


def _rollup(measure: str, shown: Mapping[tuple[str, Field], Value]) -> Report | None:
    if not any((measure, name) in shown for name in Field):
        return None
    report = Report()
    for name in Field:
        report = report.with_value(name, shown.get((measure, name)))
    return report


def shown(snapshot: Mapping[str, Tracked]) -> dict[tuple[str, Field], Value]:
    """The roll-up last written, by measure and field: what `plan.fold.Rules.shown` asks for."""
    return {
        (measure.id, name): measure.rollup.get(name)
        for measure in snapshot.values()
        if measure.rollup is not None
        for name in Field
    }


@dataclass(frozen=True, kw_only=True)
class NewMerge:
    """Everything a merge is about to do. `number` is `Ledger.next_merge_number()`, `by` who runs it.

    `before` and `after` are fingerprints of the master, `backup` the path of the copy within the project.
    `questions` carry keys (see `Ledger.keyed`); `settled` are decisions carried out; `snapshot` is every
    measure of the master as it will be, or None where it stays as it was.
    """

    number: int
    begun: datetime
    by: str
    before: str
    after: str
    backup: str
    changes: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    settled: tuple[Settled, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    snapshot: tuple[Tracked, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class MergeRecord:
    """A merge on record. `begun` and `undoing` are states that a run was stopped in."""

    number: int
    begun: datetime
    state: MergeState
    by: str
    before: str
    after: str
    backup: str


@dataclass(frozen=True, kw_only=True)
class ChangeRecord:
    """A change on record: in which merge, when, run by whom, and whether it was undone since."""

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
