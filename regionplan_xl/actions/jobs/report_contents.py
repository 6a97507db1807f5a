"""What a report is made of, read from the master, the ledger and config.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from email.utils import parseaddr
from typing import TYPE_CHECKING

from regionplan_xl.actions.jobs.report_past import read_history, read_trend
from regionplan_xl.errors import InputError, Place, system_reason
from regionplan_xl.plan.merging.outcome import measures_asked_about
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.contents import ReportContents

_TEXT_FILES = (".txt", ".md")
_LARGEST = 1 << 20  # bytes


def read_contents(project: Project, meeting: str, day: date, *, with_history: bool = False) -> ReportContents:
    """Return what a report for a meeting on `day` is made of; the project is locked."""
    from regionplan_xl.reports.contents import ReportContents
    from regionplan_xl.reports.figures import figures

    settings = project.config.report
    plan, asked_about = project.read_master().plan, measures_asked_about(project.ledger.open_questions())
    found = figures(plan, today=day, answered=_answered(project), asked_about=asked_about)
    return ReportContents(
        plan=plan,
        figures=found,
        history=read_history(project) if with_history else {},
        trend=read_trend(project, plan, found.scale, day),
        language=project.language,
        day=day,
        asked_about=asked_about,
        meeting=meeting,
        case_number=settings.case_number or "",
        background=_text(project, "background", settings.background),
        proposal=_text(project, "proposal", settings.proposal),
        place=settings.place or plan.name.partition(" for ")[2],
        signatory=settings.signatory or parseaddr(project.config.delivery.sender or "")[0],
    )


def _answered(project: Project) -> Mapping[str, bool] | None:
    """Who was asked in the latest round, and whether they have answered; None before the first."""
    round_ = project.ledger.latest_round()
    if round_ is None:
        return None
    answered = project.ledger.answered(round_.name)
    return {d.actor: d.actor in answered for d in project.ledger.dispatches(round_.name)}


def _text(project: Project, setting: str, given: str | None) -> str:
    """Return a text of the secretariat: as it is in config.yaml, or in the file that is named there."""
    given = given or ""
    if "\n" in given or not given.lower().endswith(_TEXT_FILES):
        return given
    path = project.folder / given
    place = Place(file="config.yaml", column=f"report.{setting}")
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        what = phrase("«{file}» cannot be read ({why}).", file=given, why=system_reason(error))
        raise InputError(
            what, phrase("Put the file in the project folder, or correct its name."), place
        ) from error
    if len(data) > _LARGEST:
        what = phrase("«{file}» is too large for a text in the case.", file=given)
        raise InputError(what, phrase("Is it the right file?"), place)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fix = phrase("Open it in your editor and save it again with the encoding UTF-8.")
        raise InputError(phrase("«{file}» is not saved as UTF-8.", file=given), fix, place) from error
