"""Identify the kind of a file from its bytes; its name proves nothing."""

import re
import zlib
from contextlib import suppress
from enum import Enum, auto

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.compound_file import Unreadable, top_names
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.limits import LARGEST_TEXT, RETURNED
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive


class Kind(Enum):
    """The kinds of file that can be read, and a zip of several files."""

    XLSX = auto()
    XLSB = auto()
    XLS = auto()
    ODS = auto()
    TEXT = auto()
    ZIP = auto()


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_PICTURE_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
)
"""The brands of pictures in an ISO media file (ISO/IEC 23008-12 section 10); phones take photos in them."""
_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_GZIP, _GNUMERIC = b"\x1f\x8b", b"gnumeric"
# A shortcut of Windows ([MS-SHLLINK] section 2.1), and a property list of macOS, which is a link if it has a URL.
_SHORTCUT, _BINARY_LIST = b"L\0\0\0\x01\x14\x02\0", b"bplist00"
_TNEF = b"\x78\x9f\x3e\x22"
_STREAMS = {
    "WordDocument": rejections.DOCUMENT,
    "PowerPoint Document": rejections.DOCUMENT,
    "__substg1.0_": rejections.MAIL,
}
"""Names in the directory of an OLE container, in UTF-16, that show it is not a workbook (MS-CFB section 2.6)."""

