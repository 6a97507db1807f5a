"""Split and merge with polars, calamine and XlsxWriter. Only the master's measures are written again.

python benchmarks/peers/with_polars.py split|merge PROJECT ROUND
"""

import sys
from pathlib import Path

import polars as pl
import xlsxwriter

ANSWERS = ["Status", "Kommentar"]
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


def _measures(sheet: pl.DataFrame) -> pl.DataFrame:
    return sheet.filter(pl.col("ID").str.starts_with("M-")).select(COLUMNS)


def _master(path: Path) -> dict[str, pl.DataFrame]:
    sheets = pl.read_excel(
        path,
        sheet_id=0,
        engine="calamine",
        infer_schema_length=0,  # every column is text
        raise_if_empty=False,
        read_options={"header_row": 2},
    )
    return {name: _measures(sheet) for name, sheet in sheets.items() if set(COLUMNS) <= set(sheet.columns)}


def _returned(path: Path) -> pl.DataFrame:
    sheet = pl.read_excel(
        path,
        sheet_name="Tiltak",
        engine="calamine",
        infer_schema_length=0,
        read_options={"header_row": 2},
    )
    return _measures(sheet).filter(pl.col("Ansvar") == path.stem).select("ID", *ANSWERS)


def _write(path: Path, sheets: dict[str, pl.DataFrame]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        for name, frame in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate([COLUMNS, *frame.iter_rows()], 2):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(number, column, text)


def split(project: Path, round_: str) -> None:
    """Write a workbook for each body that owns a measure, with the measures it owns or is involved in."""
    measures = pl.concat(_master(project / "workbooks" / "master.xlsx").values())
    bodies = pl.concat_str("Ansvar", "Involvering", separator=", ", ignore_nulls=True).str.split(", ")
    outbox = project / "workbooks" / "outbox" / round_
    outbox.mkdir(parents=True)
    each = measures.with_columns(body=bodies).explode("body")
    each = each.filter(pl.col("body").is_in(measures["Ansvar"].implode()))
    for (body,), mine in each.partition_by("body", as_dict=True, include_key=False).items():
        _write(outbox / f"{body}.xlsx", {"Tiltak": mine})


def merge(project: Path, _round: str) -> None:
    """Rewrite the master's measures with the new answers from the returned workbooks."""
    path = project / "workbooks" / "master.xlsx"
    answers = pl.concat(
        [_returned(book) for book in sorted((project / "workbooks" / "inbox").glob("*.xlsx"))]
    )
    sheets = {name: frame.update(answers, on="ID") for name, frame in _master(path).items()}
    _write(path, sheets)


if __name__ == "__main__":
    {"split": split, "merge": merge}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
