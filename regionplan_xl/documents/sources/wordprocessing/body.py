"""Walk the body of a Word document: paragraphs, headings and tables in reading order."""

from collections.abc import Iterator
from dataclasses import replace

from regionplan_xl.documents.blocks import Block, Heading, Paragraph, Row, Table, TableCell
from regionplan_xl.documents.sources.wordprocessing.colours import Colours
from regionplan_xl.documents.sources.wordprocessing.grid import WIDEST, Laid, laid_out
from regionplan_xl.documents.sources.wordprocessing.numbering import Numbering
from regionplan_xl.documents.sources.wordprocessing.parts import WordParts, attribute, child, is_on, value
from regionplan_xl.documents.sources.wordprocessing.runs import NOTES, Read, read_runs, text_of
from regionplan_xl.documents.sources.wordprocessing.styles import (
    ParagraphStyle,
    RunLook,
    WordStyles,
    is_heading,
)
from regionplan_xl.documents.sources.wordprocessing.tables import TableLook, Where
from regionplan_xl.documents.sources.wordprocessing.words import Words, joined
from regionplan_xl.errors import Place, Problem
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.xml.attribute_values import parse_whole
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.text import phrase, squeeze

_TITLE_AT_MOST = 120  # characters
_INTRODUCTION_AT_MOST = 60  # characters
_CELLS_AT_MOST = 400_000
_TEXT_AT_MOST = 20_000_000  # characters of all cells; a merged cell counts once per place
_WRAPPERS = frozenset({"sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice"})
_CONTENTS = "Table of Contents"
_DRAWN_PARTS = {
    "diagramData": phrase("The text of a diagram (SmartArt) is left out: «{text}»"),
    "chart": phrase("The text of a chart is left out: «{text}»"),
}
_WORDS_OF_DRAWINGS = frozenset({"t", "v"})
_WRITE_IN_MASTER = phrase("If it belongs to the plan, write it where it belongs in the master.")

_Styled = tuple[Block, ParagraphStyle | None]


