"""Read a web page as blocks, including one saved by a program with the extension of a spreadsheet (.xls)."""

from regionplan_xl.documents.blocks import Document
from regionplan_xl.documents.sources.web.page import Page, shown_on_demand
from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.formats.file_kind import decode_text
from regionplan_xl.text import phrase

_LARGEST = 8 * 1024 * 1024  # bytes
NO_TEXT = phrase(
    "There is no text in the web page. Open it in Excel or Word, save it as .xlsx or .docx, import that."
)


def read(data: bytes, name: str) -> Document:
    """Return the blocks of a web page; raise `Rejected` if it is empty or too large."""
    if len(data) > _LARGEST:
        raise refusals.too_large(_LARGEST)
    text = decode_text(data) or ""
    page = Page(shown_on_demand(text))
    page.feed(text)
    page.close()
    blocks = page.blocks()
    if not blocks:
        raise Rejected(NO_TEXT)
    return Document(name, blocks)
