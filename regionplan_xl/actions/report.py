"""`report`: the council's case document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.actions.jobs.archive_packet import write_packet
from regionplan_xl.actions.jobs.frozen_reports import (
    find_frozen,
    freeze,
    frozen_to,
    read_frozen,
    refuse_frozen,
    unfreeze,
)
from regionplan_xl.actions.jobs.report_contents import read_contents
from regionplan_xl.actions.jobs.report_files import WrittenReport, write_report
from regionplan_xl.actions.jobs.report_rendering import (
    FORMATS,
    RenderedFile,
    render_report,
    report_stem,
    without_missing_pdf,
)
from regionplan_xl.actions.result import Result, indicator_data
from regionplan_xl.config.report import Format
from regionplan_xl.errors import InputError
from regionplan_xl.extras import install_command
from regionplan_xl.ledger.entries import FrozenReport, ReportRecord
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.similarity import nearest
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.contents import ReportContents

_OF_WHOLE_PLAN: tuple[Format, ...] = ("html", "csv", "svg")
_WITH_CHARTS: tuple[Format, ...] = ("docx", "pdf", "svg")
_WITH_HISTORY: tuple[Format, ...] = ("html", "json", "csv")
LARGE_PAGE = 10_000
"""The number of measures above which a page is slow to open (docs/measurements.md)."""

_CHOOSE = phrase("Choose among {choices}.", choices=", ".join(FORMATS))


@dataclass(frozen=True)
class ReportRequest:
    """The report to make: for which meeting and day, compared with what, about which actor, and whether to freeze it.

    `meeting`: "" for none. `day`: None for today. `since`: see `read_earlier`. `body`: "" for the whole plan.
    `reason`: why a freeze is undone. `archive`: the folder in which to write a packet for the archive.
    """

    meeting: str = ""
    day: date | None = None
    since: str = ""
    body: str = ""
    freeze: bool = False
    reason: str = ""
    archive: Path | None = None


def report(project: Project, formats: str | None, request: ReportRequest) -> Result:
    """Write the case for a meeting into reports/.

    There is one file per day and meeting (if named); a new report replaces it unless somebody has edited it. A report
    that was frozen for the meeting on this day is made again unchanged.
    """
    _refuse_combinations(request)
    wanted, left_out = _wanted(project, formats, request)
    with open_session(project):
        frozen = _frozen(project, request)
        every = _packet_formats(request) if request.archive else wanted
        contents = read_frozen(project, frozen) if frozen else _read(project, request, every)
        if request.freeze:
            refuse_frozen(project, contents)
        rendered = render_report(project, contents, (*wanted, *every), whole=bool(request.archive))
        written = _write(project, contents, rendered.of(wanted))
        frozen = freeze(project, contents) if request.freeze else frozen
        packet = None
        if request.archive:
            files = {f"{one.stem}.{one.format}": one.data for one in rendered.of(every)}
            packet = write_packet(project, contents, files, report_stem(contents), request.archive, frozen)
        again = frozen is None and request.day is None and not request.body
        earlier = frozen_to(project, contents.meeting) if again else []
    result = _result(project, contents, written, frozen, packet)
    return _with_missing(
        result, rendered.missing, (*_notes(left_out, earlier), *_missing_charts(contents, every))
    )


def _frozen(project: Project, request: ReportRequest) -> FrozenReport | None:
    """Return the frozen report to make again; None if the report is about the present plan."""
    if not request.meeting or request.freeze or request.body:
        return None
    frozen = find_frozen(project, request.meeting, _day(project, request))
    if frozen is not None and request.since:
        what = phrase(
            "The report to «{meeting}» is frozen, with what it was compared with.", meeting=frozen.meeting
        )
        raise InputError(what, phrase("Leave --since out, or name another meeting."))
    return frozen


def _notes(left_out: Sequence[Format], earlier: Sequence[FrozenReport]) -> Iterator[Phrase]:
    """Yield notes about formats that were not written, and about how to make an `earlier` frozen report again."""
    if left_out:
        yield _only_of_whole_plan(left_out)
    if earlier:
        yield phrase(
            "The report to «{meeting}» {day} is frozen; with --date {written} it is made again.",
            meeting=earlier[-1].meeting,
            day=earlier[-1].day,
            written=earlier[-1].day.isoformat(),
        )


def _missing_charts(contents: ReportContents, formats: Sequence[Format]) -> Iterator[Phrase]:
    """Yield why there are no charts, if they need matplotlib or more data."""
    if not any(one in _WITH_CHARTS for one in formats):
        return
    from regionplan_xl.reports.charts.drawing import can_draw
    from regionplan_xl.reports.charts.pictures import has_pictures

    if not has_pictures(contents):
        if "svg" in formats:
            yield phrase(
                "There is nothing to draw yet: a chart needs two points in time, or a result goal with values of two"
                " years."
            )
    elif not can_draw():
        yield phrase(
            "No charts are drawn, but all their numbers are in tables: what draws charts is not installed. Install it"
            " with «{command}».",
            command=install_command("charts"),
        )


def _packet_formats(request: ReportRequest) -> tuple[Format, ...]:
    """Return all formats of the report, which a complete packet must have.

    SVG is left out, since the charts are in the document.
    """
    return tuple(one for one in FORMATS if one != "svg" and not (request.body and one in _OF_WHOLE_PLAN))


def _refuse_combinations(request: ReportRequest) -> None:
    """Raise `InputError` for options that cannot be combined."""
    if request.freeze and request.body:
        what = phrase("Only a report of the whole plan is frozen.")
        raise InputError(what, phrase("Leave --actor or --freeze out."))
    if request.reason:
        what = phrase("The reason is that of a freeze that is undone, and none is.")
        raise InputError(what, phrase("Leave --reason out, or add --unfreeze MEETING."))


def _wanted(
    project: Project, formats: str | None, request: ReportRequest
) -> tuple[tuple[Format, ...], tuple[Format, ...]]:
    """Return the formats to write, and those of config.yaml that an actor's report does not have.

    Raise `InputError` if such a format is requested by name, or no other is left.
    """
    every = _formats(project, formats)
    left_out = tuple(one for one in every if request.body and one in _OF_WHOLE_PLAN)
    wanted = tuple(one for one in every if one not in left_out)
    if left_out and (formats is not None or not wanted):
        choices = ", ".join(one for one in FORMATS if one not in _OF_WHOLE_PLAN)
        fix = phrase("Leave --actor out, or choose among {choices}: --format LIST.", choices=choices)
        raise InputError(_only_of_whole_plan(left_out), fix)
    return wanted, left_out


def _only_of_whole_plan(formats: Sequence[Format]) -> Phrase:
    return phrase("Only a report of the whole plan is written as {formats}.", formats=", ".join(formats))


def _read(project: Project, request: ReportRequest, formats: Sequence[Format]) -> ReportContents:
    with_history = request.freeze or any(one in _WITH_HISTORY for one in formats)
    return read_contents(
        project,
        request.meeting,
        _day(project, request),
        request.since,
        request.body,
        with_history=with_history,
    )


def _day(project: Project, request: ReportRequest) -> date:
    # Meetings of a council have the same name every time, so only the day distinguishes two reports.
    return request.day or project.today()


def undo_freeze(project: Project, meeting: str, formats: str | None, request: ReportRequest) -> Result:
    """Undo the freeze of the report to `meeting` on the day of `request`, and record its reason."""
    if formats is not None or request != ReportRequest(day=request.day, reason=request.reason):
        what = phrase("With --unfreeze a freeze is undone, and nothing else.")
        raise InputError(what, phrase("Leave everything out but --date and --reason."))
    with open_session(project):
        undone = unfreeze(project, meeting, request.day, request.reason)
    line = phrase(
        "The report to «{meeting}» {day} is no longer frozen.", meeting=undone.meeting, day=undone.day
    )
    data = {"unfrozen": undone.meeting, "day": undone.day, "reason": undone.reason, "hash": undone.hash}
    return Result(data, (line,))


def report_if_changed(project: Project) -> Result:
    """Write today's case like `report`, unless the last one has the same contents and still exists."""
    formats = project.config.report.formats
    with open_session(project):
        contents = _read(project, ReportRequest(), formats)
        # Ignore a PDF that cannot be made here, and charts, for which there may be no data; otherwise they would
        # always seem to be missing.
        there = tuple(one for one in without_missing_pdf(formats) if one != "svg")
        last = _reports_of(contents, there, project.ledger.reports()) if there else []
        if last and all((project.folder / one.path).is_file() for one in last):
            files = ", ".join(Path(one.path).name for one in last)
            line = phrase("Nothing has changed since the last report: {files}", files=files)
            return Result({"files": [], "day": contents.day, "unchanged": True}, (line,))
        rendered = render_report(project, contents, formats)
        written = _write(project, contents, rendered.files)
    return _with_missing(_result(project, contents, written), rendered.missing)


