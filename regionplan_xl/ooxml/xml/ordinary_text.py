"""Text in XML that can be read without a parser."""

import re

_CHARACTERS = {
    "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'",
    "&#9;": "\t", "&#10;": "\n", "&#13;": "\r", "&#x9;": "\t", "&#xA;": "\n", "&#xD;": "\r",
}  # fmt: skip
_REFERENCE = re.compile("|".join(_CHARACTERS))
_REFERENCE_BYTES = re.compile(_REFERENCE.pattern.encode())
# Not XML 1.0 (section 2.2).
_CONTROL = bytes(set(range(32)) - {9, 10, 13})
_NO_CHARACTER = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")


def is_ordinary_text(xml: bytes) -> bool:
    """Return whether bytes are UTF-8 with only characters, references and signs that XML allows in text.

    References to rarer characters are no ordinary text; tags are not looked at.
    """
    if len(xml.translate(None, _CONTROL)) != len(xml) or b"]]>" in xml:
        return False
    if b"&" in xml and len(_REFERENCE_BYTES.findall(xml)) != xml.count(b"&"):
        return False
    if xml.isascii():
        return True
    try:
        xml.decode()
    except UnicodeDecodeError:
        return False
    return not any(character in xml for character in _NO_CHARACTER)


def replace_references(text: str) -> str:
    """Return ordinary text with its references replaced by their characters."""
    return _REFERENCE.sub(lambda found: _CHARACTERS[found[0]], text) if "&" in text else text
