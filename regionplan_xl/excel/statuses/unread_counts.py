"""Write the present formula for unread words on Oversikt into masters that have the earlier one."""

from regionplan_xl.excel.areas.count_formula import earlier_unread_count_formula, present_unread_count
from regionplan_xl.excel.statuses.count_table import find_count_table
from regionplan_xl.ooxml import Put, SheetChange, Workbook, changed
from regionplan_xl.ooxml.editing.cell_values import Formula
from regionplan_xl.ooxml.inserting.reference_shift import formula_shape
from regionplan_xl.plan.model import FocusArea

_EARLIER = formula_shape(earlier_unread_count_formula(FocusArea("", "", (), "sheet"), "SUM(D5:F5)"))


def with_unread_counts(book: bytes, overview: str) -> bytes:
    """Return the workbook in which our own counts of unread words leave out formulas that give no text."""
    rows = dict(Workbook.opened(book).rows(overview)) if overview else {}
    table = find_count_table(rows)
    if table is None:
        return book
    cells = {
        (row, column): Put(Formula(present_unread_count(formula)), over=formula)
        for row in table.rows
        for column in table.others
        if (cell := rows[row].get(column)) is not None
        and (formula := cell.formula)
        and formula_shape(formula) == _EARLIER
    }
    return changed(book, {overview: SheetChange(cells=cells)})[0] if cells else book
