"""A dispatch with four measures, and the workbook that the actor receives."""

from dataclasses import replace
from datetime import date, datetime

from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.actor.workbook import RoundFacts, render_actor_workbook, workbook_texts
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor, Report
from regionplan_xl.plan.status import STANDARD, Scale

ROUND = Round("2025-1", date(2025, 3, 15), datetime.fromisoformat("2025-02-22T09:00"))
FACTS = RoundFacts(ROUND, "Regionplan for Hallingdal", "Regionrådet <plan@example.org>", "nn", STANDARD)
GOL = Actor("Gol kommune", "GK", email="gol@example.org")
ROWS = (
    SentRow(
        "M-7Q2MX", "1.1.1", "Lage ein felles plattform for næringsutvikling", "Gol kommune",
        Report("started", 0.4, "Vi er i gang.\nMøte i mai.", date(2026, 12, 31)),
        goal="1.1 Tettare samarbeid", area="Næringsutvikling", timeframe="2025", responsible="Kommunane",
        involved="Næringshagen", reported_on=date(2025, 1, 10), reported_by="Gol kommune",
    ),
    SentRow("M-8R3NY", "1.1.10", "Kartleggje næringsareal", "", Report(), goal="1.1 Tettare samarbeid",
            area="Næringsutvikling", timeframe="2025.-2026", responsible="Gol kommune"),
    SentRow("M-9S4PZ", "5.4.1", "Merkje turstiar", "", Report("started"), goal="5.4 Friluftsliv",
            area="Folkehelse", timeframe="årleg", responsible="Gol kommune"),
    SentRow("M-2T5QA", "6.1.2", "Byggje kunstsnøanlegg", "", Report("not_started"), answerable=False,
            goal="6.1 Idrett", area="Kultur", responsible="Hol kommune", involved="Gol kommune"),
)  # fmt: skip
DISPATCH = Dispatch("HX74K-Q2M9B", "2025-1", "Gol kommune", datetime.fromisoformat("2025-02-22T09:00"), ROWS)


def book(dispatch: Dispatch = DISPATCH, language: str = "nn", scale: Scale = STANDARD) -> bytes:
    """Return the workbook of `dispatch` as sent to Gol kommune."""
    facts = replace(FACTS, language=language, scale=scale)
    return render_actor_workbook(render_actor_template(language, scale), dispatch, GOL.name, facts)


def texts_of(dispatch: Dispatch = DISPATCH) -> tuple[str, ...]:
    """Return the texts of that workbook that are recorded when it is sent."""
    return workbook_texts(render_actor_template("nn", STANDARD), dispatch, GOL.name, FACTS)
