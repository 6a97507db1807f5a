"""Rounds, and the dispatches of each with their rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from sys import intern

from sqlalchemy import Connection, func, select, update

from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import (
    Database,
    insert_many,
    insert_new,
    insert_stored,
    portions,
    stored_values,
)
from regionplan_xl.ledger.entries import DispatchRecord, Outgoing
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.similarity import nearest
from regionplan_xl.text import normalise, phrase

_CODE_TRIES = 50

_New = list[tuple[DispatchRecord, tuple[SentRow, ...]]]


class Dispatches:
    """The part of a ledger with rounds and dispatches."""

    _database: Database
    _new_code: Callable[[], str]

    def rounds(self) -> tuple[Round, ...]:
        """Return every round, the oldest first."""
        with self._database.reading() as connection:
            return _rounds(connection)

    def find_round(self, name: str) -> Round | None:
        """Return the round `name`, ignoring case, or None."""
        return _find(self.rounds(), name)

    def round(self, name: str) -> Round:
        """Return the round `name`, ignoring case; raise `InputError`, with a suggestion, if there is none."""
        known = {found.name: found for found in self.rounds()}
        found = _find(known.values(), name)
        if found is not None:
            return found
        likely = nearest(name, known)
        if likely:
            fix = phrase("Did you mean «{name}»?", name=likely)
        elif known:
            fix = phrase("The rounds are: {names}.", names=", ".join(known))
        else:
            fix = phrase("No round has been sent yet.")
        raise InputError(phrase("There is no round «{name}».", name=name), fix)

    def latest_round(self) -> Round | None:
        """Return the round opened last, or None."""
        return next(reversed(self.rounds()), None)

    def record_dispatch(self, round_: str, sent: datetime, outgoing: Outgoing) -> Dispatch:
        """Record one workbook and return its dispatch; see `record_dispatches`."""
        return self.record_dispatches(round_, sent, [outgoing])[0]

    def record_dispatches(
        self, round_: str, sent: datetime, outgoing: Iterable[Outgoing]
    ) -> tuple[Dispatch, ...]:
        """Record all workbooks (at most one per actor) or none, and return a dispatch with a code for each.

        If the actor's latest workbook of the round has the same rows, its dispatch is returned instead.
        """
        known = self.round(round_).name
        with self._database.writing() as connection:
            dispatches, new = self._dispatches(connection, known, sent, tuple(outgoing))
            _insert(connection, new)
        return dispatches

    @contextmanager
    def sending_round(
        self, round_: Round, sent: datetime, outgoing: Iterable[Outgoing]
    ) -> Iterator[tuple[Dispatch, ...]]:
        """Open the round if it is new, set its deadline and record all workbooks, in one transaction.

        Give the dispatches like `record_dispatches`; they are recorded when the block ends. Nothing may be sent before
        that, and the block must not use the ledger.
        """
        with self._database.writing() as connection:
            name = _open_round(connection, round_)
            dispatches, new = self._dispatches(connection, name, sent, tuple(outgoing))
            yield dispatches
            _insert(connection, new)

    def _dispatches(
        self, connection: Connection, round_: str, sent: datetime, outgoing: Sequence[Outgoing]
    ) -> tuple[tuple[Dispatch, ...], _New]:
        """Return the dispatches of these workbooks, and the new ones among them, still to be recorded."""
        dispatches: list[Dispatch] = []
        new: _New = []
        # In portions, since all rows sent in a round take much memory.
        for some in portions(outgoing):
            latest = _latest(connection, round_, [one.actor for one in some])
            rows = _sent_rows(connection, [before.code for before in latest.values()])
            same = {
                one.actor: latest[one.actor]
                for one in some
                if one.actor in latest and rows.get(latest[one.actor].code, ()) == one.rows
            }
            drawn = {record.code for record, _ in new}
            codes = iter(self._free_codes(connection, len(some) - len(same), drawn))
            for one in some:
                if one.actor in same:
                    dispatches.append(_sent_again(connection, same[one.actor], one))
                    continue
                serial = latest[one.actor].serial + 1 if one.actor in latest else 1
                record = DispatchRecord(
                    code=next(codes), round=round_, actor=one.actor, sent=sent, path=one.path, serial=serial,
                    texts=one.texts,
                )  # fmt: skip
                new.append((record, one.rows))
                dispatches.append(Dispatch(record.code, round_, one.actor, sent, one.rows, one.texts))
        return tuple(dispatches), new

    def _free_codes(self, connection: Connection, count: int, before: Collection[str]) -> list[str]:
        """Draw `count` codes that no recorded workbook has, and that are not in `before`."""
        known = tables.dispatches.c.code
        free: dict[str, None] = {}
        for _ in range(_CODE_TRIES):
            drawn = [self._new_code() for _ in range(count - len(free))]
            taken = set(connection.scalars(select(known).where(known.in_(drawn)))) if drawn else set()
            free |= dict.fromkeys(code for code in drawn if code not in taken and code not in before)
            if len(free) == count:
                return list(free)
        raise NotNow(phrase("No free code was found for a workbook."), phrase("Try again."))

    def dispatches(self, round_: str) -> tuple[DispatchRecord, ...]:
        """Return the dispatches of a round, in the order they were sent."""
        dispatches = tables.dispatches
        query = select(dispatches).where(dispatches.c.round == round_)
        in_order = query.order_by(dispatches.c.serial, dispatches.c.sent, dispatches.c.actor)
        return tuple(tables.DISPATCH.values(self._database.rows(in_order)))

    def first_sent(self, round_: str) -> datetime | None:
        """Return when the first workbook of a round was recorded; None if there is none yet."""
        sent = tables.dispatches.c.sent
        query = select(func.min(sent).label("sent")).where(tables.dispatches.c.round == round_)
        moment: datetime | None = self._database.rows(query)[0].sent
        return moment

    def names_sent_to(self) -> frozenset[str]:
        """Return every name under which something was sent, in any round."""
        names = select(tables.dispatches.c.actor).distinct()
        return frozenset(row.actor for row in self._database.rows(names))

    def dispatch_by_code(self, code: str) -> Dispatch | None:
        """Return the dispatch with `code` (in any case, look-alikes corrected), or None."""
        known = read_dispatch_code(code)
        return self.dispatches_by_code([known]).get(known) if known is not None else None

    def dispatches_by_code(self, codes: Iterable[str]) -> dict[str, Dispatch]:
        """Return code -> dispatch; the codes must be written as in the ledger, and unknown ones are left out."""
        found: dict[str, Dispatch] = {}
        with self._database.reading() as connection:
            for some in portions(sorted(codes)):
                rows = _sent_rows(connection, some)
                query = select(tables.dispatches).where(tables.dispatches.c.code.in_(some))
                for one in connection.execute(query):
                    sent = rows.get(one.code, ())
                    found[one.code] = Dispatch(one.code, one.round, one.actor, one.sent, sent, one.texts)
        return found

    def asked(self, round_: str) -> dict[str, list[tuple[str, str]]]:
        """Return dispatch code -> (measure id, member) of each row to be answered, for a round."""
        sent, found = tables.sent_rows, defaultdict[str, list[tuple[str, str]]](list)
        query = select(sent.c.dispatch, sent.c.measure, sent.c.member).join(tables.dispatches)
        for row in self._database.rows(query.where(tables.dispatches.c.round == round_, sent.c.answerable)):
            found[intern(row.dispatch)].append((intern(row.measure), intern(row.member)))
        return dict(found)

    def sent_measures(self) -> Iterator[tuple[str, str]]:
        """Yield (dispatch code, measure id) for every measure in every dispatch."""
        query = select(tables.sent_rows.c.dispatch, tables.sent_rows.c.measure).distinct()
        for row in self._database.rows(query):
            yield row.dispatch, row.measure

    def sent_texts(self) -> frozenset[str]:
        """Return the texts of all sent measures and indicators, and of their goals and areas."""
        sent = tables.sent_rows.c
        query = select(sent.text, sent.goal, sent.area).distinct()
        return frozenset(text for row in self._database.rows(query) for text in row)


def _rounds(connection: Connection) -> tuple[Round, ...]:
    rounds = tables.rounds
    found = connection.execute(select(rounds).order_by(rounds.c.id))
    return tuple(map(tables.ROUND.value, found))


def _find(rounds: Iterable[Round], name: str) -> Round | None:
    """Return the round with exactly this name, else the last one that differs only in case and spaces."""
    alike = [round_ for round_ in rounds if normalise(round_.name) == normalise(name)]
    return next((round_ for round_ in alike if round_.name == name), alike[-1] if alike else None)


def _open_round(connection: Connection, round_: Round) -> str:
    """Open a round if no round has its name, and set its deadline; return its name as recorded."""
    rounds, there = tables.rounds, _find(_rounds(connection), round_.name)
    if there is None:
        insert_new(connection, rounds, tables.ROUND.row(round_), rounds.c.name == round_.name)
        there = next(found for found in _rounds(connection) if found.name == round_.name)
    if there.deadline != round_.deadline:
        same = rounds.c.name == there.name
        connection.execute(update(rounds).where(same).values(deadline=round_.deadline))
    return there.name


def _latest(connection: Connection, round_: str, actors: Collection[str]) -> dict[str, DispatchRecord]:
    """Return the latest dispatch of each of these actors that has one in the round."""
    dispatches = tables.dispatches
    query = select(dispatches).where(dispatches.c.round == round_, dispatches.c.actor.in_(actors))
    found = map(tables.DISPATCH.value, connection.execute(query.order_by(dispatches.c.serial)))
    return {record.actor: record for record in found}


def _sent_again(connection: Connection, before: DispatchRecord, now: Outgoing) -> Dispatch:
    """Return the earlier dispatch of an actor that gets the same rows again; add its new texts (a new deadline)."""
    texts = tuple(dict.fromkeys((*before.texts, *now.texts)))
    if texts != before.texts:
        same = tables.dispatches.c.code == before.code
        connection.execute(update(tables.dispatches).where(same).values(texts=texts))
    return Dispatch(before.code, before.round, before.actor, before.sent, now.rows, texts)


def _insert(connection: Connection, new: _New) -> None:
    """Record these dispatches with their rows."""
    names = tables.SENT_ROW.names
    for some in portions(new):
        insert_many(connection, tables.dispatches, (tables.DISPATCH.row(record) for record, _ in some))
        # Actors that are involved in a measure share its row object, so each is converted once.
        each = {id(row): row for _, rows in some for row in rows}
        values = list(map(tables.SENT_ROW.of_value, each.values()))
        stored = dict(zip(each, stored_values(connection, tables.sent_rows, names, values), strict=True))
        to_insert = [
            (record.code, position, *stored[id(row)])
            for record, rows in some
            for position, row in enumerate(rows)
        ]
        insert_stored(connection, tables.sent_rows, ("dispatch", "position", *names), to_insert)


def _sent_rows(connection: Connection, dispatches: Collection[str]) -> dict[str, tuple[SentRow, ...]]:
    """Return the rows of each dispatch, in the order they were sent."""
    sent = tables.sent_rows
    query = select(sent).where(sent.c.dispatch.in_(dispatches)).order_by(sent.c.dispatch, sent.c.position)
    rows = connection.execute(query).all()
    found: dict[str, list[SentRow]] = defaultdict(list)
    for row, value in zip(rows, tables.SENT_ROW.values(rows), strict=True):
        found[row.dispatch].append(value)
    return {dispatch: tuple(of_dispatch) for dispatch, of_dispatch in found.items()}
