"""Read text in XML without a parser."""

import re
from functools import lru_cache

_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile("&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
_REFERENCE_BYTES = re.compile(_REFERENCE.pattern.encode())
# Not allowed in XML 1.0 (section 2.2).
_CONTROL = bytes(set(range(32)) - {9, 10, 13})
_NO_CHARACTER = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")


def is_ordinary_text(xml: bytes) -> bool:
    """Return whether bytes are UTF-8 with only characters and references that XML allows in text.

    Tags are not checked.
    """
    if len(xml.translate(None, _CONTROL)) != len(xml) or (b"]" in xml and b"]]>" in xml):
        return False
    if b"&" in xml:
        references = _REFERENCE_BYTES.findall(xml)
        if len(references) != xml.count(b"&") or not all(_character(one.decode()) for one in set(references)):
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
    return _REFERENCE.sub(lambda found: _character(found[0]), text) if "&" in text else text


def allowed_character(code: int) -> str:
    """Return the character with this code; "" if XML does not allow it."""
    allowed = (
        code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code <= 0x10FFFF
    )
    return chr(code) if allowed else ""


@lru_cache(maxsize=4096)
def _character(reference: str) -> str:
    """Return the character of a reference; "" if XML does not allow it."""
    name = reference[1:-1]
    if name in _NAMED:
        return _NAMED[name]
    return allowed_character(int(name[2:], 16) if name.startswith("#x") else int(name[1:]))
