"""Transposed tables: headings are in the first column, and each measure is a column."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from regionplan_xl.documents.blocks import EMPTY, Row, Table, TableCell
from regionplan_xl.documents.understanding.words.fields import LOOKS_LIKE
from regionplan_xl.documents.vocabulary.lookup import field_of
from regionplan_xl.text import squeeze

_LEAST_FIELDS = 3
_LEAST_MEASURES = 2
_MOST_ROWS = 200


def upright(table: Table) -> list[Table]:
    """Return the tables within a table, transposed ones turned, each with the rows above it; else the table itself."""
    if len(table.rows) > _MOST_ROWS:
        return [table]
    runs = [(filled, list(rows)) for filled, rows in groupby(table.rows, key=_is_in_run)]
    if not any(filled and _is_on_its_side(rows) for filled, rows in runs):
        return [table]
    found: list[Table] = []
    above: list[Row] = []
    for filled, rows in runs:
        above += _turned(rows) if filled and _is_on_its_side(rows) else rows
        if filled:
            found.append(replace(table, rows=tuple(_padded(above))))
            above = []
    return [*found, replace(table, rows=tuple(_padded(above)))] if above else found


def _is_in_run(row: Row) -> bool:
    """Return whether a row has a heading in its first cell, or any text there with other content beside it."""
    first = row.cells[0].text
    beside = any(cell.text.strip() and cell.text != first for cell in row.cells[1:])
    return bool(_field(row)) or (bool(first.strip()) and beside)


def _field(row: Row) -> str:
    return field_of(squeeze(row.cells[0].text))


def _is_on_its_side(rows: Sequence[Row]) -> bool:
    """Return whether the first column has the headings of a plan, and the cells beside them suit those."""
    fields = [_field(row) for row in rows]
    known = {field for field in fields if field}
    if "text" not in known or len(known) < _LEAST_FIELDS or 2 * sum(map(bool, fields)) < len(rows):
        return False
    texts = next(row for row, field in zip(rows, fields, strict=True) if field == "text")
    measures = [at for at, cell in enumerate(texts.cells) if at and cell.text.strip() and not cell.continues]
    if len(measures) < _LEAST_MEASURES or any(_heads(row) > 1 for row in rows):
        return False
    seen = [
        LOOKS_LIKE[field](squeeze(row.cells[at].text))
        for row, field in zip(rows, fields, strict=True)
        if field in LOOKS_LIKE
        for at in measures
        if row.cells[at].text.strip()
    ]
    return len(seen) >= _LEAST_MEASURES and 3 * sum(seen) >= 2 * len(seen)


def _heads(row: Row) -> int:
    return sum(1 for cell in row.cells if not cell.continues and field_of(squeeze(cell.text)))


def _turned(rows: Sequence[Row]) -> list[Row]:
    place = replace(rows[0].place, row=None)
    columns = [tuple(_turned_cell(row.cells[at]) for row in rows) for at in range(len(rows[0].cells))]
    return [
        Row(cells, rows[0].place if not at else place)
        for at, cells in enumerate(columns)
        if any(cell.text.strip() or cell.fill for cell in cells)
    ]


def _turned_cell(cell: TableCell) -> TableCell:
    turned = {"left": "above", "above": "left", "": ""}[cell.continues]
    return replace(cell, continues=turned)  # type: ignore[arg-type]


def _padded(rows: Sequence[Row]) -> list[Row]:
    width = max(len(row.cells) for row in rows)
    return [replace(row, cells=(*row.cells, *[EMPTY] * (width - len(row.cells)))) for row in rows]
