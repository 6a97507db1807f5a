"""What a person should check in an imported plan, collected and sorted in document order."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from regionplan_xl.documents.blocks import Document, Heading, Table
from regionplan_xl.documents.draft import Value
from regionplan_xl.errors import Doubt, Place
from regionplan_xl.text import LONGEST_TEXT, Phrase, counted, phrase, squeeze

_MOST = LONGEST_TEXT // 2  # characters in a cell, halved because some count as two
_WRITE_IN_MASTER = phrase("If it belongs to the plan, write it where it belongs in the master.")
_LEFT_OUT = phrase("It was not placed in the plan.")


class DocumentOrder:
    """The order of places in a document, and the section of each."""

    def __init__(self, document: Document) -> None:
        self._positions: dict[Place, int] = {}
        self._sections: list[str] = []
        self._tables_above: list[int] = []
        section, tables = "", 0
        for block in document.blocks:
            tables += isinstance(block, Table)
            section = squeeze(block.text) if isinstance(block, Heading) else section
            for place in (row.place for row in block.rows) if isinstance(block, Table) else (block.place,):
                self._positions.setdefault(_plain(place), len(self._sections))
                self._sections.append(section)
                self._tables_above.append(tables)
        self._tables = {
            _plain(row.place) for block in document.blocks if isinstance(block, Table) for row in block.rows
        }

    def of(self, place: Place) -> int:
        """Return the position of a place; unknown places come last."""
        return self._positions.get(_plain(place), len(self._sections))

    def section(self, place: Place) -> str:
        """Return the heading above a place."""
        at = self.of(place)
        return self._sections[at] if at < len(self._sections) else ""

    def run(self, place: Place) -> tuple[str, int]:
        """Return the heading above a place and the number of tables above it: adjacent texts have both in common."""
        at = self.of(place)
        return self.section(place), self._tables_above[at] if at < len(self._tables_above) else 0

    def is_in_table(self, place: Place) -> bool:
        """Return whether the place is a table row."""
        return _plain(place) in self._tables


def left_out_doubts(left_out: tuple[Value, ...], order: DocumentOrder) -> Iterator[Doubt]:
    """Yield a doubt for each table row left out of the plan, and one for each run of prose left out."""
    rows = [value for value in left_out if order.is_in_table(value.place)]
    prose = sorted(
        (value for value in left_out if not order.is_in_table(value.place)),
        key=lambda value: order.of(value.place),
    )
    for place, values in groupby(rows, key=lambda value: value.place):
        said = " | ".join(dict.fromkeys(value.text.strip() for value in values))
        yield Doubt(place, _LEFT_OUT, _WRITE_IN_MASTER, said)
    for (section, _), group in groupby(prose, key=lambda value: order.run(value.place)):
        texts = list(group)
        said = squeeze(" ".join(value.text for value in texts))
        words = len(said.split())
        understood = counted(
            "Text outside the tables ({count} word)", "Text outside the tables ({count} words)", count=words
        )
        told = f"{section}: {said}" if section and section not in said else said
        yield Doubt(texts[0].place, _LEFT_OUT, _WRITE_IN_MASTER, told, understood)


def fitting(doubt: Doubt) -> Iterator[Doubt]:
    """Yield a doubt as rows that fit in cells: a very long text is split, never cut."""
    parts = [doubt.said[at : at + _MOST] for at in range(0, len(doubt.said), _MOST)] or [""]
    yield replace(doubt, said=parts[0])
    for number, part in enumerate(parts[1:], start=2):
        yield replace(
            doubt, said=part, what=phrase("Part {number} of the text above.", number=number), fix=Phrase("")
        )


def _plain(place: Place) -> Place:
    return replace(place, column="", file="")
