"""`report`: the council's case document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from regionplan_xl.actions.jobs.report_contents import read_contents
from regionplan_xl.actions.jobs.report_files import WrittenReport, write_report
from regionplan_xl.actions.result import Result, indicator_data
from regionplan_xl.config.report import Format
from regionplan_xl.errors import InputError
from regionplan_xl.file_names import safe_name
from regionplan_xl.ledger.entries import ReportRecord
from regionplan_xl.plan.counts import count_measures
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.similarity import nearest
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.contents import ReportContents

FORMATS: tuple[Format, ...] = get_args(Format)


def _render_docx(contents: ReportContents) -> bytes:
    from regionplan_xl.reports.word.council_case import council_case

    return council_case(contents)


def _render_html(contents: ReportContents) -> bytes:
    from regionplan_xl.reports.page.render import council_page

    return council_page(contents)


def _render_json(contents: ReportContents) -> bytes:
    from regionplan_xl.reports.data.figures_json import render_json

    return render_json(contents.figures)


def _render_pdf(contents: ReportContents) -> bytes:
    from regionplan_xl.reports.pdf.case_pdf import case_pdf

    return case_pdf(contents)


# Each loads only what it needs.
RENDERERS: Mapping[Format, Callable[[ReportContents], bytes]] = {
    "docx": _render_docx,
    "pdf": _render_pdf,
    "html": _render_html,
    "json": _render_json,
}
_WITH_HISTORY: tuple[Format, ...] = ("html",)
_CHOOSE = phrase("Choose among {choices}.", choices=", ".join(FORMATS))


def report(project: Project, formats: str | None, meeting: str, day: date | None) -> Result:
    """Write the case for a meeting on `day` (default: today) into reports/.

    There is one file per day, or per meeting if that is named: a later one replaces it, unless somebody has edited it.
    """
    wanted = _formats(project, formats)
    with open_session(project):
        contents = _read(project, meeting, day or project.today(), wanted)
        written = _write(project, contents, wanted)
    return _result(project, contents, written)


def report_if_changed(project: Project) -> Result:
    """Write today's case, as `report` does, if the last one was made of anything else or is no longer there."""
    with open_session(project):
        contents = _read(project, "", project.today(), project.config.report.formats)
        last = _reports_of(contents, project.config.report.formats, project.ledger.reports())
        if last and all((project.folder / one.path).is_file() for one in last):
            files = ", ".join(Path(one.path).name for one in last)
            line = phrase("Nothing has changed since the last report: {files}", files=files)
            return Result({"files": [], "day": contents.day, "unchanged": True}, (line,))
        written = _write(project, contents, project.config.report.formats)
    return _result(project, contents, written)


def _read(project: Project, meeting: str, day: date, formats: Sequence[Format]) -> ReportContents:
    return read_contents(project, meeting, day, with_history=any(one in _WITH_HISTORY for one in formats))


def _reports_of(
    contents: ReportContents, formats: Sequence[Format], reports: Sequence[ReportRecord]
) -> list[ReportRecord]:
    """Return the last report in each format, if every one was made of the same."""
    newest = {Path(one.path).suffix.removeprefix("."): one for one in reports}
    last = [newest[ending] for ending in formats if ending in newest]
    same = len(last) == len(formats) and all(one.made_of == contents.made_of for one in last)
    return last if same else []


def _write(project: Project, contents: ReportContents, formats: Sequence[Format]) -> list[WrittenReport]:
    stem = f"{_file_name(contents.plan.name)} {contents.day.isoformat()}"
    if contents.meeting:
        # With the mark of a changed name: two meetings of a day have a file each.
        stem = safe_name(f"{stem} {contents.meeting}")
    rendered = {name: RENDERERS[name](contents) for name in formats}
    return [write_report(project, stem, name, data, contents.made_of) for name, data in rendered.items()]


def _result(project: Project, contents: ReportContents, written: Sequence[WrittenReport]) -> Result:
    plan = contents.plan
    counts = count_measures(plan.measures, plan.scale, contents.asked_about)
    data = {
        "files": [str(one.path) for one in written],
        "kept": [str(path) for one in written for path in one.kept],
        "day": contents.day,
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


def _formats(project: Project, formats: str | None) -> tuple[Format, ...]:
    """Return the formats to write; without `formats`, those of config.yaml."""
    if formats is None:
        return project.config.report.formats
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in formats.split(",") if part.strip()))
    known = [one for one in FORMATS if one in wanted]
    for one in wanted:
        if one not in known:
            near = nearest(one, FORMATS)
            raise InputError(
                phrase("A report cannot be written as «{format}».", format=one),
                phrase("Did you mean «{near}»?", near=near) if near else _CHOOSE,
            )
    if not wanted:
        raise InputError(phrase("No format is named."), _CHOOSE)
    return tuple(known)


def _file_name(name: str) -> str:
    # Without the mark of a changed name: there is one plan, and the day follows.
    return safe_name(name).partition("~")[0]
