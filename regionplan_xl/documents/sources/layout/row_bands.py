"""Tables whose rows are told by what is between them: lines, the edges of fills, or more room than between two lines.

Text may be in the middle of the height of its row, as browsers print it, so that hardly any two cells share a line.
"""

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from regionplan_xl.documents.sources.layout.bands import (
    Band,
    Banded,
    Rule,
    Span,
    Word,
    apart,
    as_band,
    columns_of,
    is_in,
    is_row_of_headings,
    leading_of,
    middle_of,
    spans_of,
)
from regionplan_xl.documents.sources.layout.lines import covered
from regionplan_xl.documents.sources.layout.ruled_cells import text_lines
from regionplan_xl.documents.vocabulary.lookup import field_of

_SAME_LINE = 2.0  # points
_SAME_EDGE = 4.0  # points
_LEAST_RULES = 3  # below the headings, and below two measures
_LEAST_WIDTH = 150.0  # points
_FILLED = 0.6  # of the rows, in a first column that is not of goals over several rows
_OVER_ROWS = frozenset(("goal", "area"))  # fields that are often over several rows
_INEXACT = 0.5  # points
_MOST_BESIDE = 1  # lines of a header, or of a footer
_MOST_TRIED = 6  # rooms between rows, and widths of lines
_MOST_HEADS = 3  # rows above the first line
_BESIDE_RULE = 20.0  # points, from a text to the line above or below it
_LEAST_COLUMNS = 3
_LEAST_ROWS = 3
_LARGER = 1.15  # times the size of most words: a heading
_NUMBER = re.compile(r"^[^\W\d_]{0,3}[-. ]?\d{1,3}(?:\.\d{1,3}){1,4}\.?$")


def banded_tables(
    words: Sequence[Word], rules: Iterable[Rule], before: Banded | None = None
) -> Iterator[Banded]:
    """Yield the tables on a page of which the rows are apart; `rules` are the horizontal lines and edges of fills.

    `before` is the table that the page before ends in; it may go on here with few rows.
    """
    whole = whole_rules(rules)
    for nth, zone in enumerate(_between_headings(words)):
        top, bottom = min(word["top"] for word in zone), max(word["bottom"] for word in zone)
        found = None
        for mine in _of_one_table(
            [rule for rule in whole if top - _BESIDE_RULE < rule[2] < bottom + _BESIDE_RULE]
        ):
            found = found or _between_rules(zone, mine)
        found = found or _between_gaps(zone, before if nth == 0 else None)
        if found is None and before and nth == 0:
            found = _going_on(zone, [height for _, _, height in whole], before)
        if found:
            yield found


def _going_on(words: Sequence[Word], heights: Sequence[float], before: Banded) -> Banded | None:
    """Return the rows at the top of a page that are in the columns of the table before."""
    parts = groupby(
        sorted(words, key=middle_of), key=lambda word: sum(one < middle_of(word) for one in heights)
    )
    bands = [band for _, part in parts for band in apart(list(part), before.leading)]
    fits = [len(spans_of(band)) > 1 and _is_within(spans_of(band), before.columns) for band in bands]
    first, last = (fits.index(True), len(fits) - fits[::-1].index(True)) if any(fits) else (0, 0)
    rows = bands[first:last]
    if max(first, len(fits) - last) > _MOST_BESIDE or not all(fits[first:last]):
        return None
    return _banded([as_band(band) for band in rows], before.leading, before.columns)


def whole_rules(pieces: Iterable[Rule]) -> list[Rule]:
    """Return the lines that pieces make which continue each other, since many programs draw a line cell by cell."""
    found: list[Rule] = []
    for left, right, height in sorted(pieces, key=lambda one: (round(one[2]), one[0])):
        if found and abs(found[-1][2] - height) < _SAME_LINE and left - found[-1][1] < _SAME_LINE:
            last = found[-1]
            found[-1] = (last[0], max(last[1], right), last[2])
        else:
            found.append((left, right, height))
    return [rule for rule in found if rule[1] - rule[0] >= _LEAST_WIDTH]


