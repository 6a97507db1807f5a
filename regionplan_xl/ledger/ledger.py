"""The ledger: the durable memory of what was sent, what came back, and what was decided."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, func, insert, select, update

from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.ledger import merges, tables
from regionplan_xl.ledger import queries as reading
from regionplan_xl.ledger.database import Database, insert_new
from regionplan_xl.ledger.entries import (
    NO_REASON,
    ChangeRecord,
    DispatchRecord,
    MergeRecord,
    NewMerge,
    Outgoing,
    QuestionRecord,
    ReturnRecord,
    ReturnState,
)
from regionplan_xl.ledger.last_seen import Memory
from regionplan_xl.plan.codes import dispatch_code, read_dispatch_code
from regionplan_xl.plan.merging.exchange import Clear, Dispatch, Round, Unclear
from regionplan_xl.plan.merging.outcome import Change, Judged, Question
from regionplan_xl.plan.model import Value
from regionplan_xl.text import Phrase, nearest, phrase

_CODE_TRIES = 50
_AT_ONCE = 500
# Notes beside the tables, by name.
_UNDOING = "undoing"
_COPIED = "copied"


class Ledger(Memory):
    """An open ledger. Every method is one transaction: when it returns, its work is on disk.

    All moments are aware datetimes; they come back in UTC. A busy or unreachable database is `NotNow`, a
    damaged one `InputError`.
    """

    def __init__(self, database: Database, new_code: Callable[[], str] = dispatch_code) -> None:
        self._database = database
        self._new_code = new_code

    @classmethod
    def open(cls, url: str, folder: Path = Path(), patience: float = 10.0) -> Self:
        """The ledger at `url` (`sqlite:///…`, `postgresql+psycopg://…`), made where there is none.

        A relative SQLite path is looked for in `folder`; a busy one is waited for `patience` seconds.
        """
        return cls(Database.open(url, folder, patience))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Rounds and what was sent

    def open_round(self, name: str, deadline: date, opened: datetime) -> Round:
        """The round `name`, opened now; or as it stands, where it was opened before."""
        row = {"name": name, "deadline": deadline, "opened": opened}
        with self._database.writing() as connection:
            insert_new(connection, tables.rounds, row, tables.rounds.c.name == name)
        return self.round(name)

    def move_deadline(self, name: str, deadline: date) -> Round:
        """The round with another deadline."""
        with self._database.writing() as connection:
            connection.execute(
                update(tables.rounds).where(tables.rounds.c.name == name).values(deadline=deadline)
            )
        return self.round(name)

    def rounds(self) -> tuple[Round, ...]:
        """Every round, the oldest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                select(tables.rounds).order_by(tables.rounds.c.opened, tables.rounds.c.id)
            )
            return tuple(Round(row.name, row.deadline, row.opened) for row in found)

    def round(self, name: str) -> Round:
        """The round `name`; `InputError` with the likely one where there is none."""
        known = {found.name: found for found in self.rounds()}
        if name in known:
            return known[name]
        meant = nearest(name, known)
        if meant:
            fix = phrase("Did you mean «{name}»?", name=meant)
        elif known:
            fix = phrase("The rounds are: {names}.", names=", ".join(known))
        else:
            fix = phrase("No round has been sent yet.")
        raise InputError(phrase("There is no round «{name}».", name=name), fix)

    def latest_round(self) -> Round | None:
        """The round opened last, or None before the first."""
        return next(reversed(self.rounds()), None)

    def record_dispatch(self, round_: str, sent: datetime, outgoing: Outgoing) -> Dispatch:
        """The dispatch of one workbook; see `record_dispatches`."""
        return self.record_dispatches(round_, sent, [outgoing])[0]

    def record_dispatches(
        self, round_: str, sent: datetime, outgoing: Iterable[Outgoing]
    ) -> tuple[Dispatch, ...]:
        """A dispatch with a code for each workbook, all on record or none.

        Where the actor's latest workbook of the round had the same rows, that dispatch is given again.
        """
        self.round(round_)
        with self._database.writing() as connection:
            return tuple(self._dispatch(connection, round_, sent, one) for one in outgoing)

    def _dispatch(self, connection: Connection, round_: str, sent: datetime, outgoing: Outgoing) -> Dispatch:
        dispatches = tables.dispatches
        of_actor = select(dispatches).where(
            dispatches.c.round == round_, dispatches.c.actor == outgoing.actor
        )
        latest = connection.execute(of_actor.order_by(dispatches.c.serial.desc())).first()
        if latest is not None and reading.sent_rows(connection, latest.code) == outgoing.rows:
            return Dispatch(latest.code, round_, outgoing.actor, latest.sent, outgoing.rows)
        row = {
            "round": round_,
            "actor": outgoing.actor,
            "serial": latest.serial + 1 if latest is not None else 1,
            "sent": sent,
            "path": outgoing.path,
        }
        code = self._insert_with_code(connection, row)
        rows = reading.rows_to_insert(code, outgoing.rows)
        if rows:
            connection.execute(insert(tables.sent_rows), rows)
        return Dispatch(code, round_, outgoing.actor, sent, outgoing.rows)

    def _insert_with_code(self, connection: Connection, row: dict[str, object]) -> str:
        for _ in range(_CODE_TRIES):
            code = self._new_code()
            if (
                insert_new(
                    connection, tables.dispatches, {"code": code, **row}, tables.dispatches.c.code == code
                )
                is None
            ):
                return code
        raise NotNow(phrase("No free code was found for a workbook."), phrase("Try again."))

    def dispatches(self, round_: str) -> tuple[DispatchRecord, ...]:
        """What was sent in a round, in the order it was sent."""
        dispatches = tables.dispatches
        query = select(dispatches).where(dispatches.c.round == round_)
        with self._database.reading() as connection:
            found = connection.execute(
                query.order_by(dispatches.c.sent, dispatches.c.actor, dispatches.c.serial)
            )
            return tuple(DispatchRecord(**row._mapping) for row in found)

    def dispatch_by_code(self, code: str) -> Dispatch | None:
        """What was sent under `code` (in any case, look-alikes mended), or None."""
        known = read_dispatch_code(code)
        if known is None:
            return None
        with self._database.reading() as connection:
            found = connection.execute(
                select(tables.dispatches).where(tables.dispatches.c.code == known)
            ).first()
            if found is None:
                return None
            return Dispatch(known, found.round, found.actor, found.sent, reading.sent_rows(connection, known))

    def sent_of(self, measures: Iterable[str]) -> dict[str, int]:
        """How many of these measures each dispatch asked about, by code; without those that had none."""
        sent = tables.sent_rows
        counted: Counter[str] = Counter()
        with self._database.reading() as connection:
            for some in _batched(sorted(measures)):
                of_them = select(sent.c.dispatch, func.count()).where(sent.c.measure.in_(some))
                for code, count in connection.execute(of_them.group_by(sent.c.dispatch)):
                    counted[code] += count
        return dict(counted)

    # What came back

    def record_return(
        self,
        *,
        hash_: str,
        name: str,
        received: datetime,
        channel: str,
        sender: str,
        path: str,
    ) -> bool:
        """True where this file is new (it then waits); False where the same bytes are on record already."""
        row = {
            "hash": hash_,
            "name": name,
            "received": received,
            "channel": channel,
            "sender": sender,
            "path": path,
            "state": "waiting",
            "reason": NO_REASON,
        }
        with self._database.writing() as connection:
            return insert_new(connection, tables.returns, row, tables.returns.c.hash == hash_) is None

    def returns(self, state: ReturnState | None = None) -> tuple[ReturnRecord, ...]:
        """The returns in `state`, or all, in the order they were received."""
        query = reading.RETURNS if state is None else reading.RETURNS.where(tables.returns.c.state == state)
        with self._database.reading() as connection:
            return reading.return_records(connection, query)

    def return_(self, hash_: str) -> ReturnRecord | None:
        """The return with these bytes (SHA-256), or None."""
        with self._database.reading() as connection:
            found = reading.return_records(connection, reading.RETURNS.where(tables.returns.c.hash == hash_))
        return found[0] if found else None

    def set_return(
        self, hash_: str, state: ReturnState, reason: Phrase = NO_REASON, dispatch: str = ""
    ) -> None:
        """The return is in `state` from now on; `dispatch` "" leaves the code that is already known."""
        with self._database.writing() as connection:
            known = connection.execute(select(tables.returns).where(tables.returns.c.hash == hash_)).one()
            merges.set_return(connection, hash_, state, reason, dispatch or known.dispatch)

    def answered(self, round_: str, besides: int = 0) -> frozenset[str]:
        """The actors that have a return merged in the round; by another merge than `besides`."""
        dispatches, returns = tables.dispatches, tables.returns
        query = select(dispatches.c.actor).join(returns, returns.c.dispatch == dispatches.c.code)
        with self._database.reading() as connection:
            merged = query.where(dispatches.c.round == round_, returns.c.state == "merged")
            by_it = select(tables.verdicts.c.return_hash).where(tables.verdicts.c.merge == besides)
            return frozenset(connection.scalars(merged.where(returns.c.hash.not_in(by_it))))

    # Merges

    def next_merge_number(self) -> int:
        """The number that the next merge will have; `begin_merge` sees to it that only one gets it."""
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.max(tables.merges.c.number))) or 0) + 1

    def new_questions(self, asked: Iterable[Question]) -> tuple[Question, ...]:
        """Those of the questions that are not on record yet, each with the key that it will have there.

        What a return asks once, it never asks again, unless its merge was undone.
        """
        with self._database.reading() as connection:
            return reading.not_on_record(connection, asked)

    def begin_merge(self, merge: NewMerge) -> int:
        """The merge's number; all of it is on record as begun, in one transaction.

        `NotNow` where another merge is under way, or has taken the number, the answers or the decisions.
        """
        with self._database.writing() as connection:
            merges.begin(connection, merge)
        return merge.number

    def finish_merge(self, number: int) -> None:
        """The merge is done: the master on disk is the new one. Also calls off an undoing that was begun."""
        with self._database.writing() as connection:
            merges.expect(connection, number, "begun", "undoing")
            merges.set_state(connection, number, "done")

    def roll_back_merge(self, number: int) -> None:
        """A begun merge never was: its returns wait again, and the next merge gets its number."""
        with self._database.writing() as connection:
            merges.expect(connection, number, "begun")
            merges.roll_back(connection, number)

    def begin_undo(self, number: int, now: str = "", then: str = "") -> None:
        """The last merge is being undone: a run that is stopped now can be carried on (`pending_merge`).

        `now` and `then` are fingerprints of the master as it is and as it will be (see `undoing`).
        """
        with self._database.writing() as connection:
            merges.expect(connection, number, "done")
            merges.expect_last(connection, number)
            merges.set_state(connection, number, "undoing")
            merges.note(connection, _UNDOING, f"{now} {then}")

    def undoing(self) -> tuple[str, str]:
        """What the last `begin_undo` was told of the master: as it was, and as it would be; "" where nothing."""
        with self._database.reading() as connection:
            now, _, then = (merges.noted(connection, _UNDOING) or "").partition(" ")
            return now, then

    def undo_merge(self, number: int) -> None:
        """The last merge is undone: what it did stays on record, marked so.

        Its returns are what they were before, its questions withdrawn, those that it closed open again, and
        the snapshot is the former one.
        """
        with self._database.writing() as connection:
            merges.expect(connection, number, "done", "undoing")
            merges.expect_last(connection, number)
            merges.undo(connection, number)

    def pending_merge(self) -> MergeRecord | None:
        """The merge that a run was stopped in (`begun` or `undoing`), or None."""
        return next((merge for merge in reversed(self.merges()) if merge.state in ("begun", "undoing")), None)

    def last_merge(self) -> MergeRecord | None:
        """The last merge that is in force, or None: the one that `undo` would undo."""
        return next((merge for merge in reversed(self.merges()) if merge.state in ("done", "undoing")), None)

    def merges(self) -> tuple[MergeRecord, ...]:
        """Every merge on record, in order."""
        with self._database.reading() as connection:
            return reading.merge_records(connection, select(tables.merges).order_by(tables.merges.c.number))

    def changes_of(self, merge: int) -> tuple[Change, ...]:
        """What a merge changed, in order."""
        with self._database.reading() as connection:
            query = reading.CHANGES.where(tables.changes.c.merge == merge)
            return tuple(record.change for record in reading.change_records(connection, query))

    def questions_of(self, merge: int) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
        """The questions that a merge opened, and those that it closed."""
        questions = tables.questions
        with self._database.reading() as connection:
            opened, closed = (
                tuple(
                    record.question
                    for record in reading.question_records(connection, reading.QUESTIONS.where(of_merge))
                )
                for of_merge in (questions.c.opened_in == merge, questions.c.closed_in == merge)
            )
            return opened, closed

    def returns_of(self, merge: int) -> tuple[ReturnRecord, ...]:
        """The returns that a merge decided about, as they stand."""
        decided = select(tables.verdicts.c.return_hash).where(tables.verdicts.c.merge == merge)
        with self._database.reading() as connection:
            return reading.return_records(
                connection, reading.RETURNS.where(tables.returns.c.hash.in_(decided))
            )

    def copied(self) -> int:
        """The last merge whose returns are known to be copied to where people look; 0 before the first."""
        with self._database.reading() as connection:
            return int(merges.noted(connection, _COPIED) or 0)

    def set_copied(self, merge: int) -> None:
        """The returns of all merges up to this one are copied."""
        with self._database.writing() as connection:
            merges.note(connection, _COPIED, str(merge))

    # What is known of the plan

    def history(self, measure: str) -> tuple[ChangeRecord, ...]:
        """Every change of the measure with this id, in order, those undone since included."""
        with self._database.reading() as connection:
            return reading.change_records(
                connection, reading.CHANGES.where(tables.changes.c.measure == measure)
            )

    def history_by_number(self, number: str) -> tuple[ChangeRecord, ...]:
        """Every change of the measures with this printed number (now, else formerly), in order."""
        changes = tables.changes
        wanted = {measure.id for measure in self.snapshot().values() if measure.number == number}
        with self._database.reading() as connection:
            if not wanted:
                wanted = set(connection.scalars(select(changes.c.measure).where(changes.c.number == number)))
            return reading.change_records(connection, reading.CHANGES.where(changes.c.measure.in_(wanted)))

    def open_questions(self) -> tuple[Question, ...]:
        """Everything that waits for a person, in the order it was asked."""
        with self._database.reading() as connection:
            query = reading.QUESTIONS.where(tables.questions.c.state == "open")
            return tuple(record.question for record in reading.question_records(connection, query))

    def question(self, key: str) -> QuestionRecord | None:
        """The question with this key and what became of it, or None."""
        with self._database.reading() as connection:
            query = reading.QUESTIONS.where(tables.questions.c.key == key)
            return next(iter(reading.question_records(connection, query)), None)

    def settled_answers(self, round_: str) -> frozenset[Judged]:
        """What a person has judged in a round, for `plan.fold.Rules`.

        An answer that was not understood is what stood in the cell; one that empties the field is None.
        """
        questions = tables.questions
        judged_now = questions.c.state.in_(("kept", "taken", "own"))
        query = reading.QUESTIONS.where(judged_now, questions.c.field != "", questions.c.round == round_)
        with self._database.reading() as connection:
            judged = [record.question for record in reading.question_records(connection, query)]
        return frozenset(
            (q.round, q.measure, q.member, q.field, q.actor, q.base, _plain(q.answer))
            for q in judged
            if q.field is not None
        )


def _batched(measures: list[str]) -> Iterator[list[str]]:
    """The list in pieces that every database takes as one list of parameters."""
    return (measures[start : start + _AT_ONCE] for start in range(0, len(measures), _AT_ONCE))


def _plain(answer: Value | Clear | Unclear) -> Value:
    if isinstance(answer, Unclear):
        return answer.shown
    return None if isinstance(answer, Clear) else answer
