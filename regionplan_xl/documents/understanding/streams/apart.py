"""A table whose columns follow one another: the texts of all measures, then the cells of the other columns.

The order of lines does not show which cell belongs to which measure, so these cells go in no field.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from regionplan_xl.documents.blocks import EMPTY, Block, Heading, Row, StreamLine, Table, TableCell
from regionplan_xl.documents.understanding.streams.looks import LinePiece, band_fit
from regionplan_xl.documents.understanding.words.cell_shapes import is_number
from regionplan_xl.documents.vocabulary.lookup import field_of, find_label, goes_on_after
from regionplan_xl.documents.wording import Vocabulary, join_lines
from regionplan_xl.errors import Place
from regionplan_xl.text import squeeze

_BESIDE = frozenset(("timeframe", "start", "end", "responsible", "involved", "status", "remark", "comment"))
_LEAST_BESIDE = 2  # columns besides that of the measures
_TITLE_WORDS = 9
_ENDS = (".", ",", ";", ":", "?", "!")
_HAS_ROOM = 0.85  # of the longest line, because letters have different widths in the original


@dataclass(frozen=True)
class ApartTable:
    """A table in lines `first` to `end` of a stream.

    `texts`: the lines of the measures' column; `numbers`: those of a column of numbers before it; `beside`: those of
    the other columns; `title`: the line above it, None if there is none.
    """

    first: int
    end: int
    title: int | None
    heads: tuple[int, ...]
    numbers: tuple[int, ...]
    texts: tuple[int, ...]
    beside: tuple[int, ...]


def apart_tables(lines: Sequence[StreamLine]) -> list[ApartTable]:
    """Return the tables in a stream whose columns follow one another; empty if the measures have no other columns."""
    groups = _groups(lines)
    begins = [found for at in range(len(groups)) if (found := _begin(lines, groups, at))]
    ends = [one.first for one in begins[1:]] + [len(lines)] * bool(begins)
    tables = [
        replace(one, end=end, beside=(*one.beside, *range(one.end, end)))
        for one, end in zip(begins, ends, strict=True)
    ]
    said = {_field(lines[n]) for table in tables for n in table.beside} & _BESIDE
    return tables if len(said) >= _LEAST_BESIDE else []


def blocks_of_apart(tables: Sequence[ApartTable], lines: Sequence[StreamLine]) -> Iterator[Block]:
    """Yield the heading of each table, its measures, and the cells that belong to some of them."""
    vocabulary = Vocabulary(line.text for line in lines)
    beside = [n for table in tables for n in table.beside if _field(lines[n]) in _BESIDE]
    headings = list(dict.fromkeys(squeeze(lines[n].text) for n in beside))
    for table in tables:
        if table.title is not None:
            yield Heading(squeeze(lines[table.title].text), 2, lines[table.title].place)
        measures = list(_measures(table, lines, vocabulary))
        certain = len(table.numbers) == sum(not one.is_band for one in measures)
        numbers = iter([squeeze(lines[n].text) for n in table.numbers] if certain else [""] * len(measures))
        heads = (*(squeeze(lines[n].text) for n in table.heads), *headings)
        rows = [Row(tuple(map(TableCell, heads)), lines[table.heads[0]].place)]
        for one in measures:
            if one.is_band:
                cells = (TableCell(one.text), *(TableCell(one.text, continues="left") for _ in heads[1:]))
            else:
                number = (TableCell(next(numbers)),) if table.numbers else ()
                cells = (*number, TableCell(one.text, guessed=not certain), *(EMPTY for _ in headings))
            rows.append(Row(cells, one.place))
        yield Table(tuple(rows), rows[0].place, certain=False)
        others = [*(() if certain else table.numbers), *(n for n in table.beside if n not in beside)]
        if others:
            yield cells_beside([lines[n] for n in others])


@dataclass(frozen=True)
class _Text:
    """The text of a cell in the measures' column, or a heading over measures (`is_band`)."""

    text: str
    place: Place
    is_band: bool


