"""Serialise a parsed message: the child sends it as plain data, and the parent checks that data."""

from datetime import datetime
from typing import Any

from regionplan_xl.delivery.mail.incoming.mail import LONGEST_TEXT, Mail
from regionplan_xl.file_names import safe_path
from regionplan_xl.sandbox.protocol import ProtocolError, as_text

_LONGEST_LINE = 1_000
_MOST = 1_000


def mail_to_plain(mail: Mail) -> dict[str, object]:
    """Return a message as plain data, without its attachments."""
    return {
        "message_id": mail.message_id,
        "answers": mail.answers,
        "subject": mail.subject,
        "name": mail.name,
        "address": mail.address,
        "date": mail.date.isoformat() if mail.date else None,
        "kind": mail.kind,
        "bounced": mail.bounced,
        "text": mail.text,
        "pictures": mail.pictures,
        "copies": mail.copies,
    }


def mail_from_plain(plain: Any, files: tuple[tuple[str, bytes], ...]) -> Mail:
    """Return the message from plain data of `mail_to_plain`, with its files; raise `ProtocolError` if invalid."""
    if plain["kind"] not in ("reply", "auto_reply", "bounce"):
        raise ProtocolError
    date = None if plain["date"] is None else datetime.fromisoformat(as_text(plain["date"]))
    if date is not None and date.tzinfo is None:
        raise ProtocolError
    return Mail(
        message_id=_line(plain["message_id"]),
        answers=tuple(map(_line, plain["answers"][:_MOST])),
        subject=_line(plain["subject"]),
        name=_line(plain["name"]),
        address=_line(plain["address"]),
        date=date,
        kind=plain["kind"],
        bounced=tuple(map(_line, plain["bounced"][:_MOST])),
        text=as_text(plain["text"])[:LONGEST_TEXT],
        files=tuple((safe_path(name), data) for name, data in files),
        pictures=tuple(map(_line, plain["pictures"][:_MOST])),
        copies=plain["copies"] is True,
    )


def _line(value: object) -> str:
    return " ".join(as_text(value)[:_LONGEST_LINE].split())
