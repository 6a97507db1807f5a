"""Read the plan in a document of any kind, in a confined child process.

The child does all the work, not only the parsing: a document may also make the steps after it take long.
"""

import re
import time
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.documents.blocks import Document, with_places
from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.imported_as_data import imported_from_plain, imported_to_plain
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.documents.planning.choices import Chosen, choices_from_plain
from regionplan_xl.documents.planning.plan_of_draft import known_names, plan_of_draft
from regionplan_xl.documents.sources import load_all as load_sources
from regionplan_xl.documents.sources import source_of
from regionplan_xl.documents.sources.invisible import without_invisible
from regionplan_xl.documents.sources.numbered_paragraphs import with_numbers_in_texts
from regionplan_xl.documents.sources.tabbed_paragraphs import with_tables_of_tabs
from regionplan_xl.documents.understanding.streams.unfold import has_streams, unfolded
from regionplan_xl.documents.understanding.understand import HIDDEN_SHEET, understand
from regionplan_xl.errors import InputError, Place, Rejected
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.plan.merging.plain_data import scale_from_plain, scale_to_plain, to_plain
from regionplan_xl.plan.model import Actor
from regionplan_xl.plan.status import STANDARD, Scale
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.file_kind import Kind, decode_text, find_kind, is_mail, is_web_page
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive
from regionplan_xl.sandbox.protocol import phrase_from_plain
from regionplan_xl.text import Phrase, counted, phrase, sentences, without_advice

_STANDARD = EngineSettings()
_NOTHING_CHOSEN = Chosen()
_BEGINNING = 4096
_READ_OF_LISTS = 1_000_000
_TRIES = 2
_TRIED_AGAIN_WITHIN = 6.0  # seconds; a second try may take as long as the first
_WEB_ENDINGS = (".html", ".htm")
_MAIL_ENDING = ".eml"
_MADE_BY_PROGRAM = re.compile(
    r"^mime-version:", re.IGNORECASE | re.MULTILINE
)  # not a copied «From: … Subject: …»
_TEXT_ENDINGS = (".txt", ".md", ".csv", ".tsv")
_OTHERS = {Kind.XLSX: ".xlsx", Kind.XLSB: ".xlsb", Kind.XLS: ".xls", Kind.ODS: ".ods"}
_SMALL_PLAN = b"<table><tr><th>Tiltak<th>Ansvar<th>Frist<tr><td>Byggje sti<td>Hol kommune<td>2025</table>"
_UNKNOWN = phrase(
    "The file is no document that can be read as a plan. Save the plan as .docx, .odt, .pdf, .xlsx, .ods, .csv or .txt."
)
_OTHER_DOCUMENT = phrase(
    "Presentations, and texts from Pages or old Word, cannot be read. Save the plan as .docx, .odt or .pdf."
)
_OPEN_AND_SAVE = phrase(
    "Open it in the program that it is from, save it again without a password, and import that."
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
"""Why a returned file is not read -> the wording for a plan document."""


@dataclass(frozen=True)
class Importing:
    """The input to an import: the choices made, the known actors (None: all are new) and the scale of statuses."""

    chosen: Chosen = _NOTHING_CHOSEN
    actors: tuple[Actor, ...] | None = None
    scale: Scale = STANDARD


def read_plan(data: bytes, name: str, given: Importing, settings: EngineSettings = _STANDARD) -> Imported:
    """Return the plan in a document of any kind.

    Raises `Rejected`, with what to do, for a document that cannot be read. Raises `InputError` for one that holds no
    plan or lacks something that was chosen.
    """
    if settings.kind == "inline":
        try:
            return _import_here(data, name, given)
        except Rejected as rejection:
            raise Rejected(_for_planner(rejection.reason)) from rejection
    from regionplan_xl.sandbox.process import Child, Died, start_patiently

    def finish(end: dict[str, Any]) -> Imported | InputError:
        if "wrong" in end:
            what, fix = (phrase_from_plain(part) if part["say"] else "" for part in end["wrong"])
            return InputError(what, fix, Place(file=name))
        return imported_from_plain(end["imported"], given.scale, _whole_phrase)

    began = time.monotonic()
    for _ in range(_TRIES):
        child = start_patiently(lambda: Child(job=protocol.DOCUMENTS))
        try:
            answer = child.document(_request(data, given), name, finish)
        finally:
            child.end()
        if not isinstance(answer, Died) or time.monotonic() - began > _TRIED_AGAIN_WITHIN:
            break
    if isinstance(answer, InputError):
        raise answer
    if isinstance(answer, Rejected):
        raise Rejected(_for_planner(answer.reason))
    return answer


def _for_planner(reason: Phrase) -> Phrase:
    """Return why a document is not read, with advice for whoever imports it instead of for its sender."""
    known = _REASONS.get(reason, reason)
    return sentences(without_advice(known), _OPEN_AND_SAVE) if known.for_sender else known


def answer_request(request: bytes, name: str) -> dict[str, object]:
    """Return the content of the last frame of the answer to a request (`_request`)."""
    head, _, data = request.partition(b"\n")
    plain = protocol.from_json(head)
    actors = None if plain["actors"] is None else tuple(_actor(one) for one in plain["actors"])
    given = Importing(choices_from_plain(plain["chosen"]), actors, scale_from_plain(plain["scale"]))
    try:
        return {"imported": imported_to_plain(_import_here(data, name, given))}
    except InputError as error:
        return {"wrong": [to_plain(phrase("") if part == "" else part) for part in (error.what, error.fix)]}


def load_all() -> None:
    """Load every format with its library, and the code that interprets documents, while files can still be opened."""
    load_sources()
    _import_here(_SMALL_PLAN, "plan.html", Importing())


def _request(data: bytes, given: Importing) -> bytes:
    actors = None if given.actors is None else [asdict(actor) for actor in given.actors]
    head = {"chosen": given.chosen.to_plain(), "actors": actors, "scale": scale_to_plain(given.scale)}
    return protocol.to_json(head) + b"\n" + data


def _actor(plain: dict[str, Any]) -> Actor:
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
    }
    return Actor(**given)