class BodyReader:
    """Reads the blocks of one document, in order; `unread` then has what is left out."""

    def __init__(self, parts: WordParts) -> None:
        self.unread: list[Problem] = []
        self._parts = parts
        self._colours = Colours.of(parts.part("theme"))
        self._styles = WordStyles(parts.part("styles"), self._colours)
        self._numbering = Numbering(parts.part("numbering"))
        self._notes = {
            (kind, attribute(note, "id") or ""): text_of(note, self._styles)
            for kind in NOTES.values()
            if (root := parts.part(kind)) is not None
            for note in root.children
            if attribute(note, "type") in (None, "normal")
        }
        self._tables = self._cells = self._text = self._page_breaks = 0
        self._knows_pages = any(e.name == "lastRenderedPageBreak" for e in parts.document.descendants())

    def read(self) -> list[Block]:
        """Return the blocks; headers and footers are left out and reported."""
        blocks = _below_title(list(self._blocks(child(self._parts.document, "body"))))
        for kind in ("header", "footer"):
            texts = dict.fromkeys(squeeze(text_of(root, self._styles)) for root in self._parts.parts(kind))
            self.unread += [
                Problem(Place(), phrase("The header or footer of the pages is left out: «{text}»", text=text))
                for text in texts
                if text
            ]
        self._tell_of_drawings()
        return list(_with_captions(blocks))

    def _tell_of_drawings(self) -> None:
        """Report the texts of diagrams (SmartArt) and charts, which are in separate parts."""
        for kind, what in _DRAWN_PARTS.items():
            for root in self._parts.parts(kind):
                said = (
                    squeeze(element.text)
                    for element in root.descendants()
                    if element.name in _WORDS_OF_DRAWINGS
                )
                if text := " | ".join(dict.fromkeys(filter(None, said))):
                    self.unread.append(Problem(Place(), phrase(what.template, text=text), _WRITE_IN_MASTER))

    @property
    def _place(self) -> Place:
        return Place(page=self._page_breaks + 1 if self._knows_pages else None)

    def _blocks(self, container: Element | None) -> Iterator[_Styled]:
        """Yield blocks; each paragraph comes with its style."""
        for element in container.children if container else []:
            if element.name == "p":
                yield from self._paragraph(element)
            elif element.name == "tbl" and _is_layout(element):
                yield from self._laid_out_with(element)
            elif element.name == "tbl":
                yield from ((table, None) for table in self._table(element))
            elif element.name == "sdt":
                gallery = value(child(element, "sdtPr"), "docPartObj", "docPartGallery")
                if gallery != _CONTENTS:
                    yield from self._blocks(child(element, "sdtContent"))
            elif element.name in _WRAPPERS:
                yield from self._blocks(element)
            elif element.name == "altChunk":
                what = phrase("A document that is embedded here is left out. Copy its text into this one.")
                self.unread.append(Problem(self._place, what))

    def _laid_out_with(self, element: Element) -> Iterator[_Styled]:
        """Yield the content of a table used only for page layout; a short text beside a table is its title."""
        for row in _within(element, "tr"):
            cells = [list(self._blocks(cell)) for cell in _within(row, "tc")]
            has_table = any(isinstance(block, Table) for blocks in cells for block, _ in blocks)
            for blocks in cells:
                for block, style in blocks:
                    alone = (
                        has_table and len(blocks) == 1 and isinstance(block, Paragraph) and not block.bullet
                    )
                    if alone and isinstance(block, Paragraph) and len(block.text) <= _TITLE_AT_MOST:
                        yield replace(block, bold=True), style
                    else:
                        yield block, style

    def _paragraph(self, element: Element) -> Iterator[_Styled]:
        place = self._place
        read, style = self._words(element)
        words, outline = read.words, parse_whole(value(child(element, "pPr"), "outlineLvl"))
        outline = style.outline if outline is None else outline
        if words.text and not style.is_contents:
            if is_heading(outline) or style.is_title:
                yield Heading(words.line, (outline or 0) + 1, place, words.notes), style
            else:
                yield _as_paragraph(words, place), style
        elif words.notes or words.removed:
            yield _as_paragraph(words, place), style
        for box in read.boxes:
            yield from self._blocks(box)

    def _words(self, element: Element, bold: bool | None = None) -> tuple[Read, ParagraphStyle]:
        """Return the words of a paragraph, with bullet or number, and its style; `bold` is inherited from its table."""
        properties = child(element, "pPr")
        style = self._styles.paragraph(value(properties, "pStyle"))
        read = read_runs(element, self._styles, style.look.over(RunLook(bold=bold)), self._notes)
        self._page_breaks += read.page_breaks
        number_id = value(properties, "numPr", "numId") or style.number_id
        level = parse_whole(value(properties, "numPr", "ilvl"))
        level = style.level or 0 if level is None else level
        fill = self._colours.shading(properties)
        words = replace(
            read.words,
            bullet=self._numbering.next(number_id, level) if number_id else "",
            fill=(style.fill or "") if fill is None else fill,
            continued=child(properties, "rPr", "del") is not None,
        )
        return replace(read, words=words), style

    def _table(self, element: Element) -> Iterator[Table]:
        """Yield a table, then the tables nested in its cells."""
        self._tables += 1
        number, place = self._tables, self._place
        look = TableLook(element, self._styles, self._colours)
        rows = [row for row in _within(element, "tr") if not self._is_removed(row, number)]
        nested: list[Table] = []
        laid: list[tuple[int, list[Laid]]] = []
        heads: list[tuple[Place, bool]] = []
        for at, row in enumerate(rows):
            properties = child(row, "trPr")
            repeated = bool(is_on(properties, "tblHeader"))
            heads.append((replace(self._place, table=number, row=at + 1), repeated))
            cells = list(_within(row, "tc"))
            places = [Where(at, n, row is rows[-1], cell is cells[-1]) for n, cell in enumerate(cells)]
            before = _whole(value(properties, "gridBefore"))
            laid.append((before, [self._cell(*one, look, nested) for one in zip(cells, places, strict=True)]))
        grid = laid_out(laid)
        self._count(grid)
        body = (Row(tuple(cells), *head) for cells, head in zip(grid, heads, strict=True))
        yield Table(tuple(body), replace(place, table=number))
        yield from nested

    def _is_removed(self, row: Element, table: int) -> bool:
        """Return whether a tracked change deletes the row; if so, report it."""
        if child(row, "trPr", "del") is None:
            return False
        text = squeeze(" ".join(e.text for e in row.descendants() if e.name in ("delText", "t")))
        what = phrase("A row that a tracked change has removed is left out: «{text}»", text=text)
        self.unread += [Problem(replace(self._place, table=table), what)] if text else []
        return True

    def _cell(self, element: Element, where: Where, look: TableLook, nested: list[Table]) -> Laid:
        properties = child(element, "tcPr")
        merge = child(properties, "vMerge")
        goes_on = merge is not None and attribute(merge, "val") != "restart"
        span = max(1, min(_whole(value(properties, "gridSpan")), WIDEST + 1))
        if goes_on and not any(e.name == "t" for e in element.descendants()):
            return Laid(TableCell(), span, goes_on)
        tables: list[Table] = []
        notes: list[str] = []
        words = joined(self._lines(element, look.is_bold(where), tables, notes))
        nested += tables
        if words.text:
            notes += [str(table.place) for table in tables]
        fill = self._colours.shading(properties)
        cell = TableCell(
            words.text,
            fill=(look.fill(where) if fill is None else fill) or words.fill,
            bold=words.bold,
            struck=words.struck,
            struck_words=words.struck_words,
            marks=words.marks,
            notes=(*words.notes, *notes),
            added=words.added,
            removed=words.removed,
        )
        return Laid(cell, span, goes_on)

    def _lines(
        self, container: Element, bold: bool | None, tables: list[Table], notes: list[str]
    ) -> Iterator[Words]:
        """Yield the paragraphs of a cell; collect its nested `tables`, and the texts of its boxes in `notes`."""
        for element in container.children:
            if element.name == "p":
                read, _ = self._words(element, bold)
                yield read.words
                for box in read.boxes:
                    notes += filter(None, (words.line for words in self._lines(box, None, tables, notes)))
            elif element.name == "tbl":
                tables += self._table(element)
            elif element.name == "sdt" or element.name in _WRAPPERS:
                yield from self._lines(element, bold, tables, notes)

    def _count(self, grid: list[list[TableCell]]) -> None:
        self._cells += sum(map(len, grid))
        self._text += sum(len(cell.text) for row in grid for cell in row)
        if self._cells > _CELLS_AT_MOST:
            raise refusals.too_many_cells(_CELLS_AT_MOST)
        if self._text > _TEXT_AT_MOST:
            raise refusals.too_large(_TEXT_AT_MOST)


