"""Read a PDF as blocks: tables from ruled cells, headings from font sizes, paragraphs from the rest.

A PDF page has only words at positions. Cells, lines broken at the page width and words broken at the cell width are
derived from those positions.
"""

import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage

from regionplan_xl.documents.blocks import COMPARE, Block, Document, Heading, Paragraph, Table
from regionplan_xl.documents.pages import no_such_pages
from regionplan_xl.documents.sources.layout.aligned import aligned_table, split_tables
from regionplan_xl.documents.sources.layout.bands import Banded
from regionplan_xl.documents.sources.layout.lines import TextLine, joined_lines, whole_words
from regionplan_xl.documents.sources.layout.page_tables import PageTable, page_tables
from regionplan_xl.documents.sources.layout.ruled_cells import (
    hex_colour,
    text_lines,
)
from regionplan_xl.documents.sources.layout.spaces import with_spaces_after
from regionplan_xl.documents.sources.layout.text_columns import text_columns
from regionplan_xl.documents.symbols import draws_symbols, with_symbols_of_pdf
from regionplan_xl.errors import Place, Problem, Rejected
from regionplan_xl.text import phrase

PAGES = 500
_OBJECTS_A_PAGE = 60_000  # characters, lines and rectangles
_GAP = 0.75  # of the font size, between two columns; a space is some 0.28
_WORDS: dict[str, Any] = {
    "use_text_flow": False,
    "extra_attrs": ["size", "fontname"],
    "x_tolerance_ratio": 0.15,
}
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\b.*")
_LEAST_COLUMNS = 3
_FEW_LETTERS = 4  # of «Side 3»
_ENCRYPTED = phrase(
    "The PDF asks for a password. Save it without one, or import the document it was made of."
)
_NO_PDF = phrase("The PDF is damaged. Save it again, or import the document that it was made of.")
_TOO_LONG = phrase(
    "The PDF has more than {most} pages. Save the pages with the plan as a PDF of their own.", most=PAGES
)
_TOO_FULL = phrase("Page {page} has too much on it to be read; import the document that the PDF was made of.")
_PICTURES = phrase(
    "The PDF has no text, only pictures of it (it was scanned). Import the document that it was made of, or one that a "
    "program for text recognition has made."
)
_UNSURE = phrase("Words that fill a narrow cell may be one or two; they were read as {names}.")
_ONE_PICTURE = phrase("The page is a picture: no text on it could be read.")


def read(data: bytes, name: str, wanted: tuple[int, int] | None = None) -> Document:
    """Return the blocks of a PDF, or of the `wanted` pages (first, last).

    Raises `Rejected` if it cannot be read, `InputError` if it has none of those pages.
    """
    numbers = list(range(wanted[0], min(wanted[1], wanted[0] + PAGES) + 1)) if wanted else None
    pages: list[_Page] = []
    with _opened(data, numbers) as pdf:
        if len(pdf.pages) > PAGES:
            raise Rejected(_TOO_LONG)
        if wanted and not pdf.pages:
            last = sum(1 for _ in islice(PDFPage.create_pages(pdf.doc), PAGES))
            raise no_such_pages(wanted, last, name)
        for page in pdf.pages:
            _load(page)
            pages.append(_read_page(page, page.page_number, pages[-1].goes_on if pages else None))
    if pages and not any(page.words for page in pages):
        raise Rejected(_PICTURES)
    unread = tuple(
        Problem(Place(file=name, page=page.number), _ONE_PICTURE)
        for page in pages
        if not page.words and page.has_pictures
    )
    whole = whole_words(text for page in pages for text in _every_text(page))
    body = _size_of_body(pages)
    furniture = _furniture(pages, body)
    return Document(
        name,
        tuple(_blocks(pages, body, furniture, whole)),
        (*unread, *_unsure(pages, whole), *_left_out(pages, body, furniture)),
    )


@contextmanager
def _faults_told() -> Iterator[None]:
    """Raise `Rejected` for the exceptions of all kinds that pdfminer raises for a damaged file."""
    try:
        yield
    except MemoryError:
        raise
    except PDFPasswordIncorrect:
        raise Rejected(_ENCRYPTED) from None
    except Exception as fault:
        if isinstance(fault.__cause__ or fault.__context__, PDFPasswordIncorrect):
            raise Rejected(_ENCRYPTED) from None
        raise Rejected(_NO_PDF) from None


