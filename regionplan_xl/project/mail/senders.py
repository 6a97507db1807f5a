"""Who may answer for whom: a return from a mailbox counts only if it comes from an address of the actor."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from regionplan_xl.delivery.mail.addresses import domain_of, parse_addresses
from regionplan_xl.delivery.mail.who_may_answer import AnswersFrom, may_answer
from regionplan_xl.errors import Rejected
from regionplan_xl.excel.common.columns import ACTORS
from regionplan_xl.ledger.entries import NO_REASON, ReceivedMailRecord, ReturnDecision, ReturnRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.ledger.messages import ReceivedMessage
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Actor
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.mail.received_files import BY_HAND
from regionplan_xl.text import phrase

UNKNOWN_SENDER = phrase("It is not recorded who sent the file, so it is not known who answers.")
NOT_OF_ACTOR = phrase("The e-mail is from {address}, and that is no address of {actor} on «{sheet}».")
IN_FOLDER_OF = phrase(
    "The file was put in the folder of {owner} in the inbox, and its code is that of {actor}."
)
ONLY_COPIES = phrase("The workbook came with an automatic reply, so it may be the one that was sent out.")
Messages = Mapping[str, Sequence[ReceivedMailRecord]]
"""Hash of a return -> the messages that it came in."""


class Senders:
    """Decides whether a return counts, from its channel and the messages that it came in."""

    def __init__(self, answers_from: AnswersFrom, names: PresentNames, messages: Messages) -> None:
        self._answers_from: AnswersFrom = answers_from
        self._names = names
        self._register = names.register
        self._messages = messages

    def refuse(self, record: ReturnRecord, sent: Dispatch) -> None:
        """Raise `Rejected` with the reason if a return must wait although its content points to a dispatch."""
        actor, owner = self._names.of(sent.actor, sent.round), self.owner(record, sent.round)
        if owner is not None and not self._is_or_has(owner, actor):
            raise Rejected(IN_FOLDER_OF.with_values(owner=owner.name, actor=actor))
        messages = self._messages.get(record.hash, ())
        by_hand = record.channel in BY_HAND or any(message.channel in BY_HAND for message in messages)
        if not by_hand:
            confirmed = [message for message in messages if message.confirmed]
            if not confirmed:
                doubts = [message.doubt for message in messages if message.doubt.template]
                raise Rejected(doubts[0] if doubts else UNKNOWN_SENDER)
            messages = [message for message in confirmed if self.may_answer(message.confirmed, actor)]
            if not messages:
                values = {"address": confirmed[0].confirmed, "actor": actor, "sheet": ACTORS}
                raise Rejected(NOT_OF_ACTOR.with_values(**values))
        if messages and all(message.copies for message in messages):
            raise Rejected(ONLY_COPIES)

    def owner(self, record: ReturnRecord, round_: str = "") -> Actor | None:
        """Return the actor whose folder in the inbox the file was put in; None if it was in no actor's folder.

        The folder may have the name that the actor had in the round.
        """
        in_folder = record.channel in BY_HAND and record.sender and "@" not in record.sender
        return self._register.resolve(self._names.of(record.sender, round_)) if in_folder else None

    def _is_or_has(self, owner: Actor, actor: str) -> bool:
        known = self._register.resolve(actor)
        return known is not None and (known == owner or known in self._register.members_of(owner))

    def may_answer(self, address: str, actor: str) -> bool:
        """Return whether an address may answer for the actor called `actor`."""
        known = self._register.resolve(actor)
        return known is not None and may_answer(address, known.email, self._answers_from)


class AddressIndex:
    """The actors by their addresses, indexed once, because thousands of messages may have come."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        self._at: dict[str, list[str]] = defaultdict(list)
        self._in_domain: dict[str, list[str]] = defaultdict(list)
        for actor in actors:
            addresses = parse_addresses(actor.email).valid
            for address in addresses:
                self._at[address.casefold()].append(actor.name)
            for domain in dict.fromkeys(map(domain_of, addresses)):
                self._in_domain[domain].append(actor.name)

    def at(self, address: str) -> list[str]:
        """Return the names of the actors with this address."""
        return self._at.get(address.casefold(), [])

    def in_domain_of(self, address: str) -> list[str]:
        """Return the actors with an address in the domain of `address`; it may not answer for any others."""
        return self._in_domain.get(domain_of(address), [])


def retry_confirmed(
    ledger: Ledger, files: Iterable[ReturnRecord], messages: Iterable[ReceivedMessage]
) -> None:
    """Let returns that were held because of their sender wait again if they were now received in a way that may count.

    `files` are returns not in messages; those received by hand (folder, file) get that as their channel.
    """
    by_hand = [one for one in files if one.channel in BY_HAND]
    ledger.set_origins(by_hand)
    came = {one.hash for one in by_hand}
    for message in messages:
        if message.record.confirmed or message.record.channel in BY_HAND:
            came.update(one.hash for one in message.returns)
    held = [one for one in ledger.returns("held") if one.hash in came] if came else []
    earlier = ledger.mails_with(one.hash for one in held)
    ledger.set_returns(
        [
            ReturnDecision(hash=one.hash, state="waiting", reason=NO_REASON, dispatch="")
            for one in held
            if _is_about_sender(one, earlier.get(one.hash, ()))
        ]
    )


def _is_about_sender(record: ReturnRecord, earlier: Iterable[ReceivedMailRecord]) -> bool:
    reasons = {message.doubt for message in earlier} | {UNKNOWN_SENDER}
    templates = (NOT_OF_ACTOR.template, IN_FOLDER_OF.template)
    return record.reason in reasons or record.reason.template in templates


def bounced_register_addresses(messages: Iterable[ReceivedMailRecord], actors: Iterable[Actor]) -> list[str]:
    """Return the addresses on Aktørar, as written there, to which a message could not be delivered."""
    bounced = {address.casefold() for message in messages for address in message.bounced}
    written = (address for actor in actors for address in parse_addresses(actor.email).valid)
    return [address for address in dict.fromkeys(written) if address.casefold() in bounced]
