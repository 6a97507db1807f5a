"""A message as bytes (RFC 5322, MIME): a letter as text and HTML, with the workbook attached."""

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

from regionplan_xl.delivery.mail.addresses import domain_of, parse_address
from regionplan_xl.delivery.mail.drafts import UNSENT, seal_draft
from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.file_names import printable_name, safe_name
from regionplan_xl.text import squeeze

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Stands for the body of a part while the message is made; no line of a header begins so (RFC 5322 section 2.2).
_BODY = "=_"
# The older half of Python's library takes half the time of `EmailMessage`, and any character in a name.
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)
_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP
# So that the first encoded word fits beside the name of its header; an empty line there is a space to some programs.
_LONGEST_WORD = 60
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")
_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_LONGEST_ID, _MOST_IDS = 250, 10
# RFC 3834 section 5, and what Exchange reads: nobody's out-of-office message is wanted as an answer.
_AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}


@dataclass(frozen=True)
class Attachment:
    """A file of a message: its name, without what a mail program would not take, and its bytes."""

    name: str
    data: bytes


def workbook_attachment(actor: str, round_: str, book: bytes) -> Attachment:
    """Return an actor's workbook as an attachment called after the actor and the round."""
    return Attachment(f"{safe_name(f'{actor} {round_}')}.xlsx", book)


def render_draft(letter: Letter, to: str, reply_to: str, code: str, files: tuple[Attachment, ...]) -> bytes:
    """Return a draft; `to` "" leaves the address to whoever sends it, and no sender is named.

    The same letter and files give the same bytes.
    """
    headers = {UNSENT[0]: UNSENT[1], "To": to, **_answers_to(reply_to, code)}
    return seal_draft(_render(letter, headers, files, code))


def render_message(
    letter: Letter,
    sender: str,
    to: str,
    message_id: str,
    sent: datetime,
    code: str,
    files: tuple[Attachment, ...],
    thread: tuple[str, ...] = (),
) -> bytes:
    """Return a message that the program itself sends; `sender` is «Name <address>», `sent` a time with its zone.

    `thread` are the Message-IDs of a conversation, the last of them that of the message which is answered.
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
    """Return the headers of an answer (RFC 5322 section 3.6.4, RFC 3834 section 3.1.6); other ids are left out."""
    known = [one for one in thread if len(one) <= _LONGEST_ID and _ID.fullmatch(one)]
    if not known or known[-1] != thread[-1]:
        return {}
    replied = {"Auto-Submitted": "auto-replied", "In-Reply-To": known[-1]}
    return {**replied, "References": " ".join(known[-_MOST_IDS:])}


def new_message_id(sender: str) -> str:
    """Return a Message-ID that no other message has, in the domain of the sender."""
    return make_msgid(domain=domain_of(parse_address(sender)) or "localhost")


def _answers_to(sender: str, code: str) -> dict[str, str]:
    """Where an answer goes: the code is in the name, so that it is in the answer even under another subject."""
    name, address = _parsed(sender)
    return {"Reply-To": _mailbox(squeeze(f"{name} {code}"), address)} if address else {}


def _parsed(sender: str) -> tuple[str, str]:
    """Return name and address of «Name <address>»; without a name, what is before the @."""
    name, address = parseaddr(sender)[0], parse_address(sender)
    return squeeze(printable_name(name)) or address.partition("@")[0], address


def _mailbox(name: str, address: str) -> str:
    """Return «name <address>»; a name that is no plain word is an encoded word (RFC 2047)."""
    return f"{_encoded(name)} <{address}>" if name else address


def _encoded(text: str) -> str:
    """Return a text for a header, as it is if it is short and plain, else as encoded words (RFC 2047)."""
    return text if _PLAIN.fullmatch(text) else Header(text, "utf-8", _LONGEST_WORD).encode(linesep="").strip()


def _render(letter: Letter, headers: Mapping[str, str], files: tuple[Attachment, ...], mark: str) -> bytes:
    """Return the message; `mark` is in the lines between its parts, which are then always the same."""
    # «=_» is in no quoted-printable text and in no base64 (RFC 2045 section 6.7).
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
    """Return the message with the bodies of its parts, which the library would look at line by line."""
    head, *rest = message.as_bytes(policy=_POLICY).split(f"\r\n\r\n{_BODY}\r\n".encode())
    pieces = [head]
    for body, after in zip(bodies, rest, strict=True):
        pieces += (b"\r\n\r\n", body, b"\r\n", after)
    return b"".join(pieces)


def _attach_text(message: MIMEMultipart, text: str, kind: str) -> bytes:
    """Add a part for a text, and return its body."""
    part = MIMENonMultipart("text", kind)
    part.set_payload(text, _QUOTED_PRINTABLE)
    body = str(part.get_payload()).replace("\n", "\r\n").encode("ascii")
    part.set_payload(_BODY)
    message.attach(part)
    return body


def _attach_file(message: MIMEMultipart, file: Attachment) -> bytes:
    """Add a part for a file, and return its body."""
    part = MIMENonMultipart("application", _XLSX)
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", file.name))
    part.set_payload(_BODY)
    message.attach(part)
    return encodebytes(file.data).replace(b"\n", b"\r\n")
