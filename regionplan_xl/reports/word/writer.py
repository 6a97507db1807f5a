"""Write the case piece by piece: headings, paragraphs and tables in its language, and cells with statuses."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docx.document import Document
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from regionplan_xl.colour import WHITE
from regionplan_xl.excel.common.cell_formats import status_symbol
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.counts import StatusCounts, shown_share
from regionplan_xl.reports.charts.kinds import NO_STATUS, UNREAD_STATUS
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import Figures
from regionplan_xl.reports.word.column_widths import fit_columns
from regionplan_xl.reports.word.document import legal
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow, plain_cell
from regionplan_xl.reports.word.tables import add_table
from regionplan_xl.reports.word.template import TEXT_WIDTH_MM
from regionplan_xl.text import Phrase, counted, phrase

UNDECIDED = phrase("Waits for a decision")
_NUMBERS_BELOW = phrase("All the numbers are in the table below.")
DISPUTED, WAITING = phrase("Disputed: different answers"), phrase("Wait for a decision")
GOAL_BAND = "#E3E8EF"
HEADING_FILL = "#1F2A44"
LONGEST_LIST = 500
"""The most rows of a list in the case of a large plan."""


@dataclass(frozen=True)
class Writer:
    """A document being written, and its contents. `headings`: (level, paragraph) of those written so far."""

    document: Document
    contents: ReportContents
    headings: list[tuple[int, Paragraph]] = field(default_factory=list)

    @property
    def width(self) -> float:
        """The width of the text area of a page, in millimetres."""
        section = self.document.sections[0]
        widths = section.page_width, section.left_margin, section.right_margin
        page, left, right = (one.mm if one is not None else 0.0 for one in widths)
        return max(60.0, page - left - right) if page else float(TEXT_WIDTH_MM)

    @property
    def is_large(self) -> bool:
        """Whether the plan has more measures than Word can handle in one document (docs/decisions)."""
        return self.contents.is_large

    def list_rows(self, rows: Sequence[WordRow]) -> Sequence[WordRow]:
        """Return the rows of a list; for a large plan only the first ones, followed by the number left out."""
        if not self.is_large or len(rows) <= LONGEST_LIST:
            return rows
        more = phrase("… and {count} more: see the tables (--format csv).", count=len(rows) - LONGEST_LIST)
        cell = WordCell(((TextRun(self.translate(more), italic=True),),), span=len(rows[0].cells))
        return [*rows[:LONGEST_LIST], WordRow((cell,))]

    @property
    def figures(self) -> Figures:
        """The figures of the report."""
        return self.contents.figures

    @property
    def translate(self) -> Catalog:
        """Translates to the language of the report."""
        return self.contents.translate

    def heading(self, words: Phrase | str, level: int = 1) -> None:
        """Add a heading, translated. It is listed in the table of contents."""
        self.named_heading(self.translate(words), level)

    def named_heading(self, name: str, level: int = 1) -> None:
        """Add a heading that is a text of the plan, not translated."""
        self.headings.append((level, self.paragraph(name, f"Heading {level}")))

    def text(self, words: Phrase | str, *, after_table: bool = False, with_next: bool = False) -> None:
        """Add a translated paragraph."""
        self.paragraph(self.translate(words), after_table=after_table, with_next=with_next)

    def paragraph(
        self, text: str, style: str = "Normal", *, after_table: bool = False, with_next: bool = False
    ) -> Paragraph:
        """Add a paragraph, not translated."""
        paragraph = self.document.add_paragraph(legal(text), style)
        if after_table:
            paragraph.paragraph_format.space_before = Pt(8)
        if with_next:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def paragraphs(self, text: str) -> Paragraph | None:
        """Add every line of a text by the secretariat as a paragraph; return the last one, None if there is none."""
        lines = [line for line in map(str.strip, text.splitlines()) if line]
        return [self.paragraph(line) for line in lines][-1] if lines else None

    def table(
        self,
        headings: Sequence[str | Phrase | WordCell],
        rows: Sequence[WordRow],
        describes: str,
        *,
        grows: int = 1,
        least: Sequence[float] = (),
    ) -> None:
        """Add a table with columns as wide as their words; column number `grows` gets the remaining space."""
        cells = tuple(
            one
            if isinstance(one, WordCell)
            else plain_cell(self.translate(one), bold=True, fill=HEADING_FILL)
            for one in headings
        )
        every = [WordRow(cells, heading=True), *rows]
        columns = fit_columns(every, self.width, grows=grows, least=least)
        add_table(self.document, every, columns, describes=describes)

    def picture(self, png: bytes, describes: str) -> None:
        """Add a picture as wide as the text; `describes` is its alternative text, which refers to the table below."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(png), Mm(self.width))
        shape._inline.docPr.set("descr", legal(f"{describes} {self.translate(_NUMBERS_BELOW)}"))

    def status(self, key: str | None, unread: str = "") -> WordCell:
        """Return a cell with a status: colour, symbol and word."""
        if unread:
            return plain_cell(f"{self.translate(UNREAD_STATUS)}: «{unread}»")
        if key is None:
            return WordCell(((TextRun(self.translate(NO_STATUS), muted=True),),))
        return plain_cell(self.symbol_and_label(key), bold=True, fill=self.colour(key))

    def label(self, key: str | None) -> str:
        """Return the label of a status, also of a former one; its key if nothing more is known of it."""
        if key is None:
            return self.translate(NO_STATUS)
        scale = self.contents.known_scale
        return scale[key].label(self.translate.language) if key in scale else key

    def symbol_and_label(self, key: str) -> str:
        """Return the symbol and label of a status, joined by a no-break space; of a former status only the label."""
        scale = self.figures.scale
        label = self.label(key)
        return f"{status_symbol(scale, key)}\N{NO-BREAK SPACE}{label}" if key in scale else label

    def colour(self, key: str) -> str:
        """Return the colour of a status; white for a former one, whose colour another may have now."""
        return self.figures.scale[key].colour if key in self.figures.scale else WHITE

    def status_headings(self) -> list[WordCell]:
        """Return a heading cell per status, in its colour, and one per kind of measure without a status."""
        named = [(self.symbol_and_label(one.key), one.colour) for one in self.figures.scale.statuses]
        named += [(self.translate(one), WHITE) for one in self._not_counted()]
        return [self.centred(*one) for one in named]

    def centred(self, text: str, fill: str) -> WordCell:
        """Return a heading cell with centred text."""
        return WordCell(((TextRun(text, bold=True, note=True),),), fill, align="center")

    def count_cells(self, counts: StatusCounts, *, bold: bool = False, fill: str = "") -> Iterator[WordCell]:
        """Yield a cell per column of `status_headings`, then one with the total."""
        for _, count in self.counted(counts):
            number = TextRun(str(count), bold=bold)
            share = TextRun(f"  {self.percent(count, counts.total)}", note=True, muted=True)
            yield WordCell(((number, share) if count else (number,),), fill, align="center")
        yield WordCell(((TextRun(str(counts.total), bold=True),),), fill, align="center")

    def counted(self, counts: StatusCounts) -> list[tuple[str, int]]:
        """Return the label and count of each status, and of each kind of measure without one."""
        named = [(self.label(key), count) for key, count in counts.by_status.items()]
        others = zip(self._not_counted(), (counts.without, counts.unread), strict=False)
        return [*named, *((self.translate(word), count) for word, count in others)]

    def counts_in_words(self, counts: StatusCounts) -> str:
        """Return how many measures have each status, in a sentence."""
        return ", ".join(
            f"{label} {count} ({self.percent(count, counts.total)})"
            for label, count in self.counted(counts)
            if count
        )

    def _not_counted(self) -> tuple[Phrase, ...]:
        """Return the headings besides the statuses; unread measures have a column only if there are any."""
        return (NO_STATUS, UNREAD_STATUS) if self.figures.total.unread else (NO_STATUS,)

    def percent(self, part: int, whole: int) -> str:
        """Return a share in whole per cent; "" if `whole` is 0."""
        share = shown_share(part, whole)
        return "" if share is None else self.translate.percent(share)


def measures_in_words(count: int) -> Phrase:
    """Return how many measures, in words."""
    return counted("{count} measure", "{count} measures", count=count)


def named(number: str, name: str) -> str:
    """Return the name of a focus area with its number, if it has one."""
    return f"{number} {name}".strip()