_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|table|body|div|style)\b"
)
_LINK = re.compile(
    r"\s*(?:\[internetshortcut\]|\[desktop entry\].*\btype=link\b|\{\s*\"url\"\s*:"
    r"|(?=.*\"doc_id\")\{\s*\"|<\?xml\b.*<plist\b.*<key>url</key>)",
    re.DOTALL,
)
"""A link as Windows, Linux, Google Drive and macOS save it."""
_XML = re.compile(r"\s*<\?xml\b")
_MAIL_HEADER = re.compile(
    r"^(?:from|to|subject|date|received|return-path|mime-version|message-id|delivered-to|content-type|x-[\w-]+):",
    re.MULTILINE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WESTERN = ("cp1252", "mac-roman", "cp850")  # Excel's CSV, CSV (Macintosh), CSV (MS-DOS)
# Tried in this order; letters that are listed twice count double.
_USUAL = ("æøå", "ÆØÅ«»ÆØÅ«»äöüéèêóòôÄÖÉ–—’“”…§")
_LOOKED_AT = 4096
_READ_OF_LISTS = 1_000_000


def find_kind(data: bytes) -> Kind:
    """Return the kind of the file; raise `Rejected`, saying what the file is, if we cannot read that kind."""
    if not data:
        raise refusals.empty_file()
    if data.startswith(b"PK"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith(_SHORTCUT) or (data.startswith(_BINARY_LIST) and b"URL" in data[:_LOOKED_AT]):
        raise Rejected(rejections.LINK)
    if data.startswith(_GZIP) and _GNUMERIC in _beginning_unpacked(data):
        raise Rejected(rejections.XML_WORKBOOK)
    if data.startswith(_ARCHIVES):
        raise Rejected(rejections.OTHER_ARCHIVE)
    if b"%PDF-" in data[:1024]:
        raise Rejected(rejections.PDF)
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or _is_photo(data):
        raise Rejected(rejections.PICTURE)
    if data.startswith(b"{\\rtf"):
        raise Rejected(rejections.DOCUMENT)
    if data.startswith(_TNEF):
        raise Rejected(rejections.WINMAIL)
    return _text_kind(data)


def _is_photo(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _PICTURE_BRANDS


def _beginning_unpacked(data: bytes) -> bytes:
    """Return the beginning of what is packed with gzip; b"" if it is broken."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, _LOOKED_AT)
    except zlib.error:
        return b""


def decode_text(data: bytes) -> str | None:
    """Return `data` decoded as text, or None if it is not text.

    Tries UTF-8, UTF-16 and the encodings that Excel calls CSV, CSV (Macintosh) and CSV (MS-DOS).
    """
    text = _decode(data)
    if text is None or "\0" in text:
        return None
    # A comment may hold a control character or two; a binary file is full of them.
    return text if len(_CONTROL.findall(text)) <= 3 + len(text) // 500 else None


def is_web_page(text: str) -> bool:
    """Return whether a text begins like HTML."""
    return bool(_WEB_PAGE.match(text[:_LOOKED_AT].lower()))


def is_mail(text: str) -> bool:
    """Return whether a text begins with header fields of a message (RFC 5322 section 2.2)."""
    head = text[:_LOOKED_AT].lower().partition("\n\n")[0].partition("\r\n\r\n")[0]
    return len(_MAIL_HEADER.findall(head)) > 1


def _decode(data: bytes) -> str | None:
    tries = ["utf-8"]
    if data.startswith(b"\xef\xbb\xbf"):
        tries = ["utf-8-sig"]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    elif b"\0" in (beginning := data[:_LOOKED_AT]):
        # Western text in UTF-16 has a zero in nearly every second byte.
        high, low = beginning[1::2].count(0), beginning[::2].count(0)
        tries = ["utf-16-le"] if high > low else ["utf-16-be"]
    for encoding in tries:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _decode_western(data) if tries == ["utf-8"] else None


def _decode_western(data: bytes) -> str:
    """Decode with the encoding that gives the most Norwegian lower-case letters, then the most other usual ones."""
    texts = []
    for encoding in _WESTERN:
        with suppress(UnicodeDecodeError):
            texts.append(data.decode(encoding))
    return max(texts, key=lambda text: tuple(sum(map(text.count, signs)) for signs in _USUAL))


def _zip_kind(data: bytes) -> Kind:
    archive = ZipArchive(data, RETURNED, packed_by_people=True)
    if "[Content_Types].xml" in archive:
        types = archive.beginning("[Content_Types].xml", _READ_OF_LISTS).lower()
        if b"wordprocessingml" in types or b"presentationml" in types:
            if b"spreadsheetml" not in types:
                raise Rejected(rejections.DOCUMENT)
        elif b"ms-excel.sheet.binary" in types:
            return Kind.XLSB
        return Kind.XLSX
    if "mimetype" in archive and "content.xml" in archive:
        return _open_document_kind(archive)
    if any(name.endswith(".iwa") or name.lower() == "index.zip" for name in archive.names):
        raise Rejected(rejections.NUMBERS)
    return Kind.ZIP


def _open_document_kind(archive: ZipArchive) -> Kind:
    mime = archive.beginning("mimetype", 200).strip()
    if b"opendocument.spreadsheet" not in mime:
        raise Rejected(rejections.DOCUMENT)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.beginning(
        "META-INF/manifest.xml", _READ_OF_LISTS
    ):
        raise refusals.password_protected()
    return Kind.ODS


def _ole_kind(data: bytes) -> Kind:
    try:
        # A Word document has a style «Book Title», and a message may have a workbook attached.
        names = "\n".join(top_names(data)).encode("utf-16-le")
    except Unreadable:
        names = data
    if "EncryptedPackage".encode("utf-16-le") in names:
        raise refusals.password_protected()
    known = ("Workbook", "Book", *_STREAMS)
    first = next((name for name in known if name.encode("utf-16-le") in names), "")
    if first in _STREAMS:
        raise Rejected(_STREAMS[first])
    return Kind.XLS


def _text_kind(data: bytes) -> Kind:
    beginning = decode_text(data[:_LOOKED_AT] if len(data) > LARGEST_TEXT else data)
    if beginning is None:
        raise refusals.not_a_workbook()
    beginning = beginning[:_LOOKED_AT].lower()
    if is_web_page(beginning):
        raise Rejected(rejections.WEB_PAGE)
    if len(data) <= _LOOKED_AT and _LINK.match(beginning):
        raise Rejected(rejections.LINK)
    if _XML.match(beginning):
        known = "schemas-microsoft-com:office:spreadsheet" in beginning or "opendocument" in beginning
        raise Rejected(rejections.XML_WORKBOOK) if known else refusals.not_a_workbook()
    if is_mail(beginning):
        raise Rejected(rejections.MAIL)
    if len(data) > LARGEST_TEXT:
        raise refusals.too_large(LARGEST_TEXT)
    return Kind.TEXT
