"""Measures as tables of labels and values: two columns, or two such pairs side by side, with or without a title."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from regionplan_xl.documents.blocks import Paragraph, Row, Table, TableCell
from regionplan_xl.documents.draft import DraftMeasure, Value
from regionplan_xl.documents.understanding.cards.card import Card
from regionplan_xl.documents.understanding.words.cell_shapes import is_number
from regionplan_xl.documents.understanding.words.labels import FIELDS, STRONG, Labelled, title_of_measure
from regionplan_xl.documents.understanding.words.levels import COLUMN, Item, Path, inside, level
from regionplan_xl.documents.vocabulary.lookup import (
    field_of,
    find_label,
    match_heading,
    may_name_measures,
    whom_or_when,
)
from regionplan_xl.text import squeeze

_LEAST_ROWS = 2
_MOST_CELLS = 4  # in a row
_LEVELS = ("area", "sub_area", "goal")
_HEADS = (*_LEVELS, "number", "text")  # the fields that a measure may begin with


@dataclass
class CardReading:
    """The result of reading a table of cards: measures, and texts without a place in the plan."""

    items: list[Item] = field(default_factory=list)
    unplaced: list[Value] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    """A label and its value. `kind`: "title" is a text alone in its row, "more" continues the previous entry."""

    label: str
    value: str
    row: Row
    notes: tuple[str, ...] = ()
    kind: Literal["", "title", "more"] = ""
    apart: bool = False


def read_card_table(table: Table, path: Path, title: Value | None = None) -> CardReading | None:
    """Return the measures of a table whose rows are labels and values; None for any other table.

    A table may have several measures below each other, or two pairs of cells per row. `title` is the heading of the
    measure right above the table: its number, its text, or both.
    """
    if any(sum(cell.continues != "left" for cell in row.cells) > _MOST_CELLS for row in table.rows):
        return None
    entries = list(_entries(table))
    means = [_means(one.label) for one in entries]
    if not _is_of_cards(table, means):
        return None
    run = _Run(path, titled="text" not in means and len(set(means) & STRONG) >= _LEAST_ROWS)
    if title is not None:
        run.begin(title.text, table.rows[0])
    for entry in entries:
        run.take(entry)
    run.finish()
    return run.reading if run.reading.items else None


def is_title_of_card(title: Value, table: Table) -> bool:
    """Return whether a heading right above a table is the title of its single measure, not a heading over several."""
    alone = read_card_table(table, ())
    titled = read_card_table(table, (), title)
    if titled is None or len(titled.items) != 1:
        return False
    label = title_of_measure(title.text)
    said = find_label(title.text)
    if label is None and said is not None:
        return False  # «Mål: …»
    return alone is None or (label is not None and not label.rest)


def rest_of_card(table: Table) -> DraftMeasure | None:
    """Return what a table says of the card before it, which the end of a page has cut; None if it may be another."""
    entries = list(_entries(table))
    means = [_means(one.label) for one in entries]
    if not {*means} & FIELDS or any(
        one.kind or said in _HEADS for one, said in zip(entries, means, strict=True)
    ):
        return None
    card = Card(Paragraph("", table.rows[0].place))
    for entry, said in zip(entries, means, strict=True):
        if said:
            card.add(Labelled(said, entry.value, entry.label), Paragraph("", entry.row.place))
        elif entry.label and entry.value:
            card.own.append((entry.label, Value(entry.value, entry.row.place)))
        card.remarks += [Value(note, entry.row.place) for note in entry.notes]
    rest: DraftMeasure = card.item(()).content
    return rest


class _Run:
    """Reads labels and values one by one. `titled`: the measure's text is the title above its labels."""

    def __init__(self, path: Path, titled: bool) -> None:
        self.reading = CardReading()
        self._path = path
        self._titled = titled
        self._card: Card | None = None
        self._given: set[str] = set()  # leading fields of the current card
        self._apart = False
        self._bare = False  # no word in the title calls it a measure
        self._last = ""

    def begin(self, text: str, row: Row) -> None:
        """Start a measure with its title: «Tiltak 3», «Action 3: Build a stage», «Build a stage»."""
        self.finish()
        label = title_of_measure(text)
        self._card = Card(Paragraph("", row.place))
        if label is not None:
            self._card.number, self._card.text = label.number, label.rest
        else:
            self._card.text = text
        self._bare = label is None
        self._given = {"text"} if self._card.text else {"number"}

    def take(self, entry: _Entry) -> None:
        self._apart = self._apart or entry.apart
        if entry.kind == "title":
            self._take_title(entry)
        elif self._titled and entry.value and is_number(entry.label):  # «A1 | Radwege ausbauen»
            self.begin(entry.value, entry.row)
            if self._card is not None:
                self._card.number = entry.label
        elif entry.kind == "more" and self._card is not None and self._last:
            self._card.add(Labelled(self._last, entry.value, entry.label), Paragraph("", entry.row.place))
        else:
            self._take_pair(entry, _means(entry.label))
        if self._card is not None:
            self._card.remarks += [Value(note, entry.row.place) for note in entry.notes]

    def _take_title(self, entry: _Entry) -> None:
        label = find_label(entry.label)
        if label and label.means == "text":
            self.begin(entry.label, entry.row)
        elif label and (self._card is None or self._card.text):
            self.finish()
            self._open(label.means, entry.label, entry.row)
        elif self._titled and (self._card is None or self._card.text):
            self.begin(entry.label, entry.row)
        else:
            self._leave_out(entry)

    def _take_pair(self, entry: _Entry, means: str) -> None:
        self._last = means
        if self._begins(means):
            self.finish()
        if means in _HEADS and entry.value:
            self._apart = False
        if means == "text":
            self._card = self._card or Card(Paragraph("", entry.row.place))
            label = find_label(entry.label)
            number = label.number if label else ""
            self._card.text = f"{number} {entry.value}" if number else entry.value
            self._last = ""
        elif means and (self._card is not None or means in _HEADS):
            self._card = self._card or Card(Paragraph("", entry.row.place))
            self._card.add(Labelled(means, entry.value, entry.label), Paragraph("", entry.row.place))
        elif self._card is not None and entry.label and entry.value:
            self._card.own.append((entry.label, Value(entry.value, entry.row.place)))
        else:
            self._leave_out(entry)
        if entry.value:
            self._given.add(means)

    def _begins(self, means: str) -> bool:
        """Return whether a label starts another measure: the current one has that field, or an empty row is between."""
        card = self._card
        if card is None or means not in _HEADS:
            return False
        return bool(card.text) and (means in self._given or self._apart)

    def _open(self, means: str, text: str, row: Row) -> None:
        self._path = inside(self._path, level(COLUMN + _LEVELS.index(means), Value(text, row.place), means))

    def _leave_out(self, entry: _Entry) -> None:
        text = squeeze(": ".join(filter(None, (entry.label, entry.value))))
        if text:
            self.reading.unplaced.append(Value(text, entry.row.place))

    def finish(self) -> None:
        """Finish the current measure; the levels that it names also apply to the next ones."""
        card, self._card = self._card, None
        bare, self._bare = self._bare, False
        self._given, self._apart = set(), False
        if card is not None and bare and not card.fields.keys() & STRONG:
            self.reading.unplaced.append(Value(squeeze(card.text), card.place))  # the title of an empty form
        elif card is not None and card.is_measure:
            item = card.item(self._path)
            self.reading.items.append(item)
            self._path = item.path


