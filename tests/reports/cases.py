"""What the case is made of, in tests: a plan with changes, questions and a body that has not answered."""

from dataclasses import replace
from datetime import date

from regionplan_xl.plan.model import Plan
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import figures
from tests.reports.plans import MUNICIPALITIES

TODAY = date(2026, 3, 15)
ASKED = dict.fromkeys(MUNICIPALITIES, True) | {"Hol kommune": False}


def contents(plan: Plan, language: str = "nn") -> ReportContents:
    """The case to a meeting, compared with the one a year before: 1.1.1 has changed since."""
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
    return ReportContents(plan, found, language, TODAY, meeting="Hallingtinget", place="Gol")
