"""Parse a received message into its sender, text and files. Nothing in it is verified."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from regionplan_xl.delivery.mail.incoming.automatic import (
    bounced_addresses,
    is_automatic,
    replies_by_itself,
    returned_message_ids,
    sender_of,
)
from regionplan_xl.delivery.mail.incoming.mail import LONGEST_TEXT, Mail, is_outlook_message, looks_like_mail
from regionplan_xl.delivery.mail.incoming.mime import Part, decoded_header, parts_of, read_message
from regionplan_xl.delivery.mail.incoming.outlook import open_outlook_message, unpack_tnef
from regionplan_xl.delivery.mail.incoming.own_text import own_text, text_of_page
from regionplan_xl.delivery.mail.incoming.uuencoded import take_out_files
from regionplan_xl.errors import Rejected
from regionplan_xl.file_names import safe_path
from regionplan_xl.text import writable

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,300}>")
_MOST_FILES = 500
_LEVELS_OF_FILES = 5  # of messages attached to messages
# Parts that mail programs add by themselves, which are never answers.
_NO_ANSWERS = frozenset({
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "text/calendar",
    "text/vcard", "text/x-vcard", "message/delivery-status", "message/global-delivery-status",
    "message/disposition-notification", "text/rfc822-headers", "message/global-headers", "application/ics",
    "application/applefile",
})  # fmt: skip
_ADDED_TEXT = re.compile(r"ATT\d{3,8}\.(?:txt|html?)", re.IGNORECASE)
_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
}


def take_apart(data: bytes) -> Mail:
    """Parse the message in `data`; raise `Rejected`, worded for its sender, if it cannot be read."""
    if is_outlook_message(data):
        return _of_outlook(data)
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    headers = read_message(data)
    parts = list(parts_of(headers))
    name, address = sender_of(headers)
    mail = Mail(
        message_id=next(iter(_ids(headers.get("message-id"))), ""),
        answers=_answered(headers.get("in-reply-to"), headers.get("references")),
        subject=decoded_header(headers.get("subject", "")),
        name=name,
        address=address,
        date=_moment(headers.get("date")),
    )
    bounced = bounced_addresses(headers, parts)
    if bounced or headers.get_content_type() == "multipart/report":
        # A report returns the original message, whose files are not answers.
        parts = [part for part in parts if not part.forwarded]
    files, pictures = _files(parts)
    mail = replace(mail, text=_text(parts), files=files, pictures=pictures, copies=replies_by_itself(headers))
    if bounced and not files:
        answers = tuple(dict.fromkeys((*mail.answers, *_ids(returned_message_ids(headers)))))
        return replace(mail, kind="bounce", bounced=bounced, answers=answers)
    return replace(mail, kind="auto_reply" if is_automatic(headers) and not files else "reply")


def _of_outlook(data: bytes) -> Mail:
    saved = open_outlook_message(data)
    headers = read_message(saved.headers.encode("utf-8", "replace"))
    name, address = sender_of(headers)
    return Mail(
        message_id=next(iter(_ids(headers.get("message-id"))), ""),
        answers=_answered(headers.get("in-reply-to"), headers.get("references")),
        subject=" ".join(saved.subject.split()),
        name=name,
        address=address or saved.address,
        date=_moment(headers.get("date")) or saved.sent,
        kind="auto_reply" if is_automatic(headers) and not saved.files else "reply",
        text=writable(own_text(saved.text), LONGEST_TEXT),
        files=tuple(_unfolded((safe_path(name), content) for name, content in saved.files)),
        copies=replies_by_itself(headers),
    )


def _files(parts: Sequence[Part]) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
    """Return the files that may be answers, and the names of the pictures that belong to the text."""
    pictures = tuple(safe_path(part.name or part.kind) for part in parts if _is_picture_in_text(part))
    files: list[tuple[str, bytes]] = []
    for part in parts:
        if _is_text(part):
            files += [(safe_path(name), data) for name, data in take_out_files(part.text())[1]]
        if _is_text(part) or _is_picture_in_text(part) or part.kind in _NO_ANSWERS:
            continue
        name, content = part.name, part.data()
        if part.kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
            unpacked = unpack_tnef(content)
            files += [
                (safe_path(inside), data) for inside, data in unpacked or ((name or "winmail.dat", content),)
            ]
        elif content:
            files.append((safe_path(name or f"vedlegg{_ENDINGS.get(part.kind, '')}"), content))
        if len(files) > _MOST_FILES:
            break
    return tuple(_unfolded(files)), pictures


def _unfolded(files: Iterable[tuple[str, bytes]], level: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield the files; replace each that is itself a message by the files in it."""
    for name, content in files:
        if level < _LEVELS_OF_FILES and looks_like_mail(content):
            with suppress(Rejected):
                inside = take_apart(content).files
                yield from ((f"{name}/{inner}", data) for inner, data in inside)
                continue
        yield name, content


def _is_text(part: Part) -> bool:
    if part.kind not in ("text/plain", "text/html"):
        return False
    return _ADDED_TEXT.fullmatch(part.name) is not None or not (part.name or part.is_attached)


def _is_picture_in_text(part: Part) -> bool:
    """Return whether a part is an inline picture such as a logo; a Content-ID alone does not prove that."""
    in_text = part.related or not part.is_attached
    return part.kind.startswith("image/") and in_text and "content-id" in part.message


def _text(parts: Iterable[Part]) -> str:
    """Return the writer's own text; if a forwarded message has no text above it, the text of that message."""
    by_level: dict[int, dict[tuple[int, int], dict[str, str]]] = {}
    for number, part in enumerate(parts):
        if _is_text(part):
            group = (part.choice, 0 if part.choice else number)
            said = by_level.setdefault(part.forwarded, {}).setdefault(group, {})
            said[part.kind] = (said.get(part.kind, "") + "\n" + take_out_files(part.text())[0]).strip()
    for level in sorted(by_level):
        texts = (own_text(_plain(said)) for said in by_level[level].values())
        if found := "\n\n".join(filter(None, texts)):
            return writable(found, LONGEST_TEXT)
    return ""


def _plain(said: dict[str, str]) -> str:
    return said.get("text/plain", "").strip() or text_of_page(said.get("text/html", ""))


def _ids(written: object) -> list[str]:
    return _MESSAGE_ID.findall(str(written or "")[:LONGEST_TEXT])


def _answered(in_reply_to: object, references: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_ids(in_reply_to), *reversed(_ids(references)))))[:50]


def _moment(written: object) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        found = parsedate_to_datetime(str(written))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None
