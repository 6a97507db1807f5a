"""A message as bytes (RFC 5322, MIME): a letter as text and HTML, with the workbook attached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid, parseaddr

from regionplan_xl.delivery.mail.addresses import domain_of, parse_address
from regionplan_xl.delivery.mail.drafts import UNSENT
from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.file_names import printable_name, safe_name
from regionplan_xl.text import squeeze

_APPLICATION, _XLSX = "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    return _render(letter, headers, files, code)


def render_message(
    letter: Letter,
    sender: str,
    to: str,
    message_id: str,
    sent: datetime,
    code: str,
    files: tuple[Attachment, ...],
) -> bytes:
    """Return a message that the program itself sends; `sender` is «Name <address>», `sent` a time with its zone."""
    headers = {
        "From": _mailbox(*_parsed(sender)),
        "To": to,
        "Date": format_datetime(sent),
        "Message-ID": message_id,
        **_answers_to(sender, code),
        **_AUTOMATIC,
    }
    return _render(letter, headers, files, code)


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
    return formataddr((name, address)) if name.isascii() else f"{name} <{address}>"


def _render(letter: Letter, headers: Mapping[str, str], files: tuple[Attachment, ...], mark: str) -> bytes:
    """Return the message; `mark` is in the lines between its parts, which are then always the same."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = squeeze(printable_name(letter.subject))
    for name, value in headers.items():
        if value:
            message[name] = value
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for file in files:
        message.add_attachment(file.data, maintype=_APPLICATION, subtype=_XLSX, filename=file.name)
    # «=_» is in no quoted-printable text and in no base64 (RFC 2045 section 6.7).
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{mark}_{number}")
    return message.as_bytes()
