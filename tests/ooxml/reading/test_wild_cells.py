"""The cells of public workbooks, compared with other readers."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from python_calamine import CalamineError, CalamineWorkbook

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml import Cell, Workbook


def test_every_public_workbook_is_read_or_refused_with_a_reason(shared: Path) -> None:
    refused = []
    for path in sorted(shared.glob("wild/*__*")):
        try:
            book = Workbook.open(path)
            for sheet in book.sheets:
                for _, row in book.rows(sheet, blanks=True):
                    assert all((book.styles.fill(cell.style) or "#").startswith("#") for cell in row.values())
                assert len(book.merged(sheet)) + len(book.tables(sheet)) >= 0
        except Rejected as rejected:
            assert str(rejected.reason).startswith("The ")
            refused.append(path.name)
    # Made with a beta of 2006, before the format was settled.
    assert refused == ["oxsdk__ProjectStatusReport_TP10094814.xltx"]


@pytest.mark.filterwarnings("ignore")
def test_values_and_colours_are_those_that_other_readers_see(shared: Path) -> None:
    compared = coloured = 0
    for path in sorted(shared.glob("wild/*.xls*")):
        if path.stat().st_size > 30_000:
            continue  # openpyxl takes its time
        try:
            other = openpyxl.load_workbook(path, data_only=True)
        except Exception:
            continue
        book = Workbook.open(path)
        for sheet in other.worksheets:
            ours = {(cell.row, cell.column): cell for cell in book.cells(sheet.title, blanks=True)}
            for theirs in (cell for row in sheet.iter_rows() for cell in row):
                own = ours.get((theirs.row or 0, theirs.column or 0), Cell(0, 0, None))
                if isinstance(theirs, MergedCell):
                    continue
                assert _agree(book, own, theirs.value), (
                    path.name,
                    theirs.coordinate,
                    own.value,
                    theirs.value,
                )
                compared += 1
                colour = getattr(theirs.fill, "fgColor", None)
                if colour and theirs.fill.fill_type and colour.type == "rgb":
                    assert book.styles.fill(own.style) == f"#{str(colour.rgb)[-6:].upper()}"
                    coloured += 1
        other.close()
    assert compared > 3_000
    assert coloured > 100


def _agree(book: Workbook, ours: Cell, theirs: object) -> bool:
    if isinstance(theirs, datetime | date | time | timedelta) and isinstance(ours.value, int | float):
        # openpyxl makes moments of what Excel shows as no day: negative numbers, times, elapsed times.
        return ours.value < 1 or not book.styles.is_date(ours.style)
    # LibreOffice once wrote text in a <v> of type inlineStr, which openpyxl passes over.
    if theirs is None and ours.formula is not None and ours.value == "":
        return True  # openpyxl has no value for a formula that was computed to an empty text
    return ours.value == (None if theirs == "" else theirs) or (theirs is None and ours.value == "POI rocks!")


def test_values_are_those_that_calamine_sees(shared: Path) -> None:
    compared = 0
    for path in sorted(shared.glob("wild/*.xls*")):
        book = Workbook.open(path)
        try:
            other = CalamineWorkbook.from_path(str(path))
        except CalamineError:
            continue
        for name in set(other.sheet_names) & {s.name for s in book.sheets if s.kind == "worksheet"}:
            rows = other.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for cell in book.cells(name):
                if type(cell.value) is str or isinstance(cell.value, bool | int | float):
                    theirs = rows[cell.row - 1][cell.column - 1]
                    same = theirs == cell.value or isinstance(theirs, datetime | date | time | timedelta)
                    assert same or cell.value == "POI rocks!", (path.name, name, cell, theirs)
                    compared += 1
    assert compared > 5_000
