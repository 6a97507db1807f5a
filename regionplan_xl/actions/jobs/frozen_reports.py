"""Frozen reports: keep a report with all its contents, find it, read it again, and undo a freeze with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.errors import InputError, Place, system_reason
from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.ledger.entries import FrozenReport
from regionplan_xl.project.folder import Project
from regionplan_xl.similarity import nearest
from regionplan_xl.text import normalise, phrase, sentences

if TYPE_CHECKING:
    from regionplan_xl.reports.contents import ReportContents


def freeze(project: Project, contents: ReportContents) -> FrozenReport:
    """Store the contents of a report in the archive and record the freeze. The project must be locked."""
    from regionplan_xl.reports.data.contents_json import render_contents

    data = render_contents(contents)
    frozen = FrozenReport(
        meeting=contents.meeting,
        day=contents.day,
        hash=fingerprint(data),
        frozen=project.now(),
        by=project.user_name(),
    )
    write_atomically(_path(project, frozen), data)
    project.ledger.record_frozen_report(frozen)
    return frozen


def frozen_to(project: Project, meeting: str) -> list[FrozenReport]:
    """Return every frozen report to `meeting`, by day."""
    return [one for one in project.ledger.frozen_reports() if normalise(one.meeting) == normalise(meeting)]


def find_frozen(project: Project, meeting: str, day: date) -> FrozenReport | None:
    """Return the frozen report to `meeting` on `day`; None if there is none."""
    return next((one for one in frozen_to(project, meeting) if one.day == day), None)


def last_frozen(project: Project, meeting: str, until: date) -> FrozenReport:
    """Return the last report to `meeting` frozen for `until` or an earlier day; raise `InputError` if there is none."""
    found = _named(project, meeting)
    earlier = [one for one in found if one.day <= until]
    if not earlier:
        what = phrase(
            "The report to «{meeting}» is frozen for a later day than {day}.", meeting=meeting, day=until
        )
        raise InputError(what, phrase("Name another meeting or day: --since MEETING|DATE."))
    return earlier[-1]


def one_frozen(project: Project, meeting: str, day: date | None) -> FrozenReport:
    """Return the frozen report to `meeting` on `day`, or its only one; raise `InputError` if none or several."""
    every = _named(project, meeting)
    found = [one for one in every if day is None or one.day == day]
    if len(found) == 1:
        return found[0]
    known = phrase("Frozen are: {meetings}.", meetings=", ".join(one.day.isoformat() for one in every))
    if day is not None:
        raise InputError(phrase("No report to «{meeting}» {day} is frozen.", meeting=meeting, day=day), known)
    what = phrase("{count} reports to «{meeting}» are frozen.", count=len(every), meeting=meeting)
    raise InputError(what, sentences(phrase("Say which: --date DATE."), known))


def _named(project: Project, meeting: str) -> list[FrozenReport]:
    """Return the reports from `frozen_to`; raise `InputError`, with a suggestion, if there are none."""
    found = frozen_to(project, meeting)
    if found:
        return found
    known = list(dict.fromkeys(one.meeting for one in project.ledger.frozen_reports()))
    near = nearest(meeting, known)
    what = phrase("No report to «{meeting}» is frozen.", meeting=meeting)
    if near and near != meeting:
        raise InputError(what, phrase("Did you mean «{near}»?", near=near))
    if known:
        raise InputError(what, phrase("Frozen are: {meetings}.", meetings=", ".join(known)))
    raise InputError(
        what, phrase("Freeze one with «{command}».", command="regionplan report --meeting TEXT --freeze")
    )


def read_frozen(project: Project, frozen: FrozenReport) -> ReportContents:
    """Return the contents of a frozen report; raise `InputError` if its file is missing or was changed."""
    from regionplan_xl.reports.data.contents_json import parse_contents

    path = _path(project, frozen)
    place = Place(file=project.display_path(path))
    fix = phrase("Put back a copy of it from your own backups.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            phrase("the frozen report cannot be read ({why}).", why=system_reason(error)), fix, place
        ) from error
    if fingerprint(data) != frozen.hash:
        raise InputError(phrase("the frozen report was changed after it was frozen."), fix, place)
    return parse_contents(data)


def unfreeze(project: Project, meeting: str, day: date | None, reason: str) -> FrozenReport:
    """Undo the freeze of the report to `meeting` and record the reason; its contents stay in the archive."""
    if not reason.strip():
        what = phrase("It is not said why the freeze is undone.")
        raise InputError(what, phrase("Write the reason: --reason TEXT."))
    undone = replace(
        one_frozen(project, meeting, day),
        undone=project.now(),
        undone_by=project.user_name(),
        reason=reason.strip(),
    )
    project.ledger.undo_frozen_report(undone)
    return undone


def refuse_frozen(project: Project, contents: ReportContents) -> None:
    """Raise `InputError` if the report cannot be frozen: no meeting is named, or it is frozen already."""
    if not contents.meeting.strip():
        raise InputError(
            phrase("A report is frozen for a meeting, and none is named."), phrase("Name it: --meeting TEXT.")
        )
    if find_frozen(project, contents.meeting, contents.day) is not None:
        raise InputError(
            phrase(
                "The report to «{meeting}» {day} is frozen already.",
                meeting=contents.meeting,
                day=contents.day,
            ),
            phrase("Undo that first: --unfreeze MEETING --reason TEXT."),
        )


def _path(project: Project, frozen: FrozenReport) -> Path:
    return project.archive / "reports" / f"{frozen.hash}.json"
