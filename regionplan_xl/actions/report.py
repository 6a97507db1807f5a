"""`report`: the council's case document."""

from collections.abc import Collection, Mapping
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import get_args

from regionplan_xl.actions.result import Result
from regionplan_xl.config.settings import Format
from regionplan_xl.errors import InputError
from regionplan_xl.file_names import safe_name
from regionplan_xl.files import write_atomically
from regionplan_xl.plan.counts import count_measures
from regionplan_xl.plan.indicator_state import newest
from regionplan_xl.plan.merging.outcome import measures_asked_about
from regionplan_xl.plan.model import Indicator, Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.similarity import nearest
from regionplan_xl.text import phrase

FORMATS: tuple[str, ...] = get_args(Format)
_CHOOSE = phrase("Choose among {choices}.", choices=", ".join(FORMATS))


def report(project: Project, formats: str | None, meeting: str, day: date | None) -> Result:
    """Write the case for a meeting on `day` (default: today) into reports/; never overwrite one."""
    wanted = _formats(project, formats)
    day = day or project.today()
    with open_session(project):
        plan = project.read_master().plan
        answered = _answered(project)
        asked_about = measures_asked_about(project.ledger.open_questions())

    rendered = _render(project, plan, answered, asked_about, wanted, meeting, day)

    written = []
    for ending, data in rendered.items():
        path = _free(project.reports, f"{_file_name(plan.name)} {day.isoformat()}", ending)
        write_atomically(path, data)
        written.append(path)
    counts = count_measures(plan.measures, plan.scale, asked_about)
    data_ = {
        "files": [str(path) for path in written],
        "day": day,
        "measures": counts.total,
        "statuses": counts.by_status,
        "no_status": counts.without,
        "unread": counts.unread,
        "awaiting_decision": counts.undecided,
        "indicators": [_indicator_data(one) for one in plan.indicators],
    }
    return Result(data_, [phrase("Wrote {file}", file=project.display_path(path)) for path in written])


def _indicator_data(indicator: Indicator) -> dict[str, object]:
    """Return an indicator as `--json` has it; a value that is missing is null."""
    found = newest(indicator)
    return {
        "id": indicator.id, "name": indicator.name, "area": indicator.area, "baseline": indicator.baseline,
        "target": indicator.target, "unit": indicator.unit, "year": indicator.year,
        "newest": found.value or None, "newest_year": found.year, "state": found.state,
    }  # fmt: skip


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


def _render(
    project: Project,
    plan: Plan,
    answered: Mapping[str, bool] | None,
    asked_about: Collection[str],
    wanted: tuple[str, ...],
    meeting: str,
    day: date,
) -> dict[str, bytes]:
    from regionplan_xl.reports.council_docx import council_case
    from regionplan_xl.reports.figures import figures, render_json

    counted = figures(plan, today=day, answered=answered, asked_about=asked_about)
    rendered: dict[str, bytes] = {}
    if "docx" in wanted:
        rendered["docx"] = council_case(
            plan,
            counted,
            language=project.language,
            day=day,
            meeting=meeting,
            place=plan.name.partition(" for ")[2],
            signed_by=parseaddr(project.config.delivery.sender or "")[0],
        )
    if "json" in wanted:
        rendered["json"] = render_json(counted)
    return rendered


def _file_name(name: str) -> str:
    # Without the mark of a changed name: there is one plan, and the day follows.
    return safe_name(name).partition("~")[0]


def _free(folder: Path, stem: str, ending: str) -> Path:
    path, number = folder / f"{stem}.{ending}", 2
    while path.exists():
        path, number = folder / f"{stem} ({number}).{ending}", number + 1
    return path
