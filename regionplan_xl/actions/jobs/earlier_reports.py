"""What a report is compared with: a frozen report, or the plan as the ledger knows it from an earlier day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from regionplan_xl.actions.jobs.frozen_reports import last_frozen, read_frozen
from regionplan_xl.errors import InputError
from regionplan_xl.ledger.entries import FrozenReport
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.text import parse_day, phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.figures import EarlierPlan, Figures, MeasureLine


def read_earlier(
    project: Project, since: str, day: date, plan: Plan, body: str = ""
) -> tuple[Figures | EarlierPlan | None, str]:
    """Return what a report on `day` is compared with, and for which meeting that was ("" if for none).

    `since` is a meeting (the last report to it that is frozen for no later day) or a day; "": the last report that is
    frozen for an earlier day, if there is one. `InputError` if it is of a later day than the report.
    `body`: the actor of `plan` whose own reports are compared; "": the plan's.
    """
    if not since:
        earlier = [one for one in project.ledger.frozen_reports() if one.day < day]
        return _of_report(project, earlier[-1], body) if earlier else (None, "")
    then = parse_day(since)
    if then is None:
        return _of_report(project, last_frozen(project, since, day), body)
    if then > day:
        what = phrase("A report of {day} cannot be compared with a later day.", day=day)
        raise InputError(what, phrase("Name another meeting or day: --since MEETING|DATE."))
    frozen = [one for one in project.ledger.frozen_reports() if one.day == then]
    return _of_report(project, frozen[-1], body) if frozen else (_of_day(project, then, plan, body), "")


def _of_report(project: Project, frozen: FrozenReport, body: str) -> tuple[Figures | EarlierPlan, str]:
    from regionplan_xl.reports.body_plan import as_reported_by
    from regionplan_xl.reports.figures import EarlierPlan, measure_lines

    contents = read_frozen(project, frozen)
    if not body:
        return contents.figures, frozen.meeting
    return EarlierPlan(frozen.day, measure_lines(as_reported_by(body, contents.plan))), frozen.meeting


def _of_day(project: Project, day: date, plan: Plan, body: str) -> EarlierPlan:
    """Return the measures as the last merge before `day` left them, without the indicators."""
    from regionplan_xl.reports.figures import EarlierPlan

    ledger = project.ledger
    moment = datetime(day.year, day.month, day.day).astimezone()
    merges = [one.begun.astimezone().date() for one in ledger.merges()]
    first = min([one.opened.astimezone().date() for one in ledger.rounds()] + merges, default=project.today())
    recorded = ledger.snapshot_at(moment).values() if first <= day <= project.today() else ()
    if not recorded:
        # What the first merge found is on record from the next day.
        begins = min(merges) + timedelta(days=1) if merges and first <= day else first
        what = phrase("Nothing is on record from {day}.", day=day)
        raise InputError(what, phrase("The record begins on {day}; name that or a later day.", day=begins))
    register = Register(plan.actors)
    measures = (one for one in recorded if not is_indicator(one.id))
    return EarlierPlan(day, tuple(_line(one, body, register) for one in measures))


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
        status=None if measure.unread else measure.report.status,
        unread=measure.unread,
    )
