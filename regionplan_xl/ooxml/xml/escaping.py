"""Write text and values of attributes as XML (the library's own module for this loads urllib and http)."""

_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def escape(text: str) -> str:
    """Return text as it is written between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(value: str) -> str:
    """Return the value of an attribute as it is written, with its quotes."""
    written = escape(value)
    for sign, reference in _IN_ATTRIBUTES.items():
        written = written.replace(sign, reference)
    return f'"{written}"'
