"""Open workbooks in LibreOffice, recalculate them, and print the contents as JSON; run by the system's Python.

Usage: read.py PIPE JOB.json; the job is [file, …]. For each file and sheet: the cells with a formula or
a value as [text shown, formula or ""], the numbers of pictures and charts, and the notes.
"""

import json
import sys
from pathlib import Path
from typing import Any

from uno_office import connect, end, option, run  # type: ignore[import-not-found]


def sheet_of(sheet: Any) -> dict[str, Any]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    cells = {}
    for row, (formulas, data) in enumerate(zip(area.FormulaArray, area.DataArray, strict=True)):
        for column, (formula, value) in enumerate(zip(formulas, data, strict=True)):
            if formula != "":
                is_formula = (
                    formula.startswith("=") and sheet.getCellByPosition(column, row).Type.value == "FORMULA"
                )
                cells[f"{row + 1},{column + 1}"] = [value, formula if is_formula else ""]
    pictures = [
        shape for shape in sheet.DrawPage if shape.supportsService("com.sun.star.drawing.GraphicObjectShape")
    ]
    return {
        "cells": cells,
        "pictures": len(pictures),
        "charts": sheet.Charts.Count,
        "notes": [note.String for note in sheet.Annotations],
    }


def main() -> None:
    desktop = connect(sys.argv[1])
    seen = {}
    try:
        for file in json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")):
            hidden = (option("Hidden", True),)
            document = desktop.loadComponentFromURL(Path(file).as_uri(), "_blank", 0, hidden)
            document.calculateAll()
            seen[file] = {sheet.Name: sheet_of(sheet) for sheet in document.Sheets}
            document.close(True)
    finally:
        end(desktop)
    sys.stdout.write(json.dumps(seen))


run(main)