def _of_one_table(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the lines that begin and end at the same place, or at one of the two; the widest first."""
    found: list[list[Rule]] = []
    for widest in sorted(rules, key=lambda one: one[0] - one[1]):
        if len(found) == _MOST_TRIED or any(widest in group for group in found):
            continue
        group: list[Rule] = []
        for rule in sorted(rules, key=lambda one: one[2]):
            same = [abs(a - b) < _SAME_EDGE for a, b in zip(widest[:2], rule[:2], strict=True)]
            is_within = widest[0] - _SAME_EDGE < rule[0] and rule[1] < widest[1] + _SAME_EDGE
            if any(same) and is_within:
                if group and rule[2] - group[-1][2] <= _SAME_LINE:
                    last = group.pop()
                    rule = min(last[0], rule[0]), max(last[1], rule[1]), last[2]
                group.append(rule)
        if len(group) >= _LEAST_RULES:
            found.append(group)
    return found


def _between_headings(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the words between two lines of larger letters that are not in columns."""
    if not words:
        return
    usual = statistics.median(word["size"] for word in words)
    heads = [
        (line.top, line.bottom)
        for line in text_lines(words)
        if line.size > usual * _LARGER and len(covered([(a, b) for _, a, b in line.words], line.size)) == 1
    ]

    def zone(word: Word) -> int:
        middle = (word["top"] + word["bottom"]) / 2
        above = sum(bottom < middle for _, bottom in heads)
        return -1 if any(top <= middle <= bottom for top, bottom in heads) else above

    for nth, group in groupby(sorted(words, key=zone), key=zone):
        if nth >= 0:
            yield list(group)


def _between_rules(words: Sequence[Word], rules: Sequence[Rule]) -> Banded | None:
    """Return the table whose rows are between lines; headings may be above the first, the last row below the last."""
    heights = [rule[2] for rule in rules]
    parts = [
        [word for word in words if top < middle_of(word) <= bottom]
        for top, bottom in pairwise((-1.0, *heights, float("inf")))
    ]
    above, *inner, below = parts
    bands = [
        Band(rule[2], bottom[2], tuple(inside), rule)
        for (rule, bottom), inside in zip(pairwise(rules), inner, strict=True)
        if inside
    ]
    columns = columns_of([band.words for band in bands])
    if len(bands) < _LEAST_ROWS - 1 or len(columns) < _LEAST_COLUMNS:
        return None
    leading = leading_of(words)
    heads = _headings_above([as_band(band) for band in apart(above, leading)], rules[0][2], columns)
    last = [as_band(band) for band in apart(below, leading)[:1] if _is_row_of(band, columns)]
    near = [band for band in last if band.top - rules[-1][2] < _BESIDE_RULE]
    if len(heads) == 1:  # no cell goes on from the headings
        bands[0] = replace(bands[0], rule=None)
    return _banded([*heads, *bands, *near], leading)


def _headings_above(bands: Sequence[Band], below: float, columns: Sequence[Span]) -> Sequence[Band]:
    """Return the headings above the first line, and what is between, if a row there is not filled as others are."""
    for count in range(min(_MOST_HEADS, len(bands)), 0, -1):
        heads = bands[-count:]
        tops = [*(band.top for band in heads[1:]), below]
        rooms = [top - band.bottom for band, top in zip(heads, tops, strict=True)]
        if _is_row_of(heads[0].words, columns) and max(rooms) < _BESIDE_RULE:
            return heads
    return ()


def _is_row_of(words: Sequence[Word], columns: Sequence[Span]) -> bool:
    """Return whether words are in at least two columns of a table and in all but one, each within one."""
    spans = spans_of(words)
    return len(spans) >= max(2, len(columns) - 1) and _is_within(spans, columns)


def _is_within(spans: Sequence[Span], columns: Sequence[Span]) -> bool:
    """Return whether each span touches one column at most."""
    return all(sum(start < right and left < end for left, right in columns) <= 1 for start, end in spans)


def _between_gaps(words: Sequence[Word], before: Banded | None) -> Banded | None:
    """Return the table whose rows have more room between them than the lines in a cell; None if there is none.

    Paragraphs in a cell may have more room between them than lines, but less than rows.
    """
    leading = leading_of(words)
    bands = apart(words, leading)
    rooms = {round(as_band(below).top - as_band(above).bottom - 0.05, 1) for above, below in pairwise(bands)}
    for room in sorted((leading, *rooms))[:_MOST_TRIED]:
        bands = _with_rests(_without_ends(apart(words, room)))
        columns = columns_of(bands)
        if len(columns) >= _LEAST_COLUMNS and len(bands) >= _LEAST_ROWS and _are_rows(bands, columns):
            return _with_goals_apart(bands, room, leading, before) or _banded(
                [as_band(band) for band in bands], leading
            )
    return None


def _with_goals_apart(
    bands: Sequence[Sequence[Word]], room: float, leading: float, before: Banded | None
) -> Banded | None:
    """Return the table with first columns whose cells are over several rows; None if there are none.

    A text there may be as high as several rows, so that there is no room between these. Where the headings are not
    repeated, those of the table `before` tell what is in a column.
    """
    columns = columns_of(bands)
    headings = list(bands[0]) if is_row_of_headings(bands[0], columns) else []
    inside = [word for band in (bands[1:] if headings else bands) for word in band]
    if before and not headings and len(before.columns) == len(columns):
        count = before.open_columns
    else:
        is_open = [_is_over_rows(headings, column) for column in columns[: 1 - _LEAST_COLUMNS]]
        count = [*is_open, False].index(False)
    edge = columns[count - 1][1] + 1
    others = apart([word for word in inside if word["x0"] > edge], room)
    over = [word for word in inside if word["x0"] <= edge]
    texts = [len(apart([one for one in over if is_in(one, column)], leading)) for column in columns[:count]]
    if (
        not others
        or not count
        or max(texts) >= _FILLED * len(others)
        or not _are_rows(others, columns[count:])
    ):
        return None
    known = [as_band(band) for band in ([headings] if headings else []) + others]
    return Banded(tuple(known), tuple(columns), leading, count, tuple(over))


def _is_over_rows(headings: Sequence[Word], column: Span) -> bool:
    """Return whether a column is one of goals or areas."""
    return field_of(" ".join(word["text"] for word in headings if is_in(word, column))) in _OVER_ROWS


def _without_ends(bands: list[list[Word]]) -> list[list[Word]]:
    """Return the bands from the first with several columns, without headers and footers, which cross columns."""
    while bands and len(spans_of(bands[0])) < _LEAST_COLUMNS:
        bands = bands[1:]
    while bands and len(spans_of(bands[-1])) < 2:
        bands = bands[:-1]
    if len(bands) < _LEAST_ROWS:
        return bands
    for end, others in ((bands[0], bands[1:]), (bands[-1], bands[:-1])):
        if not _is_within(spans_of(end), columns_of(others)):
            return _without_ends(others)
    return bands


def _with_rests(bands: list[list[Word]]) -> list[list[Word]]:
    """Return the bands with those that are the rest of a row joined to the nearer of the bands beside them."""
    columns = columns_of(bands)
    if len(columns) < _LEAST_COLUMNS or len(bands) < _LEAST_ROWS:
        return bands
    has_first = [spans_of(band)[0][0] <= columns[0][1] for band in bands]
    is_filled = sum(has_first) >= _FILLED * len(bands)
    rows = [as_band(band) for band in bands]
    rooms = [float("inf"), *(below.top - above.bottom for above, below in pairwise(rows)), float("inf")]
    made: list[list[Word]] = []
    goes_on = False
    for n, band in enumerate(bands):
        is_rest = not has_first[n] and (is_filled or len(spans_of(band)) == 1)
        above, below = rooms[n] + _INEXACT < rooms[n + 1], rooms[n + 1] + _INEXACT < rooms[n]
        if made and (goes_on or (is_rest and above)):
            made[-1] = [*made[-1], *band]
        else:
            made.append(band)
        goes_on = is_rest and below
    return made


def _are_rows(bands: Sequence[Sequence[Word]], columns: Sequence[Span]) -> bool:
    """Return whether each band is a row, none the rest of one or two; at least one has several lines."""
    for n, band in enumerate(bands):
        spans = spans_of(band)
        if len(spans) == 1 and spans[0][0] > columns[0][1]:
            return False
        cells = [list(text_lines(word for word in band if is_in(word, column))) for column in columns]
        if sum(_NUMBER.match(line.text) is not None for line in cells[0]) > 1:
            return False
        if n == 0 and sum(len(lines) > 1 and bool(field_of(lines[0].text)) for lines in cells) > 1:
            return False  # the first row is in one with the headings
    return any(len(list(text_lines(band))) > 1 for band in bands)


def _banded(rows: Sequence[Band], leading: float, known: Sequence[Span] = ()) -> Banded | None:
    own = columns_of([row.words for row in rows])
    columns = _widened(known, own) if known else own
    if not rows or len(columns) < _LEAST_COLUMNS:
        return None
    return Banded(tuple(rows), tuple(columns), leading)


def _widened(columns: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Return columns that take in the spans that touch them."""
    touching = [[one for one in spans if one[0] < right and left < one[1]] for left, right in columns]
    return [
        (min([left, *(a for a, _ in spans)]), max([right, *(b for _, b in spans)]))
        for (left, right), spans in zip(columns, touching, strict=True)
    ]
