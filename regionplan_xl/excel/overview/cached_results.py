"""What the formulas of Oversikt will show once the master has been changed.

Nothing is remembered about where they stand: each formula on the sheet is looked at, and computed where it is
one that we write. So they may be moved and columns inserted; foreign formulas are left to Excel.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from regionplan_xl.excel.common.columns import OVERVIEW
from regionplan_xl.excel.overview.formula import NotOurs, Parsed, Scalar, parse_formula
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml.editing.cell_xml import Cached
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.text import fold

RowColumn = tuple[int, int]
"""Row and column, from 1."""

Updated = Mapping[str, Mapping[RowColumn, object]]
"""What the cells that change (or are appended) will hold, by sheet."""


def recalculated(workbook: Workbook, updated: Updated) -> dict[str, dict[RowColumn, Cached]]:
    """The results of our formulas on Oversikt that will differ from those stored, by sheet and cell."""
    names = {fold(word) for word in every_wording(OVERVIEW)}
    overview = next((info.name for info in workbook.sheets if fold(info.name) in names), None)
    if overview is None:
        return {}
    formulas: dict[RowColumn, Parsed] = {}
    stored: dict[RowColumn, object] = {}
    for row, cells in workbook.rows(overview):
        for column, cell in cells.items():
            if not cell.formula:
                continue
            stored[row, column] = "" if cell.value is None else cell.value
            try:
                formulas[row, column] = parse_formula(cell.formula, overview)
            except NotOurs:
                continue
    after = _After(overview, formulas, _columns(workbook, overview, formulas, updated))
    results: dict[RowColumn, Cached] = {}
    for at in formulas:
        try:
            result = after.result(at)
        except NotOurs:
            continue
        if result != stored[at]:
            results[at] = Cached(result)
    return {overview: results} if results else {}


@dataclass
class _After:
    """The cells as they will be; formulas of Oversikt give their new results."""

    overview: str
    formulas: Mapping[RowColumn, Parsed]
    columns: Mapping[tuple[str, int], Mapping[int, Scalar]]
    _results: dict[RowColumn, str | float | bool] = field(default_factory=dict)
    _under_way: set[RowColumn] = field(default_factory=set)

    def result(self, at: RowColumn) -> str | float | bool:
        """What the formula at a place of Oversikt gives."""
        if at not in self._results:
            if at in self._under_way:
                raise NotOurs
            self._under_way.add(at)
            self._results[at] = self.formulas[at].compute(self)
            self._under_way.discard(at)
        return self._results[at]

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        """What a cell will hold."""
        if sheet == self.overview and (row, column) in self.formulas:
            return self.result((row, column))
        return self.columns.get((sheet.casefold(), column), {}).get(row)

    def column(self, sheet: str, column: int, top: int, bottom: int) -> Iterator[Scalar]:
        """What the cells of a stretch of a column will hold."""
        for row, value in self.columns.get((sheet.casefold(), column), {}).items():
            if top <= row <= bottom:
                own = sheet == self.overview and (row, column) in self.formulas
                yield self.result((row, column)) if own else value


def _columns(
    workbook: Workbook, overview: str, formulas: Mapping[RowColumn, Parsed], updated: Updated
) -> dict[tuple[str, int], dict[int, Scalar]]:
    """The columns that the formulas look at, with the changes put in; each sheet is read once."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for parsed in formulas.values():
        for found in parsed.ranges:
            wanted[found.sheet.casefold()] |= set(range(found.left, found.right + 1))
    held: dict[tuple[str, int], dict[int, Scalar]] = {}
    for name in (info.name for info in workbook.sheets if info.kind == "worksheet"):
        columns = wanted.get(name.casefold())
        if not columns:
            continue
        for column in columns:
            held[name.casefold(), column] = {}
        for row, cells in workbook.rows(name):
            for column in columns & cells.keys():
                held[name.casefold(), column][row] = _plain(cells[column].value)
        for (row, column), value in updated.get(name, {}).items():
            if column in columns:
                held[name.casefold(), column][row] = _plain(value)
    return held


def _plain(value: object) -> Scalar:
    if isinstance(value, str | bool | float) or value is None:
        return value
    # Days count as numbers in Excel; our formulas only ever ask whether a cell is a certain text.
    return (
        float(value)
        if isinstance(value, int)
        else float(value.toordinal())
        if isinstance(value, date)
        else None
    )
