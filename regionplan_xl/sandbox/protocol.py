"""The protocol between parent and child: frames of plain data, never code.

A frame is one byte for its kind, eight for its length, then its content: JSON or raw bytes. The parent checks what the
child sends as carefully as an outside file.
"""

import json
import re
import struct
from collections.abc import Callable
from enum import Enum
from typing import IO, Any

from regionplan_xl.errors import Rejected
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.plain_data import from_plain, to_plain
from regionplan_xl.text import Phrase

_HEAD = struct.Struct(">cQ")
_FRAME_AT_MOST = 128 * 1024 * 1024
_VALUE_AT_MOST = 300  # characters of a value within a reason
# Not \v and \f, which no workbook can hold.
_SPACE = re.compile(r"\r\n|[\t\n\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_PARTS = re.compile(r"\{part\d+\}(?: \{part\d+\})*")  # the templates that `text.sentences` makes


DOCUMENTS = "documents"
MAILS = "mails"
"""The command line arguments of a child for plan documents, and of one for messages."""


SIZE_OF_REQUEST = 8
"""Bytes of the length field of a request that precedes a file."""


class FrameKind(Enum):
    """The kinds of frames: requests, and parts of an answer."""

    READY = b"!"
    NAME = b"n"
    LOOK = b"l"
    ANSWERS = b"a"
    UNPACK = b"u"
    DOCUMENT = b"d"
    MAIL = b"m"
    MARK = b"k"
    END = b"E"
    MEMBER = b"M"
    REJECTED = b"X"


class ProtocolError(Exception):
    """The pipe ended, or an unexpected frame came through it."""


class PipeClosedError(ProtocolError):
    """The pipe ended before the end of an answer."""


NONSENSE = (ProtocolError, LookupError, ValueError, TypeError, AttributeError)
"""What may be raised when an answer that makes no sense is read."""


def send(out: IO[bytes], kind: FrameKind, content: bytes = b"") -> None:
    """Write one frame; the caller flushes."""
    out.write(_HEAD.pack(kind.value, len(content)))
    out.write(content)


def receive(source: IO[bytes]) -> tuple[FrameKind, bytes]:
    """Return the next frame as (kind, content). Raises `PipeClosedError` at the end, `ProtocolError` if invalid."""
    head = source.read(_HEAD.size)
    if len(head) != _HEAD.size:
        raise PipeClosedError
    kind, length = _HEAD.unpack(head)
    if length > _FRAME_AT_MOST:
        raise ProtocolError
    content = source.read(length)
    if len(content) != length:
        raise PipeClosedError
    try:
        return FrameKind(kind), content
    except ValueError:
        raise ProtocolError from None


def to_json(value: object) -> bytes:
    """Return plain data as JSON; lone surrogates survive."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def from_json(content: bytes) -> Any:
    """Return plain data from JSON; raise `ProtocolError` if it is invalid."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise ProtocolError from None


def rejection_to_plain(rejection: Rejected) -> dict[str, object]:
    """Return a reason as plain data."""
    return {"reason": to_plain(rejection.reason)}


def rejection_from_plain(data: Any) -> Rejected:
    """Return the rejection; raise `ProtocolError` unless its reason is one of the program's own phrases."""
    try:
        return Rejected(phrase_from_plain(data["reason"]))
    except (TypeError, KeyError):
        raise ProtocolError from None


def phrase_from_plain(data: Any, text: Callable[[object], str] | None = None) -> Phrase:
    """Return a phrase; raise `ProtocolError` unless it is one of the program's own phrases, with plain values.

    Each text value passes through `text`, by default `shown_text`.
    """
    text = text or shown_text
    own = catalog("nn").english
    try:
        template, plural = as_text(data["say"]), as_text(data.get("many", ""))
        is_own = template in own or _PARTS.fullmatch(template)
        if not is_own or (plural and plural not in own):
            raise ProtocolError
        values = tuple((as_text(name), _phrase_value(value, text)) for name, value in data["with"])
        return Phrase(template, values, plural, for_sender=data.get("for_sender") is True)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ProtocolError from None


def shown_text(value: object) -> str:
    """Return a text from a file, printable and short enough for a sentence; raise `ProtocolError` if it is no text.

    It is on one line: line ends, tabs and spaces of every width are each one space.
    """
    text = _SPACE.sub(" ", as_text(value)[:_VALUE_AT_MOST])
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _phrase_value(value: Any, text: Callable[[object], str]) -> Any:
    if isinstance(value, dict):
        return from_plain(value) if "date" in value else phrase_from_plain(value, text)
    return value if isinstance(value, (int, float)) else text(value)


def as_text(value: object) -> str:
    """Return `value`; raise `ProtocolError` if it is not text."""
    if not isinstance(value, str):
        raise ProtocolError
    return value


def as_whole(value: object) -> int:
    """Return `value`; raise `ProtocolError` if it is not an integer of at least 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ProtocolError
    return value
