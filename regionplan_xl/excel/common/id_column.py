"""The column of IDs: a sheet that has lost it gets another one, to the right of all."""

from dataclasses import replace
from typing import TypeVar

from regionplan_xl.excel.common.columns import ID
from regionplan_xl.excel.common.master_model import RowPlace, SheetPlace
from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
from regionplan_xl.locale import Catalog

AnySheetPlace = TypeVar("AnySheetPlace", bound=SheetPlace)


def add_id_column(update: WorkbookUpdate, place: RowPlace | SheetPlace, translate: Catalog) -> int:
    """Write the heading of a new column of IDs; return the column."""
    rows = update.workbook.rows(place.sheet, blanks=True)
    column = 1 + max((at for _, cells in rows for at in cells), default=0)
    update.sheets[place.sheet].cells[place.header, column] = translate(ID.heading)
    return column


def with_id_column(update: WorkbookUpdate, place: AnySheetPlace, translate: Catalog) -> AnySheetPlace:
    """Return the list with a column of IDs: without them each merge would write the same rows again."""
    if ID.key in place.columns:
        return place
    return replace(place, columns={**place.columns, ID.key: add_id_column(update, place, translate)})
