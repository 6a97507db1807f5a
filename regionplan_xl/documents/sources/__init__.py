"""Read a document of any format as a list of blocks, without interpreting them.

A format is a module with a function `read(data, name) -> Document`, a line below, and what tells it by its bytes
(`sandbox.plan_document.kind_of_document`). It runs in the confined process that reads outside files (`sandbox.child`):
a library that fails or hangs costs only that document.
"""

import codecs
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from importlib import import_module

from regionplan_xl.documents.blocks import Document
from regionplan_xl.sandbox.formats.binary_excel import load_library

# A kind of document (`sandbox.plan_document.kind_of_document`) -> the module that reads it.
_MODULES: Mapping[str, str] = {
    ".docx": "word",
    ".docm": "word",
    ".dotx": "word",
    ".dotm": "word",
    ".odt": "open_text",
    ".pdf": "pdf",
    ".txt": "plain_text",
    ".md": "plain_text",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".xlsb": "spreadsheet",
    ".xls": "spreadsheet",
    ".ods": "spreadsheet",
    ".csv": "spreadsheet",
    ".tsv": "spreadsheet",
    ".html": "html",
    ".htm": "html",
    ".eml": "mail_message",
}

_BY_PAGE = frozenset({".pdf"})
_SMALL_MAIL = (
    b"Subject: =?utf-8?q?=C3=A5?=\nDate: Thu, 1 Jan 2026 10:00:00 +0100\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=%s\n"
    b"Content-Transfer-Encoding: %s\n\naGVp\n--b--\n"
)

Source = Callable[[bytes, str], Document]


def load_all() -> None:
    """Load every format with its library, while files can still be opened."""
    for kind in _MODULES:
        source_of(kind)
    load_library()
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        codecs.lookup(encoding)
    for charset in (b"utf-8", b"iso-8859-1", b"iso-8859-15", b"windows-1252"):
        for transfer in (b"base64", b"quoted-printable"):
            source_of(".eml")(_SMALL_MAIL % (charset, transfer), "small.eml")  # type: ignore[misc]
    from babel.dates import format_date

    for language in ("nn", "nb", "sv", "da", "de", "en", "es", "fr"):
        format_date(date(2000, 1, 1), locale=language)


def source_of(kind: str, pages: tuple[int, int] | None = None) -> Source | None:
    """Return the function that reads documents of a kind (an extension such as ".docx"); None if there is none.

    It reads only `pages` (first, last) if the format can be read by page.
    """
    if kind not in _MODULES:
        return None
    read = import_module(f"{__name__}.{_MODULES[kind]}").read
    source: Source = partial(read, wanted=pages) if pages and kind in _BY_PAGE else read
    return source
