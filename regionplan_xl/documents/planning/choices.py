"""The user's choices before an import: the meaning of columns, and where the plan is in the document."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from regionplan_xl.documents.blocks import Document, Table
from regionplan_xl.documents.pages import no_such_pages
from regionplan_xl.documents.understanding.understand import Choices
from regionplan_xl.documents.vocabulary.lookup import match_heading
from regionplan_xl.errors import InputError, Place
from regionplan_xl.similarity import nearest
from regionplan_xl.text import normalise, phrase, squeeze

# Valid names on the left side of `--columns`, besides any heading that the program knows («Ansvar», «Lead»).
FIELDS = (
    "number", "text", "timeframe", "start", "end", "responsible", "involved", "status", "progress", "comment",
    "remark", "priority", "area", "sub_area", "goal",
)  # fmt: skip
_PAGES = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")


@dataclass(frozen=True)
class Chosen:
    """The user's choices: columns (heading in the document, field), sheets, and first and last page to read."""

    columns: tuple[tuple[str, str], ...] = ()
    sheets: tuple[str, ...] = ()
    pages: tuple[int, int] | None = None

    def to_plain(self) -> dict[str, Any]:
        """Return the choices as plain data for JSON."""
        return {"columns": dict(self.columns), "sheets": list(self.sheets), "pages": self.pages}

    def applied(self, document: Document) -> tuple[Document, Choices]:
        """Return the chosen part of a document, and the chosen meanings of its columns.

        Raises `InputError` for a heading, sheet or page that the document does not have.
        """
        document = self._on_pages(document)
        tables = [block for block in document.blocks if isinstance(block, Table)]
        cells = (squeeze(cell.text) for table in tables for row in table.rows for cell in row.cells)
        _must_be_there((heading for heading, _ in self.columns), cells, document.name, "--columns")
        names = [table.place.sheet for table in tables if table.place.sheet]
        _must_be_there(self.sheets, names, document.name, "--sheet")
        wanted = {normalise(sheet) for sheet in self.sheets}
        sheets = tuple(dict.fromkeys(name for name in names if normalise(name) in wanted))
        return document, Choices({normalise(heading): field for heading, field in self.columns}, sheets)

    def _on_pages(self, document: Document) -> Document:
        if self.pages is None:
            return document
        first, last = self.pages
        kept = tuple(block for block in document.blocks if first <= (block.place.page or 0) <= last)
        if kept:
            return replace(document, blocks=kept)
        known = [block.place.page for block in document.blocks if block.place.page]
        raise no_such_pages(self.pages, max(known, default=0), document.name)


def parse_choices(columns: str, sheets: Iterable[str], pages: str) -> Chosen:
    """Return the choices from the command line; raise `InputError` for invalid ones."""
    return Chosen(
        tuple(_parse_columns(columns)), tuple(filter(None, map(squeeze, sheets))), _parse_pages(pages)
    )


def choices_from_plain(plain: Mapping[str, Any]) -> Chosen:
    """Return the choices from plain data of `Chosen.to_plain`; raise `ValueError` if it is invalid."""
    try:
        columns = tuple((str(heading), str(field)) for heading, field in plain["columns"].items())
        pages = plain["pages"]
        if any(field not in FIELDS for _, field in columns):
            raise ValueError("no such field")
        return Chosen(
            columns, tuple(map(str, plain["sheets"])), (int(pages[0]), int(pages[1])) if pages else None
        )
    except (KeyError, TypeError, AttributeError, IndexError) as fault:
        raise ValueError("no choices") from fault


def _parse_columns(written: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, map(squeeze, written.split(","))):
        name, equals, heading = map(squeeze, part.partition("="))
        if not (name and equals and heading):
            what = phrase("«{part}» does not say which column is what.", part=part)
            raise InputError(what, phrase('Write it as --columns "Ansvar=Lead,Tid=Deadline".'))
        yield heading, _field(name)


def _field(name: str) -> str:
    key = normalise(name).replace("-", "_").replace(" ", "_")
    if key in FIELDS:
        return key
    found = match_heading(name)
    if found is not None and len(found.means) == 1 and found.means[0] in FIELDS and found.certainty == 1.0:
        return found.means[0]
    near = nearest(key, FIELDS)
    what = phrase("A measure has no field called «{name}».", name=name)
    known = phrase("The fields are {fields}.", fields=", ".join(FIELDS))
    raise InputError(what, known if near is None else phrase("Did you mean «{name}»?", name=near))


def _parse_pages(written: str) -> tuple[int, int] | None:
    if not written.strip():
        return None
    found = _PAGES.fullmatch(written.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < first <= last:
        what = phrase("«{pages}» are no pages.", pages=written)
        raise InputError(what, phrase("Write them as --pages 3-12."))
    return first, last


def _must_be_there(wanted: Iterable[str], there: Iterable[str], file: str, option: str) -> None:
    known = {normalise(text): text for text in there if text}
    for name in wanted:
        if normalise(name) not in known:
            near = nearest(normalise(name), known)
            what = phrase("{option}: the document has no «{name}».", option=option, name=name)
            fix = phrase("Did you mean «{name}»?", name=known[near]) if near else ""
            raise InputError(what, fix, Place(file=file))