def _opened(data: bytes, numbers: list[int] | None) -> pdfplumber.pdf.PDF:
    with _faults_told():
        pdf = pdfplumber.open(io.BytesIO(data), pages=numbers)
        len(pdf.pages)
        return pdf


def _load(page: Any) -> None:
    """Parse what is on a page."""
    with _faults_told():
        page.objects  # noqa: B018


@dataclass(frozen=True)
class _Page:
    number: int
    words: list[dict[str, Any]]
    tables: list[tuple[PageTable, float]]  # with its upper edge
    lines: list[TextLine]
    has_pictures: bool
    height: float
    goes_on: Banded | None  # the table that the page ends in
    unsure: tuple[Problem, ...] = ()  # of which rows texts are


def _read_page(page: Any, number: int, before: Banded | None) -> _Page:
    if sum(map(len, page.objects.values())) > _OBJECTS_A_PAGE:
        raise Rejected(phrase(_TOO_FULL.template, page=number))
    # Bold letters are sometimes printed twice. Checking for that on every page would cost a third of the time.
    if len({(one["text"], round(one["x0"]), round(one["top"])) for one in page.chars}) < len(page.chars):
        page = page.dedupe_chars()
    for one in page.chars:
        if draws_symbols(one["fontname"]):
            one["text"] = with_symbols_of_pdf(one["text"], one["fontname"])
    words = with_spaces_after(page.extract_words(**_WORDS), page.chars)
    fills = [rect for rect in page.rects if rect.get("fill") and hex_colour(rect.get("non_stroking_color"))]
    tables = page_tables(page, words, fills, before)
    lines = _lines_as_read(tables.words_outside, [top for _, top in tables.placed])
    goes_on = tables.at_end(len([line for line in lines if line.top > tables.last_top]))
    result = _Page(
        number, words, tables.placed, lines, bool(page.images), float(page.height), goes_on, tables.unsure
    )
    page.close()
    return result


def _lines_as_read(words: list[dict[str, Any]], tables_at: Sequence[float]) -> list[TextLine]:
    """Return the lines that words make, those of a second column of text below those of the first."""
    lines = list(text_lines(words))
    columns = text_columns(lines)
    if columns is None or any(columns.top < top < columns.bottom for top in tables_at):
        return lines
    second = [word for word in words if columns.is_second(word["x0"], word["top"])]
    first = text_lines(word for word in words if not columns.is_second(word["x0"], word["top"]))
    return sorted((*first, *map(columns.moved, text_lines(second))), key=lambda line: line.read_at)


def _size_of_body(pages: Sequence[_Page]) -> float:
    usual = Counter(round(word["size"], 1) for page in pages for word in page.words for _ in word["text"])
    return usual.most_common(1)[0][0] if usual else 10.0


def _left_out(pages: Sequence[_Page], body: float, furniture: set[tuple[str, int]]) -> Iterator[Problem]:
    """Yield the headers and footers that have words, each once."""
    said: dict[str, str] = {}
    for page in pages:
        for line in page.lines:
            if _printed(line, body) in furniture and sum(map(str.isalpha, line.text)) > _FEW_LETTERS:
                said.setdefault(line.key, line.text)
    for text in said.values():
        yield Problem(Place(), phrase("The header or footer of the pages is left out: «{text}»", text=text))


def _unsure(pages: Sequence[_Page], whole: Collection[str]) -> Iterator[Problem]:
    told: set[str] = set()
    for page in pages:
        yield from page.unsure
        for table, _ in page.tables:
            words = dict.fromkeys(table.unsure_words(whole))
            if new := [word for word in words if word not in told]:
                names = ", ".join(f"«{word}»" for word in new)
                yield Problem(table.place, _UNSURE.with_values(names=names), COMPARE)
                told.update(new)


def _every_text(page: _Page) -> Iterator[list[TextLine]]:
    """Yield the lines outside tables, and those of each cell."""
    yield page.lines
    for table, _ in page.tables:
        yield from table.lines


