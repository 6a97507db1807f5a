"""Convert XML to UTF-8 from any encoding (XML 1.0 appendix F)."""

import codecs
import re

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.xml.expat_parser import refuse_document_type

BEGINNING = 1024
"""The number of bytes from which the encoding of a document is detected."""

_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_BEGINNINGS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


def detect_encoding(beginning: bytes) -> tuple[str, bytes]:
    """Return codec and byte order mark of a document that is not UTF-8; two empty values for UTF-8."""
    for start, codec in _BEGINNINGS:
        if beginning.startswith(start):
            return codec, start if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else b""
    declared = _DECLARED.match(beginning.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode().lower() if declared else "utf-8"
    if beginning.startswith(codecs.BOM_UTF8) or name in ("utf-8", "utf8"):
        return "", b""
    return name, b""


def to_utf8(data: bytes, part: str) -> bytes:
    """Return the document `data` as UTF-8, its XML declaration unchanged.

    Raises `Rejected` if it is not in its declared encoding, or if expat does not know that encoding (some of Python's
    codecs are slow).
    """
    codec, mark = detect_encoding(data[:BEGINNING])
    if not codec:
        return data
    refuse_document_type(data, part)
    try:
        return data[len(mark) :].decode(codec).encode()
    except (UnicodeError, LookupError):
        raise refusals.damaged_part(part) from None
