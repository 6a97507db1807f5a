"""A received message as a value, and the recognition of message files. This imports no library that parses messages."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from regionplan_xl.ooxml.common.compound_file import Unreadable, top_names

MailKind = Literal["reply", "auto_reply", "bounce"]

LONGEST_TEXT = 20_000  # characters
_LOOKED_AT = 4096
_HEADER_LINE = re.compile(
    rb"(?:from|to|cc|subject|date|received|return-path|mime-version|message-id|delivered-to|content-type|"
    rb"authentication-results|arc-seal|x-[\w-]+):", re.IGNORECASE,
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A name in the directory of a message ([MS-CFB] section 2.6, [MS-OXMSG] section 2.4).
_OF_A_MESSAGE = "__nameid_version1.0"


@dataclass(frozen=True)
class Mail:
    """A parsed message. All texts are from the sender, who may be anybody.

    `answers`: the ids of the messages that it replies to, the nearest first. `text`: the writer's own text, without
    quotations. `files`: attachments that may be answers. `pictures`: the names of pictures in the text. `copies`: it is
    an automatic reply, so its files may be copies of those sent out. `bounced`: addresses to which delivery failed.
    """

    message_id: str = ""
    answers: tuple[str, ...] = ()
    subject: str = ""
    name: str = ""
    address: str = ""
    date: datetime | None = None
    kind: MailKind = "reply"
    bounced: tuple[str, ...] = ()
    text: str = ""
    files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    pictures: tuple[str, ...] = ()
    copies: bool = False


def is_outlook_message(data: bytes) -> bool:
    """Return whether a file is an Outlook message (.msg), judged by its bytes."""
    if not data.startswith(_OLE):
        return False
    try:
        return _OF_A_MESSAGE in top_names(data)
    except Unreadable:
        return _OF_A_MESSAGE.encode("utf-16-le") in data


def looks_like_mail(data: bytes) -> bool:
    """Return whether a file is a saved message (.eml or .msg), judged by its bytes."""
    if is_outlook_message(data):
        return True
    lines = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").splitlines()
    if lines and lines[0].startswith(b"From "):
        lines = lines[1:]
    if not lines or not re.match(rb"[\x21-\x39\x3b-\x7e]+:", lines[0]):
        return False
    head = lines[: lines.index(b"")] if b"" in lines else lines
    return sum(map(bool, map(_HEADER_LINE.match, head))) > 1
