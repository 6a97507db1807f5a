"""Collect a merge's changes to all sheets of the master before anything is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from regionplan_xl.excel.common.master_model import CellPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.ooxml import Cached, Cell, Put, SheetChange, Workbook
from regionplan_xl.ooxml.editing.cell_values import Content
from regionplan_xl.ooxml.inserting.placement import ListHead, RowInsertion, place_rows
from regionplan_xl.plan.merging.rules import ValueKey
from regionplan_xl.text import LONGEST_TEXT, Phrase, writable

RowColumn = tuple[int, int]
"""Row and column of a cell, from 1."""
SheetRows = Mapping[int, Mapping[int, Cell]]
"""The cells of a sheet by row and column, from 1."""
AppendedRow = dict[int, Content | Put]
"""The cells of a row to append, by column."""
New = TypeVar("New", Content | Put, Content | Put | Cached)


@dataclass(frozen=True)
class CrowdedList:
    """A list that is written again, and the `count` lines that have no room above somebody's content in row `before`.

    `can_move`: whole rows may be inserted there without splitting what is beside the list.
    """

    before: int
    count: int
    can_move: bool


@dataclass
class SheetUpdate:
    """Cells to change, rows to append, row heights in points (rows from 1), and words of single drop-downs.

    `hidden` are rows to hide, `crowded` lists without room. `head` is the head of the list to append to; without it
    rows go below everything.
    """

    cells: dict[RowColumn, Content | Put | Cached] = field(default_factory=dict)
    append: list[AppendedRow] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    choices: dict[RowColumn, tuple[str, ...]] = field(default_factory=dict)
    append_choices: list[dict[int, tuple[str, ...]]] = field(default_factory=list)
    head: ListHead | None = None
    hidden: set[int] = field(default_factory=set)
    crowded: list[CrowdedList] = field(default_factory=list)


@dataclass
class WorkbookUpdate:
    """The updates of a workbook by sheet; `values` is the plan's value in a cell, `unwritable` why one has no cell."""

    workbook: Workbook
    sheets: dict[str, SheetUpdate] = field(default_factory=lambda: defaultdict(SheetUpdate))
    values: dict[CellPlace, ValueKey] = field(default_factory=dict)
    unwritable: dict[ValueKey, Phrase] = field(default_factory=dict)
    _placements: dict[tuple[str, ListHead, int], RowInsertion] = field(default_factory=dict)

    def set_value(self, place: CellPlace, value: ValueKey, content: Content) -> None:
        """Change the cell of a value of the plan."""
        self.sheets[place.sheet].cells[place.row, place.column] = content
        self.values[place] = value

    def drop(self, refused: Set[CellPlace]) -> None:
        """Leave some cells unchanged."""
        for place in refused:
            self.sheets[place.sheet].cells.pop((place.row, place.column), None)

    def placement(self, sheet: str) -> RowInsertion | None:
        """Return where the appended rows of a sheet go; None if there are none or they go below everything."""
        update = self.sheets[sheet]
        if not update.append or update.head is None:
            return None
        key = sheet, update.head, len(update.append)
        if key not in self._placements:
            self._placements[key] = place_rows(self.workbook, sheet, update.head, len(update.append))
        return self._placements[key]

    def contents_after(self) -> dict[str, Mapping[RowColumn, object]]:
        """Return the future content of changed and appended cells, by sheet."""
        contents: dict[str, Mapping[RowColumn, object]] = {}
        for sheet, update in self.sheets.items():
            place = self.placement(sheet)
            if place is not None:
                below = place.start
            else:
                below = (
                    1 + max((row for row, _ in self.workbook.rows(sheet)), default=0) if update.append else 0
                )
            appended = {
                (row, at): new for row, cells in enumerate(update.append, below) for at, new in cells.items()
            }
            contents[sheet] = {
                at: new.content if isinstance(new, Put) else new
                for at, new in {**update.cells, **appended}.items()
            }
        return contents

    def changes(self) -> dict[str, SheetChange]:
        """Return the changes in the form for `ooxml`, by sheet."""
        changes = {}
        texts = _WritableTexts()
        for name, update in self.sheets.items():
            cells = {
                at: new if CellPlace(name, *at) in self.values else _writable(new)
                for at, new in update.cells.items()
            }
            append = [_writable_row(row, texts) for row in update.append]
            if not self.workbook.styles.fills:
                cells = {at: _day_as_text(new) for at, new in cells.items()}
                append = [{at: _day_as_text(new) for at, new in row.items()} for row in append]
            heights = _heights(self.workbook, name, update.append)
            place = self.placement(name)
            changes[name] = SheetChange(
                cells,
                append,
                heights=update.heights,
                append_heights=heights,
                append_at=place.start if place else 0,
                append_after=place.last if place else 0,
                append_to=place.table.part if place and place.table else "",
                choices=update.choices,
                append_choices=update.append_choices,
                hidden=frozenset(update.hidden),
            )
        return changes


class _WritableTexts(dict[str, str]):
    """Texts in a form that a cell can hold; cached, because a log repeats the same texts."""

    def __missing__(self, text: str) -> str:
        self[text] = as_written = writable(text, LONGEST_TEXT)
        return as_written


def _writable_row(row: AppendedRow, texts: Mapping[str, str]) -> AppendedRow:
    """Return the row itself if all of it can be written, as nearly always: a log has tens of thousands of rows."""
    other: AppendedRow = {}
    for at, new in row.items():
        if type(new) is str:
            if (text := texts[new]) != new:
                other[at] = text
        elif (written := _writable(new)) is not new:
            other[at] = written
    return {**row, **other} if other else row


def _writable(new: New) -> New:
    """Return a text repeated from elsewhere in a form that a cell can hold; only answers are refused instead."""
    if isinstance(new, str):
        return writable(new, LONGEST_TEXT)
    if isinstance(new, Put) and isinstance(new.content, str):
        return replace(new, content=writable(new.content, LONGEST_TEXT))
    if isinstance(new, Cached) and isinstance(new.value, str):
        return replace(new, value=writable(new.value, LONGEST_TEXT))
    return new


def _day_as_text(new: New) -> New:
    """Write a date as 2025-03-15, because a workbook without cell formats would show it as a number."""
    return new.isoformat() if isinstance(new, date) else new


def _heights(workbook: Workbook, sheet: str, rows: Sequence[AppendedRow]) -> list[float]:
    """Return the height in points of each row, for its texts in the current column widths."""
    widths = workbook.widths(sheet) if rows else {}
    return [
        height((text, widths[at]) for at, text in row.items() if isinstance(text, str) and widths.get(at))
        for row in rows
    ]
