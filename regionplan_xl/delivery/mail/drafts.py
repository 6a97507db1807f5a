"""Drafts: messages in files, which mail programs open ready to be sent."""

DRAFT = ".eml"
"""What the name of a draft ends in."""
UNSENT = ("X-Unsent", "1")
"""The header by which a mail program opens a message for writing, not for reading."""


def is_draft(head: bytes) -> bool:
    """Return whether a file that begins like this is a message that nobody has sent yet."""
    return "\r\n{}: {}\r\n".format(*UNSENT).encode("ascii") in head