def _whole_phrase(plain: Any) -> Phrase:
    return phrase_from_plain(plain, protocol.as_text)


def _import_here(data: bytes, name: str, given: Importing) -> Imported:
    document, choices = given.chosen.applied(_read_here(data, name, given))
    draft = understand(document, choices)
    if not draft.measures:
        raise _no_measures(name, document, draft)
    return plan_of_draft(draft, document, given.actors, given.scale)


def _no_measures(name: str, document: Document, draft: Draft) -> InputError:
    hidden = [doubt.place.sheet for doubt in draft.doubts if doubt.why == HIDDEN_SHEET]
    left_out = len(draft.left_out)
    seen = sentences(
        phrase("No measures were found in the document."),
        counted("{count} part of it was read.", "{count} parts of it were read.", count=len(document.blocks)),
        counted(
            "{count} text is in no place of a plan.",
            "{count} texts are in no place of a plan.",
            count=left_out,
        ),
        phrase("Hidden sheets were not read: {sheets}.", sheets=", ".join(hidden)) if hidden else "",
    )
    fix = phrase(
        "Name the plan document itself; if this is it, tell with --columns what its columns mean, "
        "or with --sheet or --pages where the plan is."
    )
    return InputError(seen, fix, Place(file=name))


def _read_here(data: bytes, name: str, given: Importing) -> Document:
    try:
        source = source_of(kind_of_document(data, name), given.chosen.pages)
        if source is None:
            raise Rejected(_UNKNOWN)
        document = source(data, name)
        names = known_names(document, given.actors) if has_streams(document) else ()
        shown = with_tables_of_tabs(without_invisible(unfolded(document, names)))
        return with_places(with_numbers_in_texts(shown))
    except Rejected as rejection:
        raise Rejected(_REASONS.get(rejection.reason, rejection.reason)) from rejection


def kind_of_document(data: bytes, name: str) -> str:
    """Return the kind of a document as its proper file extension (".docx"); raise `Rejected` if it is unknown.

    Decides by the bytes; the name only distinguishes kinds of text.
    """
    if not data:
        raise refusals.empty_file()
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"PK") and _is_word(data):
        return ".docx"
    if data.startswith(b"PK") and _is_open_text(data):
        return ".odt"
    if data.startswith(b"PK") or (b"\0" in data[:_BEGINNING] and decode_text(data[:_BEGINNING]) is None):
        return _OTHERS.get(find_kind(data), "")
    text = decode_text(data[:_BEGINNING])
    if text is None or text.startswith("{\\rtf"):
        raise Rejected(_UNKNOWN)
    ending = PurePath(name).suffix.lower()
    if is_web_page(text) or ending in _WEB_ENDINGS:
        return ".html"
    if is_mail(text) and (ending == _MAIL_ENDING or _MADE_BY_PROGRAM.search(text)):
        return _MAIL_ENDING
    return ending if ending in _TEXT_ENDINGS else ".txt"


def _is_word(data: bytes) -> bool:
    archive = ZipArchive(data, RETURNED, packed_by_people=True)
    if "[Content_Types].xml" not in archive:
        return False
    types = archive.beginning("[Content_Types].xml", _READ_OF_LISTS).lower()
    return b"wordprocessingml" in types and b"spreadsheetml.sheet.main" not in types


def _is_open_text(data: bytes) -> bool:
    archive = ZipArchive(data, RETURNED, packed_by_people=True)
    is_open = "mimetype" in archive and "content.xml" in archive
    return is_open and b"opendocument.text" in archive.beginning("mimetype", 200)
