"""Find the tables in text laid out with spaces, and the lines outside them."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regionplan_xl.documents.blocks import Table
from regionplan_xl.documents.sources.layout.aligned import aligned_table, pieces_between_gaps, split_tables
from regionplan_xl.documents.sources.layout.lines import TextLine
from regionplan_xl.documents.sources.layout.sections import PageLine, Section, sections
from regionplan_xl.documents.sources.layout.tables import table_of
from regionplan_xl.errors import Place


@dataclass(frozen=True)
class _Aligned:
    """Lines of a table without headings."""

    page: int
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class Title:
    """The line above a table's headings, which is its title."""

    line: TextLine


def tables_and_lines(
    pages: Sequence[Sequence[TextLine]], gap: float, tables: int
) -> Iterator[TextLine | Title | Table]:
    """Yield the tables of all pages and the lines outside them.

    `gap` is the minimum space between two pieces of a line, as a share of the font size; `tables` is the number of
    tables before these.
    """
    lines = list(_page_lines(pages, gap))
    for is_section, group in itertools.groupby(
        sections(lines),
        key=lambda part: isinstance(part, Section),
    ):
        parts = list(group)
        outside = [part for part in parts if isinstance(part, PageLine)]
        title = outside.pop().line if outside and outside[-1].is_title else None
        for part in parts if is_section else _by_page(outside, gap):
            if isinstance(part, TextLine):
                yield part
                continue
            tables += 1
            if isinstance(part, Section):
                yield table_of(part, Place(page=part.stretches[0].heads[0].page, table=tables))
            elif isinstance(part, _Aligned):
                yield aligned_table(part.lines, gap, Place(page=part.page, table=tables))
        if title is not None:
            yield Title(title)


def _page_lines(pages: Sequence[Sequence[TextLine]], gap: float) -> Iterator[PageLine]:
    for page, lines in enumerate(pages, start=1):
        above: TextLine | None = None
        for line in lines:
            empty = 1 if above is None else int(line.top - above.bottom)
            yield PageLine(line, tuple(pieces_between_gaps(line, gap)), page, empty, above is None)
            above = line


def _by_page(lines: Sequence[PageLine], gap: float) -> Iterator[TextLine | _Aligned]:
    """Yield the tables without headings on each page, and the lines outside them."""
    goes_on = False
    for page, group in itertools.groupby(lines, key=lambda line: line.page):
        for part in split_tables([line.line for line in group], gap, goes_on):
            goes_on = isinstance(part, list)
            yield _Aligned(page, tuple(part)) if isinstance(part, list) else part
