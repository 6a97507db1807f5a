"""`report`: the council's case document."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from regionplan_xl.actions.jobs.report_files import WrittenReport, write_report
from regionplan_xl.actions.result import Result, indicator_data
from regionplan_xl.config.settings import Format
from regionplan_xl.errors import InputError
from regionplan_xl.file_names import safe_name
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import ReportRecord
from regionplan_xl.plan.counts import count_measures
from regionplan_xl.plan.merging.outcome import measures_asked_about
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.similarity import nearest
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.figures import Figures

FORMATS: tuple[str, ...] = get_args(Format)
_CHOOSE = phrase("Choose among {choices}.", choices=", ".join(FORMATS))


def report(project: Project, formats: str | None, meeting: str, day: date | None) -> Result:
    """Write the case for a meeting on `day` (default: today) into reports/.

    There is one file per day, or per meeting if that is named: a later one replaces it, unless somebody has edited it.
    """
    wanted = _formats(project, formats)
    day = day or project.today()
    with open_session(project):
        case = _read_case(project, wanted, meeting, day)
        written = _write(project, case)
    return _result(project, case, written)


def report_if_changed(project: Project) -> Result:
    """Write today's case, as `report` does, if the last one was made of anything else or is no longer there."""
    with open_session(project):
        case = _read_case(project, project.config.report.formats, "", project.today())
        last = _reports_of(case, project.ledger.reports())
        if last and all((project.folder / one.path).is_file() for one in last):
            files = ", ".join(Path(one.path).name for one in last)
            line = phrase("Nothing has changed since the last report: {files}", files=files)
            return Result({"files": [], "day": case.day, "unchanged": True}, (line,))
        written = _write(project, case)
    return _result(project, case, written)


@dataclass(frozen=True)
class _Case:
    """What a report is made of, and in which formats and for what it is written."""

    plan: Plan
    figures: Figures
    asked_about: Collection[str]
    formats: tuple[str, ...]
    meeting: str
    day: date
    place: str
    signed_by: str

    @cached_property
    def made_of(self) -> str:
        """The fingerprint of all that the report says but its meeting and day, which alone are nothing to report."""
        says = replace(self.figures, today=date.min)
        return fingerprint(repr((self.plan, says, self.place, self.signed_by)).encode("utf-8", "replace"))


def _read_case(project: Project, formats: tuple[str, ...], meeting: str, day: date) -> _Case:
    from regionplan_xl.reports.figures import figures

    plan, asked_about = project.read_master().plan, measures_asked_about(project.ledger.open_questions())
    return _Case(
        plan=plan,
        figures=figures(plan, today=day, answered=_answered(project), asked_about=asked_about),
        asked_about=asked_about,
        formats=formats,
        meeting=meeting,
        day=day,
        place=plan.name.partition(" for ")[2],
        signed_by=parseaddr(project.config.delivery.sender or "")[0],
    )


def _reports_of(case: _Case, reports: Sequence[ReportRecord]) -> list[ReportRecord]:
    """Return the last report in each format of the case, if every one was made of the same."""
    newest = {Path(one.path).suffix.removeprefix("."): one for one in reports}
    last = [newest[ending] for ending in case.formats if ending in newest]
    same = len(last) == len(case.formats) and all(one.made_of == case.made_of for one in last)
    return last if same else []


def _write(project: Project, case: _Case) -> list[WrittenReport]:
    stem = f"{_file_name(case.plan.name)} {case.day.isoformat()}"
    if case.meeting:
        # With the mark of a changed name: two meetings of a day have a file each.
        stem = safe_name(f"{stem} {case.meeting}")
    rendered = _render(case, project.language)
    return [write_report(project, stem, ending, data, case.made_of) for ending, data in rendered.items()]


def _result(project: Project, case: _Case, written: Sequence[WrittenReport]) -> Result:
    plan = case.plan
    counts = count_measures(plan.measures, plan.scale, case.asked_about)
    data = {
        "files": [str(one.path) for one in written],
        "kept": [str(path) for one in written for path in one.kept],
        "day": case.day,
        "measures": counts.total,
        "statuses": counts.by_status,
        "no_status": counts.without,
        "unread": counts.unread,
        "awaiting_decision": counts.undecided,
        "indicators": list(map(indicator_data, plan.indicators)),
    }
    kept = phrase("«{file}» is kept: it was edited, or is open in another program.")
    lines = [
        *(kept.with_values(file=project.display_path(path)) for one in written for path in one.kept),
        *(phrase("Wrote {file}", file=project.display_path(one.path)) for one in written),
    ]
    return Result(data, lines)


def _formats(project: Project, formats: str | None) -> tuple[str, ...]:
    """Return the formats to write; without `formats`, those of config.yaml."""
    if formats is None:
        return project.config.report.formats
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in formats.split(",") if part.strip()))
    for one in wanted:
        if one not in FORMATS:
            near = nearest(one, FORMATS)
            raise InputError(
                phrase("A report cannot be written as «{format}».", format=one),
                phrase("Did you mean «{near}»?", near=near) if near else _CHOOSE,
            )
    if not wanted:
        raise InputError(phrase("No format is named."), _CHOOSE)
    return wanted


def _answered(project: Project) -> Mapping[str, bool] | None:
    """Who was asked in the latest round, and whether they have answered; None before the first."""
    round_ = project.ledger.latest_round()
    if round_ is None:
        return None
    answered = project.ledger.answered(round_.name)
    return {d.actor: d.actor in answered for d in project.ledger.dispatches(round_.name)}


def _render(case: _Case, language: str) -> dict[str, bytes]:
    from regionplan_xl.reports.council_docx import council_case
    from regionplan_xl.reports.figures import render_json

    rendered: dict[str, bytes] = {}
    if "docx" in case.formats:
        rendered["docx"] = council_case(
            case.plan,
            case.figures,
            language=language,
            day=case.day,
            meeting=case.meeting,
            place=case.place,
            signed_by=case.signed_by,
        )
    if "json" in case.formats:
        rendered["json"] = render_json(case.figures)
    return rendered


def _file_name(name: str) -> str:
    # Without the mark of a changed name: there is one plan, and the day follows.
    return safe_name(name).partition("~")[0]
