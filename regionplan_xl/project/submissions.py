"""Read returned files into submissions. Only the ledger decides which dispatch a file answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from regionplan_xl.errors import Problem, Rejected
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.dispatch_lookup import DispatchLookup
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.decisions import Placements, agreeing
from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.plan.merging.placing import (
    BELONGS,
    Placement,
    SentTo,
    WhyNot,
    belongs_to_actor,
    find_sent_row,
    is_file,
)
from regionplan_xl.plan.merging.sent_and_returned import Candidate, Clues, Dispatch, Submission
from regionplan_xl.plan.model import Measure, Plan
from regionplan_xl.project.answered.later_answers import merged_later
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.archive import LOST, UNREADABLE, StoredFile, file_of
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.mail_returns import HeldFile, MailReturns
from regionplan_xl.project.mail.received_files import BeingRead
from regionplan_xl.project.mail.senders import Messages
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.reader import Identify, Reader
from regionplan_xl.sandbox.return_protocol import ReadingRules, ReturnedFile
from regionplan_xl.sandbox.worker_reader import reader_with
from regionplan_xl.system_files import why_not_taken
from regionplan_xl.text import Phrase, phrase, workbook_text

if TYPE_CHECKING:
    from regionplan_xl.sandbox.reading_ahead import ReadingAhead

FOR_NOW = frozenset({LOST, UNREADABLE, rejections.NOT_NOW})
"""Temporary reasons, not about the file itself: the file stays waiting, and every merge tries it again."""
ALREADY_READ = phrase("It is known where this file belongs; what it says is read.")
NOT_THEIRS = phrase("No row of the file is a measure that {actor} was sent in the round {round}.")
NOTHING_NEW = phrase("The row says nothing that was not sent for measure {number} already.")
_PUT_BACK = phrase("Put the file in the inbox once more.")
_CHOOSE_OTHER = phrase("Choose another of those in the row's list.")
_BY_HAND = phrase(
    "Write the answer where it belongs in the master, then choose «{keep}».",
    keep=workbook_text("Put it aside"),
)


@dataclass(frozen=True)
class ReadReturns:
    """The waiting returns as read: the submissions, and the files held for a person.

    `ignored`: messages from others than actors; nobody is asked about them.
    `placements`: held rows and files (the files are also in `submissions`), placed by the secretariat's decisions.
    `merged_later`: if some submissions answer an earlier round, the same actors' merged answers to later rounds.
    """

    submissions: tuple[Submission, ...] = ()
    held: tuple[HeldFile, ...] = ()
    merged_later: tuple[Submission, ...] = ()
    placements: Placements = field(default_factory=dict)
    ignored: tuple[HeldFile, ...] = ()

    @property
    def read(self) -> tuple[Submission, ...]:
        """All submissions: whole files, and placed single rows of files that are merged already."""
        return (*self.submissions, *_placed(self.placements, "row"))


def read_returns(
    project: Project,
    files: Iterable[StoredFile],
    placements: Placements = MappingProxyType({}),
    ahead: ReadAhead | None = None,
    *,
    plan: Plan,
    messages: Messages = MappingProxyType({}),
) -> ReadReturns:
    """Read returned files; a file that cannot be read is held, and the others are read. Include `placements`.

    Files that were read `ahead` are not read again. `plan` is the master's. `messages` are unrecorded messages that
    files came in.
    """
    placed = {one.submission.source for one in placements.values() if isinstance(one, Placement)}
    files = [file for file in files if file.record.hash not in placed]
    lookup = ahead.lookup if ahead else DispatchLookup(project.ledger)
    names = PresentNames(project.ledger, plan)
    mails = _mails(project, lookup, names, [record.hash for record, _ in files], messages)
    read = _read_with_mails(project, lookup, files, ahead, mails)
    submissions = [one for one in read if isinstance(one, Submission)]
    held = [one for one in read if isinstance(one, HeldFile) and not one.ignored]
    all_read = [*submissions, *_placed(placements, "file"), *_placed(placements, "row")]
    records = merged_later(project.ledger, names, all_read)
    later = _read_files(project, lookup, [file_of(project, record) for record in records])

    why_it_waits = _why_late_answers_wait(later, names)
    of_hash = {record.hash: record for record, _ in files}
    waiting = {s.source: reason for s in submissions if (reason := why_it_waits(s)) is not None}
    held += [
        HeldFile(of_hash[s.source], waiting[s.source], s.dispatch) for s in submissions if s.source in waiting
    ]
    placements = {
        key: Problem(one.place, reason, _PUT_BACK)
        if isinstance(one, Placement) and (reason := why_it_waits(one.submission)) is not None
        else one
        for key, one in placements.items()
    }
    return ReadReturns(
        (*(s for s in submissions if s.source not in waiting), *_placed(placements, "file")),
        tuple(held),
        tuple(one for one in later if isinstance(one, Submission)),
        placements,
        tuple(one for one in read if isinstance(one, HeldFile) and one.ignored),
    )


def _why_late_answers_wait(
    later: Iterable[Submission | HeldFile], names: PresentNames
) -> Callable[[Submission], Phrase | None]:
    """Return the function that tells why a late answer waits: a later one, by which it is judged, is unread now."""
    unread = {
        names.of(one.record.actor, one.record.round): one.reason
        for one in later
        if isinstance(one, HeldFile) and one.reason in FOR_NOW - {LOST}
    }
    return lambda late: unread.get(names.of(late.dispatch.actor, late.dispatch.round))


def _placed(placements: Placements, kind: str) -> tuple[Submission, ...]:
    found = (one.submission for one in placements.values() if isinstance(one, Placement))
    return tuple(submission for submission in found if submission.placed == kind)


def _read_with_mails(
    project: Project,
    lookup: DispatchLookup,
    files: Sequence[StoredFile],
    ahead: ReadAhead | None,
    mails: MailReturns,
) -> list[Submission | HeldFile]:
    """Read files and messages without files; hold what came to a mailbox from a sender that may not answer."""
    books = [file for file in files if mails.alone(file.record.hash) is None]
    of_workbooks = iter(_read_files(project, lookup, books, ahead))
    return [
        mails.read(record, message)
        if (message := mails.alone(record.hash))
        else mails.finished(record, data, next(of_workbooks))
        for record, data in files
    ]


def read_placements(project: Project, master: Master) -> Placements:
    """Read each held row or file that a decision places; a placement that fails becomes a problem."""
    held = {question.key: question for question in project.ledger.open_questions() if question.field is None}
    decided = [one for one in agreeing(master.decisions, []) if one.choice == "belongs" and one.key in held]
    found: dict[str, Placement | Problem] = {}
    if decided:
        lookup, register = DispatchLookup(project.ledger), Register(master.plan.actors)
        measures = {measure.id: measure for measure in master.plan.measures if measure.id}
        names = PresentNames(project.ledger, master.plan)
        mails = _mails(project, lookup, names, [one.source for one in held.values()])
        placing = _Placing(project, project.open_reader(), lookup, register, measures, mails)
        for one in decided:
            placed = placing.place(held[one.key], str(one.own))
            found[one.key] = (
                replace(placed, place=one.place)
                if isinstance(placed, Placement)
                else Problem(one.place, *placed)
            )
    return found


def _mails(
    project: Project,
    lookup: DispatchLookup,
    names: PresentNames,
    sources: Sequence[str],
    unrecorded: Messages = MappingProxyType({}),
) -> MailReturns:
    messages = {**project.ledger.mails_with(sources), **unrecorded}
    return MailReturns(lookup, project.config.delivery.answers_from, names, messages)


@dataclass(frozen=True)
class _Placing:
    """Places held rows and files: what is needed is the same for all of them."""

    project: Project
    reader: Reader
    lookup: DispatchLookup
    register: Register
    measures: Mapping[str, Measure]
    mails: MailReturns

    @cached_property
    def sent_to(self) -> SentTo:
        """The index of actors and rounds with a dispatch."""
        return SentTo(self.lookup.actors_and_rounds, self.register)

    def place(self, question: Question, written: str) -> Placement | WhyNot:
        """Read the row or file that a question is about as the answer that `written` names."""
        record = self.project.ledger.return_(question.source)
        data = file_of(self.project, record).data if record else LOST
        if record is None or isinstance(data, Phrase):
            return WhyNot(data if isinstance(data, Phrase) else LOST, _PUT_BACK)
        if fingerprint(data) != record.hash:
            return WhyNot(LOST, _PUT_BACK)
        file = ReturnedFile(record.name, record.hash, data, local_moment(record.received))
        if not is_file(question):
            return self._place_row(file, record.dispatch, question, written)
        if record.state not in ("held", "waiting"):
            return WhyNot(ALREADY_READ, _CHOOSE_OTHER)
        return self._place_file(file, record, question, written)

    def _place_file(
        self, file: ReturnedFile, record: ReturnRecord, question: Question, written: str
    ) -> Placement | WhyNot:
        """Read a held file as the answer from the actor, in the round, that `written` names."""
        found = self.sent_to.find(written, question.candidates)
        if isinstance(found, WhyNot):
            return found
        actor, round_ = found

        def identify(file: ReturnedFile, clues: Clues) -> Dispatch:
            dispatch = self.lookup.likeliest(file.name, clues, actor, round_)
            if dispatch is None:
                raise Rejected(LOST)
            return dispatch

        to = belongs_to_actor(actor, round_ if self.sent_to.has_several_rounds(actor) else "")
        if (message := self.mails.alone(record.hash)) is not None and not message.unread.template:
            remark = self.mails.as_from(record, message, identify(file, Clues()))
            return Placement(question, to, replace(remark, placed="file"))
        read = self._read(file, identify)
        if isinstance(read, Rejected):
            return WhyNot(read.reason, _CHOOSE_OTHER)
        if read.held and not read.answers and not any(one.measure for one in read.held):
            of_file = next((one.reason for one in read.held if not one.place.sheet), None)
            return WhyNot(of_file or NOT_THEIRS.with_values(actor=actor, round=round_), _CHOOSE_OTHER)
        # The question that this decision settles has the place of the whole file; what is held now needs another.
        held = tuple(
            one if one.place.sheet else replace(one, place=replace(one.place, column=read.dispatch.code))
            for one in read.held
        )
        return Placement(question, to, self.mails.with_text(replace(read, held=held, placed="file"), record))

    def _place_row(
        self, file: ReturnedFile, code: str, question: Question, written: str
    ) -> Placement | WhyNot:
        """Read a held row as the answer to the measure that `written` names."""
        dispatch = self.lookup.dispatch(code)
        if dispatch is None:
            return WhyNot(LOST, _PUT_BACK)
        row = find_sent_row(written, dispatch, self.measures)
        if isinstance(row, WhyNot):
            return row
        only = replace(file, row=(question.place.sheet, question.place.row or 0, row.measure))
        read = self._read(only, lambda *_: dispatch)
        if isinstance(read, Rejected):
            return WhyNot(read.reason, _BY_HAND)
        if not read.answers:
            return WhyNot(NOTHING_NEW.with_values(number=row.number), _BY_HAND)
        to = BELONGS.with_values(what=row.number or row.measure)
        return Placement(question, to, replace(read, placed="row"), row)

    def _read(self, file: ReturnedFile, identify: Identify) -> Submission | Rejected:
        return next(self.reader.returns([file], reading_rules(self.project), identify))


def reading_rules(project: Project) -> ReadingRules:
    """Return what every return of the project is read with."""
    facts = (project.config.plan.name, project.config.delivery.sender or "")
    return ReadingRules(project.config.scale, facts)


class _Identifying:
    """Finds the dispatch of each file and remembers it, or the candidates if the file is held."""

    def __init__(self, lookup: DispatchLookup, known: Mapping[str, str] = MappingProxyType({})) -> None:
        self.dispatches: dict[str, Dispatch] = {}
        self.likely: dict[str, tuple[Candidate, ...]] = {}
        self._lookup = lookup
        # A merged file has its dispatch already, perhaps from a decision of the secretariat.
        self._known = known

    def __call__(self, file: ReturnedFile, clues: Clues) -> Dispatch:
        """Return the dispatch that a file answers; raise `Rejected` if that is uncertain."""
        try:
            merged = self._lookup.dispatch(self._known.get(file.source, ""))
            found = merged or self._lookup.identify(file.name, clues)
            _refuse_doubtful_name(file, merged)
        except Rejected:
            self.likely[file.source] = self._lookup.candidates(file.name, clues)
            raise
        self.dispatches[file.source] = found
        return found


@dataclass(frozen=True)
class ReadAhead:
    """Reads files in the background while the command archives them and reads the master, if the engine can."""

    lookup: DispatchLookup
    identify: _Identifying
    reading: ReadingAhead | None

    def begin(self, record: ReturnRecord, data: bytes | Phrase) -> None:
        """Begin to read a file if its bytes are there and it waits to be merged."""
        if self.reading and record.state == "waiting" and isinstance(data, bytes):
            self.reading.begin(_returned(record, data))

    def begun(self, record: ReturnRecord, data: bytes | Phrase) -> StoredFile:
        """Begin to read a file and return it; if it is being read, free all but its first bytes."""
        self.begin(record, data)
        if isinstance(data, Phrase) or not self.reading or not self.reading.begun(_returned(record, data)):
            return StoredFile(record, data)
        # It may have been begun when it was received, and the archived copy may have been changed.
        return StoredFile(record, BeingRead.of(data) if fingerprint(data) == record.hash else data)


@contextmanager
def reading_ahead(project: Project) -> Iterator[ReadAhead]:
    """Give a `ReadAhead` that reads files while the command does other work, if the engine can."""
    lookup = DispatchLookup(project.ledger)
    identify = _Identifying(lookup)
    reader = reader_with(project.open_engine(), project.open_reader())
    with reader.reading_ahead(reading_rules(project), identify) as reading:
        yield ReadAhead(lookup, identify, reading)


def _returned(record: ReturnRecord, data: bytes) -> ReturnedFile:
    return ReturnedFile(record.name, record.hash, data, local_moment(record.received))


def _read_files(
    project: Project,
    lookup: DispatchLookup,
    files: Sequence[StoredFile],
    ahead: ReadAhead | None = None,
) -> list[Submission | HeldFile]:
    missing = {record.hash: data for record, data in files if isinstance(data, Phrase)}
    there = [
        (record, _returned(record, data))
        for record, data in files
        if isinstance(data, BeingRead) or (not isinstance(data, Phrase) and fingerprint(data) == record.hash)
    ]
    known = {record.hash: record.dispatch for record, _ in there if record.state == "merged"}
    identify = ahead.identify if ahead and not known else _Identifying(lookup, known)
    reading = ahead.reading if ahead else None
    begun = {file.source: one for _, file in there if reading and (one := reading.begun(file))}
    reader = reader_with(project.open_engine(), project.open_reader())
    others = reader.returns(
        (file for _, file in there if file.source not in begun), reading_rules(project), identify
    )
    in_order = (begun[file.source].result() if file.source in begun else next(others) for _, file in there)
    with project.progress(phrase("Reading returns"), in_order, len(there)) as read:
        found = {record.hash: one for (record, _), one in zip(there, read, strict=True)}
    unread = {record.hash: Rejected(missing.get(record.hash, LOST)) for record, _ in files}
    return [
        _submission_or_held(
            record, found.get(record.hash, unread[record.hash]), identify.dispatches, identify.likely
        )
        for record, _ in files
    ]


def _refuse_doubtful_name(file: ReturnedFile, merged: Dispatch | None) -> None:
    """Raise `Rejected` for a file in a zip that would be left in the inbox because of its name; a person decides."""
    _, in_zip, member = file.name.partition("/")
    why = why_not_taken(member) if in_zip else None
    if why is not None and merged is None:
        raise Rejected(why)


def _submission_or_held(
    record: ReturnRecord,
    read: Submission | Rejected,
    dispatches: Mapping[str, Dispatch],
    likely: Mapping[str, tuple[Candidate, ...]],
) -> Submission | HeldFile:
    if isinstance(read, Submission):
        return read.with_rows_in_use()
    return HeldFile(record, read.reason, dispatches.get(record.hash), likely.get(record.hash, ()))
