"""Parse a message and its parts (RFC 2045, RFC 2046) with Python's parser, even if it is malformed.

Python's parser ends the headers at a line that is not a header, does not open encoded parts, and gives up on a missing
boundary; this module repairs such parts and parses them again. It also limits the number of levels and parts.
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
_AT_ONCE = 1024 * 1024  # bytes fed to the parser at a time
_LONGEST_HEADER = 20_000  # characters of a header to decode
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
)  # raised by the parser for malformed parameters
# Charsets to try if the declared one is missing, unknown or wrong, the strictest first.
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
    """A policy that returns headers as text, including unencoded non-ASCII letters (RFC 6532)."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the text of a header."""
        return decoded_text(_as_bytes(value), "utf-8")


class Message(Read):
    """A message or part during parsing; it raises `Rejected` for too many parts or levels."""

    _level, _parts = 0, 1
    _whole: "Message | None" = None

    def attach(self, payload: Read | str) -> None:
        """Add a part; the parser calls this."""
        part, whole = cast("Message", payload), self._whole or self
        part._level, part._whole = self._level + 1, whole
        whole._parts += 1
        if part._level > LEVELS or whole._parts > PARTS:
            raise Rejected(TOO_NESTED)
        super().attach(part)

    def get_content_maintype(self) -> str:
        """Return the main type of the content type; «message» only if the parser can open the part."""
        kind = super().get_content_maintype()
        if kind == "message" and (self.get_content_type() not in _FORWARDED or self.encoding in _ENCODED):
            return "application"
        return kind

    def get_boundary(self, failobj: object = None) -> str | None:  # type: ignore[override]
        """Return the boundary between its parts, decoded like the body; None if not declared."""
        with suppress(*_FAULTS):
            return _as_text((super().get_boundary() or "").encode("utf-8", "replace")) or None
        return None

    @property
    def encoding(self) -> str:
        """The content transfer encoding, in lower case."""
        return str(self.get("content-transfer-encoding", "")).strip().lower()

    @property
    def inside(self) -> Sequence["Message"]:
        """The parts that the parser has found."""
        return cast(Sequence[Message], self.get_payload()) if self.is_multipart() else ()

    @property
    def encoded(self) -> bytes:
        """The body's bytes as received; b"" if it has parts."""
        bare = copy(self)
        del bare["content-transfer-encoding"]
        return bare.decoded()

    def decoded(self) -> bytes:
        """Return the body's bytes, decoded; invalid characters in base64 are skipped."""
        return b"" if self.is_multipart() else cast(bytes, self.get_payload(decode=True))


@dataclass(frozen=True)
class Part:
    """A leaf part of a message.

    `forwarded`: the number of forwarded messages around it. `choice`: the number of the group of alternatives that it
    belongs to, 0 if none. `related`: it belongs to a text, like an inline picture.
    """

    message: Message
    forwarded: int = 0
    choice: int = 0
    related: bool = False

    @property
    def kind(self) -> str:
        """The content type, in lower case."""
        return self.message.get_content_type()

    @property
    def name(self) -> str:
        """The declared file name; "" if there is none."""
        for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
            with suppress(*_FAULTS):
                found = self.message.get_param(parameter, "", header)
                if found:
                    return decoded_header(collapse_rfc2231_value(found)).strip()
        return ""

    @property
    def is_attached(self) -> bool:
        """Whether it is declared as an attachment (RFC 2183)."""
        return self.message.get_content_disposition() == "attachment"

    def data(self) -> bytes:
        """Return the decoded bytes."""
        return self.message.decoded()

    def text(self) -> str:
        """Return the text, decoded with the declared charset or else one that fits."""
        charset = ""
        with suppress(*_FAULTS):
            charset = str(collapse_rfc2231_value(self.message.get_param("charset", "")))
        return decoded_text(self.data(), charset)


def read_message(data: bytes) -> Message:
    """Parse a message with all its parts; raise `Rejected` if it has too many parts or levels."""
    parser = BytesFeedParser(Message, policy=_AsRead())
    end = found.end() if (found := _BLANK_LINE.search(data)) else len(data)
    head = data[:end]
    if b"\r\r\n" in head:  # a line end that some servers write
        data = data.replace(b"\r\r\n", b"\r\n")
        return read_message(data)
    parser.feed(_only_headers(head))
    for at in range(end, len(data), _AT_ONCE):
        parser.feed(data[at : at + _AT_ONCE])
    return cast(Message, parser.close())


def parts_of(message: Message) -> Iterator[Part]:
    """Yield the leaf parts of a message in order, including those of forwarded messages.

    Raise `Rejected` if there are too many parts or levels.
    """
    choices = seen = 0
    # A stack of (message, level, forwarded, choice, related).
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
            one = read_message(b"\n" + one.encoded)  # without parts, read it as text
        elif kind in _FORWARDED:
            whole = one.inside[0] if one.inside else read_message(one.decoded())
            todo.append((whole, level + 1, forwarded + 1, 0, False))
            continue
        yield Part(one, forwarded, choice, related)


def decoded_header(written: object) -> str:
    """Decode the encoded words (RFC 2047) of a header or a part of one; return one line."""
    text = str(written)[:_LONGEST_HEADER]
    if "=?" in text:
        with suppress(HeaderParseError, ValueError):
            text = "".join(
                decoded_text(part, charset or "") if isinstance(part, bytes) else part
                for part, charset in decode_header(re.sub(r"\r?\n[ \t]+", " ", text))
            )
    return " ".join(text.split())


def decoded_text(data: bytes, charset: str) -> str:
    """Decode bytes with `charset` if it is known and fits, else with a usual one."""
    wanted = charset.strip().lower()
    tries = (wanted, *_USUAL_CHARSETS) if wanted in _CHARSETS else _USUAL_CHARSETS
    for one in tries:
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode(one)
    return data.decode("latin-1")


def _only_headers(head: bytes) -> bytes:
    """Drop lines that are not headers, since the parser would end the headers there and miss attachments."""
    lines = head.splitlines()
    kept = [
        _HEADER.sub(rb"\1:", line, count=1) if found[1] else line
        for line in lines
        if (found := _HEADER.match(line))
    ]
    return b"".join(line + b"\n" for line in kept) + b"\n"


def _ended_early(part: Message) -> bool:
    """Return whether an invalid line ended the headers of a part too early."""
    return not part.inside and any(isinstance(one, MissingHeaderBodySeparatorDefect) for one in part.defects)


def _headers(part: Message) -> bytes:
    """Return the headers of a part as bytes."""
    return b"".join(_as_bytes(f"{name}: {value}\n") for name, value in part.raw_items())


def _by_guessed_boundary(part: Message) -> Sequence[Message]:
    """Return the parts separated by a line that looks like a boundary; none if there is no such line."""
    encoded = part.encoded
    guessed = _ANY_BOUNDARY.match(encoded)
    if guessed is None:
        return ()
    boundary = re.sub(rb'([\\"])', rb"\\\1", guessed[1].rstrip())
    return read_message(b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\n\n' + encoded).inside


def _as_bytes(read: str) -> bytes:
    """Return the original bytes of a text from the parser."""
    return read.encode("ascii", "surrogateescape")


def _as_text(data: bytes) -> str:
    """Return bytes as the parser decodes them."""
    return data.decode("ascii", "surrogateescape")
