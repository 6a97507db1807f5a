"""Replace the streams of a document with the tables, headings and paragraphs found in their lines."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.blocks import (
    Block,
    Document,
    Heading,
    Paragraph,
    Stream,
    StreamLine,
    Table,
    TableCell,
)
from regionplan_xl.documents.understanding.streams.apart import apart_tables, blocks_of_apart, is_short_title
from regionplan_xl.documents.understanding.streams.decoding import Placed, decode
from regionplan_xl.documents.understanding.streams.flowing import Flow
from regionplan_xl.documents.understanding.streams.headings import HeadingRun, heading_runs
from regionplan_xl.documents.understanding.streams.looks import (
    NAMES,
    TEXTS,
    LinePiece,
    band_fit,
    is_closing,
    is_page_number,
    number_before,
)
from regionplan_xl.documents.understanding.streams.made_tables import Columns, blocks_of
from regionplan_xl.documents.understanding.streams.pieces import SectionBody
from regionplan_xl.documents.understanding.streams.stacked import stacked
from regionplan_xl.documents.understanding.words.cell_shapes import is_number
from regionplan_xl.documents.understanding.words.labels import STRONG, labelled
from regionplan_xl.documents.understanding.words.numbered_headings import first_figure, numbered_headings
from regionplan_xl.documents.understanding.words.numbers import figures_in
from regionplan_xl.documents.vocabulary.lookup import field_of, find_label, match_heading, names_document
from regionplan_xl.text import bare, normalise, squeeze

_MOST_LINES = 20_000
_MOST_ABOVE = 3  # heading lines above the first row of column headings
_LEARNING_ROUNDS = 5
_BULLET = re.compile(r"^\s*(?P<bullet>[•●▪◦‣*+-]|\d{1,2}[.)])\s+(?P<text>.*)$")


def has_streams(document: Document) -> bool:
    """Return whether the document has streams."""
    return any(isinstance(block, Stream) for block in document.blocks)


def unfolded(document: Document, names: Iterable[str] = ()) -> Document:
    """Return a document without streams: their tables are recovered, and other lines become paragraphs.

    `names` are known names of bodies.
    """
    if not has_streams(document):
        return document
    known = frozenset(map(bare, names))
    return replace(document, blocks=tuple(_unfolded(document.blocks, known)))


def _unfolded(blocks: Sequence[Block], names: frozenset[str]) -> Iterator[Block]:
    at = 0
    while at < len(blocks):
        block, following = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
        joined: list[Block] = []
        if isinstance(block, Stream) and isinstance(following, Table):
            joined = list(_with_rows_below(block, following, names))
        if isinstance(block, Stream):
            yield from joined or blocks_of_stream(block, names)
        else:
            yield block
        at += 2 if joined else 1


def _with_rows_below(stream: Stream, table: Table, names: frozenset[str]) -> Iterator[Block]:
    """Yield the blocks of a stream and of the table that its last lines head; nothing if the table has headings."""
    lines = stream.lines
    run = next(reversed(list(heading_runs(lines)) if len(lines) <= _MOST_LINES else []), None)
    if run is None or run.means[0] in map(_means_of, table.rows[0].cells):
        return
    columns, first = Columns.of(run, lines), [squeeze(row.cells[0].text) for row in table.rows]
    if len(table.rows[0].cells) == len(columns.fields) + 1 and any(map(is_number, first)):
        columns = columns.with_number()
    begin = _with_headings_above(lines, run, 0, _ordinals(lines))
    bands = [*lines[begin : run.first], *lines[run.end :]]
    pieces = [LinePiece(squeeze(line.text), n) for n, line in enumerate(bands)]
    are_bands = all(
        band_fit(piece) > 0 or (n and pieces[n - 1].is_bare_label) for n, piece in enumerate(pieces)
    )
    if are_bands and len(table.rows[0].cells) == len(columns.fields):
        yield from blocks_of_stream(Stream("", stream.place, lines=lines[:begin]), names)
        rows = (columns.row(), *(columns.band(squeeze(line.text), line.place) for line in bands), *table.rows)
        yield replace(table, rows=rows)


def _means_of(cell: TableCell) -> str:
    match = match_heading(cell.text)
    return match.means[0] if match else ""


def blocks_of_stream(stream: Stream, names: frozenset[str] = frozenset()) -> Iterator[Block]:
    """Yield the tables in a stream, and its other lines as paragraphs; `names` of bodies are normalised with `bare`."""
    lines = stream.lines
    runs = list(heading_runs(lines)) if len(lines) <= _MOST_LINES else []
    are_together = len(lines) > _MOST_LINES or any("text" in run.means for run in runs)
    if apart := [] if are_together else apart_tables(lines):
        above = lines[: apart[0].first]
        title = [
            Heading(squeeze(line.text), 1, line.place) for line in above[:1] if names_document(line.text)
        ]
        yield from title
        yield from map(paragraph_of, above[len(title) :])
        yield from blocks_of_apart(apart, lines)
        return
    parts = _parts(lines, runs, names) if runs else _without_headings(lines, names)
    at = 0
    for part in parts:
        made = part.blocks()
        yield from map(paragraph_of, lines[at : part.first] if made else lines[at : part.end])
        yield from made
        at = part.end
    yield from map(paragraph_of, lines[at:])


def paragraph_of(line: StreamLine) -> Paragraph:
    """Return a line outside tables as a paragraph."""
    if found := _BULLET.match(line.text):
        return Paragraph(found["text"].strip(), line.place, bullet=found["bullet"])
    text = line.text.strip()
    bold = len(text) > 4 and text.startswith("**") and text.endswith("**")
    return Paragraph(text.strip("*") if bold else text, line.place, bold=bold)


@dataclass(frozen=True)
class _Part:
    """Lines `first` to `end` of a stream, below headings of one kind, as a candidate for a table.

    `pages`: the page numbers among them.
    """

    first: int
    end: int
    body: SectionBody
    columns: Columns
    names: frozenset[str]
    pages: tuple[StreamLine, ...] = ()

    def blocks(self) -> list[Block]:
        """Return its blocks; empty if its lines do not form rows of measures."""
        if not self.columns.headings and not any(
            piece.is_number for piece in self.body.pieces(self.names) if piece.first
        ):
            return []
        placed, columns = self.placed()
        if not _is_convincing(placed, columns):
            return []
        return [*blocks_of(placed, self.body.lines, columns), *map(paragraph_of, self.pages)]

    def placed(self) -> tuple[list[Placed], Columns]:
        """Return the place of each piece, and the columns."""
        if (
            not self.body.by_columns
            and self.columns.headings
            and (found := stacked(self.body, self.columns.fields, self.names)) is not None
        ):
            return found, self.columns
        columns = self._with_numbers()
        known = self.names
        placed: list[Placed] = []
        for _ in range(_LEARNING_ROUNDS):
            pieces = self.body.pieces(known, has_statuses="status" in columns.fields)
            flow = Flow(columns.fields, known, pieces, self.body.by_columns)
            placed = decode(pieces, flow.places, flow.fit, flow.step)
            learnt = self.names | _names_in(placed, columns.fields, known)
            if learnt == known:
                break
            known = learnt
        return placed, columns

    def _with_numbers(self) -> Columns:
        numbers = [piece.text for piece in self.body.pieces(frozenset()) if piece.first and piece.is_number]
        labels = (find_label(line.text) for line in self.body.lines)
        goals = {label.number for label in labels if label and label.number}
        sure = len(numbers) > 1 or any(
            figures_in(number) > 2 or number[0] == "." or number.rstrip(". ") in goals for number in numbers
        )
        return self.columns.with_number() if sure and "number" not in self.columns.fields else self.columns


def _names_in(placed: Sequence[Placed], fields: Sequence[str], known: Collection[str]) -> frozenset[str]:
    """Return names that are certainly complete: a single word, between separators, or alone on a line twice.

    A name that begins or ends with another one may be two names.
    """
    counts: Counter[str] = Counter()
    for one in placed:
        if one.place >= 0 and fields[one.place] in NAMES and one.piece.looks_like_names():
            names = one.piece.names
            for name in names:
                words = name.split()
                if len(words) == 1 or len(names) > 1:
                    counts[bare(name)] += 2
                elif not {bare(words[0]), bare(words[-1])} & {*known}:
                    counts[bare(name)] += 1
    return frozenset(name for name, count in counts.items() if count > 1)


def _is_convincing(placed: Sequence[Placed], columns: Columns) -> bool:
    """Return whether there are rows with a text and something next to it."""
    rows: list[set[str]] = []
    for one in placed:
        if one.place >= 0:
            if one.begins or not rows:
                rows.append(set())
            rows[-1].add(columns.fields[one.place])
    with_text = [row for row in rows if row & TEXTS]
    whole = [row for row in with_text if len(row) > 1 + ("number" in row and len(columns.fields) > 2)]
    if not columns.headings:
        whole = [row for row in whole if row >= {"number", "timeframe", "responsible"}]
    least = 1 if whole and all("number" in row for row in with_text) else 2
    return len(whole) >= least and 2 * len(whole) >= len(with_text)


def _parts(lines: Sequence[StreamLine], runs: Sequence[HeadingRun], names: frozenset[str]) -> Iterator[_Part]:
    """Yield the lines below headings; repeated headings do not begin a new part."""
    groups: list[list[HeadingRun]] = []
    for run in runs:
        if groups and _is_same(groups[-1], run):
            groups[-1].append(run)
        else:
            groups.append([run])
    ordinals, titles = _ordinals(lines), _titles(lines, groups)
    least = 0
    starts = []
    for group in groups:
        least = _with_headings_above(lines, group[0], least, ordinals | titles)
        starts.append(least)
    for group, first, end in zip(
        groups, starts, [*starts[1:], _end_of_plan(lines, runs[-1].end)], strict=True
    ):
        heads = {n for run in group for n in _heads(lines, run, group[0])}
        if len(group) > 1:  # a page may separate one of its headings from the others
            heads |= {n for n in range(first, end) if normalise(lines[n].text) in group[0].key}
        pages = {n for n in range(first, end) if _is_page_number(lines, n)} - heads
        numbers = [n for n in range(first, end) if n not in heads | pages]
        columns = replace(Columns.of(group[0], lines), is_part=_are_apart(group))
        above = {run.first - 1 for run in group} if columns.topics else titles
        topics = frozenset(numbers.index(n) for n in above if n in numbers)
        tops = frozenset(
            numbers.index(n)
            for run in group
            for n in range(_with_headings_above(lines, run, first, ordinals), run.first)
            if n in numbers
        )
        body = SectionBody(
            tuple(lines[n] for n in numbers),
            topics,
            tops if len(group) > 1 and not columns.is_part else None,
            columns.is_part,
            frozenset(numbers.index(n) for n in ordinals if n in numbers),
        )
        yield _Part(first, end, body, columns, names, tuple(lines[n] for n in sorted(pages)))


def _is_page_number(lines: Sequence[StreamLine], at: int) -> bool:
    """Return whether a line is a page number, with an empty line above and below it."""
    is_apart = lines[at].gap > 0 and (at + 1 == len(lines) or lines[at + 1].gap > 0)
    return is_apart and is_page_number(lines[at].text)


def _without_headings(lines: Sequence[StreamLine], names: frozenset[str]) -> Iterator[_Part]:
    """Yield the part of a text that is numbered like a plan but has no column headings."""
    numbered = [n for n, line in enumerate(lines) if first_figure(line.text) is not None]
    if not numbered or len(lines) > _MOST_LINES or _has_labels(lines):
        return
    ordinals, first = _ordinals(lines), numbered[0]
    while first and (band_fit(LinePiece(squeeze(lines[first - 1].text), first)) > 0 or first - 1 in ordinals):
        first -= 1
    end = _end_of_plan(lines, numbered[0])
    inside = frozenset(n - first for n in ordinals if first <= n < end)
    yield _Part(first, end, SectionBody(tuple(lines[first:end]), ordinals=inside), Columns.usual(), names)


def _has_labels(lines: Sequence[StreamLine]) -> bool:
    """Return whether lines have labels («Ansvar: Hol»), so that no columns need to be found."""
    said = Counter(found.means for line in lines if (found := labelled(line.text)) and found.value)
    return len(STRONG & said.keys()) > 1 or any(said[means] > 1 for means in STRONG)


def _end_of_plan(lines: Sequence[StreamLine], least: int) -> int:
    """Return where the text after a plan in a case begins («Forslag til vedtak:», a place and date)."""
    end = len(lines)
    for at in range(len(lines) - 1, least, -1):
        piece = LinePiece(squeeze(lines[at].text), at)
        number = number_before(piece.text)
        if piece.is_number or piece.label or (number and figures_in(number[0]) > 1):
            break
        if lines[at].gap and is_closing(piece.text):
            end = at
    return end


def _is_same(group: Sequence[HeadingRun], again: HeadingRun) -> bool:
    """Return whether headings repeat most of an earlier page's, or are other columns of the same table."""
    first = group[0]
    if "text" in first.means and "text" not in again.means:
        known = dict(pair for run in group for pair in zip(run.key, run.means, strict=True))
        new = {means for key, means in zip(again.key, again.means, strict=True) if key not in known}
        return not (new - {""}) & {*known.values()}
    return set(again.key) <= set(first.key) and 2 * len(again.key) >= len(first.key)


