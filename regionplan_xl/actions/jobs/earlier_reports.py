"""Find the earlier state to compare a report with: a frozen report, or the plan on an earlier day from the ledger."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from regionplan_xl.actions.jobs.frozen_reports import frozen_to, last_frozen, read_frozen
from regionplan_xl.errors import InputError
from regionplan_xl.ledger.entries import FrozenReport
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot, hand_changes, with_new_names
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.answered.present_names import new_names
from regionplan_xl.project.folder import Project
from regionplan_xl.text import parse_day, phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.figures import EarlierPlan, Figures, MeasureLine


def read_earlier(
    project: Project, since: str, day: date, plan: Plan, body: str = ""
) -> tuple[Figures | EarlierPlan | None, str]:
    """Return the earlier state to compare a report on `day` with (or None), and its meeting ("" if none).

    `since` is a meeting (its last report frozen for `day` or earlier), a day, or "" (the last report frozen for an
    earlier day, if any). Raise `InputError` for a day later than the report's, and for one that does not exist.
    `body`: an actor of `plan`, to compare its own reports; "" to compare the whole plan.
    """
    if not since:
        earlier = [one for one in project.ledger.frozen_reports() if one.day < day]
        return _of_report(project, earlier[-1], plan, body) if earlier else (None, "")
    then = parse_day(since)
    if then is None:
        if not any(map(str.isalpha, since)) and not frozen_to(project, since):
            what = phrase("«{value}» is not a day.", value=since)
            raise InputError(what, phrase("Write it as 2025-12-31 or 31.12.2025."))
        return _of_report(project, last_frozen(project, since, day), plan, body)
    if then > day:
        what = phrase("A report of {day} cannot be compared with a later day.", day=day)
        raise InputError(what, phrase("Name another meeting or day: --since MEETING|DATE."))
    frozen = [one for one in project.ledger.frozen_reports() if one.day == then]
    return _of_report(project, frozen[-1], plan, body) if frozen else (_of_day(project, then, plan, body), "")


def _of_report(
    project: Project, frozen: FrozenReport, plan: Plan, body: str
) -> tuple[Figures | EarlierPlan, str]:
    from regionplan_xl.reports.body_plan import as_reported_by
    from regionplan_xl.reports.figures import EarlierPlan, measure_lines

    contents = read_frozen(project, frozen)
    if not body:
        return contents.figures, frozen.meeting
    name = _name_then(project, plan, body, contents.plan, frozen.frozen)
    lines = measure_lines(as_reported_by(name or body, contents.plan))
    return EarlierPlan(frozen.day, lines, "" if name else "unknown_body"), frozen.meeting


def _name_then(project: Project, plan: Plan, body: str, then: Plan, moment: datetime) -> str:
    """Return the actor's name in the plan `then`, as of `moment`; "" if unknown.

    Trace back the renamings that merges have recorded since, then those in hand edits not merged yet; then try the
    actor's other names.
    """
    known = {actor.name for actor in then.actors}
    renames = [
        (str(one.change.before), str(one.change.after))
        for one in project.ledger.history("")
        if one.change.kind == "renamed" and not one.undone and one.at >= moment
    ]
    if body not in known:
        edits = hand_changes(plan, project.ledger.snapshot())
        renames += [(str(one.before), str(one.after)) for one in edits if one.kind == "renamed"]
    name = body
    for before, after in reversed(renames):
        if after == name:
            name = before
    if name in known:
        return name
    now = Register(plan.actors).resolve(body)
    others = (
        (Register(then.actors).resolve(word) for word in (now.short, *now.aliases) if word) if now else ()
    )
    return next((one.name for one in others if one is not None), "")


def _of_day(project: Project, day: date, plan: Plan, body: str) -> EarlierPlan:
    """Return the measures as the last merge before `day` left them, without the indicators."""
    from regionplan_xl.reports.figures import EarlierPlan

    ledger = project.ledger
    merges = [one.begun.astimezone().date() for one in ledger.merges()]
    first = min([one.opened.astimezone().date() for one in ledger.rounds()] + merges, default=project.today())
    # A day at the beginning of the calendar has no moment in every zone.
    is_on_record = first <= day <= project.today()
    moment = datetime(day.year, day.month, day.day).astimezone() if is_on_record else project.now()
    recorded = ledger.snapshots_at([moment])[0].values() if is_on_record else ()
    if not recorded:
        # The state found by the first merge counts from the next day.
        begins = min(merges) + timedelta(days=1) if merges and first <= day else first
        what = phrase("Nothing is on record from {day}.", day=day)
        raise InputError(what, phrase("The record begins on {day}; name that or a later day.", day=begins))
    register = Register(plan.actors)
    renamed = new_names(project.ledger, moment) if body else {}
    measures = (with_new_names(one, renamed) for one in recorded if not is_indicator(one.id))
    return EarlierPlan(day, tuple(_line(one, body, register) for one in measures), "last_merge")


def _line(snapshot: MeasureSnapshot, body: str, register: Register) -> MeasureLine:
    from regionplan_xl.reports.body_plan import own_report
    from regionplan_xl.reports.figures import MeasureLine
    from regionplan_xl.reports.past import as_measure

    measure = own_report(body, as_measure(snapshot), register)
    return MeasureLine(
        id=measure.id,
        number=measure.number,
        text=measure.text,
        area=snapshot.area or "",
        timeframe=measure.timeframe.written,
        ends=measure.timeframe.end,
        responsible=measure.responsible,
        status=measure.report.status,
        unread=measure.unread,
    )
