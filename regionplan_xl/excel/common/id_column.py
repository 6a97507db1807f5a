"""The ID column: a sheet that has lost it gets another one, to the right of all others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from regionplan_xl.excel.common.columns import ID, Column
from regionplan_xl.excel.common.master_model import RowPlace, SheetPlace
from regionplan_xl.locale import Catalog

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
    from regionplan_xl.ooxml.reading.workbook import Workbook

AnySheetPlace = TypeVar("AnySheetPlace", bound=SheetPlace)


def add_id_column(update: WorkbookUpdate, place: RowPlace | SheetPlace, translate: Catalog) -> int:
    """Write the heading of a new ID column; return its number."""
    column = free_column(update, place.sheet)
    update.sheets[place.sheet].cells[place.header, column] = translate(ID.heading)
    return column


def next_column(workbook: Workbook, sheet: str) -> int:
    """Return the number of the first column to the right of all others, where a missing column is added."""
    rows = workbook.rows(sheet, blanks=True)
    return 1 + max((at for _, cells in rows for at in cells), default=0)


def free_column(update: WorkbookUpdate, sheet: str) -> int:
    """Return the number of the first column to the right of all others, and of those that the update adds."""
    taken = (at for _, at in update.sheets[sheet].cells)
    return max(next_column(update.workbook, sheet), 1 + max(taken, default=0))


def with_column(
    update: WorkbookUpdate, place: AnySheetPlace, column: Column, translate: Catalog
) -> AnySheetPlace:
    """Return the list with one of our columns, adding it to the right of all others if it is missing."""
    if column.key in place.columns:
        return place
    at = free_column(update, place.sheet)
    update.sheets[place.sheet].cells[place.header, at] = translate(column.heading)
    return replace(place, columns={**place.columns, column.key: at})


def with_id_column(update: WorkbookUpdate, place: AnySheetPlace, translate: Catalog) -> AnySheetPlace:
    """Return the list with an ID column: without IDs, each merge would write the same rows again."""
    if ID.key in place.columns:
        return place
    return replace(place, columns={**place.columns, ID.key: add_id_column(update, place, translate)})
