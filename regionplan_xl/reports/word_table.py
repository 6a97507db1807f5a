"""Tables in a Word document: headings that repeat, rows that stay whole, coloured cells that are readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph

from regionplan_xl.colour import text_colour
from regionplan_xl.reports.word import CELL_STYLE, MUTED, NOTE_STYLE, element, legal

_TWIPS_PER_MM = 1440 / 25.4
_RULE = "BFBFBF"
# A row with more text than this may need most of a page: kept whole, it would leave a gap or be cut off.
_LONGEST_WHOLE_ROW = 1500


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
    table = element("tbl")
    table.append(_properties(sum(twips), describes))
    grid = element("tblGrid")
    grid.extend(element("gridCol", w=width) for width in twips)
    table.append(grid)
    styles = (document.styles[CELL_STYLE].style_id, document.styles[NOTE_STYLE].style_id)
    table.extend(_row(row, twips, styles) for row in rows)
    body = document.element.body
    body.insert(len(body) - 1, table)  # the last element is the section's properties


def _properties(width: int, describes: str) -> BaseOxmlElement:
    """Return `tblPr`, in the order of ECMA-376 part 1, 17.4.59 (tblPr)."""
    properties = element("tblPr")
    borders = element("tblBorders")
    borders.extend(
        element(side, val="single", sz=4, space=0, color=_RULE)
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = element("tblCellMar")
    margins.extend(
        element(side, w=round(mm * _TWIPS_PER_MM), type="dxa")
        for side, mm in (("top", 0.7), ("left", 1.5), ("bottom", 0.7), ("right", 1.5))
    )
    properties.extend(
        (
            element("tblW", w=width, type="dxa"),
            borders,
            element("tblLayout", type="fixed"),
            margins,
            element(
                "tblLook",
                val="0020",
                firstRow=1,
                lastRow=0,
                firstColumn=0,
                lastColumn=0,
                noHBand=1,
                noVBand=1,
            ),
            element("tblCaption", val=legal(describes)),
        )
    )
    return properties


def _row(row: WordRow, twips: Sequence[int], styles: tuple[str, str]) -> BaseOxmlElement:
    made = element("tr")
    properties = element("trPr")
    if (
        max(sum(len(words.text) for line in cell.lines for words in line) for cell in row.cells)
        <= _LONGEST_WHOLE_ROW
    ):
        properties.append(element("cantSplit"))
    if row.heading:
        properties.append(element("tblHeader"))
    if len(properties):
        made.append(properties)
    column = 0
    for cell in row.cells:
        made.append(
            _cell(cell, sum(twips[column : column + cell.span]), styles, row.heading or row.with_next)
        )
        column += cell.span
    return made


def _cell(cell: WordCell, width: int, styles: tuple[str, str], with_next: bool) -> BaseOxmlElement:
    made = element("tc")
    properties = element("tcPr")
    properties.append(element("tcW", w=width, type="dxa"))
    if cell.span > 1:
        properties.append(element("gridSpan", val=cell.span))
    if cell.fill:
        properties.append(element("shd", val="clear", color="auto", fill=cell.fill.removeprefix("#").upper()))
    made.append(properties)
    made.extend(_paragraph(line, cell, styles, with_next) for line in cell.lines or ((),))
    return made


def _paragraph(
    line: Sequence[TextRun], cell: WordCell, styles: tuple[str, str], with_next: bool
) -> BaseOxmlElement:
    made = element("p")
    properties = element("pPr")
    properties.append(element("pStyle", val=styles[0]))
    if with_next:
        properties.append(element("keepNext"))
    if cell.align != "left":
        properties.append(element("jc", val=cell.align))
    made.append(properties)
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
