"""Edit the master in LibreOffice itself as the secretariat does; run by the system's Python.

Usage: edit.py PIPE JOB.json; the job is {"master", "picture", "new_row": {"sheet", "above", "cells"},
"moved": {"sheet", "heading", "before"}, "painted": [{"sheet", "cell", "colour"}], "drawn_on", "note": {"sheet", "cell",
"text"}}. The master is saved in place, and the contents of the drawn layer are printed.
"""

import json
import sys
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]  # noqa: F401  (it makes com.sun.star importable)
from com.sun.star.awt import Point, Rectangle, Size  # type: ignore[import-not-found]
from com.sun.star.table import CellRangeAddress  # type: ignore[import-not-found]
from uno_office import connect, end, option, run  # type: ignore[import-not-found]

HEADER = 2  # the row, counted from 0


def headings(sheet: Any) -> dict[str, int]:
    return {sheet.getCellByPosition(c, HEADER).String: c for c in range(30)}


def insert_row(document: Any, wanted: dict[str, Any]) -> None:
    sheet = document.Sheets.getByName(wanted["sheet"])
    row = next(r for r in range(60) if sheet.getCellByPosition(0, r).String == wanted["above"])
    sheet.Rows.insertByIndex(row, 1)
    columns = headings(sheet)
    for heading, text in wanted["cells"].items():
        sheet.getCellByPosition(columns[heading], row).setString(text)


def move_column(document: Any, wanted: dict[str, Any]) -> None:
    sheet = document.Sheets.getByName(wanted["sheet"])
    columns = headings(sheet)
    source, target = columns[wanted["heading"]], columns[wanted["before"]]
    sheet.Columns.insertByIndex(target, 1)
    source += source >= target
    area = sheet.Columns.getByIndex(source).RangeAddress
    sheet.moveRange(sheet.getCellByPosition(target, 0).CellAddress, area)
    sheet.Columns.removeByIndex(source, 1)


def draw(document: Any, sheet: Any, picture: str) -> None:
    page = sheet.DrawPage
    shape = document.createInstance("com.sun.star.drawing.GraphicObjectShape")
    shape.GraphicURL = Path(picture).as_uri()
    page.add(shape)
    shape.Size, shape.Position = Size(3000, 2000), Point(30000, 1000)
    source = CellRangeAddress()
    source.Sheet, source.StartColumn, source.EndColumn, source.StartRow, source.EndRow = (
        sheet.RangeAddress.Sheet, 0, 6, 3, 8,
    )  # fmt: skip
    sheet.Charts.addNewByName("Eigen figur", Rectangle(30000, 5000, 8000, 6000), (source,), True, True)


def main() -> None:
    desktop = connect(sys.argv[1])
    job = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    try:
        url = Path(job["master"]).as_uri()
        document = desktop.loadComponentFromURL(url, "_blank", 0, (option("Hidden", True),))
        insert_row(document, job["new_row"])
        move_column(document, job["moved"])
        for paint in job["painted"]:
            cell = document.Sheets.getByName(paint["sheet"]).getCellRangeByName(paint["cell"])
            cell.CellBackColor = int(paint["colour"], 16)
        drawn_on = document.Sheets.getByName(job["drawn_on"])
        draw(document, drawn_on, job["picture"])
        noted = document.Sheets.getByName(job["note"]["sheet"])
        place = noted.getCellRangeByName(job["note"]["cell"]).CellAddress
        noted.Annotations.insertNew(place, job["note"]["text"])
        document.Sheets.insertNewByName("Eige notat", document.Sheets.Count)
        own = document.Sheets.getByName("Eige notat")
        own.getCellRangeByName("A1").setString("Hugs møtet på Ål")
        own.getCellRangeByName("B1").setFormula("=2+3")
        document.storeToURL(url, (option("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
    finally:
        end(desktop)


run(main)
