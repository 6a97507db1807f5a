"""Drafts: messages in files, which mail programs open ready to be sent."""

import re

from regionplan_xl.files import fingerprint

DRAFT = ".eml"
"""What the name of a draft ends in."""
UNSENT = ("X-Unsent", "1")
"""The header by which a mail program opens a message for writing, not for reading."""
_UNSENT_LINE = "{}: {}\r\n".format(*UNSENT).encode("ascii")
_SEAL = re.compile(rb"\r\nX-Regionplan-Draft: ([0-9a-f]{64})(?=\r\n)")


def is_draft(head: bytes) -> bool:
    """Return whether a file that begins like this is a message that nobody has sent yet."""
    return b"\r\n" + _UNSENT_LINE in head


def seal_draft(raw: bytes) -> bytes:
    """Return a draft with a header by which it is known again as long as not a byte of it is changed."""
    head, unsent, rest = raw.partition(_UNSENT_LINE)
    return head + unsent + b"X-Regionplan-Draft: " + fingerprint(raw).encode("ascii") + b"\r\n" + rest


def is_as_written(raw: bytes) -> bool:
    """Return whether a file is a draft of ours, exactly as the program wrote it: so nobody has said anything in it."""
    found = _SEAL.search(raw)
    return found is not None and fingerprint(raw[: found.start()] + raw[found.end() :]) == found[1].decode(
        "ascii"
    )
