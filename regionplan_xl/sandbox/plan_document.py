"""Read a plan document of any kind as blocks, in a child process that can do no harm."""

from pathlib import PurePath
from typing import BinaryIO

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.documents.blocks import Document
from regionplan_xl.documents.blocks_as_data import blocks_to_plain
from regionplan_xl.documents.sources import source_of
from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.file_kind import Kind, decode_text, find_kind, is_web_page
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive
from regionplan_xl.text import phrase

_STANDARD = EngineSettings()
_BLOCKS_A_FRAME = 200
_BEGINNING = 4096
_READ_OF_LISTS = 1_000_000
_TRIES = 2
_TEXT_ENDINGS = (".txt", ".md", ".csv", ".tsv")
_OTHERS = {Kind.XLSX: ".xlsx", Kind.XLSB: ".xlsb", Kind.XLS: ".xls", Kind.ODS: ".ods"}
_UNKNOWN = phrase(
    "The file is no document that can be read as a plan. Save the plan as .docx, .pdf, .xlsx, .ods, .csv or .txt."
)
_OTHER_DOCUMENT = phrase(
    "Presentations, and texts from LibreOffice, Pages or old Word, cannot be read. Save the plan as .docx or .pdf."
)
_REASONS = {
    rejections.PICTURE: phrase(
        "The file is a picture; no text in it can be read. Import the document that it was made of."
    ),
    rejections.DOCUMENT: _OTHER_DOCUMENT,
    rejections.TOO_SLOW: phrase(
        "The document took so long to read that it was given up. Save the part with the plan as a document of its own."
    ),
    rejections.TOO_DEMANDING: phrase(
        "The document needs more memory than a plan should. Save the part with the plan as a document of its own."
    ),
    rejections.NOT_SURVIVED: phrase(
        "The document is damaged in a way that stopped the program that read it. Open it where it was made, "
        "save it again and import that."
    ),
    rejections.NOT_NOW: phrase(
        "The document could not be read now. Try again; if it never works, save it again."
    ),
}
"""What a reason why a returned file is not read is called when it is the plan document."""


def read_document(data: bytes, name: str, settings: EngineSettings = _STANDARD) -> Document:
    """Return a plan document as blocks; raises `Rejected`, with what to do, if it cannot be read."""
    if settings.kind == "inline":
        return _read_here(data, name)
    from regionplan_xl.sandbox.process import Child, Died

    for _ in range(_TRIES):
        child = Child(for_documents=True)
        try:
            answer = child.document(data, name)
        finally:
            child.end()
        if not isinstance(answer, Died):
            break
    if isinstance(answer, Rejected):
        raise Rejected(_REASONS.get(answer.reason, answer.reason))
    return answer


def send_document(out: BinaryIO, data: bytes, name: str) -> dict[str, object]:
    """Write a document's blocks as frames; return what belongs to the last frame."""
    document = _read_here(data, name)
    for at in range(0, len(document.blocks), _BLOCKS_A_FRAME):
        plain = blocks_to_plain(document.blocks[at : at + _BLOCKS_A_FRAME])
        protocol.send(out, protocol.FrameKind.BLOCKS, protocol.to_json(plain))
    return {"unread": [protocol.problem_to_plain(problem) for problem in document.unread]}


def _read_here(data: bytes, name: str) -> Document:
    try:
        source = source_of(kind_of_document(data, name))
        if source is None:
            raise Rejected(_UNKNOWN)
        return source(data, name)
    except Rejected as rejection:
        raise Rejected(_REASONS.get(rejection.reason, rejection.reason)) from rejection


def kind_of_document(data: bytes, name: str) -> str:
    """Return the kind of a document as the ending it should have (".docx"); raises `Rejected` if it is none.

    Its bytes tell; its name only which kind of text it is.
    """
    if not data:
        raise refusals.empty_file()
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"PK") and _is_word(data):
        return ".docx"
    if data.startswith(b"PK") or (b"\0" in data[:_BEGINNING] and decode_text(data[:_BEGINNING]) is None):
        return _OTHERS.get(find_kind(data), "")
    text = decode_text(data[:_BEGINNING])
    if text is None or text.startswith("{\\rtf"):
        raise Rejected(_UNKNOWN)
    if is_web_page(text):
        return ".html"
    ending = PurePath(name).suffix.lower()
    return ending if ending in _TEXT_ENDINGS else ".txt"


def _is_word(data: bytes) -> bool:
    archive = ZipArchive(data, RETURNED, packed_by_people=True)
    if "[Content_Types].xml" not in archive:
        return False
    types = archive.beginning("[Content_Types].xml", _READ_OF_LISTS).lower()
    return b"wordprocessingml" in types and b"spreadsheetml.sheet.main" not in types
