"""Read a message and its parts (RFC 2045, RFC 2046) by Python's parser, however badly it is made.

The parser ends the headers at a line that is none, does not open what is encoded, and gives up a boundary that is
missing; such parts are put right and read again. It counts neither levels nor parts.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from email.errors import HeaderParseError, MissingHeaderBodySeparatorDefect
from email.header import decode_header
from email.message import Message as Read
from email.parser import BytesFeedParser
from email.policy import Compat32
from email.utils import collapse_rfc2231_value
from typing import cast

from regionplan_xl.errors import Rejected
from regionplan_xl.text import for_sender, phrase

LEVELS = 100
PARTS = 2_000
_AT_ONCE = 1024 * 1024  # bytes given to the parser, which makes text of them
_LONGEST_HEADER = 20_000  # characters of one header that is decoded
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\A\r?\n")
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:|[ \t]")
_ANY_BOUNDARY = re.compile(rb"\A\s{0,200}--([^\r\n]{1,200})\r?\n")
_FORWARDED = ("message/rfc822", "message/global")
_ENCODED = ("base64", "quoted-printable")
_FAULTS = (
    LookupError,
    ValueError,
    TypeError,
    UnicodeError,
    AttributeError,
)  # of the parser, in odd parameters
# What a charset that is missing, unknown or wrong may be, the strictest first.
_USUAL_CHARSETS = ("utf-8", "cp1252")
_CHARSETS = frozenset({
    "ascii", "us-ascii", "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "iso8859-1", "latin-1",
    "latin1", "iso-8859-15", "windows-1252", "cp1252", "windows-1250", "windows-1251", "windows-1257", "cp850",
    "cp865", "iso-8859-2", "iso-8859-4", "iso-8859-10", "macintosh", "mac-roman",
})  # fmt: skip

TOO_NESTED = for_sender(
    phrase("The e-mail has so many parts within parts that it was given up. Please send the workbook itself.")
)


class _AsRead(Compat32):
    """Gives headers as the text that they are, also with letters that are not encoded (RFC 6532)."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the text of a header."""
        return decoded_text(_as_bytes(value), "utf-8")


class Message(Read):
    """A message or a part of one, as it is read; `Rejected` if there are too many, or too many within each other."""

    _level, _parts = 0, 1
    _whole: "Message | None" = None

    def attach(self, payload: Read | str) -> None:
        """Take a part that the parser has come to."""
        part, whole = cast("Message", payload), self._whole or self
        part._level, part._whole = self._level + 1, whole
        whole._parts += 1
        if part._level > LEVELS or whole._parts > PARTS:
            raise Rejected(TOO_NESTED)
        super().attach(part)

    def get_content_maintype(self) -> str:
        """Return the first word of its content type; «message» only if the parser can open it."""
        kind = super().get_content_maintype()
        if kind == "message" and (self.get_content_type() not in _FORWARDED or self.encoding in _ENCODED):
            return "application"
        return kind

    def get_boundary(self, failobj: object = None) -> str | None:  # type: ignore[override]
        """Return what separates its parts, as it is written between them; None if it does not say."""
        with suppress(*_FAULTS):
            return _as_text((super().get_boundary() or "").encode("utf-8", "replace")) or None
        return None

    @property
    def encoding(self) -> str:
        """How its bytes are encoded, in small letters."""
        return str(self.get("content-transfer-encoding", "")).strip().lower()

    @property
    def inside(self) -> Sequence["Message"]:
        """The parts that the parser has found in it."""
        return cast(Sequence[Message], self.get_payload()) if self.is_multipart() else ()

    @property
    def encoded(self) -> bytes:
        """Its bytes as they came; none if there are parts in it."""
        bare = copy(self)
        del bare["content-transfer-encoding"]
        return bare.decoded()

    def decoded(self) -> bytes:
        """Return its bytes, decoded; what is no base64 in base64 is passed over."""
        return b"" if self.is_multipart() else cast(bytes, self.get_payload(decode=True))


@dataclass(frozen=True)
class Part:
    """A part of a message that has no further parts in it.

    `forwarded`: in how many forwarded messages it is. `choice`: which group of alternatives it is one of, 0 if it is
    in none; `related`: it goes with a text, as its pictures do.
    """

    message: Message
    forwarded: int = 0
    choice: int = 0
    related: bool = False

    @property
    def kind(self) -> str:
        """Its content type, in small letters."""
        return self.message.get_content_type()

    @property
    def name(self) -> str:
        """The file name that it came with, "" if it has none."""
        for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
            with suppress(*_FAULTS):
                found = self.message.get_param(parameter, "", header)
                if found:
                    return decoded_header(collapse_rfc2231_value(found)).strip()
        return ""

    @property
    def is_attached(self) -> bool:
        """Whether it is to be shown apart from the text (RFC 2183)."""
        return self.message.get_content_disposition() == "attachment"

    def data(self) -> bytes:
        """Return its bytes, decoded."""
        return self.message.decoded()

    def text(self) -> str:
        """Return it as text, by the charset that it says or else one that fits."""
        charset = ""
        with suppress(*_FAULTS):
            charset = str(collapse_rfc2231_value(self.message.get_param("charset", "")))
        return decoded_text(self.data(), charset)


