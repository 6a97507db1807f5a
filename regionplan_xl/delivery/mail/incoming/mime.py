"""Split a message into its parts (RFC 2045, RFC 2046), however badly it is made.

Python's own parser calls itself for each level, and holds several copies of a message; this one keeps a list, and
looks up boundaries in the bytes as they came.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import collapse_rfc2231_value

from regionplan_xl.errors import Rejected
from regionplan_xl.text import for_sender, phrase

LEVELS = 100
PARTS = 2_000
_LONGEST_HEADERS = 1024 * 1024  # bytes of the headers of one part
_LONGEST_HEADER = 20_000  # characters of one header that is decoded
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\A\r?\n")
_HEADER = re.compile(r"([!-9;-~]+)[ \t]*:|[ \t]")
_ANY_BOUNDARY = re.compile(rb"\A\s{0,200}--([^\r\n]{1,200})\r?\n")
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


@dataclass(frozen=True)
class Part:
    """A part of a message that has no further parts in it.

    `forwarded`: in how many forwarded messages it is. `choice`: which group of alternatives it is one of, 0 if it is
    in none; `related`: it goes with a text, as its pictures do.
    """

    headers: Message
    encoded: bytes
    forwarded: int = 0
    choice: int = 0
    related: bool = False

    @property
    def kind(self) -> str:
        """Its content type, in small letters."""
        return self.headers.get_content_type()

    @property
    def name(self) -> str:
        """The file name that it came with, "" if it has none."""
        for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
            with suppress(LookupError, ValueError, TypeError, UnicodeError, AttributeError):
                found = self.headers.get_param(parameter, "", header)
                if found:
                    return decoded_header(collapse_rfc2231_value(found)).strip()
        return ""

    @property
    def is_attached(self) -> bool:
        """Whether it is to be shown apart from the text (RFC 2183)."""
        return self.headers.get_content_disposition() == "attachment"

    def data(self) -> bytes:
        """Return its bytes, decoded; what is no base64 in base64 is passed over."""
        return _decoded(self.encoded, str(self.headers.get("content-transfer-encoding", "")).strip().lower())

    def text(self) -> str:
        """Return it as text, by the charset that it says or else one that fits."""
        charset = ""
        with suppress(LookupError, ValueError, TypeError, UnicodeError, AttributeError):
            charset = str(collapse_rfc2231_value(self.headers.get_param("charset", "")))
        return decoded_text(self.data(), charset)


def read_headers(data: bytes) -> Message:
    """Return the headers of a message or a part."""
    return _split(data)[0]


def parts_of(data: bytes) -> Iterator[Part]:
    """Yield the parts of a message in their order, those of forwarded messages too.

    Raises `Rejected` if there are too many, or too many within each other.
    """
    choices = seen = 0
    # What is still to be looked at: headers, body, level, forwarded, choice, related.
    todo = [(*_split(data), 0, 0, 0, False)]
    while todo:
        headers, body, level, forwarded, choice, related = todo.pop()
        seen += 1
        if level > LEVELS or seen > PARTS:
            raise Rejected(TOO_NESTED)
        kind = headers.get_content_type()
        if kind.startswith("multipart/"):
            if kind == "multipart/alternative":
                choices += 1
                choice = choices
            related = related or kind == "multipart/related"
            inside = _split_multipart(headers, body)
            if inside:
                more = [(*_split(one), level + 1, forwarded, choice, related) for one in reversed(inside)]
                todo += more
                continue
            headers = Message()  # no part is found in it: it is read as a text
        elif kind in ("message/rfc822", "message/global"):
            encoding = str(headers.get("content-transfer-encoding", "")).strip().lower()
            todo.append((*_split(_decoded(body, encoding)), level + 1, forwarded + 1, 0, False))
            continue
        yield Part(headers, body, forwarded, choice, related)


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


def _split(data: bytes) -> tuple[Message, bytes]:
    """Return the headers and the body of a message or a part."""
    if data.startswith(b"From "):  # as the first line of a message in a mailbox file
        data = data[data.find(b"\n") + 1 :]
    end = _BLANK_LINE.search(data)
    head, body = (data[: end.start()], data[end.end() :]) if end else (data, b"")
    text = decoded_text(head[:_LONGEST_HEADERS], "utf-8").replace("\r\n", "\n").replace("\r", "\n")
    # A line that is no header would end them, and hide what is attached.
    lines = (
        _HEADER.sub(r"\1:", line, count=1) if found[1] else line
        for line in text.split("\n")
        if (found := _HEADER.match(line))
    )
    return HeaderParser(policy=policy.compat32).parsestr("\n".join(lines)), body


def _split_multipart(headers: Message, body: bytes) -> list[bytes]:
    """Return the parts between the boundaries; none if there is no boundary at all."""
    boundary = b""
    with suppress(LookupError, ValueError, TypeError, UnicodeError, AttributeError):
        given = str(collapse_rfc2231_value(headers.get_param("boundary", "")))
        boundary = given.rstrip().encode("utf-8", "replace")
    found = _between(body, b"--" + boundary) if boundary else []
    if not found and (guessed := _ANY_BOUNDARY.match(body)):
        found = _between(body, b"--" + guessed[1].rstrip())
    return found


def _between(body: bytes, delimiter: bytes) -> list[bytes]:
    found: list[bytes] = []
    begins, at = -1, body.find(delimiter)
    while at >= 0:
        after = at + len(delimiter)
        line_end = body.find(b"\n", after)
        rest = body[after : line_end if line_end >= 0 else len(body)].strip()
        if (at == 0 or body[at - 1 : at] == b"\n") and rest in (b"", b"--"):
            if begins >= 0:
                found.append(body[begins:at].removesuffix(b"\n").removesuffix(b"\r"))
            begins = line_end + 1 if line_end >= 0 else len(body)
            if rest == b"--":
                return found
        if len(found) > PARTS:
            raise Rejected(TOO_NESTED)
        at = body.find(delimiter, after)
    if begins >= 0:
        found.append(body[begins:])  # the end is missing
    return found


def _decoded(encoded: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return _from_base64(encoded)
    return quopri.decodestring(encoded) if encoding == "quoted-printable" else encoded


def _from_base64(encoded: bytes) -> bytes:
    with suppress(binascii.Error):
        return binascii.a2b_base64(encoded)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", encoded)
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
