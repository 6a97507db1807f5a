"""The results of formulas on Oversikt and Indikatorar after a merge, for programs that do not calculate.

The formulas may have been moved, so every formula on the sheet is tried, and computed if it is of a kind that we write.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isclose

from regionplan_xl.excel.common.columns import OVERVIEW
from regionplan_xl.excel.common.workbook_update import RowColumn
from regionplan_xl.excel.overview.formula import Parsed, Range, Scalar, UnknownFormula, parse_formula
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.ooxml.editing.cell_values import Cached
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.text import normalise

NewContents = Mapping[str, Mapping[RowColumn, object]]
"""The future content of changed and appended cells, by sheet."""


@dataclass(frozen=True)
class Recalculated:
    """The `results` of formulas that differ from the stored ones, by sheet and cell.

    `known` are all formula cells that we have computed: sheet, row and column.
    """

    results: Mapping[str, Mapping[RowColumn, Cached]] = field(default_factory=dict)
    known: frozenset[tuple[str, int, int]] = frozenset()


def recalculated(workbook: Workbook, updated: NewContents, indicators: str = "") -> Recalculated:
    """Compute our formulas on Oversikt and on the sheet `indicators` from the future content of cells.

    The secretariat's own formulas are computed if they only count, add, subtract, multiply or divide.
    """
    names = {normalise(word) for word in every_wording(OVERVIEW)}
    overview = next((info.name for info in workbook.sheets if normalise(info.name) in names), None)
    found = [_recalculated(workbook, sheet, updated) for sheet in (overview, indicators) if sheet]
    results = {sheet: cells for one in found for sheet, cells in one.results.items()}
    return Recalculated(results, frozenset().union(*(one.known for one in found)))


def _recalculated(workbook: Workbook, overview: str, updated: NewContents) -> Recalculated:
    formulas: dict[RowColumn, Parsed] = {}
    stored: dict[RowColumn, object] = {}
    for row, cells in workbook.rows(overview):
        for column, cell in cells.items():
            if not cell.formula:
                continue
            stored[row, column] = "" if cell.value is None else cell.value
            try:
                formulas[row, column] = parse_formula(cell.formula, overview)
            except UnknownFormula:
                continue
    present = frozenset(info.name.casefold() for info in workbook.sheets)
    after = _CellsAfterMerge(overview, present, formulas, _columns(workbook, overview, formulas, updated))
    results: dict[RowColumn, Cached] = {}
    known: set[tuple[str, int, int]] = set()
    for at in formulas:
        try:
            result = after.result(at)
        except UnknownFormula:
            continue
        known.add((overview, *at))
        if not _is_same(result, stored[at]):
            results[at] = Cached(result)
    return Recalculated({overview: results} if results else {}, frozenset(known))


@dataclass
class _CellsAfterMerge:
    """The cells after the merge; formulas on Oversikt give their new results.

    `present` are the casefolded names of the sheets: a formula that refers to another has no result.
    """

    overview: str
    present: frozenset[str]
    formulas: Mapping[RowColumn, Parsed]
    columns: Mapping[tuple[str, int], Mapping[int, Scalar]]
    _results: dict[RowColumn, str | float | bool] = field(default_factory=dict)
    _rows: dict[tuple[str, Area, str], frozenset[int]] = field(default_factory=dict)
    _under_way: set[RowColumn] = field(default_factory=set)

    def result(self, at: RowColumn) -> str | float | bool:
        """Return the result of the formula in a cell of Oversikt."""
        if at not in self._results:
            if at in self._under_way:
                raise UnknownFormula
            self._under_way.add(at)
            parsed = self.formulas[at]
            if any(found.sheet.casefold() not in self.present for found in parsed.ranges):
                raise UnknownFormula
            self._results[at] = parsed.compute(self)
            self._under_way.discard(at)
        return self._results[at]

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        """Return the future content of a cell."""
        if sheet == self.overview and (row, column) in self.formulas:
            return self.result((row, column))
        return self.columns.get((sheet.casefold(), column), {}).get(row)

    def rows(self, found: Range, matches: Callable[[Scalar], bool], wanted: str) -> frozenset[int]:
        """Return the matching rows of a column; each criterion is evaluated once per column."""
        key = (found.sheet.casefold(), found.area, wanted)
        if key not in self._rows:
            held = self.columns.get((key[0], found.area.left), {})
            if found.sheet == self.overview:
                raise UnknownFormula
            within = range(found.area.top, found.area.bottom + 1)
            self._rows[key] = frozenset(
                row for row, value in held.items() if row in within and value is not None and matches(value)
            )
        return self._rows[key]

    def column(self, sheet: str, column: int, top: int, bottom: int) -> Iterator[Scalar]:
        """Yield the future content of a column's cells from row `top` to row `bottom`."""
        for row, value in self.columns.get((sheet.casefold(), column), {}).items():
            if top <= row <= bottom:
                own = sheet == self.overview and (row, column) in self.formulas
                yield self.result((row, column)) if own else value


def _columns(
    workbook: Workbook, overview: str, formulas: Mapping[RowColumn, Parsed], updated: NewContents
) -> dict[tuple[str, int], dict[int, Scalar]]:
    """Return the columns that the formulas refer to, with the changes applied; each sheet is read once."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for parsed in formulas.values():
        for found in parsed.ranges:
            wanted[found.sheet.casefold()] |= set(range(found.area.left, found.area.right + 1))
    held: dict[tuple[str, int], dict[int, Scalar]] = {}
    for name in (info.name for info in workbook.sheets if info.kind == "worksheet"):
        columns = wanted.get(name.casefold())
        if not columns:
            continue
        for column in columns:
            held[name.casefold(), column] = {}
        own = [(column, held[name.casefold(), column]) for column in columns]
        for row, cells in workbook.contents(name):
            for column, values in own:
                if column in cells:
                    value, _, formula = cells[column]
                    values[row] = _shown(value, "" if name == overview else formula)
        for (row, column), new in updated.get(name, {}).items():
            if column in columns:
                held[name.casefold(), column][row] = _plain(new)
    return held


def _is_same(result: str | float | bool, stored: object) -> bool:
    """Return whether a stored result equals this one; programs store fractions with 15 digits or more."""
    if isinstance(result, float) and isinstance(stored, int | float):
        return isclose(result, stored, rel_tol=1e-13)
    return result == stored


def _shown(value: object, formula: str | None) -> Scalar:
    """Return a cell's content; an uncomputed formula counts as content, but its value is unknown."""
    return f"={formula}" if value is None and formula else _plain(value)


def _plain(value: object) -> Scalar:
    if isinstance(value, str | bool | float) or value is None:
        return value
    # Excel counts dates as numbers; our formulas only test whether a cell is a certain text.
    if isinstance(value, date):
        return float(value.toordinal())
    return float(value) if isinstance(value, int) else None
