"""Measures that span several table rows, and rows that contain several measures."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from regionplan_xl.documents.blocks import EMPTY, Row, TableCell
from regionplan_xl.documents.draft import DraftMeasure, Value
from regionplan_xl.documents.understanding.columns.header import Header
from regionplan_xl.documents.understanding.words.cell_shapes import (
    NUMBER_BEFORE,
    ORDINAL_BEFORE,
    is_number,
    is_time,
)
from regionplan_xl.documents.vocabulary.lookup import status_key
from regionplan_xl.text import Phrase, phrase, squeeze

_SPLIT = phrase("The row seems to go on with the row above it.")
_LISTED = phrase("Its cell is a list of measures, which share what the row says of them.")
_IN_LINE = phrase("Its cell holds several measures; each was given its line of what the row says.")
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
        joined = replace(old or new, text=_joined(old.text, new.text) if old else new.text)
        changes[name] = joined if certain else replace(joined, certainty=0.7, doubt=_SPLIT)
    remarks = (*measure.remarks, *rest.remarks)
    return replace(measure, remarks=remarks, own=(*measure.own, *rest.own), **changes)


def _joined(text: str, rest: str) -> str:
    """Return a text with its rest, in the same line if a sentence goes on there."""
    goes_on = rest[:1].islower() and text[-1:].isalnum()
    return f"{text} {rest}" if goes_on else f"{text}\n{rest}"


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


def counted_in_one_cell(row: Row, header: Header) -> tuple[list[Row], Phrase]:
    """Return a row for each measure in its cell, and what to ask of each; no rows if its cell holds only one.

    The measures are numbered in the cell («1. … 2. …»), or by as many lines in the column of numbers. Where the times
    or statuses are as many lines too, each measure has the lines that are beside it; else they share what the row says.
    """
    at, number_at = header.first_of("text"), header.first_of("number")
    if at is None or row.cells[at].continues:
        return [], _LISTED
    lines = _lines(row.cells[at])
    numbers = _lines(row.cells[number_at]) if number_at is not None else []
    by_number = len(numbers) == len(lines) >= _LEAST_ITEMS and all(map(is_number, numbers))
    texts = lines if by_number else _counted(lines)
    if len(texts) < _LEAST_ITEMS or (numbers and not by_number):
        return [], _LISTED
    looks = ((header.first_of("timeframe"), is_time), (header.first_of("status"), status_key))
    beside = by_number or any(
        n is not None and len(said := _lines(row.cells[n])) == len(texts) and all(map(look, said))
        for n, look in looks
    )
    return [_part(row, at, texts, nth, beside) for nth in range(len(texts))], _IN_LINE if beside else _LISTED


def _lines(cell: TableCell) -> list[str]:
    return [line.strip() for line in cell.text.split("\n") if line.strip()]


def _counted(lines: Sequence[str]) -> list[str]:
    """Return the texts that begin with numbers in their order, each with the lines that follow it."""
    begins = [at for at, line in enumerate(lines) if _figures(line)]
    counted = [_figures(lines[at]) for at in begins]
    goes_up = all(last[:-1] == this[:-1] and this[-1] == last[-1] + 1 for last, this in pairwise(counted))
    if not begins or begins[0] or not goes_up:
        return []
    return ["\n".join(lines[at:end]) for at, end in pairwise([*begins, len(lines)])]


def _figures(line: str) -> tuple[int, ...]:
    found = NUMBER_BEFORE.match(squeeze(line)) or ORDINAL_BEFORE.match(squeeze(line))
    return tuple(map(int, re.findall(r"\d+", found["number"]))) if found else ()


def _part(row: Row, at: int, texts: Sequence[str], nth: int, beside: bool) -> Row:
    """Return the row of one of the measures; only the first one has the notes."""
    cells = []
    for n, cell in enumerate(row.cells):
        lines = _lines(cell)
        text = cell.text
        if n == at:
            text = texts[nth]
        elif beside and len(lines) == len(texts):
            text = lines[nth]
        cells.append(replace(cell, text=text, notes=cell.notes if not nth else EMPTY.notes))
    return replace(row, cells=tuple(cells))
