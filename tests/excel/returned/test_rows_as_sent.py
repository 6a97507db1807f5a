"""Cells returned as sent say nothing and are recognised quickly; the least difference is read with care.

On Tiltak the answers are in E-H: status, progress, comment, the day it is expected to be done.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, GradientFill

from regionplan_xl.excel.parsing.grid import MIXED, Grid, GridCell, GridRow, GridSheet, Uncomputed
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.excel.returned.measure_table import ReturnedRow, find_measure_tables
from regionplan_xl.excel.returned.row_matching import RowMatcher
from regionplan_xl.excel.returned.rows_as_sent import AsSent, RowsAsSent
from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.ooxml.reading.cells import CellError, StruckText
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, SentRow, Submission, Unclear
from regionplan_xl.plan.model import Field, Report
from regionplan_xl.plan.status import STANDARD
from tests.excel.actor.dispatches import book
from tests.excel.returned.commented_rows import FIRST, SENT, SENT_OUT
from tests.excel.returned.returns import RECEIVED, read, returned, saved, write

FULL = Report("started", 0.4, "Har byrja.", date(2026, 6, 30))
GIVEN = replace(
    SENT_OUT,
    rows=(
        *(replace(row, base=FULL) for row in SENT_OUT.rows[:2]),
        replace(SENT_OUT.rows[2], base=Report()),
        *SENT_OUT.rows[3:],
        replace(
            SENT_OUT.rows[0],
            measure="M-INVO1",
            number="9.9.9",
            text="Berre til orientering",
            answerable=False,
        ),
    ),
)
GIVEN = replace(
    GIVEN, rows=tuple(replace(row, area="Folkehelse", goal="1.1 Fleire ute") for row in GIVEN.rows)
)
GRID = read_xlsx(book(GIVEN, "nn"))
BAND = FIRST
ROWS = range(FIRST + 1, FIRST + 1 + len(SENT))
VALUES = (
    None, "", "  ", "x", "Ferdig", "påstarta", "Nr", "Kommentar", "(tøm)", 0, 1, 0.4, 40, True,
    datetime(2026, 6, 30), datetime(2026, 6, 30, 12), datetime(2026, 6, 1), Uncomputed("=A1"),
    CellError("#N/A"), StruckText("Har byrja."), "M-INVO1", SENT[1].measure, SENT[1].text, SENT[1].number,
)  # fmt: skip
COLOURS = (None, "#FFFFFF", "#FFC000", "#C00000", "#DDEBF7", MIXED)


def both(grid: Grid, dispatch: Dispatch = GIVEN) -> tuple[Submission, Submission]:
    """Read the workbook as usual, and with every row read with care."""
    quickly, with_care = (
        read_returned(
            grid, dispatch, scale=STANDARD, source_hash="f" * 64, file="svar.xlsx", received=RECEIVED,
            all_with_care=care,
        )
        for care in (False, True)
    )  # fmt: skip
    return quickly, with_care


def with_cell(row: int, column: int, cell: GridCell) -> Grid:
    """Return the workbook as sent except for one cell of Tiltak."""
    guide, sheet, *others = GRID.sheets
    rows = {**sheet.rows, row: {**sheet.rows[row], column: cell}}
    return replace(GRID, sheets=(guide, replace(sheet, rows=rows), *others))


def other_cells(cell: GridCell) -> Iterator[GridCell]:
    """Yield the cell with other values and formats."""
    yield from (cell._replace(value=value) for value in VALUES)
    yield from (cell._replace(colour=colour) for colour in COLOURS)
    yield cell._replace(struck=True)
    yield cell._replace(percent=True)
    if isinstance(cell.value, str):
        yield cell._replace(value=cell.value + ".")
        yield cell._replace(value=f" {cell.value} ")
        yield cell._replace(value=cell.value.upper())


def rows_as_sent() -> list[tuple[ReturnedRow, SentRow | None, AsSent]]:
    """Return the rows below the header of Tiltak, each with its measure and which parts are as sent."""
    (table,) = find_measure_tables(GRID, STANDARD)
    matcher = RowMatcher(GIVEN)
    as_sent = RowsAsSent(table, matcher.bands, STANDARD)
    found = []
    for row in table.rows():
        match = matcher.match(row)
        sent = match if isinstance(match, SentRow) else None
        assert as_sent.is_band(row.cells) == (sent is None)
        found.append((row, sent, as_sent.compare(row.cells, sent) if sent else AsSent()))
    return found


def test_a_workbook_that_comes_back_as_it_was_sent_says_nothing() -> None:
    quickly, with_care = both(GRID)
    assert quickly == with_care
    assert not (quickly.answers or quickly.held or quickly.proposals or quickly.remarks)


def test_every_row_of_a_workbook_as_it_was_sent_is_known_at_a_glance() -> None:
    rows = rows_as_sent()
    of_measures = [same for _, sent, same in rows if sent is not None]
    assert of_measures == [AsSent(True, True, True)] * len(GIVEN.rows)
    assert len(rows) - len(of_measures) == 3, "two bands, and the line above the rows for information"


@pytest.mark.parametrize("row", [BAND, ROWS[0], ROWS[2], max(GRID.sheets[1].rows)])
def test_the_least_difference_in_a_cell_is_read_as_if_every_row_were_read_with_care(row: int) -> None:
    """A band, a row with answers of before, one without any, one for information."""
    cells: GridRow = GRID.sheets[1].rows[row]
    for column in range(1, max(GRID.sheets[1].rows[3]) + 2):
        for other in other_cells(cells.get(column, GridCell())):
            quickly, with_care = both(with_cell(row, column, other))
            assert quickly == with_care, (row, column, other)


def test_a_row_without_its_cells_for_answers_or_with_rows_exchanged_is_read_with_the_same_care() -> None:
    guide, sheet, *others = GRID.sheets
    first, second = ROWS[0], ROWS[1]
    for left_out in range(1, max(sheet.rows[3]) + 1):
        rows = {**sheet.rows, first: {at: cell for at, cell in sheet.rows[first].items() if at != left_out}}
        without: list[GridSheet] = [guide, replace(sheet, rows=rows), *others]
        exchanged = {
            **sheet.rows,
            first: {**sheet.rows[first], left_out: sheet.rows[second].get(left_out, GridCell())},
            second: {**sheet.rows[second], left_out: sheet.rows[first].get(left_out, GridCell())},
        }
        for changed in (without, [guide, replace(sheet, rows=exchanged), *others]):
            quickly, with_care = both(replace(GRID, sheets=tuple(changed)))
            assert quickly == with_care, left_out


def test_a_struck_status_is_asked_about_although_the_word_is_the_one_that_was_sent() -> None:
    workbook = load_workbook(io.BytesIO(book(GIVEN, "nn")))
    cell = workbook.worksheets[1][f"E{ROWS[0]}"]
    cell.font = Font(strike=True)
    (answer,) = read(saved(workbook), GIVEN).answers
    assert (answer.field, type(answer.value)) == (Field.STATUS, Unclear)


def test_a_comment_that_is_struck_through_in_part_is_asked_about_although_its_words_were_sent() -> None:
    workbook = load_workbook(io.BytesIO(book(GIVEN, "nn")))
    workbook.worksheets[1][f"G{ROWS[0]}"] = CellRichText("Har ", TextBlock(InlineFont(strike=True), "byrja."))
    (answer,) = read(saved(workbook), GIVEN).answers
    assert (answer.field, type(answer.value)) == (Field.COMMENT, Unclear)


@pytest.mark.parametrize("value", ["Påstarta", '="Påsta"&"rta"'])
def test_a_status_painted_in_several_colours_is_asked_about_also_if_it_is_as_sent_or_a_formula(
    value: str,
) -> None:
    workbook = load_workbook(io.BytesIO(book(GIVEN, "nn")))
    cell = workbook.worksheets[1][f"E{ROWS[0]}"]
    cell.value, cell.fill = value, GradientFill(stop=("FF0000", "00FF00"))
    (answer,) = read(saved(workbook), GIVEN).answers
    assert (answer.field, type(answer.value)) == (Field.STATUS, Unclear)


@pytest.mark.parametrize("column", "EFGH")
def test_a_formula_without_a_value_is_asked_about_in_every_cell_for_answers(column: str) -> None:
    submission = returned(write(f"{column}{ROWS[0]}", "=1/2"), dispatch=GIVEN)
    assert [type(answer.value) for answer in submission.answers] == [Unclear]