def _with_missing(result: Result, missing: Phrase | str, notes: Iterable[Phrase] = ()) -> Result:
    """Return the result with notes, and with the reason for a missing PDF, which then waits for a person."""
    lines = (*result.lines, *notes, *((missing,) if missing else ()))
    return Result({**result.data, "missing": missing}, lines, waits=bool(missing))


def _reports_of(
    contents: ReportContents, formats: Sequence[Format], reports: Sequence[ReportRecord]
) -> list[ReportRecord]:
    """Return the last report in each format if all of them have these contents; otherwise none."""
    newest = {Path(one.path).suffix.removeprefix("."): one for one in reports}
    last = [newest[ending] for ending in formats if ending in newest]
    same = len(last) == len(formats) and all(one.made_of == contents.made_of for one in last)
    return last if same else []


def _write(
    project: Project, contents: ReportContents, rendered: Sequence[RenderedFile]
) -> list[WrittenReport]:
    return [write_report(project, one.stem, one.format, one.data, contents.made_of) for one in rendered]


def _result(
    project: Project,
    contents: ReportContents,
    written: Sequence[WrittenReport],
    frozen: FrozenReport | None = None,
    packet: tuple[Path, bool] | None = None,
) -> Result:
    counts = contents.figures.total
    data = {
        "files": [str(one.path) for one in written],
        "kept": [str(path) for one in written for path in one.kept],
        "day": contents.day,
        "actor": contents.actor,
        "measures": counts.total,
        "statuses": counts.by_status,
        "no_status": counts.without,
        "unread": counts.unread,
        "awaiting_decision": counts.undecided,
        "changed": _changed(contents),
        "frozen": frozen.hash if frozen else None,
        "packet": str(packet[0]) if packet else None,
        "indicators": list(map(indicator_data, contents.figures.indicators)),
    }
    kept = phrase("«{file}» is kept: it was edited, or is open in another program.")
    lines = [
        *(kept.with_values(file=project.display_path(path)) for one in written for path in one.kept),
        *(phrase("Wrote {file}", file=project.display_path(one.path)) for one in written),
    ]
    lines += _too_large(contents, written)
    if frozen is not None:
        lines.append(
            phrase("The report to «{meeting}» {day} is frozen.", meeting=frozen.meeting, day=frozen.day)
        )
    if packet is not None:
        path, new = packet
        there = phrase("The packet for the archive is there already: {folder}", folder=path)
        lines.append(phrase("Wrote the packet for the archive: {folder}", folder=path) if new else there)
    return Result(data, lines)


def _too_large(contents: ReportContents, written: Sequence[WrittenReport]) -> Iterator[Phrase]:
    """Yield notes about formats that do not suit a plan of this size."""
    counts, endings = contents.figures.total, {one.path.suffix for one in written}
    if counts.total > LARGE_PAGE and ".html" in endings:
        large = phrase(
            "The page has {count} measures, and browsers take long to open it. Give out the tables (--format csv), or a"
            " case for each body (--actor NAME).",
            count=counts.total,
        )
        yield large
    if contents.is_large and endings & {".docx", ".pdf"}:
        short = phrase(
            "The document has the figures and the beginning of each list, since Word does not handle {count} measures."
            " Every measure is in the tables (--format csv); each body has a case of its own (--actor NAME).",
            count=counts.total,
        )
        yield short


def _changed(contents: ReportContents) -> dict[str, object] | None:
    """Return the report's comparison and the measures that changed since, as JSON-compatible data; None if none."""
    changes = contents.figures.changes
    if changes is None:
        return None
    return {
        "since": changes.since,
        "meeting": changes.meeting,
        "measures": [one.number or one.text for one in changes.measures],
    }


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
