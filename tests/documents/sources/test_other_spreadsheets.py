"""The same sheet is read alike from .xlsx, .xls and .ods."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from regionplan_xl.documents.blocks import Document, Table
from regionplan_xl.documents.sources import spreadsheet
from tests.documents.sources.sheet_files import paint
from tests.documents.sources.word_files import tables, texts
from tests.libreoffice import LibreOffice


def saved(folder: Path, libreoffice: LibreOffice, kind: str, *, ruled: bool = False) -> Document:
    """A small plan, saved as another kind of spreadsheet."""
    book = Workbook()
    made = book.active
    assert made is not None
    made.title = "Plan"
    made.append(["KLIMA"])
    made.append(["Mål", "Tiltak", "Frist", "Status", "Framdrift"])
    made.append(["Reinare vatn", "Tette leidningar", datetime(2026, 12, 31), None, 0.5])
    made.append([None, "Nytt reinseanlegg", datetime(2027, 5, 1), "Stoppa", 1])
    made.merge_cells("A1:E1")
    made.merge_cells("A3:A4")
    made["C3"].number_format, made["C4"].number_format = "dd.mm.yyyy", "mm-dd-yy"
    made["E3"].number_format = made["E4"].number_format = "0%"
    made["D3"].fill = PatternFill("solid", fgColor="FF92D050")
    made["B4"].font = Font(strike=True)
    made["B3"].comment = Comment("Spør Voss", "Kari")
    if ruled:
        paint(made, "D3:D9", "FFC00000", '"Stoppa"', operator="equal")
    made.cell(1, 1)
    hidden = book.create_sheet("Lister")
    hidden["A1"], hidden.sheet_state = "Ferdig", "hidden"
    path = folder / "plan.xlsx"
    book.save(path)
    libreoffice.convert(kind, folder, path)
    return spreadsheet.read((folder / f"plan.{kind}").read_bytes(), f"plan.{kind}")


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_words_days_merged_cells_and_colours_are_the_same(
    kind: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    found = tables(saved(tmp_path, libreoffice, kind))
    plan: Table = found[0]
    shown = [[text.replace(" %", "%") for text in row] for row in texts(plan)]
    assert shown == [
        ["KLIMA"] * 5,
        ["Mål", "Tiltak", "Frist", "Status", "Framdrift"],
        ["Reinare vatn", "Tette leidningar", "31.12.2026", "", "50%"],
        ["Reinare vatn", "Nytt reinseanlegg", "01.05.2027", "Stoppa", "100%"],
    ]
    assert [cell.continues for cell in plan.rows[0].cells] == ["", "left", "left", "left", "left"]
    assert plan.rows[3].cells[0].continues == "above"
    assert plan.rows[2].cells[3].fill == "#92D050"
    assert plan.rows[3].cells[1].struck
    assert plan.rows[2].cells[1].notes == ("Spør Voss",)
    assert [(table.title, table.hidden) for table in found] == [("Plan", False), ("Lister", True)]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_rules_of_colours_are_told_where_they_are_not_read(
    kind: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    found = saved(tmp_path, libreoffice, kind, ruled=True)
    assert "D3" in str(found.unread[0].what)
    assert ".xlsx" in str(found.unread[0].fix)
