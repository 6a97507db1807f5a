"""The contents of a case in tests: a plan with changes, questions and a body that has not answered."""

from dataclasses import replace
from datetime import date

from regionplan_xl.plan.merging.hand_edits import take_snapshot
from regionplan_xl.plan.model import Plan, Report
from regionplan_xl.plan.status import Scale
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import figures
from regionplan_xl.reports.past import RoundEnd, TrendPoint, trend
from tests.reports.plans import MUNICIPALITIES

TODAY = date(2026, 3, 15)
ASKED = dict.fromkeys(MUNICIPALITIES, True) | {"Hol kommune": False}


def contents(plan: Plan, language: str = "nn") -> ReportContents:
    """Return the contents of the case for a meeting, compared with a year before; 1.1.1 has changed since."""
    before = plan.map_measures(
        lambda one: (
            replace(one, report=replace(one.report, status="started")) if one.number == "1.1.1" else one
        )
    )
    asked_about = {one.id for one in plan.measures[5:8]}
    found = figures(
        plan,
        today=TODAY,
        answered=ASKED,
        previous=figures(before, today=date(2025, 3, 15), answered=None),
        previous_meeting="Hallingtinget",
        asked_about=asked_about,
    )
    return ReportContents(
        plan,
        found,
        language,
        TODAY,
        meeting="Hallingtinget",
        place="Gol",
        trend=two_rounds(plan, found.scale),
    )


def two_rounds(plan: Plan, scale: Scale) -> tuple[TrendPoint, ...]:
    """Return three points in time: nothing was reported before the first round, and nothing was done after it."""
    silent = plan.map_measures(lambda one: replace(one, report=Report()))
    begun = plan.map_measures(
        lambda one: replace(
            one, report=Report("started" if one.report.status == "done" else one.report.status)
        )
    )
    ends = [
        RoundEnd(name, day, {one.id: one for one in take_snapshot(then, {})})
        for name, day, then in (("", date(2025, 3, 15), silent), ("2025-1", date(2025, 9, 30), begun))
    ]
    return trend(plan, scale, ends, TODAY, "2026-1")
