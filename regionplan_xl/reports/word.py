"""A Word document: page, styles, language, title, footer with page numbers."""

import io
import re
from datetime import date, datetime
from typing import cast

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

# What XML 1.0 section 2.2 does not allow in a document.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE_TAGS = {"nn": "nn-NO", "nb": "nb-NO", "en": "en-GB"}
_LONGEST_PROPERTY = 255  # python-docx refuses longer ones

FONT = "Calibri"
DARK, MUTED = RGBColor(0x1F, 0x2A, 0x44), RGBColor(0x59, 0x59, 0x59)
MARGIN_MM, PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 17, 210, 297
TEXT_WIDTH_MM = PAGE_WIDTH_MM - 2 * MARGIN_MM
CELL_STYLE, NOTE_STYLE = "Table Text", "Table Note"


def legal(text: str) -> str:
    """Return `text` as XML allows it: an illegal character becomes «\ufffd», line ends are single."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n"))


def element(name: str, **attributes: object) -> BaseOxmlElement:
    """Return a WordprocessingML element `w:name` with `w:` attributes."""
    made = cast(BaseOxmlElement, OxmlElement(f"w:{name}"))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def new_document(title: str, *, language: str, day: date, author: str = "") -> Document:
    """Return an empty A4 portrait document in `language` (`nn`, `nb`, `en`) with our styles and its properties."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH_MM), Mm(PAGE_HEIGHT_MM)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin, section.bottom_margin = Mm(18), Mm(18)
    section.footer_distance = Mm(9)
    _set_styles(document)
    _set_language(document, _LANGUAGE_TAGS[language])
    properties = document.core_properties
    properties.title, properties.author = _property(title), _property(author)
    properties.comments, properties.language = "", _LANGUAGE_TAGS[language]
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    return document


def rendered(document: Document) -> bytes:
    """Return the bytes of the .docx file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_page_numbers(document: Document, left: str, wording: str) -> None:
    """Add a footer with `left`, and `wording` on the right, where `{page}` and `{pages}` are live numbers."""
    footer = document.sections[0].footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    tabs = footer.paragraph_format.tab_stops
    tabs.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(legal(left) + "\t")
    for part in re.split(r"(\{pages?\})", wording):
        if part in ("{page}", "{pages}"):
            _add_field(footer, "PAGE" if part == "{page}" else "NUMPAGES")
        else:
            footer.add_run(part)


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    field = element("fldSimple", instr=instruction)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _property(text: str) -> str:
    text = legal(text)
    return text if len(text) <= _LONGEST_PROPERTY else text[: _LONGEST_PROPERTY - 1] + "…"


def _set_styles(document: Document) -> None:
    styles = document.styles
    normal = cast(ParagraphStyle, styles["Normal"])
    _set_look(normal, 10.5, before=0, after=6)
    normal.paragraph_format.line_spacing = 1.1
    for name, size, before, after in (
        ("Title", 24, 0, 4),
        ("Subtitle", 12, 0, 10),
        ("Heading 1", 15, 16, 5),
        ("Heading 2", 12.5, 14, 5),
    ):
        style = cast(ParagraphStyle, styles[name])
        _set_look(style, size, before=before, after=after)
        style.font.bold, style.font.italic = name != "Subtitle", False
        style.font.color.rgb = MUTED if name == "Subtitle" else DARK
        style.paragraph_format.keep_with_next = True
    footer = cast(ParagraphStyle, styles["Footer"])
    _set_look(footer, 8.5, before=0, after=0)
    footer.font.color.rgb = MUTED
    # The template's rule under the title, stretched letters, and tab stops for a wider page.
    for name, unwanted in (("Title", "pPr/w:pBdr"), ("Subtitle", "rPr/w:spacing"), ("Footer", "pPr/w:tabs")):
        for found in styles[name].element.xpath(f"./w:{unwanted}"):
            found.getparent().remove(found)
    cell = cast(ParagraphStyle, styles.add_style(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH))
    cell.base_style = normal
    _set_look(cell, 9.5, before=0, after=0)
    cell.paragraph_format.line_spacing = 1.0
    note = cast(CharacterStyle, styles.add_style(NOTE_STYLE, WD_STYLE_TYPE.CHARACTER))
    note.font.size = Pt(8.5)


def _set_look(style: ParagraphStyle, size: float, *, before: float, after: float) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # The template's theme fonts would win over a font that is named.
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size = Pt(size)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _set_language(document: Document, tag: str) -> None:
    for language in document.styles.element.findall(f"{qn('w:docDefaults')}//{qn('w:lang')}"):
        language.set(qn("w:val"), tag)
    for language in document.settings.element.findall(qn("w:themeFontLang")):
        language.set(qn("w:val"), tag)
