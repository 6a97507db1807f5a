"""Update Indikatorar after a merge: changed values and comments, and a column for each new year."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

from regionplan_xl.excel.common.columns import COMMENT, Column
from regionplan_xl.excel.common.id_column import with_column
from regionplan_xl.excel.common.master_model import CellPlace, Master
from regionplan_xl.excel.lists.indicators import comment_heading, comment_key
from regionplan_xl.plan.model import Field, Indicator, Plan
from regionplan_xl.plan.targets import as_number, is_per_cent
from regionplan_xl.text import Phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
    from regionplan_xl.locale import Catalog
    from regionplan_xl.ooxml import Workbook
    from regionplan_xl.ooxml.editing.cell_values import Content


def update_indicators(update: WorkbookUpdate, master: Master, plan: Plan, translate: Catalog) -> None:
    """Change the cells that differ between the indicators of `master` and `plan`."""
    place = master.indicators
    if place is None or plan.indicators == master.plan.indicators:
        return
    earlier = {one.id: one for one in master.plan.indicators if one.id}
    # Cached, so that the sheet is read once, and only if a value has changed.
    percent_cells = cache(partial(_percent_cells, update.workbook))
    for indicator in plan.indicators:
        old = earlier.get(indicator.id)
        if old is None or old == indicator:
            continue
        row = master.places[indicator.id]
        for year, field, text in _changed(old, indicator):
            key = str(year) if field is Field.VALUE else comment_key(year)
            column = row.columns.get(key) or place.columns.get(key)
            if column is None:
                place = with_column(update, place, _column(key, translate), translate)
                column = place.columns[key]
            cell = CellPlace(row.sheet, row.row, column)
            content = _content(cell, text, percent_cells) if field is Field.VALUE else text
            update.set_value(cell, (indicator.id, str(year), field.value), content)


def _column(key: str, translate: Catalog) -> Column:
    heading = key if key.isdigit() else comment_heading(key, translate(COMMENT.heading))
    return Column(key, Phrase(heading), 10)


def _changed(old: Indicator, new: Indicator) -> Iterator[tuple[int, Field, str | None]]:
    """Yield the values and comments that differ: year, field and text, None if emptied."""
    for field, before, after in (
        (Field.VALUE, dict(old.values), dict(new.values)),
        (Field.COMMENT, dict(old.comments), dict(new.comments)),
    ):
        for year in sorted(before.keys() | after.keys()):
            if before.get(year) != after.get(year):
                yield year, field, after.get(year)


def _content(
    cell: CellPlace, text: str | None, percent_cells: Callable[[str], Collection[tuple[int, int]]]
) -> Content:
    """Return a value as its cell holds it: a number, or a fraction of one in a percentage cell."""
    number = as_number(text) if text else None
    if number is None or is_per_cent(text or ""):
        return text
    is_share = (cell.row, cell.column) in percent_cells(cell.sheet)
    return float(number) / 100 if is_share else int(number) if number == int(number) else float(number)


def _percent_cells(workbook: Workbook, sheet: str) -> frozenset[tuple[int, int]]:
    """Return the row and column of each cell of a sheet that shows per cent."""
    percents = workbook.styles.percents
    return frozenset(
        (number, at)
        for number, row in workbook.rows(sheet, blanks=True)
        for at, cell in row.items()
        if cell.style in percents
    )
