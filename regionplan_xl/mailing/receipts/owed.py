"""Decide which answers get a receipt and who gets it; record the receipts before their merge.

A receipt goes only to an address of the actor that answers, so that a forged sender makes the program write to nobody
else. It never answers an automatic message, so that no two programs write to each other without end.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from regionplan_xl.delivery.mail.addresses import parse_addresses
from regionplan_xl.delivery.mail.incoming.automatic import is_automatic
from regionplan_xl.delivery.mail.incoming.header_lines import header_lines
from regionplan_xl.delivery.mail.incoming.mime import read_message
from regionplan_xl.delivery.mail.message import new_message_id
from regionplan_xl.ledger.entries import MessageRecord, ReceivedMailRecord, ReturnRecord
from regionplan_xl.ledger.messages import RECEIPT
from regionplan_xl.mailing.actor_letters import writes_drafts
from regionplan_xl.mailing.receipts.recorded import open_receipts, receipt_key, unread_key
from regionplan_xl.plan.merging.outcome import MergeOutcome
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.mail_returns import AUTOMATIC, E_MAIL
from regionplan_xl.project.mail.received_files import BY_HAND
from regionplan_xl.project.mail.senders import AddressIndex, Messages, Senders
from regionplan_xl.project.mail.try_outs import TRY_OUT
from regionplan_xl.project.submissions import FOR_NOW, ReadReturns


@dataclass(frozen=True)
class Recipient:
    """The recipient of a receipt: the actor, and its addresses in the order to try them (possibly none).

    `thread`: the Message-IDs of the conversation that the receipt continues.
    """

    actor: str
    addresses: tuple[str, ...]
    thread: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwedReceipt:
    """A receipt to record. `sent`: the dispatch that the answer is to; None if it is not known."""

    key: str
    recipient: Recipient
    sent: Dispatch | None


class Recipients:
    """Finds the recipient of the receipt for an answer, from the messages that it came in."""

    def __init__(self, project: Project, plan: Plan, messages: Messages) -> None:
        self._project = project
        self._actors = {actor.name: actor for actor in plan.actors}
        self._addresses = AddressIndex(plan.actors)
        self._names = PresentNames(project.ledger, plan)
        self._senders = Senders(project.config.delivery.answers_from, self._names, messages)
        self._messages = messages

    @classmethod
    def of(cls, project: Project, plan: Plan, hashes: Iterable[str]) -> "Recipients":
        """Return a `Recipients` for returned files with these hashes."""
        return cls(project, plan, project.ledger.mails_with(hashes))

    def find(self, record: ReturnRecord, actor: str, accepted: bool = False) -> Recipient | None:
        """Return the recipient of the receipt for a return; None if nobody gets one.

        `actor`: the present name of the actor that answers; "" if only the sender shows it. `accepted`: the secretariat
        has decided it.
        """
        messages = self._messages.get(record.hash, ())
        if any(one.hash == record.hash for one in messages):
            return None  # a message without a workbook is answered by people
        people = [one for one in messages if self._is_from_a_person(one)]
        if messages and not people:
            return None
        for message in people:
            found = self.find_sender(message, actor)
            if found is not None:
                return found
        counts = accepted or record.channel in BY_HAND or any(one.channel in BY_HAND for one in people)
        return self._at_its_addresses(actor, people) if counts else None

    def present_name(self, sent: Dispatch | None) -> str:
        """Return what the actor of a dispatch is called now; "" without a dispatch."""
        return self._names.of(sent.actor, sent.round) if sent else ""

    def may_get_one(self, message: ReceivedMailRecord) -> bool:
        """Return whether a mailbox has confirmed that a message is from an actor of the plan."""
        address = message.confirmed
        names = self._addresses.in_domain_of(address)
        return bool(self._addresses.at(address)) or any(
            self._senders.may_answer(address, name) for name in names
        )

    def find_tried(self, message: ReceivedMailRecord, actor: str) -> Recipient | None:
        """Return the recipient of the receipt for a try-out; `actor`: the actor of the workbook in the message."""
        if not self._is_from_a_person(message):
            return None
        if message.channel in BY_HAND:
            return self._at_its_addresses(actor, [message])
        return self.find_sender(message, actor) or self.find_sender(message, "")

    def find_sender(self, message: ReceivedMailRecord, actor: str) -> Recipient | None:
        """Return the actor that a message is from as recipient, if the mailbox confirmed the sender; otherwise None."""
        address = message.confirmed
        if not address or not self._is_from_a_person(message):
            return None
        own = self._addresses.at(address)
        name = actor or (own[0] if len(own) == 1 else "")
        if not name or not (name in own or self._senders.may_answer(address, name)):
            return None
        return self._at_its_addresses(name, [message], first=address if name in own else "")

    def _at_its_addresses(
        self, actor: str, messages: Sequence[ReceivedMailRecord], first: str = ""
    ) -> Recipient | None:
        known = self._actors.get(actor)
        if known is None:
            return None
        addresses = sorted(
            parse_addresses(known.email).valid, key=lambda one: one.casefold() != first.casefold()
        )
        message = next(iter(messages), None)
        thread = (*reversed(message.answers), message.message_id) if message else ()
        return Recipient(actor, tuple(addresses), tuple(filter(None, thread)))

    def _is_from_a_person(self, message: ReceivedMailRecord) -> bool:
        """Return whether nothing in a message shows that it was sent automatically."""
        if message.kind not in ("reply", TRY_OUT) or message.copies or message.unread.template:
            return False
        with suppress(OSError):
            raw = (self._project.folder / message.path).read_bytes()
            fields = (f"{name}: {value}\r\n" for name, value in header_lines(raw).fields)
            return not is_automatic(read_message("".join(fields).encode() + b"\r\n"))
        return False


def plan_receipts(project: Project, plan: Plan, returns: ReadReturns, outcome: MergeOutcome) -> None:
    """Record the receipts that a merge owes, before it is committed; they are sent after that."""
    wants = project.config.delivery.wants_receipt
    if (
        not wants(True)
        or not (returns.submissions or returns.held)
        or not writes_drafts(project, plan.actors)
    ):
        return
    ledger = project.ledger
    records = {one.hash: one for one in (*ledger.returns("waiting"), *ledger.returns("held"))}
    found = Recipients.of(project, plan, records)
    waits = {question.source for question in outcome.questions}
    says_new = _says_new(project, outcome) | waits
    earlier = {record.dispatch for record in ledger.returns("merged")}
    # An unsent receipt that says that the file was not taken in is written when sent, so it covers the new result too.
    open_ = {one.key for one in open_receipts(ledger.messages(kind=RECEIPT))}
    owed: list[OwedReceipt] = []
    for one in returns.submissions:
        record, sent = records.get(one.source), one.dispatch
        # No receipt for a return without news, as when a mail program sends back what it got.
        if (
            record is None
            or (one.source not in says_new and sent.code in earlier)
            or not wants(one.source in waits)
            or unread_key(one.source) in open_
        ):
            continue
        earlier.add(sent.code)
        recipient = found.find(record, found.present_name(sent), accepted=one.placed == "file")
        owed += _owed(receipt_key(one.source), recipient, sent)
    for file in returns.held:
        if file.reason not in FOR_NOW and file.record.hash in records:
            recipient = found.find(file.record, found.present_name(file.dispatch))
            owed += _owed(unread_key(file.record.hash), recipient, file.dispatch)
    record_receipts(project, owed)


def _says_new(project: Project, outcome: MergeOutcome) -> set[str]:
    """Return the hashes of files with new content; the text of the message that they came in does not count."""
    remarks = (one.source for one in outcome.remarks if one.kind not in (E_MAIL, AUTOMATIC))
    proposals = (one.source for one in project.ledger.new_proposals(outcome.proposals))
    return {*(change.source for change in outcome.changes), *outcome.correcting, *remarks, *proposals}


def _owed(key: str, recipient: Recipient | None, sent: Dispatch | None) -> Iterator[OwedReceipt]:
    if recipient is not None:
        yield OwedReceipt(key, recipient, sent)


def record_receipts(project: Project, owed: Iterable[OwedReceipt]) -> None:
    """Record receipts, which are sent later; do nothing before the first round."""
    now, sender = project.now(), project.config.delivery.sender or ""
    latest = project.ledger.latest_round()
    if latest is None:
        return
    project.ledger.record_messages(
        MessageRecord(
            message_id=new_message_id(sender), key=one.key, kind=RECEIPT,
            round=one.sent.round if one.sent else latest.name, actor=one.recipient.actor,
            address=next(iter(one.recipient.addresses), ""), code=one.sent.code if one.sent else "",
            recorded=now, changed=now,
        )
        for one in owed
    )  # fmt: skip
