"""A Word document: its properties, paragraphs, footer, table of contents and bytes."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from regionplan_xl.locale import LANGUAGE_TAGS
from regionplan_xl.reports.word.template import TEXT_WIDTH_MM
from regionplan_xl.text import readable

CONTENTS_LEVELS = 2
"""How many heading levels the table of contents has."""
_DATE = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY = 255  # python-docx refuses longer ones


def legal(text: str) -> str:
    """Return `text` without characters that XML forbids (`readable`) and with single line ends."""
    return readable(text.replace("\r\n", "\n"))


def element(name: str, /, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """Return a WordprocessingML element `w:name` with `w:` attributes."""
    made = cast(BaseOxmlElement, OxmlElement(f"w:{name}"))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(children)
    return made


def open_document(template: bytes, title: str, *, language: str, day: date, author: str = "") -> Document:
    """Return a document based on `template`, with its properties set."""
    document = docx.Document(io.BytesIO(template))
    properties = document.core_properties
    properties.title, properties.author = _property(title), _property(author)
    properties.comments, properties.language = "", LANGUAGE_TAGS[language]
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    return document


def rendered(document: Document) -> bytes:
    """Return the bytes of the .docx file."""
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    # Zero the timestamps, so that the same case gives the same file.
    with zipfile.ZipFile(saved) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as same:
        for entry in package.infolist():
            made = zipfile.ZipInfo(entry.filename, _DATE)
            same.writestr(made, package.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def add_page_numbers(document: Document, left: str, wording: str) -> None:
    """Add a footer with `left`, and with `wording` on the right, whose `{page}` and `{pages}` become fields."""
    footer = document.sections[0].footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(legal(left) + "\t")
    for part in re.split(r"(\{pages?\})", wording):
        if part in ("{page}", "{pages}"):
            _add_field(footer, "PAGE" if part == "{page}" else "NUMPAGES")
        else:
            footer.add_run(part)


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    field = element("fldSimple", instr=instruction)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def add_contents(document: Document, title: str) -> Paragraph:
    """Add the heading of a table of contents. Call `fill_contents` once all headings exist."""
    return document.add_paragraph(legal(title), "TOC Heading")


def fill_contents(
    heading: Paragraph, headings: Sequence[tuple[int, Paragraph]], pages: Sequence[int] = ()
) -> None:
    """Write the table of contents below `heading`: a field with a link to each of `headings` (level, paragraph).

    `pages`: the page number of each, if known. Otherwise Word fills them in when it updates the field.
    """
    listed = [(level, target) for level, target in headings if level <= CONTENTS_LEVELS]
    numbers = [str(page) for page in pages] if len(pages) == len(listed) else [""] * len(listed)
    entries = [
        _entry(at, level, target, page)
        for at, ((level, target), page) in enumerate(zip(listed, numbers, strict=True), 1)
    ]
    if not entries:
        return
    start = [_mark("begin"), _instruction(r' TOC \o "1-2" \h \z \u '), _mark("separate")]
    first = entries[0]
    for at, run in enumerate(start, 1):
        first.insert(at, run)
    entries[-1].append(_mark("end"))
    after: BaseOxmlElement = heading._p
    for entry in entries:
        after.addnext(entry)
        after = entry


def _entry(number: int, level: int, target: Paragraph, page: str) -> BaseOxmlElement:
    """Return one line of the table of contents, and bookmark the heading that it links to."""
    name = f"_Toc{number:08}"
    target._p.insert(1, element("bookmarkStart", id=number, name=name))
    target._p.append(element("bookmarkEnd", id=number))
    text, shown = element("t"), element("t")
    text.text, shown.text = target.text, page
    reference = [
        element("r", element("tab")),
        _mark("begin"),
        _instruction(f" PAGEREF {name} \\h "),
        _mark("separate"),
        element("r", shown),
        _mark("end"),
    ]
    link = element("hyperlink", element("r", text), *(reference if page else ()), anchor=name, history=1)
    return element("p", element("pPr", element("pStyle", val=f"TOC{level}")), link)


def _mark(kind: str) -> BaseOxmlElement:
    return element("r", element("fldChar", fldCharType=kind))


def _instruction(text: str) -> BaseOxmlElement:
    made = element("instrText")
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("r", made)


def _property(text: str) -> str:
    text = legal(text)
    return text if len(text) <= _LONGEST_PROPERTY else text[: _LONGEST_PROPERTY - 1] + "…"