def _blocks(
    pages: Sequence[_Page], body: float, furniture: set[tuple[str, int]], whole: Collection[str]
) -> Iterator[Block]:
    """Yield the blocks of all pages from top to bottom, without headers and footers."""
    sizes = sorted(
        {
            line.size
            for page in pages
            for line in page.lines
            if line.size > body + 0.9 and len(line.text) < 150
        },
        reverse=True,
    )
    goes_on, heads = False, ""
    for page in pages:
        parts: list[tuple[float, Table | list[TextLine]]] = [
            (top, table.table(whole)) for table, top in page.tables
        ]
        lines = [line for line in page.lines if _printed(line, body) not in furniture]
        text: list[TextLine] = []
        for found in split_tables(lines, _GAP, goes_on, heads if goes_on else ""):
            goes_on = isinstance(found, list)
            if isinstance(found, TextLine):
                text.append(found)
                continue
            place, heads = Place(page=page.number, table=len(parts) + 1), found[0].text
            parts.append((found[0].top, aligned_table(found, _GAP, place)))
        parts += [(group[0].read_at, group) for group in _paragraphs(text, [top for top, _ in parts])]
        for _, part in sorted(parts, key=lambda one: one[0]):
            yield part if isinstance(part, Table) else _text_block(part, body, sizes, page.number)


def _furniture(pages: Sequence[_Page], body: float) -> set[tuple[str, int]]:
    """Return the lines at the same height on half of the pages: headers, footers, page numbers."""
    seen = Counter(key for page in pages for key in {_printed(line, body) for line in page.lines})
    found = {key for key, count in seen.items() if count > 2 and 2 * count >= len(pages)}
    return found | _furniture_of_two(pages, body) if len(pages) == 2 else found


def _furniture_of_two(pages: Sequence[_Page], body: float) -> set[tuple[str, int]]:
    """Return the first and last lines of two pages that differ in figures only, or say when they were printed."""
    found = set()
    for place in (min, max):
        ends = [place(page.lines, key=lambda line: line.top, default=None) for page in pages]
        keys = {_printed(line, body) for line in ends if line is not None}
        texts = {line.text for line in ends if line is not None}
        if len(keys) == 1 and (len(texts) == len(pages) or all(map(_CLOCK.search, texts))):
            found |= keys
    return found


def _printed(line: TextLine, body: float) -> tuple[str, int]:
    """Return a key by which repeated lines on different pages are recognised.

    Digits are ignored, except in a heading («Action 4»).
    """
    is_heading = line.size > body + 0.9 and any(map(str.isalpha, line.text))
    return line.text if is_heading else line.key, round(line.top / 8)


def _paragraphs(lines: Sequence[TextLine], tables_at: Sequence[float]) -> Iterator[list[TextLine]]:
    """Yield the lines of each paragraph; a gap, a change of size, a bullet or a table in between starts a new one."""
    group: list[TextLine] = []
    for line in lines:
        if group:
            last = group[-1]
            gap = line.top - last.bottom
            apart = (
                gap > 0.55 * line.size
                or _begins_column(last, line)
                or abs(line.size - last.size) > 0.6
                or line.bold != last.bold
            )
            between = any(last.top < top < line.top for top in tables_at)
            if apart or between or line.bullet or _is_short(last, group, line):
                yield group
                group = []
        group.append(line)
    if group:
        yield group


def _begins_column(last: TextLine, line: TextLine) -> bool:
    """True for the first line of a second column, unless it goes on with the last one of the first."""
    goes_on = line.text[:1].islower() and last.text[-1:] not in ".:;!?"
    return line.order is not None and last.order is None and not goes_on


def _is_short(last: TextLine, group: Sequence[TextLine], line: TextLine) -> bool:
    """Return whether a line ends well before the others, so that the next one begins a paragraph."""
    right = max(one.right for one in (*group, line))
    first_word = line.words[0][2] - line.words[0][1]
    return last.right + first_word + last.size < right - 10 and last.text.rstrip().endswith(
        (".", ":", "!", "?")
    )


def _text_block(lines: list[TextLine], body: float, sizes: list[float], page: int) -> Block:
    right = max(line.right for line in lines)
    text = joined_lines(lines, right)
    place = Place(page=page)
    if lines[0].size in sizes and len(text) < 250:
        return Heading(text.replace("\n", " "), 1 + sizes.index(lines[0].size), place)
    bullet = lines[0].bullet
    return Paragraph(
        text.removeprefix(bullet).strip(), place, bullet=bullet, bold=all(line.bold for line in lines)
    )
