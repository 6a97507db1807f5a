"""Every message is recorded in the ledger before it is sent."""

from dataclasses import replace
from datetime import timedelta

from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.text import phrase
from tests.ledger.example import NOON


def message(actor: str, message_id: str = "", round_: str = "2025-1") -> MessageRecord:
    return MessageRecord(
        message_id=message_id or f"<{actor}@example.org>", key=f"workbook/{round_}/{actor}", kind="workbook",
        round=round_, actor=actor, address=f"{actor}@example.org", code="K7Q-2M4", recorded=NOON, changed=NOON,
    )  # fmt: skip


def test_a_message_that_is_recorded_already_keeps_its_id_and_its_state(ledger: Ledger) -> None:
    first = ledger.record_messages([message("Gol")])
    ledger.set_message("<Gol@example.org>", "sent", NOON, "Gol@example.org")
    again = ledger.record_messages([message("Hol"), message("Gol", "<another@example.org>")])
    assert first == (message("Gol"),)
    assert again == (message("Hol"), replace(message("Gol"), state="sent"))
    assert {one.actor: one.message_id for one in ledger.messages("2025-1")} == {
        "Gol": "<Gol@example.org>", "Hol": "<Hol@example.org>",
    }  # fmt: skip


def test_what_became_of_a_message_is_on_record_with_its_reason(ledger: Ledger) -> None:
    ledger.record_messages([message("Gol"), message("Hol", round_="2025-2")])
    later, why = NOON + timedelta(hours=1), phrase("There is no password for {user}.", user="Kari")
    ledger.set_message("<Gol@example.org>", "failed", later, "post@gol.no", why)
    (found,) = ledger.messages("2025-1")
    assert found == replace(message("Gol"), state="failed", changed=later, address="post@gol.no", reason=why)
    assert len(ledger.messages()) == 2


def test_each_mailbox_has_a_bookmark_of_its_own(ledger: Ledger) -> None:
    assert ledger.bookmark("graph plan@example.org (inbox)") == ""
    ledger.set_bookmark("graph plan@example.org (inbox)", "https://graph.example/delta?a")
    ledger.set_bookmark("graph plan@example.org (inbox)", "https://graph.example/delta?b")
    ledger.set_bookmark("mail other@example.org", "x")
    assert ledger.bookmark("graph plan@example.org (inbox)") == "https://graph.example/delta?b"
