"""Update the area sheets after a merge: the cells of changed measures, and the IDs of new rows."""

from collections.abc import Iterator, Sequence
from functools import cache

from regionplan_xl.excel.common.columns import COMMENT, ID, NUMBER, REPORTED_BY, REPORTED_ON
from regionplan_xl.excel.common.display import cell_content
from regionplan_xl.excel.common.id_column import add_id_column
from regionplan_xl.excel.common.master_model import CellPlace, Master, RowPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.unwritable import no_column_reason
from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml.editing.cell_values import Content
from regionplan_xl.plan.model import Field, Measure, Plan


def update_measures(update: WorkbookUpdate, master: Master, plan: Plan, translate: Catalog) -> None:
    """Change the cells that differ between the measures of `master` and `plan`."""
    earlier = {measure.id: measure for measure in master.plan.measures}
    widths = cache(update.workbook.widths)
    for measure in plan.measures:
        old = earlier.get(measure.id)
        if old is None or old == measure:
            continue
        place = master.places[measure.id]
        for key, content in _changed_cells(old, measure, plan, translate):
            value = (measure.id, "", key)
            if key in place.columns:
                update.set_value(CellPlace(place.sheet, place.row, place.columns[key]), value, content)
            else:
                update.unwritable[value] = no_column_reason(place.sheet, key)
        texts = {COMMENT.key: measure.report.comment, REPORTED_BY.key: measure.reported_by}
        wide = widths(place.sheet)
        update.sheets[place.sheet].heights[place.row] = height(
            (text, wide[place.columns[key]])
            for key, text in texts.items()
            if key in place.columns and wide.get(place.columns[key])
        )


def _changed_cells(
    old: Measure, new: Measure, plan: Plan, translate: Catalog
) -> Iterator[tuple[str, Content]]:
    for name in Field:
        value = new.report.get(name)
        if value != old.report.get(name):
            yield name.value, cell_content(name, value, plan.scale, translate)
    if new.number != old.number:
        yield NUMBER.key, new.number or None
    if new.reported_on != old.reported_on:
        yield REPORTED_ON.key, new.reported_on
    if new.reported_by != old.reported_by:
        yield REPORTED_BY.key, new.reported_by or None


def write_ids(update: WorkbookUpdate, rows: Sequence[tuple[RowPlace, str]], translate: Catalog) -> None:
    """Write the ID of each row; a sheet without an ID column gets one, to the right of all others."""
    added: dict[str, int] = {}
    for place, identity in rows:
        column = place.columns.get(ID.key) or added.get(place.sheet)
        if column is None:
            column = added[place.sheet] = add_id_column(update, place, translate)
        update.sheets[place.sheet].cells[place.row, column] = identity
