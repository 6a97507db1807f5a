"""Parse a message in the child, and unpack the zips attached to it."""

from typing import BinaryIO

from regionplan_xl.delivery.mail.incoming import automatic, outlook
from regionplan_xl.delivery.mail.incoming.mail import Mail
from regionplan_xl.delivery.mail.incoming.received_mail import take_apart
from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.formats.limits import ARCHIVE
from regionplan_xl.sandbox.formats.read_file import read_members
from regionplan_xl.sandbox.mail_protocol import mail_to_plain
from regionplan_xl.sandbox.protocol import FrameKind, send

_SMALL_MAIL = (
    b"From: =?utf-8?q?=C3=A5?= <a@example.org>\nDate: Thu, 1 Jan 2026 10:00:00 +0100\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>&aring;</p>\n--b--\n"
)


def load_all() -> None:
    """Load everything that reading needs, while files can still be opened."""
    automatic.load_scanner()
    outlook.load_libraries()
    take_apart(_SMALL_MAIL)


def read_mail(data: bytes) -> Mail:
    """Return a parsed message, with each attached zip of files unpacked. Raises `Rejected` if it cannot be read."""
    mail = take_apart(data)
    files: list[tuple[str, bytes]] = []
    size = 0
    for name, content in mail.files:
        for file in _unpacked(name, content):
            size += len(file[1])
            if size > ARCHIVE.inflated_bytes:
                raise refusals.too_large(ARCHIVE.inflated_bytes)
            files.append(file)
    return Mail(**{**vars(mail), "files": tuple(files)})


def send_mail(out: BinaryIO, data: bytes, _name: str) -> dict[str, object]:
    """Send the files in a message, and return the content of the END frame."""
    mail = read_mail(data)
    for name, content in mail.files:
        send(out, FrameKind.NAME, name.encode("utf-8", "replace"))
        send(out, FrameKind.MEMBER, content)
    return {"mail": mail_to_plain(mail)}


def _unpacked(name: str, content: bytes) -> list[tuple[str, bytes]]:
    try:
        members = list(read_members(content))
    except Rejected:
        members = []  # reading the zip as a return reports why
    return [(f"{name}/{member}", data) for member, data in members] or [(name, content)]
