"""Empty the rows of measures that leave the plan; the secretariat's own columns stay."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
from regionplan_xl.ooxml import Workbook
from regionplan_xl.text import phrase

_Rows = Mapping[str, Mapping[int, frozenset[int]]]
"""Our columns to empty in each row, by sheet and row."""


def empty_rows(update: WorkbookUpdate, master: Master, dropped: Collection[str]) -> None:
    """Empty our cells in the measures' rows, and hide the rows that have no other content.

    Rows are not deleted, because the secretariat's own formulas and names may refer to them.
    """
    rows = _rows(master, dropped)
    for sheet, ours in rows.items():
        own, kept = update.sheets[sheet], _with_own_content(update.workbook, sheet, ours)
        own.cells |= {(row, column): None for row, columns in ours.items() for column in columns}
        own.hidden |= ours.keys() - kept


def rows_with_own_content(workbook: Workbook, master: Master, dropped: Collection[str]) -> Iterator[Problem]:
    """Yield a notice for each row that stays visible."""
    for sheet, ours in _rows(master, dropped).items():
        for row in sorted(_with_own_content(workbook, sheet, ours)):
            what = phrase("The measure of the row has left the plan; what you have written beside it stays.")
            yield Problem(Place(sheet, row), what, phrase("Move it, or delete the row."))


def _rows(master: Master, dropped: Collection[str]) -> _Rows:
    rows: dict[str, dict[int, frozenset[int]]] = defaultdict(dict)
    for identity in dropped:
        if place := master.places.get(identity):
            rows[place.sheet][place.row] = frozenset(place.columns.values())
        if master.shares and identity in master.shares.rows:
            columns = {*master.shares.columns.values(), *master.shares.members.values()}
            rows[master.shares.sheet][master.shares.rows[identity]] = frozenset(columns)
    return rows


def _with_own_content(workbook: Workbook, sheet: str, ours: Mapping[int, frozenset[int]]) -> set[int]:
    """Return the rows with content in other columns than ours."""
    return {
        number
        for number, cells in workbook.rows(sheet)
        if number in ours
        and any(
            at not in ours[number] and (cell.formula is not None or cell.value not in (None, ""))
            for at, cell in cells.items()
        )
    }
