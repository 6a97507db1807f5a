"""A measure under construction while its lines are read."""

import re
from dataclasses import replace
from typing import Any

from regionplan_xl.documents.blocks import Paragraph
from regionplan_xl.documents.draft import DraftMeasure, Value
from regionplan_xl.documents.understanding.words.cell_shapes import (
    NUMBER_BEFORE,
    ORDINAL_BEFORE,
    is_placeholder,
)
from regionplan_xl.documents.understanding.words.labels import Labelled, with_labels_within
from regionplan_xl.documents.understanding.words.levels import COLUMN, Item, Path, inside, level
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.documents.wording import Vocabulary, join_lines
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.text import squeeze

_LEVELS = ("area", "sub_area", "goal")
_ANY_WORDS = Vocabulary(())
_LAST_PART = re.compile(r"(?P<bodies>.*\w.*)[;,]\s*(?P<last>[^;,]+?)\.?$", re.DOTALL)


def _joined(*lines: str) -> str:
    return join_lines(lines, _ANY_WORDS)


class Card:
    """Collects what labelled lines say about one measure; `text` is "" until known."""

    def __init__(self, paragraph: Paragraph, text: str = "") -> None:
        self.place = paragraph.place
        self.text = text.strip()
        self.number = ""
        self.fields: dict[str, Value] = {}
        self.own: list[tuple[str, Value]] = []
        self.remarks: list[Value] = [Value(note, paragraph.place) for note in paragraph.notes]
        self._last = "text"  # what the last line was about

    def add(self, line: Labelled, paragraph: Paragraph) -> None:
        """Add a labelled line, including further labels within it."""
        value, within = with_labels_within(line.value)
        self._add(line.means, value, line.label, paragraph)
        for one in within:
            self._add(one.means, one.value, one.label, paragraph)

    def _add(self, means: str, value: str, label: str, paragraph: Paragraph) -> None:
        if not value:
            return
        self._last = means
        if means in ("remark", "description"):
            self.remarks.append(Value(squeeze(value), replace(paragraph.place, column=label)))
        elif means in self.fields:
            self.fields[means] = replace(self.fields[means], text=f"{self.fields[means].text}\n{value}")
        else:
            self.fields[means] = Value(value, replace(paragraph.place, column=label))

    def go_on(self, line: str) -> None:
        """Add a line that continues the one before."""
        if self._last in self.fields:
            value = self.fields[self._last]
            self.fields[self._last] = replace(value, text=f"{value.text}\n{line}")
        elif self._last in ("remark", "description"):
            last = self.remarks[-1]
            self.remarks[-1] = replace(last, text=_joined(last.text, line))
        else:
            self.text = _joined(self.text, line)

    @property
    def is_measure(self) -> bool:
        """Whether it describes a measure; False for an empty form and for a template's instructions."""
        return any(map(str.isalpha, self.text)) and not is_placeholder(self.text)

    def item(self, path: Path) -> Item:
        """Return the measure under `path`; the card itself may add levels to it."""
        for rank, means in enumerate(_LEVELS, start=COLUMN):
            if value := self.fields.pop(means, None):
                path = inside(path, level(rank, value, means))
        return Item(path, self._measure())

    def _part_time_from_bodies(self) -> None:
        """Move a time at the end of the bodies to the timeframe: «Ansvar: Hol; innan 2027»."""
        for means in ("responsible", "involved"):
            value = self.fields.get(means)
            found = _LAST_PART.match(value.text) if value and "timeframe" not in self.fields else None
            if value and found and Timeframe.parse(found["last"]).kind not in ("none", "unclear"):
                self.fields[means] = replace(value, text=found["bodies"])
                self.fields["timeframe"] = replace(value, text=found["last"])

    def _measure(self) -> DraftMeasure:
        number, text = self.fields.pop("number", None), self.text
        if self.number and not number:
            number = Value(self.number, self.place)
        label = find_label(text)
        if label and label.means == "text" and label.number and label.rest and not number:
            number, text = Value(label.number, self.place), label.rest  # «Tiltak 1.1 Kurs for alle»
        found = NUMBER_BEFORE.match(text) or ORDINAL_BEFORE.match(text)
        if found and not number:
            number, text = Value(found["number"], self.place), found["rest"]
        self._part_time_from_bodies()
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
