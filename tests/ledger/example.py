"""One round of a small plan as recorded in the ledger."""

from datetime import UTC, date, datetime, timedelta

from regionplan_xl.errors import Place
from regionplan_xl.ledger.entries import (
    NO_REASON,
    NewMerge,
    Outgoing,
    ReturnDecision,
    ReturnRecord,
    ReturnState,
)
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change, Question, Settled
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Field, Report
from regionplan_xl.text import Phrase, phrase

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
DEADLINE = date(2025, 3, 22)


def row(measure: str = "M-1AAAA", member: str = "", **base: object) -> SentRow:
    """A measure as it was sent."""
    return SentRow(measure, "1.1.1", "Lage turkart", member, Report(**base))  # type: ignore[arg-type]


def open_round(ledger: Ledger, name: str = "2025-1", opened: datetime = NOON) -> Round:
    """Open a round without sending anything yet."""
    with ledger.sending_round(Round(name, DEADLINE, opened), opened, ()):
        pass
    return ledger.round(name)


def send(
    ledger: Ledger, actor: str = "Gol", round_: str = "2025-1", rows: tuple[SentRow, ...] = (row(),)
) -> Dispatch:
    """Send a workbook to `actor`."""
    outgoing = Outgoing(actor=actor, rows=rows, path=f"outbox/{actor}.xlsx")
    with ledger.sending_round(Round(round_, DEADLINE, NOON), NOON, [outgoing]) as (dispatch,):
        pass
    return dispatch


def receive(ledger: Ledger, hash_: str = "aa", after: int = 0, name: str = "svar.xlsx") -> bool:
    """Record a returned file, `after` minutes past noon; return whether it is new."""
    received = NOON + timedelta(minutes=after)
    return hash_ in ledger.record_received([returned(hash_, name, received)], [])


def returned(hash_: str, name: str = "svar.xlsx", received: datetime = NOON) -> ReturnRecord:
    """A file from the inbox, to record."""
    path = f"records/returns/{hash_}"
    return ReturnRecord(hash=hash_, name=name, received=received, channel="folder", sender="", path=path)


def decide(
    ledger: Ledger, hash_: str, state: ReturnState, reason: Phrase = NO_REASON, dispatch: str = ""
) -> None:
    """Set the state of a returned file."""
    ledger.set_returns([ReturnDecision(hash=hash_, state=state, reason=reason, dispatch=dispatch)])


def answer(source: str, after: str = "done", measure: str = "M-1AAAA", actor: str = "Gol") -> Change:
    """A status from the return `source`."""
    return Change(
        kind="answer", measure=measure, number="1.1.1", text="Lage turkart", field="status", after=after,
        actor=actor, source=source, file="svar.xlsx", round="2025-1",
    )  # fmt: skip


def question(source: str, said: str = "done", measure: str = "M-1AAAA", sheet_row: int = 4) -> Question:
    """A status that waits for a decision."""
    return Question(
        reason=phrase("Both changed since {day}.", day=DEADLINE),
        actor="Gol",
        file="svar.xlsx",
        source=source,
        asked=NOON,
        measure=measure,
        number="1.1.1",
        text="Lage turkart",
        field=Field.STATUS,
        base=None,
        answer=said,
        now="started",
        place=Place("Tiltak", row=sheet_row, column="Status"),
        round="2025-1",
    )


def merge(
    ledger: Ledger,
    *returned: str,
    dispatch: str = "",
    changes: tuple[Change, ...] = (),
    questions: tuple[Question, ...] = (),
    settled: tuple[Settled, ...] = (),
    snapshot: tuple[MeasureSnapshot, ...] | None = None,
) -> NewMerge:
    """A merge of the returns, ready to begin."""
    number = ledger.next_merge_number()
    return NewMerge(
        number=number,
        begun=NOON + timedelta(days=number),
        by="Kari",
        before=f"fingerprint {number - 1}",
        after=f"fingerprint {number}",
        backup=f"backups/{number}.xlsx",
        changes=changes,
        questions=ledger.new_questions(questions),
        settled=settled,
        return_decisions=tuple(
            ReturnDecision(hash=hash_, state="merged", dispatch=dispatch) for hash_ in returned
        ),
        snapshot=snapshot,
    )


def carry_out(ledger: Ledger, new: NewMerge) -> int:
    """Carry out the merge from beginning to end."""
    ledger.finish_merge(ledger.begin_merge(new))
    return new.number