def _heads(lines: Sequence[StreamLine], run: HeadingRun, first: HeadingRun) -> Iterator[int]:
    """Yield the lines of a run that are certainly headings: a text among headings of other columns may be a cell."""
    for n in range(run.first, run.end):
        text = squeeze(lines[n].text)
        if run is first or run.end == run.first + 1 or normalise(text) in first.key or field_of(text):
            yield n


def _titles(lines: Sequence[StreamLine], groups: Sequence[Sequence[HeadingRun]]) -> frozenset[int]:
    """Return the lines right above the headings of tables whose columns follow one another."""
    runs = [run for group in groups if _are_apart(group) for run in group if "text" in run.means]
    above = [run.first - 1 for run in runs if run.first and not lines[run.first].gap]
    return frozenset(n for n in above if is_short_title(squeeze(lines[n].text)))


def _are_apart(group: Sequence[HeadingRun]) -> bool:
    """Return whether a table's columns follow one another: some of its headings are apart from the measures'."""
    first = group[0]
    return "text" in first.means and any(set(run.means) - set(first.means) for run in group[1:])


def _ordinals(lines: Sequence[StreamLine]) -> frozenset[int]:
    texts = [line.text for line in lines]
    return numbered_headings(texts, list(map(first_figure, texts)))


def _with_headings_above(
    lines: Sequence[StreamLine], run: HeadingRun, least: int, ordinals: frozenset[int]
) -> int:
    """Return where the headings over a table begin: its area, and its topic."""
    at = run.first
    if "text" not in run.means and "" not in run.means and at > least:
        at -= 1
    for n in range(at - 1, max(least, at - _MOST_ABOVE) - 1, -1):
        if band_fit(LinePiece(squeeze(lines[n].text), n)) <= 0 and n not in ordinals:
            break
        at = n
    return at
