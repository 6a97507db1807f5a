"""A Word document: page, styles, language, footer, and tables with readable colours and repeated headings."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast

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

from regionplan_xl.colour import text_colour
from regionplan_xl.text import writable

_LANGUAGE_TAGS = {"nn": "nn-NO", "nb": "nb-NO", "en": "en-GB"}
_LONGEST_PROPERTY = 255  # python-docx refuses longer ones

FONT = "Calibri"
DARK, MUTED = RGBColor(0x1F, 0x2A, 0x44), RGBColor(0x59, 0x59, 0x59)
MARGIN_MM, PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 17, 210, 297
TEXT_WIDTH_MM = PAGE_WIDTH_MM - 2 * MARGIN_MM
CELL_STYLE, NOTE_STYLE = "Table Text", "Table Note"
_TWIPS_PER_MM = 1440 / 25.4
_RULE = "BFBFBF"
# A row with more text than this may need most of a page: kept whole, it would leave a gap or be cut off.
_LONGEST_WHOLE_ROW = 1500


def legal(text: str) -> str:
    """Return `text` as XML allows it: an illegal character becomes «\ufffd», line ends are single."""
    return writable(text.replace("\r\n", "\n"))


def element(name: str, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """Return a WordprocessingML element `w:name` with `w:` attributes."""
    made = cast(BaseOxmlElement, OxmlElement(f"w:{name}"))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(children)
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
    field.append(paragraph.add_run("1")._r)
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


@dataclass(frozen=True)
class TextRun:
    """A stretch of text in one style; `note` is smaller."""

    text: str
    bold: bool = False
    italic: bool = False
    note: bool = False
    muted: bool = False


@dataclass(frozen=True)
class WordCell:
    """A cell: a paragraph for each of `lines`. `fill` is `#RRGGBB` or ""; `span` counts columns."""

    lines: tuple[tuple[TextRun, ...], ...]
    fill: str = ""
    span: int = 1
    align: Literal["left", "center"] = "left"


@dataclass(frozen=True)
class WordRow:
    """A row. `heading`: repeated on every page; `with_next`: never the last on a page."""

    cells: tuple[WordCell, ...]
    heading: bool = False
    with_next: bool = False


def plain(text: str, *, bold: bool = False, fill: str = "", span: int = 1) -> WordCell:
    """Return a cell with one paragraph in one style."""
    return WordCell(((TextRun(text, bold=bold),),), fill, span)


def text_row(*cells: WordCell | str) -> WordRow:
    """Return a row of these cells; a text becomes a plain cell."""
    return WordRow(tuple(cell if isinstance(cell, WordCell) else plain(cell) for cell in cells))


def add_table(
    document: Document, rows: Sequence[WordRow], widths: Sequence[float], *, describes: str
) -> None:
    """Add a ruled table of `widths` millimetres at the end of `document`; `describes` is its alternative text.

    Text on a fill is black or white, whichever is easier to read.
    """
    twips = [round(width * _TWIPS_PER_MM) for width in widths]
    grid = element("tblGrid", *(element("gridCol", w=width) for width in twips))
    styles = (document.styles[CELL_STYLE].style_id, document.styles[NOTE_STYLE].style_id)
    made = (_row(row, twips, styles) for row in rows)
    table = element("tbl", _properties(sum(twips), describes), grid, *made)
    body = document.element.body
    body.insert(len(body) - 1, table)  # the last element is the section's properties


def _properties(width: int, describes: str) -> BaseOxmlElement:
    """Return `tblPr`, in the order of ECMA-376 part 1, 17.4.59 (tblPr)."""
    borders = (
        element(side, val="single", sz=4, space=0, color=_RULE)
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = (
        element(side, w=round(mm * _TWIPS_PER_MM), type="dxa")
        for side, mm in (("top", 0.7), ("left", 1.5), ("bottom", 0.7), ("right", 1.5))
    )
    bands = {"firstRow": 1, "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    return element(
        "tblPr",
        element("tblW", w=width, type="dxa"),
        element("tblBorders", *borders),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *margins),
        element("tblLook", val="0020", **bands),
        element("tblCaption", val=legal(describes)),
    )


def _row(row: WordRow, twips: Sequence[int], styles: tuple[str, str]) -> BaseOxmlElement:
    longest = max(sum(len(words.text) for line in cell.lines for words in line) for cell in row.cells)
    properties = [element("cantSplit")] if longest <= _LONGEST_WHOLE_ROW else []
    if row.heading:
        properties.append(element("tblHeader"))
    made = [element("trPr", *properties)] if properties else []
    column = 0
    for cell in row.cells:
        width = sum(twips[column : column + cell.span])
        made.append(_cell(cell, width, styles, row.heading or row.with_next))
        column += cell.span
    return element("tr", *made)


def _cell(cell: WordCell, width: int, styles: tuple[str, str], with_next: bool) -> BaseOxmlElement:
    properties = [element("tcW", w=width, type="dxa")]
    if cell.span > 1:
        properties.append(element("gridSpan", val=cell.span))
    if cell.fill:
        properties.append(element("shd", val="clear", color="auto", fill=cell.fill.removeprefix("#").upper()))
    lines = (_paragraph(line, cell, styles, with_next) for line in cell.lines or ((),))
    return element("tc", element("tcPr", *properties), *lines)


def _paragraph(
    line: Sequence[TextRun], cell: WordCell, styles: tuple[str, str], with_next: bool
) -> BaseOxmlElement:
    properties = [element("pStyle", val=styles[0])]
    if with_next:
        properties.append(element("keepNext"))
    if cell.align != "left":
        properties.append(element("jc", val=cell.align))
    made = element("p", element("pPr", *properties))
    paragraph = Paragraph(made, None)  # type: ignore[arg-type]
    for words in line:
        run = paragraph.add_run(legal(words.text))
        if words.note:
            run._r.get_or_add_rPr().append(element("rStyle", val=styles[1]))
        run.bold, run.italic = words.bold or None, words.italic or None
        if cell.fill:
            run.font.color.rgb = RGBColor.from_string(text_colour(cell.fill).removeprefix("#"))
        elif words.muted:
            run.font.color.rgb = MUTED
    return made
