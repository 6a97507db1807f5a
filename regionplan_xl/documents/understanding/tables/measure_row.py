"""Read the measure in one row of a table: the meaning of each cell follows from its column."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from regionplan_xl.colour import is_coloured
from regionplan_xl.documents.blocks import Row, Table, TableCell
from regionplan_xl.documents.draft import NONE, DraftMeasure, Value
from regionplan_xl.documents.understanding.columns.header import ONE_OF_SEVERAL, Header, MeasureColumn
from regionplan_xl.documents.understanding.words.cell_shapes import (
    NUMBER,
    NUMBER_BEFORE,
    ORDINAL_BEFORE,
    is_colour,
    is_empty_box,
    is_mark,
)
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.errors import Place
from regionplan_xl.text import phrase, squeeze

_SEVERAL_MARKS = phrase("Several statuses are ticked off.")
_SEVERAL_STATUSES = phrase("There are several statuses.")
_NO_TICK = phrase("The column is for ticks, and this is none.")
_TRACKED = phrase("The row has tracked changes; it was read as if they were accepted.")
_GUESSED = phrase("The text does not show which column this is in.")
_BOTH_IN_ONE = phrase("The responsible and the involved bodies are in one cell.")
_DASHES = "-\u2010\u2011\u2012\u2013\u2014"  # a dash alone says nothing


class RowReader:
    """Reads the rows of one table as measures."""

    def __init__(self, table: Table, header: Header) -> None:
        self._header = header
        self.numbers_in_text = _numbers_in_text(table, header)
        self._ordinals = not self.numbers_in_text and _ordinals_in_text(table, header)
        self.has_numbers = self.numbers_in_text or self._ordinals or _numbers_in_column(table, header)
        self._colour_column = _colour_column(table, header)

    def measure(self, row: Row) -> DraftMeasure:
        text, number = self.value(row, "text"), self.value(row, "number")
        if self.numbers_in_text and not number and (found := NUMBER_BEFORE.match(text.text.strip())):
            number, text = replace(text, text=found["number"]), replace(text, text=found["rest"].strip())
        if self._ordinals and not number and (found := ORDINAL_BEFORE.match(text.text.strip())):
            number, text = replace(text, text=found["number"]), replace(text, text=found["rest"].strip())
        if self.has_numbers and not number and NUMBER.match(squeeze(text.text)):
            number, text = text, NONE  # the page break cut the row after its number
        label = find_label(text.text) if text and not number else None
        if label and label.means == "text" and label.number:
            number, text = replace(text, text=label.number), replace(text, text=label.rest)
        responsible, involved = self._bodies(row)
        at = next(iter(self._header.at("text")), None)
        cell = row.cells[at] if at is not None else TableCell()
        notes = tuple(Value(note, row.place) for one in row.cells if not one.continues for note in one.notes)
        remarks = tuple(
            Value(squeeze(row.cells[n].text), self._place(row, n))
            for n in self._header.at("remark")
            if row.cells[n].text.strip()
        )
        if text and any(one.added or one.removed for one in row.cells):
            text = replace(text, certainty=0.8, doubt=_TRACKED)
        return DraftMeasure(
            text=text,
            number=number,
            timeframe=self._timeframe(row),
            responsible=responsible,
            involved=involved,
            status=self._status(row),
            status_colour=self._status_colour(row),
            progress=self.value(row, "progress"),
            comment=self.value(row, "comment"),
            priority=self.value(row, "priority"),
            remarks=(*remarks, *notes),
            own=self._own(row),
            struck=cell.struck,
        )

    def _place(self, row: Row, at: int) -> Place:
        return replace(row.place, column=self._header.columns[at].heading)

    def value(self, row: Row, means: str) -> Value:
        parts: list[str] = []
        where, guessed = row.place, False
        for at in self._header.at(means):
            text = row.cells[at].text.strip()
            if text and text not in parts and not (row.cells[at].continues == "left" and parts):
                parts.append(text)
                where = replace(row.place, column=self._header.columns[at].heading)
                guessed = guessed or row.cells[at].guessed
        if not parts:
            return NONE
        found = Value("\n".join(parts), where)
        return replace(found, certainty=0.5, doubt=_GUESSED) if guessed else found

    def _own(self, row: Row) -> tuple[tuple[str, Value], ...]:
        """Return the columns without a field in the plan, as (heading, value)."""
        taken = {"start", "end"}
        found = []
        for at, column in enumerate(self._header.columns):
            text = row.cells[at].text.strip()
            kept = set(column.means) & {"baseline", "target", "unit", "indicator", ONE_OF_SEVERAL}
            if (
                text
                and not row.cells[at].continues
                and (not column.means or kept)
                and not set(column.means) & taken
            ):
                found.append((column.heading, Value(text, replace(row.place, column=column.heading))))
        return tuple(found)

    def _marked(self, row: Row, means: str) -> list[MeasureColumn]:
        """Return the option columns of a field that are ticked or painted in a row."""
        marked = []
        for at, column in enumerate(self._header.columns):
            if column.option and means in column.means:
                cell = row.cells[at]
                if is_mark(cell.text) or (not cell.text.strip() and cell.fill and cell.continues != "above"):
                    marked.append(column)
        return marked

    def _timeframe(self, row: Row) -> Value:
        written = self.value(row, "timeframe")
        start, end = self.value(row, "start"), self.value(row, "end")
        if start or end:
            span = " – ".join(one.text for one in (start, end) if one)
            return Value("\n".join(filter(None, (written.text, span))), (start or end).place)
        if marked := self._marked(row, "timeframe"):
            return Value("\n".join(filter(None, (written.text, _periods(marked)))), row.place)
        return written

    def _status(self, row: Row) -> Value:
        written = self.value(row, "status")
        if is_colour(squeeze(written.text)):
            return NONE
        marked = self._marked(row, "status")
        if written or not marked:
            return written or self._unsure_status(row)
        words = ", ".join(column.option for column in marked)
        if len(marked) == 1:
            return Value(words, replace(row.place, column=marked[0].heading))
        return Value(words, row.place, certainty=0.0, doubt=_SEVERAL_MARKS)

    def _unsure_status(self, row: Row) -> Value:
        """Return what may be the status: one status for each of several bodies, or a word where a tick is expected."""
        told = [
            (column, text)
            for column, cell in zip(self._header.columns, row.cells, strict=True)
            if (column.means == (ONE_OF_SEVERAL,) or (column.option and "status" in column.means))
            and (text := squeeze(cell.text).strip(_DASHES))
            and not is_empty_box(text)
        ]
        if not told:
            return NONE
        words = ", ".join(f"{column.heading}: {text}" if column.heading else text for column, text in told)
        doubt = _NO_TICK if told[0][0].option else _SEVERAL_STATUSES
        return Value(words, replace(row.place, column=told[0][0].heading), certainty=0.0, doubt=doubt)

    def _status_colour(self, row: Row) -> Value:
        written = self.value(row, "status")
        if is_colour(squeeze(written.text)):
            return replace(written, text=squeeze(written.text).upper())
        at = self._colour_column
        if at is None or not row.cells[at].fill:
            return NONE
        return Value(row.cells[at].fill, self._place(row, at))

    def _bodies(self, row: Row) -> tuple[Value, Value]:
        responsible, involved = self.value(row, "responsible"), self.value(row, "involved")
        for means, old in (("responsible", responsible), ("involved", involved)):
            if marked := self._marked(row, means):
                words = ", ".join(column.option for column in marked)
                new = Value("\n".join(filter(None, (old.text, words))), row.place)
                responsible, involved = (new, involved) if means == "responsible" else (responsible, new)
        both = [n for n in self._header.at("responsible") if "involved" in self._header.columns[n].means]
        if both and responsible:
            return _split_bodies(responsible)
        return responsible, involved


def _split_bodies(both: Value) -> tuple[Value, Value]:
    """Return the responsible and involved bodies in one cell: «Skule (FAU, elevråd)», or one per line."""
    text = both.text.strip()
    within = re.fullmatch(r"(?P<first>[^()]+)\((?P<rest>[^()]+)\)\.?", text, re.DOTALL)
    unsure = replace(both, certainty=0.9, doubt=_BOTH_IN_ONE)
    if within:
        return replace(unsure, text=within["first"].strip()), replace(both, text=within["rest"].strip())
    first, separator, rest = text.partition("\n") if "\n" in text else text.partition("/")
    if separator and rest.strip():
        return replace(unsure, text=first.strip()), replace(unsure, text=rest.strip())
    return both, NONE


def _periods(marked: Sequence[MeasureColumn]) -> str:
    """Return marked periods as one timeframe: «2025 K2 K3», «2025-2027», «2025 K4, 2026 K1»."""
    years = [column.option for column in marked]
    if all(re.fullmatch(r"\d{4}", year) for year in years):
        numbers = sorted(map(int, years))
        whole = numbers == list(range(numbers[0], numbers[-1] + 1))
        return f"{numbers[0]}-{numbers[-1]}" if whole and len(numbers) > 1 else ", ".join(years)
    groups: dict[str, list[str]] = {}
    for option in years:
        year, _, period = option.partition(" ")
        groups.setdefault(year, []).append(period)
    return ", ".join(" ".join(filter(None, (year, *periods))) for year, periods in groups.items())


def _numbers_in_text(table: Table, header: Header) -> bool:
    """Return whether most measures of a table have their number before their text, in the same cell."""
    texts = [row.cells[at].text for at in header.at("text")[:1] for row in table.rows[header.end :]]
    filled = [text for text in map(squeeze, texts) if text and not (find_label(text) and len(text) < 200)]
    numbered = [text for text in filled if NUMBER_BEFORE.match(text)]
    return bool(filled) and 2 * len(numbered) >= len(filled) and not _numbers_in_column(table, header)


def _ordinals_in_text(table: Table, header: Header) -> bool:
    """Return whether measures are numbered in their texts: «1. …», «2. …», restarting at 1 below the next goal."""
    cells = [row.cells[at].text for at in header.at("text")[:1] for row in table.rows[header.end :]]
    texts = [text for text in cells if text.strip() and not find_label(text)]
    found = [ORDINAL_BEFORE.match(squeeze(line)) for text in texts for line in text.split("\n")]
    counted = [int(one["number"]) for one in found if one]
    goes_up = all(this == last + 1 or this == 1 for last, this in pairwise(counted))
    first = sum(ORDINAL_BEFORE.match(squeeze(text)) is not None for text in texts)
    most = len(counted) > 1 and 2 * first >= len(texts)
    return most and counted[0] == 1 and goes_up and not _numbers_in_column(table, header)


def _numbers_in_column(table: Table, header: Header) -> bool:
    return any(row.cells[at].text.strip() for at in header.at("number") for row in table.rows[header.end :])


def _colour_column(table: Table, header: Header) -> int | None:
    """Return the column whose cell colours show the status: the status column, otherwise the one with varying colours.

    A colour that every measure has, or light grey in every second row, is only decoration.
    """
    if columns := header.at("status"):
        return columns[0]
    rows = [row for row in table.rows[header.end :] if sum(bool(cell.text.strip()) for cell in row.cells) > 1]
    order: list[int] = [*header.at("number"), *header.at("text"), *range(len(header.columns))]
    for at in order:
        fills = [row.cells[at].fill for row in rows if row.cells[at].fill]
        coloured = {fill for fill in fills if is_coloured(fill)}
        if len(coloured) > 1 or (coloured and 0 < len(fills) < len(rows)):
            return at
    return None
