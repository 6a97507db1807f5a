"""Answers in .xls and .xlsb say what the same answers say in .xlsx, painted and struck through too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from tests.libreoffice import LibreOffice
from tests.rounds.answers import ROUND, header
from tests.rounds.desk import Desk
from tests.sandbox.as_xlsb import as_xlsb
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
Save = Callable[[Path], bytes]
PARTLY = CellRichText("Møte i mai. ", TextBlock(InlineFont(strike=True), "Ferdig."))
GREEN, RED = "FF00B050", "FFFF0000"


@pytest.fixture(params=["xls", "xlsb"])
def save(request: pytest.FixtureRequest, tmp_path: Path) -> Save:
    """Save a workbook in an older format: .xls by LibreOffice, .xlsb as Excel writes it."""
    if request.param == "xlsb":
        return as_xlsb
    libreoffice: LibreOffice = request.getfixturevalue("libreoffice")

    def as_xls(source: Path) -> bytes:
        libreoffice.convert("xls", tmp_path, source)
        return (tmp_path / f"{source.stem}.xls").read_bytes()

    return as_xls


def _return(desk: Desk, save: Save, edit: Callable[[Any, dict[str, int], dict[str, int]], None]) -> None:
    """Put Gol's workbook in the inbox after an edit of the sheet, which is told its rows and columns."""
    book = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / "Gol.xlsx")
    sheet = book["Tiltak"]
    top, columns = header(sheet)
    rows = {str(sheet.cell(row, columns["Nr"]).value): row for row in range(top + 1, sheet.max_row + 1)}
    edit(sheet, rows, columns)
    source = desk.folder / "svar.xlsx"
    book.save(source)
    (desk.folder / "workbooks" / "inbox" / "Gol.bin").write_bytes(save(source))


def _answers(result: Any) -> list[tuple[str, str, object]]:
    """Return the answers that were taken, without the summaries of shared measures."""
    return [(c["number"], c["field"], c["to"]) for c in result["changes"] if c["kind"] == "answer"]


def _paint(cell: Any, colour: str) -> None:
    cell.fill = PatternFill("solid", fgColor=colour)


def test_a_status_that_is_only_painted_counts(desk: Desk, save: Save) -> None:
    _return(desk, save, lambda sheet, rows, at: _paint(sheet.cell(rows["1.3.1"], at["Status"]), GREEN))
    result = desk.run("merge")
    assert _answers(result) == [("1.3.1", "status", "done")]
    assert desk.status == 0, "nothing waits: the blue of the other cells is nobody's answer"


def test_a_word_on_another_colour_is_asked_about(desk: Desk, save: Save) -> None:
    def edit(sheet: Any, rows: dict[str, int], at: dict[str, int]) -> None:
        cell = sheet.cell(rows["1.3.1"], at["Status"])
        cell.value = "Gjennomført"
        _paint(cell, RED)

    _return(desk, save, edit)
    result = desk.run("merge")
    assert result["changes"] == []
    assert [asked["number"] for asked in result["conflicts"]] == ["1.3.1"]


def test_what_is_struck_through_is_asked_about_and_never_taken(desk: Desk, save: Save) -> None:
    def edit(sheet: Any, rows: dict[str, int], at: dict[str, int]) -> None:
        for number, heading, text in (
            ("1.3.1", "Status", "Påstarta"),
            ("1.2.3", "Kommentar", "Me er i gang"),
        ):
            cell = sheet.cell(rows[number], at[heading])
            cell.value, cell.font = text, Font(strike=True)
        sheet.cell(rows["4.1.1"], at["Kommentar"]).value = PARTLY

    _return(desk, save, edit)
    result = desk.run("merge")
    assert result["changes"] == []
    asked = [(one["number"], one["field"], one["answer"]) for one in result["conflicts"]]
    assert asked == [
        ("1.2.3", "comment", "Me er i gang"),
        ("1.3.1", "status", "Påstarta"),
        ("4.1.1", "comment", "Møte i mai. Ferdig."),
    ]


def test_a_hundred_per_cent_is_all_of_it(desk: Desk, save: Save) -> None:
    def edit(sheet: Any, rows: dict[str, int], at: dict[str, int]) -> None:
        cell = sheet.cell(rows["1.3.1"], at["Framdrift"])
        cell.value, cell.number_format = 1, "0 %"

    _return(desk, save, edit)
    assert _answers(desk.run("merge")) == [("1.3.1", "progress", 1)]


def test_a_merged_answer_counts_for_all_its_rows(desk: Desk, save: Save) -> None:
    def edit(sheet: Any, rows: dict[str, int], at: dict[str, int]) -> None:
        first, last = sorted((rows["1.2.3"], rows["1.3.1"]))
        sheet.cell(first, at["Status"]).value = "Påstarta"
        sheet.merge_cells(start_row=first, end_row=last, start_column=at["Status"], end_column=at["Status"])

    _return(desk, save, edit)
    started = [(number, "status", "started") for number in ("1.2.3", "1.3.1")]
    assert _answers(desk.run("merge")) == started
