"""The measures in a table: its rows as measures, areas and goals; what else is in it is kept as unplaced."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from regionplan_xl.documents.blocks import Cell, Row, Table
from regionplan_xl.documents.draft import NONE, DraftMeasure, Value
from regionplan_xl.documents.understanding.cell_shapes import NUMBER, NUMBER_BEFORE, is_mark
from regionplan_xl.documents.understanding.columns import Column, Header
from regionplan_xl.documents.understanding.levels import BAND, COLUMN, TOPIC, Item, Level, Path, inside, level
from regionplan_xl.documents.understanding.vocabulary import find_label
from regionplan_xl.errors import Place
from regionplan_xl.text import fold, phrase, squeeze

_SPLIT = phrase("The row seems to go on with the row above it.")
_SEVERAL_MARKS = phrase("Several statuses are ticked off.")
_BOTH_IN_ONE = phrase("The responsible and the involved bodies are in one cell.")
_TOTALS = re.compile(r"^(?:sum|total|totalt|i alt|summe|gesamt|totaal)\b[\s:]*\d*", re.IGNORECASE)


@dataclass
class TableReading:
    """What a table gave: measures with what is above them, and texts that have no place in a plan."""

    items: list[Item] = field(default_factory=list)
    unplaced: list[Value] = field(default_factory=list)
    path: Path = ()


@dataclass(frozen=True)
class _Look:
    """How a row looks: rows that look alike are on the same level."""

    capitals: bool
    fill: str
    bold: bool
    merged: bool


class TableReader:
    """Reads the rows below a table's header, one after another."""

    def __init__(self, table: Table, header: Header, path: Path) -> None:
        self._table = table
        self._header = header
        self._bands: Path = ()
        self._ranks: dict[_Look, int] = {}
        self._after_band = False
        self._numbers_in_text = _numbers_in_text(table, header)
        self._colour_column = _colour_column(table, header)
        self.reading = TableReading(path=path)
        if header.topic:
            topic = Value(header.topic, table.rows[header.first].place)
            self.reading.path = inside(path, level(TOPIC, topic))

    def read(self) -> TableReading:
        """Read every row."""
        for row in self._table.rows[: self._header.first]:
            self._keep_unplaced(row)
        for row in self._table.rows[self._header.end :]:
            if not any(cell.text.strip() for cell in row.cells) or self._is_header_again(row):
                continue
            if band := self._band(row):
                self._open(band)
            else:
                self._measure(row)
        return self.reading

    def _keep_unplaced(self, row: Row) -> None:
        words = " | ".join(dict.fromkeys(squeeze(cell.text) for cell in row.cells if cell.text.strip()))
        if words:
            self.reading.unplaced.append(Value(words, row.place))

    def _is_header_again(self, row: Row) -> bool:
        """True if a page begins with the header again; one cell may differ."""
        headings = [fold(column.heading) for column in self._header.columns]
        texts = [fold(cell.text) for cell in row.cells]
        same = sum(1 for text, heading in zip(texts, headings, strict=True) if text and text in heading)
        filled = sum(1 for text in texts if text)
        return self._header.count > 0 and filled > 1 and same >= max(2, filled - 1)

    # Rows that are headings.

    def _band(self, row: Row) -> tuple[Value, Value, _Look] | None:
        """Return (text, number, look) of a row that is a heading over the measures below it; None if it is none."""
        own = [(at, cell) for at, cell in enumerate(row.cells) if cell.text.strip() and not cell.continues]
        spanned = any(cell.continues == "left" for cell in row.cells)
        holders = {*self._header.at("area"), *self._header.at("goal"), *self._header.at("sub_area")}
        own = [(at, cell) for at, cell in own if at not in holders] or own
        text_at, number_at = self._first("text"), self._first("number")
        texts = [cell.text for _, cell in own]
        label = find_label(" ".join(squeeze(text) for text in texts[:2])) if texts else None
        if label and label.means in ("area", "goal") and len(own) <= 2:
            whole = " ".join(map(squeeze, texts))
            return Value(whole, row.place), NONE, _look(row, spanned)
        if len(own) == 1 and (
            (spanned and row.cells[own[0][0] + 1 : own[0][0] + 2]) or self._stands_out(row, own[0])
        ):
            if not self._is_measure_text(own[0][1].text):
                return Value(own[0][1].text, row.place), NONE, _look(row, spanned)
            return None
        if len(own) == 2 and text_at is not None and {at for at, _ in own} == {text_at, number_at}:
            number = own[0][1].text if own[0][0] == number_at else own[1][1].text
            if self._is_shorter(number) or (spanned and self._stands_out(row, own[1])):
                return (
                    Value(row.cells[text_at].text, row.place),
                    Value(squeeze(number), row.place),
                    _look(row, spanned),
                )
        return None

    def _first(self, means: str) -> int | None:
        return next(iter(self._header.at(means)), None)

    def _is_measure_text(self, text: str) -> bool:
        """True if a text begins with a number as the other measures have, so that it is no heading."""
        found = NUMBER_BEFORE.match(squeeze(text)) if self._numbers_in_text else None
        return bool(found) and not self._is_shorter(found["number"]) if found else False

    def _is_shorter(self, number: str) -> bool:
        """True if a number has fewer figures than those of the measures: «1.1» above «1.1.1»."""
        return 0 < _figures(number) < self._usual_figures

    @property
    def _usual_figures(self) -> int:
        numbers = self._header.at("number")
        counts = [
            _figures(row.cells[at].text)
            for at in numbers
            for row in self._table.rows[self._header.end :]
            if NUMBER.match(squeeze(row.cells[at].text))
        ]
        if not counts:
            texts = [
                squeeze(row.cells[at].text) for at in self._header.at("text") for row in self._table.rows
            ]
            counts = [_figures(found["number"]) for text in texts if (found := NUMBER_BEFORE.match(text))]
        return max(set(counts), key=lambda count: (counts.count(count), count)) if counts else 0

    def _stands_out(self, row: Row, only: tuple[int, Cell]) -> bool:
        """True if a row with a single text looks like a heading: bold, painted, in capitals, or in the first column."""
        at, cell = only
        text = squeeze(cell.text)
        if _TOTALS.match(text) or len(text) > 200:
            return False
        usual = self._usual_look
        differs = (cell.bold and not usual.bold) or (bool(cell.fill) and cell.fill != usual.fill)
        capitals = text.isupper() and len(text) > 3
        return bool(differs or capitals or (at == 0 and self._first("text") not in (0, None)))

    @property
    def _usual_look(self) -> _Look:
        at = self._first("text") or 0
        cells = [row.cells[at] for row in self._table.rows[self._header.end :] if row.cells[at].text.strip()]
        bold = sum(cell.bold for cell in cells) * 2 > len(cells)
        fills = [cell.fill for cell in cells]
        return _Look(False, max(set(fills), key=fills.count) if fills else "", bold, False)

    def _open(self, band: tuple[Value, Value, _Look]) -> None:
        text, number, look = band
        found = level(BAND, text, number=number)
        rank = self._rank(found, look)
        self._bands = inside(self._bands, replace(found, rank=rank))
        self._after_band = True

    def _rank(self, found: Level, look: _Look) -> int:
        if found.means == "area":
            return BAND
        if found.means == "goal":
            return BAND + 8
        if look in self._ranks:
            return self._ranks[look]
        if self._bands and self._after_band:
            rank = self._bands[-1].rank + 1
        elif look.capitals or not self._bands:
            rank = BAND + (1 if look.capitals else 3)
        else:
            rank = self._bands[-1].rank
        return self._ranks.setdefault(look, rank)

    # Rows that are measures.

    def _measure(self, row: Row) -> None:
        self._after_band = False
        measure = self._as_measure(row)
        if not measure.text:
            if not self._go_on(row, measure):
                self._keep_unplaced(row)
            return
        if _TOTALS.match(measure.text.text) and not measure.responsible and not measure.timeframe:
            self._keep_unplaced(row)
            return
        if self._is_rest_of_row(row, measure):
            self._go_on(row, measure)
            return
        path = (*self.reading.path, *self._bands)
        for means in ("area", "sub_area", "goal"):
            if value := self._value(row, means):
                rank = COLUMN + ("area", "sub_area", "goal").index(means)
                path = (*(one for one in path if one.means != means), level(rank, value, means))
        self.reading.items.append(Item(path, measure))

    def _is_rest_of_row(self, row: Row, measure: DraftMeasure) -> bool:
        """True if a row is the rest of the one above, cut by a page's end: it goes on in the middle of a text."""
        if not self.reading.items or (self._table.certain and row.place.page is None):
            return False
        if self._header.at("number") and measure.number:
            return False
        last = self.reading.items[-1].content.text
        begins_low = measure.text.text[:1].islower()
        has_no_number = bool(self._header.at("number") or self._numbers_in_text) and not measure.number
        return begins_low and (has_no_number or not measure.timeframe) and last.place.page != row.place.page

    def _go_on(self, row: Row, rest: DraftMeasure) -> bool:
        """Add what a row has to the measure above it; False if there is none."""
        last = self.reading.items[-1] if self.reading.items else None
        if last is None or not isinstance(last.content, DraftMeasure):
            return False
        changes: dict[str, Any] = {}
        for name in ("text", "number", "timeframe", "responsible", "involved", "status", "comment"):
            new: Value = getattr(rest, name)
            if new:
                old: Value = getattr(last.content, name)
                joined = f"{old.text}\n{new.text}" if old else new.text
                changes[name] = replace(old or new, text=joined, certainty=0.7, doubt=_SPLIT)
        remarks = (*last.content.remarks, *rest.remarks)
        self.reading.items[-1] = replace(last, content=replace(last.content, remarks=remarks, **changes))
        return True

    def _as_measure(self, row: Row) -> DraftMeasure:
        text, number = self._value(row, "text"), self._value(row, "number")
        if self._numbers_in_text and not number and (found := NUMBER_BEFORE.match(text.text.strip())):
            number, text = replace(text, text=found["number"]), replace(text, text=found["rest"].strip())
        if (
            text
            and not number
            and (label := find_label(text.text))
            and label.means == "text"
            and label.number
        ):
            number, text = replace(text, text=label.number), replace(text, text=label.rest)
        responsible, involved = self._bodies(row)
        at = self._first("text")
        cell = row.cells[at] if at is not None else Cell()
        notes = tuple(Value(note, row.place) for one in row.cells if not one.continues for note in one.notes)
        remarks = tuple(
            Value(squeeze(row.cells[n].text), self._place(row, n))
            for n in self._header.at("remark")
            if row.cells[n].text.strip()
        )
        return DraftMeasure(
            text=text,
            number=number,
            timeframe=self._timeframe(row),
            responsible=responsible,
            involved=involved,
            status=self._status(row),
            status_colour=self._status_colour(row),
            progress=self._value(row, "progress"),
            comment=self._value(row, "comment"),
            priority=self._value(row, "priority"),
            remarks=(*remarks, *notes),
            own=self._own(row),
            struck=cell.struck,
        )

    def _place(self, row: Row, at: int) -> Place:
        return replace(row.place, column=self._header.columns[at].heading)

    def _value(self, row: Row, means: str) -> Value:
        parts: list[str] = []
        where = row.place
        for at in self._header.at(means):
            text = row.cells[at].text.strip()
            if text and text not in parts and not (row.cells[at].continues == "left" and parts):
                parts.append(text)
                where = replace(row.place, column=self._header.columns[at].heading)
        return Value("\n".join(parts), where) if parts else NONE

    def _own(self, row: Row) -> tuple[tuple[str, Value], ...]:
        """Return the columns that a plan has no field for, as (heading, value)."""
        taken = {"start", "end"}
        found = []
        for at, column in enumerate(self._header.columns):
            text = row.cells[at].text.strip()
            kept = set(column.means) & {"baseline", "target", "unit", "indicator"}
            if (
                text
                and not row.cells[at].continues
                and (not column.means or kept)
                and not set(column.means) & taken
            ):
                found.append((column.heading, Value(text, replace(row.place, column=column.heading))))
        return tuple(found)

    def _marked(self, row: Row, means: str) -> list[Column]:
        """Return the columns of options for a field that are ticked off or painted in a row."""
        marked = []
        for at, column in enumerate(self._header.columns):
            if column.option and means in column.means:
                cell = row.cells[at]
                if is_mark(cell.text) or (not cell.text.strip() and cell.fill and cell.continues != "above"):
                    marked.append(column)
        return marked

    def _timeframe(self, row: Row) -> Value:
        written = self._value(row, "timeframe")
        start, end = self._value(row, "start"), self._value(row, "end")
        if start or end:
            span = " – ".join(one.text for one in (start, end) if one)
            return Value("\n".join(filter(None, (written.text, span))), (start or end).place)
        if marked := self._marked(row, "timeframe"):
            return Value("\n".join(filter(None, (written.text, _periods(marked)))), row.place)
        return written

    def _status(self, row: Row) -> Value:
        written = self._value(row, "status")
        marked = self._marked(row, "status")
        if written or not marked:
            return written
        words = ", ".join(column.option for column in marked)
        if len(marked) == 1:
            return Value(words, replace(row.place, column=marked[0].heading))
        return Value(words, row.place, certainty=0.0, doubt=_SEVERAL_MARKS)

    def _status_colour(self, row: Row) -> Value:
        at = self._colour_column
        if at is None or not row.cells[at].fill:
            return NONE
        return Value(row.cells[at].fill, self._place(row, at))

    def _bodies(self, row: Row) -> tuple[Value, Value]:
        responsible, involved = self._value(row, "responsible"), self._value(row, "involved")
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
    """Return the responsible and the involved bodies of one cell: «Skule (FAU, elevråd)», or one on each line."""
    text = both.text.strip()
    within = re.fullmatch(r"(?P<first>[^()]+)\((?P<rest>[^()]+)\)\.?", text, re.DOTALL)
    if within:
        return replace(both, text=within["first"].strip()), replace(both, text=within["rest"].strip())
    first, separator, rest = text.partition("\n") if "\n" in text else text.partition("/")
    if separator and rest.strip():
        unsure = replace(both, certainty=0.6, doubt=_BOTH_IN_ONE)
        return replace(unsure, text=first.strip()), replace(unsure, text=rest.strip())
    return both, NONE


