"""Find the header of a table of measures at any row, or the meaning of its columns if it has none."""

from collections.abc import Sequence
from dataclasses import replace

from regionplan_xl.documents.blocks import Row, Table, TableCell
from regionplan_xl.documents.understanding.columns.header import HEADER_WITHIN, Header, header_at, score
from regionplan_xl.documents.understanding.columns.meanings import by_shapes, complete
from regionplan_xl.documents.understanding.words.cell_shapes import begins_within, is_time
from regionplan_xl.text import normalise, squeeze

_FEW_ROWS = 3
_FEWEST_HEADINGS = 2
_FEW_TIMES = 2


def find_header(table: Table, given: dict[str, str], before: Header | None) -> Header | None:
    """Return the header of a table, or a header without rows if it has none; None if it has no measures.

    `given` is the user's meaning of headings (by `normalise`). `before` is the header of the previous table: a table
    without a header but with as many columns continues it.
    """
    best: Header | None = None
    for at in range(min(len(table.rows), HEADER_WITHIN)):
        header = header_at(table, at, given)
        if header and (best is None or score(header) > score(best)):
            best = header
    goes_on = (
        before is not None
        and bool(table.rows)
        and len(before.columns) == len(table.rows[0].cells)
        and not _has_other_headings(table, before)
    )
    if before is not None and goes_on and best is not None and _is_repeated_within(table, best, before):
        return replace(before, first=0, count=0, topic="")
    # The columns of the previous table may have been understood by its cells too, so its score may be higher.
    is_weak = goes_on and best is not None and before is not None and 4 * score(best) < 3 * score(before)
    if best is not None and (not is_weak or _is_same(best, before)):
        found = _as_before(complete(table, best), before, len(table.rows) - best.end)
        return found if found.is_of_a_plan else None
    if before is not None and goes_on:
        going_on = replace(before, first=0, count=0, topic="")
        return going_on if _fits(table, going_on) else None
    guessed = by_shapes(table)
    return guessed if guessed.is_of_a_plan else None


def _as_before(header: Header, before: Header | None, rows: int) -> Header:
    """Return a header with few rows below it as it was interpreted before, when more rows gave more evidence."""
    if before is None or rows > _FEW_ROWS or not _is_same(header, before):
        return header
    again = iter([one for one, heading in zip(before.columns, before.headings, strict=True) if heading])
    now = zip(header.columns, header.headings, strict=True)
    return replace(header, columns=tuple(next(again) if heading else one for one, heading in now))


def _is_same(header: Header, before: Header | None) -> bool:
    """Return whether a header is repeated from the previous table."""
    return before is not None and [*filter(None, header.headings)] == [*filter(None, before.headings)]


def _is_repeated_within(table: Table, header: Header, before: Header) -> bool:
    """Return whether the table begins with rows of the previous one, above a header that repeats the same headings."""
    if table.place.sheet or not header.first or not _is_same(header, before):
        return False
    above = table.rows[: header.first]
    full = any(len(_own(row.cells)) > 1 and not _is_of_headings(row, before) for row in above)
    cut = table.place.page is not None and _is_cut(above[0], before)
    return (full or cut) and _fits(replace(table, rows=above), before)


def _is_of_headings(row: Row, before: Header) -> bool:
    """Return whether a row repeats several of the headings, such as the first of two heading rows."""
    texts = {normalise(cell.text) for cell in _own(row.cells)}
    return len(texts & {*before.headings}) > 1


def _is_cut(row: Row, before: Header) -> bool:
    """Return whether a row has only the end of a measure's text, which begins on the page before."""
    filled = [at for at, cell in enumerate(row.cells) if cell.text.strip()]
    return filled == [before.first_of("text")] and begins_within(row.cells[filled[0]].text)


def _own(cells: Sequence[TableCell]) -> list[TableCell]:
    return [cell for cell in _filled(cells) if not cell.continues]


def _has_other_headings(table: Table, before: Header) -> bool:
    """Return whether the first row looks like headings, unlike the rows below it, and they are others than before."""
    first, *rest = table.rows
    own = _own(first.cells)
    texts = [squeeze(cell.text) for cell in own]
    if len(own) < _FEWEST_HEADINGS or {*map(normalise, texts)} <= {*before.headings}:
        return False
    if any(is_time(text) or not any(map(str.isalpha, text)) for text in texts):
        return False
    below = [filled for row in rest if len(filled := _filled(row.cells)) > 1]
    return first.repeated or (bool(below) and _stand_out(own) and not any(map(_stand_out, below)))


def _stand_out(cells: Sequence[TableCell]) -> bool:
    return all(cell.bold for cell in cells) or all(cell.fill for cell in cells)


def _filled(cells: Sequence[TableCell]) -> list[TableCell]:
    return [cell for cell in cells if cell.text.strip()]


def _fits(table: Table, header: Header) -> bool:
    """Return whether the rows of a table without a header may be measures under another table's header."""
    at = next(iter(header.at("text")), None)
    rows = [row for row in table.rows if sum(bool(cell.text.strip()) for cell in row.cells) > 1]
    if at is None or not rows:
        # On a sheet, this is a note below a table; on the next page of a text, it may be the rest of a cell.
        return at is not None and not table.place.sheet
    times = {text for n in header.at("timeframe") for row in rows if (text := squeeze(row.cells[n].text))}
    if len(times) > _FEW_TIMES and not any(map(is_time, times)):
        return False
    columns = {at, *header.at("responsible"), *header.at("involved")}
    return all(_are_words([row.cells[column].text for row in rows]) for column in columns)


def _are_words(texts: Sequence[str]) -> bool:
    """Return whether at least half of the distinct texts are words, not numbers or times; True if there are none."""
    filled = {squeeze(text) for text in texts if text.strip()}  # «Status 2024» below each measure counts once
    worded = [text for text in filled if any(map(str.isalpha, text)) and not is_time(text)]
    return 2 * len(worded) >= len(filled)
