"""Rows that are headings over the measures below them, and rows of totals."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from regionplan_xl.documents.blocks import Row, Table, TableCell
from regionplan_xl.documents.draft import NONE, Value
from regionplan_xl.documents.understanding.columns.header import Header
from regionplan_xl.documents.understanding.tables.heading_boxes import with_label_before
from regionplan_xl.documents.understanding.tables.measure_row import RowReader
from regionplan_xl.documents.understanding.tables.plain_bands import has_plain_bands
from regionplan_xl.documents.understanding.words.cell_shapes import NUMBER, NUMBER_BEFORE, begins_within
from regionplan_xl.documents.understanding.words.numbers import figures_in
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.text import normalise, squeeze

_TOTALS = re.compile(
    r"^(?:sum|summa|delsum|subtotal|sub-total|total|totalt|totalsum|i alt|summe|zwischensumme|"
    r"gesamt|gesamtsumme|totaal)\b[\s:]*\d*",
    re.IGNORECASE,
)
_LETTERS_BEFORE = re.compile(r"[^\W\d_]{1,3}(?=[-. ]?\d)")


@dataclass(frozen=True)
class RowLook:
    """The appearance of a row: rows that look alike are on the same level."""

    capitals: bool
    fill: str
    bold: bool
    merged: bool


Band = tuple[Value, Value, RowLook]
"""A heading: its text, its number and its look."""


def is_called_total(text: str) -> bool:
    """Return whether a text begins with a word for a total."""
    return _TOTALS.match(text) is not None


class BandFinder:
    """Tells the headings in a table from its measures."""

    def __init__(self, table: Table, header: Header, rows: RowReader) -> None:
        self._table = table
        self._header = header
        self._rows = rows
        self._plain_bands = has_plain_bands(table, header)

    def find(self, row: Row, *, is_first_on_page: bool) -> Band | None:
        """Return the heading over the measures below it that a row is; None for other rows.

        `is_first_on_page`: the table goes on from the previous page with this row.
        """
        own = [(at, cell) for at, cell in enumerate(row.cells) if cell.text.strip() and not cell.continues]
        spanned = any(cell.continues == "left" for cell in row.cells)
        holders = {*self._header.at("area"), *self._header.at("goal"), *self._header.at("sub_area")}
        own = [(at, cell) for at, cell in own if at not in holders] or own
        # A heading that is repeated as its own description counts as one text.
        texts = [normalise(value.text) for _, value in own]
        own = [one for n, one in enumerate(own) if not n or texts[n] != texts[n - 1]]
        text_at, number_at = self._header.first_of("text"), self._header.first_of("number")
        if is_first_on_page and len(own) == 1 and begins_within(own[0][1].text):
            return None
        texts = [cell.text for _, cell in own]
        wholes = (" ".join(map(squeeze, texts[:2])), with_label_before(list(map(squeeze, texts[:2]))))
        for whole in wholes if 0 < len(own) <= 2 else ():
            if (label := find_label(whole)) and label.means in ("area", "goal"):
                return Value(whole, row.place), NONE, look_of(row, spanned)
        if len(own) == 1 and (
            (spanned and row.cells[own[0][0] + 1 : own[0][0] + 2]) or self._stands_out(row, own[0])
        ):
            if not self._is_measure_text(own[0][1].text):
                return Value(own[0][1].text, row.place), NONE, look_of(row, spanned)
            return None
        if (
            self._plain_bands
            and [at for at, _ in own] == [text_at]
            and not self._is_measure_text(own[0][1].text)
        ):
            return Value(own[0][1].text, row.place), NONE, look_of(row, spanned)
        if len(own) == 2 and text_at is not None and {at for at, _ in own} == {text_at, number_at}:
            number = own[0][1].text if own[0][0] == number_at else own[1][1].text
            if self._is_shorter(number) or self._leads(number) or (spanned and self._stands_out(row, own[1])):
                return (
                    Value(row.cells[text_at].text, row.place),
                    Value(squeeze(number), row.place),
                    look_of(row, spanned),
                )
        return None

    def _is_measure_text(self, text: str) -> bool:
        """Return whether a text begins with a number like the other measures, so that it is not a heading."""
        found = NUMBER_BEFORE.match(squeeze(text)) if self._rows.numbers_in_text else None
        return found is not None and not self._is_shorter(found["number"])

    def _is_shorter(self, number: str) -> bool:
        """Return whether a number has fewer figures than those of the measures: «1.1» above «1.1.1»."""
        return 0 < figures_in(number) < self.usual_figures

    def _leads(self, letter: str) -> bool:
        """Return whether a letter begins the numbers of measures: «A» above «A1» and «A.2»."""
        return squeeze(letter).rstrip(".:)") in self._letters

    @cached_property
    def _letters(self) -> frozenset[str]:
        rows = self._table.rows[self._header.end :]
        texts = [squeeze(row.cells[at].text) for at in self._header.at("number") for row in rows]
        return frozenset(found[0] for text in texts if (found := _LETTERS_BEFORE.match(text)))

    @cached_property
    def usual_figures(self) -> int:
        """The number of figures in most measures' numbers; 0 without numbers."""
        numbers = self._header.at("number")
        counts = [
            figures_in(row.cells[at].text)
            for at in numbers
            for row in self._table.rows[self._header.end :]
            if NUMBER.match(squeeze(row.cells[at].text))
        ]
        if not counts:
            texts = [
                squeeze(row.cells[at].text) for at in self._header.at("text") for row in self._table.rows
            ]
            counts = [figures_in(found["number"]) for text in texts if (found := NUMBER_BEFORE.match(text))]
        return max(set(counts), key=lambda count: (counts.count(count), count)) if counts else 0

    def _stands_out(self, row: Row, only: tuple[int, TableCell]) -> bool:
        """Return whether a row with one text looks like a heading: bold, painted, capitals, or in the first column."""
        at, cell = only
        text = squeeze(cell.text)
        if _TOTALS.match(text) or len(text) > 200:
            return False
        usual = self._usual_look
        differs = (cell.bold and not usual.bold) or (bool(cell.fill) and cell.fill != usual.fill)
        capitals = text.isupper() and len(text) > 3
        return bool(differs or capitals or (at == 0 and self._header.first_of("text") not in (0, None)))

    @cached_property
    def _usual_look(self) -> RowLook:
        at = self._header.first_of("text") or 0
        cells = [row.cells[at] for row in self._table.rows[self._header.end :] if row.cells[at].text.strip()]
        bold = sum(cell.bold for cell in cells) * 2 > len(cells)
        fills = Counter(cell.fill for cell in cells).most_common(1)
        return RowLook(False, fills[0][0] if fills else "", bold, False)


def is_total(row: Row, header: Header) -> bool:
    """Return whether a row only sums up others: it begins with «Sum» or «Totalt», and nobody does it at any time."""
    filled = [(at, cell) for at, cell in enumerate(row.cells) if cell.text.strip() and not cell.continues]
    if not filled or not _TOTALS.match(squeeze(filled[0][1].text)):
        return False
    at = filled[0][0]
    said = {*header.at("responsible"), *header.at("timeframe"), *header.at("start"), *header.at("end")}
    is_alone = len(filled) == 1 and at in header.at("text")
    return not is_alone and not any(n in said for n, _ in filled)


def look_of(row: Row, spanned: bool) -> RowLook:
    cell = next(cell for cell in row.cells if cell.text.strip())
    text = squeeze(cell.text)
    return RowLook(text.isupper(), cell.fill, cell.bold, spanned)
