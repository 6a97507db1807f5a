"""Commands that may take long show on the terminal how far they have come."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from regionplan_xl.actions.collect import collect
from regionplan_xl.actions.import_document import import_next_plan
from regionplan_xl.actions.mail.remind import remind
from regionplan_xl.actions.merge import merge
from regionplan_xl.actions.report import ReportRequest, report
from regionplan_xl.actions.send import send
from regionplan_xl.mailing.sending import SendRequest
from regionplan_xl.project.folder import Project
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan
from tests.rounds.desk import Desk
from tests.rounds.reminding import asked, deadline_in
from tests.rounds.terminal import on_a_terminal

Told = list[tuple[str, int | None]]


def told_by(desk: Desk, command: Callable[[Project], object]) -> Told:
    """Return what a command says that it is about, and how many items it counts."""
    told: Told = []

    @contextmanager
    def noted(what: str, items: Iterable[Any], total: int | None) -> Iterator[Iterable[Any]]:
        told.append((what, total))
        yield items

    project = Project.open(desk.folder)
    project.show_progress = noted
    command(project)
    return told


def test_send_counts_the_workbooks_that_it_looks_into_and_writes(desk: Desk) -> None:
    books = len(list((desk.folder / "workbooks" / "outbox" / ROUND).glob("*.xlsx")))
    told = told_by(desk, lambda project: send(project, SendRequest(), dry_run=False))
    assert told == [("Ser gjennom arbeidsbøkene i utboksen", books), ("Skriv arbeidsbøker", books)]


def test_merge_counts_the_returns_that_it_reads(desk: Desk) -> None:
    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    told = told_by(desk, lambda project: merge(project, (), dry_run=False))
    assert ("Tek imot filer", None) in told
    assert ("Les returar", 1) in told


def test_collect_says_that_it_receives_files(desk: Desk) -> None:
    desk.answer("KRU", "6.1.3", Status="Gjennomført")
    assert told_by(desk, collect) == [("Tek imot filer", None)]


def test_remind_counts_the_e_mails_that_it_writes(desk: Desk) -> None:
    silent = len(asked(desk))
    deadline_in(desk, 3)
    assert ("Skriv utkast til e-post", silent) in told_by(desk, remind)


def test_report_counts_the_formats(desk: Desk) -> None:
    told = told_by(desk, lambda project: report(project, "docx,html,json", ReportRequest()))
    assert told == [("Lagar rapporten", 3)]


def test_import_says_that_it_reads_the_document(desk: Desk, tmp_path: Path) -> None:
    document = tmp_path / "plan.md"
    document.write_text(
        "# Ny plan\n\n## 1 Reiseliv\n\n| Nr | Tiltak | Ansvarleg |\n|---|---|---|\n| 1.1.1 | Merk stiar | Gol |\n"
    )
    told = told_by(desk, lambda project: import_next_plan(project, document, None, dry_run=True))
    assert told == [("Les dokumentet", None)]


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
def test_a_planner_at_a_terminal_sees_it_in_the_own_language_and_then_only_the_result(
    project: Path, lang: str
) -> None:
    said = {"nn": "Lagar rapporten", "nb": "Lager rapporten", "en": "Making the report"}[lang]
    status, shown = on_a_terminal("", "--project", project, "--lang", lang, "report", "--format", "docx,html")
    assert status == 0, shown
    assert said in shown
    last = shown.rindex(said)
    assert "\x1b[2K" in shown[last:], "the bar is not cleared"
    assert ".docx" in shown[last:]


def test_no_bar_is_drawn_where_nobody_looks(project: Path) -> None:
    made = regionplan("--project", project, "report", "--format", "docx,html")
    assert made.status == 0, made.err
    assert "Lagar" not in made.out + made.err
    assert "\x1b" not in made.out + made.err
