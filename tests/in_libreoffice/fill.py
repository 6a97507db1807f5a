"""Fill in workbooks as a person would and save them; run by the system's Python, which has LibreOffice's UNO.

Usage: fill.py PIPE JOBS.json; a job is {"source", "target", "answers": [{"number", "status", "comment",
"progress"}]}. A status is chosen from the cell's own drop-down list; it is an error if the list does not offer it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from uno_office import connect, end, option, run  # type: ignore[import-not-found]

HEADINGS = {"Nr": "number", "Status": "status", "Kommentar": "comment", "Framdrift": "progress"}


def fill(document: Any, answers: list[dict[str, Any]]) -> None:
    sheet = document.Sheets.getByName("Tiltak")
    columns: dict[str, int] = {}
    header = 0
    for row in range(20):
        texts = {sheet.getCellByPosition(c, row).String: c for c in range(20)}
        if "Nr" in texts and "Status" in texts:
            columns, header = {key: texts[name] for name, key in HEADINGS.items()}, row
            break
    wanted = {answer["number"]: answer for answer in answers}
    for row in range(header + 1, header + 200):
        answer = wanted.pop(sheet.getCellByPosition(columns["number"], row).String, None)
        if answer is None:
            continue
        if answer.get("status"):
            cell = sheet.getCellByPosition(columns["status"], row)
            offered = [word.strip('"') for word in cell.Validation.getFormula1().split(";")]
            assert answer["status"] in offered, (answer["status"], offered)
            cell.setString(answer["status"])
        if answer.get("comment"):
            sheet.getCellByPosition(columns["comment"], row).setString(answer["comment"])
        if "progress" in answer:
            sheet.getCellByPosition(columns["progress"], row).setValue(answer["progress"])
    assert not wanted, f"not found in the workbook: {list(wanted)}"


def main() -> None:
    desktop = connect(sys.argv[1])
    try:
        for job in json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")):
            document = desktop.loadComponentFromURL(
                Path(job["source"]).as_uri(), "_blank", 0, (option("Hidden", True),)
            )
            fill(document, job["answers"])
            document.storeToURL(
                Path(job["target"]).as_uri(), (option("FilterName", "Calc MS Excel 2007 XML"),)
            )
            document.close(True)
    finally:
        end(desktop)


run(main)
