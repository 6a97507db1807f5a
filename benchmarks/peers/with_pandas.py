"""Split and merge with pandas and openpyxl.

python benchmarks/peers/with_pandas.py split|merge PROJECT ROUND
"""

import sys
from pathlib import Path

import openpyxl
import pandas as pd

ANSWERS = ["Status", "Framdrift", "Kommentar", "Venta ferdig"]


def _measures(book: Path) -> pd.DataFrame:
    frames = []
    for name, sheet in pd.read_excel(book, sheet_name=None, header=2, dtype=str, engine="openpyxl").items():
        if {"Nr", "Tiltak", "Ansvar", "ID"} <= set(sheet.columns):
            frames.append(sheet[sheet["ID"].str.startswith("M-", na=False)].assign(sheet=name))
    return pd.concat(frames)


def split(project: Path, round_: str) -> None:
    """Write a workbook for each body that owns a measure, with the measures it owns or is involved in."""
    measures = _measures(project / "workbooks" / "master.xlsx")
    outbox = project / "workbooks" / "outbox" / round_
    outbox.mkdir(parents=True)
    bodies = measures["Ansvar"].str.split(", ") + measures["Involvering"].fillna("").str.split(", ")
    each = measures.assign(body=bodies).explode("body")
    each = each[each["body"].isin(measures["Ansvar"])]
    columns = ["Nr", "Tiltak", "Tid", *ANSWERS, "Ansvar", "Involvering", "ID"]
    for body, mine in each.groupby("body"):
        mine[columns].to_excel(outbox / f"{body}.xlsx", sheet_name="Tiltak", startrow=2, index=False)


def merge(project: Path, _round: str) -> None:
    """Write the new answers from the returned workbooks into the master."""
    master = project / "workbooks" / "master.xlsx"
    known = _measures(master).set_index("ID")
    answers: dict[tuple[str, str], str] = {}
    for path in sorted((project / "workbooks" / "inbox").glob("*.xlsx")):
        returned = pd.read_excel(path, sheet_name="Tiltak", header=2, dtype=str, engine="openpyxl")
        returned = returned[returned["ID"].str.startswith("M-", na=False)].set_index("ID")
        body = path.stem
        for column in ("Status", "Kommentar"):
            new = returned[column].dropna()
            old = known.loc[new.index, column]
            owned = known.loc[new.index, "Ansvar"] == body
            answers |= {(measure, column): text for measure, text in new[owned & (new != old)].items()}
    book = openpyxl.load_workbook(master)
    for sheet in book.worksheets:
        header = {cell.value: cell.column for cell in sheet[3]}
        if "ID" not in header or "Ansvar" not in header:
            continue
        for row in range(4, sheet.max_row + 1):
            measure = sheet.cell(row, header["ID"]).value
            for column in ("Status", "Kommentar"):
                if text := answers.get((measure, column)):
                    sheet.cell(row, header[column]).value = text
    book.save(master)


if __name__ == "__main__":
    {"split": split, "merge": merge}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
