"""Read a Word document (.docx, .docm, .dotx) as blocks, with all tracked changes accepted."""

from regionplan_xl.documents.blocks import Document
from regionplan_xl.documents.sources.wordprocessing.body import BodyReader
from regionplan_xl.documents.sources.wordprocessing.parts import WordParts


def read(data: bytes, name: str) -> Document:
    """Return the blocks of a Word document; raise `Rejected` if it is not one or is too large."""
    body = BodyReader(WordParts(data))
    blocks = body.read()
    return Document(name, tuple(blocks), tuple(body.unread))
