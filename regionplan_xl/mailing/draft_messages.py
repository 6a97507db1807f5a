"""Write messages as drafts for a person to send; record each before writing it, and as drafted after."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from regionplan_xl.delivery.mail.message import render_draft
from regionplan_xl.files import write_atomically
from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.mailing.message_sender import ToSend, with_next_keys
from regionplan_xl.project.folder import Project


def write_drafts(
    project: Project, to_send: Sequence[ToSend], path_of: Callable[[ToSend], Path]
) -> Iterator[MessageRecord]:
    """Write a draft of each message to the path from `path_of`, and yield its record."""
    to_send = with_next_keys(project, to_send)
    now, sender = project.now(), project.config.delivery.sender or ""
    records = project.ledger.record_messages(one.record(sender, now) for one in to_send)
    for one, record in zip(to_send, records, strict=True):
        letter, files = one.letter()
        to, at = next(iter(one.addresses), ""), project.now()
        draft = render_draft(letter, to, sender if one.actor else "", one.code, files)
        write_atomically(path_of(one), draft)
        project.ledger.set_message(record.message_id, "drafted", at, to)
        yield replace(record, state="drafted", changed=at, address=to)