def read_message(data: bytes) -> Message:
    """Return a message with all its parts; `Rejected` if there are too many, or too many within each other."""
    parser = BytesFeedParser(Message, policy=_AsRead())
    end = found.end() if (found := _BLANK_LINE.search(data)) else len(data)
    head = data[:end]
    if b"\r\r\n" in head:  # some servers end lines so
        data = data.replace(b"\r\r\n", b"\r\n")
        return read_message(data)
    parser.feed(_only_headers(head))
    for at in range(end, len(data), _AT_ONCE):
        parser.feed(data[at : at + _AT_ONCE])
    return cast(Message, parser.close())


def parts_of(message: Message) -> Iterator[Part]:
    """Yield the parts of a message in their order, those of forwarded messages too.

    Raises `Rejected` if there are too many, or too many within each other.
    """
    choices = seen = 0
    # What is still to be looked at: message, level, forwarded, choice, related.
    todo = [(message, 0, 0, 0, False)]
    while todo:
        one, level, forwarded, choice, related = todo.pop()
        seen += 1
        if level > LEVELS or seen > PARTS:
            raise Rejected(TOO_NESTED)
        if _ended_early(one):
            todo.append((read_message(_headers(one) + one.encoded), level + 1, forwarded, choice, related))
            continue
        kind = one.get_content_type()
        if kind.startswith("multipart/"):
            if kind == "multipart/alternative":
                choices += 1
                choice = choices
            related = related or kind == "multipart/related"
            inside = one.inside or _by_guessed_boundary(one)
            todo += [(part, level + 1, forwarded, choice, related) for part in reversed(inside)]
            if inside:
                continue
            one = read_message(b"\n" + one.encoded)  # no part is found in it: it is read as a text
        elif kind in _FORWARDED:
            whole = one.inside[0] if one.inside else read_message(one.decoded())
            todo.append((whole, level + 1, forwarded + 1, 0, False))
            continue
        yield Part(one, forwarded, choice, related)


def decoded_header(written: object) -> str:
    """Return a header, or part of one, with its encoded words (RFC 2047) as text on one line."""
    text = str(written)[:_LONGEST_HEADER]
    if "=?" in text:
        with suppress(HeaderParseError, ValueError):
            text = "".join(
                decoded_text(part, charset or "") if isinstance(part, bytes) else part
                for part, charset in decode_header(re.sub(r"\r?\n[ \t]+", " ", text))
            )
    return " ".join(text.split())


def decoded_text(data: bytes, charset: str) -> str:
    """Return bytes as text in `charset` if they are, else in one that is usual."""
    wanted = charset.strip().lower()
    tries = (wanted, *_USUAL_CHARSETS) if wanted in _CHARSETS else _USUAL_CHARSETS
    for one in tries:
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode(one)
    return data.decode("latin-1")


def _only_headers(head: bytes) -> bytes:
    """Return the lines of headers without those that are none: they would end them, and hide what is attached."""
    lines = head.splitlines()
    kept = [
        _HEADER.sub(rb"\1:", line, count=1) if found[1] else line
        for line in lines
        if (found := _HEADER.match(line))
    ]
    return b"".join(line + b"\n" for line in kept) + b"\n"


def _ended_early(part: Message) -> bool:
    """Return whether a line that is no header ended the headers of a part, so that it is not as it seems."""
    return not part.inside and any(isinstance(one, MissingHeaderBodySeparatorDefect) for one in part.defects)


def _headers(part: Message) -> bytes:
    """Return the headers of a part as they were read."""
    return b"".join(_as_bytes(f"{name}: {value}\n") for name, value in part.raw_items())


def _by_guessed_boundary(part: Message) -> Sequence[Message]:
    """Return the parts between what looks like a boundary; none if nothing does."""
    encoded = part.encoded
    guessed = _ANY_BOUNDARY.match(encoded)
    if guessed is None:
        return ()
    boundary = re.sub(rb'([\\"])', rb"\\\1", guessed[1].rstrip())
    return read_message(b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\n\n' + encoded).inside


def _as_bytes(read: str) -> bytes:
    """Return the bytes that the parser has read a text from."""
    return read.encode("ascii", "surrogateescape")


def _as_text(data: bytes) -> str:
    """Return what the parser makes of bytes."""
    return data.decode("ascii", "surrogateescape")
