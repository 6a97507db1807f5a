"""Answers about result goals in sorted or moved rows: assigned to the right goal or asked about, never lost.

On Indikatorar: A-E what is measured, F its ID, G the value, H the comment, I the ID, J who answers, K the ID.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pytest

from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.actor.workbook import RoundFacts, render_actor_workbook
from regionplan_xl.excel.common.actor_marks import INPUT
from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridCell, GridRow
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml.common.references import Area
from regionplan_xl.plan.merging.sent_and_returned import SentRow, Submission
from regionplan_xl.plan.model import Field, Report
from regionplan_xl.plan.status import STANDARD
from tests.excel.actor.dispatches import DISPATCH, GOL, ROUND
from tests.excel.returned.returns import RECEIVED

FIRST, VALUE, COMMENT, LAST = 4, 7, 8, 11
IDS = (6, 9, 11)
GOALS = tuple(
    SentRow(
        f"I-{n}{n}{n}{n}A", "", text, "2025", Report(value=value, comment=comment), responsible="Gol kommune",
        facts=(str(100 + n), "600", "plassar", "2030", ""),
    )
    for n, (text, value, comment) in enumerate(
        [("Studieplassar", None, None), ("Nye bustader", "12", "Talt i mai"), ("Lærlingar", None, None),
         ("Utleigde hytter", "40", "Frå kommunen"), ("Nye verksemder", "7", None)], 2
    )
)  # fmt: skip
DISPATCHED = replace(DISPATCH, rows=(*DISPATCH.rows, *GOALS))
ORDERS = ((4, 3, 2, 1, 0), (1, 0, 2, 3, 4), (1, 2, 3, 4, 0))
Rows = dict[int, GridRow]
Edit = Callable[[Rows], Rows]


@pytest.fixture(scope="module")
def sent() -> Grid:
    """Return the workbook as it was sent."""
    facts = RoundFacts(ROUND, "Regionplan for Hallingdal", "", "nn", STANDARD)
    template = render_actor_template("nn", STANDARD, len(GOALS))
    book = render_actor_workbook(template, DISPATCHED, GOL.name, facts)
    return read_xlsx(book)


def returned(sent: Grid, *edits: Edit, merged: tuple[Area, ...] = ()) -> Submission:
    """Return the submission after every goal got its own value and comment, and then the `edits`."""
    sheets = list(sent.sheets)
    at = next(n for n, sheet in enumerate(sheets) if sheet.name == "Indikatorar")
    rows: Rows = dict(sheets[at].rows)
    for n in range(len(GOALS)):
        row = rows[FIRST + n]
        looks = row[VALUE].colour
        answers = {VALUE: GridCell(500 + n, looks), COMMENT: GridCell(f"Svar {n}", looks)}
        rows[FIRST + n] = {**row, **answers}
    for edit in edits:
        rows = edit(rows)
    sheets[at] = replace(sheets[at], rows=rows, merged=merged)
    return read_returned(
        replace(sent, sheets=tuple(sheets)), DISPATCHED,
        scale=STANDARD, source_hash="f" * 64, file="svar.xlsx", received=RECEIVED,
    )  # fmt: skip


def moved(columns: Iterable[int], order: Sequence[int], *, looks: bool = True) -> Edit:
    """Reorder the cells of these columns; row n gets those of order[n]."""

    def edit(rows: Rows) -> Rows:
        new = {number: dict(cells) for number, cells in rows.items()}
        for at in columns:
            for n, source in enumerate(order):
                cell, own = rows[FIRST + source].get(at, BLANK), rows[FIRST + n].get(at, BLANK)
                new[FIRST + n][at] = cell if looks else cell._replace(colour=own.colour)
        return dict(new)

    return edit


def without_ids(rows: Rows) -> Rows:
    return {number: {at: c for at, c in row.items() if at not in IDS} for number, row in rows.items()}


def without_looks(rows: Rows) -> Rows:
    return {
        number: {at: c._replace(colour=None) for at, c in row.items() if not c.is_blank}
        for number, row in rows.items()
    }


def right_or_held(submission: Submission) -> bool:
    """Return whether each answer is about its own goal or waits for a person, and none is missing."""
    by_goal = {row.measure: n for n, row in enumerate(GOALS)}
    written = "\n".join(one.written for one in submission.held)
    taken = {(one.measure, one.field): str(one.value) for one in submission.answers}
    for n, row in enumerate(GOALS):
        expected = {Field.VALUE: str(500 + n), Field.COMMENT: f"Svar {n}"}
        for field, text in expected.items():
            if taken.get((row.measure, field), text) != text:
                return False
            if (row.measure, field) not in taken and text not in written:
                return False
    return all(one.measure in by_goal for one in submission.answers)


def test_a_sheet_whose_whole_rows_were_sorted_is_read(sent: Grid) -> None:
    for order in ORDERS:
        for looks in (True, False):
            submission = returned(sent, moved(range(1, LAST + 1), order, looks=looks))
            assert len(submission.answers) == 2 * len(GOALS)
            assert right_or_held(submission)
            assert not submission.held


@pytest.mark.parametrize("before", [(), (without_ids,)], ids=["with IDs", "without IDs"])
@pytest.mark.parametrize("order", ORDERS)
def test_whichever_columns_were_sorted_no_answer_comes_to_another_goal_and_none_is_lost(
    sent: Grid, order: Sequence[int], before: Sequence[Edit]
) -> None:
    for first in range(1, LAST + 1):
        for last in range(first, LAST + 1):
            submission = returned(sent, *before, moved(range(first, last + 1), order))
            assert right_or_held(submission), (first, last, submission.answers, submission.held)


@pytest.mark.parametrize("columns", [(VALUE,), (COMMENT,), (VALUE, COMMENT)])
def test_values_or_comments_that_were_sorted_by_themselves_wait_for_a_person(
    sent: Grid, columns: Sequence[int]
) -> None:
    submission = returned(sent, moved(columns, ORDERS[0]))
    assert not submission.answers
    assert [one.measure for one in submission.held] == [row.measure for row in GOALS]
    assert "bytt rad utan resultatmåla sine" in catalog("nn")(submission.held[0].reason)


def test_comments_as_they_were_sent_tell_it_where_a_program_has_dropped_the_blue(sent: Grid) -> None:
    def in_each_others_rows(rows: Rows) -> Rows:
        second, fourth = rows[FIRST + 1], rows[FIRST + 3]
        swapped = {FIRST + 1: GridCell("Frå kommunen"), FIRST + 3: GridCell("Talt i mai")}
        both = {FIRST + 1: second, FIRST + 3: fourth}
        return {**rows, **{n: {**row, COMMENT: swapped[n]} for n, row in both.items()}}

    submission = returned(sent, without_looks, in_each_others_rows)
    assert not submission.answers
    assert len(submission.held) == len(GOALS)


def test_answers_shifted_down_beyond_the_last_goal_wait_with_all_others(sent: Grid) -> None:
    def shifted(rows: Rows) -> Rows:
        new = dict(rows)
        for n in reversed(range(len(GOALS))):
            answers = {at: rows[FIRST + n][at] for at in (VALUE, COMMENT)}
            new[FIRST + n + 1] = {**new.get(FIRST + n + 1, {}), **answers}
        new[FIRST] = {at: cell for at, cell in rows[FIRST].items() if at not in (VALUE, COMMENT)}
        return new

    for more in ((), (without_looks,)):
        submission = returned(sent, *more, shifted)
        assert not submission.answers
        assert all(f"Svar {n}" in "".join(one.written for one in submission.held) for n in range(len(GOALS)))


def test_an_answer_that_was_copied_or_drawn_down_counts_where_it_is(sent: Grid) -> None:
    def drawn(rows: Rows) -> Rows:
        first = rows[FIRST][VALUE]
        return {**rows, **{FIRST + n: {**rows[FIRST + n], VALUE: first} for n in range(3)}}

    submission = returned(sent, drawn)
    assert [str(one.value) for one in submission.answers if one.field is Field.VALUE][:3] == ["500"] * 3
    assert not submission.held


def test_a_workbook_of_an_earlier_version_with_one_blue_is_read_as_before(sent: Grid) -> None:
    def one_blue(rows: Rows) -> Rows:
        fill = {n: {at: c._replace(colour=INPUT if c.colour else None) for at, c in row.items()}
                for n, row in rows.items() if n >= FIRST}  # fmt: skip
        return {**rows, **fill}

    submission = returned(sent, one_blue)
    assert len(submission.answers) == 2 * len(GOALS)
    assert not submission.held


def test_what_merged_cells_say_counts_for_each_of_their_goals(sent: Grid) -> None:
    def merged(rows: Rows) -> Rows:
        empty = {FIRST + n: {**rows[FIRST + n], VALUE: BLANK} for n in (1, 2)}
        return {**rows, **empty}

    submission = returned(sent, merged, merged=(Area(FIRST, VALUE, FIRST + 2, VALUE),))
    assert [str(one.value) for one in submission.answers if one.field is Field.VALUE][:3] == ["500"] * 3
