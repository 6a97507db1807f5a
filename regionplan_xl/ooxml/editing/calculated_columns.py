"""Fill a table's calculated columns in appended rows (ECMA-376 part 1 section 18.5.1.1)."""

import re
from collections.abc import Iterator, Mapping, Sequence

from regionplan_xl.ooxml.editing.cell_values import Formula, Put
from regionplan_xl.ooxml.editing.range_extension import AppendedRows
from regionplan_xl.ooxml.editing.row_xml import RowCells
from regionplan_xl.ooxml.editing.sheet_change import CellChange, Sheet, SheetChange
from regionplan_xl.ooxml.reading.cells import unescape

_STRINGS = re.compile(r'"(?:[^"]|"")*"|\[(?:[^\[\]]|\[[^\[\]]*\])*\]')
_CELL = re.compile(r"\$?\b[A-Za-z]{1,3}\$?[0-9]{1,7}\b|\$[A-Za-z]{1,3}\b")


def calculated_cells(
    sheet: Sheet,
    rows: Mapping[int, RowCells],
    appended: AppendedRows | None,
    change: SheetChange,
    numbers: Sequence[int],
    followed: Mapping[int, int],
) -> Iterator[CellChange]:
    """Yield the formulas of appended rows in the calculated columns for which `change` has no value.

    Formulas with cell addresses are skipped, because it is uncertain which row they should refer to.
    """
    if appended is None:
        return
    for table in (t for t in sheet.tables if t.part == change.append_to):
        root = sheet.workbook.package.parse(table.part)
        for column, element in enumerate(root.grouped("tableColumns", "tableColumn"), table.area.left):
            formula = element.first("calculatedColumnFormula")
            text = unescape(formula.text).removeprefix("=") if formula is not None else ""
            if not text or (formula and formula.get("array")) or _CELL.search(_STRINGS.sub("", text)):
                continue
            for number, contents in zip(numbers, change.append, strict=True):
                row = rows.get(number)
                cell = row.by_column.get(column) if row else None
                if column not in contents and not (cell and cell.has_formula):
                    put = Put(Formula(text))
                    yield CellChange(number, column, put, followed.get(column), appended=True)
