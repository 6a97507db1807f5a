"""Answers that were sorted or shifted by themselves, which only the shade of their cells shows.

On Tiltak the answers are in E-H: status, progress, comment, the day it is expected to be done.
"""

import io
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.excel.actor.row_shades import SHADES, shades_of
from regionplan_xl.excel.common.actor_marks import INPUT
from regionplan_xl.excel.parsing.painted_colour import status_of_paint
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml.reading.colours import distance
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import STANDARD
from tests.excel.actor.dispatches import book
from tests.excel.returned.commented_rows import FIRST, ROWS, SENT, SENT_OUT, answered
from tests.excel.returned.returns import Edit, paint, returned, values_by_field, write


def moved(columns: str, order: Sequence[int], rows: range = ROWS) -> Edit:
    """Reorder the cells of these columns with their formats, as Excel sorts them; row n gets those of order[n]."""

    def edit(sheet: Worksheet) -> None:
        for column in columns:
            block = [(sheet[f"{column}{row}"].value, copy(sheet[f"{column}{row}"].fill)) for row in rows]
            for row, source in zip(rows, order, strict=True):
                sheet[f"{column}{row}"].value, sheet[f"{column}{row}"].fill = block[source]

    return edit


def copied(source: str, *targets: str, cut: bool = False) -> Edit:
    """Copy a cell with its format to others; a cell that is cut leaves an empty one without format."""

    def edit(sheet: Worksheet) -> None:
        for target in targets:
            sheet[target].value, sheet[target].fill = sheet[source].value, copy(sheet[source].fill)
        if cut:
            sheet[source].value, sheet[source].fill = None, PatternFill()

    return edit


def reasons(submission: Submission) -> list[str]:
    return [catalog("nn")(held.reason) for held in submission.held]


def test_comments_that_were_sorted_by_themselves_are_held_and_say_where_their_cells_belonged() -> None:
    submission = answered(moved("G", (1, 2, 3, 4, 0)))
    assert not submission.answers
    assert [held.measure for held in submission.held] == [row.measure for row in SENT]
    assert all("svarceller bytt rad utan tiltaka sine" in reason for reason in reasons(submission))
    assert "høyrde til tiltak 1.1.3 då arket blei sendt" in reasons(submission)[0]
    assert submission.held[0].written == f"Kommentar: Svar: {SENT[1].text}"


@pytest.mark.parametrize(
    ("columns", "order"),
    [
        ("EFGH", (4, 3, 2, 1, 0)),
        ("FG", (1, 0, 2, 3, 4)),
        ("E", (0, 1, 2, 4, 3)),
        ("H", (2, 0, 1, 3, 4)),
        ("GH", (0, 0, 1, 2, 3)),
        ("F", (1, 2, 3, 4, 4)),
    ],
)
def test_answers_of_any_column_that_changed_rows_by_themselves_are_held(
    columns: str, order: Sequence[int]
) -> None:
    day = datetime(2026, 6, 30)
    fill_in = {"E": "Ferdig", "F": 0.5, "G": "Opna i mai", "H": day}
    answers = [write(f"{column}{ROWS[1]}", fill_in[column]) for column in columns]
    submission = returned(*answers, moved(columns, order), dispatch=SENT_OUT)
    assert not submission.answers
    assert len(submission.held) == 1
    assert "svarceller bytt rad" in reasons(submission)[0]


def test_an_answer_that_was_copied_drawn_down_or_cut_and_pasted_counts_where_it_is() -> None:
    drawn = returned(write("E4", "Ferdig"), copied("E4", "E5", "E6", "E7"), dispatch=SENT_OUT)
    assert {field for _, field in values_by_field(drawn)} == {Field.STATUS}
    assert len(drawn.answers) == 4
    chosen = answered(copied("G4", "G7"), copied("G6", "G5"))
    assert len(chosen.answers) == len(SENT)
    assert {a.value for a in chosen.answers if a.measure == SENT[3].measure} == {f"Svar: {SENT[0].text}"}
    cut = returned(write("G4", "Om leikeplassen"), copied("G4", "G5", cut=True), dispatch=SENT_OUT)
    assert values_by_field(cut) == {(SENT[1].measure, Field.COMMENT): "Om leikeplassen"}


