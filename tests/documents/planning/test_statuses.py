"""A status is written only where a word or a legend gives it; otherwise a person is asked."""

import pytest

from regionplan_xl.documents.draft import Draft
from regionplan_xl.documents.planning.plan_of_draft import plan_of_draft
from regionplan_xl.documents.planning.statuses import Statuses
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.plan.status import STANDARD
from tests.documents.drawn_tables import document, drafted, lines, table
from tests.documents.read_text import asked, left_out, read_text

HEADER = "Tiltak | Ansvar | Tid | Status\n"
LEGEND = table("[G] | Grøn: gjennomført\n[Y] | Gul: påstarta\n[R] | Raud: ikkje påstarta")


def found(draft: Draft) -> list[tuple[str | None, bool]]:
    """Return the status of each measure, and whether it is asked about."""
    statuses = Statuses(draft, STANDARD)
    return [(one.key, one.doubt is not None) for one in map(statuses.find, draft.measures)]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Ferdig", "done"), ("i gang", "started"), ("Ikkje starta", "not_started"), ("Pågår", "started"),
        ("umgesetzt", "done"), ("nicht begonnen", "not_started"), ("Completed", "done"), ("G", "done"),
        ("A", "started"), ("R", "not_started"), ("terminado", "done"),
    ],
)  # fmt: skip
def test_a_word_for_a_status_is_understood_in_many_languages(word: str, key: str) -> None:
    assert found(drafted(table(f"{HEADER}Synge | Hol | 2026 | {word}"))) == [(key, False)]


@pytest.mark.parametrize("word", ["kanskje", "venter på svar", "utsett", "1", "nesten ferdig", "Ferdig?"])
def test_a_word_that_is_no_status_is_asked_about_and_not_written(word: str) -> None:
    assert found(drafted(table(f"{HEADER}Synge | Hol | 2026 | {word}"))) == [(None, True)]


def test_a_colour_means_what_the_legend_says() -> None:
    rows = table(f"{HEADER}Synge | Hol | 2026 | [G]\nDanse | Gol | 2026 | [R]\nSpele | Ål | 2027 |")
    assert found(drafted(LEGEND, rows)) == [("done", False), ("not_started", False), (None, False)]


def test_a_legend_that_turns_the_colours_round_is_followed() -> None:
    legend = table("[R] | Raud: gjennomført\n[G] | Grøn: ikkje påstarta")
    rows = table(f"{HEADER}Synge | Hol | 2026 | [G]\nDanse | Gol | 2026 | [R]")
    assert found(drafted(legend, rows)) == [("not_started", False), ("done", False)]


def test_a_colour_without_legend_is_asked_about() -> None:
    rows = table(f"{HEADER}Synge | Hol | 2026 | [G]\nDanse | Gol | 2026 | [R]")
    assert found(drafted(rows)) == [(None, True), (None, True)]


def test_a_word_and_a_colour_that_disagree_are_asked_about() -> None:
    rows = table(f"{HEADER}Synge | Hol | 2026 | [R] Gjennomført\nDanse | Gol | 2026 | [G] Gjennomført")
    assert found(drafted(LEGEND, rows)) == [(None, True), ("done", False)]


def test_no_status_in_the_document_is_no_status_in_the_plan() -> None:
    assert found(drafted(table("Tiltak | Ansvar | Tid\nSynge | Hol | 2026"))) == [(None, False)]


@pytest.mark.parametrize(
    "legend",
    [
        "● = ferdig   ◑ = i arbeid   ○ = ikkje påbegynt", "Teikn: ● ferdig, ◑ i arbeid, ○ ikkje påbegynt",
        "●: ferdig; ◑: i arbeid; ○: ikkje påbegynt",
    ],
)  # fmt: skip
def test_a_sign_means_what_the_legend_says(legend: str) -> None:
    rows = table(
        f"{HEADER}Synge | Hol | 2026 | ●\nDanse | Gol | 2026 | ◑\nSpele | Ål | 2027 | ○\nLe | Ål | 2027 | ◐"
    )
    wanted = [("done", False), ("started", False), ("not_started", False), (None, True)]
    assert found(drafted(rows, *lines(legend))) == wanted


def test_a_sign_without_a_legend_or_with_two_meanings_is_asked_about() -> None:
    rows = table(f"{HEADER}Synge | Hol | 2026 | ●\nDanse | Gol | 2026 | ○")
    for legend in ("Hol: Mange har svart", "● ferdig, ○ i gang, ○ ikkje påbegynt"):
        assert found(drafted(rows, *lines(legend))) == [(None, True), (None, True)]


def test_a_legend_of_colours_may_be_one_line() -> None:
    rows = table(f"{HEADER}Synge | Hol | 2026 | [G]\nDanse | Gol | 2026 | [R]\nLe | Ål | 2026 | [Y]")
    legend = lines("Grøn = gjennomført, gul = i gang, raud = ikkje starta")
    assert found(drafted(*legend, rows)) == [("done", False), ("not_started", False), ("started", False)]


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_a_dash_says_no_status(dash: str) -> None:
    assert found(drafted(table(f"{HEADER}Synge | Hol | 2026 | {dash}"))) == [(None, False)]


def test_the_progress_is_written_where_it_is_a_clear_share_and_kept_as_a_remark_elsewhere() -> None:
    blocks = document(
        table(
            "Tiltak | Ansvar | Status | Framdrift\nSynge | Hol | I gang | 45 %\nDanse | Gol | Ferdig | 100\n"
            "Le | Ål | I gang | Nett starta\nSpele | Ål | I gang |"
        )
    )
    imported = plan_of_draft(understand(blocks), blocks)
    assert [(one.report.progress, one.remark) for one in imported.plan.measures] == [
        (0.45, ""),
        (1.0, ""),
        (None, "Framdrift: Nett starta"),
        (None, ""),
    ]
    assert left_out(imported) == []


def test_a_colour_that_the_document_explains_as_something_else_is_asked_about() -> None:
    plan = (
        "# Delivery Plan\n\nRAG: Green = on track or complete; Amber = at risk; Red = off track\n\n## Homes\n\n"
        "| Action | Lead | RAG | Progress update |\n|---|---|---|---|\n"
        "| Build homes | Housing | Green | Cameras ordered, survey done |\n"
        "| Warm homes | Housing | Red | Not begun |\n"
    )
    imported = read_text(plan, file="plan.md")
    assert [measure.report.status for measure in imported.plan.measures] == [None, None]
    assert {colour for colour, _ in imported.legend} == {"green", "yellow", "red"}
    assert sum("is no status of this plan" in one for one in asked(imported)) == 2


def test_what_a_measure_says_beside_its_colour_explains_no_colour() -> None:
    plan = (
        "# Delivery Plan\n\n## Homes\n\n| Action | Lead | RAG | Progress update |\n|---|---|---|---|\n"
        "| Build homes | Housing | Green | Survey not started |\n| Warm homes | Housing | Red | All done |\n"
    )
    imported = read_text(plan, file="plan.md")
    assert imported.legend == ()
    assert [measure.report.status for measure in imported.plan.measures] == ["done", "not_started"]
