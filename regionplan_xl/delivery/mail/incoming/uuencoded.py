"""Files within the text of a message (uuencode, POSIX), as Outlook writes them in plain text where it is set to."""

import binascii
import re

_BEGIN = re.compile(r"begin [0-7]{3,4} (.*\S)\s*")
_END = "end"


def take_out_files(text: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """Return a text without the files in it, and the name and bytes of each file."""
    if "begin " not in text:
        return text, ()
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    begun: list[str] = []  # the lines of a file that has begun
    name, data = "", bytearray()
    for line in text.replace("\r\n", "\n").split("\n"):
        if begun:
            begun.append(line)
            if line.rstrip() == _END and data:
                files.append((name, bytes(data)))
                begun = []
                continue
            decoded = _decoded(line)
            if decoded is not None:
                data += decoded
                continue
            # It is no file after all; the line may begin one.
            kept += begun[:-1]
            begun = []
        if found := _BEGIN.fullmatch(line):
            name, data, begun = found[1], bytearray(), [line]
        else:
            kept.append(line)
    return "\n".join([*kept, *begun]), tuple(files)


def _decoded(line: str) -> bytes | None:
    """Return the bytes of a line of a file; None if it is no such line."""
    try:
        written = line.encode("ascii")
        return binascii.a2b_uu(written)
    except UnicodeEncodeError:
        return None
    except binascii.Error:
        pass
    # Some programs fill the last group of four with other characters than spaces.
    try:
        return binascii.a2b_uu(written[: (((written[0] - 32) & 63) * 4 + 5) // 3])
    except (binascii.Error, IndexError):
        return None
