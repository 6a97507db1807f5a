"""Fill in answers and sort them by themselves, in LibreOffice itself; run by the system's Python.

Usage: sort.py PIPE JOB.json; the job is {"source", "targets": [paths], "answers": {number: {heading:
text}}, "sorted": [headings], "with_looks"}. The columns from the first to the last heading are sorted by the last.
"""

import json
import sys
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.table import TableSortField  # type: ignore[import-not-found]
from uno_office import connect, end, option, run  # type: ignore[import-not-found]

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
HEADER = 2  # the row, counted from 0


def main() -> None:
    desktop = connect(sys.argv[1])
    job = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    try:
        url = Path(job["source"]).as_uri()
        document = desktop.loadComponentFromURL(url, "_blank", 0, (option("Hidden", True),))
        sheet = document.Sheets.getByName("Tiltak")
        sheet.unprotect("")
        columns = {sheet.getCellByPosition(c, HEADER).String: c for c in range(20)}
        rows = _fill_in(sheet, columns, job["answers"])
        first, last = columns[job["sorted"][0]], columns[job["sorted"][-1]]
        field = TableSortField()
        field.Field, field.IsAscending = last - first, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        options = [option("SortFields", fields), option("ContainsHeader", False)]
        if not job["with_looks"]:
            options.append(option("BindFormatsToContent", False))
        sheet.getCellRangeByPosition(first, min(rows), last, max(rows)).sort(tuple(options))
        for target in job["targets"]:
            filter_name = FILTERS[Path(target).suffix]
            document.storeToURL(Path(target).as_uri(), (option("FilterName", filter_name),))
        document.close(True)
    finally:
        end(desktop)


def _fill_in(sheet: Any, columns: dict[str, int], answers: dict[str, dict[str, str]]) -> list[int]:
    """Fill in the answers; return the rows."""
    rows = []
    wanted = dict(answers)
    for row in range(HEADER + 1, HEADER + 200):
        for heading, text in (
            wanted.pop(sheet.getCellByPosition(columns["Nr"], row).String, None) or {}
        ).items():
            sheet.getCellByPosition(columns[heading], row).setString(text)
            rows.append(row)
    assert not wanted, f"not found in the workbook: {list(wanted)}"
    return rows


run(main)
