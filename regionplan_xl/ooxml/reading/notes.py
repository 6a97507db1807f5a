"""Notes and threaded comments on cells (ECMA-376 part 1 section 18.7; MS-XLSX section 2.1.17)."""

from collections.abc import Iterator
from dataclasses import dataclass

from regionplan_xl.ooxml.common.references import parse_cell
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.cells import unescape
from regionplan_xl.ooxml.xml.element import Element

COPY_OF_THREAD = "tc="
"""The prefix of the author of a note that is only a copy for programs without threaded comments."""


@dataclass(frozen=True)
class Note:
    """A note on a cell, and its author if known."""

    row: int
    column: int
    text: str
    author: str = ""


def read_notes(package: Package, sheet: str) -> Iterator[Note]:
    """Yield the notes and threaded comments of the sheet part `sheet`."""
    threads = list(read_threads(package, sheet, package.workbook_part))
    yield from threads
    for relationship in package.related(sheet, "comments"):
        if package.find(relationship.target):
            yield from _notes(package.parse(relationship.target), with_copies=not threads)


def read_threads(package: Package, sheet: str, workbook: str) -> Iterator[Note]:
    """Yield the threaded comments of the sheet part `sheet`; the part `workbook` refers to their authors."""
    for part in (r.target for r in package.relationships(sheet) if r.kind == "threadedComment"):
        if package.find(part):
            yield from _threaded(package.parse(part), _persons(package, workbook))


@dataclass(frozen=True)
class Comment:
    """A note as stored in the notes part of a sheet. `is_copy`: it copies a threaded comment for other programs."""

    element: Element
    note: Note
    is_copy: bool


def parse_comments(root: Element) -> Iterator[Comment]:
    """Yield the notes in a part, including empty ones."""
    authors = [unescape(author.text).strip() for author in root.grouped("authors", "author")]
    for element in root.grouped("commentList", "comment"):
        number = element.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        is_copy = author.startswith(COPY_OF_THREAD)
        author = "" if is_copy else author
        place = parse_cell(element.get("ref", ""))
        pieces = (e.text for text in element.named("text") for e in _texts(text))
        text = unescape("".join(pieces)).strip()
        # Excel begins a note with its author's name.
        text = text.removeprefix(f"{author}:").strip() if author else text
        if place is not None:
            yield Comment(element, Note(*place, text, author), is_copy)


def _notes(root: Element, *, with_copies: bool) -> Iterator[Note]:
    for comment in parse_comments(root):
        if comment.note.text and (with_copies or not comment.is_copy):
            yield comment.note


def _texts(element: Element) -> Iterator[Element]:
    for child in element.named("t", "r"):
        if child.name == "t":
            yield child
        else:
            yield from child.named("t")


def _threaded(root: Element, persons: dict[str, str]) -> Iterator[Note]:
    for element in root.named("threadedComment"):
        place = parse_cell(element.get("ref", ""))
        text = "".join(e.text for e in element.named("text")).strip()
        if place is not None and text:
            yield Note(*place, text, persons.get(element.get("personId", ""), ""))


def _persons(package: Package, workbook: str) -> dict[str, str]:
    parts = [r.target for r in package.relationships(workbook) if r.kind == "person"]
    roots = [package.parse(part) for part in parts if package.find(part)]
    return {e.get("id", ""): e.get("displayName", "") for root in roots for e in root.named("person")}