def cells_beside(lines: Sequence[StreamLine]) -> Table:
    """Return a table's loose cells as one block, to be shown together."""
    place = lines[0].place
    return Table(tuple(Row((TableCell(squeeze(line.text)),), place) for line in lines), place, certain=False)


def _groups(lines: Sequence[StreamLine]) -> list[list[int]]:
    """Return groups of lines without empty lines between them."""
    groups: list[list[int]] = []
    for n, line in enumerate(lines):
        if not groups or line.gap:
            groups.append([])
        groups[-1].append(n)
    return groups


def _begin(lines: Sequence[StreamLine], groups: Sequence[Sequence[int]], at: int) -> ApartTable | None:
    """Return the table whose measures begin in a group of lines, without its other columns."""
    group = groups[at]
    head = next((n for n in group if _field(lines[n]) == "text"), None)
    if head is None:
        return None
    texts = [n for n in group if n > head]
    if not texts and at + 1 < len(groups):
        texts = list(groups[at + 1])  # an empty line separates the heading from the measures
    # A heading below them starts the next column.
    texts = list(takewhile(lambda n: not _field(lines[n]), texts))
    if not texts or is_number(squeeze(lines[texts[0]].text)):
        return None
    above = groups[at - 1] if at and head == group[0] else []
    number = next((n for n in above if _field(lines[n]) == "number"), None)
    numbers = [n for n in above if number is not None and n > number]
    if number is not None and not (numbers and all(_is_figure(lines[n]) for n in numbers)):
        return None
    if number is None and head - 1 in group and _field(lines[head - 1]):
        return None
    first = head if number is None else number
    title = first - 1 if first and first - 1 in (group if number is None else above) else None
    if title is not None and not is_short_title(squeeze(lines[title].text)):
        title = None
    heads = (head,) if number is None else (number, head)
    begin = first if title is None else title
    times = [
        n for n in texts if LinePiece(squeeze(lines[n].text), n).is_time
    ]  # the table was read across its columns
    own = tuple(n for n in texts if n not in times)
    return ApartTable(begin, texts[-1] + 1, title, heads, tuple(numbers), own, tuple(times)) if own else None


def _field(line: StreamLine) -> str:
    return field_of(squeeze(line.text))


def _is_figure(line: StreamLine) -> bool:
    return re.fullmatch(r"\d{1,3}[.)]?", squeeze(line.text)) is not None or is_number(squeeze(line.text))


def is_short_title(text: str) -> bool:
    """Return whether a text is a title: a few capitalised words, not a sentence, and not «Red: not started»."""
    is_short = text[:1].isupper() and len(text.split()) <= _TITLE_WORDS and not text.endswith(_ENDS)
    return is_short and (":" not in text or find_label(text) is not None)


def _is_band(line: StreamLine) -> bool:
    return band_fit(LinePiece(squeeze(line.text), 0)) > 0


def _measures(table: ApartTable, lines: Sequence[StreamLine], vocabulary: Vocabulary) -> Iterator[_Text]:
    """Yield the texts of measures, and the headings over them."""
    widest = max(len(squeeze(lines[n].text)) for n in table.texts)
    found: list[list[int]] = []
    for before, n in zip((None, *table.texts), table.texts, strict=False):
        is_new = before is None or _is_band(lines[n]) or _is_band(lines[before])
        if is_new or _begins(lines[before or 0], lines[n], widest):
            found.append([])
        found[-1].append(n)
    for one in found:
        text = join_lines((squeeze(lines[n].text) for n in one), vocabulary)
        yield _Text(text, lines[one[0]].place, _is_band(lines[one[0]]))


def _begins(before: StreamLine, line: StreamLine, widest: int) -> bool:
    """Return whether a text begins here: the line above had room for the first word, or looks complete."""
    above, text = squeeze(before.text), squeeze(line.text)
    if text[:1].islower() or above.endswith((",", "-", "/", "&")):
        return False
    had_room = len(above) + 1 + len(text.split()[0]) <= _HAS_ROOM * widest
    return had_room or not goes_on_after(above)
