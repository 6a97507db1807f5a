"""Find the changed cells that must not be written, because people's own content would be lost."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from regionplan_xl.errors import Problem
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.editing.cell_values import Cached, EncodedValue, Put, encode_content
from regionplan_xl.ooxml.editing.cell_xml import CellXml
from regionplan_xl.ooxml.editing.row_xml import RowCells
from regionplan_xl.ooxml.editing.sheet_change import CellChange, Sheet
from regionplan_xl.ooxml.scanning.found_rows import SheetScan
from regionplan_xl.text import Phrase, phrase


def protected_cells(
    sheet: Sheet,
    found: SheetScan,
    rows: Mapping[int, RowCells],
    changes: Sequence[CellChange],
    shared_strings: Mapping[int, str],
) -> Iterator[Problem]:
    """Yield a problem for every change that would harm existing content."""
    guard = _Guard(sheet, found, rows, changes, shared_strings)
    for change in changes:
        # Most changes are to cells of new rows, which need no check.
        in_doubt = change.row in rows or isinstance(change.new, Cached) or change.place in guard.special
        if in_doubt and (what := guard.reason(change)):
            yield change.problem(sheet, what)


class _Guard:
    """Knows the cells of a sheet that must not be written."""

    def __init__(
        self,
        sheet: Sheet,
        found: SheetScan,
        rows: Mapping[int, RowCells],
        changes: Sequence[CellChange],
        shared_strings: Mapping[int, str],
    ) -> None:
        self._sheet, self._found, self._rows, self._shared_strings = sheet, found, rows, shared_strings
        ordered = sorted(changes, key=itemgetter(0, 1))
        self._merged = {
            change.place: area
            for area, change in _within(found.merged, ordered)
            if change.place != (area.top, area.left)
        }
        self._in_formula = {change.place for _, change in _within(found.formula_areas, ordered)}
        self._in_pivot = {change.place for _, change in _within(sheet.pivots, ordered)}
        headings = [table.headings for table in sheet.tables if table.header_rows]
        self._in_heading = {change.place for _, change in _within(headings, ordered)}
        self.special = self._merged.keys() | self._in_formula | self._in_pivot | self._in_heading

    def reason(self, change: CellChange) -> Phrase | None:
        """Return why a cell must not be written; None if it may be."""
        row = self._rows.get(change.row)
        cell = row.by_column.get(change.column) if row else None
        if change.row in self._found.duplicates or (row and change.column in row.duplicates):
            return phrase("The cell is in the file twice, so it is not clear which one counts.")
        if isinstance(change.new, Cached):
            if (cell and cell.has_formula) or change.place in self._in_formula:
                return None
            return phrase("The cell has no formula, so it has no result to renew.")
        if cell and change.new.keeps and change.place not in self._merged:
            return None  # only its style changes
        if cell and cell.has_formula and not (change.new.over and cell.formula == change.new.over):
            return phrase("The cell holds a formula, which would be lost.")
        if change.place in self._in_formula:
            return phrase("The cell belongs to a formula that fills several cells.")
        if change.place in self._in_pivot:
            return phrase("The cell belongs to a pivot table, which would write over it.")
        if change.place in self._merged:
            return phrase(
                "The cell is hidden under the merged cells {area}; only the first of them shows.",
                area=str(self._merged[change.place]),
            )
        if change.place in self._in_heading and not (
            cell and _holds(self._sheet, cell, change.new, self._shared_strings)
        ):
            return phrase("The cell is a heading of a table, and formulas know the column by that name.")
        return None


def _holds(sheet: Sheet, cell: CellXml, new: Put, shared_strings: Mapping[int, str]) -> bool:
    value = encode_content(new.content, date1904=sheet.workbook.date1904)
    return isinstance(value, EncodedValue) and cell.holds(value, shared_strings)


def _within(areas: Iterable[Area], changes: Sequence[CellChange]) -> Iterator[tuple[Area, CellChange]]:
    """Yield each area with each change inside it; `changes` are in row order."""
    rows = [change.row for change in changes]
    for area in areas:
        for i in range(bisect_left(rows, area.top), bisect_left(rows, area.bottom + 1)):
            if area.left <= changes[i].column <= area.right:
                yield area, changes[i]
