"""Oversikt and the council case apply the same rule for overdue measures."""

import io
from datetime import date

import openpyxl

from regionplan_xl.excel.master.create import write_master
from regionplan_xl.excel.overview.counts import update_overdue_counts
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.plan.model import FocusArea, Goal, Plan, Report
from regionplan_xl.plan.status import STANDARD, Scale, Status
from regionplan_xl.reports.figures import figures
from tests.excel.plans import TODAY, measure

CONTINUED = Status("continued", "#7030A0", {"nn": "Vidareført i ny plan"})
PAUSED = Status("paused", "#7F7F7F", {"nn": "Sett på vent"})


def overdue_numbers(scale: Scale, **statuses: str) -> tuple[list[str], list[str]]:
    """Return the numbers of the measures listed as overdue on Oversikt and in the council case."""
    measures = tuple(
        measure(f"1.1.{n}", text, report=Report(status))
        for n, (text, status) in enumerate(statuses.items(), 1)
    )
    plan = Plan("P", (FocusArea("1", "Kultur", (Goal("G-11AAA", "1.1", "Mål", measures),)),), scale=scale)
    sheet = openpyxl.load_workbook(io.BytesIO(write_master(plan, today=TODAY)), data_only=True)["Oversikt"]
    column = [str(cell.value or "") for cell in sheet["A"]]
    listed = column[column.index("Forfalne tiltak") :]
    case = figures(plan, today=TODAY, answered=None)
    return [text for text in listed if text.startswith("1.1.")], [line.number for line in case.overdue]


def test_a_measure_with_a_status_configured_after_done_is_overdue_neither_on_oversikt_nor_in_the_case() -> (
    None
):
    """
    | statuses in config.yaml                                     | Nr    | Tid  | Status                |
    | not_started, started, done, continued («Vidareført i ny plan») | 1.1.1 | 2025 | Påstarta              |
    |                                                             | 1.1.2 | 2025 | Gjennomført           |
    |                                                             | 1.1.3 | 2025 | Vidareført i ny plan  |
    """
    scale = Scale((*STANDARD.statuses, CONTINUED))
    numbers = overdue_numbers(scale, Turkart="started", Skiltplan="done", Kulturhus="continued")
    assert numbers == (["1.1.1"], ["1.1.1"])


def test_a_measure_with_a_status_configured_before_done_is_overdue_on_oversikt_and_in_the_case() -> None:
    scale = Scale((STANDARD["not_started"], PAUSED, STANDARD["started"], STANDARD["done"]))
    assert overdue_numbers(scale, Turkart="paused", Skiltplan="done") == (["1.1.1"], ["1.1.1"])


def test_a_finished_measure_does_not_fall_due_later_this_year() -> None:
    scale = Scale((*STANDARD.statuses, CONTINUED))
    finished = measure("1.1.1", "Turkart", report=Report("continued"))
    plan = Plan("P", (FocusArea("1", "Kultur", (Goal("G-11AAA", "1.1", "Mål", (finished,)),)),), scale=scale)
    assert figures(plan, today=date(2025, 3, 15), answered=None).due == ()


def test_two_focus_areas_of_one_name_have_each_its_own_count_of_overdue_measures() -> None:
    late, not_yet = (
        measure("1.1.1", "Turkart", report=Report("started")),
        measure("2.1.1", "Skiltplan", report=Report("done")),
    )
    plan = Plan(
        "P",
        (
            FocusArea("1", "Kultur", (Goal("G-11AAA", "1.1", "Mål", (late,)),)),
            FocusArea("2", "Kultur", (Goal("G-22BBB", "2.1", "Mål", (not_yet,)),)),
        ),
    )
    rows = dict(Workbook.open(write_master(plan, today=TODAY)).rows("Oversikt"))
    counts = list(update_overdue_counts(rows, plan, TODAY))
    assert [count for _, count in counts] == [1, 0]
