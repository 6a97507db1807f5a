"""The state of receipts and try-outs, as lines for people and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regionplan_xl.ledger.entries import MessageRecord, ReceivedMailRecord
from regionplan_xl.mailing.receipts.dismissed import Listed, is_undelivered, listed
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, Translate, counted, phrase

if TYPE_CHECKING:
    from regionplan_xl.mailing.receipts.sending import SentReceipts
    from regionplan_xl.mailing.receipts.tried_files import TriedFile

_SHOWN = 10  # names of e-mails


@dataclass(frozen=True)
class ReceiptState:
    """The receipts not known to be sent, and the try-outs of actors that have not answered since."""

    found: Listed

    @property
    def tried(self) -> Sequence[ReceivedMailRecord]:
        """The unanswered try-outs."""
        return self.found.tried

    def data(self) -> dict[str, Any]:
        """Return the state as JSON-compatible data."""
        tried = [
            {"file": one.name, "sender": one.sender, "received": one.received.isoformat()}
            for one in self.tried
        ]
        dismissed = [
            {"name": one.name, "state": one.state, "at": one.at.isoformat(), "by": one.by}
            for one in self.found.dismissed
        ]
        states = dict(Counter(one.state for one in self.found.receipts))
        return {"receipts": states, "try_outs": tried, "dismissed": dismissed}

    def lines(self) -> Iterator[Phrase]:
        """Yield the state as lines for people."""
        yield from open_receipt_lines(self.found.receipts)
        yield from try_out_lines(self.tried)
        if self.tried or any(map(is_undelivered, self.found.receipts)):
            yield phrase("What nobody follows up is listed until «regionplan status --dismiss NAME».")


def receipts_of(project: Project, plan: Plan) -> ReceiptState:
    """Return the state of a project's receipts and try-outs."""
    return ReceiptState(listed(project, plan))


def receipts_data(receipts: SentReceipts, translate: Translate) -> dict[str, Any]:
    """Return the number of receipts in each state, as JSON-compatible data."""
    states = Counter(one.state for one in receipts.records)
    counts = {state: states[state] for state in ("sent", "drafted", "failed", "unsure")}
    return {**counts, "waiting": receipts.waiting, "reason": translate(receipts.reason) or None}


def receipt_lines(receipts: SentReceipts) -> Iterator[Phrase]:
    """Yield the numbers of receipts sent and written as drafts, and why others were not sent."""
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


def tried_data(tried: Sequence[TriedFile], translate: Translate) -> list[dict[str, Any]]:
    """Return the files that were tried out, as JSON-compatible data."""
    return [{"file": one.name, "reason": translate(one.reason) or None} for one in tried]


def tried_line(one: TriedFile) -> Phrase:
    """Return a line about a file that was tried out."""
    if one.reason:
        return phrase("  {file}: cannot be tried out now; {why}", file=one.name, why=one.reason)
    return phrase("  {file}: tried out; the receipt is next to it, in inbox/try", file=one.name)


def try_out_lines(messages: Sequence[ReceivedMailRecord]) -> Iterator[Phrase]:
    """Yield a line that lists the try-out e-mails, so that no real answer among them is overlooked."""
    if messages:
        yield counted(
            "{count} answer was only tried out, and counts for nothing until it is sent again: {names}.",
            "{count} answers were only tried out, and count for nothing until they are sent again: {names}.",
            count=len(messages),
            names=", ".join(one.name for one in messages[:_SHOWN]),
        )


def open_receipt_lines(records: Sequence[MessageRecord]) -> Iterator[Phrase]:
    """Yield lines about receipts that are not sent."""
    if waiting := sum(one.state == "recorded" for one in records):
        yield counted(
            "{count} receipt is not sent yet; the next merge sends it.",
            "{count} receipts are not sent yet; the next merge sends them.",
            count=waiting,
        )
    yield from undelivered_receipts(records)


def undelivered_receipts(records: Sequence[MessageRecord]) -> Iterator[Phrase]:
    """Yield a line for each receipt that did not arrive, or may not have."""
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
