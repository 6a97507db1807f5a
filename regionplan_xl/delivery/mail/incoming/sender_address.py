"""Extract the address from a From header if it is unambiguous."""

import re
from email.errors import HeaderParseError
from email.header import decode_header

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)
_IN_A_NAME = re.compile(r"[^\s@<>()\[\],;:\"'«»]+\s?@\s?[^\s@<>()\[\],;:\"'«»]+\.[^\s@<>()\[\],;:\"'«»]+")
_LONGEST = 2_000  # characters


def only_address(written: str) -> str:
    """Return the address of a From header in lower case; "" if there are several or it is ambiguous.

    Mail programs show the name and hide the address, so a name that contains another address is ambiguous too.
    """
    parts = _parts(written) if len(written) <= _LONGEST else None
    if parts is None:
        return ""
    name, address = parts
    if not _ADDRESS.fullmatch(address) or "=?" in address or ".." in address or address.startswith("."):
        return ""
    shown = _decoded(name)
    if shown is None or any(letter in shown for letter in "<>\0\r\n"):
        return ""
    address = address.lower()
    named = (re.sub(r"\s", "", one).lower() for one in _IN_A_NAME.findall(shown))
    return address if all(one.rstrip(".") == address for one in named) else ""


def _parts(written: str) -> tuple[str, str] | None:
    """Return (name, address) of «name <address>» or «address» (RFC 5322 section 3.4); None for anything else.

    `email.headerregistry` is too strict for names as people have them («Kari N. Nordmann», «Kari [Gol]»), and reads
    «a@gol.no,» and «<a @gol.no>» as an address without doubt.
    """
    name, address, quoted, escaped, comments = "", "", False, False, 0
    state = "name"
    for letter in written.strip():
        if escaped:
            escaped = False
            name += letter if state == "name" else ""
        elif letter == "\\" and (quoted or comments):
            escaped = True
        elif comments:
            comments += (letter == "(") - (letter == ")")
            name += letter if comments and state == "name" else ""
        elif letter == '"' and state == "name":
            quoted = not quoted
        elif quoted:
            name += letter
        elif letter == "(":
            comments = 1
            name += " "
        elif letter in ",;:":
            return None
        elif letter == "<" and state == "name":
            state = "address"
        elif letter == ">" and state == "address":
            state = "end"
        elif state == "address":
            address += letter
        elif state == "end":
            if not letter.isspace():
                return None
        else:
            name += letter
    if quoted or escaped or comments or state == "address":
        return None
    if state == "end":
        return name.strip(), address.strip()
    bare = re.sub(r"\([^()]*\)", "", written).strip()
    return ("", bare) if "=?" not in bare else None


def _decoded(name: str) -> str | None:
    """Decode the encoded words (RFC 2047) of a name; return None if they are malformed."""
    if "=?" not in name:
        return name
    try:
        parts = decode_header(name)
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "ascii") for part, charset in parts
        )
    except (HeaderParseError, LookupError, ValueError):
        return None