def test_whole_rows_that_were_sorted_are_read_whether_their_looks_went_along_or_not() -> None:
    order = (3, 1, 4, 0, 2)
    for edit in (moved("ABCDEFGHIJKLMNOP", order), _values_moved("ABCDEFGHIJKLMNOP", order)):
        submission = answered(edit)
        assert {a.measure: a.value for a in submission.answers} == {
            row.measure: f"Svar: {row.text}" for row in SENT
        }


def _values_moved(columns: str, order: Sequence[int]) -> Edit:
    def edit(sheet: Worksheet) -> None:
        for column in columns:
            block = [sheet[f"{column}{row}"].value for row in ROWS]
            for row, source in zip(ROWS, order, strict=True):
                sheet[f"{column}{row}"].value = block[source]

    return edit


def test_a_cell_that_somebody_painted_is_still_read_by_its_colour() -> None:
    green = Color(rgb="FF00B050")
    submission = returned(paint("E4", green), paint("E6", green), dispatch=SENT_OUT)
    assert values_by_field(submission) == {
        (SENT[0].measure, Field.STATUS): "done",
        (SENT[2].measure, Field.STATUS): "done",
    }


def _refilled(colour_of: Callable[[str], str]) -> Edit:
    def edit(sheet: Worksheet) -> None:
        for row in ROWS:
            for column in "DEFGHIP":
                cell = sheet[f"{column}{row}"]
                cell.fill = PatternFill(
                    "solid", fgColor=Color(rgb=f"FF{colour_of(str(cell.fill.fgColor.rgb)[2:])}")
                )

    return edit


def _paler(colour: str) -> str:
    return "".join(f"{min(255, channel + 3):02X}" for channel in bytes.fromhex(colour))


@pytest.mark.parametrize("colour_of", [_paler, lambda _: INPUT[1:]], ids=["paler", "one blue"])
def test_where_a_program_changed_the_blue_or_all_cells_have_one_it_says_nothing(
    colour_of: Callable[[str], str],
) -> None:
    submission = answered(_refilled(colour_of))
    assert len(submission.answers) == len(SENT)
    assert not submission.held


def test_answers_of_a_body_with_more_measures_than_shades_are_held_too() -> None:
    rows = tuple(
        replace(SENT[0], measure=f"M-{n:04}B", number=f"1.{n // 9}.{n % 9}", text=f"Sak {n * 37}")
        for n in range(3 * len(SHADES))
    )
    dispatch = replace(SENT_OUT, rows=rows)
    every = range(FIRST, FIRST + len(rows))
    answers = [write(f"G{row}", f"Svar i rad {row}") for row in every]
    assert len(returned(*answers, dispatch=dispatch).answers) == len(rows)
    order = [*range(40), *reversed(range(40, 80)), *range(80, len(rows))]
    submission = returned(*answers, moved("G", order, every), dispatch=dispatch)
    assert not submission.answers
    assert len(submission.held) == len(rows)


def test_no_shade_is_a_colour_that_somebody_paints_with_and_each_row_has_its_own() -> None:
    assert len(set(SHADES)) == len(SHADES) == 62
    assert INPUT not in SHADES
    assert max(distance(shade, INPUT) for shade in SHADES) < 1.1
    assert {status_of_paint(shade, STANDARD) for shade in SHADES} == {None}
    measures = [f"M-{n:04}A" for n in range(len(SHADES))]
    assert len(set(shades_of(measures).values())) == len(measures)
    assert set(shades_of([*measures, "M-ZZZZA"]).values()) == set(SHADES)
    # Most measures have the same shade in a workbook with some others.
    before, now = shades_of(measures[:30]), shades_of(measures[5:35])
    assert sum(before[measure] == now[measure] for measure in measures[5:30]) > 15


def test_the_answers_of_each_row_have_its_shade_and_so_have_its_hidden_ids() -> None:
    sheet = load_workbook(io.BytesIO(book(SENT_OUT)))["Tiltak"]
    shades = shades_of(row.measure for row in SENT)
    for row, sent in zip(ROWS, SENT, strict=True):
        fills = {str(sheet[f"{column}{row}"].fill.fgColor.rgb)[2:] for column in "DEFGHIP"}
        assert fills == {shades[sent.measure][1:]}
