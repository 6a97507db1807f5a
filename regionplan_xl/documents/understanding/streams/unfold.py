"""Replace the streams of a document by the tables, headings and paragraphs that their lines are."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.blocks import Block, Document, Paragraph, Stream, StreamLine
from regionplan_xl.documents.understanding.streams.decoding import Placed, decode
from regionplan_xl.documents.understanding.streams.flowing import Body, Flow
from regionplan_xl.documents.understanding.streams.headings import HeadingRun, heading_runs
from regionplan_xl.documents.understanding.streams.looks import NAMES, TEXTS, Piece, band_fit
from regionplan_xl.documents.understanding.streams.made_tables import Columns, blocks_of
from regionplan_xl.documents.understanding.streams.stacked import stacked
from regionplan_xl.text import bare, fold, squeeze

_MOST_LINES = 20_000
_MOST_ABOVE = 3  # lines of headings above the first row of headings
_LEARNING_ROUNDS = 5
_BULLET = re.compile(r"^\s*(?P<bullet>[•●▪◦‣*+-]|\d{1,2}[.)])\s+(?P<text>.*)$")


def unfolded(document: Document) -> Document:
    """Return a document without streams: their tables are recovered, and the other lines are paragraphs."""
    if not any(isinstance(block, Stream) for block in document.blocks):
        return document
    return replace(document, blocks=tuple(_unfolded(document.blocks)))


def _unfolded(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Stream):
            yield from blocks_of_stream(block)
        else:
            yield block


def blocks_of_stream(stream: Stream) -> Iterator[Block]:
    """Yield the tables in a stream, and its other lines as paragraphs."""
    lines = stream.lines
    runs = list(heading_runs(lines)) if len(lines) <= _MOST_LINES else []
    if not runs:
        yield from map(paragraph_of, lines)
        return
    at = 0
    for part in _parts(lines, runs):
        made = part.blocks()
        yield from map(paragraph_of, lines[at : part.first] if made else lines[at : part.end])
        yield from made
        at = part.end
    yield from map(paragraph_of, lines[at:])


def paragraph_of(line: StreamLine) -> Paragraph:
    """Return a line that is in no table as a paragraph."""
    if found := _BULLET.match(line.text):
        return Paragraph(found["text"].strip(), line.place, bullet=found["bullet"])
    text = line.text.strip()
    bold = len(text) > 4 and text.startswith("**") and text.endswith("**")
    return Paragraph(text.strip("*") if bold else text, line.place, bold=bold)


@dataclass(frozen=True)
class _Part:
    """Lines `first` to `end` of a stream, below headings of one kind: what they would be as a table."""

    first: int
    end: int
    body: Body
    columns: Columns

    def blocks(self) -> list[Block]:
        """Return its blocks; none if its lines do not make rows of measures."""
        placed, columns = self.placed()
        return list(blocks_of(placed, self.body.lines, columns)) if _is_convincing(placed, columns) else []

    def placed(self) -> tuple[list[Placed], Columns]:
        """Return where each piece of its lines is, and in which columns."""
        if (
            not self.body.by_columns
            and (found := stacked(self.body, self.columns.fields, frozenset())) is not None
        ):
            return found, self.columns
        columns = self._with_numbers()
        known: frozenset[str] = frozenset()
        placed: list[Placed] = []
        for _ in range(_LEARNING_ROUNDS):
            pieces = self.body.pieces(known)
            flow = Flow(columns.fields, known, pieces, self.body.by_columns)
            placed = decode(pieces, flow.places, flow.fit, flow.step)
            learnt = _names_in(placed, columns.fields, known)
            if learnt == known:
                break
            known = learnt
        return placed, columns

    def _with_numbers(self) -> Columns:
        numbers = sum(piece.first and piece.is_number for piece in self.body.pieces(frozenset()))
        return self.columns if "number" in self.columns.fields or numbers < 2 else self.columns.with_number()


def _names_in(placed: Sequence[Placed], fields: Sequence[str], known: Collection[str]) -> frozenset[str]:
    """Return names that are surely whole: of one word, between separators, or alone on a line twice.

    A name that begins or ends with another one is perhaps two.
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
    """True if there are rows with a text and something beside it."""
    rows: list[set[str]] = []
    for one in placed:
        if one.place >= 0:
            if one.begins or not rows:
                rows.append(set())
            rows[-1].add(columns.fields[one.place])
    with_text = [row for row in rows if row & TEXTS]
    whole = [row for row in with_text if len(row) > 1 + ("number" in row and len(columns.fields) > 2)]
    return len(whole) >= 2 and 2 * len(whole) >= len(with_text)


def _parts(lines: Sequence[StreamLine], runs: Sequence[HeadingRun]) -> Iterator[_Part]:
    """Yield the lines below headings; headings that are repeated as they were do not begin a part."""
    groups: list[list[HeadingRun]] = []
    for run in runs:
        if groups and _is_same(groups[-1][0], run):
            groups[-1].append(run)
        else:
            groups.append([run])
    least = 0
    starts = []
    for group in groups:
        least = _with_headings_above(lines, group[0], least)
        starts.append(least)
    for group, first, end in zip(groups, starts, [*starts[1:], len(lines)], strict=True):
        heads = {n for run in group for n in range(run.first, run.end)}
        if len(group) > 1:  # a page may have one of its headings apart from the others
            heads |= {n for n in range(first, end) if fold(lines[n].text) in group[0].key}
        numbers = [n for n in range(first, end) if n not in heads]
        columns = Columns.of(group[0], lines)
        above = [run.first - 1 for run in group] if columns.topics else []
        topics = frozenset(numbers.index(n) for n in above if n in numbers)
        tops = frozenset(
            numbers.index(n)
            for run in group
            for n in range(_with_headings_above(lines, run, first), run.first)
            if n in numbers
        )
        by_columns = group[0].is_part and any("text" not in run.means for run in group)
        body = Body(
            tuple(lines[n] for n in numbers),
            topics,
            tops if len(group) > 1 and not by_columns else None,
            by_columns,
        )
        yield _Part(first, end, body, columns)


def _is_same(one: HeadingRun, again: HeadingRun) -> bool:
    """True if headings are those of an earlier page, all of them or most; or of other columns of the same table."""
    if one.is_part and "text" not in again.means:
        return True
    return set(again.key) <= set(one.key) and 2 * len(again.key) >= len(one.key)


def _with_headings_above(lines: Sequence[StreamLine], run: HeadingRun, least: int) -> int:
    """Return where the headings over a table begin: its area, and what it is about."""
    at = run.first
    if "text" not in run.means and "" not in run.means and at > least:
        at -= 1
    for n in range(at - 1, max(least, at - _MOST_ABOVE) - 1, -1):
        if band_fit(Piece(squeeze(lines[n].text), n)) <= 0:
            break
        at = n
    return at
