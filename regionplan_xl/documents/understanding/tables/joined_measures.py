"""Measures that span several table rows, and rows that contain several measures."""

from dataclasses import replace
from typing import Any

from regionplan_xl.documents.blocks import Row, TableCell
from regionplan_xl.documents.draft import DraftMeasure, Value
from regionplan_xl.text import phrase

_SPLIT = phrase("The row seems to go on with the row above it.")
_LISTED = phrase("Its cell is a list of measures, which share what the row says of them.")
_LEAST_ITEMS = 2


def with_rest(measure: DraftMeasure, rest: DraftMeasure, *, certain: bool) -> DraftMeasure:
    """Return a measure with the content of the next row added; with a doubt if that is not `certain`."""
    changes: dict[str, Any] = {}
    for name in (
        "text",
        "number",
        "timeframe",
        "responsible",
        "involved",
        "status",
        "comment",
        "progress",
        "priority",
    ):
        new: Value = getattr(rest, name)
        old: Value = getattr(measure, name)
        if not new or (certain and new.text in old.text.split("\n")):
            continue
        joined = replace(old or new, text=f"{old.text}\n{new.text}" if old else new.text)
        changes[name] = joined if certain else replace(joined, certainty=0.7, doubt=_SPLIT)
    remarks = (*measure.remarks, *rest.remarks)
    return replace(measure, remarks=remarks, own=(*measure.own, *rest.own), **changes)


def own_cells(row: Row) -> Row:
    """Return a row without the repeated content of cells merged with those above."""
    return replace(row, cells=tuple(TableCell() if cell.continues == "above" else cell for cell in row.cells))


def in_one_cell(measure: DraftMeasure) -> list[DraftMeasure]:
    """Return the measures of a cell that is purely a list, each with what the row says about all of them."""
    lines = [line.strip() for line in measure.text.text.split("\n") if line.strip()]
    if measure.number or len(lines) < _LEAST_ITEMS or not all(line.startswith("• ") for line in lines):
        return []
    texts = (replace(measure.text, text=line[2:].strip(), certainty=0.8, doubt=_LISTED) for line in lines)
    return [replace(measure, text=text, remarks=() if n else measure.remarks) for n, text in enumerate(texts)]
