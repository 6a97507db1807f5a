"""Drafts: messages in files, which mail programs open for editing and sending."""

import re

from regionplan_xl.files import fingerprint

DRAFT = ".eml"
"""The file name suffix of a draft."""
UNSENT = ("X-Unsent", "1")
"""The header that makes a mail program open a message for editing, not for reading."""
_UNSENT_LINE = "{}: {}\r\n".format(*UNSENT).encode("ascii")
_SEAL = re.compile(rb"\r\nX-Regionplan-Draft: ([0-9a-f]{64})(?=\r\n)")


def is_draft(head: bytes) -> bool:
    """Return whether a file that begins with `head` is a draft (not sent yet)."""
    return b"\r\n" + _UNSENT_LINE in head


def seal_draft(raw: bytes) -> bytes:
    """Add a header with the draft's hash, by which `is_as_written` recognises an unchanged draft."""
    head, unsent, rest = raw.partition(_UNSENT_LINE)
    return head + unsent + b"X-Regionplan-Draft: " + fingerprint(raw).encode("ascii") + b"\r\n" + rest


def is_as_written(raw: bytes) -> bool:
    """Return whether a file is a draft exactly as the program wrote it, so that it contains no answer."""
    found = _SEAL.search(raw)
    return found is not None and fingerprint(raw[: found.start()] + raw[found.end() :]) == found[1].decode(
        "ascii"
    )
