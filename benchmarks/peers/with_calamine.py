"""Split and merge with python-calamine and XlsxWriter. Only the master's measures are written again.

python benchmarks/peers/with_calamine.py split|merge PROJECT ROUND
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

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


def _rows(path: Path, sheet: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    for name in [sheet] if sheet else book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        header = rows[2] if len(rows) > 2 else []
        if "ID" in header and "Tiltak" in header:
            at = {heading: column for column, heading in enumerate(header)}
            for row in rows[3:]:
                if str(row[at["ID"]]).startswith("M-"):
                    yield name, {heading: row[column] for heading, column in at.items()}


def _write(path: Path, sheets: dict[str, list[dict[str, Any]]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(2, 0, COLUMNS)
            for number, row in enumerate(rows, 3):
                sheet.write_row(number, 0, [row[column] for column in COLUMNS])


def split(project: Path, round_: str) -> None:
    """Write a workbook for each body that owns a measure, with the measures it owns or is involved in."""
    mine: dict[str, list[dict[str, Any]]] = defaultdict(list)
    owners = set()
    for _, row in _rows(project / "workbooks" / "master.xlsx"):
        if "Ansvar" in row:
            owners.add(row["Ansvar"])
            for body in f"{row['Ansvar']}, {row['Involvering']}".split(", "):
                if body:
                    mine[body].append(row)
    outbox = project / "workbooks" / "outbox" / round_
    outbox.mkdir(parents=True)
    for body in owners:
        _write(outbox / f"{body}.xlsx", {"Tiltak": mine[body]})


def merge(project: Path, _round: str) -> None:
    """Rewrite the master's measures with the new answers from the returned workbooks."""
    path = project / "workbooks" / "master.xlsx"
    answers: dict[str, dict[str, Any]] = {}
    for returned in sorted((project / "workbooks" / "inbox").glob("*.xlsx")):
        answers |= {row["ID"]: row for _, row in _rows(returned, "Tiltak") if row["Ansvar"] == returned.stem}
    sheets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, row in _rows(path):
        if "Ansvar" in row:
            answer = answers.get(row["ID"], {})
            sheets[name].append(row | {c: answer[c] for c in ("Status", "Kommentar") if answer.get(c)})
    _write(path, sheets)


if __name__ == "__main__":
    {"split": split, "merge": merge}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
