"""Measures that are no rows of a table: cards with a label on each line, numbered paragraphs, items of a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from regionplan_xl.documents.blocks import Paragraph, Table
from regionplan_xl.documents.draft import DraftMeasure, Value
from regionplan_xl.documents.understanding.cell_shapes import NUMBER_BEFORE
from regionplan_xl.documents.understanding.levels import Item, Path
from regionplan_xl.documents.understanding.vocabulary import find_label, match_heading
from regionplan_xl.text import squeeze


@dataclass
class CardReading:
    """What a table of cards gave: measures, and texts that have no place in a plan."""

    items: list[Item] = field(default_factory=list)
    unplaced: list[Value] = field(default_factory=list)


_LABELLED = re.compile(r"^(?P<label>[^:\n]{2,40}?)\s*:\s*(?P<value>\S.*)?$", re.DOTALL)
_FIELDS = frozenset((
    "number", "text", "timeframe", "start", "end", "responsible", "involved", "status", "progress", "comment", "remark",
    "priority", "description", "goal", "area",
))  # fmt: skip
_LEAST_ROWS = 2


def read_cards(paragraphs: Sequence[Paragraph], path: Path) -> tuple[list[Item], list[Value], Path]:
    """Return the measures in a run of paragraphs, the texts that belong to none, and what is above from here on.

    A measure begins with its number or its label («Tiltak: …»), or is the paragraph right above labelled lines.
    """
    items: list[Item] = []
    unplaced: list[Value] = []
    card: _Card | None = None
    for at, paragraph in enumerate(paragraphs):
        lines = [line for line in paragraph.text.split("\n") if line.strip()]
        for nth, line in enumerate(lines):
            following = lines[nth + 1] if nth + 1 < len(lines) else _text_after(paragraphs, at)
            labelled = _labelled(line)
            if labelled and labelled[0] == "text":
                _finish(card, items, path)
                card = _Card(paragraph, labelled[1])
            elif labelled and card is not None:
                card.add(*labelled, paragraph)
            elif _begins(line, following):
                _finish(card, items, path)
                card = _Card(paragraph, line)
            elif card is not None and not card.fields and paragraph.place == card.place and nth:
                card.text += f"\n{line.strip()}"
            elif card is not None and (own := _LABELLED.match(line.strip())) and own["value"] and card.fields:
                card.own.append((own["label"], Value(own["value"].strip(), paragraph.place)))
            elif card is not None and (paragraph.bullet or _belongs(paragraphs, at)):
                card.remarks.append(Value(squeeze(line), paragraph.place))
            else:
                _finish(card, items, path)
                card = None
                unplaced.append(Value(squeeze(line), paragraph.place))
    _finish(card, items, path)
    return items, unplaced, path


def _text_after(paragraphs: Sequence[Paragraph], at: int) -> str:
    return paragraphs[at + 1].text if at + 1 < len(paragraphs) else ""


def _belongs(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """True if a labelled line of the same measure is still to come, so that a text between belongs to it."""
    for paragraph in paragraphs[at + 1 :]:
        for line in paragraph.text.split("\n"):
            labelled = _labelled(line)
            if labelled is not None:
                return labelled[0] != "text"
            if NUMBER_BEFORE.match(line.strip()):
                return False
    return False


def is_labelled(line: str) -> bool:
    """True for a line such as «Ansvar: Næringsforum», with a label that means a field of a measure."""
    labelled = _labelled(line)
    return labelled is not None and labelled[0] != "text"


def _begins(line: str, following: str) -> bool:
    """True if a measure begins with a line: it has a number, and what follows is labelled."""
    numbered = NUMBER_BEFORE.match(line.strip()) is not None
    label = _labelled(following.split("\n")[0])
    return (numbered and (label is None or label[0] != "text")) or (label is not None and label[0] != "text")


def _labelled(line: str) -> tuple[str, str, str] | None:
    """Return (field, value, label) of «Ansvar: Næringsforum»; None if a line has no known label."""
    found = _LABELLED.match(line.strip())
    if found is None:
        return None
    if (label := find_label(line)) and label.means == "text":
        return "text", f"{label.number} {label.rest}".strip(), found["label"]
    match = match_heading(found["label"])
    if match is None or match.certainty < 0.75 or match.means[0] not in _FIELDS:
        return None
    return match.means[0], (found["value"] or "").strip(), found["label"]


class _Card:
    """A measure while its lines are read."""

    def __init__(self, paragraph: Paragraph, text: str) -> None:
        self.place = paragraph.place
        self.text = text.strip()
        self.fields: dict[str, Value] = {}
        self.own: list[tuple[str, Value]] = []
        self.remarks: list[Value] = [Value(note, paragraph.place) for note in paragraph.notes]

    def add(self, means: str, value: str, label: str, paragraph: Paragraph) -> None:
        """Add a labelled line."""
        if not value:
            return
        if means in ("remark", "description"):
            self.remarks.append(Value(squeeze(value), paragraph.place))
        elif means in self.fields:
            self.fields[means] = replace(self.fields[means], text=f"{self.fields[means].text}\n{value}")
        else:
            self.fields[means] = Value(value, replace(paragraph.place, column=label))

    def measure(self) -> DraftMeasure:
        """Return the measure."""
        number, text = self.fields.pop("number", None), self.text
        found = NUMBER_BEFORE.match(text)
        if found and not number:
            number, text = Value(found["number"], self.place), found["rest"]
        start, end = self.fields.pop("start", None), self.fields.pop("end", None)
        if start or end:
            span = " – ".join(one.text for one in (start, end) if one)
            self.fields.setdefault("timeframe", Value(span, self.place))
        fields: dict[str, Any] = {
            name: value for name, value in self.fields.items() if name in DraftMeasure.__dataclass_fields__
        }
        if number:
            fields["number"] = number
        return DraftMeasure(
            Value(squeeze(text), self.place), remarks=tuple(self.remarks), own=tuple(self.own), **fields
        )


def _finish(card: _Card | None, items: list[Item], path: Path) -> None:
    if card is not None and card.text:
        items.append(Item(path, card.measure()))


def read_card_table(table: Table, path: Path) -> CardReading | None:
    """Return the measures of a table in which each row is a label and its value; None if it is no such table.

    One table may have several measures below each other, or one with two pairs of cells in a row.
    """
    rows = [[squeeze(cell.text) for cell in row.cells if not cell.continues] for row in table.rows]
    labels = [match for row in rows if row and (match := match_heading(row[0])) and match.certainty >= 0.75]
    means = {match.means[0] for match in labels}
    width = len(table.rows[0].cells)
    if not 2 <= width <= 4 or len(means & _FIELDS) < _LEAST_ROWS or 2 * len(labels) < len(rows):
        return None
    if (
        len({match.means[0] for match in map(match_heading, rows[0]) if match}) > 1
        and len(rows[0]) == width > 2
    ):
        return None  # headings beside each other: a table of rows
    reading = CardReading()
    card: _Card | None = None
    for row in table.rows:
        cells = [cell for cell in row.cells if not cell.continues]
        paragraph = Paragraph("", row.place)
        for at in range(0, len(cells) - 1, 2):
            match = match_heading(squeeze(cells[at].text))
            value = cells[at + 1].text.strip()
            if match and match.means[0] == "text":
                _finish(card, reading.items, path)
                card = _Card(paragraph, value)
            elif match and match.means[0] in _FIELDS and card is not None:
                card.add(match.means[0], value, squeeze(cells[at].text), paragraph)
            elif cells[at].text.strip() or value:
                if card is None and match and match.means[0] == "number":
                    card = _Card(paragraph, value)
                else:
                    reading.unplaced.append(Value(squeeze(f"{cells[at].text}: {value}"), row.place))
    _finish(card, reading.items, path)
    return reading if reading.items else None
