"""Messages as returns: the text of a message, with or without a workbook, becomes a remark for people to read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from regionplan_xl.delivery.mail.incoming.doubts import AMBIGUOUS
from regionplan_xl.delivery.mail.who_may_answer import AnswersFrom
from regionplan_xl.errors import Place, Rejected
from regionplan_xl.ledger.dispatch_lookup import DispatchLookup
from regionplan_xl.ledger.entries import ReceivedMailRecord, ReturnRecord
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.merging.sent_and_returned import Candidate, Clues, Dispatch, Remark, Submission
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.mail.received_files import BY_HAND, may_be_workbook
from regionplan_xl.project.mail.senders import AddressIndex, Messages, Senders
from regionplan_xl.text import Phrase, phrase

E_MAIL = phrase("E-mail")
AUTOMATIC = phrase("Automatic reply")
NO_WORKBOOK = phrase("The e-mail has no workbook, and it does not show which body it is from.")
FROM_NOBODY = phrase("The e-mail has no workbook, and no body of the plan has sent it.")
OF_NOBODY = phrase("The file is no workbook, and no body of the plan has sent the e-mail that it came in.")
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class HeldFile:
    """A returned file that waits for a person, and the reason; nothing in it is written.

    `written`: the text to show to people. `ignored`: the file is not an answer from any actor, so nobody is asked.
    """

    record: ReturnRecord
    reason: Phrase
    dispatch: Dispatch | None = None
    candidates: tuple[Candidate, ...] = ()
    written: str = ""
    ignored: bool = False


def is_answer(hash_: str, messages: Messages) -> bool:
    """Return whether a return may be an answer: not if it is a message, or came only with automatic replies."""
    own = messages.get(hash_, ())
    return not own or not (any(one.hash == hash_ for one in own) or all(one.copies for one in own))


class MailReturns:
    """Reads messages without a workbook, and adds the text of a message to the submission in its workbook."""

    def __init__(
        self, lookup: DispatchLookup, answers_from: AnswersFrom, names: PresentNames, messages: Messages
    ) -> None:
        self._lookup = lookup
        self._senders = Senders(answers_from, names, messages)
        self._names = names
        self._addresses = AddressIndex(names.register.actors)
        self._messages = messages

    def alone(self, hash_: str) -> ReceivedMailRecord | None:
        """Return the message if the return is itself a message; None if it is a file."""
        return next((one for one in self._messages.get(hash_, ()) if one.hash == hash_), None)

    def finished(
        self, record: ReturnRecord, data: bytes | Phrase, read: Submission | HeldFile
    ) -> Submission | HeldFile:
        """Return a file's submission with the text of its message; hold it if its sender may not answer."""
        if isinstance(read, HeldFile):
            if self._is_of_nobody(record, data):
                return HeldFile(record, OF_NOBODY, ignored=True)
            return replace(read, candidates=tuple(self._with_owner(record, read.candidates)))
        try:
            if record.state != "merged":
                self._senders.refuse(record, read.dispatch)
        except Rejected as refused:
            sent = read.dispatch
            return HeldFile(record, refused.reason, None, (Candidate(actor=sent.actor, round=sent.round),))
        return self.with_text(read, record)

    def read(self, record: ReturnRecord, message: ReceivedMailRecord) -> Submission | HeldFile:
        """Return a message as a remark of the actor that sent it, or as held if that is not certain."""
        if message.unread.template:
            return HeldFile(record, message.unread)
        found = self._dispatches(message)
        candidates = tuple(Candidate(actor=one.actor, round=one.round) for one in found)
        if not found:
            if message.doubt == AMBIGUOUS:
                return HeldFile(record, AMBIGUOUS, None, (), _written(message))
            if record.channel not in BY_HAND:
                return HeldFile(record, FROM_NOBODY, ignored=True)
            candidates = tuple(self._with_owner(record, self._lookup.candidates(record.name, Clues())))
        if len(found) != 1:
            return HeldFile(record, NO_WORKBOOK, None, candidates, _written(message))
        try:
            self._senders.refuse(record, found[0])
        except Rejected as refused:
            return HeldFile(record, refused.reason, None, candidates, _written(message))
        return self.as_from(record, message, found[0])

    def as_from(self, record: ReturnRecord, message: ReceivedMailRecord, dispatch: Dispatch) -> Submission:
        """Return a message as a remark of the actor that `dispatch` was sent to."""
        remark = _remark(record.hash, record, message, dispatch)
        return Submission(
            source=record.hash,
            file=record.name,
            received=remark.received,
            dispatch=replace(dispatch, rows=(), texts=()),
            remarks=(remark,),
        )

    def with_text(self, submission: Submission, record: ReturnRecord) -> Submission:
        """Return a workbook's submission with the text of each message that it came in added as a remark.

        The text of a message that is a return of its own is left to that.
        """
        messages = self._messages.get(record.hash, ())
        texts = {one.text: one for one in reversed(messages) if one.text and one.hash not in self._messages}
        remarks = (
            _remark(submission.source, record, one, submission.dispatch)
            for one in messages
            if texts.get(one.text) is one
        )
        return replace(submission, remarks=(*submission.remarks, *remarks))

    def _with_owner(self, record: ReturnRecord, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield the candidates of a file, first the last round of the actor whose inbox folder it was in."""
        owner = self._senders.owner(record)
        last = self._last_sent.get(owner.name) if owner else None
        own = Candidate(actor=last[0], round=last[1]) if last else None
        if own is not None:
            yield own
        yield from (one for one in candidates if one != own)

    def _is_of_nobody(self, record: ReturnRecord, data: bytes | Phrase) -> bool:
        """Return whether a file that cannot be a workbook came to a mailbox from a sender that is not an actor."""
        if record.channel in BY_HAND or isinstance(data, Phrase) or may_be_workbook(data):
            return False
        messages = self._messages.get(record.hash, ())
        known = (message.doubt == AMBIGUOUS or self._dispatches(message) for message in messages)
        return bool(messages) and not any(known)

    def _dispatches(self, message: ReceivedMailRecord) -> list[Dispatch]:
        """Return the dispatches that a message may answer.

        These are the dispatches whose codes are in its subject, else the last one to each actor with its address.
        """
        by_code = filter(None, map(self._lookup.dispatch, _WORD.findall(message.subject)))
        if found := list({one.code: one for one in by_code}.values()):
            return found
        actors = self._actors_of(message.confirmed or message.sender)
        last = filter(None, map(self._last_sent.get, actors))
        likeliest = (self._lookup.likeliest("", Clues(), actor, round_) for actor, round_ in last)
        return [one for one in likeliest if one is not None]

    @cached_property
    def _last_sent(self) -> Mapping[str, tuple[str, str]]:
        """Present name -> the last (actor, round) that the actor was sent something as."""
        sent = self._lookup.actors_and_rounds
        return {self._names.of(actor, round_): (actor, round_) for actor, round_ in sent}

    def _actors_of(self, address: str) -> Iterator[str]:
        """Yield the actors with this address; if there are none, those that the address may answer for."""
        yield from self._addresses.at(address) or (
            name for name in self._addresses.in_domain_of(address) if self._senders.may_answer(address, name)
        )


def _remark(source: str, record: ReturnRecord, message: ReceivedMailRecord, dispatch: Dispatch) -> Remark:
    return Remark(
        actor=dispatch.actor,
        round=dispatch.round,
        kind=AUTOMATIC if message.kind == "auto_reply" else E_MAIL,
        written=_written(message),
        received=local_moment(record.received),
        source=source,
        file=message.name,
        place=Place(file=message.name),
    )


def _written(message: ReceivedMailRecord) -> str:
    return message.text or message.subject or "–"
