"""Recorded receipts and try-outs, for listing; this module does not import the readers of returns."""

from collections import defaultdict
from collections.abc import Iterable

from regionplan_xl.ledger.entries import MessageRecord, ReceivedMailRecord
from regionplan_xl.ledger.messages import RECEIPT
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.senders import AddressIndex
from regionplan_xl.project.mail.try_outs import TRY_OUT


def receipt_key(hash_: str) -> str:
    """Return the key of the receipt for a returned file or a try-out message."""
    return f"{RECEIPT}/{hash_}"


def unread_key(hash_: str) -> str:
    """Return the key of the receipt that says that a file was not taken in; if it is later, it gets another receipt."""
    return f"{receipt_key(hash_)}/unread"


def hash_of(record: MessageRecord) -> str:
    """Return the hash of the file, or of the try-out message, that a receipt is for."""
    return record.key.split("/")[1]


def open_receipts(messages: Iterable[MessageRecord]) -> list[MessageRecord]:
    """Return the receipts that are not known to be sent."""
    return [one for one in messages if one.state not in ("sent", "drafted")]


def try_outs(project: Project) -> list[ReceivedMailRecord]:
    """Return the try-out messages."""
    return list(project.ledger.received_mails(TRY_OUT))


def unanswered_try_outs(project: Project, plan: Plan) -> list[ReceivedMailRecord]:
    """Return the try-out messages of actors from which no answer has been merged since.

    A message from an unknown actor is included.
    """
    messages = try_outs(project)
    if not messages:
        return []
    ledger, names, addresses = project.ledger, PresentNames(project.ledger, plan), AddressIndex(plan.actors)
    receipts = defaultdict[str, set[str]](set)
    for one in names.messages(ledger.messages(kind=RECEIPT)):
        receipts[hash_of(one)].add(one.actor)
    mails = ledger.received_mail_hashes()
    merged = [one for one in ledger.returns("merged") if one.hash not in mails]
    # In the order they were received.
    last = {names.of(one.actor, one.round): one.received for one in merged}

    def is_answered(message: ReceivedMailRecord) -> bool:
        actors = receipts.get(message.hash) or addresses.at(message.confirmed or message.sender)
        return bool(actors) and all(name in last and last[name] > message.received for name in actors)

    return [one for one in messages if not is_answered(one)]
