"""The headers of a message in their original order, unfolded and complete."""

import re
from dataclasses import dataclass

_LONGEST = 1024 * 1024  # bytes
_NAME = re.compile(r"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)


@dataclass(frozen=True)
class HeaderLines:
    """The headers as (lower-case name, value), the newest first.

    `doubtful`: programs may parse them differently, so they prove nothing.
    """

    fields: tuple[tuple[str, str], ...]
    doubtful: bool = False

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of all headers with this name."""
        return tuple(value for found, value in self.fields if found == name)


def header_lines(raw: bytes) -> HeaderLines:
    """Parse the headers of a message (RFC 5322 section 2.2)."""
    head = raw[:_LONGEST]
    if head.startswith(b"From "):  # the separator line of an mbox file
        head = head[head.find(b"\n") + 1 :]
    end = re.search(rb"(?:\A|\n)\r?\n", head)
    doubtful = end is None and len(raw) > _LONGEST
    head = head[: end.start()] if end else head
    text = head.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\r")
    doubtful = doubtful or "\r" in text or "\0" in text
    fields: list[tuple[str, str]] = []
    for line in text.split("\n"):
        if line[:1] in (" ", "\t") and fields:
            name, value = fields[-1]
            fields[-1] = name, f"{value} {line.strip()}"
        elif found := _NAME.fullmatch(line):
            fields.append((found[1].lower(), found[2].strip()))
        elif line:
            doubtful = True
    return HeaderLines(tuple(fields), doubtful)