def _entries(table: Table) -> Iterator[_Entry]:
    """Yield the content of rows: a title, a label with its value, or two such pairs."""
    apart = False
    for row in table.rows:
        cells = [cell for cell in row.cells if cell.continues != "left"]
        filled = [cell for cell in cells if cell.text.strip()]
        if not filled:
            apart = True
            continue
        if len(filled) == 1 and filled[0] is cells[0] and not cells[0].continues and _is_title(row, cells[0]):
            yield _Entry(squeeze(cells[0].text), "", row, cells[0].notes, "title", apart)
        else:
            for at in range(0, len(cells), 2):
                value = cells[at + 1] if at + 1 < len(cells) else TableCell()
                if cells[at].continues and (value.continues or not value.text.strip()):
                    continue
                kind: Literal["", "more"] = "more" if cells[at].continues else ""
                notes = (*cells[at].notes, *value.notes)
                yield _Entry(squeeze(cells[at].text), value.text.strip(), row, notes, kind, apart and not at)
        apart = False


def _is_title(row: Row, cell: TableCell) -> bool:
    """Return whether a text alone in its row is a title, not a label without a value: by its words or its span."""
    label = find_label(cell.text)
    return bool(label and (label.rest or label.number)) or (
        len(row.cells) > 1 and all(one.continues == "left" for one in row.cells[1:]) and not _means(cell.text)
    )


def _is_of_cards(table: Table, means: list[str]) -> bool:
    rows = [[squeeze(cell.text) for cell in row.cells if cell.continues != "left"] for row in table.rows]
    rows = [row for row in rows if any(row)]
    labelled = [row for row in rows if len(row) > 1 and _means(row[0])]
    widest = max(map(len, rows), default=0)
    if (
        not 2 <= widest <= _MOST_CELLS
        or len(set(means) & FIELDS) < _LEAST_ROWS
        or 2 * len(labelled) < len(rows)
    ):
        return False
    # Two headings side by side: this is a table of rows.
    if widest == 2:
        return not (_is_certain(labelled[0][0]) and _is_certain(labelled[0][1]))
    return not any(_is_heading(row[0]) and any(map(_is_heading, row[1::2])) for row in labelled)


def _is_certain(text: str) -> bool:
    match = match_heading(text)
    return match is not None and match.certainty == 1.0 and match.means[0] in FIELDS


def _is_heading(text: str) -> bool:
    return bool(field_of(text) or whom_or_when(text, is_time=False))


def _means(label: str) -> str:
    match = match_heading(label)
    if match and match.certainty == 1.0 and match.means[0] in FIELDS:
        return match.means[0]
    found = find_label(f"{label}:")
    if found and found.means == "text":
        return "text"
    if match and match.certainty >= 0.75 and match.means[0] in FIELDS:
        return match.means[0]
    return "text" if match is None and may_name_measures(label) else ""
