"""Messages as mail programs make them, for the tests."""

import io
import struct
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def message(
    text: str = "",
    files: Mapping[str, bytes] | None = None,
    *,
    sender: str = "Kari Nordmann <kari@gol.kommune.no>",
    subject: str = "SV: Status",
    html: str = "",
    **headers: str,
) -> EmailMessage:
    """Make a message with a text and files; `X_Name` among `headers` becomes the header X-Name."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = "plan@example.org"
    made["Subject"] = subject
    made["Message-ID"] = "<svar-1@gol.kommune.no>"
    made["Date"] = "Mon, 01 Dec 2025 10:00:00 +0100"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    if text or not html:
        made.set_content(text)
    if html:
        (made.add_alternative if text else made.set_content)(html, subtype="html")
    for name, data in (files or {}).items():
        made.add_attachment(data, maintype=WORKBOOK[0], subtype=WORKBOOK[1], filename=name)
    return made


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip with these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def delivery_report(address: str, action: str = "failed", returned: bytes = b"") -> bytes:
    """Return the report of a mail server that could not deliver a message (RFC 3464), with the message attached."""
    return (
        b"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nTo: plan@example.org\r\n"
        b"Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\r\n\r\n'
        b"--r\r\nContent-Type: text/plain\r\n\r\nThe message could not be delivered.\r\n"
        b"--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        b"Final-Recipient: rfc822; "
        + address.encode()
        + b"\r\nAction: "
        + action.encode()
        + b"\r\nStatus: 5.1.1\r\n"
        b"\r\n--r\r\nContent-Type: message/rfc822\r\n\r\n" + returned + b"\r\n--r--\r\n"
    )


def tnef(name: str, data: bytes) -> bytes:
    """A winmail.dat with one file (MS-OXTNEF section 2.1)."""

    def attribute(level: int, number: int, content: bytes) -> bytes:
        return (
            struct.pack("<BII", level, number, len(content))
            + content
            + struct.pack("<H", sum(content) & 0xFFFF)
        )

    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
        + attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
        + attribute(2, 0x00069002, bytes(14))
        + attribute(2, 0x00018010, name.encode("cp1252") + b"\0")
        + attribute(2, 0x0006800F, data)
    )
