"""For any plan, any scale of statuses and any edits and merges, all outputs have the same counts."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.rounds.any_plan import Case, cases, make_project
from tests.rounds.any_steps import ROUND, steps, take
from tests.rounds.desk import Desk
from tests.rounds.one_figure import chart_values
from tests.rounds.same_counts import agreed
from tests.workbooks import load_workbook

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@settings(max_examples=300 if SOAK else 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases(), steps=st.lists(steps, min_size=1, max_size=6 if SOAK else 3))
def test_after_any_edits_and_merges_of_any_plan_every_output_tells_the_same_counts(
    case: Case, steps: list[tuple[str, list[Any]]]
) -> None:
    with TemporaryDirectory() as folder:
        project = Path(folder) / "plan"
        assume(make_project(case, project))
        desk = Desk(project)
        desk.run("send", "--round", ROUND)
        assume(desk.status in (0, 1))  # in a plan without owners nobody is asked
        agreed(desk)
        for step in steps:
            take(desk, step)
            desk.run("merge")
            assert desk.status in (0, 1)
            agreed(desk)


def test_a_merge_with_nothing_to_write_fills_in_figures_that_another_program_has_dropped(desk: Desk) -> None:
    desk.answer("KRU", "6.1.1", Status="Gjennomført")
    desk.run("merge")
    book = load_workbook(desk.master)
    book.save(desk.master)
    assert desk.run("merge")["merge"] is not None
    sheet: Any = load_workbook(desk.master, data_only=True)["Oversikt"]
    counts = {row[1].value: row[2].value for row in sheet.iter_rows(max_row=15)}
    assert counts["Heile planen"] == desk.run("status")["total"]["measures"] == 68
    assert sum(chart_values(desk)["Gjennomført"]) == 1
    before = desk.master.read_bytes()
    assert desk.run("merge")["merge"] is None
    assert desk.master.read_bytes() == before


def test_a_saved_copy_that_kept_every_figure_is_not_written_again(desk: Desk) -> None:
    desk.run("merge")
    before = desk.master.read_bytes()
    assert desk.run("merge")["merge"] is None
    assert desk.master.read_bytes() == before


def test_a_row_emptied_but_for_its_deadline_is_counted_nowhere_and_an_answer_to_it_is_asked_about(
    desk: Desk,
) -> None:
    desk.edit("6.1.1", Tiltak=None, Ansvar=None, Nr=None, Status=None)
    desk.answer("KRU", "6.1.1", Status="Gjennomført", Kommentar="Ferdig i mai")
    desk.run("merge")
    assert desk.status == 1
    status = desk.run("status")
    assert (status["total"]["measures"], status["open_questions"]) == (67, 2)
    sheet: Any = load_workbook(desk.master, data_only=True)["Oversikt"]
    counts = {row[1].value: row[2].value for row in sheet.iter_rows(max_row=15)}
    assert counts["Heile planen"] == 67