def _periods(marked: Sequence[Column]) -> str:
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
    """True if most measures of a table have their number before their text, in the same cell."""
    texts = [row.cells[at].text for at in header.at("text")[:1] for row in table.rows[header.end :]]
    filled = [text for text in map(squeeze, texts) if text and not (find_label(text) and len(text) < 200)]
    numbered = [text for text in filled if NUMBER_BEFORE.match(text)]
    return bool(filled) and 2 * len(numbered) >= len(filled) and not _numbers_in_column(table, header)


def _numbers_in_column(table: Table, header: Header) -> bool:
    return any(row.cells[at].text.strip() for at in header.at("number") for row in table.rows[header.end :])


def _colour_column(table: Table, header: Header) -> int | None:
    """Return the column whose cells' colour is the status: the column of statuses, else the one painted in turns.

    A colour that every measure has, and light grey that comes with every second row, are only how a table looks.
    """
    if columns := header.at("status"):
        return (
            columns[-1]
            if all(not table.rows[header.first].cells[at].continues for at in columns)
            else columns[0]
        )
    rows = [row for row in table.rows[header.end :] if sum(bool(cell.text.strip()) for cell in row.cells) > 1]
    for at in (*header.at("number"), *header.at("text"), *range(len(header.columns))):
        fills = [row.cells[at].fill for row in rows if row.cells[at].fill]
        coloured = {fill for fill in fills if _is_colour(fill)}
        if len(coloured) > 1 or (coloured and 0 < len(fills) < len(rows)):
            return at
    return None


def _is_colour(fill: str) -> bool:
    """True for a colour that is neither grey nor nearly white (its least and most part differ much)."""
    parts = [int(fill[at : at + 2], 16) for at in (1, 3, 5)]
    return max(parts) - min(parts) > 60


def _figures(number: str) -> int:
    return len(re.findall(r"\d+", number))


def _look(row: Row, spanned: bool) -> _Look:
    cell = next(cell for cell in row.cells if cell.text.strip())
    text = squeeze(cell.text)
    return _Look(text.isupper(), cell.fill, cell.bold, spanned)
