"""Measures as tables of two columns: a label and its value in each row."""

from dataclasses import dataclass, field

from regionplan_xl.documents.blocks import Cell, Paragraph, Row, Table
from regionplan_xl.documents.draft import Value
from regionplan_xl.documents.understanding.cards.card import Card
from regionplan_xl.documents.understanding.cards.labels import FIELDS, Labelled
from regionplan_xl.documents.understanding.words.levels import Item, Path
from regionplan_xl.documents.understanding.words.vocabulary import (
    find_label,
    match_heading,
    may_name_measures,
)
from regionplan_xl.text import squeeze

_LEAST_ROWS = 2


@dataclass
class CardReading:
    """What a table of cards gave: measures, and texts that have no place in a plan."""

    items: list[Item] = field(default_factory=list)
    unplaced: list[Value] = field(default_factory=list)


def read_card_table(table: Table, path: Path) -> CardReading | None:
    """Return the measures of a table in which each row is a label and its value; None if it is no such table.

    One table may have several measures below each other, or one with two pairs of cells in a row.
    """
    if not _is_of_cards(table):
        return None
    reading = CardReading()
    card: Card | None = None
    for row in table.rows:
        paragraph = Paragraph("", row.place)
        for label, value, notes in _pairs(row):
            means = _means(label)
            if means == "text" or (means == "number" and card is not None and card.text):
                if card is None or card.text:
                    _finish(card, reading, path)
                    card = Card(paragraph)
                if means == "text":
                    number = find_label(label)
                    card.text = f"{number.number} {value}" if number and number.number else value
                else:
                    card.add(Labelled(means, value, label), paragraph)
            elif means and (card is not None or means in ("number", "goal", "area", "sub_area")):
                card = card or Card(paragraph)
                card.add(Labelled(means, value, label), paragraph)
            elif card is not None and label and value:
                card.own.append((label, Value(value, row.place)))
            elif label or value:
                reading.unplaced.append(Value(squeeze(f"{label}: {value}"), row.place))
            if card is not None:
                card.remarks += [Value(note, row.place) for note in notes]
    _finish(card, reading, path)
    return reading if reading.items else None


def _is_of_cards(table: Table) -> bool:
    rows = [[squeeze(cell.text) for cell in row.cells if not cell.continues] for row in table.rows]
    labels = [means for row in rows if row and (means := _means(row[0]))]
    width = len(table.rows[0].cells)
    if not 2 <= width <= 4 or len(set(labels) & FIELDS) < _LEAST_ROWS or 2 * len(labels) < len(rows):
        return False
    beside = {means for text in rows[0] if (means := _means(text))}
    # Headings beside each other: a table of rows.
    return not (len(beside) > 1 and len(rows[0]) == width > 2)


def _means(label: str) -> str:
    found = find_label(f"{label}:")
    if found and found.means == "text":
        return "text"
    match = match_heading(label)
    if match and match.certainty >= 0.75 and match.means[0] in FIELDS and match.means[0] != "description":
        return match.means[0]
    if may_name_measures(label) and match is None:
        return "text"
    return "description" if match and match.means[0] == "description" else ""


def _pairs(row: Row) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (label, value, notes) for each pair of cells in a row; a heading alone has no value."""
    cells: list[Cell] = [cell for cell in row.cells if not cell.continues]
    pairs = []
    for at in range(0, len(cells), 2):
        value = cells[at + 1] if at + 1 < len(cells) else Cell()
        pairs.append((squeeze(cells[at].text), value.text.strip(), (*cells[at].notes, *value.notes)))
    return pairs


def _finish(card: Card | None, reading: CardReading, path: Path) -> None:
    if card is not None and card.is_measure:
        reading.items.append(card.item(path))
