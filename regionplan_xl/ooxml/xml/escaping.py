"""Escape text and attribute values for XML (xml.sax.saxutils would load urllib and http)."""

_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def escape(text: str) -> str:
    """Return text escaped for use between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(value: str) -> str:
    """Return the value of an attribute escaped and quoted."""
    written = escape(value)
    for sign, reference in _IN_ATTRIBUTES.items():
        written = written.replace(sign, reference)
    return f'"{written}"'
