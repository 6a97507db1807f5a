"""Tables in a Word document: repeated headings, unsplit rows, readable colours, alternative text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from regionplan_xl.colour import text_colour
from regionplan_xl.reports.word.column_widths import CELL_MARGIN_MM, FittedColumns, points
from regionplan_xl.reports.word.document import element, legal
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow
from regionplan_xl.reports.word.template import CELL_STYLE, FIGURE_STYLE, MUTED, NOTE_STYLE

_TWIPS_PER_MM = 1440 / 25.4
_RULE = "BFBFBF"
# A row with more text than this may need most of a page. If it were kept whole, it would leave a gap or be cut off.
_LONGEST_WHOLE_ROW = 1500


class _Styles(NamedTuple):
    """The IDs of the table styles, and the scale factor for their font sizes."""

    cell: str
    note: str
    figure: str
    letters: float


def add_table(document: Document, rows: Sequence[WordRow], columns: FittedColumns, *, describes: str) -> None:
    """Add a ruled table at the end of `document`; `describes` is its alternative text.

    Text on a fill is black or white, whichever contrasts more.
    """
    twips = [round(width * _TWIPS_PER_MM) for width in columns.widths]
    grid = element("tblGrid", *(element("gridCol", w=width) for width in twips))
    cell, note, figure = (document.styles[name].style_id for name in (CELL_STYLE, NOTE_STYLE, FIGURE_STYLE))
    styles = _Styles(cell, note, figure, columns.letters)
    last_but_one = [
        replace(row, with_next=True) for row in rows[-2:-1]
    ]  # no row, or sum, alone on the next page
    made = (_row(row, twips, styles) for row in (*rows[:-2], *last_but_one, *rows[-1:]))
    table = element("tbl", _properties(sum(twips), describes), grid, *made)
    body = document.element.body
    body.insert(len(body) - 1, table)  # the last element is the section's properties


def _properties(width: int, describes: str) -> BaseOxmlElement:
    """Return `tblPr` with its children in the order of ECMA-376 part 1, 17.4.59 (tblPr)."""
    borders = (
        element(side, val="single", sz=4, space=0, color=_RULE)
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = (
        element(side, w=round(mm * _TWIPS_PER_MM), type="dxa")
        for side, mm in (("top", 0.7), ("left", CELL_MARGIN_MM), ("bottom", 0.7), ("right", CELL_MARGIN_MM))
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


def _row(row: WordRow, twips: Sequence[int], styles: _Styles) -> BaseOxmlElement:
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


def _cell(cell: WordCell, width: int, styles: _Styles, with_next: bool) -> BaseOxmlElement:
    properties = [element("tcW", w=width, type="dxa")]
    if cell.span > 1:
        properties.append(element("gridSpan", val=cell.span))
    if cell.fill:
        properties.append(element("shd", val="clear", color="auto", fill=cell.fill.removeprefix("#").upper()))
    lines = (_paragraph(line, cell, styles, with_next) for line in cell.lines or ((),))
    return element("tc", element("tcPr", *properties), *lines)


def _paragraph(line: Sequence[TextRun], cell: WordCell, styles: _Styles, with_next: bool) -> BaseOxmlElement:
    large = any(words.large for words in line)
    properties = [element("pStyle", val=styles.figure if large else styles.cell)]
    if with_next:
        properties.append(element("keepNext"))
    if cell.align != "left":
        properties.append(element("jc", val=cell.align))
    made = element("p", element("pPr", *properties))
    paragraph = Paragraph(made, None)  # type: ignore[arg-type]
    for words in line:
        run = paragraph.add_run(legal(words.text))
        if words.note:
            run._r.get_or_add_rPr().append(element("rStyle", val=styles.note))
        if styles.letters < 1:
            run.font.size = Pt(points(words) * styles.letters)
        run.bold, run.italic = words.bold or None, words.italic or None
        if cell.fill:
            run.font.color.rgb = RGBColor.from_string(text_colour(cell.fill).removeprefix("#"))
        elif words.muted:
            run.font.color.rgb = RGBColor.from_string(MUTED)
    return made
