"""Render a message as bytes (RFC 5322, MIME): a letter as text and HTML, with files attached."""

import re
from base64 import encodebytes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, make_msgid, parseaddr
from typing import NamedTuple

from regionplan_xl.delivery.mail.addresses import domain_of, parse_address
from regionplan_xl.delivery.mail.drafts import UNSENT, seal_draft
from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.file_names import printable_name, safe_name
from regionplan_xl.text import squeeze

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Placeholder for the body of a part during rendering; no header line begins with it (RFC 5322 section 2.2).
_BODY = "=_"
# Python's older e-mail API takes half the time of `EmailMessage`, and accepts any character in a name.
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)
_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP
# Short enough for the first encoded word to fit on the header's first line; some programs show an empty one as a space.
_LONGEST_WORD = 60
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")
_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_LONGEST_ID, _MOST_IDS = 250, 10
# Suppress out-of-office replies: RFC 3834 section 5, and Exchange's own header.
_AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}


@dataclass(frozen=True)
class Attachment:
    """An attached file: its name, safe for mail programs, and its bytes."""

    name: str
    data: bytes


class LetterWithFiles(NamedTuple):
    """A letter, and the files to attach to it."""

    letter: Letter
    files: tuple[Attachment, ...] = ()


def workbook_attachment(actor: str, round_: str, book: bytes) -> Attachment:
    """Return an actor's workbook as an attachment, named after the actor and the round."""
    return Attachment(f"{safe_name(f'{actor} {round_}')}.xlsx", book)


def render_draft(letter: Letter, to: str, reply_to: str, code: str, files: tuple[Attachment, ...]) -> bytes:
    """Render a draft without a sender; an empty `to` leaves the recipient to the person who sends it.

    The same letter and files give the same bytes.
    """
    headers = {UNSENT[0]: UNSENT[1], "To": to, **_answers_to(reply_to, code)}
    return seal_draft(_render(letter, headers, files, code))


def render_message(
    letter: Letter,
    *,
    sender: str,
    to: str,
    message_id: str,
    sent: datetime,
    code: str = "",
    files: tuple[Attachment, ...] = (),
    thread: tuple[str, ...] = (),
) -> bytes:
    """Render a message that the program itself sends; `sender` is «Name <address>», `sent` an aware time.

    `thread`: the Message-IDs of a conversation; the last one is that of the message to reply to.
    """
    headers = {
        "From": _mailbox(*_parsed(sender)),
        "To": to,
        "Date": format_datetime(sent),
        "Message-ID": message_id,
        **_answers_to(sender, code),
        **_AUTOMATIC,
        **_in_thread(thread),
    }
    return _render(letter, headers, files, code)


def _in_thread(thread: tuple[str, ...]) -> dict[str, str]:
    """Return the headers of a reply (RFC 5322 section 3.6.4, RFC 3834 section 3.1.6); invalid ids are left out."""
    known = [one for one in thread if len(one) <= _LONGEST_ID and _ID.fullmatch(one)]
    if not known or known[-1] != thread[-1]:
        return {}
    replied = {"Auto-Submitted": "auto-replied", "In-Reply-To": known[-1]}
    return {**replied, "References": " ".join(known[-_MOST_IDS:])}


def new_message_id(sender: str) -> str:
    """Return a new unique Message-ID in the sender's domain."""
    return make_msgid(domain=domain_of(parse_address(sender)) or "localhost")


def _answers_to(sender: str, code: str) -> dict[str, str]:
    """Return the Reply-To header; its name has the code, so that a reply has it even under another subject."""
    name, address = _parsed(sender)
    return {"Reply-To": _mailbox(squeeze(f"{name} {code}"), address)} if address else {}


def _parsed(sender: str) -> tuple[str, str]:
    """Return (name, address) of «Name <address>»; without a name, use the part before the @."""
    name, address = parseaddr(sender)[0], parse_address(sender)
    return squeeze(printable_name(name)) or address.partition("@")[0], address


def _mailbox(name: str, address: str) -> str:
    """Return «name <address>», with the name encoded (RFC 2047) unless it is plain."""
    return f"{_encoded(name)} <{address}>" if name else address


def _encoded(text: str) -> str:
    """Return a text for a header: unchanged if it is plain, else as encoded words (RFC 2047)."""
    return text if _PLAIN.fullmatch(text) else Header(text, "utf-8", _LONGEST_WORD).encode(linesep="").strip()


def _render(letter: Letter, headers: Mapping[str, str], files: tuple[Attachment, ...], mark: str) -> bytes:
    """Render the message; `mark` makes the boundaries between its parts deterministic."""
    # «=_» occurs neither in quoted-printable text nor in base64 (RFC 2045 section 6.7).
    message = words = MIMEMultipart("alternative", f"=_{mark}_1")
    bodies = [_attach_text(words, letter.text, "plain"), _attach_text(words, letter.html, "html")]
    if files:
        message = MIMEMultipart("mixed", f"=_{mark}_0", (words,))
        bodies += [_attach_file(message, file) for file in files]
    message["Subject"] = _encoded(squeeze(printable_name(letter.subject)))
    for name, value in headers.items():
        if value:
            message[name] = value
    return _with_bodies(message, bodies)


def _with_bodies(message: MIMEMultipart, bodies: Sequence[bytes]) -> bytes:
    """Insert the bodies into the rendered message; this is faster than letting the library process them by line."""
    head, *rest = message.as_bytes(policy=_POLICY).split(f"\r\n\r\n{_BODY}\r\n".encode())
    pieces = [head]
    for body, after in zip(bodies, rest, strict=True):
        pieces += (b"\r\n\r\n", body, b"\r\n", after)
    return b"".join(pieces)


def _attach_text(message: MIMEMultipart, text: str, kind: str) -> bytes:
    """Add a part for a text with a placeholder as body; return the body."""
    part = MIMENonMultipart("text", kind)
    part.set_payload(text, _QUOTED_PRINTABLE)
    body = str(part.get_payload()).replace("\n", "\r\n").encode("ascii")
    part.set_payload(_BODY)
    message.attach(part)
    return body


def _attach_file(message: MIMEMultipart, file: Attachment) -> bytes:
    """Add a part for a file with a placeholder as body; return the body."""
    part = MIMENonMultipart("application", _XLSX)
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", file.name))
    part.set_payload(_BODY)
    message.attach(part)
    return encodebytes(file.data).replace(b"\n", b"\r\n")
