"""A small, realistic plan for the tests of workbooks."""

from datetime import date

from regionplan_xl.plan.model import Actor, FocusArea, Goal, Indicator, Measure, Plan, Report, Share
from regionplan_xl.plan.timeframe import Timeframe

TODAY = date(2026, 3, 15)

ACTORS = (
    Actor("Regionrådet", "RR", ("Regionråd",), email="regionradet@example.org"),
    Actor("Gol kommune", "Gol", email="gol@example.org"),
    Actor("Ål kommune", "Ål", email="aal@example.org"),
    Actor("Kommunane", aliases=("Kommune", "Kommunar"), kind="group", members=("Gol kommune", "Ål kommune")),
    Actor("Bedrifter", kind="open", reports=False),
)


def measure(number: str, text: str, **more: object) -> Measure:
    """Return a measure for the regional council in 2025, unless `more` says otherwise."""
    values: dict[str, object] = {
        "id": "M-" + number.replace(".", "") + "KQX",
        "number": number,
        "text": text,
        "timeframe": Timeframe.parse("2025"),
        "responsible": ("Regionrådet",),
    }
    return Measure(**{**values, **more})  # type: ignore[arg-type]


def small_plan(language: str = "nn") -> Plan:
    """Return two areas, three goals and five measures, one of them shared by the municipalities."""
    business = FocusArea(
        "1",
        "NÆRINGSUTVIKLING OG ARBEIDSPLASSAR",
        (
            Goal(
                "G-11AAA",
                "1.1",
                "Tettare samarbeid om næringsutvikling",
                (
                    measure("1.1.1", "Felles plattform for næringsutvikling", report=Report("done", 1.0)),
                    measure(
                        "1.1.2",
                        "Portal over ledige tomter",
                        responsible=("Kommunane",),
                        involved=("Bedrifter",),
                        report=Report("started", 0.5, "Gol kommune: Godt i gang"),
                        shares=(
                            Share("Gol kommune", Report("started", 0.5, "Godt i gang", date(2026, 6, 30))),
                        ),
                        reported_on=date(2026, 3, 1),
                        reported_by="1 av 2 har svart",
                    ),
                ),
            ),
            Goal("G-12AAA", "1.2", "Fleire arbeidsplassar"),
        ),
    )
    culture = FocusArea(
        "2",
        "Kultur og oppleving",
        (
            Goal(
                "G-21AAA",
                "2.1",
                "Kultur for alle",
                (
                    measure("2.1.1", "Kulturskule på tvers", report=Report("not_started")),
                    measure("2.1.2", "Festival kvart år", timeframe=Timeframe.parse("årleg")),
                    measure("2.1.3", "Turkart på nett", timeframe=Timeframe.parse("2025.-2026")),
                ),
            ),
        ),
    )
    return Plan(
        "Regionplan for Hallingdal",
        (business, culture),
        ACTORS,
        (Indicator("Innbyggjarar", "", "21000", "22000", "personar", "2030", ((2024, "21100"),), "I-2KQ7X"),),
        language=language,
    )
