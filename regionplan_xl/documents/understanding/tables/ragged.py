"""Tables in text whose rows begin in different columns, because a program dropped empty cells.

Text also has no merged cells: a heading over two columns is a heading and an empty cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from regionplan_xl.documents.blocks import EMPTY, Row, Table, TableCell
from regionplan_xl.documents.understanding.words.fields import LOOKS_LIKE
from regionplan_xl.documents.vocabulary.lookup import field_of
from regionplan_xl.text import normalise, squeeze

_LEAST_HEADINGS = 3  # column headings in a header row


def stacked_tables(table: Table) -> Iterator[Table]:
    """Yield the tables stacked in one table; each begins with its own header and the headings above it.

    A repetition of the same header in the same columns does not begin a table. A table with merged cells is not split,
    because it shows itself what belongs together.
    """
    if table.place.sheet or any(cell.continues for row in table.rows for cell in row.cells):
        yield table
        return
    starts = [0]
    before: tuple[str, ...] = ()
    for at, row in enumerate(table.rows):
        if not _is_header(row):
            continue
        headings = tuple(normalise(cell.text) for cell in row.cells)
        if before and headings != before:
            starts.append(_with_headings_above(table.rows, at, starts[-1]))
        before = headings
    for start, end in zip(starts, [*starts[1:], len(table.rows)], strict=True):
        if end > start:
            yield _joined(_aligned(replace(table, rows=table.rows[start:end])))


def _fields(row: Row) -> tuple[str, ...]:
    """Return the field of each cell that is a column heading, "" for other cells."""
    return tuple(field_of(squeeze(cell.text)) for cell in row.cells)


def _is_header(row: Row) -> bool:
    known = sum(map(bool, _fields(row)))
    return known >= _LEAST_HEADINGS


def _with_headings_above(rows: Sequence[Row], at: int, least: int) -> int:
    while at - 1 > least and _is_apart(rows, at - 1, least):
        at -= 1
    return at


def _is_apart(rows: Sequence[Row], at: int, first: int) -> bool:
    """Return whether a row of one text is not a measure: in capitals, below an empty line, or in another column."""
    filled = _filled_columns(rows[at])
    if len(filled) != 1:
        return not filled
    measures = [row for row in rows[first:at] if not _is_header(row)]
    begins = [columns[0] for row in measures if len(columns := _filled_columns(row)) > 1] or [filled[0]]
    here, above = rows[at].place.row, rows[at - 1].place.row
    below_empty_line = here is not None and above is not None and here - above > 1
    text = rows[at].cells[filled[0]].text
    return text.isupper() or below_empty_line or filled[0] != max(set(begins), key=begins.count)


def _filled_columns(row: Row) -> list[int]:
    return [at for at, cell in enumerate(row.cells) if cell.text.strip()]


def _aligned(table: Table) -> Table:
    """Return a table with rows shifted by a column where that puts times, statuses and numbers in their columns."""
    header = next((_fields(row) for row in table.rows if _is_header(row)), ())
    known = {at: LOOKS_LIKE[field] for at, field in enumerate(header) if field in LOOKS_LIKE}
    if not known:
        return table

    def fit(cells: Sequence[TableCell]) -> int:
        texts = {at: squeeze(cells[at].text) for at in known}
        return sum(1 if known[at](text) else -1 for at, text in texts.items() if text)

    def moved(row: Row) -> Row:
        cells = row.cells
        ways = [cells]
        if not cells[-1].text.strip():
            ways.append((EMPTY, *cells[:-1]))
        if not cells[0].text.strip():
            ways.append((*cells[1:], EMPTY))
        best = max(ways, key=fit)
        return replace(row, cells=best) if fit(best) > max(0, fit(cells)) else row

    return replace(
        table,
        rows=tuple(row if _is_header(row) else moved(row) for row in table.rows),
    )


def _joined(table: Table) -> Table:
    """Return a table with each column without a heading merged into the one on its left, if no row has both.

    In a table without headings (they may be in the table above) nothing shows that two columns are one.
    """
    if not any(map(_is_header, table.rows)):
        return table
    at = 1
    while table.rows and at < len(table.rows[0].cells):
        left = [row.cells[at - 1].text.strip() for row in table.rows]
        own = [row.cells[at].text.strip() for row in table.rows]
        if any(own) and not any(one and other for one, other in zip(left, own, strict=True)):
            rows = (
                replace(
                    row,
                    cells=(*row.cells[: at - 1], _filled(row.cells[at - 1 : at + 1]), *row.cells[at + 1 :]),
                )
                for row in table.rows
            )
            table = replace(table, rows=tuple(rows))
        else:
            at += 1
    return table


def _filled(cells: Sequence[TableCell]) -> TableCell:
    return next((cell for cell in cells if cell.text.strip()), EMPTY)
