"""A requested change of one sheet, and the sheet itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from regionplan_xl.errors import Place, Problem
from regionplan_xl.ooxml.common.references import Area, column_letters
from regionplan_xl.ooxml.editing.cell_values import Cached, Content, Put
from regionplan_xl.ooxml.editing.date_formats import NewDateFormats
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.tables import ExcelTable
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.text import Phrase


@dataclass(frozen=True)
class SheetChange:
    """New contents of one sheet.

    `cells` are by row and column, both from 1. `append` are rows, by column, to add after the last row with content;
    existing blank rows are filled first. `heights` (points, by row): a changed row with an explicit height grows to at
    least that height. `append_heights` are the heights of the appended rows. `append_at` is the first row of the
    appended ones, and `append_after` the last row of the list that they continue; without `append_at` they go below
    everything. `append_to` is the part of the list's table, if it has one. `choices` are the words of drop-downs for
    single cells; `append_choices` those in the appended rows, by column. `hidden` are rows among those of `cells` to
    hide; an appended row is never hidden.
    """

    cells: Mapping[tuple[int, int], Content | Put | Cached] = field(default_factory=dict)
    append: Sequence[Mapping[int, Content | Put]] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    append_heights: Sequence[float] = ()
    append_at: int = 0
    append_after: int = 0
    append_to: str = ""
    choices: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    append_choices: Sequence[Mapping[int, tuple[str, ...]]] = ()
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """A sheet to change, and the relevant parts of its workbook."""

    name: str
    part: XmlPart
    tables: tuple[ExcelTable, ...]
    pivots: tuple[Area, ...]
    workbook: Workbook
    new_formats: NewDateFormats

    @classmethod
    def of(cls, workbook: Workbook, name: str, new_formats: NewDateFormats) -> "Sheet":
        """Return the sheet `name`; raise `Rejected` if one of its parts is broken."""
        info = next(sheet for sheet in workbook.sheets if sheet.name == name)
        part = XmlPart.of(workbook.package, info.part)
        return cls(name, part, workbook.tables(info), workbook.pivots(info), workbook, new_formats)


class CellChange(NamedTuple):
    """One cell to change; for an `appended` cell, `above` is the style of the row that it follows."""

    row: int
    column: int
    new: Put | Cached
    above: int | None = None
    appended: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Row and column."""
        return self.row, self.column

    def problem(self, sheet: Sheet, what: Phrase) -> Problem:
        """Return `what` as a problem of this cell."""
        return Problem(Place(sheet.name, self.row, column_letters(self.column)), what)


def cell_changes(
    change: SheetChange,
    appended: Mapping[int, Mapping[int, Content | Put]],
    followed: Mapping[int, int],
) -> Iterator[CellChange]:
    """Yield the changes for the cells of `change` and of the `appended` rows; `followed` are their styles by column."""
    for (row, column), new in sorted(change.cells.items(), key=lambda item: item[0]):
        yield CellChange(row, column, new if isinstance(new, Put | Cached) else Put(new))
    for row, contents in appended.items():
        for column, content in sorted(contents.items(), key=lambda item: item[0]):
            put = content if isinstance(content, Put) else Put(content)
            yield CellChange(row, column, put, followed.get(column), appended=True)


def is_empty(new: Content | Put | Cached) -> bool:
    """Return whether this content leaves a cell empty."""
    content = new.content if isinstance(new, Put) else new
    return content is None or content == ""