def _within(container: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, including those in content controls."""
    for element in container.children:
        if element.name == name:
            yield element
        elif element.name == "sdt" or element.name in _WRAPPERS:
            yield from _within(element, name)


def _is_layout(table: Element) -> bool:
    """Return whether a table is for layout: its rows hold only tables, each with a title above or beside it."""
    rows = [list(_within(row, "tc")) for row in _within(table, "tr")]
    return any(_has(cell, "tbl") for cells in rows for cell in cells) and all(map(_lays_out, rows))


def _lays_out(cells: list[Element]) -> bool:
    filled = [cell for cell in cells if _has(cell, "t")]
    nesting = [cell for cell in filled if _has(cell, "tbl")]
    beside = len(filled) - len(nesting)
    own_text = any(_says_more(one) for cell in nesting for one in cell.children)
    return len(filled) < 2 or (bool(nesting) and beside < 2 and not (beside and own_text))


def _says_more(paragraph: Element) -> bool:
    """Return whether a paragraph is more than a line that introduces a table: «Slik skal vi nå målet:»."""
    if paragraph.name != "p" or not _has(paragraph, "t"):
        return False
    text = squeeze("".join(one.text for one in paragraph.descendants() if one.name == "t"))
    return len(text) > _INTRODUCTION_AT_MOST or not text.endswith(":")


def _has(cell: Element, name: str) -> bool:
    return any(element.name == name for element in cell.descendants())


def _whole(text: str | None) -> int:
    return max(0, parse_whole(text) or 0)


def _as_paragraph(words: Words, place: Place) -> Paragraph:
    return Paragraph(
        words.text,
        place,
        bullet=words.bullet if words.text else "",
        bold=words.bold,
        fill=words.fill,
        marks=words.marks,
        notes=words.notes,
        struck_words=words.struck_words or ((words.text,) if words.struck else ()),
        added=words.added,
        removed=words.removed,
    )


def _below_title(blocks: list[_Styled]) -> list[_Styled]:
    """Return the blocks with headings moved one level below the document title, if there is one."""
    if not any(style and style.is_title for _, style in blocks):
        return blocks
    return [
        (replace(block, level=block.level + 1), style)
        if isinstance(block, Heading) and not (style and style.is_title)
        else (block, style)
        for block, style in blocks
    ]


def _with_captions(blocks: list[_Styled]) -> Iterator[Block]:
    """Yield the blocks with each caption as the title of the table below it or, failing that, above it."""
    kinds = [
        "caption" if style and style.is_caption else "table" if isinstance(block, Table) else ""
        for block, style in blocks
    ]
    below = {at + 1: at for at in range(len(blocks) - 1) if kinds[at : at + 2] == ["caption", "table"]}
    above = {
        at: at + 1
        for at in range(len(blocks) - 1)
        if kinds[at : at + 2] == ["table", "caption"] and at not in below and at + 1 not in below.values()
    }
    captions = below | above
    for at, (block, _) in enumerate(blocks):
        if isinstance(block, Table) and at in captions:
            yield replace(block, title=_text(blocks[captions[at]][0]))
        elif at not in captions.values():
            yield block


def _text(block: Block) -> str:
    return "" if isinstance(block, Table) else block.text
