"""A message as bytes (RFC 5322, MIME): a letter as text and HTML, with the workbook attached."""

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, make_msgid, parseaddr
from urllib.parse import quote

from regionplan_xl.delivery.mail.addresses import domain_of, parse_address
from regionplan_xl.delivery.mail.drafts import UNSENT
from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.file_names import printable_name, safe_name
from regionplan_xl.text import squeeze

_END = "\r\n"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    if name.isascii():
        return formataddr((name, address))
    return f"{_encoded(name)} <{address}>"


def _encoded(text: str, field: str = "") -> str:
    """Return a text as a header has it: in encoded words (RFC 2047) if it is not ASCII, folded."""
    return Header(text, "us-ascii" if text.isascii() else "utf-8", header_name=field).encode(linesep=_END)


def _render(letter: Letter, headers: Mapping[str, str], files: tuple[Attachment, ...], mark: str) -> bytes:
    """Return the message; built by hand, for the library is slow with files, and folds their type wrongly."""
    lines = [f"Subject: {_encoded(squeeze(printable_name(letter.subject)), 'Subject')}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value]
    words = _multipart(
        "alternative", f"{mark}_1", [_words("plain", letter.text), _words("html", letter.html)]
    )
    parts = [words, *map(_file, files)]
    head = _END.join([*lines, "MIME-Version: 1.0", ""]).encode("ascii")
    return head + (_multipart("mixed", f"{mark}_0", parts) if files else words)


def _multipart(kind: str, mark: str, parts: Sequence[bytes]) -> bytes:
    # «=_» is in no quoted-printable text and in no base64 (RFC 2045 section 6.7).
    boundary = f"=_{mark}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{_END}{_END}'.encode("ascii")
    between, last = f"--{boundary}{_END}".encode("ascii"), f"--{boundary}--{_END}".encode("ascii")
    return b"".join([head, *(between + part + _END.encode("ascii") for part in parts), last])


def _words(kind: str, text: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8{_END}Content-Transfer-Encoding: quoted-printable{_END}{_END}"
    lines = _END.join(text.splitlines()) + _END
    return head.encode("ascii") + b2a_qp(lines.encode("utf-8"))


def _file(file: Attachment) -> bytes:
    """Return a file as a part; a name that is not ASCII as RFC 2231 has it."""
    name = (
        f'filename="{file.name}"' if file.name.isascii() else f"filename*=utf-8''{quote(file.name, safe='')}"
    )
    head = (
        f"Content-Type: {_XLSX}{_END}Content-Transfer-Encoding: base64{_END}"
        f"Content-Disposition: attachment;{_END} {name}{_END}{_END}"
    )
    return head.encode("ascii") + encodebytes(file.data).replace(b"\n", b"\r\n")
