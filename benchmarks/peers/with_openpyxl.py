"""Split and merge with openpyxl alone, reading and writing row by row where possible.

python benchmarks/peers/with_openpyxl.py split|merge PROJECT ROUND
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

COLUMNS = [
    "Nr",
    "Tiltak",
    "Tid",
    "Status",
    "Framdrift",
    "Kommentar",
    "Venta ferdig",
    "Ansvar",
    "Involvering",
    "ID",
]


def _rows(sheets: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for sheet in sheets:
        rows = sheet.iter_rows(values_only=True)
        header = next((row for number, row in enumerate(rows, 1) if number == 3), ())
        if "ID" in header and "Tiltak" in header:
            for row in rows:
                values = dict(zip(header, row, strict=False))
                if str(values.get("ID")).startswith("M-"):
                    yield sheet.title, values


def split(project: Path, round_: str) -> None:
    """Write a workbook for each body that owns a measure, with the measures it owns or is involved in."""
    master = openpyxl.load_workbook(project / "workbooks" / "master.xlsx", read_only=True)
    mine: dict[str, list[dict[str, Any]]] = defaultdict(list)
    owners = set()
    for _, row in _rows(master.worksheets):
        if "Ansvar" in row:
            owners.add(row["Ansvar"])
            for body in f"{row['Ansvar'] or ''}, {row['Involvering'] or ''}".split(", "):
                if body:
                    mine[body].append(row)
    outbox = project / "workbooks" / "outbox" / round_
    outbox.mkdir(parents=True)
    for body in owners:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Tiltak")
        sheet.append([f"{body}: {round_}"])
        sheet.append([])
        sheet.append(COLUMNS)
        for row in mine[body]:
            sheet.append([row.get(column) for column in COLUMNS])
        book.save(outbox / f"{body}.xlsx")


def merge(project: Path, _round: str) -> None:
    """Write the new answers from the returned workbooks into the master."""
    path = project / "workbooks" / "master.xlsx"
    answers: dict[str, dict[str, Any]] = {}
    for returned in sorted((project / "workbooks" / "inbox").glob("*.xlsx")):
        book = openpyxl.load_workbook(returned, read_only=True)
        for _, row in _rows([book["Tiltak"]]):
            if row["Ansvar"] == returned.stem:
                answers[row["ID"]] = row
        book.close()
    master = openpyxl.load_workbook(path)
    for sheet in master.worksheets:
        header = {cell.value: cell.column for cell in sheet[3]}
        if "ID" not in header or "Ansvar" not in header:
            continue
        for row in range(4, sheet.max_row + 1):
            answer = answers.get(sheet.cell(row, header["ID"]).value or "", {})
            for column in ("Status", "Kommentar"):
                if answer.get(column) and answer[column] != sheet.cell(row, header[column]).value:
                    sheet.cell(row, header[column]).value = answer[column]
    master.save(path)


if __name__ == "__main__":
    {"split": split, "merge": merge}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
