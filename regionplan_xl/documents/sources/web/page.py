"""Walk the elements of a web page: headings, paragraphs, lists and tables."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from regionplan_xl.colour import is_grey
from regionplan_xl.documents.blocks import Block, Continues, Heading, Paragraph, Row, Table, TableCell
from regionplan_xl.documents.sources.web.css import Style, parse_css_colour, parse_sheet, style_of
from regionplan_xl.documents.sources.wordprocessing.styles import RunLook
from regionplan_xl.documents.sources.wordprocessing.words import StyledWords, Words, joined, joined_words
from regionplan_xl.documents.symbols import with_raised_figures
from regionplan_xl.errors import Place
from regionplan_xl.ooxml.common import refusals

_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "col", "base", "wbr", "area", "source"})
_SILENT = frozenset({"script", "style", "title", "template", "noscript", "select", "object"})
_LINES = frozenset({
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
    "header", "footer", "main", "blockquote", "pre", "caption", "details", "summary", "nav", "aside", "figure",
    "figcaption", "address", "fieldset", "legend", "form",
})  # fmt: skip
_BOLD, _STRUCK = frozenset({"b", "strong", "th"}), frozenset({"s", "strike", "del"})
_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTROLS = re.compile(
    r"""\b(?:aria-controls|data-(?:bs-)?target)\s*=\s*["']?(?P<names>[^"'>]{1,500})""", re.IGNORECASE
)
# A start tag of one of these closes open ones of the others (HTML, section 13.1.2.4).
_ENDS = {
    "td": _CELLS,
    "th": _CELLS,
    "tr": _CELLS | {"tr"},
    "li": {"li"},
    "p": {"p"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
}
_DEEPEST = 200
_SPAN_AT_MOST = 1_000
_CELLS_AT_MOST = 400_000


@dataclass
class _Open:
    """An open element with its inherited style; `table` is the number of tables open around it."""

    name: str
    style: Style
    table: int
    count: int = 0  # list items counted so far


@dataclass
class _Lines:
    """The lines of a paragraph or cell being read."""

    lines: list[Words] = field(default_factory=list)
    pieces: list[StyledWords] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bullet: str = ""

    def end_line(self) -> None:
        """End the current line."""
        words = joined_words(self.pieces, self.notes, (), ())
        if words.text or words.notes:
            self.lines.append(replace(words, bullet=self.bullet))
            self.bullet = ""
        self.pieces, self.notes = [], []


@dataclass
class _TableRead:
    """A table being read: its cells by row and column, and the places taken by cells that span rows."""

    number: int
    rows: list[dict[int, TableCell]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)
    taken: dict[tuple[int, int], TableCell] = field(default_factory=dict)
    cell: _Lines | None = None
    caption: _Lines = field(default_factory=_Lines)
    style: Style = field(default_factory=Style)
    span: tuple[int, int] = (1, 1)
    within: list[Table] = field(default_factory=list)
    within_cell: int = 0


class Page(HTMLParser):
    """Reads one page: pass the text to `feed`, call `close`, then get its `blocks`."""

    def __init__(self, shown: Collection[str] = ()) -> None:
        """`shown`: the ids of elements that the page shows on demand: tabs and folded parts."""
        super().__init__(convert_charrefs=True)
        self._shown = shown
        self._blocks: list[Block] = []
        self._open: list[_Open] = []
        self._sheet: dict[str, Style] = {}
        self._tables: list[_TableRead] = []
        self._text = _Lines()
        self._heading = 0
        # In a list of terms: «<dt>Ansvar<dd>Hol<dd>Gol» is «Ansvar: Hol; Gol».
        self._is_below_term = self._is_below_description = False
        self._apart = False  # the next text is not part of the word before it
        self._count = self._cells = 0

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks; unclosed tables end with the page."""
        while self._tables:
            self._end_table()
        self._end_paragraph()
        return tuple(self._blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle the start of an element."""
        attributes = {name: value or "" for name, value in attrs}
        self._end_open(tag)
        if tag == "br":
            self._lines.pieces.append(StyledWords("\n"))
        goes_on = self._is_below_term and tag in ("dd", "p", "div")
        if tag == "dd" and self._is_below_description and self._lines.pieces:
            self._lines.pieces.append(StyledWords("; "))
            goes_on = True
        if (tag in _LINES and not goes_on) or tag == "table":
            self._end_line()
        if tag in _VOID:
            return
        self._apart = self._apart or tag == "button"
        self._push(tag, attributes)
        if tag == "table":
            if not self._tables:
                self._end_paragraph()
            self._count += 1
            self._tables.append(_TableRead(self._count, style=self._open[-1].style))
        elif tag == "tr" and self._tables:
            self._end_cell()
            self._tables[-1].rows.append({})
            self._tables[-1].heads.append(any(one.name == "thead" for one in self._open))
        elif tag in _CELLS and self._tables:
            self._begin_cell(attributes)
        elif tag in _HEADINGS and not self._tables:
            self._end_paragraph()
            self._heading = int(tag[1])
        elif tag == "li":
            self._lines.bullet = self._next_bullet(attributes.get("value", ""))
        elif tag == "ol":
            start = attributes.get("start", "")
            self._open[-1].count = int(start) - 1 if start.isdecimal() and len(start) < 6 else 0

    def add_note(self, text: str) -> None:
        """Add a note at the current position."""
        self._lines.notes.append(text)

    def handle_endtag(self, tag: str) -> None:
        """Handle the end of an element, and close the elements still open in it."""
        inside = len(self._tables) if tag != "table" else len(self._tables) - 1
        at = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n].name == tag), -1)
        if at < 0 or (self._open[at].table < inside):
            return
        if tag == "dt" and self._lines.pieces:
            words = "".join(piece.text for piece in self._lines.pieces)
            self._lines.pieces.append(StyledWords(" " if words.rstrip().endswith((":", "?")) else ": "))
            self._is_below_term = True
        elif tag == "dd":
            self._is_below_description = True
        elif tag in _LINES:
            self._end_line()
        self._apart = self._apart or tag == "button"
        if tag in _HEADINGS:
            self._heading = 0
        if tag in ("li", "ul", "ol"):
            self._lines.bullet = ""
        if tag in _CELLS or tag == "tr":
            self._end_cell()
        if tag == "table":
            self._end_table()
        del self._open[at:]

    def handle_data(self, data: str) -> None:
        """Handle text."""
        if any(one.name in _SILENT for one in self._open):
            if self._open[-1].name == "style":
                self._sheet |= parse_sheet(data)
            return
        if not data.strip() and (self._is_below_term or (self._tables and self._lines is self._text)):
            return
        style = self._open[-1].style if self._open else Style()
        letters = "" if not style.letters or is_grey(style.letters) else style.letters
        cell_fill = self._tables[-1].style.fill if self._tables else None
        ground = style.fill if style.fill and style.fill != cell_fill and self._tables else None
        look = RunLook(style.bold, style.struck, style.hidden, ground, letters)
        if not style.hidden:
            before = self._lines.pieces[-1].text[-1:] if self._lines.pieces else " "
            data = with_raised_figures(data) if self._open and self._open[-1].name == "sup" else data
            data = f" {data}" if self._apart and not before.isspace() else data
            self._apart = False
            self._is_below_term = False
            self._lines.pieces.append(StyledWords(" ".join(f"x{data}x".split())[1:-1], look))

    def _next_bullet(self, value: str) -> str:
        """Return the next number of a numbered list; «•» for any other list."""
        list_ = next((one for one in reversed(self._open) if one.name in ("ol", "ul")), None)
        if list_ is None or list_.name == "ul":
            return "•"
        list_.count = int(value) if value.isdecimal() and len(value) < 6 else list_.count + 1
        return f"{list_.count}."

    @property
    def _lines(self) -> _Lines:
        """The lines that text currently goes to; for text in a table but outside its cells, those of the page."""
        if not self._tables:
            return self._text
        table = self._tables[-1]
        captions = [one for one in self._open if one.name == "caption" and one.table == len(self._tables)]
        return table.cell or (table.caption if captions else self._text)

    def _push(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise refusals.damaged()
        above = self._open[-1].style if self._open else Style()
        own = style_of(self._sheet, tag, attributes.get("class", "").split(), attributes.get("style", ""))
        if own.fill is None and "bgcolor" in attributes:
            own = replace(own, fill=parse_css_colour(attributes["bgcolor"]))
        if own.letters is None and tag == "font" and "color" in attributes:
            own = replace(own, letters=parse_css_colour(attributes["color"]))
        own = replace(own, bold=True) if tag in _BOLD and own.bold is None else own
        own = replace(own, struck=True) if tag in _STRUCK else own
        own = replace(own, hidden=True) if "hidden" in attributes else own
        if attributes.get("role") == "tabpanel" or attributes.get("id") in self._shown:
            own = replace(own, hidden=False)
        if own.struck is False and above.struck:
            own = replace(own, struck=None)  # a line through a text continues through all nested elements
        self._open.append(_Open(tag, own.over(above), len(self._tables)))

    def _end_open(self, tag: str) -> None:
        """Close the elements that a start tag implicitly ends."""
        ends = _ENDS.get(tag, frozenset())
        while self._open and self._open[-1].name in ends and self._open[-1].table == len(self._tables):
            self.handle_endtag(self._open[-1].name)

    def _end_line(self) -> None:
        self._is_below_term = self._is_below_description = False
        self._lines.end_line()
        if not self._tables:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        self._text.end_line()
        for words in self._text.lines:
            if self._heading:
                self._blocks.append(Heading(words.line, self._heading, Place(), words.notes))
            else:
                struck = words.struck_words or ((words.text,) if words.struck else ())
                self._blocks.append(
                    Paragraph(
                        words.text,
                        Place(),
                        words.bullet,
                        words.bold,
                        marks=words.marks,
                        notes=words.notes,
                        struck_words=struck,
                    )
                )
        self._heading = 0 if self._text.lines else self._heading  # «<h2><div>Mål 1</div></h2>»
        # An item may begin with a paragraph; keep its bullet for that.
        self._text = _Lines(bullet=self._text.bullet)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        table = self._tables[-1]
        if not table.rows:
            table.rows.append({})
            table.heads.append(False)
        down, right = (_span(attributes.get(name)) for name in ("rowspan", "colspan"))
        table.cell, table.style, table.span = _Lines(), self._open[-1].style, (down, right)

    def _end_cell(self) -> None:
        """Put the finished cell in its places."""
        table = self._tables[-1] if self._tables else None
        if table is None or table.cell is None:
            return
        table.cell.end_line()
        words = joined(table.cell.lines)
        inner = table.within[table.within_cell :] if words.text else []
        cell = TableCell(
            words.text,
            table.style.fill or "",
            words.bold,
            words.struck,
            words.struck_words,
            words.marks,
            (*words.notes, *(str(one.place) for one in inner)),
        )
        table.cell, table.within_cell = None, len(table.within)
        row, at = len(table.rows) - 1, 0
        while at in table.rows[row] or (row, at) in table.taken:
            at += 1
        down, right = table.span
        self._cells += down * right
        if self._cells > _CELLS_AT_MOST:
            raise refusals.too_many_cells(_CELLS_AT_MOST)
        table.rows[row][at] = cell
        for r in range(row, row + down):
            for c in range(at, at + right):
                if (r, c) != (row, at):
                    continues: Continues = "left" if r == row else "above"
                    table.taken[r, c] = replace(cell, continues=continues, notes=())

    def _end_table(self) -> None:
        self._end_cell()
        table = self._tables.pop()
        cells = {(r, c): cell for r, row in enumerate(table.rows) for c, cell in row.items()}
        placed = table.taken | cells
        width = max((c for r, c in placed if r < len(table.rows)), default=-1) + 1
        if width * len(table.rows) > _CELLS_AT_MOST:
            raise refusals.too_many_cells(_CELLS_AT_MOST)
        place = Place(table=table.number)
        rows = (
            Row(
                tuple(placed.get((r, c), TableCell()) for c in range(width)),
                replace(place, row=r + 1),
                table.heads[r],
            )
            for r in range(len(table.rows))
        )
        table.caption.end_line()
        made = [Table(tuple(rows), place, joined(table.caption.lines).text)]
        made = made if any(cell.text or cell.fill for cell in cells.values()) else []
        outside: list[Block] | list[Table] = self._tables[-1].within if self._tables else self._blocks
        outside += [*made, *table.within]


def shown_on_demand(text: str) -> frozenset[str]:
    """Return the ids of the elements of a page that its buttons show: each of its tabs, and what is folded."""
    return frozenset(
        name.lstrip("#") for found in _CONTROLS.finditer(text) for name in found["names"].split()
    )


def _span(text: str | None) -> int:
    digits = (text or "").strip()
    return max(1, min(int(digits), _SPAN_AT_MOST)) if digits.isdecimal() and len(digits) < 6 else 1
