"""Our formulas on Oversikt that refer to a missing sheet, because a program renamed it but not the formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.areas.count_formula import (
    earlier_unread_count_formula,
    measure_count_formula,
    status_count_formula,
    unread_count_formula,
)
from regionplan_xl.excel.overview.blocks import find_header
from regionplan_xl.excel.overview.counts import AREA_COLUMNS
from regionplan_xl.excel.overview.formula import UnknownFormula, named_sheets, parse_formula
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.inserting.reference_shift import formula_shape, with_renamed_sheets
from regionplan_xl.plan.model import FocusArea
from regionplan_xl.text import bare, phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import RowColumn, SheetRows
    from regionplan_xl.ooxml import Put

_ANY = FocusArea("", "", (), "sheet")
_COUNTS = frozenset(
    map(
        formula_shape,
        (
            measure_count_formula(_ANY),
            status_count_formula(_ANY, "D$4"),
            unread_count_formula(_ANY, "SUM(D5:F5)"),
            earlier_unread_count_formula(_ANY, "SUM(D5:F5)"),
        ),
    )
)
_LINK = 'HYPERLINK("#"&'


@dataclass(frozen=True)
class _Ours:
    """One of our formulas, and the sheets that it refers to, by casefolded name; `link` if it links to a measure."""

    text: str
    sheets: Mapping[str, str]
    link: bool


def with_present_names(book: bytes, overview: str, areas: Sequence[FocusArea]) -> bytes:
    """Return the workbook with current sheet names in our formulas on Oversikt that use an area's earlier name."""
    from regionplan_xl.ooxml import SheetChange, changed

    changes = renamed_formulas(Workbook.opened(book), overview, areas) if overview else {}
    if not changes:
        return book
    return changed(book, {overview: SheetChange(cells=dict(changes))})[0]


def renamed_formulas(
    workbook: Workbook, overview: str, areas: Sequence[FocusArea]
) -> Mapping[RowColumn, Put]:
    """Return our formulas that use an area's earlier sheet name, with its current name."""
    from regionplan_xl.ooxml.editing.cell_values import Formula, Put

    rows = dict(workbook.rows(overview))
    if _is_each_there(workbook, rows):
        return {}
    found = _our_formulas(rows, overview)
    names = _present_names(rows, found, _gone(workbook, found), areas)
    new = {at: with_renamed_sheets(one.text, names) for at, one in found.items() if one.sheets.keys() & names}
    return {at: Put(Formula(text), over=found[at].text) for at, text in new.items()}


def lost_references(workbook: Workbook, overview: str, areas: Sequence[FocusArea]) -> Iterator[Problem]:
    """Yield a problem for each missing sheet that our formulas on Oversikt refer to."""
    rows = dict(workbook.rows(overview))
    if _is_each_there(workbook, rows):
        return
    found = _our_formulas(rows, overview)
    gone = _gone(workbook, found)
    names = _present_names(rows, found, gone, areas)
    for sheet, (row, old) in gone.items():
        what = phrase("Oversikt has formulas for the sheet «{sheet}», which is not there.", sheet=old)
        fix = phrase("Give the sheet its name back, or write its present name in the formulas.")
        if sheet in names:
            fix = phrase("The next merge writes «{sheet}» in the formulas instead.", sheet=names[sheet])
        yield Problem(Place(overview, row), what, fix)


def _is_each_there(workbook: Workbook, rows: SheetRows) -> bool:
    """Return whether every sheet in the formulas exists, much faster than by parsing them."""
    present = {info.name.casefold() for info in workbook.sheets}
    formulas = {cell.formula for cells in rows.values() for cell in cells.values() if cell.formula}
    return all(name.casefold() in present for formula in formulas for name in named_sheets(formula))


def _our_formulas(rows: SheetRows, overview: str) -> Mapping[RowColumn, _Ours]:
    found = {}
    for row, cells in rows.items():
        for column, cell in cells.items():
            text = cell.formula or ""
            link = _LINK in text
            if not link and ("COUNTIFS(" not in text or formula_shape(text) not in _COUNTS):
                continue
            try:
                ranges = parse_formula(text, overview).ranges
            except UnknownFormula:
                continue
            sheets = {one.sheet.casefold(): one.sheet for one in ranges}
            found[row, column] = _Ours(text, sheets, link)
    return found


def _gone(workbook: Workbook, found: Mapping[RowColumn, _Ours]) -> dict[str, tuple[int, str]]:
    """Return the missing sheets: the first row with such a formula, and the name used there."""
    present = {info.name.casefold() for info in workbook.sheets}
    gone: dict[str, tuple[int, str]] = {}
    for (row, _), one in found.items():
        for sheet, name in one.sheets.items():
            if sheet not in present:
                gone.setdefault(sheet, (row, name))
    return gone


def _present_names(
    rows: SheetRows,
    found: Mapping[RowColumn, _Ours],
    gone: Mapping[str, tuple[int, str]],
    areas: Sequence[FocusArea],
) -> dict[str, str]:
    """Return the current names of missing sheets, if the row's area has exactly one sheet without references."""
    header = find_header(rows, AREA_COLUMNS)
    if header is None or not gone:
        return {}
    own, column = defaultdict[str, list[str]](list), header[1]["area"]
    for area in areas:
        own[bare(area.name)].append(area.sheet)
    meant = defaultdict[str, set[str]](set)
    for (row, _), one in found.items():
        cell = rows[row].get(column)
        for sheet in gone.keys() & one.sheets if not one.link else ():
            name = cell.value if cell is not None and isinstance(cell.value, str) else ""
            sheets = own.get(bare(name), [])
            meant[sheet].add(sheets[0] if len(sheets) == 1 else "")
    named = {sheet for one in found.values() for sheet in one.sheets}
    sure = {
        old: new for old, (new, *others) in ((o, tuple(n)) for o, n in meant.items()) if new and not others
    }
    return {
        old: new
        for old, new in sure.items()
        if new.casefold() not in named and list(sure.values()).count(new) == 1
    }
