"""What became of receipts, as lines for people and as data."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.mailing.receipts.sending import SentReceipts
from regionplan_xl.text import Phrase, Translate, counted, phrase


def receipts_data(receipts: SentReceipts, translate: Translate) -> dict[str, Any]:
    """Return how many receipts are in each state, as JSON."""
    states = Counter(one.state for one in receipts.records)
    counts = {state: states[state] for state in ("sent", "drafted", "failed", "unsure")}
    return {**counts, "waiting": receipts.waiting, "reason": translate(receipts.reason) or None}


def receipt_lines(receipts: SentReceipts) -> Iterator[Phrase]:
    """Yield how many receipts were sent or written, and what is in the way of others."""
    states = Counter(one.state for one in receipts.records)
    if sent := states["sent"]:
        yield counted("{count} receipt was sent.", "{count} receipts were sent.", count=sent)
    if drafted := states["drafted"]:
        yield counted(
            "{count} receipt (.eml) is in a folder «receipts» in {folder}: open it, and send it.",
            "{count} receipts (.eml) are in folders «receipts» in {folder}: open them, and send them.",
            count=drafted,
            folder=receipts.folder,
        )
    if receipts.waiting:
        yield counted(
            "{count} receipt is not sent yet; the next merge sends it. {why}",
            "{count} receipts are not sent yet; the next merge sends them. {why}",
            count=receipts.waiting,
            why=receipts.reason,
        )
    yield from undelivered_receipts(receipts.records)


def open_receipt_lines(records: Sequence[MessageRecord]) -> Iterator[Phrase]:
    """Yield what is to be known of receipts that are not on their way."""
    if waiting := sum(one.state == "recorded" for one in records):
        yield counted(
            "{count} receipt is not sent yet; the next merge sends it.",
            "{count} receipts are not sent yet; the next merge sends them.",
            count=waiting,
        )
    yield from undelivered_receipts(records)


def undelivered_receipts(records: Sequence[MessageRecord]) -> Iterator[Phrase]:
    """Yield a line per receipt that no server took, or that may not have arrived."""
    for one in records:
        if one.state == "unsure":
            yield phrase(
                "It is not known whether the receipt to {actor} ({address}) arrived. {why}",
                actor=one.actor, address=one.address, why=one.reason,
            )  # fmt: skip
        elif one.state in ("failed", "bounced"):
            yield phrase(
                "The receipt to {actor} ({address}) did not arrive. {why}",
                actor=one.actor, address=one.address, why=one.reason,
            )  # fmt: skip
