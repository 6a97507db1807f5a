"""Make the page of a plan with a year behind it, and parse it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from regionplan_xl.plan.merging.hand_edits import take_snapshot
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Indicator, Measure, Plan, Report
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import figures
from regionplan_xl.reports.page.render import council_page
from regionplan_xl.reports.past import PastChange, RoundEnd, trend

TODAY = date(2026, 3, 15)
YEAR_BEFORE = date(2025, 3, 15)
FIRST_MERGE = datetime(2025, 5, 1, 12, tzinfo=UTC)
INDICATORS = (
    Indicator(
        "Studieplassar", "Kompetanse og utdanning", "450", "600", "plassar", "2028",
        ((2022, "450"), (2025, "512.5")),
    ),
    Indicator("Bustader", target="> 40"),
    Indicator("Eitt tal", target="10", values=((2025, "4"),)),
    Indicator("Ord", values=((2025, "mange"),)),
)  # fmt: skip


def with_a_year(plan: Plan) -> Plan:
    """Return the plan with indicators, and with the day and the sender of each answer."""

    def answered(one: Measure) -> Measure:
        if one.report.status is None:
            return one
        return replace(one, reported_on=date(2026, 2, 1), reported_by="Gol kommune")

    return replace(plan.map_measures(answered), indicators=INDICATORS)


def a_year_before(plan: Plan) -> Plan:
    """Return the plan a year before, when the measures that have a status now were not started."""
    return plan.map_measures(
        lambda one: replace(one, report=Report("not_started" if one.report.status else None))
    )


def history_of(plan: Plan) -> dict[str, tuple[PastChange, ...]]:
    """Return two answers for each measure that has a status."""
    return {
        one.id: (
            PastChange(FIRST_MERGE, change(one, "status", None, "not_started")),
            PastChange(
                FIRST_MERGE + timedelta(days=90), change(one, "status", "not_started", one.report.status)
            ),
        )
        for one in plan.measures
        if one.report.status
    }


def change(measure: Measure, field: str, before: Any, after: Any, kind: Any = "answer") -> Change:
    """Return a change of a measure answered by Gol."""
    return Change.of(kind, measure, field, before, after, actor="Gol kommune")


def contents(
    plan: Plan,
    language: str = "nn",
    history: Mapping[str, tuple[PastChange, ...]] | None = None,
    meeting: str = "",
) -> ReportContents:
    """Return the report contents of a plan with a year behind it."""
    before = a_year_before(plan)
    found = figures(
        plan,
        today=TODAY,
        answered={"Gol kommune": True, "Hol kommune": False},
        previous=figures(before, today=YEAR_BEFORE, answered=None),
        asked_about={plan.measures[4].id} if len(plan.measures) > 4 else (),
    )
    then = {one.id: one for one in take_snapshot(before, {})}
    ends = [RoundEnd("", YEAR_BEFORE, then), RoundEnd("2025-1", date(2025, 9, 15), then)]
    return ReportContents(
        plan=plan,
        figures=found,
        language=language,
        day=TODAY,
        history=history_of(plan) if history is None else history,
        trend=trend(plan, found.scale, ends, TODAY, "2026-1"),
        meeting=meeting,
    )


def page_of(plan: Plan, language: str = "nn", **more: Any) -> str:
    """Return the page as text."""
    return council_page(contents(plan, language, **more)).decode()


class Page(HTMLParser):
    """The contents of a page: elements with their attributes, and the texts of chosen classes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self._cell = False
        self._hidden = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._cell = True
        elif tag in ("style", "script"):
            self._hidden = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False
        elif tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.text += data
        if self._cell:
            self.tables[-1][-1][-1] += data

    def headed(self, *first: str) -> list[list[list[str]]]:
        """Return the tables whose headings begin with these."""
        return [
            table for table in self.tables if [squeezed(cell) for cell in table[0]][: len(first)] == [*first]
        ]

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]


def squeezed(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
